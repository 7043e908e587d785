"""Compare what the listings of a page print, draw and define with what it says.

The one runner runs them. A page is its text and its path; nothing here knows pytest. conftest.py
makes one test of each listing, `pytest --update-docs` applies the edits that come with problems.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from canonical import drifts

from press.read import page
from press.read.listings import Listing
from press.read.outputs import first_difference, same, squeeze
from press.read.statements import Statement, split
from press.run import runner
from press.run.record import Raised, Ran

# Fences that are not Python, each with the reason why nothing runs them.
OTHER_KINDS = {
    "mermaid": "a diagram, drawn by the build",
    "text": "not code",
    "bash": "for the reader's shell",
    "console": "for the reader's shell",
    "markdown": "shows how a page is written",
}
# A comment that a reader takes for a checked output.
LOOKS_LIKE_OUTPUT = re.compile(r"[\[(]*[-+]?\d[-+\d.,eE\s\[\]()]*|True|False")
WIDTH = 88


@dataclass(frozen=True)
class Edit:
    """Put `lines` where the lines from `first` to `last` (1-based, inclusive) stand."""

    first: int
    last: int
    lines: list[str]


@dataclass(frozen=True)
class Problem:
    line: int
    text: str
    edit: Edit | None = None  # what would make the page right


class Page:
    def __init__(self, path: Path, root: Path) -> None:
        self.path = path
        self.root = root
        self.name = path.relative_to(root).as_posix()
        self.page = page.Page(self.name, path.read_text(encoding="utf-8"))
        self.listings = self.page.fences
        self.problems: dict[int, list[Problem]] = {}  # by the listing's line

    @cached_property
    def ran(self) -> list[Ran]:
        """All listings run when the first is asked for."""
        return runner.run(self.page, self.root)

    def check(self, listing: Listing) -> list[Problem]:
        if listing.line not in self.problems:
            self.problems[listing.line] = list(self._check(listing))
        return self.problems[listing.line]

    def save_edits(self) -> None:
        """Rewrite the wrong outputs of the listings that were checked."""
        found = [p.edit for line in sorted(self.problems) for p in self.problems[line] if p.edit]
        if not found:
            return
        lines = self.page.text.split("\n")
        for edit in reversed(found):
            lines[edit.first - 1 : edit.last] = edit.lines
        self.path.write_text("\n".join(lines), encoding="utf-8")

    def _check(self, listing: Listing) -> Iterator[Problem]:
        if listing.info in OTHER_KINDS:
            return
        if listing.info != "python":
            wanted = ", ".join(["python", *OTHER_KINDS])
            text = f"the fence says {listing.info!r}, expected one of {wanted}"
            yield Problem(listing.line - 1, text)
            return
        # Blank lines in front give every statement its line number on the page.
        source = "\n" * (listing.line - 1) + listing.source
        try:
            compile(source, self.name, "exec", dont_inherit=True)
        except SyntaxError as error:
            yield Problem(error.lineno or listing.line, f"SyntaxError: {error.msg}")
            return
        if not listing.runs:
            return
        tree = ast.parse(source)
        for node in tree.body:
            for text in drifts(node, self.name):
                yield Problem(node.lineno, text)
        if self.page.is_notebook:
            return  # the build runs it and shows its outputs: test_lab.py looks at these
        number = self.page.listings.index(listing)
        if number < len(self.ran):
            yield from self._compare_listing(listing, number, source, tree)
        else:
            last = len(self.ran) - 1
            line = runner.lines(self.page, last, self.ran[last].raised or Raised(""))[0]
            yield Problem(listing.line, f"not run: {self.name}:{line} failed before")

    def _compare_listing(
        self, listing: Listing, number: int, source: str, tree: ast.Module
    ) -> Iterator[Problem]:
        ran = self.ran[number]
        statements, orphans = split(source, tree)
        for line in orphans:
            yield Problem(line, "an expected output that is not right below a statement")
        for statement, step in zip(statements, ran.steps, strict=not ran.raised):
            if step.dropped:
                yield Problem(statement.last, "a value that nobody sees: print it")
                continue
            for lost in step.lost:
                yield Problem(statement.last, lost)
            yield from self._compare(statement, step.printed, source)
        if ran.raised:
            yield self._exception(number, ran.raised)
        else:
            yield from check_drawing(listing, len(ran.drawn))

    def _exception(self, number: int, raised: Raised) -> Problem:
        text = raised.what
        for frame in raised.frames:
            line = runner.place(self.page, frame)
            file = frame.file if frame.listing is None else self.name
            text += f'\n  File "{file}", line {line}, in {frame.name}\n    {frame.code}'
        return Problem(runner.lines(self.page, number, raised)[0], text)

    def _compare(self, statement: Statement, printed: str, source: str) -> Iterator[Problem]:
        got = "\n".join(line.rstrip() for line in printed.splitlines()).strip("\n")
        expected = statement.expected
        if not got.strip() and not statement.shown:
            if statement.comment and LOOKS_LIKE_OUTPUT.fullmatch(expected):
                text = f"looks like an output, but nothing is printed\nexpected  {expected}"
                yield Problem(statement.last, text)
            return
        if same(expected, got):
            return
        line = statement.last
        if statement.shown:
            line += 1 + first_difference(expected, got)
        text = "a wrong output" if expected else "an output that the page does not give"
        text += f"\n{block('expected', expected)}\n{block('got', got)}"
        yield Problem(line, text, self._edit(statement, got, source.split("\n")))

    def _edit(self, statement: Statement, got: str, source: str) -> Edit:
        text, code = self.page.text.split("\n"), source[statement.last - 1]
        indent = text[statement.last - 1].removesuffix(code)
        if statement.comment and not statement.shown:
            code = code[: statement.comment.start[1]].rstrip()
        # The lines of one array are indented below its first bracket.
        one_array = got.startswith("[") and all(x[:1] in ("", " ") for x in got.split("\n")[1:])
        joined = f"{indent}{code}  # {squeeze(got) if one_array else got}"
        compound = not statement.comment and statement.last > statement.line
        if statement.shown or compound or "\n" in joined or len(joined) > WIDTH:
            shown = [f"#> {line}".rstrip() for line in got.split("\n") if got]
            if len(shown) == len(statement.shown):  # right lines stay as they are written
                pairs = zip(statement.shown, shown, strict=True)
                shown = [old if same(old, new) else new for old, new in pairs]
            lines = [indent + line for line in [code, *shown]]
        else:
            lines = [joined]
        return Edit(statement.last, statement.last + len(statement.shown), lines)


def check_drawing(listing: Listing, figures: int) -> Iterator[Problem]:
    if listing.image is None:
        if figures:
            text = "a figure without an image line: expected ![what it shows](name.svg) below"
            yield Problem(listing.line, text)
        return
    if not listing.image.description.strip():
        yield Problem(listing.image.line, f"{listing.image.name} has no description")
    if figures != 1:
        text = f"{listing.image.name} wants one figure, the listing above it draws {figures}"
        yield Problem(listing.image.line, text)


def block(label: str, text: str) -> str:
    """`expected  [0 1 1]`, further lines aligned below the first."""
    return f"{label:<10}" + (text or "nothing").replace("\n", "\n" + " " * 10)
