"""Give Material's search worker the project's own search.js, with the terms of docs/terms.yml."""

import json
import re
from pathlib import Path

import terms
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

HERE = Path(__file__).parent
WORKER_LOADS = "assets/javascripts/lunr/min/lunr.ko.min.js"

# A word is letters, digits, _ and the dots inside np.argmax and 0.5. Where a Latin word and a
# Hangul one touch, as in MNIST를, they part.
NO_WORD = r"&[a-z]+;|(?<![0-9A-Za-z_])\.|\.(?![0-9A-Za-z_])|[^0-9A-Za-z_.가-힣À-ɏͰ-Ͽ]"
BORDER = r"(?<=[A-Za-z_][0-9]*)(?=[가-힣])|(?<=[가-힣])(?=[A-Za-z])"
SETTINGS = {
    "lang": ["ko"],  # of both languages: it is the one support script that the worker loads
    "pipeline": [],
    "separator": f"(?:{NO_WORD})+|{BORDER}",
    "fields": {"title": {"boost": 10}},
}


@event_priority(100)  # before the plugin reads its settings
def on_config(config: MkDocsConfig) -> MkDocsConfig:
    for name, value in SETTINGS.items():
        config.plugins["material/search"].config[name] = value
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    names = json.dumps(synonyms(terms.load(), config.theme["language"]), ensure_ascii=False)
    script = (HERE / "search.js").read_text(encoding="utf-8")
    content = script.replace("const TERMS = {}", f"const TERMS = {names}")
    files.remove(files.src_uris[WORKER_LOADS])
    files.append(File.generated(config, WORKER_LOADS, content=content))
    return files


@event_priority(100)  # before the plugin reads the page
def on_page_context(context: object, page: Page, config: MkDocsConfig, nav: Navigation) -> None:
    """A page that explains comes before later ones that use, and the home page after all."""
    pages = sorted(nav.pages, key=lambda page: page.is_homepage)
    page.meta.setdefault("search", {}).setdefault("boost", 2 - pages.index(page) / len(pages))


def synonyms(table: list[terms.Term], language: str) -> dict[str, list[str]]:
    """Each term as a text of this language has it, and the words under which it is found too."""
    found: dict[str, list[str]] = {}
    for term in table:
        others = [term["en"], term["ko"], *term.get("also", []), *term.get("never", [])]
        words = [word for name in others for word in (*split(name), "".join(split(name)))]
        found["".join(split(term[language]))] = sorted(set(words) - set(split(term[language])))
    return found


def split(name: str) -> list[str]:
    return re.findall(r"\w+", name.lower())
