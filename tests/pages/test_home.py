"""The home page: its map names every chapter, and fits a laptop's first screen."""

import re
from pathlib import Path

import pytest
from mkdocs.utils.yaml import yaml_load

from press.words import home

ROOT = Path(__file__).parents[2]
NO_CHAPTERS = {"index.md", "sheet.md", "glossary.md", "about.md"}
LAPTOP = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 740}

each_language = pytest.mark.parametrize("language", ["ko", "en"])
each_home = pytest.mark.parametrize("address", ["", "en/"])
MAP = "() => document.querySelector('#map + ol').getBoundingClientRect().toJSON()"


@each_language
def test_each_chapter_has_a_formula_on_the_map(language):
    with (ROOT / "mkdocs.yml").open("rb") as file:
        pages = [page for page in yaml_load(file)["nav"] if page not in NO_CHAPTERS]
    text = (ROOT / "docs" / language / "index.md").read_text(encoding="utf-8")
    assert list(home.formulas(text)) == pages
    cards = re.split(r"^\d+\. ", text, flags=re.M)[1:]
    for page, card in zip(pages, cards, strict=True):
        sections = re.findall(rf"^    - \[[^\]]+\]\({re.escape(page)}#[\w-]+\)$", card, re.M)
        assert 2 <= len(sections) <= 3, page


@pytest.mark.browser
@each_home
def test_the_map_is_within_the_first_screen_of_a_laptop(browser, address):
    from browsing import Visit

    with browser.new_context(viewport=LAPTOP) as context:
        visit = Visit(context.new_page()).open(address)
        assert visit.page.evaluate(MAP)["bottom"] <= LAPTOP["height"]
        cards = visit.page.locator("#map + ol > li")
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
        page.click(f"#map + ol a[href$='#{anchor}']")
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
            "() => [...document.querySelectorAll('#map + ol > li')]"
            ".map((card) => card.getBoundingClientRect().left)"
        )
        assert len(set(lefts)) == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        page.click("button[for=__drawer]")
        page.locator(".md-nav--primary a[href$='loss/']").click()
        page.wait_for_selector("h1#loss")
