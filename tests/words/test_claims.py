"""Each block of each page has a reason to be believed, and is as it was when that was seen."""

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from quoting import quoted, quotes

from press.read.page import Page
from press.words import claims
from press.words.claims import Entry, Quote, claiming, faults, renew, unproved
from press.words.parity import word_diff

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted([*(path.name for path in (DOCS / "en").glob("*.md")), claims.TERMS.name])

KOREAN = """\
# 제목 { #title }

기울기는 벡터다. 방향이 있다.

## 합 { #sum }

합은 3이다.

```python
x = 1 + 2
print(x)  # 3
```

| 이름 | 값 |
| --- | --- |
| `a` | 1 |

## 곱 { #product }

$$
y = x
$$

곱은 정의다.

```python
y = 2 * x
```

![직선이 오른쪽 위로 간다.](line.svg)
"""
ENGLISH = """\
# Title { #title }

The gradient is a vector.
It has a direction.

## The sum { #sum }

The sum is 3.

```python
x = 1 + 2
print(x)  # 3
```

| Name | Value |
| --- | --- |
| `a` | 1 |

## The product { #product }

$$
y = x
$$

The product is a definition.

```python
y = 2 * x
```

![A line that rises to the right.](line.svg)
"""
BY = [
    "structure",
    "source: Someone 1958, p. 3",
    "structure",
    "listing 1",
    "structure",
    "listing 1",
    "structure",
    "formula",
    "test",
]
QUOTES = [Quote("page", "오른쪽 위", "rises to the")]


def pages(korean=KOREAN, english=ENGLISH):
    return Page("docs/ko/page.md", korean), Page("docs/en/page.md", english)


REVIEWED = [
    replace(entry, by=(by,)) for entry, by in zip(renew(*pages(), [], None, ()), BY, strict=True)
]


def changed(korean=KOREAN, english=ENGLISH, entries=REVIEWED):
    return {
        (path[5:7], line): what for path, line, what in faults(*pages(korean, english), entries)
    }


def doubts(line, *by, korean=KOREAN, english=ENGLISH):
    """What is wrong when the block on this line of the English page is to be believed for this."""
    entries = renew(*pages(korean, english), [], None, ())
    english_lines = [block.line for block in claiming(pages(korean, english)[1])]
    entries = [
        replace(entry, by=by if at == line else old.by)
        for entry, old, at in zip(entries, REVIEWED, english_lines, strict=True)
    ]
    return [what for _, _, what in unproved(*pages(korean, english), entries, QUOTES, {"y = x"})]


@pytest.fixture(scope="module")
def all_quotes():
    return quotes()


@pytest.mark.parametrize("page", PAGES)
def test_each_block_has_its_reason(page, all_quotes):
    ko, en = claims.read(page)
    entries = claims.load().get(page, [])
    found = list(faults(ko, en, entries))
    if not found:
        found = list(unproved(ko, en, entries, all_quotes, claims.computed_formulas(ko.name)))
    if found:
        said = [f"{path}:{line}: {what}" for path, line, what in found]
        path, line, _ = found[0]
        said.append(f"Once it is right: python -m press.words.claims {path}:{line} [--by …]")
        pytest.fail("\n\n".join(said), pytrace=False)


def test_table_has_the_pages_and_no_other():
    assert sorted(claims.load()) == PAGES


def test_reviewed_page_is_quiet():
    assert changed() == {}
    assert list(unproved(*pages(), REVIEWED, QUOTES, {"y = x"})) == []


def test_changed_sentence_names_its_line_and_words():
    assert changed(KOREAN.replace("방향이 있다", "방향과 크기가 있다")) == {
        ("ko", 3): "has changed:\n기울기는 벡터다. [-방향이-]{+방향과 크기가+} 있다."
    }
    assert changed(english=ENGLISH.replace("is 3", "is 4")) == {
        ("en", 8): "has changed:\nThe sum is [-3.-]{+4.+}"
    }


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("Title", "Name", 1),
        ("vector", "tensor", 3),
        ("Value", "Size", 15),
        ("| 1 |", "| 2 |", 17),
        ("rises", "falls", 31),
    ],
)
def test_change_in_any_kind_of_block(old, new, line):
    assert list(changed(english=ENGLISH.replace(old, new))) == [("en", line)]


def test_listings_and_formulas_are_not_its_business():
    assert changed(KOREAN.replace("y = x", "y = z"), ENGLISH.replace("y = x", "y = z")) == {}
    assert changed(KOREAN.replace("2 * x", "3 * x"), ENGLISH.replace("2 * x", "3 * x")) == {}


def test_new_gone_and_moved_blocks():
    new = changed(*(text.replace("##", "새 x\n\n##", 1) for text in (KOREAN, ENGLISH)))
    assert new == {("en", 6): "is new:\n새 x\n새 x"}
    gone = changed(KOREAN.replace("합은 3이다.", ""), ENGLISH.replace("The sum is 3.", ""))
    assert gone == {("en", 6): "is gone, and claims.yml has it still:\n합은 3이다.\nThe sum is 3."}
    moved = changed(entries=[REVIEWED[1], REVIEWED[0], *REVIEWED[2:]])
    assert any("has moved" in what for what in moved.values())


def test_pages_of_unlike_blocks_are_left_to_the_test_of_parity():
    [what] = changed(KOREAN.replace("합은 3이다.", "")).values()
    assert "test_parity" in what


@pytest.mark.parametrize(
    ("by", "fault"),
    [
        ((), "nothing says why"),
        (("listing 3",), "the page has 2 listings"),
        (("listing 0",), "the page has 2 listings"),
        (("listing 2",), "another section"),
        (("test",), "no test quotes it"),
        (("formula",), "no formula in it or next to it is computed"),
        (("structure",), "by structure, and says 3"),
        (("definition",), "by definition, and says 3"),
        (("source: Someone",), "without its year"),
        (("advice: ",), "unknown, or without"),
        (("trust me",), "unknown, or without"),
    ],
)
def test_means_that_does_not_hold(by, fault):
    assert fault in "\n".join(doubts(8, *by))


@pytest.mark.parametrize("by", ["listing 1", "source: Someone 1958, p. 3", "advice: it is short"])
def test_means_that_holds(by):
    assert doubts(8, by) == []


def test_listing_without_a_checked_output_shows_nothing():
    assert "by listing 2: has no output that is checked" in doubts(31, "listing 2")


@quoted(
    "about",
    "그림의 설명은 사람이 적고, 맞는지 테스트가 그림에서 확인한다",
    "Their descriptions are written by people, and a test asks the figure whether they are right",
)
def test_description_of_a_figure_needs_a_test():
    assert doubts(31, "source: Someone 1958, p. 3") == [
        "only a test can ask a figure what its description says"
    ]


@quoted(
    "about",
    "두 언어 가운데 하나라도 바뀌면 다시 볼 때까지 테스트가 실패한다",
    "If it changes in either language, a test fails until someone has looked again",
)
@quoted(
    "about",
    "말뜻을 정하거나 길잡이가 되는 블록에는 숫자도, ‘모든’이나 ‘때문’ 같은 말도 쓰지 못한다.",
    "A block that gives a meaning or points the way may hold no number, "
    "and no word such as “all” or “because”.",
)
def test_what_the_site_says_of_this_test():
    assert list(changed(KOREAN.replace("벡터", "텐서"))) == [("ko", 3)]
    assert list(changed(english=ENGLISH.replace("vector", "tensor"))) == [("en", 3)]
    for by in ("definition", "structure"):
        for word in ("모든", "때문"):
            assert doubts(3, by, korean=KOREAN.replace("벡터", f"{word} 벡터"))
        for word in ("all", "because"):
            assert doubts(3, by, english=ENGLISH.replace("vector", word))
        assert doubts(8, by)


def test_listing_has_the_numbers_of_what_it_alone_shows():
    for text, missing in (("3", []), ("3.0", []), ("300%", []), ("0.75", ["0.75"])):
        ko, en = KOREAN.replace("합은 3", f"합은 {text}"), ENGLISH.replace("is 3", f"is {text}")
        said = [
            what.removeprefix("its listings have no ")
            for what in doubts(8, "listing 1", korean=ko, english=en)
        ]
        assert said == missing


@pytest.mark.parametrize(
    ("korean", "english"),
    [
        ("모든 벡터", "each vector"),
        ("벡터", "a vector, never else"),
        ("벡터이기 때문", "a vector"),
        ("0.5인 벡터", "a vector of 0.5"),
        ("`1e-4`인 벡터", "a vector of `1e-4`"),
    ],
)
def test_definition_hides_neither_number_nor_strong_word(korean, english):
    ko, en = KOREAN.replace("벡터", korean), ENGLISH.replace("a vector", english)
    assert doubts(3, "definition") == []
    assert "by definition, and says" in doubts(3, "definition", korean=ko, english=en)[0]


def test_formula_is_computed_in_the_block_or_next_to_it():
    assert doubts(25, "formula") == []
    for tex, fault in (("$y = x$", False), ("$y = z$", True)):
        ko, en = KOREAN.replace("합은 3", f"합은 {tex}"), ENGLISH.replace("is 3", f"is {tex}")
        assert bool(doubts(8, "formula", korean=ko, english=en)) == fault


def test_quote_of_more_than_the_block():
    quotes = [Quote("page", "| 이름 | 값 |\n| --- | --- |", "| Name | Value |\n| --- | --- |")]
    entries = [replace(e, by=("test",)) if i == 4 else e for i, e in enumerate(REVIEWED)]
    assert list(unproved(*pages(), entries, QUOTES, {"y = x"})) != []
    assert list(unproved(*pages(), entries, QUOTES + quotes, {"y = x"})) == []


def test_sentence_with_a_number_that_no_test_quotes():
    text = {"ko": "오른쪽 위다. 값은 7이다.", "en": "It rises to the right. The value is 7."}
    ko, en = KOREAN.replace("합은 3이다.", text["ko"]), ENGLISH.replace("The sum is 3.", text["en"])
    assert doubts(8, "test", korean=ko, english=en) == [
        "no test quotes: 값은 7이다.",
        "no test quotes: The value is 7.",
    ]
    en, ko = en.replace("value is 7", "value is known"), ko.replace("값은 7이다", "값은 안다")
    assert doubts(8, "test", korean=ko, english=en) == []


def test_renewed_block_is_quiet_and_the_others_are_not():
    ko = KOREAN.replace("방향이", "크기가").replace("합은", "그 합은")
    assert list(changed(ko)) == [("ko", 3), ("ko", 7)]
    for line in (("en", 3), ("en", 4), ("ko", 3)):  # any line of the block, in either language
        entries = renew(*pages(ko), REVIEWED, line, ("definition",))
        assert entries[1] == Entry("기울기는 벡터다. 크기가 있다.", REVIEWED[1].en, ("definition",))
        assert list(changed(ko, entries=entries)) == [("ko", 7)]
    assert renew(*pages(ko), REVIEWED, ("en", 3), ())[1].by == REVIEWED[1].by


def test_page_brought_to_its_blocks_has_no_reason_for_what_changed():
    ko = KOREAN.replace("방향이", "크기가")
    entries = renew(*pages(ko), REVIEWED, None, ())
    assert [entry.by for entry in entries] == [() if i == 1 else (by,) for i, by in enumerate(BY)]
    assert changed(ko, entries=entries) == {}
    assert renew(*pages(ko), REVIEWED, None, ("test",))[1].by == ("test",)


def test_new_block_elsewhere_is_still_to_be_reviewed():
    both = [text.replace("##", "새 x\n\n##", 1) for text in (KOREAN, ENGLISH)]
    entries = renew(*pages(*both), REVIEWED, ("en", 1), ())
    assert list(changed(*both, entries)) != []


def test_line_without_text_cannot_be_renewed():
    with pytest.raises(ValueError, match="no text on line 11"):
        renew(*pages(), REVIEWED, ("en", 11), ())


def test_word_diff():
    assert word_diff("가 나 다", "가 라 다 마") == "가 [-나-]{+라+} 다{+ 마+}"


def test_through_the_command(tmp_path):
    """In a copy, one sentence changes, and the command makes the page quiet again."""
    shutil.copytree(DOCS.parent / "press", tmp_path / "press")
    for language, text in (("ko", KOREAN.replace("합은", "그 합은")), ("en", ENGLISH)):
        (tmp_path / "docs" / language).mkdir(parents=True)
        (tmp_path / "docs" / language / "page.md").write_text(text, encoding="utf-8")
    table = tmp_path / "docs" / "claims.yml"
    table.write_text("page.md: []\n", "utf-8")

    def command(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "press.words.claims", *arguments],
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
        )

    assert command("docs/en/page.md").returncode == 0
    assert command("docs/en/page.md:8", "--by", "listing 1", "--by", "test").returncode == 0
    text = table.read_text(encoding="utf-8")
    assert text.startswith(claims.HEAD)
    assert "- by: [listing 1, test]\n  ko: 그 합은 3이다.\n  en: The sum is 3.\n" in text
    assert "docs/en/page.md: no text on line 11" in command("docs/en/page.md:11").stderr
    assert "see the head of" in command("docs/en/page.md:8", "--by", "trust").stderr
