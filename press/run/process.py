"""Run listings in order, in this process, which is theirs alone, and record what they do.

runner.py starts it as a program in the project's folder, with a folder of its own as the argument:
`task` in there is what to do, to `record` goes a line for each listing that has ended. What comes
to standard output is what the listing prints, be it from print, from C or from another program;
it goes to `printed`.
"""

import __future__

import ast
import builtins
import faulthandler
import io
import json
import linecache
import os
import re
import sys
import traceback
import warnings
from pathlib import Path
from threading import Thread
from types import CodeType, ModuleType
from typing import Any

PROJECT = Path(__file__).parents[2]
if __name__ == "__main__":  # as for a reader who starts Python in the folder
    sys.path[:] = ["", *sys.path[not sys.flags.safe_path :], str(PROJECT)]

from press.read.statements import split  # noqa: E402 - it is found from here on
from press.run.observe import Namespace, Observer  # noqa: E402
from press.run.record import Frame, Raised, Ran, Step  # noqa: E402

NAME = re.compile(r"<listing (\d+)>")
DRAWS = re.compile(r"matplotlib|pylab")
BINARY = getattr(os, "O_BINARY", 0)  # without it, Windows writes \r\n for what C prints
FUTURE = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)


class Main(ModuleType):
    """The listings' own module. Its names are those of a namespace that is watched."""

    def __init__(self) -> None:
        super().__init__("__main__")
        self.namespace = Namespace()
        self.namespace |= vars(ModuleType("__main__")) | {"__builtins__": builtins}

    def __getattr__(self, name: str) -> Any:
        try:
            return self.namespace[name]
        except KeyError:
            raise AttributeError(f"module '__main__' has no attribute '{name}'") from None


class Session:
    """The listings' own module, and what is to be seen of them."""

    def __init__(self, printed: Path, *, draws: bool) -> None:
        self.main = sys.modules["__main__"] = Main()
        os.dup2(os.open(printed, os.O_WRONLY | os.O_CREAT | BINARY), 1)
        sys.stdout = sys.__stdout__
        assert isinstance(sys.stdout, io.TextIOWrapper)
        sys.stdout.reconfigure(encoding="utf-8", newline="\n", line_buffering=False)
        self.flags = 0  # from __future__ holds to the end of the page
        self.lost: list[str] = []
        self.drawn: list[str] = []
        self.printed = printed.open(encoding="utf-8", errors="replace", newline="")
        sys.unraisablehook = lambda raised: self.lost.append(repr(raised.exc_value))
        if draws:
            self.prepare_drawing()
        self.observer = Observer(self.main.namespace)

    def prepare_drawing(self) -> None:
        """Matplotlib as it comes, whatever the user's own settings, in the site's style."""
        import matplotlib
        import matplotlib.pyplot as plt

        from press.draw.drawing import STYLE

        matplotlib.rcParams.update(matplotlib.rcParamsDefault)
        plt.switch_backend("svg")
        plt.style.use(STYLE)
        plt.show = self.show

    def show(self, *args: object, **kwargs: object) -> None:
        if plt := sys.modules.get("matplotlib.pyplot"):
            from press.draw.drawing import take

            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", "Glyph")  # the page's fonts have it
                self.drawn += take(plt)

    def run(self, number: int, source: str) -> Ran:
        name = f"<listing {number}>"
        linecache.cache[name] = len(source), None, source.splitlines(True), name
        ran = Ran()
        self.drawn = ran.drawn
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                for statement in split(source, ast.parse(source, name))[0]:
                    ran.steps.append(self.step(statement.nodes, name))
                self.show()
            except (Exception, SystemExit) as error:
                ran.raised = raised(error)
        if numpy := sys.modules.get("numpy"):
            numpy.seterr(all="warn", under="ignore")  # its defaults: they hold for a listing
        return ran

    def step(self, nodes: list[ast.stmt], name: str) -> Step:
        step = Step()
        self.observer.begin_step()
        for node in nodes:
            if isinstance(node, ast.Expr):
                code = self.compile(ast.Expression(node.value), name, "eval")
                step.dropped |= is_dropped(node.value, eval(code, self.main.namespace))
            else:
                exec(self.compile(ast.Module([node], []), name, "exec"), self.main.namespace)
        sys.stdout.flush()
        step.printed = self.printed.read()
        step.needs, step.later = self.observer.end_step()
        step.lost, self.lost = self.lost, []
        return step

    def compile(self, tree: ast.Expression | ast.Module, name: str, mode: str) -> CodeType:
        code: CodeType = compile(tree, name, mode, self.flags, dont_inherit=True)
        self.flags |= code.co_flags & FUTURE
        return code


def is_dropped(node: ast.expr, value: object) -> bool:
    """Calls that plot return things that nobody wants to see, numbers and text are to be seen."""
    seen: tuple[type, ...] = int, float, str
    if numpy := sys.modules.get("numpy"):
        seen += numpy.generic, numpy.ndarray
    return not isinstance(node, ast.Call) or isinstance(value, seen)


def raised(error: BaseException) -> Raised:
    if isinstance(error, SyntaxError) and (found := NAME.fullmatch(error.filename or "")):
        place = Frame(int(found[1]), "", error.lineno or 1, "<module>", "")
        return Raised(f"SyntaxError: {error.msg}", [place])
    trace = traceback.TracebackException.from_exception(error)
    frames: list[Frame] = []
    for each in trace.stack:
        found = NAME.fullmatch(each.filename)
        listing = int(found[1]) if found else None
        if frames or found:
            place = Frame(listing, each.filename, each.lineno or 1, each.name, each.line or "")
            frames.append(place)
    return Raised("".join(trace.format_exception_only()).strip(), frames)


def end_with_parent() -> None:
    """End as soon as the process that gave the task does, however it ends."""
    parent = os.dup(0)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # the listings have nobody to ask

    def wait() -> None:
        os.read(parent, 1)
        os._exit(1)

    Thread(target=wait, daemon=True).start()


def main(folder: Path) -> None:
    task: dict[str, Any] = json.loads((folder / "task").read_text(encoding="utf-8"))
    end_with_parent()
    draws = any(DRAWS.search(source) for source in task["listings"])
    session = Session(folder / "printed", draws=draws)
    sys.argv[:] = [""]
    with (folder / "record").open("w", encoding="utf-8") as record:
        for number, source in enumerate(task["listings"]):
            faulthandler.dump_traceback_later(task["limit"], exit=True)
            ran = session.run(number, source)
            faulthandler.cancel_dump_traceback_later()
            print(ran.dumps(), file=record, flush=True)
            if ran.raised:
                break


if __name__ == "__main__":
    itself = sys.modules["__main__"]  # which the listings take from the table
    main(Path(sys.argv[1]))
    os._exit(0)  # whatever the listings left running
