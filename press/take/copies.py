"""Offer each listing to be copied, also as a script that runs anywhere; each page as a notebook.

A script is a file beside its page, network/network-7.py. The button that copies it must work from
a disk, too, where no script may read that file. So the page has the text: in pieces, each once,
however many scripts share it. copies.js puts them together, and Material's own script copies what
it finds in [data-clipboard-text] or [data-clipboard-target].
"""

import json
import re
from functools import lru_cache
from html import escape
from itertools import count
from pathlib import Path, PurePosixPath

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File
from mkdocs.utils import get_relative_url

from press.read.listings import find_listings
from press.take.notebooks import notebook
from press.take.packaged import Package
from press.take.scripts import Scripts

CODE = re.compile(r'(?<=<div class="highlight"><pre)>(.*?</code>)(?=</pre></div>)', re.S)
OUTPUT = re.compile(r'(?:<span class="c1">#&gt;[^\n]*</span>\n)+')


def on_page_markdown(markdown, page, config, files):
    docs, stem = Path(config.docs_dir), Path(page.file.src_uri).stem
    page.scripts = scripts(markdown, stem, Path(config.config_file_path).parent)
    for name, script in page.scripts.items():
        place = PurePosixPath(page.file.dest_uri).with_name(name).as_posix()
        files.append(File.generated(config, place, content=script))
    page.notebook = f"{stem}.ipynb"
    if page.notebook not in files.src_uris:  # lab.py makes its own
        note = config.extra["words"]["notebook.needs"]
        pages = {file.name: file.read_text(encoding="utf-8") for file in docs.glob("*.md")}
        content = notebook(markdown, note, pages)
        files.append(File.generated(config, page.notebook, content=content))
    return markdown


def on_page_content(content, page, config, files):
    words = config.extra["words"]
    listings = [x for x in find_listings(page.file.content_string) if x.info != "mermaid"]
    codes = CODE.findall(content)
    if len(codes) != len(listings):
        raise PluginError(f"{page.file.src_uri}: {len(codes)} of {len(listings)} listings found")
    scripts, pieces = iter(page.scripts.items()), Pieces()
    offers = [offer(*next(scripts), pieces, words) if listing.runs else "" for listing in listings]
    numbers = count(1)
    content = CODE.sub(lambda code: offered(code[1], next(numbers), offers.pop(0), words), content)
    notebook = link(get_relative_url(page.notebook, page.url), words)
    return content.replace("</h1>", "</h1>\n" + notebook, 1) + pieces.html()


def scripts(markdown: str, page: str, root: Path) -> dict[str, str]:
    """The scripts of a page, by the names of their files."""
    sources = [listing.source for listing in find_listings(markdown) if listing.runs]
    data = sorted(file for file in root.glob("mlcheats/data/*") if file.suffix == ".xz")
    made = Scripts(
        page,
        sources,
        package(root),
        [file.relative_to(root).with_suffix("").as_posix() for file in data],
    )
    return {f"{page}-{n}.py": made.script(n) for n in range(1, len(sources) + 1)}


def package(root: Path) -> Package:
    modules = []
    for file in sorted(root.glob("mlcheats/**/*.py")):
        name = ".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        modules.append((name, file.read_text(encoding="utf-8")))
    return _package(tuple(modules))


@lru_cache(maxsize=1)  # one for the pages of both languages
def _package(modules: tuple[tuple[str, str], ...]) -> Package:
    return Package(dict(modules))


def offered(code: str, number: int, script: str, words: dict[str, str]) -> str:
    """The listing's HTML with its buttons, and its shown outputs marked: they are not copied."""
    code = OUTPUT.sub(r'<span class="shown">\g<0></span>', code)
    copy = button("clipboard.copy", f'data-clipboard-target="#code-{number} > code"', words)
    return f' id="code-{number}">{code}<span class="md-code__nav">{script}{copy}</span>'


class Pieces(dict[str, int]):
    """What the scripts of a page are made of, numbered."""

    def numbers(self, script: str) -> str:
        pieces = script.split("\n\n")  # copies.js joins them again
        return " ".join(str(self.setdefault(piece, len(self))) for piece in pieces)

    def html(self) -> str:
        if not self:
            return ""
        text = escape(json.dumps(list(self), ensure_ascii=False), quote=False)
        return f'<template class="pieces" data-search-exclude>{text}</template>'


def offer(name: str, script: str, pieces: Pieces, words: dict[str, str]) -> str:
    """The link to a script, which needs no JavaScript, and the button that copies it."""
    download = escape(words["script.download"])
    return (
        f'<a class="md-code__button" href="{name}" download '
        f'title="{download}" aria-label="{download}"></a>'
    ) + button("script.copy", f'data-script="{pieces.numbers(script)}"', words)


def button(name: str, text: str, words: dict[str, str]) -> str:
    label = escape(words[name])
    kind = name.replace(".", "-")
    return (
        f'<button class="md-code__button {kind}" type="button" '
        f'title="{label}" aria-label="{label}" {text}></button>'
    )


def link(address: str, words: dict[str, str]) -> str:
    title = escape(words["notebook.title"])
    return (
        f'<a class="notebook" href="{address}" download title="{title}" data-search-exclude>'
        f"{escape(words['notebook'])}</a>\n"
    )
