"""The fonts are cut down to the characters of the pages."""

import re
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont
from quoting import quoted

from press.draw import fonts
from press.tools import node


@pytest.fixture(scope="module", autouse=True)
def packages():
    node.fetch_packages()


def letters(name, used):
    with TTFont(BytesIO(fonts.cut(fonts.TEXT[name], used))) as font:
        assert font.flavor == "woff2"
        return "".join(sorted(map(chr, font.getBestCmap())))


@pytest.mark.parametrize("name", ["text.woff2", "bold.woff2"])
def test_text_font_holds_hangul(name):
    assert letters(name, "a기울→") == "a→기울"


def test_code_font_holds_what_it_can():
    assert letters("code.woff2", "aλ기") == "a"
    assert letters("code-greek.woff2", "aλ기") == "λ"


def test_katex_brings_the_fonts_that_the_pages_use():
    css = (fonts.KATEX / "katex.min.css").read_text(encoding="utf-8")
    names = r"url\(\.\./fonts/KaTeX_([\w-]+)\.woff2\)"
    none = fonts.katex_css(css, set())
    assert re.findall(names, none) == ["Main-Regular"]
    assert none.count("url(") == 1
    used = fonts.classes(['<i class="katex mathnormal"></i>', '<b class="katex mathbf"></b>'])
    assert set(re.findall(names, fonts.katex_css(css, used))) == {
        "Main-Regular",
        "Math-Italic",
        "Main-Bold",
    }
    everything = set(re.findall(r"\.([\w-]+)", css))
    files = {file.stem.removeprefix("KaTeX_") for file in fonts.KATEX.glob("fonts/*.woff2")}
    no_class_asks_for = {"Main-BoldItalic", "Caligraphic-Bold"}
    assert set(re.findall(names, fonts.katex_css(css, everything))) == files - no_class_asks_for


@quoted(
    "about",
    "페이지에 보이는 글자가 모두 페이지가 불러온 글꼴에 있는지 브라우저에서 본다",
    "A browser looks whether each character on a page is in a font that the page has loaded",
)
def test_characters_of_a_page():
    used = fonts.characters(
        ['<p title="&eacute;">기&lt;</p>\n', r'<script>{"a": "\uac80"}</script>']
    )
    assert {"é", "기", "검", "~", " "} <= used
    assert "\n" not in used
    assert "울" not in used


def test_the_stroke_of_a_sign_is_a_character_too():
    """KaTeX's \\ne is = under U+E020; without it a page says = where its source says ≠."""
    assert "\ue020" in fonts.characters(["<span>\ue020</span>"])
