"""Each page knows its twin in the other language, and neither language is in the other's search."""

import json
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import pytest

from press.material.languages import FOLDERS, alternates

DOCS = Path(__file__).parents[2] / "docs"
NAMES = sorted(path.stem for path in (DOCS / "ko").glob("*.md"))
OTHER = {"ko": "en", "en": "ko"}
each_page = pytest.mark.parametrize("name", NAMES)
each_language = pytest.mark.parametrize("language", FOLDERS)


class Links(HTMLParser):
    """The language of a page, the links of its head, the switch of its header, its ids."""

    def __init__(self, text):
        super().__init__()
        self.language, self.alternates, self.switch, self.ids = None, {}, [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.ids += [values["id"]] if "id" in values else []
        if tag == "html":
            self.language = values["lang"]
        elif tag == "link" and values["rel"] == "canonical":
            self.address = values["href"]
        elif tag == "link" and values["rel"] == "alternate" and "hreflang" in values:
            self.alternates[values["hreflang"]] = values["href"]
        elif tag == "a" and "language" in (values.get("class") or "").split():
            self.switch.append((values["lang"], values["hreflang"], values["href"]))


def address(language, name):
    return FOLDERS[language] + ("" if name == "index" else f"{name}/")


@cache
def read(site, language, name):
    return Links((site / address(language, name) / "index.html").read_text(encoding="utf-8"))


@each_language
@each_page
def test_page_links_to_its_twin(site, language, name):
    page = read(site, language, name)
    assert page.language == language
    root = page.address.removesuffix(address(language, name))
    assert page.alternates == {
        "ko": root + address("ko", name),
        "en": root + address("en", name),
        "x-default": root + address("en", name),
    }
    other = OTHER[language]
    [(lang, hreflang, path)] = page.switch
    assert (lang, hreflang) == (other, other)
    assert urljoin(page.address, path) == page.alternates[other]


@each_page
def test_twins_have_the_same_anchors(site, name):
    ids = [
        # The drawings have ids of their own, and tabs and footnotes a running number.
        [i for i in read(site, language, name).ids if re.fullmatch("[a-z][a-z-]*", i)]
        for language in FOLDERS
    ]
    assert sorted(ids[0]) == sorted(ids[1])


@each_language
def test_missing_page_speaks_the_language(site, language):
    text = (site / FOLDERS[language] / "404.html").read_text(encoding="utf-8")
    page = Links(text)
    assert page.language == language
    assert page.switch[0][2] == "/" + FOLDERS[OTHER[language]]
    assert {"ko": "없는 페이지", "en": "No such page"}[language] in text
    assert ('fetch("/en/404.html")' in text) == (language == "ko")


@each_language
def test_search_holds_the_pages_of_one_language(site, language):
    folder = site / FOLDERS[language]
    index = json.loads((folder / "search/search_index.json").read_text(encoding="utf-8"))
    pages = {entry["location"].partition("#")[0] for entry in index["docs"]}
    assert pages == {address(language, name).removeprefix(FOLDERS[language]) for name in NAMES}
    for entry in index["docs"]:
        assert "abbr" not in entry["text"]
        korean = re.search("[가-힣]", re.sub(r"<[^>]*>", "", entry["title"]))
        assert not (korean and language == "en"), entry["title"]


@each_language
def test_sitemap_holds_the_pages_of_one_language(site, language):
    text = (site / FOLDERS[language] / "sitemap.xml").read_text(encoding="utf-8")
    found = re.findall("<loc>(.*?)</loc>", text)
    assert sorted(found) == sorted(read(site, language, name).address for name in NAMES)


@pytest.mark.parametrize("root", ["http://localhost/", "https://a.b/c/"])
@pytest.mark.parametrize("page", ["", "gradient/", "labs/train/"])
@each_language
def test_paths_lead_to_the_full_addresses(root, page, language):
    site_url = root + FOLDERS[language]
    for link in alternates(site_url, language, page)[:2]:
        assert link["link"] == root + FOLDERS[link["lang"]] + page
        assert urljoin(site_url + page, link["path"]) == link["link"]
        there = urljoin(site_url + page, link["root"]).rstrip("/") + "/"
        assert there == root + FOLDERS[link["lang"]]


@each_language
def test_paths_of_a_page_that_is_anywhere_are_absolute(language):
    links = alternates("https://a.b/c/" + FOLDERS[language], language)
    assert [link.get("path") for link in links] == ["/c/", "/c/en/", None]
