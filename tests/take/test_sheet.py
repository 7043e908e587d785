"""The sheet: what it takes stands on the pages, and fits."""

import ast
import re
from pathlib import Path

import pytest
from canonical import drifts
from mkdocs.utils.yaml import yaml_load

from press.read.page import Page
from press.take import sheet
from press.words import home

ROOT = Path(__file__).parents[2]
NAV = home.menu(ROOT)
TABLE = yaml_load((ROOT / sheet.TABLE).read_text(encoding="utf-8"))
TOPICS = [name for name in NAV if Path(name).stem not in TABLE["no topics"]]
NEW = """\
# A new page { #new }

## Nothing { #nothing }

Only words.

## Twice { #twice }

$$
y = 2x
$$

```python
import numpy as np


def helper(x):
    return x


def twice(x):
    return 2 * x


print(twice(3))  # 6
```

!!! warning "Not thrice"
    See [the other](loss.md): it is 2.5 at most. Never more.
"""


@pytest.fixture(scope="module", params=["ko", "en"])
def language(request):
    return request.param


@pytest.fixture(scope="module")
def expanded(language):
    source = (ROOT / f"docs/{language}/sheet.md").read_text(encoding="utf-8")
    return Page(f"docs/{language}/sheet.md", sheet.expand(source, ROOT, NAV, language))


def parts(expanded):
    """What the sheet has of each page, by its file."""
    texts = re.split(r"^## \[.*\]\((.*?)\) \{.*\}$", expanded.text, flags=re.M)
    return dict(zip(texts[1::2], texts[2::2], strict=True))


def test_every_topic_has_an_entry_in_the_order_of_the_pages(expanded):
    assert list(parts(expanded)) == TOPICS
    for name, part in parts(expanded).items():
        assert f"]({name}#" in part
        assert "```py" in part or "$$" in part or "\n> " in part


def test_every_line_of_code_and_every_formula_stands_on_its_page(expanded, language):
    for name, part in parts(expanded).items():
        page = Page(name, (ROOT / f"docs/{language}/{name}").read_text(encoding="utf-8"))
        lines = {line.strip() for listing in page.listings for line in listing.source.split("\n")}
        formulas = {formula.key for formula in page.formulas}
        of_sheet = Page(name, part)
        for fence in of_sheet.fences:
            assert 1 <= len(fence.source.rstrip("\n").split("\n")) <= 4
            assert {line.strip() for line in fence.source.split("\n")} <= lines | {""}
        assert {formula.key for formula in of_sheet.formulas if formula.display} <= formulas


def test_every_definition_is_the_packages_own(expanded):
    found = 0
    for fence in expanded.fences:
        try:
            nodes = ast.parse(fence.source).body
        except SyntaxError:  # lines from within a definition
            continue
        for node in nodes:
            assert list(drifts(node, "sheet.md")) == []
            found += isinstance(node, ast.FunctionDef)
    assert found > 10


def test_every_pitfall_is_a_sentence_of_its_page(expanded, language):
    for name, part in parts(expanded).items():
        text = sheet.LINK.sub(r"\1", (ROOT / f"docs/{language}/{name}").read_text("utf-8"))
        words = " ".join(text.split())
        for line in re.findall(r"^> (.*)$", part, re.M):
            for sentence in re.split(r" (?=\*\*)", line):
                title, _, rest = sentence.partition("**: ")
                assert title.removeprefix("**") in words
                assert rest in words


def test_every_page_with_a_warning_has_its_pitfalls(expanded, language):
    for name, part in parts(expanded).items():
        if "\n!!! warning" in (ROOT / f"docs/{language}/{name}").read_text(encoding="utf-8"):
            assert "\n> " in part


def test_a_new_page_is_taken_by_itself():
    text = "\n".join(sheet.with_sheet([Page("docs/en/new.md", NEW)], {}, "en"))
    assert text.split("\n\n") == [
        "## [A new page](new.md) { #on-new }\n### [Twice](new.md#twice) { #new-twice }\n"
        "$$\ny = 2x\n$$\n```py\ndef helper(x):\n    return x\n```\n"
        "> **Not thrice**: See the other: it is 2.5 at most."
    ]


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ({"section": "twice", "code": ["def thrice"]}, "no line that begins so: def thrice"),
        ({"section": "twice", "code": ["def", "print"], "lines": 4}, "more than 4 lines"),
        ({"section": "twice", "pitfall": {"en": "Never so"}}, "begins so: Never so"),
        ({"section": "twice", "formulas": [2]}, "new.md#twice has no formula 2"),
        ({"section": "thrice"}, "docs/en/new.md has no section thrice"),
    ],
)
def test_what_is_not_there_is_named(entry, fault):
    with pytest.raises(ValueError, match=re.escape(fault)):
        list(sheet.with_sheet([Page("docs/en/new.md", NEW)], {"new": [entry]}, "en"))
