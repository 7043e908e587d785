"""Draw the pages' figures: run the listings, put their SVG in place of the image lines."""

import html
import json
import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from press.read.page import Page
from press.read.slots import Slots
from press.tools.cache import cached
from press.words import plot_words

HERE = Path(__file__).parent
STYLE = HERE / "figures.mplstyle"
IMAGE_LINE = re.compile(r"[ \t>]*!\[.*\]\((?P<name>[^)\s:]+\.svg)\)\s*")
Fault = tuple[int, str]  # the line, and what is wrong there
Drawn = list[list[str]]  # the SVGs of each listing

# What a listing sees; lab.py changes what this process sees while other listings still run.
ENVIRONMENT = os.environ | {"OPENBLAS_NUM_THREADS": "1"}  # two wait long on a busy machine


def place(
    page: Page, slots: Slots, drawn: Drawn, words: dict[str, str] | None, folder: Path
) -> tuple[dict[str, str], list[Fault]]:
    """Put what the listings drew in place of the image lines below them.

    Return the figures by name, and what is wrong at which line. With `words`, the labels of the
    figures are translated. An image that exists in `folder`, the page's, is nobody's drawing.
    """
    figures: dict[str, str] = {}
    faults: list[Fault] = []
    stray = _stray_images(page, folder)
    for number, (listing, svgs) in enumerate(zip(page.listings, drawn, strict=True), 1):
        image = listing.image
        if svgs and image:
            stray.discard(image.line)
        if len(svgs) > 1:
            faults.append((listing.line, "the listing draws two figures, one is allowed"))
        elif svgs and not image:
            faults.append((listing.line, "the listing draws, but no ![…](….svg) follows"))
        elif svgs and image and not image.description.strip():
            faults.append((image.line, "the figure has no description"))
            slots.put(image.start, image.end, "")
        elif svgs and image:
            svg, unknown = plot_words.translate(svgs[0], words) if words else (svgs[0], [])
            faults += [
                (listing.line, f"docs/plot_words.yml has no Korean for the label “{label}”")
                for label in unknown
            ]
            figures[image.name] = figure(svg, image.description, number)
            html = f'<figure class="figure">{figures[image.name]}</figure>'
            slots.put(image.start, image.end, html)
    faults += [(line, "no listing draws this image") for line in sorted(stray)]
    return figures, faults


def leave_out(page: Page, slots: Slots) -> None:
    """Show no figure, where the listings cannot be run: MkDocs would look for the files."""
    for listing in page.listings:
        if listing.image:
            slots.put(listing.image.start, listing.image.end, "")


def figure(svg: str, description: str, number: int) -> str:
    """One figure as it stands in the page; `number` keeps its ids apart from the others'."""
    svg = svg.replace("§", f"f{number}-")
    # Material's navigation writes to every plain href, and an SVG's cannot be written to.
    svg = svg.replace(" href=", " xlink:href=")
    name = html.escape(description, quote=True)
    return svg.replace("<svg ", f'<svg role="img" aria-label="{name}" data-search-exclude="" ', 1)


def _stray_images(page: Page, folder: Path) -> set[int]:
    """The lines of all images that the build has to draw."""
    fenced = {
        line
        for fence in page.fences
        for line in range(fence.line, page.text.count("\n", 0, fence.end) + 1)
    }
    return {
        line
        for line, text in enumerate(page.text.split("\n"), 1)
        if line not in fenced
        and (found := IMAGE_LINE.fullmatch(text))
        and not (folder / found["name"]).exists()
    }


class ListingError(Exception):
    """A listing raised; `line` is where, in the page."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def draw(page: Page, root: Path) -> Drawn:
    """The SVGs of each listing, from the cache if nothing that they depend on changed."""
    sources = [listing.source for listing in page.listings]
    if not any("matplotlib" in source for source in sources):
        return [[] for _ in sources]
    listings = [(listing.line, listing.source) for listing in page.listings]
    task = json.dumps({"page": page.path, "listings": listings})
    drawn: Drawn = json.loads(cached("figures", key(sources, root), lambda: run(task, root)))
    return drawn


def run(task: str, root: Path) -> bytes:
    """Have drawing.py draw."""
    command = [sys.executable, "-m", "press.draw.drawing"]
    done = subprocess.run(
        command, input=task.encode(), cwd=root, env=ENVIRONMENT, capture_output=True
    )
    if done.returncode:
        raise RuntimeError(f"drawing.py failed: {done.stderr.decode()}")
    answer = json.loads(done.stdout)
    if "error" in answer:
        raise ListingError(answer["line"], answer["error"])
    return json.dumps(answer["drawn"]).encode()


def key(sources: list[str], root: Path) -> bytes:
    """Changes whenever the figures may: with the listings, the code, the data or the look."""
    files = [STYLE, *(HERE / name for name in ("drawing.py", "svg_text.py"))]
    files += sorted((root / "mlcheats").rglob("*.py"))
    files += sorted(file for file in (root / "assets").glob("*") if file.is_file())
    versions = [version("matplotlib"), version("numpy")]
    return json.dumps([sources, versions]).encode() + b"".join(file.read_bytes() for file in files)
