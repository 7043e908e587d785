"""Run the listings of a page and compare what they print, draw and define with what it says.

A page is its text and its path; nothing here knows pytest. `conftest.py` makes one test of
each listing, `pytest --update-docs` applies the edits that come with the problems.
"""

import ast
import contextlib
import io
import re
import traceback
import warnings
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import numpy as np
from canonical import drifts

from press.read.listings import FRONT_MATTER, Listing, find_listings
from press.read.outputs import first_difference, same, squeeze
from press.read.statements import split

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
    """Runs its listings in order in one namespace, each once, when they are first asked for."""

    def __init__(self, path: Path, root: Path):
        self.path = path
        self.root = root
        self.name = path.relative_to(root).as_posix()
        self.text = path.read_text(encoding="utf-8")
        self.listings = find_listings(self.text)
        self.namespace = {"__name__": "__main__"}
        self.printoptions = np.get_printoptions()
        self.broken: int | None = None  # the line of the first exception
        self.problems: dict[int, list[Problem]] = {}  # by the listing's line

    def check(self, listing: Listing) -> list[Problem]:
        for each in self.listings[len(self.problems) : self.listings.index(listing) + 1]:
            self.problems[each.line] = list(self._check(each))
        return self.problems[listing.line]

    def save_edits(self) -> None:
        """Rewrite the wrong outputs of the listings that were checked."""
        edits = [p.edit for found in self.problems.values() for p in found if p.edit]
        if not edits:
            return
        lines = self.text.split("\n")
        for edit in reversed(edits):
            lines[edit.first - 1 : edit.last] = edit.lines
        self.path.write_text("\n".join(lines), encoding="utf-8")

    def _check(self, listing):
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
            self.broken = self.broken or error.lineno
            yield Problem(error.lineno, f"SyntaxError: {error.msg}")
            return
        if not listing.runs:
            return
        tree = ast.parse(source)
        for node in tree.body:
            for text in drifts(node, self.name):
                yield Problem(node.lineno, text)
        if FRONT_MATTER.match(self.text):
            return  # the build runs it and shows its outputs: test_lab.py looks at these
        if self.broken:
            yield Problem(listing.line, f"not run: {self.name}:{self.broken} failed before")
            return
        yield from self._run(listing, source, tree)

    def _run(self, listing, source, tree):
        with (
            contextlib.chdir(self.root),
            warnings.catch_warnings(),
            np.errstate(),
            np.printoptions(**self.printoptions),
            collect_unraisable() as unraisable,
            collect_figures() as figures,
        ):
            warnings.simplefilter("error")
            statements, orphans = split(source, tree)
            for line in orphans:
                yield Problem(line, "an expected output that is not right below a statement")
            for statement in statements:
                printed = io.StringIO()
                try:
                    with contextlib.redirect_stdout(printed):
                        dropped = self._execute(statement.nodes)
                except (Exception, SystemExit) as error:
                    yield self._exception(error)
                    return
                if dropped:
                    yield Problem(statement.last, "a value that nobody sees: print it")
                    continue
                while unraisable:
                    yield Problem(statement.last, unraisable.pop())
                yield from self._compare(statement, printed.getvalue(), source)
            self.printoptions = np.get_printoptions()  # they hold to the end of the page
        yield from check_drawing(listing, len(figures))

    def _execute(self, nodes) -> bool:
        """Run the statements; tell whether one computed a value and dropped it."""
        dropped = False
        for node in nodes:
            if isinstance(node, ast.Expr):
                code = compile(ast.Expression(node.value), self.name, "eval", dont_inherit=True)
                value = eval(code, self.namespace)
                # Plotting calls return things that nobody wants to see, numbers are to be seen.
                dropped |= not isinstance(node.value, ast.Call)
                dropped |= isinstance(value, (int, float, str, np.generic, np.ndarray))
            else:
                module = ast.Module([node], type_ignores=[])
                exec(compile(module, self.name, "exec", dont_inherit=True), self.namespace)
        return dropped

    def _exception(self, error) -> Problem:
        trace = traceback.TracebackException.from_exception(error)
        while trace.stack[0].filename != self.name:
            del trace.stack[0]
        self.broken = trace.stack[0].lineno
        what = "".join(trace.format_exception_only()).strip()
        return Problem(self.broken, what + "\n" + "".join(trace.stack.format()).rstrip())

    def _compare(self, statement, printed, source):
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

    def _edit(self, statement, got, source) -> Edit:
        page, code = self.text.split("\n"), source[statement.last - 1]
        indent = page[statement.last - 1].removesuffix(code)
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


@contextlib.contextmanager
def collect_unraisable():
    """Gather what is raised where nobody can catch it: a file that a listing leaves open."""
    found = []
    with mock.patch("sys.unraisablehook", lambda raised: found.append(repr(raised.exc_value))):
        yield found


@contextlib.contextmanager
def collect_figures():
    """Gather the figures that a listing draws; `plt.show()` closes them, as in a window."""
    import matplotlib.pyplot as plt

    figures = []

    def show(*args, **kwargs):
        figures.extend(n for n in plt.get_fignums() if plt.figure(n).axes)
        plt.close("all")

    with mock.patch.object(plt, "show", show):
        try:
            yield figures
        finally:
            show()


def check_drawing(listing: Listing, figures: int):
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
