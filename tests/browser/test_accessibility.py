"""The built site for all readers: what opens on it, the keyboard, no motion."""

from collections.abc import Iterator

import pytest
from axe import COLOURS, SETTLED, violations
from browsing import DESKTOP, ORIGIN, PHONE, Visit
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("audits")]

FOCUS = """() => {
  const element = document.activeElement
  const shown = element.matches(".md-option") ? element.form.querySelector("label:not([hidden])")
    : element
  const { outlineStyle, outlineWidth } = getComputedStyle(shown)
  const { left, right, top, bottom } = shown.getBoundingClientRect()
  element.reached = true
  return {
    element: element.outerHTML.slice(0, 150),
    classes: [...element.classList, element.localName],
    ring: outlineStyle == "solid" && parseFloat(outlineWidth) >= 2,
    seen: shown.checkVisibility({ opacityProperty: true, visibilityProperty: true })
      && right > 0 && left < innerWidth && bottom > 0 && top < innerHeight && right > left,
  }
}"""
MISSED = """() => [...document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")]
  .filter((element) => !element.reached && element.checkVisibility({ visibilityProperty: true }))
  .filter((element) => element.type != "radio" && !element.matches("[tabindex='-1'], .md-toggle"))
  .map((element) => element.outerHTML.slice(0, 200))"""
MOVING = """() => [...document.querySelectorAll("*")].filter((element) => {
  const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(element)
  return parseFloat(transitionDuration) || animationName != "none" || scrollBehavior != "auto"
}).map((element) => element.outerHTML.slice(0, 100))"""


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    options = {"viewport": DESKTOP, "color_scheme": "light", "reduced_motion": "reduce"}
    with browser.new_context(**options) as context:
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    with context.new_page() as page:
        yield page


@pytest.mark.parametrize("address", ["nowhere/", "en/nowhere/"])
def test_axe_finds_nothing_where_nothing_is(page, address):
    page.goto(ORIGIN + address, wait_until="networkidle")
    expect(page.locator("main h1")).to_be_visible()  # the English page is fetched
    assert violations(page) == []


def test_axe_finds_nothing_in_what_opens(page):
    page.goto(ORIGIN + "gradient/", wait_until="networkidle")
    page.keyboard.press("/")
    page.fill("[data-md-component=search-query]", "softmax")
    page.keyboard.press("End")
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.locator("article abbr").first.focus()
    expect(page.locator("[role=tooltip].md-tooltip2--active")).to_be_visible()
    assert violations(page, [*COLOURS, "aria-tooltip-name"]) == []


def test_axe_finds_nothing_in_the_drawer(page):
    page.set_viewport_size(PHONE)
    page.goto(ORIGIN + "gradient/", wait_until="networkidle")
    page.click(".md-header__button[for=__drawer]")
    assert violations(page) == []
    page.click("label.md-nav__link[for=__toc]")
    assert violations(page) == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["wide", "narrow"])
@pytest.mark.parametrize("address", ["backpropagation/", "en/network/", "nowhere/"])
def test_the_keyboard_reaches_everything_and_shows_where_it_is(page, address, size):
    page.set_viewport_size(size)
    page.goto(ORIGIN + address, wait_until="networkidle")
    classes = set()
    for _ in range(500):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if not focus["seen"]:  # the search box, on a phone, is on its way
            page.evaluate(SETTLED)
            focus = page.evaluate(FOCUS)
        if "body" in focus["classes"]:
            break
        assert focus["seen"], focus["element"]
        assert focus["ring"], focus["element"]
        classes.update(focus["classes"])
    assert page.evaluate(MISSED) == []
    expected = {"md-option", "language", "md-search__input"}
    if address != "nowhere/":
        expected |= {"md-skip", "abbr", "headerlink", "md-code__button", "md-footer__link"}
        expected |= {"md-nav__link"} if size == DESKTOP else {"code", "formula"}
    assert expected <= classes


def test_the_skip_link_leads_into_the_text(page):
    page.goto(ORIGIN + "gradient/", wait_until="networkidle")
    page.keyboard.press("Tab")
    expect(page.locator(".md-skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**#gradient")
    expect(page.locator(".md-skip")).not_to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("article :focus")).to_be_visible()


def test_the_palette_changes_by_key(page):
    page.goto(ORIGIN, wait_until="networkidle")
    page.locator(".md-option").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.keyboard.press("ArrowRight")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "default")


def test_the_drawer_opens_and_closes_by_key(page):
    page.set_viewport_size(PHONE)
    page.goto(ORIGIN + "gradient/", wait_until="networkidle")
    button = page.get_by_role("button", name="차례")
    button.focus()
    expect(button).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    link = page.locator(".md-nav--primary a[href$='/perceptron/']")
    expect(link).to_be_in_viewport()
    sections = page.locator("#__toc")
    sections.focus()
    page.keyboard.press("Enter")
    expect(link).to_be_hidden()
    page.keyboard.press("Tab")
    expect(page.locator(".md-nav--secondary a").first).to_be_focused()
    expect(page.locator(".md-nav--secondary a").first).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(link).to_be_hidden()


def test_listings_and_formulas_scroll_by_key_without_a_mouse(browser):
    options = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
    with browser.new_context(**options) as context:
        page = Visit(context.new_page()).open("backpropagation/").page
        page.evaluate(SETTLED)
        for kind, name in [("pre > code", "코드"), ("div.formula", "수식")]:
            element = page.locator(f"article {kind}[tabindex='0']").first
            expect(element).to_have_role("group")
            expect(element).to_have_accessible_name(name)
            element.focus()
            page.keyboard.press("ArrowRight")
            page.wait_for_function("() => document.activeElement.scrollLeft > 0")


def test_nothing_moves_for_who_asks_for_that(page, site):
    page.set_viewport_size(PHONE)
    page.goto(ORIGIN + "gradient/", wait_until="networkidle")
    assert page.evaluate(MOVING) == []
    page.click(".md-header__button[for=__drawer]")
    assert page.evaluate("document.getAnimations().length") == 0
    (bundle,) = site.glob("assets-*/javascripts/bundle.*.js")
    assert "smooth" not in bundle.read_text(encoding="utf-8")
