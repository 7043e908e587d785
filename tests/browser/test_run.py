"""Listings run where they stand: pressed, edited, stopped, cut off from the network."""

from collections.abc import Iterator

import pytest
from axe import violations
from browsing import DESKTOP, ORIGIN, PHONE, Visit, host
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pressing import LONG, ended, press, printed
from quoting import quoted

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("audits")]


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """What is fetched once is there for all."""
    with browser.new_context(viewport=DESKTOP, color_scheme="light") as context:
        context.set_default_timeout(LONG)
        yield context


@pytest.fixture
def visit(context) -> Iterator[Visit]:
    """A page whose first press is answered."""
    visit = Visit(context.new_page()).open("en/numpy/")
    visit.page.wait_for_selector("[data-run=run]", state="attached")
    yield visit
    visit.page.close()


def write(page: Page, code: str, number: int = 0) -> None:
    """Let the listing be this code."""
    page.locator("[data-run=edit]").nth(number).press("Enter")
    expect(page.locator("article pre > code").nth(number)).to_be_focused()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.insert_text(code)


def test_a_listing_prints_what_it_says(visit):
    page = visit.page
    assert "The output is as written." in press(page)
    assert printed(page).startswith("1 (3,)\n2 (3, 2)\n")
    assert page.locator(".run-mark[data-ok=true]").count() == 4
    expect(page.locator("[data-run=run]").first).to_be_focused()
    assert not visit.faults, "\n".join(visit.faults)
    page.evaluate("document.activeElement.blur()")
    expect(page.locator(".md-tooltip2")).to_have_count(0)  # the button's: it goes with the focus
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        assert not violations(page, None)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_there_and_back(visit):
    page = visit.page
    press(page)
    page.goto(ORIGIN + "en/loss/")
    page.go_back()
    page.wait_for_selector("[data-run=run]", state="attached")
    assert "as written" in press(page)
    page.go_forward()
    page.wait_for_selector("[href*='loss-1.py']", state="attached")
    assert press(page).startswith("Done")


@quoted(
    "about",
    "코드마다 있는 실행 단추를 누르면 브라우저 안의 파이썬이 그 코드를 실행한다.",
    "The run button of each listing runs it in a Python inside your browser.",
)
@quoted(
    "about",
    "코드를 고쳐서 Ctrl+Enter로 실행할 수도 있다. 적힌 출력이 그대로 나오면 그 줄에 표시가 붙는다.",
    "You can also edit a listing and run it with Ctrl+Enter. Where the output is as written, a "
    "mark appears beside the line.",
)
def test_an_edited_listing_runs_and_is_undone(visit):
    page = visit.page
    before = page.locator("#code-1 > code").inner_text()
    write(page, "import numpy as np\nprint(np.arange(4))  # [0 1 2 3]\nprint(2)  # 3")
    page.keyboard.press("ControlOrMeta+Enter")
    assert ended(page).endswith("differs from what is written: 1.")
    assert printed(page) == "[0 1 2 3]\n2"
    page.reload()
    page.wait_for_selector("[data-run=undo]", state="attached")  # kept for the visit
    assert "np.arange(4)" in page.locator("#code-1 > code").inner_text()
    page.locator("[data-run=undo]").press("Enter")
    expect(page.locator("[data-run=undo]")).to_have_count(0)
    assert page.locator("#code-1 > code").inner_text() == before
    page.reload()
    page.wait_for_selector("[data-run=run]", state="attached")
    assert page.locator("#code-1 > code").inner_text() == before


def test_what_is_edited_above_counts_below(visit):
    page = visit.page
    write(page, "import numpy as np\nmine = 41")
    write(page, "print(mine + 1)", 1)
    page.keyboard.press("ControlOrMeta+Enter")
    assert ended(page).startswith("Done")
    assert printed(page) == "42"


def test_an_error_names_the_listing_and_the_line(visit):
    page = visit.page
    write(page, "x = 1\nx / 0\n")
    assert press(page) == "It failed."
    assert 'File "listing 1", line 2' in printed(page)
    assert "ZeroDivisionError" in printed(page)
    marked = page.evaluate("[...CSS.highlights.get('run-error')][0].toString()")
    assert marked.strip() == "x / 0"
    write(page, "import sympy\n")
    assert press(page) == "It failed."
    assert "No module named 'sympy'" in printed(page)
    write(page, "print(1\n")
    assert press(page) == "It failed."
    assert "SyntaxError" in printed(page)


def test_an_endless_loop_is_stopped_and_python_starts_anew(visit):
    page = visit.page
    press(page)
    write(page, 'print("begun")\nwhile True:\n    pass\n')
    page.locator("[data-run=run]").first.press("Enter")
    expect(page.locator(".run-result .run-output")).to_have_text("begun\n", timeout=LONG)
    page.locator(".run-stop").press("Enter")
    assert ended(page) == "Stopped."
    page.locator("[data-run=undo]").press("Enter")
    expect(page.locator(".run-result")).to_have_count(0)
    assert "as written" in press(page)


def test_a_million_lines_and_too_much_memory(visit):
    page = visit.page
    write(page, "for i in range(1_000_000):\n    print(i)\n")
    assert press(page).startswith("Done")
    assert printed(page).endswith("more characters")
    assert len(printed(page)) < 250_000
    write(page, "x = bytearray(2**33)\n")
    assert press(page) in ("It failed.", "Python has crashed. Press again to start anew.")
    write(page, "print(7)  # 7\n")
    assert "as written" in press(page)


def test_a_figure_is_drawn_in_the_colours_of_the_page(visit):
    page = visit.open("en/matplotlib/").page
    page.wait_for_selector("[data-run=run]", state="attached")
    assert press(page).startswith("Done")
    figure = page.locator(".run-result figure svg")
    assert figure.get_attribute("role") == "img"
    theirs = page.locator("article > figure svg").first
    assert figure.bounding_box()["width"] == theirs.bounding_box()["width"]
    path, same = (each.locator("path").last.get_attribute("d") for each in (figure, theirs))
    assert path == same


def test_without_a_network(browser):
    with browser.new_context(viewport=DESKTOP) as context:
        context.set_default_timeout(LONG)
        page = Visit(context.new_page()).open("en/mnist/").page
        page.wait_for_selector("[data-run=run]", state="attached")
        context.set_offline(True)
        page.evaluate("document.querySelector('[data-run=run]').focus()")
        page.keyboard.press("Enter")  # its script cannot be fetched: nothing breaks
        context.set_offline(False)
        context.route("**/run/core.*", lambda route: route.abort())
        assert press(page) == "It could not be fetched. Check the network and press again."
        context.unroute("**/run/core.*")
        context.route("**/run/t10k-images*", lambda route: route.abort())
        assert press(page) == "It failed."
        assert "I/O error" in printed(page)
        context.unroute("**/run/t10k-images*")
        assert "as written" in press(page)


def test_two_tabs_at_a_sub_path_of_a_host_that_types_files_wrongly(browser, site, tmp_path):
    (tmp_path / "a b").symlink_to(site, target_is_directory=True)

    def as_text(route):
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, "content-type": "text/html"})

    with host(tmp_path) as address, browser.new_context(viewport=DESKTOP) as context:
        context.set_default_timeout(LONG)
        context.route("**/run/*.bin", as_text)
        context.route("**/run/*.json", as_text)
        tabs = [context.new_page() for _ in range(2)]
        for tab in tabs:
            tab.goto(f"{address}a%20b/en/numpy/")
            tab.wait_for_selector("[data-run=run]", state="attached")
            tab.locator("[data-run=run]").first.press("Enter")
        assert all("as written" in ended(tab) for tab in tabs)
