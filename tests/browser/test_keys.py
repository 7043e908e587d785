"""The habits people bring: keys that search and turn pages, links to sections and to the source."""

import re

import pytest
from building import build

from press.material import edit

HOMES = ["", "en/"]
LAPTOP = {"width": 1280, "height": 800}


@pytest.mark.browser
@pytest.mark.parametrize("home", HOMES)
def test_keys_turn_pages(browser, home):
    from browsing import ORIGIN, Visit

    with browser.new_context(viewport=LAPTOP) as context:
        visit = Visit(context.new_page()).open(f"{home}loss/")
        page = visit.page
        page.keyboard.press("n")
        page.wait_for_selector("h1#gradient")
        page.wait_for_url(f"{ORIGIN}{home}gradient/")
        page.keyboard.press("n")
        page.wait_for_selector("h1#backpropagation")
        page.keyboard.press("p")
        page.wait_for_selector("h1#gradient")
        assert not visit.faults, "\n".join(visit.faults)


@pytest.mark.browser
@pytest.mark.parametrize("key", ["/", "s"])
@pytest.mark.parametrize("home", HOMES)
def test_a_key_opens_the_search_and_escape_leaves_it(browser, home, key):
    from browsing import ORIGIN, Visit
    from playwright.sync_api import expect

    with browser.new_context(viewport=LAPTOP) as context:
        visit = Visit(context.new_page()).open(f"{home}loss/")
        search = visit.page.locator("[data-md-component=search-query]")
        visit.page.keyboard.press(key)
        expect(search).to_be_focused()
        expect(visit.page.locator("#__search")).to_be_checked()  # from here on it takes the keys
        visit.page.keyboard.type("n")  # goes into the box, turns no page
        expect(search).to_have_value("n")
        visit.page.keyboard.press("Escape")
        expect(search).not_to_be_focused()
        assert visit.page.url.startswith(f"{ORIGIN}{home}loss/")
        assert not visit.faults, "\n".join(visit.faults)


@pytest.mark.browser
@pytest.mark.parametrize("home", HOMES)
def test_the_search_is_made_ready_for_who_opens_it(browser, home):
    from browsing import Visit
    from playwright.sync_api import expect

    with browser.new_context(viewport=LAPTOP) as context:
        visit = Visit(context.new_page())
        asked = []
        visit.page.on("request", lambda request: asked.append(request.url))
        visit.open(f"{home}loss/")
        assert not [url for url in asked if "/lunr" in url or "/search/" in url]
        visit.page.keyboard.press("/")
        visit.page.keyboard.type("softmax")  # no slower than a reader
        expect(visit.page.locator(".md-search-result__item").first).to_be_visible()
        assert [url for url in asked if "/lunr" in url]
        assert [url for url in asked if "/search/" in url]
        assert not visit.faults, "\n".join(visit.faults)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("home", "title", "copied"),
    [
        ("", "이 절의 주소", "클립보드에 복사됨"),
        ("en/", "Link to this section", "Copied to clipboard"),
    ],
)
def test_a_click_copies_the_address_of_a_section(browser, home, title, copied):
    from browsing import ORIGIN, Visit
    from playwright.sync_api import expect

    permissions = ["clipboard-read", "clipboard-write"]
    with browser.new_context(viewport=LAPTOP, permissions=permissions) as context:
        visit = Visit(context.new_page()).open(f"{home}network/")
        page = visit.page
        page.hover("h2#softmax")
        page.wait_for_function("() => location.hash")  # the address has followed the scrolling
        link = page.locator("h2#softmax .headerlink")
        expect(link).to_have_attribute("title", title)
        link.click()
        expect(page.locator(".md-dialog")).to_have_text(copied)
        page.wait_for_url(f"{ORIGIN}{home}network/#softmax")
        assert page.evaluate("navigator.clipboard.readText()") == page.url
        assert not visit.faults, "\n".join(visit.faults)


def test_no_repository_no_link(site):
    assert 'rel="edit"' not in (site / "loss" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_page_leads_to_its_source(language):
    address = edit.edit_url("https://github.com/a/b", language, "loss.md")
    assert address == f"https://github.com/a/b/edit/main/docs/{language}/loss.md"


def test_the_theme_shows_the_link(monkeypatch, tmp_path):
    monkeypatch.setenv("MLCHEATS_REPO", "https://github.com/a/b")
    done = build(tmp_path, {"index.md": "# 제목 { #title }"})
    assert done.returncode == 0, done.stderr
    html = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    (link,) = re.findall(r'<a [^>]*rel="edit"[^>]*>', html)
    assert 'href="https://github.com/a/b/edit/main/docs/ko/index.md"' in link
