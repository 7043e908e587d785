"""Each English block translates its Korean block as that is now."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from press.words import translations
from press.words.translations import renew, stale, word_diff

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(path.name for path in (DOCS / "en").glob("*.md"))

KOREAN = """\
# 제목 { #title }

기울기는 벡터다. 방향이 있다.

```python
x = 1
```

$$
y = x
$$

학습률은 수다.

| 이름 | 값 |
| --- | --- |
| 하나 | 1 |
| 1 | `b` |

- 첫째
- 둘째
"""
ENGLISH = """\
# Title { #title }

The gradient is a vector.
It has a direction.

```python
x = 1
```

$$
y = x
$$

The learning rate is a number.

| Name | Value |
| --- | --- |
| one | 1 |
| 1 | `b` |

- first
- second
"""
REMEMBERED = [
    "# 제목 { #title }",
    "기울기는 벡터다. 방향이 있다.",
    "학습률은 수다.",
    "| 이름 | 값 |",
    "| 하나 | 1 |",
    "- 첫째",
    "- 둘째",
]


def places(korean=KOREAN, english=ENGLISH, remembered=REMEMBERED):
    return dict(stale(korean, english, remembered))


@pytest.mark.parametrize("page", PAGES)
def test_english_is_up_to_date(page):
    ko, en = ((DOCS / lang / page).read_text(encoding="utf-8") for lang in ("ko", "en"))
    found = [
        f"docs/en/{page}:{line}: {what}\n"
        f"Once it is right: python -m press.words.translations docs/en/{page}:{line}"
        for line, what in stale(ko, en, translations.load().get(page, []))
    ]
    if found:
        pytest.fail("\n\n".join(found), pytrace=False)


def test_no_page_is_remembered_that_is_gone():
    assert sorted(translations.load()) == PAGES


def test_whole_page_is_remembered_and_quiet():
    assert renew(KOREAN, ENGLISH, [], set()) == REMEMBERED
    assert places() == {}


def test_one_changed_sentence_names_its_english_block_alone():
    found = places(KOREAN.replace("방향이 있다", "방향과 크기가 있다"))
    assert found == {
        3: "its Korean block has changed:\n기울기는 벡터다. [-방향이-]{+방향과 크기가+} 있다."
    }


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [("제목", "이름", 1), ("값", "크기", 16), ("하나", "둘", 18), ("둘째", "셋째", 22)],
)
def test_change_in_any_kind_of_block(old, new, line):
    assert list(places(KOREAN.replace(old, new))) == [line]


def test_mended_typo_in_english_hides_nothing():
    changed = KOREAN.replace("방향이 있다", "방향은 없다")
    mended = ENGLISH.replace("It has a direction.", "It has one direction.")
    assert places(english=mended) == {}
    assert list(places(changed, mended)) == [3]


def test_renewed_block_is_quiet_and_the_others_are_not():
    changed = KOREAN.replace("방향이 있다", "방향은 없다").replace("수다", "값이다")
    assert list(places(changed)) == [3, 14]
    for line in (3, 4):  # any line of the block
        remembered = renew(changed, ENGLISH, REMEMBERED, {line})
        assert list(places(changed, remembered=remembered)) == [14]
    assert places(changed, remembered=renew(changed, ENGLISH, REMEMBERED, set())) == {}


def test_listings_and_formulas_are_not_its_business():
    assert places(KOREAN.replace("x = 1", "x = 2").replace("y = x", "y = z")) == {}
    assert places(KOREAN.replace("| 1 | `b` |", "| 2 | `b` |")) == {}


def test_new_korean_paragraph_is_named_until_it_is_translated_and_renewed():
    longer = KOREAN.replace("학습률은", "새 문단이다.\n\n학습률은")
    assert places(longer) == {3: "the Korean page goes on with a new block:\n새 문단이다."}
    with pytest.raises(ValueError, match="not the same blocks"):
        renew(longer, ENGLISH, REMEMBERED, {3})

    english = ENGLISH.replace("The learning", "This is new.\n\nThe learning")
    assert places(longer, english) == {14: "this translates a new block:\n새 문단이다."}
    remembered = renew(longer, english, REMEMBERED, {14})
    assert places(longer, english, remembered) == {}
    # Renewed elsewhere, it is still to be renewed.
    remembered = renew(longer, english, REMEMBERED, {1})
    assert list(places(longer, english, remembered)) == [14]


def test_deleted_korean_paragraph_is_named_until_english_drops_it_too():
    shorter = KOREAN.replace("학습률은 수다.\n\n", "")
    assert places(shorter) == {14: "its Korean block is gone:\n학습률은 수다."}
    english = ENGLISH.replace("The learning rate is a number.\n\n", "")
    assert places(shorter, english) == {}
    changed = shorter.replace("첫째", "처음")
    assert list(places(changed, english)) == [19]


def test_changed_beside_a_new_one():
    both = KOREAN.replace("학습률은 수다.", "새 문단이다.\n\n학습률은 작은 수다.")
    assert places(both) == {
        3: "the Korean page goes on with a new block:\n새 문단이다.",
        14: "its Korean block has changed:\n학습률은 {+작은 +}수다.",
    }
    english = ENGLISH.replace("The learning", "This is new.\n\nThe learning")
    assert list(places(both, english)) == [14, 16]


def test_moved_korean_item_is_named_and_the_others_are_not():
    moved = KOREAN.replace("- 첫째\n- 둘째", "- 둘째\n- 첫째")
    [(line, what)] = places(moved).items()
    assert line in (21, 22)
    assert what.startswith("its Korean block has moved")
    english = ENGLISH.replace("- first\n- second", "- second\n- first")
    assert places(moved, english, renew(moved, english, REMEMBERED, {21, 22})) == {}


def test_line_without_text_cannot_be_renewed():
    with pytest.raises(ValueError, match="no text on line 7"):
        renew(KOREAN, ENGLISH, REMEMBERED, {7})


def test_word_diff():
    assert word_diff("가 나 다", "가 라 다 마") == "가 [-나-]{+라+} 다{+ 마+}"


def test_through_the_command(tmp_path):
    """In a copy of docs/, one sentence changes, and the command makes the run green again."""
    shutil.copytree(DOCS.parent / "press", tmp_path / "press")
    for language, text in (("ko", KOREAN.replace("수다", "값이다")), ("en", ENGLISH)):
        (tmp_path / "docs" / language).mkdir(parents=True)
        (tmp_path / "docs" / language / "page.md").write_text(text, encoding="utf-8")
    memory = tmp_path / "docs" / "translations.yml"
    memory.write_text("page.md:\n" + "".join(f"- '{text}'\n" for text in REMEMBERED), "utf-8")
    command = [sys.executable, "-m", "press.words.translations", "docs/en/page.md:14"]
    subprocess.run(command, cwd=tmp_path, check=True)
    text = memory.read_text(encoding="utf-8")
    assert "- 학습률은 값이다.\n" in text
    assert text.startswith(translations.HEAD)
    done = subprocess.run([*command, "docs/en/page.md:7"], cwd=tmp_path, capture_output=True)
    assert done.returncode == 1
    assert b"docs/en/page.md: no text on line 7" in done.stderr
