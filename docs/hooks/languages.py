"""Build the English site into en/ whenever the Korean one is built."""

from pathlib import Path
from urllib.parse import urljoin, urlsplit

from mkdocs.commands.build import build
from mkdocs.config import load_config

NAMES = {"ko": "한국어", "en": "English"}
FOLDERS = {"ko": "", "en": "en/"}  # of the built site


def on_config(config):
    """Offer the switch between the languages when there are two."""
    if english(config).exists():
        root = urlsplit(config.site_url).path.removesuffix(FOLDERS[config.theme["language"]])
        config.extra["alternate"] = [
            {"name": name, "lang": lang, "link": root + FOLDERS[lang]}
            for lang, name in NAMES.items()
        ]
    return config


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


def english(config):
    return Path(config.config_file_path).with_name("docs") / "en" / "index.md"
