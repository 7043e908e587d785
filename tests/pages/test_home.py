"""The home page: its map names every chapter, and fits a laptop's first screen."""

import json
from pathlib import Path

import pytest

from press.words import home

ROOT = Path(__file__).parents[2]
NO_CHAPTERS = {"index.md", "troubles.md", "sheet.md", "glossary.md", "about.md"}
LAPTOP = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 740}

each_language = pytest.mark.parametrize("language", ["ko", "en"])
each_home = pytest.mark.parametrize("address", ["", "en/"])
MAP = "() => document.querySelector('#map + ul').getBoundingClientRect().toJSON()"
CARDS = "#map + ul > li > ol > li"


@each_language
def test_each_page_is_on_the_map_once(language):
    there = {path.name for path in (ROOT / "docs" / language).glob("*.md")}
    assert sorted(home.menu(ROOT)) == sorted(there)
    assert list(home.formulas(ROOT)) == [it for it in home.menu(ROOT) if it not in NO_CHAPTERS]


def small(folder, table):
    """A project of one page, whose map says this of it."""
    (folder / "docs" / "en").mkdir(parents=True)
    page = "# A page { #page }\n\n## One { #one }\n\n## `two` { #two }\n"
    (folder / "docs" / "en" / "page.md").write_text(page, encoding="utf-8")
    groups = [{"name": {"en": "All"}, "pages": table}]
    text = json.dumps({"first": ["index"], "groups": groups, "last": []})
    (folder / home.TABLE).write_text(text, encoding="utf-8")
    return folder


def test_the_map_takes_its_words_from_the_pages(tmp_path):
    root = small(tmp_path, {"page": {"formula": "y = x", "sections": ["one", "two"]}})
    text = home.expand("Before.\n\n[The map](../map.yml)\n\nAfter.\n", root, "en")
    assert (
        text.split("\n\n", 1)[1]
        == """\
- All

    1. [A page](page.md) $y = x$
        - [One](page.md#one)
        - [`two`](page.md#two)


After.
"""
    )
    assert home.expand("[The map](map.md)\n", root, "en") == "[The map](map.md)\n"


@pytest.mark.parametrize(
    ("page", "sections", "fault"),
    [
        ("page", ["three"], "docs/en/page.md has no section three"),
        ("none", [], "there is no docs/en/none.md"),
    ],
)
def test_what_the_map_cannot_lead_to_is_named(tmp_path, page, sections, fault):
    root = small(tmp_path, {page: {"formula": "y", "sections": sections}})
    with pytest.raises(ValueError, match=f"^docs/map.yml: {fault}$"):
        home.expand("[The map](../map.yml)\n", root, "en")


@pytest.mark.browser
@each_home
def test_the_map_is_within_the_first_screen_of_a_laptop(browser, address):
    from browsing import Visit

    with browser.new_context(viewport=LAPTOP) as context:
        visit = Visit(context.new_page()).open(address)
        assert visit.page.evaluate(MAP)["bottom"] <= LAPTOP["height"]
        cards = visit.page.locator(CARDS)
        assert cards.locator(".katex").count() == cards.count() > 0
        assert not visit.page.locator(".md-sidebar:visible").count()
        assert not visit.faults, "\n".join(visit.faults)


@pytest.mark.browser
@each_home
@pytest.mark.parametrize("anchor", ["softmax", "cross-entropy-error", "xor", "broadcasting"])
def test_a_snippet_is_one_click_away(browser, address, anchor):
    from browsing import Visit

    with browser.new_context(viewport=LAPTOP) as context:
        page = Visit(context.new_page()).open(address).page
        page.click(f"#map + ul a[href$='#{anchor}']")
        page.wait_for_selector(f"h2#{anchor}")
        page.wait_for_url(f"**#{anchor}")
        assert page.locator(".md-sidebar--primary").is_visible()


@pytest.mark.browser
@each_home
def test_the_map_is_one_column_on_a_phone(browser, address):
    from browsing import Visit

    with browser.new_context(viewport=PHONE) as context:
        page = Visit(context.new_page()).open(address).page
        lefts = page.evaluate(
            "() => [...document.querySelectorAll('#map + ul > li > ol > li')]"
            ".map((card) => card.getBoundingClientRect().left)"
        )
        assert len(set(lefts)) == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        page.click("button[for=__drawer]")
        page.locator(".md-nav--primary a[href$='loss/']").click()
        page.wait_for_selector("h1#loss")
