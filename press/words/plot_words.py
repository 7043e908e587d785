"""Put the labels of plots into Korean: docs/plot_words.yml, and the terms of docs/terms.yml."""

import html
import re
from pathlib import Path

from press.tools.cache import read_yaml
from press.words import terms

LABELS = Path(__file__).parents[2] / "docs/plot_words.yml"
PLAIN = re.compile(r"(<text[^>]*>|<tspan>)([^<]+)")  # formulas stand in a <tspan class="math">
PHRASE = re.compile(r"[A-Za-z]{2,}(?:[ -][A-Za-z]+)*")  # a lone letter is a formula too


def korean() -> dict[str, str]:
    """The Korean of each label."""
    return {term["en"]: term["ko"] for term in terms.load()} | read_yaml(LABELS)


def translate(svg: str, words: dict[str, str]) -> tuple[str, list[str]]:
    """The SVG with its labels in these words, and the labels that have none."""
    unknown: list[str] = []

    def word(found: re.Match[str]) -> str:
        if found[0] not in words:
            unknown.append(found[0])
        return words.get(found[0], found[0])

    def text(found: re.Match[str]) -> str:
        plain = PHRASE.sub(word, html.unescape(found[2]))
        return found[1] + html.escape(plain, quote=False)

    return PLAIN.sub(text, svg), sorted(set(unknown))
