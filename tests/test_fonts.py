"""The fonts are cut down to the characters of the pages."""

from io import BytesIO

import fonts
import node
import pytest
from fontTools.ttLib import TTFont


@pytest.fixture(scope="module", autouse=True)
def packages():
    node.fetch_packages()


def letters(name, used):
    with TTFont(BytesIO(fonts.cut(fonts.sources()[name], used))) as font:
        assert font.flavor == "woff2"
        return "".join(sorted(map(chr, font.getBestCmap())))


@pytest.mark.parametrize("name", ["text.woff2", "bold.woff2"])
def test_text_font_holds_hangul(name):
    assert letters(name, "a기울→") == "a→기울"


def test_code_font_holds_what_it_can():
    assert letters("code.woff2", "aλ기") == "a"
    assert letters("code-greek.woff2", "aλ기") == "λ"


def test_every_font_of_katex_is_there():
    css = fonts.katex_css((fonts.KATEX / "katex.min.css").read_text(encoding="utf-8"))
    assert css.count("@font-face") == css.count("url(") == css.count("url(../fonts/")
    for name in fonts.sources():
        assert (f"url(../fonts/{name})" in css) == name.startswith("KaTeX")


def test_characters_of_a_page():
    used = fonts.characters(
        ['<p title="&eacute;">기&lt;</p>\n', r'<script>{"a": "\uac80"}</script>']
    )
    assert {"é", "기", "검", "~", " "} <= used
    assert "\n" not in used
    assert "울" not in used
