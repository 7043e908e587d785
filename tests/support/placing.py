"""Pages of the tests' own with their figures or diagrams in place."""

from pathlib import Path

from press.draw import diagrams, figures
from press.read.page import Page
from press.read.slots import Slots
from press.run import runner


def with_figures(
    text: str, path: str, root: Path, words: dict[str, str] | None = None
) -> tuple[str, list[tuple[int, str]]]:
    """The Markdown with the figures that its listings draw, and the faults as (line, message)."""
    page, slots = Page(path, text), Slots(text)
    try:
        drawn = runner.drawn(page, root)
    except runner.ListingError as error:
        return text, [(error.line, f"the listing raises {error}")]
    _, faults = figures.place(page, slots, drawn, words, (root / path).parent)
    return slots.fill(slots.markdown()), faults


def with_diagrams(text: str) -> tuple[str, str, list[tuple[int, str]]]:
    """The Markdown with slots, the same with its diagrams, and the faults."""
    page, slots = Page("docs/ko/x.md", text), Slots(text)
    faults = diagrams.place(page, slots)
    markdown = slots.markdown()
    return markdown, slots.fill(markdown), faults
