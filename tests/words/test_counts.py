"""What the pages say of how much is checked is counted."""

from pathlib import Path

import pytest
from quoting import quoted

from press.words import counts

ROOT = Path(__file__).parents[2]

PAGE = """\
# 제목 { #title }

```python
def sigmoid(x):
    return x


def own(x):
    return x


print(sigmoid(1))  # 1
y = 2  # no output
print(y); print(y)
#> 2
#> 2
```

```python
for i in range(2):
    print(i)
#> 0
#> 1
```

![선](line.svg)

```python
import keras
print(keras.datasets.mnist)
```

```python
import keras
```

```bash
pip install x
```

$$
y = x
$$
"""
NOTEBOOK = """\
---
jupyter:
  kernelspec: {}
---

```python
print(1)
```
"""
FORMULAS = """\
everywhere: {N: 3}
page:
- given: {x: normal()}
- tex: y = x
  y: x
- tex: a \\to b
  not computed: no equation
"""
CLAIMS = """\
page.md:
- {by: structure, ko: a, en: b}
- {by: [listing 2, test], ko: a, en: b}
- {by: 'source: Someone 1958, p. 3', ko: a, en: b}
- {by: null, ko: a, en: b}
"""
COUNTED = {
    "listings": "5",
    "listings_run": "3",
    "listings_elsewhere": "1",
    "cells": "1",
    "outputs": "3",
    "functions": "1",
    "figures": "1",
    "commands": "1",
    "formulas": "1",
    "blocks": "4",
    "by_listing": "1",
    "by_test": "1",
    "by_source": "1",
    "by_structure": "1",
    "by_formula": "0",
    "by_measured": "0",
    "by_advice": "0",
    "by_definition": "0",
    "not_run": "`keras`",
    "not_computed": "$a \\to b$",
}


@pytest.fixture
def site(tmp_path):
    files = {
        "ko/page.md": PAGE,
        "ko/lab.md": NOTEBOOK,
        "en/page.md": PAGE.replace("제목", "Title").replace("선", "A line"),
        "formulas.yml": FORMULAS,
        "claims.yml": CLAIMS,
    }
    for name, text in files.items():
        (tmp_path / "docs" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "docs" / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("name", "number"), COUNTED.items())
def test_each_is_counted(site, name, number):
    assert counts.expand(f"so {{{{ {name} }}}}!", site) == f"so {number}!"


def test_characters_of_both_languages(site):
    before = int(counts.expand("{{ characters }}", site))
    page = site / "docs/en/page.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nżż ż\n", encoding="utf-8")
    assert int(counts.expand("{{ characters }}", site)) == before + 1


def test_what_nothing_counts(site):
    with pytest.raises(KeyError, match="wishes"):
        counts.expand("{{ wishes }}", site)
    assert counts.expand("{{n} x}", site) == "{{n} x}"


@quoted(
    "index",
    "출력 {{ outputs }}개와 수식 {{ formulas }}개는 계산한 값과 비교되고, "
    "그림 {{ figures }}장은 코드가 그린다.",
    "{{ outputs }} outputs and {{ formulas }} formulas are compared with computed values; "
    "{{ figures }} figures are drawn by the code.",
)
@quoted(
    "about",
    "아래의 개수는 사이트를 빌드할 때 센다.",
    "The numbers below are counted while the site is built.",
)
@quoted(
    "about",
    "| 비교된 출력이 보여 준다 | {{ by_listing }} |\n"
    "| 테스트가 계산한다 | {{ by_test }} |\n"
    "| 계산한 수식이 말한다 | {{ by_formula }} |\n"
    "| 명령으로 잰다 | {{ by_measured }} |\n"
    "| 출처를 밝힌다 | {{ by_source }} |\n"
    "| 조언이고, 까닭을 적어 둔다 | {{ by_advice }} |\n"
    "| 말뜻을 정한다 | {{ by_definition }} |\n"
    "| 제목, 표의 머리, 길잡이다 | {{ by_structure }} |",
    "| A compared output shows it | {{ by_listing }} |\n"
    "| A test computes it | {{ by_test }} |\n"
    "| A computed formula says it | {{ by_formula }} |\n"
    "| A command measures it | {{ by_measured }} |\n"
    "| It names its source | {{ by_source }} |\n"
    "| It is advice, with a reason on record | {{ by_advice }} |\n"
    "| It gives a word its meaning | {{ by_definition }} |\n"
    "| It is a heading, the head of a table or a signpost | {{ by_structure }} |",
)
@quoted(
    "about",
    "글의 블록은 다음을 근거로 한다. 근거가 둘이면 양쪽에 센다.",
    "The blocks of text rest on the following. A block that rests on two is counted for both.",
)
@quoted(
    "about",
    "문단, 표의 행, 목록의 항목, 그림의 설명, 제목, 용어의 뜻마다 믿어도 되는 근거를 적어 둔다.",
    "For each paragraph, row of a table, item of a list, description, heading and meaning of a "
    "term, "
    "it is written down why it may be believed.",
)
def test_each_number_on_the_pages_is_counted():
    for page in ("index", "about"):
        for language in ("ko", "en"):
            text = (ROOT / f"docs/{language}/{page}.md").read_text(encoding="utf-8")
            assert counts.SLOT.search(text)
            assert "{{ " not in counts.expand(text, ROOT)
