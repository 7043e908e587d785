"""Every address that was ever published still leads to its place."""

import re
from pathlib import Path

import pytest
from building import build

from press.material.languages import FOLDERS
from press.words.addresses import Addresses, faults, load, sources

ROOT = Path(__file__).parents[2]
TABLE = load(ROOT)
SECTION = re.compile(r'<(?:h[1-6]|dt) id="([\w-]+)"')
PLACES = [
    pytest.param(language, page, id=f"{language}-{page}")
    for language in FOLDERS
    for page in TABLE.published
]
PAGES = {
    "index.md": "# 첫 { #first }\n\n## 새 이름 { #new }\n\n글.",
    "b.md": "# 둘째 { #second }\n\n## 절 { #part }\n\n글.",
}
MOVES = """
moved:
  index.md#old: index.md#new
  index.md#gone: b.md#part
  a.md: b.md
  a.md#first: index.md#first
published:
  index.md: [first, old, gone]
  b.md: [second]
  a.md: [first, part]
"""


def address(language: str, page: str) -> str:
    name = page.removesuffix(".md")
    return FOLDERS[language] + ("" if name == "index" else f"{name}/")


def test_what_was_published_is_there():
    assert faults(TABLE, sources(ROOT)) == []
    assert sum(map(len, TABLE.published.values())) > 150


@pytest.mark.parametrize(("language", "page"), PLACES)
def test_old_addresses_of_the_built_site_lead_on(site, language, page):
    file = site / address(language, page) / "index.html"
    text = file.read_text(encoding="utf-8")
    for suffix in (".md", ".ipynb"):
        assert (site / FOLDERS[language] / page).with_suffix(suffix).is_file()
    if "<article" not in text:  # it leads to another page
        (to,) = re.findall(r'<link rel="canonical" href="([^"]+)">', text)
        assert (file.parent / to / "index.html").is_file()
        return
    for section in TABLE.published[page]:
        assert f'id="{section}"' in text, section


@pytest.mark.parametrize("language", FOLDERS)
def test_what_the_site_publishes_is_in_the_table(site, language):
    """Where the site has a real address, the build says so."""
    new = {
        page: sections
        for page in sorted(path.name for path in (ROOT / "docs" / language).glob("*.md"))
        for text in [(site / address(language, page) / "index.html").read_text(encoding="utf-8")]
        if (sections := {*SECTION.findall(text)} - {*TABLE.published.get(page, ())})
    }
    assert new == {}, "python -m press.words.addresses adds them"


@pytest.fixture(scope="module")
def moved(tmp_path_factory):
    folder = tmp_path_factory.mktemp("moved")
    (folder / "docs").mkdir()
    (folder / "docs/addresses.yml").write_text(MOVES, encoding="utf-8")
    done = build(folder, PAGES)
    assert done.returncode == 0, done.stderr
    return folder / "site"


def test_a_renamed_section_has_its_old_anchor(moved):
    text = (moved / "index.html").read_text(encoding="utf-8")
    assert '<span class="old" id="old"></span><h2 id="new"' in text


def test_a_section_on_another_page_leaves_a_link(moved):
    text = (moved / "index.html").read_text(encoding="utf-8")
    assert 'id="gone" data-search-exclude><a href="b/#part">둘째: 절</a>' in text
    found = (moved / "search/search_index.json").read_text(encoding="utf-8")
    assert "gone" not in found


def test_a_page_that_is_no_more_leads_on(moved):
    text = (moved / "a/index.html").read_text(encoding="utf-8")
    assert 'content="0; url=../b/"' in text
    assert '{"first": "../#first"}' in text
    assert (moved / "a.md").read_bytes() == (moved / "b.md").read_bytes()
    assert "a/" not in (moved / "sitemap.xml").read_text(encoding="utf-8").split("<loc>", 1)[1][20:]


def test_where_nothing_is_the_build_says_so(tmp_path):
    (tmp_path / "docs").mkdir()
    table = "published:\n  index.md: [first, lost]\n  deleted.md: []\n"
    (tmp_path / "docs/addresses.yml").write_text(table, encoding="utf-8")
    done = build(tmp_path, PAGES)
    assert done.returncode == 1
    assert "index.md#lost was published and leads nowhere: there is no index.md#lost" in done.stderr
    assert "deleted.md# was published and leads nowhere: there is no deleted.md." in done.stderr


def test_what_is_published_is_in_the_table(tmp_path, monkeypatch):
    monkeypatch.setenv("MLCHEATS_URL", "https://example.org/")
    done = build(tmp_path, PAGES)
    assert done.returncode == 1
    assert "python -m press.words.addresses adds it" in done.stderr


def test_a_circle_ends():
    table = Addresses({"a.md": "b.md", "b.md": "a.md"}, {"a.md": ["x"]})
    assert len(faults(table, {})) == 2


@pytest.mark.browser
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a/", "b/"),
        ("a/#part", "b/#part"),
        ("a/#first", "#first"),
        ("#gone", "b/#part"),
    ],
)
@pytest.mark.parametrize("scripts", [True, False])
def test_a_browser_gets_there(moved, browser, old, new, scripts):
    from browsing import host

    with host(moved) as origin, browser.new_context(java_script_enabled=scripts) as context:
        page = context.new_page()
        page.goto(origin + old)
        if scripts:
            page.wait_for_url(origin + new)
        elif old.startswith("#"):
            page.click(".moved a:visible")
            page.wait_for_url(origin + new)
        else:
            page.wait_for_url(origin + "b/")
