"""Turn a page into a Jupyter notebook. Text in, text out.

What Jupyter's Markdown does not know (admonitions, heading ids, definition lists, the indices in
diagrams) is put into what it knows; formulas and Mermaid it knows.
"""

import re
from collections.abc import Callable
from textwrap import dedent, indent

import nbformat.v4 as nb

from press.read.listings import IMAGE, find_listings
from press.read.page import HEADING
from press.take.scripts import without_outputs

ATTRIBUTES = re.compile(r"[ \t]*\{ ?[:#.][^{}\n]*\}")
LINK = re.compile(r"\]\((?P<page>[\w-]+\.md)?(?:#(?P<section>[\w-]+))?\)")
DEFINITION = re.compile(r"^(?P<term>\S.*)\n:   (?P<text>.*)$", re.M)
ADMONITION = re.compile(
    r'^!!! \w+(?: "(?P<title>[^"\n]*)")?\n(?P<text>(?:[ \t]*\n|    .*\n?)+)', re.M
)
DISPLAY = re.compile(r"\$\$\n(.*?)\n\$\$", re.S)
INDEX = re.compile(r"(?<=\w)(?:[_^](?:\{[^{}]*\}|\w))+")
LEVEL = re.compile(r"([_^])(?:\{([^{}]*)\}|(\w))")
LEVELS = {
    "_": str.maketrans("0123456789()", "₀₁₂₃₄₅₆₇₈₉₍₎"),
    "^": str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾"),
}
FILES = """\
# The files that this page opens lie in the folder of the project.
import os
from pathlib import Path

import mlcheats

if not Path("assets").exists():
    os.chdir(Path(mlcheats.__file__).parents[1])"""

INSTALL = '%pip install --quiet "mlcheats @ git+{address}" matplotlib'
CLONE = "# git clone {address}\n"


def notebook(
    markdown: str,
    note: str,
    pages: dict[str, str],
    repository: str | None = None,
    alone: str = "",
    site: str | None = None,
) -> str:
    """The page as .ipynb, `note` below its title; `pages` are the texts of all, by name.

    Where the address of the repository is known, it installs what it imports, and `alone` is its
    note; or it says where the files are that it opens. Where that of the site is, links lead
    there, and not to notebooks that may not have been downloaded with this one.
    """
    pages = pages | {"": markdown}
    text = _translated(markdown, lambda prose: _prose(prose, pages, site))
    cells, end = [], 0
    for listing in [listing for listing in find_listings(text) if listing.runs]:
        cells.append(nb.new_markdown_cell(_cell(text[end : listing.start])))
        cells.append(nb.new_code_cell(without_outputs(listing.source).strip("\n")))
        image = IMAGE.match(text, listing.end)
        end = image.end() if image else listing.end
    cells.append(nb.new_markdown_cell(_cell(text[end:])))
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    files = any("assets/" in source for source in code)
    if repository and code and not files:
        note = alone
    title, _, rest = cells[0].source.partition("\n")
    cells[0].source = f"{title}\n\n{note}\n{rest}".strip()
    if files:
        where = CLONE.format(address=repository) if repository else ""
        cells.insert(1, nb.new_code_cell(where + FILES))
    elif repository and code:
        cells.insert(1, nb.new_code_cell(INSTALL.format(address=repository)))
    cells = [cell for cell in cells if cell.source]
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"  # in place of a random one
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return nb.writes(nb.new_notebook(cells=cells, metadata=metadata), ensure_ascii=False) + "\n"


def _translated(text: str, prose: Callable[[str], str]) -> str:
    """The page with its prose and its diagrams changed, and its other fences as they are."""
    parts, end = [], 0
    for listing in find_listings(text):
        fence = text[listing.start : listing.end]
        if listing.info == "mermaid":
            fence = INDEX.sub(_index, fence)
        parts += [prose(text[end : listing.start]), fence]
        end = listing.end
    return "".join([*parts, prose(text[end:])])


def _prose(text: str, pages: dict[str, str], site: str | None) -> str:
    text = LINK.sub(lambda found: _link(found, pages, site), text)
    text = DEFINITION.sub(r"**\g<term>**  \n\g<text>", text)
    return ATTRIBUTES.sub("", text)


def _link(found: re.Match[str], pages: dict[str, str], site: str | None) -> str:
    """A link to the notebook of a page; Jupyter makes anchors of the words of headings."""
    page, section = found["page"] or "", found["section"]
    if page and site:
        folder = "" if page == "index.md" else page.replace(".md", "/")
        return f"]({site}{folder}{f'#{section}' if section else ''})"
    place = page.replace(".md", ".ipynb")
    if section:
        titles = {heading["id"]: heading["title"] for heading in HEADING.finditer(pages[page])}
        place += "#" + titles.get(section, section).replace("`", "").replace(" ", "-")
    return f"]({place})"


def _index(found: re.Match[str]) -> str:
    """`^{(1)}_{12}` as ⁽¹⁾₁₂."""
    return LEVEL.sub(lambda part: (part[2] or part[3]).translate(LEVELS[part[1]]), found[0])


def _cell(text: str) -> str:
    return ADMONITION.sub(_quotation, text).strip()


def _quotation(found: re.Match[str]) -> str:
    # Jupyter would take the > of the lines inside a formula for a part of it.
    text = DISPLAY.sub(lambda formula: f"$${' '.join(formula[1].split())}$$", dedent(found["text"]))
    title = f"**{found['title']}**\n\n" if found["title"] else ""
    quoted = indent(title + text.strip(), "> ", lambda line: True)
    return quoted.replace("> \n", ">\n") + "\n\n"
