"""Put the figures that the listings draw in place of the pages' image lines."""

import html
import re
from pathlib import Path

from press.play import play
from press.read.page import Fault, Page
from press.read.slots import Slots
from press.run.record import Ran
from press.words import plot_words

IMAGE_LINE = re.compile(r"[ \t>]*!\[.*\]\((?P<name>[^)\s:]+\.svg)\)\s*")


def place(
    page: Page, slots: Slots, ran: list[Ran], words: dict[str, str] | None, folder: Path
) -> tuple[dict[str, str], list[Fault]]:
    """Put what the listings drew in place of the image lines below them.

    Return the figures by name, and what is wrong at which line. With `words`, the labels of the
    figures are translated. An image that exists in `folder`, the page's, is nobody's drawing.
    """
    figures: dict[str, str] = {}
    faults: list[Fault] = []
    if ran and ran[-1].raised:
        _leave_out(page, slots)
        return figures, faults
    stray = _stray_images(page, folder)
    for number, (listing, did) in enumerate(zip(page.listings, ran, strict=True), 1):
        image, svgs = listing.image, did.drawn
        if svgs and image:
            stray.discard(image.line)
        if len(svgs) > 1:
            faults.append((listing.line, "the listing draws two figures, one is allowed"))
            if image:
                slots.put(image.start, image.end, "")
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
            slots.put(image.start, image.end, html + play.below(image.name, page.language))
    faults += [(line, "no listing draws this image") for line in sorted(stray)]
    return figures, faults


def _leave_out(page: Page, slots: Slots) -> None:
    """Show no figure, where a listing raises: MkDocs would look for the files."""
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
