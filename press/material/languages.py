"""Build the English site into en/ with the Korean one, and link each page to its twin."""

from pathlib import Path
from shutil import copytree, rmtree
from urllib.parse import urljoin, urlsplit

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

NAMES = {"ko": "한국어", "en": "English"}
FOLDERS = {"ko": "", "en": "en/"}  # of the built site
ELSE = "en"  # for readers of neither language


def link_homes(config: MkDocsConfig) -> None:
    """The pages that are no page of a language, such as 404.html, lead to the other home page."""
    root = (config.site_url or "").removesuffix(FOLDERS[config.theme["language"]])
    config.extra["scope"] = urlsplit(root).path  # one choice of light or dark for both languages
    if english(config).exists():
        config.extra["alternate"] = alternates(config.site_url or "", config.theme["language"])


def link_twin(page: Page, config: MkDocsConfig) -> None:
    """Tell the theme's templates where the page stands in each language."""
    if english(config).exists():
        config.extra["alternate"] = alternates(
            config.site_url or "", config.theme["language"], page.url
        )


def build_english(config: MkDocsConfig) -> None:
    """Build the English site into the Korean one."""
    build(
        load_config(
            str(Path(config.config_file_path).resolve().with_name("mkdocs.en.yml")),
            site_dir=str(Path(config.site_dir, FOLDERS["en"])),
            site_url=urljoin(config.site_url or "", FOLDERS["en"]),
            strict=config.strict,
        )
    )


def keep_english(config: MkDocsConfig, kept: Path) -> None:
    """While the site is served: build the English one only if what it is made of has changed."""
    root = Path(config.config_file_path).resolve().parent
    sources = [root / "docs" / "en", *(root / name for name in ("assets", "mlcheats", "press"))]
    files = [*root.glob("*.yml"), *(root / "docs").glob("*.yml")]
    files += [file for folder in sources for file in folder.rglob("*")]
    times = repr(sorted((str(file), file.stat().st_mtime_ns) for file in files if file.is_file()))
    state, built = kept / "state", Path(config.site_dir, FOLDERS["en"])
    if state.exists() and state.read_text(encoding="utf-8") == times:
        copytree(kept / "site", built)
        return
    build_english(config)
    rmtree(kept, ignore_errors=True)
    copytree(built, kept / "site")
    state.write_text(times, encoding="utf-8")


def alternates(site_url: str, language: str, page: str | None = None) -> list[dict[str, str]]:
    """A page in each language: its full address, the path there, and the path to all its pages."""
    root = site_url.removesuffix(FOLDERS[language])
    here = FOLDERS[language] + (page or "")

    def path(place: str) -> str:
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


def english(config: MkDocsConfig) -> Path:
    """The home page of the English pages, which a site may be without."""
    return Path(config.config_file_path).resolve().with_name("docs") / "en" / "index.md"
