"""The buttons of a listing and of a page, pressed in Chromium; what they give is run elsewhere."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from browsing import DESKTOP, ORIGIN, PHONE, Visit
from playwright.sync_api import expect
from saying import listings

from press.read.outputs import same
from press.read.statements import said

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
WITHOUT = "import runpy, sys; sys.modules['mlcheats'] = None; runpy.run_path(sys.argv.pop(1))"
CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"], "viewport": DESKTOP}
SCRIPTS = "article .script-copy"
DOWNLOADS = "article a.md-code__button"
ELEMENTS_OF_LISTINGS = """async () => {
  const served = await (await fetch(location)).text()
  return [new DOMParser().parseFromString(served, "text/html"), document].map((page) =>
    [...page.querySelectorAll("article pre")].map((pre) => pre.querySelectorAll("*").length))
}"""


@pytest.fixture
def page(browser):
    with browser.new_context(**CLIPBOARD) as context:
        yield context.new_page()


def copied(page):
    return page.evaluate("navigator.clipboard.readText()")


def result(script, folder):
    (folder / "script.py").write_text(script, encoding="utf-8")
    command = [sys.executable, "-I", "-c", WITHOUT, "script.py", str(ROOT)]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def says(name, number, printed):
    """Whether the page says so of the listing. What it needs from above may have printed, too."""
    wanted = said(listings(ROOT / "docs" / "ko" / f"{name}.md")[number])
    return same(wanted, "\n".join(printed.splitlines()[-len(wanted.splitlines()) :]))


@pytest.mark.parametrize(
    ("address", "number"),
    [("perceptron/", 5), ("network/", 6), ("en/loss/", 5), ("en/gradient/", 7), ("mnist/", 2)],
)
def test_a_click_copies_a_script_that_runs(page, tmp_path, address, number):
    visit = Visit(page).open(address)
    button = page.locator(SCRIPTS).nth(number)
    button.click()
    korean = "en/" not in address
    expect(page.locator(".md-dialog")).to_contain_text("복사" if korean else "Copied")
    script = copied(page)
    name = address.removeprefix("en/").strip("/")
    assert "from mlcheats" not in script
    assert says(name, number, result(script, tmp_path))

    link = page.locator(DOWNLOADS).nth(number)
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == f"{name}-{number + 1}.py"
    assert Path(download.value.path()).read_text(encoding="utf-8").rstrip() == script.rstrip()
    assert not visit.faults, "\n".join(visit.faults)


def test_the_usual_button_leaves_shown_outputs_out(page):
    Visit(page).open("network/")
    button = page.locator(".clipboard-copy").nth(2)
    button.click()
    source = listings(ROOT / "docs" / "ko" / "network.md")[2]
    shown = [line for line in source.splitlines() if not line.startswith("#>")]
    assert len(shown) < len(source.splitlines())
    assert copied(page).splitlines() == shown


def test_a_listing_stays_as_it_was_served(page):
    """What a script puts into it has the page laid out anew, once for each listing."""
    Visit(page).open("network/")
    served, shown = page.evaluate(ELEMENTS_OF_LISTINGS)
    assert len(served) > 5
    assert shown == served


def test_the_buttons_work_on_the_next_page(page, tmp_path):
    Visit(page).open("activation/")
    page.click(".md-nav--primary a[href$='perceptron/']")
    page.wait_for_selector("h1#perceptron")
    page.locator(SCRIPTS).first.click()
    expect(page.locator(".md-dialog")).to_contain_text("복사")
    assert says("perceptron", 0, result(copied(page), tmp_path))
    address = page.locator("article a.notebook").evaluate("(link) => link.href")
    assert address == ORIGIN + "perceptron.ipynb"


def test_the_keyboard_reaches_the_buttons(page):
    Visit(page).open("en/perceptron/")
    copy = page.locator(SCRIPTS).first
    download = page.locator(DOWNLOADS).first
    download.focus()
    page.keyboard.press("ArrowRight")
    expect(copy).to_be_focused()
    page.wait_for_function("getComputedStyle(document.activeElement).opacity == 1")
    page.keyboard.press("Enter")
    expect(page.locator(".md-dialog")).to_contain_text("Copied")
    assert copied(page).startswith("# Listing 1 ")
    names = [locator.get_attribute("aria-label") for locator in (copy, download)]
    assert names == [
        "Listing 1: Copy as a script that runs anywhere",
        "Listing 1: Download as a script that runs anywhere (.py)",
    ]


def test_the_buttons_cover_no_code_where_nothing_hovers(browser):
    with browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True) as context:
        page = Visit(context.new_page()).open("network/").page
        button = page.locator(SCRIPTS).nth(6)
        assert button.evaluate("(button) => getComputedStyle(button).opacity") == "1"
        first = page.locator("article pre:has(.script-copy) > code > span").first.bounding_box()
        assert first["y"] >= page.locator(SCRIPTS).first.bounding_box()["y"] + 15


def test_without_javascript_the_scripts_can_be_downloaded(browser):
    with browser.new_context(viewport=DESKTOP, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(ORIGIN + "network/")
        expect(page.locator(SCRIPTS).first).to_be_hidden()
        with page.expect_download() as download:
            page.locator(DOWNLOADS).first.click()
        assert download.value.suggested_filename == "network-1.py"


def test_a_page_works_from_the_disk(browser, site, tmp_path):
    with browser.new_context(viewport=DESKTOP) as context:
        page = context.new_page()
        page.goto((site / "perceptron" / "index.html").as_uri())
        page.locator(SCRIPTS).first.click()
        expect(page.locator(".md-dialog")).to_contain_text("복사")
        text = page.locator(SCRIPTS).first.get_attribute("data-clipboard-text")
        assert says("perceptron", 0, result(text, tmp_path))


@pytest.mark.parametrize(("folder", "label"), [("", "노트북"), ("en/", "Notebook")])
def test_a_page_is_downloaded_as_a_notebook(page, folder, label):
    Visit(page).open(f"{folder}network/")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile(label)).first.click()
    assert download.value.suggested_filename == "network.ipynb"
    book = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert book["nbformat"] == 4


def test_a_long_listing_is_folded_until_one_asks(page):
    Visit(page).open("layers/")
    long = page.locator("article .long").last
    code, unfold = long.locator("pre > code"), long.get_by_role("checkbox")
    hidden = "code => code.scrollHeight - code.clientHeight"
    lines = code.text_content().rstrip("\n").count("\n") + 1
    expect(long.get_by_label(f"{lines}줄 모두 보기")).not_to_be_checked()
    assert code.evaluate(hidden) > 200
    long.hover()
    long.locator(".clipboard-copy").click()
    assert copied(page).count("\n") > lines / 2
    page.emulate_media(media="print")
    assert code.evaluate(hidden) == 0
    page.emulate_media(media="screen")
    assert code.evaluate(hidden) > 200
    unfold.focus()
    page.keyboard.press("Space")
    assert code.evaluate(hidden) == 0
    page.keyboard.press("Space")
    assert code.evaluate(hidden) > 200
    long.hover()
    long.locator("[data-run=edit]").click()
    expect(unfold).to_be_hidden()
    assert code.evaluate(hidden) == 0


def test_a_listing_of_a_screen_is_not_folded(page):
    Visit(page).open("numpy/")
    expect(page.locator("article pre").first).to_be_visible()
    expect(page.locator("article .unfold")).to_have_count(0)
