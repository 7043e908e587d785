"""The sheet in Chromium: nothing is cut off on paper, and each entry leads to its section."""

import pytest
from browsing import ORIGIN, Visit

from press.take.pdf import SIZES

pytestmark = pytest.mark.browser

PAPER = {"width": round((297 - 2 * 8) / 25.4 * 96), "height": 740}  # A4 without its margins
CUT = """(size) => {
  const article = document.querySelector("article")
  article.style.setProperty("font-size", size + "pt", "important")
  const wide = []
  const check = (what, inner, outer) => {
    if (inner > outer + 1) wide.push(`${what}: ${inner} > ${outer}`)
  }
  for (const code of article.querySelectorAll("pre > code"))
    check(code.textContent, code.scrollWidth, code.clientWidth)
  for (const table of article.querySelectorAll("table"))
    check(table.textContent, table.offsetWidth, table.closest("article > *").clientWidth)
  for (const formula of article.querySelectorAll("div.formula"))
    check(formula.textContent, formula.scrollWidth, formula.clientWidth)
  return wide
}"""


@pytest.fixture(params=["", "en/"], ids=["ko", "en"])
def visit(request, browser):
    with browser.new_context(viewport=PAPER) as context:
        yield Visit(context.new_page()).open(f"{request.param}sheet/")


def test_nothing_is_wider_than_its_column_on_paper(visit):
    visit.page.emulate_media(media="print")
    columns = "getComputedStyle(document.querySelector('article')).columnCount"
    assert visit.page.evaluate(columns) == "4"
    assert visit.page.evaluate(CUT, max(SIZES)) == []


def test_each_entry_leads_to_its_section(visit):
    links = visit.page.locator("article h3 > a:not(.headerlink)")
    assert links.count() > 40
    for number in (0, 10, links.count() - 1):
        link = links.nth(number)
        title, target = link.inner_text(), link.get_attribute("href")
        there = visit.page.context.new_page()
        there.goto(f"{ORIGIN}{visit.page.url.removeprefix(ORIGIN)}{target}")
        heading = there.locator(f"[id='{target.partition('#')[2]}']")
        assert heading.inner_text().removesuffix("#").strip() == title
        there.close()
