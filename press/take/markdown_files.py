"""Publish each page's Markdown beside it, perceptron.md by perceptron/, and its figures as files.

It stands where the source stands, so that the links from page to page lead on as they are.
"""

import re
from pathlib import Path

from press.draw import palette
from press.read.page import Page

SPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def write(page: Page, figures: dict[str, str], start: int, site: Path) -> None:
    """Write the page's Markdown from `start` on, and its figures, SVG by name, into the site."""
    _write(site / f"{page.name}.md", with_pictures(page, start))
    colours = palette.by_day()
    for name, svg in figures.items():
        _write(site / page.name / name, alone(svg, colours))


def write_all(names: list[str], site: Path) -> None:
    """Write the pages of the menu, in its order, into one file, for who reads all at once."""
    texts = [(site / f"{name}.md").read_text(encoding="utf-8").strip() for name in names]
    _write(site / "llms-full.txt", "\n\n".join(texts) + "\n")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def with_pictures(page: Page, start: int = 0) -> str:
    """The Markdown with the addresses of its figures in the folder of the page."""
    parts, at = [], start
    for image in (listing.image for listing in page.fences if listing.image):
        line = page.text[image.start : image.end]
        address = line.replace(f"]({image.name})", f"]({page.name}/{image.name})")
        parts += [page.text[at : image.start], address]
        at = image.end
    return "".join([*parts, page.text[at:]])


def alone(svg: str, colours: dict[str, str]) -> str:
    """The SVG of a page as a file of its own, on paper."""
    svg = re.sub(r"var\(--([\w-]+)\)", lambda found: colours[found[1]], svg)
    svg = svg.replace("currentColor", colours["ink"])
    style = f'style="background:{colours["paper"]};font-family:sans-serif"'
    return svg.replace("<svg ", f"<svg {SPACES} {style} ", 1)
