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
    ran = runner.run(page, root)
    _, faults = figures.place(page, slots, ran, words, (root / path).parent)
    return slots.fill(slots.markdown()), runner.faults(page, ran) + faults


def with_diagrams(text: str) -> tuple[str, str, list[tuple[int, str]]]:
    """The Markdown with slots, the same with its diagrams, and the faults."""
    page, slots = Page("docs/ko/x.md", text), Slots(text)
    faults = diagrams.place(page, slots)
    markdown = slots.markdown()
    return markdown, slots.fill(markdown), faults
