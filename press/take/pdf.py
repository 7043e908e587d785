"""Have Chromium print all pages as one PDF for each language: MLCHEATS_PDF=true mkdocs build."""

import html
import os
import re
import shutil
import subprocess
from bisect import bisect_left
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink

HERE = Path(__file__).parent
TAG = re.compile(r"<[a-zA-Z][^>]*>")
NAME = re.compile(r'\b(id|for|aria-labelledby|aria-describedby)="([^"]*)"')
PLACE = re.compile(r'(?<![\w-])((?:xlink:)?href|src)="([^"]*)"')
REFERENCE = re.compile(r"url\(#([^)]*)\)")
STYLES = ("katex", "site", "figures", "print", "sheet")
SHEET = "sheet.md"
SIDES = 2
SIZES = [5 + step / 5 for step in range(10)]  # of the sheet's letters, in points


def configure(config: MkDocsConfig) -> None:
    """Tell the theme's templates whether there is a PDF, and its name."""
    if os.environ.get("MLCHEATS_PDF"):
        config.extra["pdf"] = f"{config.site_name}-{config.theme['language']}.pdf"
        config.extra["sheet"] = f"{config.site_name}-sheet-{config.theme['language']}.pdf"


def write(pages: list[Page], config: MkDocsConfig) -> None:
    """Write the PDF of these pages, whose fonts are in the built site already, if it is wanted."""
    if "pdf" not in config.extra:
        return
    site = Path(config.site_dir)
    target = site / config.extra["pdf"]
    source = site / "pdf.html"
    for page in pages:
        if page.file.src_uri == SHEET:
            write_sheet(page, config)
    pages = [page for page in pages if page.file.src_uri != SHEET]
    # Once to learn on which page each section stands, and once with the numbers in the contents.
    numbers: dict[str, int] = {}
    for _ in range(2):
        source.write_text(document(pages, numbers, config), encoding="utf-8")
        chromium(source, target)
        numbers = places(target)
    source.unlink()


def write_sheet(page: Page, config: MkDocsConfig) -> None:
    """Write the sheet of two sides, its letters as large as they fit."""
    source = Path(config.site_dir, "sheet.html")
    target = Path(config.site_dir, config.extra["sheet"])
    trial = target.with_name(f"trial-{target.name}")
    content = chapter(page.content or "", name(page), page.canonical_url or "", {})
    content = content.replace(f'id="{name(page)}--', 'id="')

    def overflows(size: float) -> bool:
        """Print it so; what fits is kept, until a larger one does."""
        style = f".md-content__inner.md-content__inner {{ font-size: {size}pt !important; }}"
        body = f'<article class="md-content__inner md-typeset">{content}</article>'
        source.write_text(whole(str(page.title), style, body, config), encoding="utf-8")
        chromium(source, trial)
        if sides(trial) > SIDES:
            return True
        trial.replace(target)
        return False

    if not bisect_left(SIZES, True, key=overflows):
        raise PluginError(f"the sheet does not fit on {SIDES} sides: docs/sheet.yml has too much")
    source.unlink()
    trial.unlink(missing_ok=True)


def document(pages: list[Page], numbers: dict[str, int], config: MkDocsConfig) -> str:
    """The whole as one HTML page."""
    words = config.extra["words"]
    running = "".join(
        f"#{name(page)} {{ page: {name(page)}; }} @page {name(page)} {{ @top-right {{"
        f' content: "{plain(page.title)}"; font: 8.5pt Pretendard; color: #665f54; }} }}\n'
        for page in pages
        if not page.is_homepage
    )
    addresses = {urljoin(config.site_url or "", page.url): name(page) for page in pages}
    body = "".join(
        f'<section class="chapter" id="{name(page)}">'
        f"{chapter(page.content or '', name(page), page.canonical_url or '', addresses)}</section>"
        for page in pages
    )
    title = (config.site_description or "").partition(".")[0]
    style = (HERE / "pdf.css").read_text(encoding="utf-8") + running
    front = cover(config) + contents(pages, numbers, words["nav"])
    return whole(title, style, f'<article class="md-typeset">{front}{body}</article>', config)


def whole(title: str, style: str, body: str, config: MkDocsConfig) -> str:
    """An HTML page on paper."""
    assets = Path(config.site_dir, "assets/stylesheets")
    sheets = [next(assets.glob(f"{name}.*.css")).name for name in ("main", "palette")]
    sheets += [f"{name}.css" for name in STYLES]
    links = "".join(f'<link rel="stylesheet" href="assets/stylesheets/{it}">' for it in sheets)
    return (
        f'<!doctype html><html lang="{config.theme["language"]}"><meta charset="utf-8">'
        f"<title>{config.site_name}: {title}</title>{links}<style>{style}</style>"
        f'<body dir="ltr" data-md-color-scheme="default">{body}</body></html>'
    )


def cover(config: MkDocsConfig) -> str:
    logo = (HERE.parent / "material/theme/assets/images/logo.svg").read_text(encoding="utf-8")
    watermark = re.sub(r' stroke(-width)?="[^"]*"', "", logo)
    return (
        f'<div class="cover">{logo}<h1>{config.site_name}</h1><p>{config.site_description}</p>'
        f"{watermark}<footer>{config.copyright}</footer></div>"
    )


def contents(pages: list[Page], numbers: dict[str, int], title: str) -> str:
    """Each page and its sections, with links and page numbers."""

    def line(item: AnchorLink, page: Page) -> str:
        number = numbers.get(f"{name(page)}--{item.id}", "")
        href = f"#{name(page)}--{item.id}"
        return f'<a href="{href}"><span>{item.title}</span><span class="page">{number}</span></a>'

    parts = [
        "".join(line(item, page) for top in page.toc for item in [top, *top.children])
        for page in pages
        if not page.is_homepage
    ]
    return f'<nav class="contents"><h2>{title}</h2><div>{"</div><div>".join(parts)}</div></nav>'


def chapter(content: str, prefix: str, address: str, addresses: dict[str, str]) -> str:
    """A page's HTML with ids of its own, and links that stay within the whole where they can."""

    def place(found: re.Match[str]) -> str:
        attribute, (url, _, anchor) = found[1], urljoin(address, found[2]).partition("#")
        if url in addresses:
            there = addresses[url]
            return f'{attribute}="#{there}--{anchor}"' if anchor else f'{attribute}="#{there}"'
        return f'{attribute}="{url}{"#" * bool(anchor)}{anchor}"'

    def tag(found: re.Match[str]) -> str:
        text = NAME.sub(lambda it: f'{it[1]}="{prefix}--{it[2]}"', found[0])
        text = REFERENCE.sub(lambda it: f"url(#{prefix}--{it[1]})", text)
        return PLACE.sub(place, text)

    return TAG.sub(tag, content)


def name(page: Page) -> str:
    return Path(page.file.src_uri).stem


def plain(title: str) -> str:
    return html.unescape(re.sub("<[^>]+>", "", title)).replace('"', "")


def chromium(source: Path, target: Path) -> None:
    """Have Chromium print the file as PDF."""
    browser = shutil.which(os.environ.get("CHROMIUM") or "chromium")
    if not browser:
        raise PluginError("the PDF needs Chromium: install it, or name it in CHROMIUM")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    options += ["--no-pdf-header-footer", "--generate-pdf-document-outline"]
    with TemporaryDirectory() as profile:
        options += [f"--user-data-dir={profile}", f"--print-to-pdf={target}"]
        command = [browser, *options, source.resolve().as_uri()]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300)
    if done.returncode or not target.exists():
        raise PluginError(f"Chromium printed no PDF:\n{done.stderr}")


def sides(pdf: Path) -> int:
    from pypdf import PdfReader  # of the pdf extra

    return len(PdfReader(pdf).pages)


def places(pdf: Path) -> dict[str, int]:
    """The page number of each anchor that something links to."""
    from pypdf import PdfReader  # of the pdf extra

    reader = PdfReader(pdf)
    return {
        anchor.removeprefix("/"): number + 1
        for anchor, place in reader.named_destinations.items()
        if (number := reader.get_destination_page_number(place)) is not None
    }
