"""Cut the fonts down to the characters of the built pages and put them beside these."""

import html
import re
from functools import partial
from io import BytesIO
from pathlib import Path
from unicodedata import category

import fontTools
from fontTools import subset

from press.tools import node
from press.tools.cache import cached

PRETENDARD = node.MODULES / "@fontsource/pretendard/files"
JETBRAINS = node.MODULES / "@fontsource/jetbrains-mono/files"
KATEX = node.MODULES / "katex/dist"
TEXT = {
    # They hold Hangul too: as .woff2, fontTools would unpack their 15,000 glyphs in seconds each.
    "text.woff2": PRETENDARD / "pretendard-latin-400-normal.woff",
    "bold.woff2": PRETENDARD / "pretendard-latin-700-normal.woff",
    "code.woff2": JETBRAINS / "jetbrains-mono-latin-400-normal.woff2",
    "code-greek.woff2": JETBRAINS / "jetbrains-mono-greek-400-normal.woff2",
}
ALWAYS = "".join(map(chr, range(0x20, 0x7F))) + "–·\u2002"  # the last three lead the items of lists
FEATURES = ["ccmp", "kern", "locl", "mark", "mkmk", "tnum"]  # no ligatures: code is shown as typed

CLASS = re.compile(r'class="([^"]*)"')
FACE = re.compile(r"@font-face\{[^}]*\}")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
FAMILY = re.compile(r"KaTeX_\w+")


def write(site: Path) -> None:
    """Put into the site KaTeX's stylesheet and the fonts, with what its pages use of them."""
    pages = [page.read_text(encoding="utf-8") for page in sorted(site.rglob("*.html"))]
    css = katex_css((KATEX / "katex.min.css").read_text(encoding="utf-8"), classes(pages))
    (site / "assets" / "stylesheets" / "katex.css").write_text(css, encoding="utf-8", newline="\n")
    fonts = site / "assets" / "fonts"
    fonts.mkdir(parents=True, exist_ok=True)
    used = "".join(sorted(characters(pages)))
    formulas = {name: KATEX / "fonts" / name for name in re.findall(r"fonts/([\w-]+\.woff2)", css)}
    for name, file in {**TEXT, **formulas}.items():
        key = "\0".join(
            [used, str(file), fontTools.version, Path(__file__).read_text(encoding="utf-8")]
        ).encode()
        (fonts / name).write_bytes(cached("fonts", key, partial(cut, file, used)))


def characters(pages: list[str]) -> set[str]:
    """All that the pages may show, their scripts' \\u escapes among it."""
    used = set(ALWAYS)
    for page in pages:
        used |= set(html.unescape(page))
        used |= {chr(int(code, 16)) for code in re.findall(r"\\u([0-9a-f]{4})", page)}
    # KaTeX draws some signs with letters for private use, such as the stroke of ≠.
    return {char for char in used if char.isprintable() or category(char) == "Co"}


def cut(file: Path, used: str) -> bytes:
    """The font file with the glyphs of these characters alone, as woff2."""
    options = subset.Options(flavor="woff2", hinting=False, desubroutinize=True)
    options.layout_features = FEATURES
    options.name_IDs = [*options.name_IDs, 13, 14]  # the licence stays in the file
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=used)
    out = BytesIO()
    with subset.load_font(file, options) as font:
        subsetter.subset(font)
        subset.save_font(font, out, options)
    return out.getvalue()


def classes(pages: list[str]) -> set[str]:
    """The class names that occur in the pages."""
    return {name for page in pages for value in CLASS.findall(page) for name in value.split()}


def katex_css(css: str, used: set[str]) -> str:
    """KaTeX's stylesheet with the font faces that these classes use, as woff2 alone."""
    wanted = {("KaTeX_Main", False, False)}  # sets the site's name, too
    for selectors, declarations in RULE.findall(FACE.sub("", css)):
        if any(used.issuperset(re.findall(r"\.([\w-]+)", one)) for one in selectors.split(",")):
            wanted |= {face(declarations)}
    css = FACE.sub(lambda found: found[0] if face(found[0]) in wanted else "", css)
    css = re.sub(r',url\([^)]*\) format\("(woff|truetype)"\)', "", css)
    return css.replace("url(fonts/", "url(../fonts/")


def face(declarations: str) -> tuple[str, bool, bool]:
    """The family, and whether it is bold and italic."""
    family = FAMILY.search(declarations)
    name = family[0] if family else "KaTeX_Main"
    return name, "font-weight:700" in declarations, "font-style:italic" in declarations
