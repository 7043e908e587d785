"""The site without JavaScript, without a network, on paper, and as one PDF."""

import re
import shutil
from pathlib import Path

import pytest
from building import build_site
from seeing import written

from press.take import archive
from press.words import home

ROOT = Path(__file__).parents[2]
LANGUAGES = ["ko", "en"]
FOLDERS = {"ko": "", "en": "en/"}
LAPTOP = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
PAPER = {"width": 680, "height": 1000}  # A4 less its margins

pytestmark = pytest.mark.browser
each_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="session")
def disk(once):
    """The site to be read from disk, with its PDFs, packed and unpacked where a reader may."""

    def unpacked(folder: Path) -> None:
        build_site(folder / "built", MLCHEATS_OFFLINE="true", MLCHEATS_PDF="true")
        archive.pack(folder / "built", folder / "mlcheats.zip")
        shutil.unpack_archive(folder / "mlcheats.zip", folder / "내 문서 1")

    return once("disk", unpacked) / "내 문서 1" / "mlcheats"


# ---- Without JavaScript ----


@each_language
def test_a_page_without_javascript_is_whole(browser, language):
    from browsing import ORIGIN
    from playwright.sync_api import expect

    with browser.new_context(java_script_enabled=False, viewport=LAPTOP) as context:
        page = context.new_page()
        page.goto(f"{ORIGIN}{FOLDERS[language]}loss/")
        for part in ["h1", "p", ".katex-display", "figure svg", ".highlight code"]:
            assert page.locator(f"article {part}").first.is_visible(), part
        fonts = page.locator("article .katex").first.bounding_box()
        assert fonts["height"] > 10
        for idle in [".md-search", "[data-md-component=palette] label", ".md-code__nav > button"]:
            assert not page.locator(f"{idle}:visible").count(), idle
        assert page.locator("article abbr[title]").count()
        with page.expect_download() as download:
            page.locator("article a[download][href$='.py']:visible").first.click()
        assert "import numpy" in Path(download.value.path()).read_text(encoding="utf-8")

        page.click(".md-nav--secondary a[href$='#mini-batch']:visible")
        page.wait_for_url("**#mini-batch")
        page.click(".md-footer__link--next")
        expect(page.locator("h1#gradient")).to_be_visible()
        page.click("a.language")
        other = {"ko": "en", "en": "ko"}[language]
        expect(page.locator("html")).to_have_attribute("lang", other)
        page.click("a.md-logo")
        expect(page.locator("#map + ul > li").first).to_be_visible()


@pytest.mark.parametrize(("scheme", "light"), [("light", True), ("dark", False)])
def test_the_scheme_is_followed_without_javascript(browser, scheme, light):
    from browsing import ORIGIN

    with browser.new_context(java_script_enabled=False, color_scheme=scheme) as context:
        page = context.new_page()
        page.goto(ORIGIN)
        assert (ground(page) > 600) == light


def test_the_drawer_opens_without_javascript(browser):
    from browsing import ORIGIN
    from playwright.sync_api import expect

    with browser.new_context(java_script_enabled=False, viewport=PHONE) as context:
        page = context.new_page()
        page.goto(f"{ORIGIN}loss/")
        page.click("label[for=__drawer]:visible")
        page.click(".md-nav--primary a[href$='/numpy/']")
        expect(page.locator("h1#numpy")).to_be_visible()


def ground(page):
    """How light the page is, from 0 to 765."""
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return sum(map(int, re.findall(r"\d+", colour)[:3]))


# ---- Without a network ----


@each_language
def test_the_site_can_be_read_from_disk(browser, disk, language):
    home = (disk / FOLDERS[language] / "index.html").as_uri()
    with browser.new_context(viewport=LAPTOP, offline=True) as context:
        page = context.new_page()
        faults = []
        page.on("console", lambda it: it.type in ("error", "warning") and faults.append(it.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("requestfailed", lambda request: faults.append(request.url))
        page.on("request", lambda it: it.url.startswith("http") and faults.append(it.url))
        page.goto(home, wait_until="networkidle")
        page.click("#map + ul a[href$='#softmax']")
        page.wait_for_url("**/network.html#softmax", wait_until="networkidle")
        assert page.evaluate("document.fonts.check('16px Pretendard')")
        assert page.locator("article .katex").count()

        page.keyboard.press("/")
        page.fill("[data-md-component=search-query]", "엔트로피")
        page.keyboard.press("End")
        found = page.locator(".md-search-result__item a[href*='cross-entropy-error']").first
        found.click()
        section = re.compile(r"/loss\.html.*#cross-entropy-error$")
        page.wait_for_url(section, wait_until="networkidle")
        page.click("a.language")
        page.wait_for_selector(f"html:not([lang={language}])")
        page.wait_for_url("**/loss.html#cross-entropy-error")
        assert not faults, "\n".join(faults)


def test_no_page_on_disk_asks_for_another_host(disk):
    for file in [*disk.rglob("*.html"), *disk.rglob("*.js")]:
        assert not re.search(r"unpkg|jsdelivr", file.read_text(encoding="utf-8")), file


# ---- On paper ----


@pytest.mark.parametrize("name", ["gradient", "lab", "index"])
def test_paper_has_the_text_alone(browser, name):
    from browsing import Visit

    with browser.new_context(viewport=PAPER, color_scheme="dark") as context:
        page = Visit(context.new_page()).open("" if name == "index" else f"{name}/").page
        page.wait_for_function("() => document.body.dataset.mdColorScheme == 'slate'")
        assert ground(page) < 200
        page.emulate_media(media="print")
        assert ground(page) == 765
        for part in ["header", "footer", "nav", "button", ".headerlink", "[download]"]:
            assert not page.locator(f"{part}:visible").count(), part
        cut = page.evaluate(
            "() => [...document.querySelectorAll('pre > code')]"
            ".filter((code) => code.scrollWidth > code.clientWidth + 1)"
            ".map((code) => code.textContent.slice(0, 80))"
        )
        assert cut == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PAPER["width"]
        rules = page.evaluate(
            "() => ['h2', 'figure'].map((tag) => document.querySelector(`article ${tag}`))"
            ".map((element) => element && getComputedStyle(element))"
            ".map((style) => style && [style.breakAfter, style.breakInside])"
        )
        assert rules[0] == ["avoid", "avoid"]
        assert rules[1] in (None, ["auto", "avoid"])


# ---- As one PDF ----


@pytest.fixture(scope="module", params=LANGUAGES)
def pdf(request, disk):
    from pypdf import PdfReader

    return request.param, PdfReader(disk / FOLDERS[request.param] / f"mlcheats-{request.param}.pdf")


def names():
    return [Path(page).stem for page in home.menu(ROOT)]


def anchors(language, name):
    text = (ROOT / "docs" / language / f"{name}.md").read_text(encoding="utf-8")
    text = re.sub(r"(?ms)^```.*?^```", "", text)
    return [f"{name}--{anchor}" for anchor in re.findall(r"(?m)^##? .*\{ #([\w-]+) \}$", text)]


def test_the_pdf_has_every_section_and_its_page_number(pdf):
    language, reader = pdf
    assert len(reader.pages) > 40
    places = {name.removeprefix("/"): place for name, place in reader.named_destinations.items()}
    numbers = [
        reader.get_destination_page_number(places[anchor]) + 1
        for name in names()
        if name not in ("index", "sheet")  # which is a file of its own
        for anchor in anchors(language, name)
    ]
    assert numbers == sorted(numbers)
    pages = iter(page.extract_text() for page in reader.pages[1:6])
    contents = next(pages)
    listed = re.findall(r"(?m)(\d+)$", contents)
    while len(listed) < len(numbers):
        listed += re.findall(r"(?m)(\d+)$", next(pages))
    assert set(map(str, numbers)) <= set(listed)


def test_the_links_of_the_pdf_lead_into_it(pdf):
    _, reader = pdf
    places = {name.removeprefix("/") for name in reader.named_destinations}
    inside, outside = [], []
    for page in reader.pages:
        for note in page.get("/Annots", []):
            target = note.get_object()
            if "/Dest" in target:
                inside.append(str(target["/Dest"]).removeprefix("/"))
            elif "/A" in target:
                outside.append(target["/A"]["/URI"])
    assert len(inside) > 150
    assert set(inside) <= places
    assert not [url for url in outside if url.startswith("file:")]


def test_the_pdf_is_named_outlined_and_tagged(pdf):
    language, reader = pdf
    assert reader.metadata.title.startswith("mlcheats: ")
    assert reader.trailer["/Root"]["/Lang"] == language
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    titles = [item.title for item in reader.outline if not isinstance(item, list)]
    assert {"ko": "손실 함수", "en": "Loss functions"}[language] in str(titles)


def test_the_pdf_brings_its_fonts(pdf):
    _, reader = pdf
    fonts, missing = set(), set()
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            font = font.get_object()
            if font["/Subtype"] == "/Type3":
                continue  # drawn in the file itself
            below = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            fonts.add(str(font["/BaseFont"]).partition("+")[2])
            if (
                "/FontFile2" not in below["/FontDescriptor"]
                and "/FontFile3" not in below["/FontDescriptor"]
            ):
                missing.add(font["/BaseFont"])
    assert missing == set()
    assert {"Pretendard-Regular", "Pretendard-Bold", "KaTeX_Main-Regular"} <= fonts
    assert "JetBrainsMono-Regular" in fonts


def test_the_text_of_the_pdf_can_be_selected(pdf):
    language, reader = pdf
    expected = {
        "ko": ["신경망은 데이터를 보고 스스로 가중치를 고친다", "교차 엔트로피 오차"],
        "en": ["A neural network looks at data and corrects its own", "cross-entropy"],
    }
    missing = [*expected[language], "import numpy as np", "def softmax(a):"]
    for page in reader.pages:
        text = re.sub(r"\s+", " ", page.extract_text())
        missing = [words for words in missing if words not in text]
        if not missing:
            break
    assert missing == []


# ---- The sheet ----


@pytest.mark.parametrize("language", FOLDERS)
def test_the_sheet_has_two_sides_and_nothing_is_missing(disk, language):
    from pypdf import PdfReader

    reader = PdfReader(disk / FOLDERS[language] / f"mlcheats-sheet-{language}.pdf")
    assert len(reader.pages) == 2
    for page in reader.pages:
        assert [round(float(side)) for side in page.mediabox[2:]] == [842, 595]  # A4
    found = re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))
    source = written(ROOT / "docs" / language / "sheet.md")
    lines = [line for fence in source.fences for line in fence.source.split("\n")]
    titles = re.findall(r"^##+ \[(.*?)\]", source.text, re.M)
    assert len(titles) > 50
    assert [line for line in lines + titles if re.sub(r"\s", "", line) not in found] == []
