"""Every built page in Chromium: it loads clean, and shows what it should to all readers."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe import violations
from browsing import DESKTOP, ORIGIN, PHONE, SOURCES, Visit, address
from playwright.sync_api import Browser, BrowserContext
from pressing import press, printed
from seeing import drawn, seen, text, written

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("audits")]

RUNNABLE = [path for path in SOURCES if "\n```python\n" in path.read_text(encoding="utf-8")]
FENCE = re.compile(r"^([ \t>]*)(```+).*?^\1\2[ \t]*$", re.M | re.S)
CODE = re.compile(r"`[^`\n]*`")
FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.S)
HEADING = re.compile(r"^#+ .*\{ #([\w-]+) \}$", re.M)
IMAGE_LINE = re.compile(r"^[ \t>]*!\[.*\]\([^)\s]+\.svg\)[ \t]*$", re.M)
MERMAID = re.compile(r"^[ \t>]*```mermaid[ \t]*$", re.M)

WIDEST = """() => {
  const width = document.documentElement.clientWidth
  const beyond = [...document.body.querySelectorAll("*")]
    .map((element) => [element.getBoundingClientRect().right, element])
    .filter(([right]) => right > width)
    .sort(([a], [b]) => b - a)
  return beyond.length ? beyond[0][1].outerHTML.slice(0, 200) : ""
}"""


@pytest.fixture(scope="module", params=SOURCES, ids=address)
def source(request) -> Path:
    return request.param


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """What is fetched once is there for all."""
    options = {"viewport": DESKTOP, "color_scheme": "light", "reduced_motion": "reduce"}
    with browser.new_context(**options) as context:
        yield context


@pytest.fixture(scope="module")
def visit(source: Path, context: BrowserContext) -> Iterator[Visit]:
    """Each page in turn, loaded once for all that looks at it."""
    visit = Visit(context.new_page()).open(address(source))
    yield visit
    visit.page.close()


def test_the_page_loads_without_a_fault(visit):
    assert visit.status == 200
    assert not visit.faults, "\n".join(visit.faults)


def test_formulas_are_set(source, visit):
    text = CODE.sub("", FENCE.sub("", source.read_text(encoding="utf-8")))
    assert visit.page.locator("article .katex").count() >= len(FORMULA.findall(text))
    assert "$" not in visit.page.evaluate(
        "() => { const article = document.querySelector('article').cloneNode(true);"
        " article.querySelectorAll('pre, code, svg').forEach((element) => element.remove());"
        " return article.textContent }"
    )


def test_a_reader_sees_the_words_and_the_listings_of_the_source(source, visit):
    page = written(source)
    assert seen(visit.page, "text") == text(page)
    assert seen(visit.page, "listings") == [listing.source for listing in page.shown]


def test_each_character_is_in_a_font_of_the_site(site, visit):
    fonts = {}
    for face in seen(visit.page, "faces"):
        characters = drawn(site / face["url"].removeprefix(ORIGIN))
        fonts.setdefault(face["family"], set()).update(characters)
    for families, shown in seen(visit.page, "characters").items():
        have = set().union(*(fonts.get(each.strip(' "'), ()) for each in families.split(",")))
        missing = {char for char in shown if char.isprintable() and not char.isspace()} - have
        assert not missing, f"not in {families}: {sorted(missing)}"


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_formulas_neither_overlap_nor_are_cut_off(visit, size):
    visit.page.set_viewport_size(size)
    assert seen(visit.page, "faultsOfFormulas") == []


def test_figures_are_drawn(source, visit):
    text = source.read_text(encoding="utf-8")
    expected = len(IMAGE_LINE.findall(FENCE.sub("", text))) + len(MERMAID.findall(text))
    figures = visit.page.locator("article figure svg")
    assert figures.count() == expected
    for figure in figures.all():
        box = figure.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) > 20


def test_headings_keep_their_anchors(source, visit):
    anchors = HEADING.findall(FENCE.sub("", source.read_text(encoding="utf-8")))
    assert anchors
    missing = [anchor for anchor in anchors if not visit.page.locator(f'[id="{anchor}"]').count()]
    assert missing == []


def test_a_phone_needs_no_sideways_scrolling(visit):
    visit.page.set_viewport_size(PHONE)
    width = visit.page.evaluate("document.documentElement.scrollWidth")
    seen = visit.page.evaluate("document.documentElement.clientWidth")
    assert width <= seen, f"{width} px wide: {visit.page.evaluate(WIDEST)}"


def test_a_screen_reader_meets_each_formula_once_and_each_figure_by_name(visit):
    session = visit.page.context.new_cdp_session(visit.page)
    tree = session.send("Accessibility.getFullAXTree")["nodes"]
    nodes = [node for node in tree if not node["ignored"]]
    formulas = [node for node in nodes if node["role"]["value"] == "MathMLMath"]
    shown = visit.page.locator("main math").evaluate_all(
        "(all) => all.filter((math) => !math.closest('[hidden]') && math.checkVisibility()).length"
    )
    assert len(formulas) == shown
    assert visit.page.locator("main .katex-html:not([aria-hidden=true])").count() == 0
    names = [node["name"]["value"] for node in nodes if node["role"]["value"] == "image"]
    assert all(names)
    assert len(names) >= visit.page.locator("article figure > svg").count()


def test_axe_finds_nothing(source, visit):
    """In each scheme and at each width; in all four together where the frame of all is seen."""
    states = [("default", DESKTOP), ("slate", PHONE)]
    if source.stem == "perceptron":
        states += [("default", PHONE), ("slate", DESKTOP)]
    for scheme, size in states:
        visit.page.evaluate("(name) => document.body.dataset.mdColorScheme = name", scheme)
        visit.page.set_viewport_size(size)
        found = violations(visit.page)
        assert not found, f"{scheme}, {size['width']} px wide:\n" + "\n".join(found)


@pytest.mark.parametrize("source", RUNNABLE, indirect=True, ids=address)
def test_the_first_listing_runs(visit):
    """The last test of a page: what it prints stays there."""
    visit.page.wait_for_selector("[data-run=run]", state="attached")
    status = press(visit.page)
    assert status.startswith("Done") or status[0].isdigit(), f"{status}: {printed(visit.page)}"
    assert visit.page.locator(".run-mark[data-ok=false]").count() == 0
    assert not visit.faults, "\n".join(visit.faults)
