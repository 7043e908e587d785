"""Make a script of a listing that runs anywhere: with what it needs of its page and the package.

Text in, text out: nothing here runs code or knows MkDocs.
"""

import ast
import re
import sys

from press.read.statements import Statement
from press.take.packaged import Bundle, Package
from press.take.slices import Part, needed, parts_of

SHOWN = re.compile(r"^[ \t]*#>.*\n?", re.M)
ASSET = re.compile(r"""(["'])(assets/[^"'\n]+)\1""")
HEAD = (
    "# Listing {number} of the mlcheats page {page}, made to run without mlcheats. MIT License.\n"
)
NEEDS = """\
# It needs these files of the mlcheats project, in the folder where it starts, or in folders that
# are given as its arguments:
"""
FIND = """\
def find_file(name):
    for folder in map(Path, [*sys.argv[1:], "."]):
        for path in [*folder.glob(f"{name}*"), *folder.glob(f"{Path(name).name}*")]:
            return path
    sys.exit(f"{name} of the mlcheats project is missing; give its folder as an argument")"""


Lines = tuple[int, int, int]  # a listing, counted from 0, its first and its last line


def without_outputs(listing: str) -> str:
    """The listing without the lines below statements that show what they print."""
    return SHOWN.sub("", listing)


class Scripts:
    """The scripts of a page: what its listings are, and where their imports come from."""

    def __init__(self, page: str, listings: list[str], package: Package, data: list[str]):
        self.page = page
        self.parts = parts_of(listings)
        self.package = package
        self.data = data  # files beside the package, by their paths in the project

    def script(self, number: int) -> str:
        """The script of a listing, which is counted from 1."""
        parts = needed(self.parts, number - 1)
        packaged = [part for part in parts if self._is_packaged(part)]
        own = [part for part in parts if part not in packaged]
        bundle = Bundle(
            self.package,
            avoid={name: part.text for part in own for name in part.binds},
            data=f'find_file("{self.data[0] if self.data else ""}").parent',
        )
        chunks: list[str] = []
        listing = None
        for part in parts:
            if part in packaged:
                chunks += bundle.take(_module(part), _name(part), *part.binds)
                listing = None
            elif not part.imported and part.listing == listing:
                chunks[-1] += "\n" + part.text
            elif not part.imported:
                chunks.append(part.text)
                listing = part.listing
        chunks = [without_outputs(chunk).strip("\n") for chunk in chunks]
        imports = {part.text for part in own if part.imported} | bundle.imports
        return self._assemble(number, imports, chunks)

    def before(self, number: int) -> list[Lines]:
        """What a listing, counted from 1, needs of earlier ones."""
        return sorted(
            {
                (part.listing, first_line(part.statement), part.statement.last)
                for part in needed(self.parts, number - 1)
                if part.listing < number - 1
            }
        )

    def _is_packaged(self, part: Part) -> bool:
        """Whether it imports a name of the package. The package whole cannot be taken along."""
        return self.package.owns(_module(part)) and _name(part) not in ("", "*")

    def _assemble(self, number: int, imports: set[str], chunks: list[str]) -> str:
        files = sorted({found[2] for chunk in chunks for found in ASSET.finditer(chunk)})
        if any("find_file(" in chunk for chunk in chunks):  # the package's data
            files += self.data
        head = HEAD.format(number=number, page=self.page)
        if files:
            head += NEEDS + "".join(f"#   {file}\n" for file in files)
            imports = imports | {"import sys", "from pathlib import Path"}
            chunks = [FIND, *(ASSET.sub(r"find_file(\1\2\1)", chunk) for chunk in chunks)]
        text = head + "\n" * bool(imports) + _import_lines(imports)
        for before, chunk in zip(["", *chunks], chunks, strict=False):
            text += "\n\n" if _defines(before, -1) or _defines(chunk, 0) else "\n"
            text += chunk + "\n"
        return text


def first_line(statement: Statement) -> int:
    """Its own, or that of a decorator above it."""
    above = [
        line.lineno for node in statement.nodes for line in getattr(node, "decorator_list", [])
    ]
    return min([statement.line, *above])


def _module(part: Part) -> str:
    return part.imported[0] if part.imported else ""


def _name(part: Part) -> str:
    return (part.imported and part.imported[1]) or ""


def _import_lines(imports: set[str]) -> str:
    """The lines in two groups, the standard library first; what comes from one module in one."""
    names: dict[str, list[str]] = {}
    for line in sorted(imports):
        start, separator, name = line.partition(" import ")
        names.setdefault(start + separator, []).append(name)
    groups: tuple[list[str], list[str]] = [], []
    for start, imported in sorted(names.items(), key=lambda item: item[0].startswith("from")):
        foreign = start.split()[1].split(".")[0] not in sys.stdlib_module_names
        groups[foreign].append(start + ", ".join(imported) + "\n")
    return "\n".join("".join(group) for group in groups if group)


def _defines(chunk: str, which: int) -> bool:
    body = ast.parse(chunk).body
    return bool(body) and isinstance(body[which], (ast.FunctionDef, ast.ClassDef))
