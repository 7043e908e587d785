"""One Korean word for each English word: the table is whole, and the pages keep to it."""

import re
from pathlib import Path

import pytest

from press.read.blocks import CODE, MATHS, find_blocks
from press.words import home, terms
from press.words.glossary import MARKER, with_glossary
from press.words.tooltips import with_tooltips

ROOT = Path(__file__).parents[2]
TABLE = terms.load()
KOREAN = {name: (ROOT / "docs/ko" / name).read_text("utf-8") for name in home.menu(ROOT)}
# All Korean prose: the pages, and what else speaks Korean.
PROSE = {f"docs/ko/{name}": text for name, text in KOREAN.items()}
if (ROOT / "README.ko.md").exists():
    PROSE["README.ko.md"] = (ROOT / "README.ko.md").read_text(encoding="utf-8")


def forbidden(term):
    """The variants that no Korean page may use, the one without its spaces among them."""
    return sorted({*term.get("never", []), term["ko"].replace(" ", "")} - {term["ko"]})


def faults(text, table=TABLE):
    """Each forbidden word of a page, as (line, message)."""
    for block in find_blocks(text):
        if not block.speaks:
            continue
        prose = MATHS.sub("", CODE.sub("", block.text)) if block.kind != "diagram" else block.text
        right = {word: term["ko"] for term in table for word in forbidden(term)}
        # It begins a word: 무게가 is wrong, 몸무게 is another word.
        for found in re.finditer(rf"(?<![가-힣])({'|'.join(right)})", prose):
            line = block.line + prose.count("\n", 0, found.start())
            yield line, f"{found[1]} is {right[found[1]]} here"
    introduced = set()
    for found in re.finditer(r"\*\*([^*\n]+)\*\*(?:\(([^)\n]*)\))?", text):
        names = [term["en"] for term in table if term["ko"] == found[1]]
        if not names:
            continue
        english = (found[2] or "").split(",")[0]
        if (found[2] and not {english, found[1]} & set(names)) or (
            not found[2] and found[1] not in introduced
        ):
            line = text.count("\n", 0, found.start()) + 1
            yield line, f"**{found[1]}** comes first with ({' or '.join(names)})"
        introduced.add(found[1])


@pytest.mark.parametrize("page", PROSE)
def test_page_keeps_to_the_table(page):
    assert [f"{page}:{line}: {what}" for line, what in faults(PROSE[page])] == []


def test_definitions_keep_to_the_table():
    lines = "\n\n".join(term["define"]["ko"] for term in TABLE)
    assert list(faults(lines)) == []


def test_each_term_is_whole_and_alone():
    for term in TABLE:
        assert {"en", "ko", "define"} <= term.keys() <= {"en", "ko", "define", "never", "also"}
        assert term["define"].keys() == {"ko", "en"}
        assert all(text.endswith(".") for text in term["define"].values())
        assert not re.search("[가-힣]", term["en"] + term["define"]["en"])
    words = [term["en"].lower() for term in TABLE]
    assert sorted(set(words)) == sorted(words)
    assert list(terms.homonyms(TABLE)) == ["기울기"], "the glossary's first lines name them all"
    never = {word for term in TABLE for word in forbidden(term)}
    assert not never & {term["ko"] for term in TABLE}


def test_each_term_is_introduced_on_a_page():
    found = terms.sections(TABLE, KOREAN)
    assert [term["ko"] for term in TABLE if term["en"] not in found] == []


FAULTY = """\
# 손실함수 { #loss }

바이어스가 있는 뉴런이다. 사람의 몸무게가 아니라
신호의 무게를 곱한다. `바이어스`와 $활성함수$는 글이 아니다.

```python
x = "손실함수"
```

| 경사하강법 |
| --- |

```mermaid
graph LR
  accTitle: 활성함수
  a --> b
```

**편향**은 먼저 나온다. **가중치**(weight)와 **가중치**는 된다. **기울기**(tilt)는 안 된다.
"""


def test_faults_are_found_where_they_stand():
    assert list(faults(FAULTY)) == [
        (1, "손실함수 is 손실 함수 here"),
        (3, "바이어스 is 편향 here"),
        (4, "무게 is 가중치 here"),
        (10, "경사하강법 is 경사 하강법 here"),
        (15, "활성함수 is 활성화 함수 here"),
        (19, "**편향** comes first with (bias)"),
        (19, "**기울기** comes first with (gradient or slope)"),
    ]


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("ko", "기울기를 따라", "기울기"),
        ("ko", "훈련 데이터로만 평가하면", "훈련 데이터"),
        ("ko", "1에폭이 600걸음", "에폭"),
        ("ko", "확률적 경사 하강법이라 한다", "확률적 경사 하강법"),
        ("ko", "정규화하지 않은", "정규화"),
        ("ko", "(기울기)", "기울기"),
        ("ko", "분류기에 넣는다", None),
        ("ko", "축소한다", None),
        ("ko", "몸무게", None),
        ("en", "Weights and", "Weights"),
        ("en", "the gradient-based", None),
        ("en", "stochastic gradient descent", "stochastic gradient descent"),
        ("en", "featherweight", None),
    ],
)
def test_term_is_found_as_a_whole_word(language, text, found):
    names = terms.pattern([term[language] for term in TABLE], language)
    match = names.search(text)
    expected = match and match[1 if language == "ko" else 0]
    assert expected == found


def test_section_that_introduces_a_term():
    pages = {
        "a.md": "# A { #a }\n\n기울기 **기울기**\n",
        "b.md": "# B { #b }\n\n## C { #c }\n\n**기울기**(gradient)\n\n## D { #d }\n",
        "c.md": "# E { #e }\n\n**기울기**(gradient)\n",
    }
    assert terms.sections(TABLE, pages) == {"gradient": "b.md#c"}
    assert terms.sections(TABLE, {"0.md": "# A { #a }\n\n**기울기**(slope)\n", **pages}) == {
        "slope": "0.md#a",
        "gradient": "b.md#c",
    }


@pytest.mark.parametrize("language", ["ko", "en"])
def test_glossary_page_has_its_marker(language):
    text = (ROOT / "docs" / language / "glossary.md").read_text(encoding="utf-8")
    assert len(MARKER.findall(text)) == 1


def test_glossary_is_sorted_and_linked():
    table = [term for term in TABLE if term["en"] in ("weight", "loss function", "ReLU")]
    page = "# 용어집 { #glossary }\n\n[용어표](../terms.yml)\n\n끝.\n"
    korean = with_glossary(page, table, KOREAN, "ko")
    assert korean.startswith("# 용어집 { #glossary }\n\n[ReLU](activation.md#relu){ #relu }\n:   ")
    assert (
        "[손실 함수](loss.md#loss-function){ #loss-function } "
        '<span lang="en">loss function</span>\n:   신경망의 출력이'
    ) in korean
    assert korean.index("가중치]") < korean.index("손실 함수]") < korean.index("끝.")
    english = with_glossary(page, table, KOREAN, "en")
    assert english.index("[loss function]") < english.index("[ReLU]") < english.index("[weight]")


def marked(html, language="ko"):
    """The words that the tooltips explain, where the gradient has been introduced."""
    shown = with_tooltips(html, TABLE, language, before="**기울기**(gradient)")
    return re.findall(r"<abbr[^>]*>(.*?)</abbr>", shown)


def test_tooltip_has_the_other_word_and_the_definition():
    assert with_tooltips("<p>학습률을</p>", TABLE, "ko") == (
        '<p><abbr title="매개변수를 한 번에 얼마나 갱신할지 정하는 값." data-en="learning rate" '
        'tabindex="0">학습률</abbr>을</p>'
    )
    assert 'data-ko="기울기" tabindex="0">Gradients' in with_tooltips(
        "<p>Gradients</p>", TABLE, "en"
    )


@pytest.mark.parametrize(
    "html",
    [
        "<h2>기울기</h2>",
        '<p><a href="x"><em>기울기</em></a></p>',
        "<pre><span></span><code>기울기</code></pre>",
        "<table><tr><td>기울기</td></tr></table>",
        '<p class="admonition-title">기울기</p>',
        '<span class="arithmatex">기울기</span>',
        '<div class="arithmatex">기울기</div>',
        '<img alt="기울기">',
        "<figure><figure></figure>기울기</figure>",
    ],
)
def test_tooltips_stay_out_of_what_is_not_prose(html):
    assert with_tooltips(html, TABLE, "ko", "**기울기**(gradient)") == html
    assert marked(html + "<p>기울기</p>") == ["기울기"]


def explained(html, before=""):
    """The English of each term that a tooltip on a Korean page explains."""
    return re.findall(r'data-en="(\w+)"', with_tooltips(html, TABLE, "ko", before))


def test_a_word_of_two_senses_has_the_one_that_was_named_last():
    assert explained("<p>기울기</p>") == []
    assert explained("<p>기울기</p>", "**기울기**(gradient)") == ["gradient"]
    assert explained("<p>기울기</p>", "**기울기**(slope)\n\n**기울기**(gradient)") == ["gradient"]
    assert explained("<p>기울기</p>", "**기울기**(gradient)\n\n기울기(slope)") == ["gradient"]
    named = "<p>기울기와 <strong>기울기</strong>(slope)와 기울기,</p><p>기울기(gradient)</p>"
    assert explained(named) == ["slope", "gradient"]
    assert explained(named, "**기울기**(gradient)") == ["gradient", "slope"]


def test_english_has_the_word_of_the_sense():
    """Where 기울기 is a slope, the English says slope; where it is the gradient, gradient."""
    names = terms.pattern([term["ko"] for term in TABLE], "ko")
    words, introduced, missing = terms.homonyms(TABLE), {}, []
    for page, text in KOREAN.items():
        english = find_blocks((ROOT / "docs/en" / page).read_text(encoding="utf-8"))
        sense = introduced.copy()
        for _, term in terms.senses(TABLE, text, introduced=True):
            introduced[term["ko"]] = term["en"]
        for ko, en in zip(find_blocks(text), english, strict=True):
            named = dict(terms.senses(TABLE, ko.text))
            for found in names.finditer(ko.text) if ko.speaks and ko.kind != "heading" else ():
                if found.start() in named:
                    sense[found[1]] = named[found.start()]["en"]
                linked = ko.text[found.end() :].startswith("](")
                if found[1] in words and found[1] in sense and not linked:
                    word = sense[found[1]]
                    if not terms.pattern([word], "en").search(en.text):
                        missing.append(f"docs/ko/{page}:{ko.line}: {found[1]} is the {word} here")
    assert missing == []


def test_only_the_first_use_is_explained():
    assert marked("<p>뉴런과 기울기, 기울기</p><ul><li>기울기와 편향</li></ul>") == [
        "뉴런",
        "기울기",
        "편향",
    ]


@pytest.mark.parametrize("page", KOREAN)
def test_english_introduces_the_same_terms(page):
    """Where the Korean page has **기울기**(gradient), the English one says gradient."""
    ko = find_blocks(KOREAN[page])
    en = find_blocks((ROOT / "docs/en" / page).read_text(encoding="utf-8"))
    missing = [
        f"docs/en/{page}:{english.line}: {name}"
        for korean, english in zip(ko, en, strict=True)
        for name in terms.introductions(TABLE, korean.text)
        if not terms.pattern([name], "en").search(english.text)
    ]
    assert missing == []
