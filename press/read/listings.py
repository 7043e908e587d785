"""Find the fenced listings of a Markdown page.

The tests and the site build read pages through this module alone, so they agree on what a
listing is. Text in, data out: nothing here runs code or knows MkDocs.
"""

import re
from dataclasses import dataclass

from sybil import Document, Region
from sybil.parsers.markdown.lexers import RawFencedCodeBlockLexer

INFO = re.compile(r"(?P<info>[^\n]*)(?:\n|\Z)")
BESIDE_A_MARKER = re.compile(r"^[ \t>]*(?:[-*+]|\d+[.)])[ \t]+(?:```|~~~)", re.M)
IMAGE = re.compile(r"\s*^[ \t>]*!\[(?P<description>.*?)\]\((?P<name>[^)\s]+\.svg)\)", re.M)

# Above a notebook, whose cells lab.py runs: what jupytext calls a header.
FRONT_MATTER = re.compile(r"---\njupyter:\n.*?^---\n", re.S | re.M)

# The only Python listings that are compiled but not run: those that name one of these.
NOT_RUN = {
    "keras.datasets": "needs the network",
    "torchvision": "needs the network",
}
NAMES_NOT_RUN = re.compile(rf"^[^#\n]*\b({'|'.join(map(re.escape, NOT_RUN))})\b", re.M)
# Those that import one of these run where these are installed: `pytest -m elsewhere`.
ELSEWHERE = "dask", "jax", "keras", "sklearn", "torch"
IMPORTS_ELSEWHERE = re.compile(rf"^(?:from|import) ({'|'.join(ELSEWHERE)})\b", re.M)


@dataclass(frozen=True)
class Image:
    """The line `![description](name)` below a listing that draws; the build makes the file."""

    description: str
    name: str
    line: int
    start: int  # the picture is text[start:end], to the end of its line
    end: int


@dataclass(frozen=True)
class Listing:
    """One fence: its text without the page's indentation, and where it stands."""

    source: str
    line: int  # of the first source line, 1-based
    info: str  # all that follows the opening ```, spaces included
    image: Image | None
    start: int  # the fences and what is between them are text[start:end]
    end: int

    @property
    def not_run(self) -> str | None:
        """The package for whose sake this Python listing is only compiled."""
        found = NAMES_NOT_RUN.search(self.source)
        return found[1].split(".")[0] if found else None

    @property
    def elsewhere(self) -> str | None:
        """The last package that this listing imports and that the site's environment has not."""
        found = IMPORTS_ELSEWHERE.findall(self.source)
        return found[-1] if found and self.not_run is None else None

    @property
    def runs(self) -> bool:
        return self.info == "python" and self.not_run is None and self.elsewhere is None


class FenceLexer(RawFencedCodeBlockLexer):
    def make_region(
        self, opening: re.Match[str], document: Document, closing: re.Match[str] | None
    ) -> Region | None:
        if closing is None:
            line = document.text.count("\n", 0, opening.start()) + 1
            raise ValueError(f"line {line}: the fence is not closed")
        return super().make_region(opening, document, closing)


def find_listings(text: str) -> list[Listing]:
    """All fences of a page in order, whatever their kind and however they are indented."""
    listings: list[Listing] = []
    regions = FenceLexer(INFO)(Document(text, ""))
    for region in sorted(regions, key=lambda region: region.start):
        if listings and region.start < listings[-1].end:
            continue  # a fence inside a fence is text
        line = text.count("\n", 0, region.start) + 2
        source, info = region.lexemes["source"], region.lexemes["info"]
        image = _find_image(text, region.end)
        listings.append(Listing(str(source), line, info, image, region.start, region.end))
    for found in BESIDE_A_MARKER.finditer(text):
        if not any(listing.start < found.start() < listing.end for listing in listings):
            line = text.count("\n", 0, found.start()) + 1
            raise ValueError(f"line {line}: a fence stands on a line of its own, below the marker")
    return listings


def _find_image(text: str, end: int) -> Image | None:
    found = IMAGE.match(text, end)
    if not found:
        return None
    start = text.index("![", found.start())
    stop = text.find("\n", found.end())
    line = text.count("\n", 0, start) + 1
    return Image(found["description"], found["name"], line, start, stop if stop >= 0 else len(text))
