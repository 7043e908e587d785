"""The diagrams of a page, to be asked what their titles say."""

from itertools import chain, pairwise
from pathlib import Path

from press.draw.mermaid import parse
from press.read.page import Page

ROOT = Path(__file__).parents[2]


def arrows(page: str, number: int) -> dict[tuple[str, str], str]:
    """What stands on each arrow of the n-th diagram of a page, counted from 1, by its ends."""
    path = f"docs/ko/{page}.md"
    text = (ROOT / path).read_text(encoding="utf-8")
    diagram = parse(Page(path, text).diagrams[number - 1].source)

    def words(runs):
        return "".join(run.text for run in runs).replace("\u200b", "")

    return {
        tuple(words(chain(*node.lines)) for node in (edge.source, edge.target)): words(edge.label)
        for edge in diagram.edges
    }


def complete(*layers: list[str]) -> set[tuple[str, str]]:
    """The ends of the arrows from each neuron of a layer to each of the next."""
    pairs = pairwise(layers)
    return {(left, right) for before, after in pairs for left in before for right in after}
