"""The English pages are the Korean ones in another language: compared block by block."""

from pathlib import Path

import pytest

from press.words.parity import differences

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted({path.name for path in DOCS.glob("??/*.md")})

KOREAN = """\
# 제목 { #title }

글 $x$와 `code`와 [링크](gradient.md#direction).

```python
x = 1
print(x)  # 1
```

$$
y = x
$$

| 이름 | 값 |
| --- | :-: |
| 하나 | 1 |
| $a$ | `b` |

- 첫째
- 둘째

```mermaid
graph LR
  accTitle: 그림
  a[가] -- "나" --> b((b_1))
  subgraph "다"
    b --> c
  end
  style a fill:#aaaa
```

![설명](picture.svg)

!!! note "제목"
    글.

    1. 하나
    2. 둘
"""
ENGLISH = """\
# Title { #title }

Text with a
[link](gradient.md#direction), `code` and $x$.

```python
x = 1
print(x)  # 1
```

$$
y = x
$$

| Name | Value |
| --- | :-: |
| one | 1 |
| $a$ | `b` |

- first
- second

```mermaid
graph LR
  accTitle: A diagram
  a[one] -- "two" --> b((b_1))
  subgraph "three"
    b --> c
  end
  style a fill:#aaaa
```

![A description](picture.svg)

!!! note "Title"
    Text.

    1. one
    2. two
"""


def test_there_are_pages():
    assert "gradient.md" in PAGES


@pytest.mark.parametrize("page", PAGES)
def test_languages_are_one_text(page):
    ko, en = (DOCS / language / page for language in ("ko", "en"))
    for path in (ko, en):
        assert path.exists(), f"there is no docs/{path.parent.name}/{page}"
    found = differences(ko.read_text(encoding="utf-8"), en.read_text(encoding="utf-8"))
    text = "\n\n".join(
        f"docs/ko/{page}:{ko_line} and docs/en/{page}:{en_line}: {what}"
        for ko_line, en_line, what in found
    )
    if text:
        pytest.fail(text, pytrace=False)


def test_same_text_in_two_languages():
    assert list(differences(KOREAN, ENGLISH)) == []


@pytest.mark.parametrize(
    ("old", "new", "place", "what"),
    [
        ("# Title {", "## Title {", (1, 1), "level"),
        ("{ #title }", "{ #titel }", (1, 1), "id"),
        ("# Title { #title }", "# Title", (1, 1), "id"),
        ("$x$.", "$y$.", (3, 3), "formulas"),
        ("`code`", "code", (3, 3), "code"),
        ("#direction", "#directions", (3, 3), "links"),
        ("print(x)  # 1", "print(x)  # one", (5, 6), "text\n--- ko\n+++ en"),
        ("```python", "```text", (5, 6), "text"),
        ("y = x", "y = z", (10, 11), "text"),
        ("| Name | Value |", "| Name |", (14, 15), "cells"),
        (":-:", "---", (15, 16), "text"),
        ("| one | 1 |\n", "", (16, 16), "English page has no such row:\n| 하나 | 1 |"),
        ("- second\n", "- second\n- third\n", (20, 22), "Korean page has no such item:\n- third"),
        ("- second", "1. second", (20, 21), "marker"),
        ("accTitle: A diagram", "accTitle:", (22, 23), "structure"),
        ("b --> c", "b --- c", (22, 23), "structure"),
        ("b((b_1))", "b[b_1]", (22, 23), "structure"),
        ('  subgraph "three"\n', "", (22, 23), "structure"),
        ("#aaaa", "#bbbb", (22, 23), "structure"),
        ("A description", "", (32, 33), "description"),
        ("picture.svg", "image.svg", (32, 33), "links"),
        ("!!! note", "!!! tip", (34, 35), "sort"),
        ("    1. one\n    2. two", "1. one\n2. two", (37, 38), "indentation"),
        ("- second", "- 둘째", (20, 21), "Korean is left in the English:\n- 둘째"),
        ("    Text.\n", "", (35, 35), "English page has no such paragraph"),
    ],
)
def test_each_difference_is_named_with_both_places(old, new, place, what):
    assert old in ENGLISH
    found = list(differences(KOREAN, ENGLISH.replace(old, new)))
    assert found
    assert found[0][:2] == place
    assert what in found[0][2]


def test_label_of_a_diagram_is_free_but_its_text_is_not_left_out():
    assert list(differences(KOREAN, ENGLISH.replace("[one]", '["one, or none"]'))) == []
    [(_, _, what)] = differences(KOREAN, ENGLISH.replace("a[one]", "a"))
    assert what.startswith("not the same structure")


def test_both_texts_are_shown():
    [(_, _, what)] = differences(KOREAN, ENGLISH.replace("$x$.", "$y$."))
    assert "글 $x$와" in what
    assert "`code` and $y$." in what


def test_missing_paragraph_among_equals_is_the_only_one_named():
    ko = "".join(f"글 `{name}`.\n\n" for name in "abcd")
    en = "".join(f"Text `{name}`.\n\n" for name in "abd")
    assert [place[:2] for place in differences(ko, en)] == [(5, 3)]


def test_a_number_is_the_same_in_both_languages():
    korean = "11월에 80시간 동안 1,234장, 97.5%였다.\n"
    assert not list(differences(korean, "In November: eighty hours, 1,234 images, 97.5%.\n"))
    ((*_, what),) = differences(korean, "In November: eighty hours, 1,243 images, 97.5%.\n")
    assert what.startswith("not the same numbers")
