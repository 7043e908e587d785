"""Run many programs that begin alike, each as if alone, in a process of their own.

A program is a list of cells. What several have in common from their first statement on is run
once: where they part, the process forks. So the digits are read and a net is trained once.
"""

import ast
import hashlib
import json
import os
import subprocess
import sys
import traceback
import warnings
from contextlib import redirect_stdout
from io import StringIO

AT_ONCE = 2


def run(programs, folder, arguments=(), missing=()):
    """What each program gives, {name: [{"printed", "drawn", "error"} of each cell]}.

    They run in `folder`, with these `arguments`, and cannot import what is `missing`. What is
    drawn is told by a checksum of its pixels.
    """
    task = {"programs": programs, "arguments": [*map(str, arguments)], "missing": missing}
    done = subprocess.run(
        [sys.executable, "-I", __file__],
        cwd=folder,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},  # threads do not outlive a fork
        input=json.dumps(task),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(map(json.loads, done.stdout.splitlines()))


def main():
    import matplotlib
    import matplotlib.pyplot as plt

    matplotlib.use("agg")
    task = json.load(sys.stdin)
    sys.modules.update(dict.fromkeys(task["missing"]))  # None: import says that there is none
    sys.argv[1:] = task["arguments"]
    warnings.simplefilter("error")
    programs = {
        name: [
            (number, ast.unparse(statement))
            for number, cell in enumerate(cells)
            for statement in ast.parse(cell).body
        ]
        for name, cells in task["programs"].items()
    }
    empty = [{"printed": "", "drawn": [], "error": None} for _ in range(99)]
    walk(programs, plt, {"__name__": "__main__"}, empty, AT_ONCE)


def walk(programs, plt, namespace, given, at_once=1):
    """Run the programs, all of which have come as far as this process has."""
    while programs:
        branches = {}
        for name, steps in programs.items():
            if steps and not given[steps[0][0]]["error"]:
                branches.setdefault(steps[0], {})[name] = steps[1:]
            else:
                tell(name, given)
        if len(branches) == 1:
            ((step, programs),) = branches.items()
            execute(*step, plt, namespace, given)
            continue
        running = 0
        for step, branch in branches.items():
            if os.fork() == 0:
                execute(*step, plt, namespace, given)
                walk(branch, plt, namespace, given)
                os._exit(0)
            running += 1
            if running == at_once:
                os.wait()
                running -= 1
        for _ in range(running):
            os.wait()
        return


def execute(number, statement, plt, namespace, given):
    def show():
        for figure in map(plt.figure, plt.get_fignums()):
            figure.canvas.draw()
            pixels = bytes(figure.canvas.buffer_rgba())
            given[number]["drawn"].append(hashlib.sha256(pixels).hexdigest())
        plt.close("all")

    plt.show = show
    printed = StringIO()
    try:
        with redirect_stdout(printed):
            exec(compile(statement, "<listing>", "exec"), namespace)
    except BaseException:
        given[number]["error"] = f"{statement}\n{traceback.format_exc()}"
    given[number]["printed"] += printed.getvalue()


def tell(name, given):
    os.write(1, (json.dumps([name, given]) + "\n").encode())


if __name__ == "__main__":
    main()
