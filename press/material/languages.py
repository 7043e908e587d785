"""Build the English site into en/ with the Korean one, and link each page to its twin."""

from pathlib import Path
from urllib.parse import urljoin, urlsplit

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.utils import get_relative_url

NAMES = {"ko": "한국어", "en": "English"}
FOLDERS = {"ko": "", "en": "en/"}  # of the built site
ELSE = "en"  # for readers of neither language


def on_config(config):
    """The pages that are no page of a language, such as 404.html, lead to the other home page."""
    root = config.site_url.removesuffix(FOLDERS[config.theme["language"]])
    config.extra["scope"] = urlsplit(root).path  # one choice of light or dark for both languages
    if english(config).exists():
        config.extra["alternate"] = alternates(config.site_url, config.theme["language"])
    return config


def on_page_context(context, page, config, nav):
    if english(config).exists():
        config.extra["alternate"] = alternates(config.site_url, config.theme["language"], page.url)
    return context


def on_post_build(config):
    if config.theme["language"] == "ko" and english(config).exists():
        build(
            load_config(
                str(Path(config.config_file_path).with_name("mkdocs.en.yml")),
                site_dir=str(Path(config.site_dir, FOLDERS["en"])),
                site_url=urljoin(config.site_url, FOLDERS["en"]),
                strict=config.strict,
            )
        )


def alternates(site_url, language, page=None):
    """A page in each language: its full address, the path there, and the path to all its pages."""
    root = site_url.removesuffix(FOLDERS[language])
    here = FOLDERS[language] + (page or "")

    def path(place):
        return urlsplit(root + place).path if page is None else get_relative_url(place, here)

    links = [
        {
            "lang": lang,
            "name": name,
            "link": root + FOLDERS[lang] + (page or ""),
            "path": path(FOLDERS[lang] + (page or "")),
            "root": path(FOLDERS[lang]),
        }
        for lang, name in NAMES.items()
    ]
    default = next(link for link in links if link["lang"] == ELSE)
    return [*links, {"lang": "x-default", "link": default["link"]}]


def english(config):
    return Path(config.config_file_path).with_name("docs") / "en" / "index.md"
