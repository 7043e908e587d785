"""Cut a Markdown page into blocks: what a translation pairs, one block with one block.

Text in, data out: nothing here knows MkDocs or pytest.
"""

import re
from dataclasses import dataclass

from press.read.listings import FRONT_MATTER, Listing, find_listings

FORMULA = re.compile(r"^[ \t>]*\$\$\n.*?\$\$[ \t]*$", re.S | re.M)
STARTS = {  # of the lines that begin a block of their own
    "heading": re.compile(r"#+ "),
    "row": re.compile(r"\|"),
    "admonition": re.compile(r"!!! "),
    "image": re.compile(r"!\["),
    "item": re.compile(r"(?:[-*]|\d+\.) "),
}
CODE = re.compile(r"`+[^`]*`+")
MATHS = re.compile(r"\$[^$\n]+\$")
LINK = re.compile(r"\]\(([^)\s]*)\)|<(https?:[^>\s]*)>")
IDS = re.compile(r"\{[^{}\n]*\}\s*$")
NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?!월)")  # 11월 is November
AS_A_WORD = re.compile(r"\d0?")
LABEL = re.compile(r'"[^"]*"|\|[^|]*\||(?<=\[)[^\]"]+(?=\])|(?<=\()[^()"]+(?=\))')


@dataclass(frozen=True)
class Block:
    kind: str  # listing, diagram, formula, paragraph, or a key of STARTS
    text: str
    line: int  # in the page, 1-based
    indent: int

    @property
    def lines(self) -> range:
        return range(self.line, self.line + self.text.count("\n") + 1)

    @property
    def speaks(self) -> bool:
        """Whether it has words, so that there is something to translate."""
        if self.kind in ("listing", "formula", "diagram"):
            return self.kind == "diagram"
        bare = self.text
        for pattern in (CODE, MATHS, LINK, IDS):
            bare = pattern.sub("", bare)
        return bool(re.search(r"[^\W\d_]", bare))

    @property
    def shape(self) -> dict[str, object]:
        """What the languages have in common: all but the words."""
        shape: dict[str, object] = {"kind": self.kind, "indentation": self.indent}
        if self.kind == "diagram":
            return shape | {"structure": _skeleton(self.text)}
        if not self.speaks:
            return shape | {"text": self.text}
        if self.kind == "heading":
            name = IDS.search(self.text)
            shape |= {"level": self.text.split()[0], "id": name and name[0].strip()}
        elif self.kind == "row":
            shape["cells"] = CODE.sub("", self.text).replace(r"\|", "").count("|")
        elif self.kind == "admonition":
            name = IDS.search(self.text)
            shape |= {"sort": self.text.split()[:2], "id": name and name[0].strip()}
        elif self.kind == "item":
            shape["marker"] = self.text.split()[0]
        elif self.kind == "image":
            shape["description"] = bool(re.match(r"!\[[^\]]*\w", self.text))
        # The order of these is the language's own.
        prose = CODE.sub("", self.text)
        return shape | {
            "code": sorted(set(CODE.findall(self.text))),
            "formulas": sorted(set(MATHS.findall(prose))),
            "links": sorted(path or url for path, url in LINK.findall(prose)),
            "numbers": _numbers(prose),
        }


def _numbers(prose: str) -> list[str]:
    """The numbers but those that a language may write as a word: 3, 80."""
    for pattern in (MATHS, LINK, IDS):
        prose = pattern.sub("", prose)
    numbers = {found.strip(",").replace(",", "") for found in NUMBER.findall(prose)}
    return sorted(number for number in numbers if not AS_A_WORD.fullmatch(number))


def find_blocks(page: str) -> list[Block]:
    """The blocks of a page in order; a row of a table and an item of a list are blocks too."""
    blocks: list[Block] = []
    whole = {_line(page, found.start()): found for found in FORMULA.finditer(page)} | {
        _line(page, fence.start): fence for fence in find_listings(page)
    }
    lines = page.split("\n")
    front = FRONT_MATTER.match(page)
    end, runs_on = front[0].count("\n") if front else 0, False
    for number, line in enumerate(lines, 1):
        text = line.lstrip(" \t>")
        kind = next((kind for kind, start in STARTS.items() if start.match(text)), "paragraph")
        if number <= end:
            continue
        if number in whole:
            blocks.append(_whole(page, number, whole[number]))
            end = number + blocks[-1].text.count("\n")
        elif runs_on and text and kind == "paragraph":
            last = blocks.pop()
            blocks.append(Block(last.kind, f"{last.text}\n{text}", last.line, last.indent))
        elif text:
            blocks.append(Block(kind, text, number, len(line) - len(text)))
        runs_on = bool(text) and blocks[-1].kind in ("paragraph", "item")
    return blocks


def _whole(page: str, line: int, found: re.Match[str] | Listing) -> Block:
    """The block of a fence or of a display formula."""
    if isinstance(found, re.Match):
        lines, kind = found[0], "formula"
    else:
        lines = page[page.rfind("\n", 0, found.start) + 1 : found.end]
        kind = "diagram" if found.info == "mermaid" else "listing"
    indent = len(lines) - len(lines.lstrip(" \t>"))
    return Block(kind, "\n".join(text[indent:] for text in lines.split("\n")), line, indent)


def _line(page: str, position: int) -> int:
    return page.count("\n", 0, position) + 1


def _skeleton(diagram: str) -> str:
    """A Mermaid text without its labels."""
    lines = []
    for line in diagram.split("\n"):
        line = re.sub(r"(acc(?:Title|Descr)\s*:\s*)\S.*", r"\1…", line)
        line = re.sub(r"(-- *)[^-\"\s>][^\"]*?( *--)", r"\1…\2", line)
        lines.append(LABEL.sub("…", line))
    return "\n".join(lines)
