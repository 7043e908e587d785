"""What search engines, previews and language models read of the built site."""

import json
import re
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urljoin
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont
from PIL import Image
from seeing import written

from press.draw import cards, fonts, palette
from press.material.languages import FOLDERS
from press.read.listings import find_listings
from press.read.page import Page
from press.take import markdown_files
from press.words.descriptions import LONGEST, describe

DOCS = Path(__file__).parents[2] / "docs"
SOURCES = [
    pytest.param(language, source.stem, id=f"{language}-{source.stem}")
    for language in FOLDERS
    for source in sorted((DOCS / language).glob("*.md"))
]
each_page = pytest.mark.parametrize(("language", "name"), SOURCES)
each_language = pytest.mark.parametrize("language", FOLDERS)
LINK = re.compile(r"\]\(([^)\s]+)\)")


class Head(HTMLParser):
    """The names and properties of a page, its links, and its ids."""

    def __init__(self, file):
        super().__init__()
        self.meta, self.links, self.ids = {}, {}, set()
        self.feed(file.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.ids.add(values.get("id"))
        if tag == "meta" and "content" in values:
            name = values.get("name") or values.get("property")
            assert name not in self.meta, f"{name} is given twice"
            self.meta[name] = values["content"]
        elif tag == "link":
            kind = values["rel"] + values.get("type", "") + values.get("hreflang", "")
            self.links.setdefault(kind, []).append(values["href"])


def address(language, name):
    return FOLDERS[language] + ("" if name == "index" else f"{name}/")


@cache
def head(site, language, name):
    return Head(site / address(language, name) / "index.html")


def root(site):
    return head(site, "ko", "index").links["canonical"][0]


@each_page
def test_page_says_what_it_is(site, language, name):
    page = head(site, language, name)
    description = page.meta["description"]
    assert 20 <= len(description) <= LONGEST
    assert not re.search(r"[<>$\\*`]|&\w+;", description)
    assert bool(re.search("[가-힣]", description)) == (language == "ko")
    assert page.links["canonical"] == [root(site) + address(language, name)]
    other = next(each for each in FOLDERS if each != language)
    locales = {"ko": "ko_KR", "en": "en_US"}
    assert page.meta["og:description"] == description
    assert page.meta["og:title"]
    assert page.meta["og:url"] == page.links["canonical"][0]
    assert page.meta["og:type"] == ("website" if name == "index" else "article")
    assert page.meta["og:locale"] == locales[language]
    assert page.meta["og:locale:alternate"] == locales[other]
    assert page.meta["twitter:card"] == "summary_large_image"


@each_language
def test_no_two_pages_say_the_same(site, language):
    names = [name for source, name in (each.values for each in SOURCES) if source == language]
    said = [head(site, language, name).meta["description"] for name in names]
    assert len(set(said)) == len(said)


@each_page
def test_page_has_a_picture(site, language, name):
    page = head(site, language, name)
    file = site / page.meta["og:image"].removeprefix(root(site))
    assert file.stat().st_size <= 60_000
    with Image.open(file) as image:
        assert (image.format, image.size) == ("PNG", (1200, 630))
        assert image.convert("RGB").getpixel((0, 0)) == (0xFB, 0xF9, 0xF4)
        words = image.convert("L").crop((80, 180, 1120, 560)).point(lambda grey: grey < 90)
    assert words.histogram()[1] > 2000  # pixels of ink
    with TTFont(fonts.TEXT["bold.woff2"]) as font:
        assert set(map(ord, page.meta["og:title"])) <= set(font.getBestCmap())


def test_pictures_differ_in_title_and_formula():
    one = cards.card("손실 함수", r"\sum_k t_k \log y_k")
    assert one != cards.card("손실 함수")
    assert one != cards.card("활성 함수", r"\sum_k t_k \log y_k")


@each_page
def test_icons_are_there(site, language, name):
    page = head(site, language, name)
    here = site / address(language, name)
    for href in page.links["icon"] + page.links["apple-touch-icon"]:
        assert (here / href).is_file()
    with Image.open(here / page.links["apple-touch-icon"][0]) as icon:
        assert icon.size == (180, 180)
    with Image.open(here / next(href for href in page.links["icon"] if "ico" in href[-3:])) as icon:
        assert (icon.format, icon.size) == ("ICO", (32, 32))


def test_icon_shows_the_curve_of_the_logo():
    """Its path is given twice: in logo.svg and in cards.py."""
    logo = (DOCS.parent / "press/material/theme/assets/images/logo.svg").read_text(encoding="utf-8")
    (x, y), *others = cards.CURVE
    steps = " ".join(f"{other[0] - x} {other[1] - y}" for other in others).replace(" -", "-")
    assert f'd="M{x} {y}c{steps}"' in logo
    cx, cy, r = cards.DOT
    assert f'cx="{cx}" cy="{cy}" r="{r}"' in logo
    with Image.open(BytesIO(cards.icon(64, "png"))) as icon:
        assert icon.getpixel((30, 32)) == (0xC8, 0x55, 0x3D)


@each_language
def test_sitemap_names_each_page_in_both_languages(site, language):
    urlset = ElementTree.parse(site / FOLDERS[language] / "sitemap.xml").getroot()
    space = {"": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    found = {}
    for url in urlset.findall("url", space):
        links = url.findall("{http://www.w3.org/1999/xhtml}link")
        found[url.find("loc", space).text] = {
            link.get("hreflang"): link.get("href") for link in links
        }
    names = [name for source, name in (each.values for each in SOURCES) if source == language]
    assert len(found) == len(names)
    for name in names:
        page = head(site, language, name)
        assert found[page.links["canonical"][0]] == {
            hreflang: page.links[f"alternate{hreflang}"][0] for hreflang in [*FOLDERS, "x-default"]
        }


def test_robots_are_led_to_both_sitemaps(site):
    text = (site / "robots.txt").read_text(encoding="utf-8")
    assert re.findall("Sitemap: (.*)", text) == [
        f"{root(site)}{folder}sitemap.xml" for folder in FOLDERS.values()
    ]
    assert "Disallow" not in text
    assert not (site / "en" / "robots.txt").exists()


@each_language
def test_llms_txt_leads_to_the_markdown_of_each_page(site, language):
    text = (site / FOLDERS[language] / "llms.txt").read_text(encoding="utf-8")
    assert re.match(r"# mlcheats\n\n> .+\n\n## .+\n\n- \[", text)
    listed = re.findall(r"^- \[.+\]\((.+)\): (.{20,})$", text, re.M)
    names = {name for source, name in (each.values for each in SOURCES) if source == language}
    home = root(site) + FOLDERS[language]
    assert {url for url, _ in listed} == {f"{home}{name}.md" for name in names}
    for url, description in listed:
        name = url.removeprefix(home).removesuffix(".md")
        assert description == head(site, language, name).meta["description"]
    assert f"({root(site)}{FOLDERS[{'ko': 'en', 'en': 'ko'}[language]]}llms.txt)" in text


@each_language
def test_all_pages_stand_in_one_file_in_the_order_of_the_menu(site, language):
    folder = site / FOLDERS[language]
    text = (folder / "llms-full.txt").read_text(encoding="utf-8")
    listed = (folder / "llms.txt").read_text(encoding="utf-8")
    names = re.findall(r"^- \[.+\]\(.*/(\S+)\.md\): ", listed, re.M)
    places = [
        text.index((folder / f"{name}.md").read_text(encoding="utf-8").strip()) for name in names
    ]
    assert places == sorted(places)
    assert len(names) > 15
    assert f"({root(site)}{FOLDERS[language]}llms-full.txt)" in listed


# The properties of schema.org's LearningResource, CreativeWork and Thing that a page may have.
PROPERTIES = {
    "name": str,
    "description": str,
    "url": str,
    "inLanguage": str,
    "learningResourceType": str,
    "educationalLevel": str,
    "teaches": list,
    "license": str,
    "isAccessibleForFree": bool,
    "isPartOf": dict,
    "author": dict,
}


@each_page
def test_machines_are_told_what_a_page_teaches(site, language, name):
    text = (site / address(language, name) / "index.html").read_text(encoding="utf-8")
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
    told = json.loads(script)
    assert told.pop("@context") == "https://schema.org"
    assert told.pop("@type") == "LearningResource"
    assert {key: type(value) for key, value in told.items()} == PROPERTIES
    page = head(site, language, name)
    assert told["url"] == page.links["canonical"][0]
    assert told["description"] == page.meta["description"]
    assert told["inLanguage"] == language
    source = Page(f"docs/{language}/{name}.md", (DOCS / language / f"{name}.md").read_text("utf-8"))
    sections = [*source.headings][1:]
    assert len(told["teaches"]) >= len(sections)
    assert not re.search(r"[*`$<>]|\\\\", "".join([told["name"], *told["teaches"]]))


@each_page
def test_markdown_stands_beside_the_page(site, language, name):
    page = head(site, language, name)
    here = site / address(language, name)
    (href,) = page.links["alternatetext/markdown"]
    file = (here / href).resolve()
    assert file == (site / FOLDERS[language] / f"{name}.md").resolve()
    text = file.read_text(encoding="utf-8")
    sources = [listing.source for listing in written(DOCS / language / f"{name}.md").fences]
    assert [listing.source for listing in find_listings(text)] == sources
    assert "../terms.yml" not in text
    assert "../sheet.yml" not in text
    assert not text.startswith("---")


@each_page
def test_links_of_the_markdown_lead_somewhere(site, language, name):
    file = site / FOLDERS[language] / f"{name}.md"
    for link in LINK.findall(re.sub(r"(?s)```.*?```|`[^`\n]*`", "", file.read_text("utf-8"))):
        path, _, anchor = unquote(urljoin(file.name, link)).partition("#")
        if link.startswith("https://"):
            continue
        assert (file.parent / path).is_file(), link
        if anchor:
            assert anchor in head(site, language, Path(path).stem).ids, link
        if path.endswith(".svg"):
            svg = ElementTree.parse(file.parent / path).getroot()
            assert svg.tag == "{http://www.w3.org/2000/svg}svg"
            assert svg.get("aria-label")


def test_figure_alone_knows_its_colours():
    svg = (
        '<svg viewBox="0 0 9 9" fill="currentColor"><a xlink:href="#a" fill="var(--fig-1)"/></svg>'
    )
    alone = markdown_files.alone(svg, palette.by_day())
    assert not re.search("var|currentColor", alone)
    assert "#1f6fb2" in alone
    ElementTree.fromstring(alone)


def test_picture_gets_the_address_of_its_file():
    text = "```python\nx\n```\n\n![a (b)](c.svg)\n\n`![a](c.svg)`\n"
    page = Page("docs/ko/page.md", text)
    assert markdown_files.with_pictures(page) == text.replace("(c.svg)", "(page/c.svg)", 1)


@pytest.mark.parametrize(
    ("content", "description"),
    [
        ("<h1>A</h1>\n<p>One <b>two</b>\nthree.</p><p>Four.</p>", "One two three."),
        (r'<p>Is <span class="arithmatex">\(x\)</span> &lt; 1?</p>', "Is x < 1?"),
        (f"<p>Short. {'x' * 160}. Long.</p>", "Short."),
        (f"<p>{'word ' * 40}.</p>", f"{'word ' * 30}word…"),
        ("<h1>A</h1>", ""),
    ],
)
def test_description_is_the_first_paragraph(content, description):
    assert describe(content) == description
    assert len(description) <= LONGEST
