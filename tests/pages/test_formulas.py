"""Every formula of every page is computed from its TeX and equals the code that it is bound to."""

import os
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from textwrap import indent

import pytest
from mistakes import ALSO_TRUE, meaning, mistakes
from quoting import quoted

from press.read.formulas import Formula, one_line
from press.read.page import Page
from press.read.tex import table
from press.read.tex.statements import parse
from press.read.tex.tokens import TexError
from press.read.tex.tree import Name, walk
from press.read.tex.verify import Binding, verify
from press.words import home

ROOT = Path(__file__).parents[2]
PAGES = [
    Page(path.relative_to(ROOT).as_posix(), home.expand(path.read_text("utf-8"), ROOT, language))
    for path in sorted(ROOT.glob("docs/*/*.md"))
    for language in [path.parent.name]
]
FORMULAS = [(page, formula) for page in PAGES for formula in page.formulas]
# Of how many mistakes one is tried; 1 takes some ten seconds.
EVERY = int(os.environ.get("MISTAKES_EVERY", "7"))

UNSAID = "docs/formulas.yml does not say what this must equal"


@cache
def entries(page: str) -> dict[str, table.Entry]:
    korean = next(one for one in PAGES if one.name == page)
    return table.read_table(page, [listing.source for listing in korean.listings])


@cache
def fault(tex: str, page: str) -> str | None:
    """What is wrong with a formula of a page, in either language."""
    entry = entries(page).get(one_line(tex))
    if entry is None:
        return changed(tex, page) or f"{UNSAID}:\n{draft(tex)}"
    if entry.binding is None:
        return None
    try:
        verify(tex, entry.binding)
    except TexError as error:
        return error.shown(tex)
    return None


def changed(tex: str, page: str) -> str | None:
    """What becomes of a formula by its change, if it is much like one that the page has lost."""
    lost = {key for one in PAGES if one.name == page for key in left_over(one)}
    for old in get_close_matches(one_line(tex), lost, 1):
        binding = entries(page)[old].binding
        try:
            if binding:
                verify(tex, binding)
        except TexError as error:
            return f"changed, and wrong, from {old}: {error.shown(tex)}"
        return f"{UNSAID}, but it does of {old}, and this is as true"
    return None


def left_over(page: Page) -> set[str]:
    return entries(page.name).keys() - {formula.key for formula in page.formulas}


def draft(tex: str) -> str:
    """An entry to fill in: the formula, and the names in it."""
    lines = "|\n" + indent(tex, "    ") if "\n" in tex else tex
    try:
        nodes = [node for statement in parse(tex) for node in walk(statement)]
    except TexError as error:
        return f"- tex: {lines}\n" + error.shown(tex)
    names = dict.fromkeys(node.name for node in nodes if isinstance(node, Name))
    indices = {index for node in nodes if isinstance(node, Name) for index in node.indices}
    letters = {index.name for index in indices if isinstance(index, Name)}
    return f"- tex: {lines}\n" + "\n".join(f"  {name}: …" for name in names if name not in letters)


STATED = [
    (page, formula)
    for page, formula in FORMULAS
    if formula.states or formula.key in entries(page.name)
]


def places(formulas: list[tuple[Page, Formula]]) -> list[str]:
    """docs/ko/loss.md:54, the second of a line with a letter behind it."""
    found: list[str] = []
    for page, formula in formulas:
        place = f"{page.path}:{formula.line}"
        while place in found:
            place = place[:-1] + chr(ord(place[-1]) + 1) if place[-1].isalpha() else place + "b"
        found.append(place)
    return found


@quoted(
    "about",
    "난수를 넣어 계산하고 코드의 값과 비교한다.",
    "Computed with random numbers and compared with the code.",
)
@quoted(
    "about",
    "- 계산하지 않는 수식: {{ not_computed }}. 등식이 아니다.",
    "- Formulas that are not computed: {{ not_computed }}. It is not an equation.",
)
@pytest.mark.parametrize(("page", "formula"), STATED, ids=places(STATED))
def test_a_formula_equals_its_code(page: Page, formula: Formula) -> None:
    wrong = fault(formula.tex, page.name)
    if wrong:
        pytest.fail(f"{page.path}:{formula.line}: {wrong}", pytrace=False)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_no_entry_is_left_over(page: Page) -> None:
    left = ", ".join(sorted(left_over(page)))
    assert not left, f"no such formula on {page.path}: {left}"


def test_the_table_has_no_page_that_is_not_there() -> None:
    assert table.pages() <= {page.name for page in PAGES}


def bound() -> list[tuple[str, str, Binding]]:
    """The formulas that are computed, each once: where, its TeX, its binding.

    But for examples, terms of which `then` says something: others would do as well.
    """
    found: dict[tuple[str, str], tuple[str, str, Binding]] = {}
    for page, formula in FORMULAS:
        entry = entries(page.name).get(formula.key)
        if page.language != "ko" or not entry or not entry.binding:
            continue
        if formula.states or entry.binding.value is not None:
            place = f"{page.path}:{formula.line}"
            found.setdefault((page.name, formula.key), (place, formula.tex, entry.binding))
    return list(found.values())


def unnoticed(every: int = 1) -> tuple[int, int, list[str]]:
    """Of how many mistakes how many are none, and those that nobody notices."""
    number, same, missed = 0, 0, []
    for place, tex, binding in bound():
        for what, wrong in mistakes(tex):
            number += 1
            if number % every:
                continue
            try:
                verify(wrong, binding)
            except TexError:
                continue
            true = (Path(place).name.split(".")[0], what) in ALSO_TRUE
            if true or meaning(wrong, binding) == meaning(tex, binding):
                same += 1
            else:
                missed.append(f"{place}: {what}: {wrong}")
    return number // every, same, missed


def test_mistakes_are_noticed() -> None:
    number, _, missed = unnoticed(EVERY)
    assert number > 3000 // EVERY
    assert not missed, "\n".join(missed)
