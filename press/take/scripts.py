"""Make a script of a listing that runs anywhere: with what it needs of its page and the package.

What a statement needs, the run of the page saw. Nothing here runs code or knows MkDocs.
"""

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from press.read.names import names_in
from press.read.statements import Statement, split
from press.run.record import Ran, Step
from press.take.packaged import Bundle, Package

SHOWN = re.compile(r"^[ \t]*#>.*\n?", re.M)
ASSET = re.compile(r"""(["'])(assets/[^"'\n]+)\1""")
HEAD = (
    "# Listing {number} of the mlcheats page {page}, made to run without mlcheats. MIT License.\n"
)
NEEDS = """\
# It needs these files of the mlcheats project, in the folder where it starts, or in folders that
# are given as its arguments:
"""
WHERE = "# They come with `git clone {repository}`.\n"
FIND = """\
def find_file(name):
    for folder in map(Path, [*sys.argv[1:], "."]):
        for path in [*folder.glob(f"{name}*"), *folder.glob(f"{Path(name).name}*")]:
            return path
    sys.exit(f"{name} of the mlcheats project is missing; give its folder as an argument")"""
NEEDED = re.compile(r"^#   (\S+)$", re.M)


Lines = tuple[int, int, int]  # a listing, counted from 0, its first and its last line


def without_outputs(listing: str) -> str:
    """The listing without the lines below statements that show what they print."""
    return SHOWN.sub("", listing)


@dataclass(frozen=True)
class Import:
    """`from module import name as alias`; without a module, `import name as alias`."""

    module: str
    name: str
    alias: str | None

    @property
    def binds(self) -> str:
        return self.alias or self.name.partition(".")[0]

    @property
    def line(self) -> str:
        start = f"from {self.module} " if self.module else ""
        return f"{start}import {self.name}" + (f" as {self.alias}" if self.alias else "")


@dataclass(frozen=True)
class Part:
    """A statement of a page, or all those on one line, and what it did when the page ran."""

    listing: int
    lines: tuple[int, int]  # of the listing, the first and the last
    imports: list[Import]
    text: str  # all but the imports, with the comments and blank lines above it
    step: Step


def parts_of(sources: list[str], ran: list[Ran]) -> list[Part]:
    """The parts of a page's listings, all in order."""
    parts = []
    for number, (source, each) in enumerate(zip(sources, ran, strict=True)):
        lines, end = source.split("\n"), 0
        for statement, step in zip(split(source, ast.parse(source))[0], each.steps, strict=True):
            start, end = end, statement.last + len(statement.shown)
            imports = [n for n in statement.nodes if isinstance(n, (ast.Import, ast.ImportFrom))]
            others = [ast.unparse(node) for node in statement.nodes if node not in imports]
            names = [
                Import(getattr(node, "module", ""), alias.name, alias.asname)
                for node in imports
                for alias in node.names
            ]
            text = "\n".join(others if imports else lines[start:end])
            place = first_line(statement), statement.last
            parts.append(Part(number, place, names, text, step))
    return parts


def needed(parts: list[Part], listing: int) -> list[Part]:
    """The parts of this listing, whose functions are to work, called or not, and what they need."""
    todo = [i for i, part in enumerate(parts) if part.listing == listing]
    todo += [i for own in todo for i in parts[own].step.later]
    keep = set[int]()
    while todo:
        i = todo.pop()
        if i not in keep:
            keep.add(i)
            todo += parts[i].step.needs
    return [parts[i] for i in sorted(keep)]


def needed_lines(parts: list[Part], listing: int) -> list[Lines]:
    """Where what a listing needs stands in earlier ones."""
    before = [part for part in needed(parts, listing) if part.listing < listing]
    return sorted((part.listing, *part.lines) for part in before)


def used_imports(parts: list[Part]) -> Iterator[Import]:
    """What the first part imports and the others read before it is something else."""
    for each in parts[0].imports:
        if each.name == "*" or each.module == "__future__":
            yield each
        for part in parts[1:]:
            binds, reads = names_in(part.text)
            if each.binds in reads:
                yield each
                break
            if each.binds in binds | {it.binds for it in part.imports}:
                break


def files_of(script: str) -> list[str]:
    """The files of the project that a script needs; of those in one folder, the folder."""
    files = [PurePosixPath(name) for name in NEEDED.findall(script.partition("\n\n")[0])]
    beside = Counter(file.parent for file in files)
    return sorted({str(it.parent if beside[it.parent] > 1 else it) for it in files})


class Scripts:
    """The scripts of a page: what its listings are, and where their imports come from."""

    def __init__(
        self,
        page: str,
        parts: list[Part],
        package: Package,
        data: list[str],
        repository: str | None = None,
    ):
        self.page = page
        self.parts = parts
        self.package = package
        self.data = data  # files beside the package, by their paths in the project
        self.repository = repository  # its address, if it has one

    def script(self, number: int) -> str:
        """The script of a listing, which is counted from 1."""
        parts = needed(self.parts, number - 1)
        imports = {each for i in range(len(parts)) for each in used_imports(parts[i:])}
        # The package whole cannot be taken along, its names can.
        packaged = {it for it in imports if self.package.owns(it.module) and it.name != "*"}
        bundle = Bundle(
            self.package,
            avoid={it.binds: it.line for it in imports - packaged}
            | {name: part.text for part in parts for name in names_in(part.text)[0]},
            data=f'find_file("{self.data[0] if self.data else ""}").parent',
        )
        chunks: list[str] = []
        listing = None
        for part in parts:
            for each in part.imports:
                if each in packaged:
                    chunks += bundle.take(each.module, each.name, each.binds)
                    listing = None
            if part.text and part.listing == listing:
                chunks[-1] += "\n" + part.text
            elif part.text:
                chunks.append(part.text)
                listing = part.listing
        chunks = [without_outputs(chunk).strip("\n") for chunk in chunks]
        lines = {it.line for it in imports - packaged} | bundle.imports
        return self._assemble(number, lines, chunks)

    def _assemble(self, number: int, imports: set[str], chunks: list[str]) -> str:
        files = sorted({found[2] for chunk in chunks for found in ASSET.finditer(chunk)})
        if any("find_file(" in chunk for chunk in chunks):  # the package's data
            files += self.data
        head = HEAD.format(number=number, page=self.page)
        if files:
            head += NEEDS + "".join(f"#   {file}\n" for file in files)
            if self.repository:
                head += WHERE.format(repository=self.repository)
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


def _import_lines(imports: set[str]) -> str:
    """The lines in groups, the standard library first; what comes from one module in one."""
    names: dict[str, list[str]] = {}
    for line in sorted(imports):
        start, separator, name = line.partition(" import ")
        names.setdefault(start + separator, []).append(name)
    groups: tuple[list[str], list[str], list[str]] = [], [], []
    for start, imported in sorted(names.items(), key=lambda item: item[0].startswith("from")):
        module = start.split()[1].split(".")[0]
        group = (module != "__future__") + (module not in sys.stdlib_module_names)
        groups[group].append(start + ", ".join(imported) + "\n")
    return "\n".join("".join(group) for group in groups if group)


def _defines(chunk: str, which: int) -> bool:
    body = ast.parse(chunk).body
    return bool(body) and isinstance(body[which], (ast.FunctionDef, ast.ClassDef))
