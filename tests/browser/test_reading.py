"""What readers do beside reading: copy, go back, listen, translate, type Korean, refuse storage."""

import re
from io import BytesIO

import pytest
from browsing import DESKTOP, LANGUAGES, ORIGIN, PHONE, Visit, clipboard, place, select
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SEARCH = "[data-md-component=search-query]"
RESULTS = ".md-search-result__item"
META = ".md-search-result__meta"
FOLDERS = {"ko": "", "en": "en/"}
REFUSED = """for (const store of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, store, { get() { throw new DOMException("", "SecurityError") } })"""


@pytest.fixture(scope="module", params=LANGUAGES)
def visit(request, browser):
    """One page of each language, whose checks leave it as they found it."""
    permissions = ["clipboard-read", "clipboard-write"]
    with browser.new_context(viewport=DESKTOP, permissions=permissions) as context:
        yield Visit(context.new_page()).open(f"{FOLDERS[request.param]}loss/")


@pytest.fixture
def page(visit):
    """The open page, at which nothing is to go wrong."""
    yield visit.page
    assert not visit.faults, "\n".join(visit.faults)


@pytest.fixture
def language(page):
    return page.locator("html").get_attribute("lang")


def leave_search(page):
    """Clear it and go, as a reader is slow enough to: Material notes a focus a millisecond late,
    and search stays shut for who comes back before."""
    page.fill(SEARCH, "")
    page.keyboard.press("Escape")
    page.wait_for_timeout(50)
    expect(page.locator(RESULTS).first).not_to_be_visible()


# ---- Nothing can be stored ----


def test_who_refuses_storage_loses_the_remembered_theme_alone(browser):
    permissions = ["clipboard-read", "clipboard-write"]
    with browser.new_context(viewport=DESKTOP, permissions=permissions) as context:
        context.add_init_script(REFUSED)
        visit = Visit(context.new_page()).open("loss/")
        page = visit.page
        page.click("form[data-md-component=palette] label:visible")
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
        page.locator(".clipboard-copy").first.click()
        expect(page.locator(".md-dialog")).to_contain_text("복사")
        assert clipboard(page).startswith("import numpy")
        page.keyboard.press("/")
        page.keyboard.type("softmax")
        expect(page.locator(RESULTS).first).to_be_visible()
        page.keyboard.press("Escape")
        page.click("a.language")
        page.wait_for_url(f"{ORIGIN}en/loss/**")
        assert not visit.faults, "\n".join(visit.faults)


# ---- Copying what is marked ----


def test_a_copied_formula_is_its_tex(page):
    select(page, "#sum-squares-error ~ div.formula")
    page.keyboard.press("Control+c")
    assert clipboard(page).startswith("$$E = ")
    assert r"\sum_k" in clipboard(page)


def test_a_copied_paragraph_has_its_formulas_between_dollars(page):
    paragraph = page.locator("article p:has(.katex)").first
    select(page, paragraph)
    page.keyboard.press("Control+c")
    tex = paragraph.locator("[data-tex]").evaluate_all("(all) => all.map((it) => it.dataset.tex)")
    copied = clipboard(page)
    assert re.findall(r"\$(.+?)\$", copied) == tex
    assert "\u200b" not in copied
    assert "\n" not in copied


def test_a_formula_of_which_a_part_is_marked_is_copied_whole(page):
    formula = page.locator("article p .katex").first
    formula.evaluate("""(formula) => {
      const glyphs = document.createTreeWalker(formula.querySelector(".katex-html"), 4)
      const first = glyphs.nextNode()
      getSelection().setBaseAndExtent(first, 0, first, 1)
    }""")
    page.keyboard.press("Control+c")
    assert clipboard(page) == f"${formula.get_attribute('data-tex')}$"


@pytest.mark.parametrize("part", ["table", "tbody"])
def test_a_copied_table_stays_a_table(browser, part):
    permissions = ["clipboard-read", "clipboard-write"]
    with browser.new_context(viewport=DESKTOP, permissions=permissions) as context:
        page = Visit(context.new_page()).open("en/network/").page
        table = page.locator("article table:has(.katex)").first
        rows = table.locator(f"{'' if part == 'table' else 'tbody '}tr")
        select(page, table.locator("tbody") if part == "tbody" else table)
        page.keyboard.press("Control+c")
        lines = [line.split("\t") for line in clipboard(page).split("\n") if line.strip()]
        assert len(lines) == rows.count() > 1
        assert len({len(cells) for cells in lines}) == 1
        assert len(lines[0]) == table.locator("tr").first.locator("th, td").count() > 1
        assert any("$" in cell for cells in lines for cell in cells)
        html = clipboard(page, "text/html")
        assert "<table" in html
        assert html.count("<tr") == rows.count()
        assert "katex" not in html


def test_what_holds_no_formula_is_copied_by_the_browser(page):
    heading = page.locator("article h2").first
    select(page, heading)
    page.evaluate(
        "addEventListener('copy', (event) => (window.own = event.defaultPrevented), { once: true })"
    )
    page.keyboard.press("Control+c")
    assert not page.evaluate("window.own")


# ---- Addresses and places ----


def test_back_and_forward_lead_to_the_addresses_and_places_that_were_left(browser):
    with browser.new_context(viewport=DESKTOP) as context:
        visit = Visit(context.new_page()).open("loss/#mini-batch")
        page = visit.page
        first = place(page)
        assert first["top"] > 1000
        page.keyboard.press("n")
        page.wait_for_selector("h1#gradient")
        assert page.url == f"{ORIGIN}gradient/"
        assert place(page)["top"] == 0
        page.click(".md-nav--secondary a[href$='#gradient-descent']:visible")
        page.wait_for_function("() => scrollY > 1000")
        second = place(page)

        page.go_back()
        page.wait_for_function("() => !location.hash")
        page.go_back()
        page.wait_for_selector("h1#loss")
        page.wait_for_function("(top) => Math.abs(scrollY - top) < 3", arg=first["top"])
        assert place(page)["url"] == first["url"]
        page.go_forward()
        page.wait_for_selector("h1#gradient")
        page.go_forward()
        page.wait_for_function("(top) => Math.abs(scrollY - top) < 3", arg=second["top"])
        assert place(page)["url"] == second["url"]
        assert not visit.faults, "\n".join(visit.faults)


def test_the_next_page_begins_at_its_beginning(browser):
    with browser.new_context(viewport=DESKTOP) as context:
        page = Visit(context.new_page()).open("en/loss/").page
        page.keyboard.press("End")
        page.wait_for_function("() => location.hash")  # the address follows the reader
        page.click(".md-footer__link--next")
        page.wait_for_selector("h1#gradient")
        assert place(page) == {"url": f"{ORIGIN}en/gradient/", "top": 0}
        page.wait_for_load_state("networkidle")
        assert place(page) == {"url": f"{ORIGIN}en/gradient/", "top": 0}


# ---- Heard, touched, translated ----


def test_what_happens_is_said(page, language):
    dialog = page.locator(".md-dialog [role=status]")
    page.locator(".clipboard-copy").first.click()
    expect(dialog).to_contain_text({"ko": "복사", "en": "Copied"}[language])
    page.keyboard.press("/")
    page.keyboard.type("softmax")
    expect(page.locator(f"{META}[role=status]")).to_contain_text(re.compile(r"\d"))
    leave_search(page)


def test_a_finger_on_a_formula_finds_its_mathml(page):
    found = page.locator("article .katex").evaluate_all("""(all) => all.map((formula) => {
      const spoken = formula.querySelector(".katex-mathml")
      const style = getComputedStyle(spoken)
      const seen = formula.querySelector(".katex-html").getBoundingClientRect()
      const { width, height } = spoken.getBoundingClientRect()
      const share = [width / seen.width, height / seen.height]
      return [...share, style.opacity, style.clipPath, style.visibility]
    })""")
    assert len(found) > 10
    for wide, high, opacity, clip, visibility in found:
        assert (opacity, clip, visibility) == ("0", "none", "visible")
        assert wide > 0.9, found
        assert high > 0.5, found
    page.goto(page.url.partition("#")[0])  # nothing lies over it
    formula = page.locator("article p .katex").first
    formula.scroll_into_view_if_needed()
    box = formula.bounding_box()
    at = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    assert page.evaluate("([x, y]) => !!document.elementFromPoint(x, y).closest('math')", at)


def test_translators_leave_formulas_and_code_alone(page):
    translated = page.evaluate("""() => [...document.querySelectorAll("pre, code, .katex")]
      .filter((element) => element.translate).map((element) => element.outerHTML.slice(0, 80))""")
    assert translated == []
    assert page.evaluate("document.querySelector('article p').translate")
    assert page.evaluate("document.querySelector('article .formula').translate")  # a particle


def test_a_tooltip_defines_its_term_and_names_it_in_the_other_language(page, language):
    other = {"ko": "en", "en": "ko"}[language]
    term = page.locator(f"article abbr[data-{other}]").first
    define, name = term.get_attribute("title"), term.get_attribute(f"data-{other}")
    assert name not in define
    term.focus()
    tooltip = page.locator("[role=tooltip].md-tooltip2--active")
    expect(tooltip).to_have_text(re.compile(f"{re.escape(define)}\\s+{re.escape(name)}"))
    expect(tooltip.locator(f"[lang={other}]")).to_have_text(name)
    term.blur()
    expect(tooltip).to_have_count(0)


def test_a_listing_is_one_stop_of_the_keyboard(page):
    stops = page.evaluate("""() => [...document.querySelectorAll(".md-code__nav")].map((nav) =>
      [...nav.children].filter((offer) => offer.tabIndex == 0).length)""")
    assert len(stops) > 5
    assert set(stops) == {1}
    names = page.evaluate("""() => [...document.querySelectorAll(".md-code__nav > *")]
      .map((offer) => offer.ariaLabel)""")
    assert len(set(names)) == len(names)

    offers = page.locator(".md-code__nav").first.locator("> *")
    offers.first.focus()
    last = offers.count() - 1
    steps = [("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("ArrowLeft", 0)]
    for key, number in [*steps, ("ArrowLeft", last)]:
        page.keyboard.press(key)
        expect(offers.nth(number)).to_be_focused()
        assert offers.evaluate_all("(all) => all.filter((it) => it.tabIndex == 0).length") == 1
    page.keyboard.press("ArrowRight")
    expect(offers.first).to_be_focused()


# ---- The search box ----


def test_the_search_hears_what_no_key_typed(page):
    page.keyboard.press("/")
    page.evaluate("navigator.clipboard.writeText('softmax')")
    page.locator(SEARCH).focus()
    page.evaluate("document.execCommand('insertText', false, 'softmax')")  # as pasting with a mouse
    expect(page.locator(RESULTS).first).to_contain_text("softmax")
    page.evaluate("document.execCommand('selectAll')")
    page.evaluate("document.execCommand('insertText', false, 'relu')")
    expect(page.locator(RESULTS).first).to_contain_text(re.compile("relu", re.I))
    leave_search(page)


def test_while_korean_is_composed_the_search_waits(page):
    """What an input method does, from ㅅ to 손실, and the Enter that ends the last syllable."""
    keys = page.context.new_cdp_session(page)
    address = page.url
    page.evaluate("window.sameDocument = true")
    page.keyboard.press("/")
    page.keyboard.type("softmax")
    expect(page.locator(RESULTS).first).to_be_visible()
    page.fill(SEARCH, "")
    page.evaluate(
        """(meta) => {
        window.said = []
        const hear = ([change]) => said.push(change.target.textContent)
        new MutationObserver(hear).observe(document.querySelector(meta), { childList: true })
    }""",
        META,
    )
    for syllable in ["ㅅ", "소", "손"]:
        keys.send(
            "Input.imeSetComposition", {"text": syllable, "selectionStart": 1, "selectionEnd": 1}
        )
        page.wait_for_timeout(60)
    expect(page.locator(RESULTS).first).to_be_visible()
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
    keys.send("Input.dispatchKeyEvent", {"type": "keyDown", **enter})
    keys.send("Input.insertText", {"text": "손"})
    keys.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter})
    page.wait_for_timeout(150)
    assert page.url.startswith(address.partition("#")[0])
    assert page.evaluate("window.sameDocument")
    assert page.locator(SEARCH).input_value() == "손"
    none = page.evaluate("JSON.parse(__config.textContent).translations['search.result.none']")
    assert none not in page.evaluate("window.said")
    leave_search(page)


# ---- From a disk, on paper ----


def test_a_site_for_a_server_says_so_from_disk(browser, site):
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        page.goto((site / "loss" / "index.html").as_uri())
        expect(page.locator(".disk")).to_contain_text("MLCHEATS_OFFLINE=true mkdocs build")
        page.goto(f"{ORIGIN}loss/")
        expect(page.locator(".disk")).to_be_hidden()


def test_printed_code_is_copied_as_it_stands(browser):
    from pypdf import PdfReader

    with browser.new_context(viewport=DESKTOP) as context:
        paper = Visit(context.new_page()).open("perceptron/").page.pdf()
    text = "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(paper)).pages)
    assert "numpy" in text
    assert "\u2060" not in text
