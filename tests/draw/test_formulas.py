"""Formulas become KaTeX's HTML and MathML when the site is built."""

import pytest
from quoting import quoted

from press.draw import formulas
from press.tools import node


@pytest.fixture(scope="module", autouse=True)
def packages():
    node.fetch_packages()


def inline(tex):
    return rf'<span class="arithmatex">\({tex}\)</span>'


def display(tex):
    return f'<div class="arithmatex">\\[\n{tex}\n\\]</div>'


def test_inline_formula_has_html_and_mathml():
    content, faults = formulas.set_formulas(f"<p>입력 {inline('x_1 &lt; 2')} 이다.</p>")
    assert faults == []
    assert "<math" in content
    assert "katex-html" in content
    assert "<mo>&lt;</mo>" in content
    assert r"\(" not in content
    assert content.startswith("<p>입력 <span")
    assert content.endswith("</span> 이다.</p>")


def test_display_formula_stands_in_its_own_box():
    content, faults = formulas.set_formulas(display(r"\frac{1}{2}"))
    assert faults == []
    assert content.startswith('<div class="formula" data-search-exclude>')
    assert 'display="block"' in content


def test_what_is_glued_to_a_formula_stays_on_its_line():
    content, _ = formulas.set_formulas(f"<li>벡터({inline('x')}는, {inline('y')}도</li>")
    assert content.startswith('<li><span class="formula">벡터(<span translate="no"')
    assert '</span>는,</span> <span class="formula"><span translate="no"' in content
    assert content.endswith("</span>도</span></li>")


def test_a_formula_keeps_its_tex_and_is_kept_from_translators():
    content, _ = formulas.set_formulas(display('a < \\text{"b"}\n+ c'))
    kept = 'translate="no" data-tex="a &lt; \\text{&quot;b&quot;} + c" class="katex-display"'
    assert content.count(kept) == content.count("data-tex") == 1


def test_formulas_keep_their_order():
    content, _ = formulas.set_formulas(f"{display('a')}{inline('b')}{display('c')}")
    assert [content.index(f"<mi>{letter}</mi>") for letter in "abc"] == sorted(
        content.index(f"<mi>{letter}</mi>") for letter in "abc"
    )


def test_text_without_formulas_is_untouched():
    content = "<p>값은 $5, 셸은 <code>$HOME</code>.</p>"
    assert formulas.set_formulas(content) == (content, [])


def test_formula_in_a_title():
    title, faults = formulas.set_formulas(r"기울기 \(\nabla f\)", inline=formulas.IN_TITLE)
    assert faults == []
    assert title.startswith("기울기 <span")
    assert "∇" in title


def test_hangul_in_text_is_allowed():
    _, faults = formulas.set_formulas(inline(r"y = 1 \text{(참일 때)}"))
    assert faults == []


@quoted(
    "about",
    "문법이 틀린 수식이 있으면 빌드가 멈춘다",
    "A syntax error in a formula stops the build",
)
@pytest.mark.parametrize(
    ("tex", "message"),
    [
        (r"\frac{1}", "Unexpected end of input"),
        (r"\unknown", "Undefined control sequence"),
        ("가중치", "unicodeTextInMathMode"),
        (r"\begin{cases} 1", "Expected &"),
    ],
)
def test_bad_formula_is_named(tex, message):
    content, faults = formulas.set_formulas(f"{inline('x')} ({inline(tex)}는")
    ((named, fault),) = faults
    assert named == tex
    assert message in fault
    assert content.endswith(f'>(<code class="formula-error">{tex}</code>는</span>')


def test_source_is_left_out_and_search_reads_once():
    formula = '<math xmlns="x"><mi>x</mi><annotation encoding="TeX">x</annotation></math>'
    assert formulas.tidy(formula) == '<math data-search-exclude xmlns="x"><mi>x</mi></math>'
