"""Offer each listing to be copied, also as a script that runs anywhere; each page as a notebook.

A script is a file beside its page, network/network-7.py. The button that copies it must work from
a disk, too, where no script may read that file. So the page has the text: in pieces, each once,
however many scripts share it. copies.js puts them together, and Material's own script copies what
it finds in [data-clipboard-text] or [data-clipboard-target].
"""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path

from pymdownx.highlight import Highlight

from press.read.listings import Listing
from press.read.page import Page
from press.read.slots import Slots
from press.run.record import Ran
from press.take.packaged import Package
from press.take.scripts import Lines, Scripts, files_of, needed_lines, parts_of

OUTPUT = re.compile(r'(?:<span class="c1">#&gt;[^\n]*</span>\n)+')
OPENING = '<div class="highlight"><pre'
TITLE = re.compile(r"^# .+$", re.M)
LONG = 32  # lines: what has more is folded


def place(
    page: Page,
    slots: Slots,
    scripts: dict[str, str],
    words: dict[str, str],
    *,
    runnable: bool,
) -> str:
    """Put each listing in its place with its buttons; return what copies.js needs of them all."""
    pieces = Pieces()
    files = iter(scripts.items())
    for number, listing in enumerate(page.shown, 1):
        text = page.text[listing.start : listing.end]
        indent = text[: len(text) - len(text.lstrip(" \t>"))]
        file = next(files, None) if listing.runs else None
        script = offer(*file, pieces, number, words) if file else ""
        if script and runnable:
            script = pressed(number, words) + script
        html = offered(listing, number, script, words)
        slots.put(listing.start, listing.end, html, indent + "{}\n")
    return pieces.html()


def place_link(page: Page, slots: Slots, address: str, words: dict[str, str]) -> None:
    """Put the link to the page's notebook below its title."""
    title = TITLE.search(page.text)
    if title:
        slots.put(title.end(), title.end(), link(address, words), "\n\n{}")


@dataclass(frozen=True)
class Project:
    """What scripts take from the project: its package, the files of its data, and its address."""

    package: Package
    data: tuple[str, ...]
    repository: str | None


def project(root: Path, repository: str | None = None) -> Project:
    modules = []
    for file in sorted(root.glob("mlcheats/**/*.py")):
        name = ".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        modules.append((name, file.read_text(encoding="utf-8")))
    data = sorted(file for file in root.glob("mlcheats/data/*") if file.suffix == ".xz")
    files = tuple(file.relative_to(root).with_suffix("").as_posix() for file in data)
    return Project(_package(tuple(modules)), files, repository)


@lru_cache(maxsize=1)  # one for the pages of both languages
def _package(modules: tuple[tuple[str, str], ...]) -> Package:
    return Package(dict(modules))


# Once for both languages, and while a page of other listings is edited.
_scripts: dict[tuple[str, tuple[str, ...], Project], dict[str, str]] = {}


def scripts(page: Page, ran: list[Ran], project: Project) -> dict[str, str]:
    """The scripts of a page, by the names of their files. A page that raises has none."""
    if not ran or ran[-1].raised:
        return {}
    key = page.name, tuple(sources(page)), project
    if key not in _scripts:
        parts = parts_of(sources(page), ran)
        data = list(project.data)
        made = Scripts(page.name, parts, project.package, data, project.repository)
        _scripts[key] = {f"{page.name}-{n}.py": made.script(n) for n in range(1, len(ran) + 1)}
    return _scripts[key]


def needs(page: Page, ran: list[Ran]) -> list[list[Lines]]:
    """For each listing of a page, which lines of earlier ones it needs."""
    if not ran or ran[-1].raised:
        return []
    parts = parts_of(sources(page), ran)
    return [needed_lines(parts, number) for number in range(len(ran))]


def sources(page: Page) -> list[str]:
    return [listing.source for listing in page.listings]


def offered(listing: Listing, number: int, script: str, words: dict[str, str]) -> str:
    """The listing's HTML with its buttons, and its shown outputs marked: they are not copied."""
    code = (
        highlighted(listing.source, listing.info)
        .removeprefix(OPENING + ">")
        .removesuffix("</pre></div>")
    )
    code = OUTPUT.sub(r'<span class="shown">\g<0></span>', code)
    target = f'data-clipboard-target="#code-{number} > code"'
    copy = button("clipboard-copy", words["clipboard.copy"], number, target, words)
    if script:  # the first takes the focus, and the arrow keys lead on
        copy = copy.replace("<button", '<button tabindex="-1"')
        buttons = f'<span class="md-code__nav" role="toolbar">{script}{copy}</span>'
    else:
        buttons = f'<span class="md-code__nav">{copy}</span>'
    lines = len(listing.source.splitlines())
    html = f'{OPENING} id="code-{number}">{code}{buttons}</pre></div>'
    return html if lines <= LONG else folded(html, words["listing.all"].format(lines))


def folded(html: str, label: str) -> str:
    """A long listing as far as copies.css shows it at first, and what unfolds it."""
    unfold = f'<label class="unfold" data-search-exclude><input type="checkbox">{label}</label>'
    return (
        html.replace('"highlight"', '"highlight long"', 1).removesuffix("</div>")
        + unfold
        + "</div>"
    )


@lru_cache(maxsize=1000)
def highlighted(source: str, language: str) -> str:
    html: str = Highlight(None).highlight(source, language)
    return html.strip()


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


def offer(name: str, script: str, pieces: Pieces, number: int, words: dict[str, str]) -> str:
    """The link to a script, which needs no JavaScript, and the button that copies it."""
    files = files_of(script)
    needs = f" ({words['script.needs']} {', '.join(files)})" if files else ""
    kind = "script" if files else "script.anywhere"
    download = named(words[f"{kind}.download"] + needs, number, words)
    text = f'data-script="{pieces.numbers(script)}"'
    copy = button("script-copy", words[f"{kind}.copy"] + needs, number, text, words)
    return f'<a class="md-code__button" href="{name}" download {download}></a>' + copy.replace(
        "<button", '<button tabindex="-1"'
    )


def pressed(number: int, words: dict[str, str]) -> str:
    """The buttons that run.js hears: to run the listing where it stands, and to edit it first."""
    return "".join(
        button("run", words[f"run.{kind}"], number, f'data-run="{kind}" tabindex="-1"', words)
        for kind in ("run", "edit")
    )


def button(kind: str, label: str, number: int, text: str, words: dict[str, str]) -> str:
    name = named(label, number, words)
    return f'<button class="md-code__button {kind}" type="button" {name} {text}></button>'


def named(label: str, number: int, words: dict[str, str]) -> str:
    """What is seen beside the button, and its name among those of all listings."""
    name = f"{words['listing']} {number}: {label}"
    return f'title="{escape(label)}" aria-label="{escape(name)}"'


def link(address: str, words: dict[str, str]) -> str:
    title = escape(words["notebook.title"])
    return (
        f'<a class="notebook" href="{address}" download title="{title}" data-search-exclude>'
        f"{escape(words['notebook'])}</a>\n"
    )
