"""One Korean word for each English word: the table is whole, and the pages keep to it."""

import re
from pathlib import Path

import pytest
from mkdocs.utils.yaml import yaml_load

from press.read.blocks import CODE, MATHS, find_blocks
from press.words import terms
from press.words.glossary import MARKER, with_glossary
from press.words.tooltips import with_tooltips

ROOT = Path(__file__).parents[2]
TABLE = terms.load()
SETTINGS = yaml_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
KOREAN = {name: (ROOT / "docs/ko" / name).read_text(encoding="utf-8") for name in SETTINGS["nav"]}
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
        term = next((term for term in table if term["ko"] == found[1]), None)
        if not term:
            continue
        english = (found[2] or "").split(",")[0]
        if (found[2] and english != term["en"] != term["ko"]) or (
            not found[2] and term["ko"] not in introduced
        ):
            line = text.count("\n", 0, found.start()) + 1
            yield line, f"**{term['ko']}** comes first with ({term['en']})"
        introduced.add(term["ko"])


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
    for language in ("en", "ko"):
        words = [term[language].lower() for term in TABLE]
        assert sorted(set(words)) == sorted(words)
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

**편향**은 먼저 나온다. **가중치**(weight)와 **가중치**는 된다. **기울기**(slope)는 안 된다.
"""


def test_faults_are_found_where_they_stand():
    assert list(faults(FAULTY)) == [
        (1, "손실함수 is 손실 함수 here"),
        (3, "바이어스 is 편향 here"),
        (4, "무게 is 가중치 here"),
        (10, "경사하강법 is 경사 하강법 here"),
        (15, "활성함수 is 활성화 함수 here"),
        (19, "**편향** comes first with (bias)"),
        (19, "**기울기** comes first with (gradient)"),
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
    """The words that the tooltips explain."""
    return re.findall(r"<abbr[^>]*>(.*?)</abbr>", with_tooltips(html, TABLE, language))


def test_tooltip_has_the_other_word_and_the_definition():
    assert with_tooltips("<p>기울기를</p>", TABLE, "ko") == (
        '<p><abbr title="gradient: 모든 변수의 편미분을 벡터로 모은 것." tabindex="0">'
        "기울기</abbr>를</p>"
    )
    assert 'title="기울기: The partial' in with_tooltips("<p>Gradients</p>", TABLE, "en")


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
    assert with_tooltips(html, TABLE, "ko") == html
    assert marked(html + "<p>기울기</p>") == ["기울기"]


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
        f"docs/en/{page}:{english.line}: {term['en']}"
        for korean, english in zip(ko, en, strict=True)
        for term in TABLE
        if f"**{term['ko']}**(" in korean.text
        and not terms.pattern([term["en"]], "en").search(english.text)
    ]
    assert missing == []
