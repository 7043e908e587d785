"""Give Material's search worker the project's search.js, with docs/terms.yml and docs/asked.yml."""

import json
import re
from pathlib import Path
from typing import Any, ClassVar

import yaml
from material.plugins.search import plugin
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from press.words import terms

HERE = Path(__file__).parent
ASKED = HERE.parents[1] / "docs/asked.yml"
WORKER_LOADS = "assets/javascripts/lunr/min/lunr.ko.min.js"


# Tags by the thousand in which the index finds nothing: pictures, what the page keeps from it, and
# the spans of code and formulas.
UNREAD = re.compile(
    r"<(svg|math)\b[^>]*data-search-exclude.*?</\1>"
    r'|<div class="formula" data-search-exclude>.*?</div>'
    r"|</?span\b[^>]*>",
    re.S,
)


class Reader(plugin.Parser):  # type: ignore[misc]
    """Material's reader of pages, spared what it leaves out; what it has read, it knows."""

    data: list[Any]  # the sections
    known: ClassVar[dict[str, list[Any]]] = {}

    def feed(self, data: str) -> None:
        if data not in self.known:
            super().feed(UNREAD.sub("", data))
            self.known[data] = self.data
        self.data = self.known[data]


def read_less() -> None:
    """The longest of the steps that are not the project's own."""
    plugin.Parser = Reader


def add_worker(files: Files, config: MkDocsConfig) -> None:
    """Put the project's own script in the place of the one that Material's worker loads."""
    content = (HERE / "search.js").read_text(encoding="utf-8")
    tables = {"TERMS": synonyms(terms.load(), config.theme["language"]), "ASKED": asked(files)}
    for name, table in tables.items():
        filled = f"const {name} = {json.dumps(table, ensure_ascii=False)}"
        content = content.replace(f"const {name} = {{}}", filled)
    files.remove(files.src_uris[WORKER_LOADS])
    files.append(File.generated(config, WORKER_LOADS, content=content))


def rank(page: Page, menu: list[Page]) -> None:
    """A page that explains comes before later ones that use, and the home page after all."""
    pages = sorted(menu, key=lambda page: page.is_homepage)
    place = pages.index(page) if page in pages else len(pages)  # a page may be in no menu
    page.meta.setdefault("search", {}).setdefault("boost", 2 - place / len(pages))


def synonyms(table: list[terms.Term], language: str) -> dict[str, list[str]]:
    """Each term as a text of this language has it, and the words under which it is found too."""
    found: dict[str, set[str]] = {}
    for term in table:
        others = [term["en"], term["ko"], *term.get("also", []), *term.get("never", [])]
        words = [word for name in others for word in (*split(name), "".join(split(name)))]
        name = "".join(split(term[language]))
        found[name] = found.get(name, set()) | set(words) - set(split(term[language]))
    return {name: sorted(others) for name, others in found.items()}


def asked(files: Files) -> dict[str, str]:
    """The address of each section of docs/asked.yml, as the index has it, and what readers type."""
    found = {}
    for place, phrases in yaml.safe_load(ASKED.read_text(encoding="utf-8")).items():
        page, mark, section = place.partition("#")
        if file := files.src_uris.get(f"{page}.md"):
            url = "" if file.url == "./" else file.url
            found[url + mark + section] = ", ".join(phrases)
    return found


def split(name: str) -> list[str]:
    return re.findall(r"\w+", name.lower())
