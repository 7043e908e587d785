"""Each admonition has a heading of its own, and a title that says what it is about."""

from pathlib import Path

import markdown
import pytest

from press.read.admonitions import titles
from press.read.page import Page
from press.words import headings

ROOT = Path(__file__).parents[2]
EXTENSIONS = ["press.read.admonitions", "attr_list", "toc"]
NUMPY = "docs/en/numpy.md"


def pages(language):
    for file in sorted((ROOT / "docs" / language).glob("*.md")):
        yield Page(file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_two_say_the_same(language):
    found = [title for page in pages(language) for _, title, _ in titles(page)]
    assert len(found) > 30
    assert sorted(found) == sorted(set(found))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_each_has_an_id_that_nothing_else_on_its_page_has(language):
    for page in pages(language):
        named = [name for _, _, name in titles(page)]
        assert len(named) == sum(block.kind == "admonition" for block in page.blocks), page.path
        assert None not in named, page.path
        assert len({*named, *page.headings}) == len(named) + len(page.headings), page.path


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            '!!! warning "Mind `x`" { #mind }\n    Text.\n',
            '<div class="admonition warning">\n<h3 class="admonition-title" id="mind">'
            "Mind <code>x</code></h3>\n<p>Text.</p>\n</div>",
        ),
        (
            '!!! note "Mind this"\n    Text.\n',
            '<div class="admonition note">\n<p class="admonition-title">Mind this</p>\n'
            "<p>Text.</p>\n</div>",
        ),
        ('!!! tip "" { #none }\n    Text.\n', '<div class="admonition tip">\n<p>Text.</p>\n</div>'),
        (
            '- One\n\n    !!! tip "Two" { #two }\n        Text.\n\nThree\n',
            '<ul>\n<li>\n<p>One</p>\n<div class="admonition tip">\n'
            '<h3 class="admonition-title" id="two">Two</h3>\n<p>Text.</p>\n</div>\n</li>\n</ul>\n'
            "<p>Three</p>",
        ),
    ],
)
def test_a_title_with_an_id_is_a_heading(text, html):
    assert markdown.markdown(text, extensions=EXTENSIONS) == html


def test_one_without_an_id_is_told():
    text = '# A { #a }\n\n!!! note "Mind this"\n    Text.\n\n!!! tip "Fine" { #fine }\n    Text.\n'
    ((line, fault),) = headings.missing(Page(NUMPY, text))
    assert line == 3
    assert "“Mind this” needs an id of its own" in fault
