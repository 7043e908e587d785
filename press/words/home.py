"""The order of the pages, and the map of them in place of the line that links to docs/map.yml."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from press.read.page import Page
from press.tools.cache import read_yaml

TABLE = "docs/map.yml"
MARKER = re.compile(r"^\[[^\]\n]*\]\(\.\./map\.yml\)$", re.M)


@dataclass(frozen=True)
class Place:
    """What the map says of a page."""

    formula: str
    sections: list[str]


@dataclass(frozen=True)
class Group:
    """Pages under one name, by their files' names; those that frame the map have no name."""

    name: dict[str, str]
    pages: dict[str, Place | None]


def groups(root: Path) -> list[Group]:
    """All pages, in their order; none where there is no table."""
    if not (root / TABLE).exists():
        return []
    table = read_yaml(root / TABLE)
    named = [
        Group(group["name"], {f"{page}.md": Place(**it) for page, it in group["pages"].items()})
        for group in table["groups"]
    ]
    first, last = (
        Group({}, {f"{page}.md": None for page in table[at]}) for at in ("first", "last")
    )
    return [first, *named, last]


def menu(root: Path) -> list[str]:
    """The files' names in the order of the menu."""
    return [page for group in groups(root) for page in group.pages]


def formulas(root: Path) -> dict[str, str]:
    """The TeX that stands for each page on the map."""
    places = (item for group in groups(root) for item in group.pages.items())
    return {page: place.formula for page, place in places if place}


def expand(markdown: str, root: Path, language: str) -> str:
    """The page, with the map where it asks for it; ValueError where that leads nowhere."""
    if not MARKER.search(markdown):
        return markdown
    return MARKER.sub(lambda _: "\n".join(_map(root, language)), markdown)


def _map(root: Path, language: str) -> Iterator[str]:
    number = 0
    for group in groups(root):
        if not group.name:
            continue
        yield f"- {group.name[language]}\n"
        for name, place in group.pages.items():
            assert place  # only what frames the map has none
            path = root / "docs" / language / name
            if not path.exists():
                raise ValueError(f"{TABLE}: there is no {path.relative_to(root).as_posix()}")
            page = Page(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
            number += 1
            title = page.headings[next(iter(page.headings))]
            yield f"    {number}. [{title}]({name}) ${place.formula}$"
            for section in place.sections:
                if section not in page.headings:
                    raise ValueError(f"{TABLE}: {page.path} has no section {section}")
                yield f"        - [{page.headings[section]}]({name}#{section})"
        yield ""
