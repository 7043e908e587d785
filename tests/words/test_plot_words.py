"""The labels of plots are Korean on Korean pages, from one listing for both languages."""

import re
from pathlib import Path

import pytest
import yaml
from placing import with_figures

from press.words import plot_words, terms

DOCS = Path(__file__).parents[2] / "docs"
WORDS = {"loss": "손실", "digit": "숫자", "sin": "sin", "one-sided": "전방 <차분>"}


@pytest.mark.parametrize(
    ("svg", "korean"),
    [
        ('<text x="1">loss</text>', '<text x="1">손실</text>'),
        ("<text>digit: 5</text>", "<text>숫자: 5</text>"),
        ("<text>loss &amp; sin</text>", "<text>손실 &amp; sin</text>"),
        ("<text>one-sided</text>", "<text>전방 &lt;차분&gt;</text>"),
        ("<text>h(x)</text>", "<text>h(x)</text>"),
        ("<text>1e14</text>", "<text>1e14</text>"),
        ("<text>−0.5</text>", "<text>−0.5</text>"),
        (
            '<text><tspan class="math upright">log</tspan><tspan> loss</tspan></text>',
            '<text><tspan class="math upright">log</tspan><tspan> 손실</tspan></text>',
        ),
        ('<path d="M0 loss"/>', '<path d="M0 loss"/>'),
    ],
)
def test_labels_are_translated(svg, korean):
    assert plot_words.translate(svg, WORDS) == (korean, [])


def test_label_without_korean_is_named():
    svg = "<text>loss</text><text>speed up</text><text>in between</text>"
    korean = "<text>손실</text><text>speed up</text><text>in between</text>"
    assert plot_words.translate(svg, WORDS) == (korean, ["in between", "speed up"])


@pytest.fixture
def draw(tmp_path):
    """Draw one figure on a page of a project of its own."""

    def draw(code, words):
        listing = f"import matplotlib.pyplot as plt\nplt.figure()\n{code}"
        page = f"# A\n\n```python\n{listing}\n```\n\n![A line](a.svg)\n"
        html, faults = with_figures(page, "docs/ko/x.md", tmp_path, words=words)
        return re.findall(r"<text[^>]*>([^<]+)", html), faults

    return draw


def test_one_figure_in_two_languages(draw):
    code = "plt.plot([0, 1])\nplt.xlabel('epoch')\nplt.title('loss')"
    english, _ = draw(code, None)
    korean, faults = draw(code, plot_words.korean())
    assert {"epoch", "loss"} <= set(english)
    assert faults == []
    assert korean == [{"epoch": "에폭", "loss": "손실"}.get(label, label) for label in english]


def test_unknown_label_fails_at_its_listing(draw):
    _, faults = draw("plt.title('velocity')", plot_words.korean())
    assert faults == [(4, "docs/plot_words.yml has no Korean for the label “velocity”")]


def test_each_label_is_used_and_none_hides_a_term(site):
    """A label that stands in no English figure is dropped; a term says its own Korean."""
    figures = "".join(path.read_text("utf-8") for path in (site / "en").rglob("*.svg"))
    labels = yaml.safe_load(plot_words.LABELS.read_text(encoding="utf-8"))
    assert [word for word in labels if not re.search(rf"[>\W]{word}\b", figures)] == []
    assert not labels.keys() & {term["en"] for term in terms.load()}
