"""Runs a page's listings inside the reader's browser, and tells the page what they do.

A message is a line of JSON behind a \\x1e: `out` and `error` are text, `svg` a figure, `mark` a
statement whose output stands on the page, and whether it came out; `failed` and `line` say where a
listing raised, `seconds` how long it took.
"""

import ast
import io
import json
import linecache
import re
import sys
import time
import traceback
import warnings
from typing import Any

from press.read.outputs import same
from press.read.statements import Statement, prints, split

NAME = re.compile(r"listing (\d+)")
DRAWS = re.compile(r"matplotlib|pylab")
PAUSE = 0.05  # seconds: more often than that no page shows what comes
MOST = 200_000  # letters of a run that the page is told of


def tell(**message: object) -> None:
    assert sys.__stdout__
    sys.__stdout__.write("\x1e" + json.dumps(message) + "\n")
    sys.__stdout__.flush()


class Stream(io.TextIOBase):
    """What is printed goes to the page in pieces; what is too much is counted."""

    encoding = "utf-8"

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.waiting: list[str] = []
        self.statement: list[str] = []  # all of it, to be compared
        self.told = 0.0
        self.length = 0

    def write(self, text: str) -> int:
        self.length += len(text)
        if self.length <= MOST:
            self.waiting.append(text)
            self.statement.append(text)
        if time.monotonic() - self.told > PAUSE:
            self.flush()
        return len(text)

    def flush(self) -> None:
        if self.waiting:
            tell(**{self.kind: "".join(self.waiting)})
            self.waiting.clear()
            self.told = time.monotonic()

    def end(self) -> None:
        self.flush()
        if self.length > MOST:
            tell(**{self.kind: f"\n… {self.length - MOST:,} more characters\n"})

    def printed(self) -> str:
        text = "".join(self.statement).removesuffix("\n")
        self.statement.clear()
        return text


Lines = tuple[int, int, int]  # a listing, and its first and last line


def run(listings: list[str], number: int, needs: list[list[Lines]], edited: list[int]) -> None:
    """Run listing `number`, from 0, after what it needs of earlier ones.

    `needs` says of each listing which lines these are, if nothing is edited.
    """
    began = time.monotonic()
    out, error, quiet = Stream("out"), Stream("error"), Stream("quiet")
    quiet.write = len  # type: ignore[method-assign, assignment] # it is another listing's
    sys.stdout, sys.stderr = out, error
    try:
        for n, source in enumerate(listings):
            lines = source.splitlines(keepends=True)
            linecache.cache[_name(n)] = len(source), None, lines, _name(n)
        tree = ast.parse(listings[number], _name(number))
        before = _before(listings, number, needs, edited)
        earlier = [(n, _lines(listings[n], first, last)) for n, first, last in before]
        namespace = {"__name__": "__main__"}
        texts = [listings[number], *(text for _, text in earlier)]
        show = _drawing() if any(map(DRAWS.search, texts)) else None
        sys.stdout = sys.stderr = quiet
        for n, text in earlier:
            exec(compile(text, _name(n), "exec", dont_inherit=True), namespace)
        if show:
            show()
            show.shown = True
        sys.stdout, sys.stderr = out, error
        for statement in split(listings[number], tree)[0]:
            _run(statement, _name(number), namespace, out)
        if show:
            show()
    except BaseException as raised:
        out.flush()
        error.write(_trace(raised))
        tell(failed=True, line=_line(raised, number))
    finally:
        sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
        out.end()
        error.end()
        tell(seconds=time.monotonic() - began)


def _run(statement: Statement, name: str, namespace: dict[str, Any], out: Stream) -> None:
    """Run one statement, and say whether it printed what stands beside it."""
    out.printed()
    code = compile(ast.Module(statement.nodes, []), name, "exec", dont_inherit=True)
    exec(code, namespace)
    printed = out.printed()
    if statement.shown or (statement.comment and printed and prints(statement.nodes)):
        tell(mark=statement.last + len(statement.shown), ok=same(statement.expected, printed))


def _before(
    listings: list[str], number: int, needs: list[list[Lines]], edited: list[int]
) -> list[Lines]:
    """The lines to run first. Of a listing that was edited it is all that is needed of it."""
    found: set[Lines] = {(n, first, last) for n, first, last in needs[number]}
    if number in edited:
        named = _names(listings[number], ast.Load)
        for other in range(number):
            if named & _names(listings[other], ast.Store):
                found |= {(other, 1, 0), *((n, first, last) for n, first, last in needs[other])}
    whole = {n for n, first, last in found if n in edited or not last}
    found = {lines for lines in found if lines[0] not in whole}
    return sorted(found | {(n, 1, listings[n].count("\n") + 1) for n in whole})


def _names(source: str, context: type[ast.expr_context]) -> set[str]:
    """The names that a listing reads, or those that it gives."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, context):
            found.add(node.id)
        elif context is ast.Store and isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif context is ast.Store and isinstance(node, ast.alias):
            found.add((node.asname or node.name).partition(".")[0])
    return found


def _lines(source: str, first: int, last: int) -> str:
    """These lines, with blank ones above: each statement keeps its line."""
    return "\n" * (first - 1) + "\n".join(source.split("\n")[first - 1 : last])


def _name(number: int) -> str:
    return f"listing {number + 1}"


def _drawing() -> Any:
    """Matplotlib as the site uses it; `show` sends what is drawn once it is to be shown."""
    import matplotlib
    import matplotlib.pyplot as plt

    from press.draw.drawing import STYLE, take

    matplotlib.rcParams.update(matplotlib.rcParamsDefault)
    plt.switch_backend("svg")
    plt.style.use(STYLE)

    def show(*args: object, **kwargs: object) -> None:
        if not show.shown:  # type: ignore[attr-defined]
            plt.close("all")
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Glyph")  # the page's fonts have it
            for svg in take(plt):
                tell(svg=svg)

    show.shown = False  # type: ignore[attr-defined]
    plt.show = show
    return show


def _trace(raised: BaseException) -> str:
    """The traceback from the listings on, without this file's part."""
    trace = traceback.TracebackException.from_exception(raised)
    todo: list[Any] = [trace]
    while todo:
        each = todo.pop()
        while each.stack and not NAME.fullmatch(each.stack[0].filename):
            del each.stack[0]
        todo += [other for other in (each.__cause__, each.__context__) if other]
    return "".join(trace.format())


def _line(raised: BaseException, number: int) -> int | None:
    """The line of the listing that raised, if it is one of its own."""
    if isinstance(raised, SyntaxError) and raised.filename == _name(number):
        return raised.lineno
    frames = traceback.extract_tb(raised.__traceback__)
    return next((f.lineno for f in reversed(frames) if f.filename == _name(number)), None)
