"""Draw the Mermaid fences of a page as SVG."""

from press.draw.mermaid import DiagramError, render
from press.read.page import Fault, Page
from press.read.slots import Slots


def place(page: Page, slots: Slots) -> list[Fault]:
    """Put the page's diagrams in their places; return what cannot be drawn."""
    faults = []
    for fence in page.diagrams:
        text = page.text[fence.start : fence.end]
        indent = text[: len(text) - len(text.lstrip(" \t>"))]
        try:
            figure = f'<figure class="diagram">{render(fence.source)}</figure>'
        except DiagramError as error:
            faults.append((fence.line + error.line, str(error)))
        else:
            slots.put(fence.start, fence.end, figure, indent + "{}\n")
    return faults
