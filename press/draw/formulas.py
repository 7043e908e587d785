"""Set the formulas of the pages at build time: KaTeX's HTML and MathML, no script in the page."""

import html
import json
import re
from pathlib import Path

from mkdocs.structure.toc import TableOfContents

from press.read.page import Fault, Page
from press.tools import node
from press.tools.cache import cached

SCRIPT = Path(__file__).with_suffix(".js")

# As pymdownx.arithmatex leaves them. What is glued to an inline formula (a bracket, a comma, a
# Korean particle) is taken along, so that no line breaks between the two.
INLINE = re.compile(
    r"(?P<before>[^\s<>]{0,20})"
    r'<span class="arithmatex">\\\((?P<tex>.*?)\\\)</span>'
    r"(?P<after>[^\s<>]{0,20})",
    re.S,
)
DISPLAY = re.compile(r'<div class="arithmatex">\s*\\\[(?P<tex>.*?)\\\]\s*</div>', re.S)
IN_TITLE = re.compile(r"\\\((?P<tex>.*?)\\\)", re.S)


def place(page: Page, content: str) -> tuple[str, list[Fault]]:
    """The page's HTML with its formulas set, and what cannot be set: (line, message)."""
    content, faults = set_formulas(content)
    return content, [
        (line(tex, page.text), f"the formula {tex} does not render: {fault}")
        for tex, fault in faults
    ]


def in_titles(contents: TableOfContents) -> None:
    """Set the formulas in the titles of a page's table of contents."""
    titles = contents.items.copy()
    while titles:
        title = titles.pop()
        title.title, _ = set_formulas(title.title, inline=IN_TITLE)
        titles += title.children


def set_formulas(
    content: str, inline: re.Pattern[str] = INLINE
) -> tuple[str, list[tuple[str, str]]]:
    """The HTML with its formulas set, and what could not be set as (tex, message)."""
    found = [(match, False) for match in inline.finditer(content)]
    found += [(match, True) for match in DISPLAY.finditer(content)]
    found.sort(key=lambda item: item[0].start())
    parts, faults, end = [], [], 0
    answers = render([(html.unescape(match["tex"]).strip(), display) for match, display in found])
    for (match, display), answer in zip(found, answers, strict=True):
        around = match.groupdict()
        if "error" in answer:
            faults.append((html.unescape(match["tex"]).strip(), answer["error"]))
            formula = f'<code class="formula-error">{match["tex"]}</code>'
        else:
            formula = kept(tidy(answer["html"]), html.unescape(match["tex"]).strip())
        formula = around.get("before", "") + formula + around.get("after", "")
        box = 'div class="formula" data-search-exclude' if display else 'span class="formula"'
        parts += [content[end : match.start()], f"<{box}>{formula}</{box.split()[0]}>"]
        end = match.end()
    return "".join(parts) + content[end:], faults


def line(tex: str, markdown: str) -> int:
    """Where the formula first stands in the page; a box may have indented its other lines."""
    return markdown.count("\n", 0, max(0, markdown.find(tex.split("\n")[0]))) + 1


def tidy(formula: str) -> str:
    """Leave out the TeX source, and let the search read each formula once."""
    formula = re.sub(r"<annotation.*?</annotation>", "", formula, flags=re.S)
    return formula.replace("<math ", "<math data-search-exclude ")


def kept(formula: str, tex: str) -> str:
    """Keep the formula from translators, and its TeX for who copies it: selection.js."""
    opening = '<span class="katex'
    kept = f'translate="no" data-tex="{html.escape(" ".join(tex.split()))}"'
    return formula.replace(opening, opening.replace(" ", f" {kept} "), 1)


def render(formulas: list[tuple[str, bool]]) -> list[dict[str, str]]:
    """What KaTeX makes of each (tex, display): {"html": …} or {"error": …}."""
    if not formulas:
        return []
    lock = (node.ROOT / "package-lock.json").read_bytes()
    key = json.dumps(formulas).encode() + lock + SCRIPT.read_bytes()
    return json.loads(
        cached("formulas", key, lambda: json.dumps(node.run(SCRIPT, formulas)).encode())
    )
