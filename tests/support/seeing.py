"""What a reader sees of a built page, and what its source says."""

import html
import re
from functools import cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont
from markdown import markdown
from playwright.sync_api import Page as Tab

from press.read.formulas import CODE, FORMULA
from press.read.listings import FRONT_MATTER
from press.read.page import Page
from press.take import sheet
from press.words import counts, glossary, home

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
CODE_OR_FORMULA = re.compile(rf"{CODE.pattern}|{FORMULA.pattern}", re.S)
EXTENSIONS = ["press.read.admonitions", "attr_list", "def_list", "tables"]


def seen(tab: Tab, what: str) -> Any:
    """What the function of this name in seeing.js returns on the page."""
    return tab.evaluate(f"() => {{ {SCRIPT}\nreturn {what}() }}")


def written(source: Path) -> Page:
    """The page as the build reads it."""
    path = source.relative_to(ROOT)
    menu = home.menu(ROOT)
    text = home.expand(source.read_text(encoding="utf-8"), ROOT, path.parts[1])
    text = glossary.expand(text, ROOT, menu, path.parts[1])
    text = sheet.expand(text, ROOT, menu, path.parts[1])
    return Page(path.as_posix(), counts.expand(text, ROOT))


def text(page: Page) -> str:
    """What its words are, without fences, pictures and white space; a formula is one ∎."""
    parts, at = [], 0
    for fence in page.fences:
        parts.append(page.text[at : fence.start])
        at = fence.image.end if fence.image else fence.end
    prose = FRONT_MATTER.sub("", "\n".join([*parts, page.text[at:]]))
    prose = CODE_OR_FORMULA.sub(lambda found: found[0] if found[1] else "∎", prose)
    shown = re.sub(r"<[^>]+>", "", markdown(prose, extensions=EXTENSIONS))
    return re.sub(r"\s", "", html.unescape(shown))


@cache
def drawn(font: Path) -> frozenset[str]:
    """The characters that the font has."""
    with TTFont(font) as opened:
        return frozenset(map(chr, opened.getBestCmap()))
