"""Each listing as a script: what it needs and no more, run where mlcheats cannot be imported."""

import ast
import builtins
import contextlib
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from saying import listings

from press.read.outputs import same
from press.read.page import Page
from press.read.statements import said
from press.run import runner
from press.take import copies
from press.take.packaged import Package
from press.take.scripts import Scripts, without_outputs
from press.take.slices import names, needed, parts_of

ROOT = Path(__file__).parents[2]
KOREAN = sorted((ROOT / "docs" / "ko").glob("*.md"))


PAGES = {
    page.stem: Page(f"docs/ko/{page.name}", page.read_text(encoding="utf-8")) for page in KOREAN
}
SCRIPTS = {
    name: script for page in PAGES.values() for name, script in copies.scripts(page, ROOT).items()
}


def parts_of_name(name):
    page, number = re.fullmatch(r"(.+)-(\d+)\.py", name).groups()
    return page, int(number)


PACKAGED = {"find_file"}.union(
    *(names(file.read_text(encoding="utf-8"))[0] for file in ROOT.glob("mlcheats/**/*.py"))
)


def wanted(page, number):
    """What the page says that a script prints: its listing, and what that needs of others."""
    parts = needed(parts_of(listings(ROOT / f"docs/ko/{page}.md")), number - 1)
    return "\n".join(said(part.text) for part in parts if not part.imported)


def statements(text):
    """The statements of a script or a page, the files of the project named as on the page."""
    text = re.sub(r'find_file\(("assets/[^"]+"|\'assets/[^\']+\')\)', r"\1", text)
    imports = ast.Import, ast.ImportFrom
    return [ast.unparse(node) for node in ast.parse(text).body if not isinstance(node, imports)]


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_is_the_code_of_its_page_and_the_package(name):
    """So that the page's own run tells what it does."""
    page, number = parts_of_name(name)
    sources = listings(ROOT / f"docs/ko/{page}.md")
    own, before = statements(sources[number - 1]), statements("\n".join(sources[: number - 1]))
    script = statements(SCRIPTS[name])
    assert script[len(script) - len(own) :] == own
    rest = iter(before)
    for each in script[: len(script) - len(own)]:
        bound = names(each)[0]  # with the module's before it, where two are called alike
        packaged = any(name in PACKAGED or name.partition("_")[2] in PACKAGED for name in bound)
        assert packaged or each in rest, each  # in the page's order


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_has_all_that_it_names(name):
    binds, reads, later = names(SCRIPTS[name])
    assert reads | later <= binds | set(dir(builtins)) | {"__name__"}


def test_the_languages_have_the_same_scripts():
    for page in KOREAN:
        english = ROOT / "docs" / "en" / page.name
        assert [without_outputs(source) for source in listings(page)] == [
            without_outputs(source) for source in listings(english)
        ]


WITHOUT = "import runpy, sys; sys.modules['mlcheats'] = None; runpy.run_path(sys.argv.pop(1))"


def run_alone(name, folder, *arguments):
    """Run a script in an interpreter of its own."""
    (folder / name).write_text(SCRIPTS[name], encoding="utf-8")
    command = [sys.executable, "-I", "-W", "error", "-c", WITHOUT, name, *map(str, arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)


SAMPLE = {
    "perceptron-4.py",
    "network-7.py",
    "mnist-3.py",
    "loss-9.py",
    "gradient-8.py",
    "initialization-10.py",
    "backpropagation-5.py",
    "training-2.py",
}


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[] if name in SAMPLE else pytest.mark.scripts) for name in SCRIPTS],
)
def test_a_script_runs_alone_and_gives_what_the_page_gives(name, tmp_path, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "svg")
    done = run_alone(name, tmp_path, ROOT)
    page, number = parts_of_name(name)
    assert done.returncode == 0, done.stderr
    if page != "lab":  # the build prints its outputs
        assert same(wanted(page, number), done.stdout)
        ran = runner.run(PAGES[page], ROOT)[number - 1]
        assert done.stdout.endswith("".join(step.printed for step in ran.steps))


def test_the_sample_is_there():
    assert set(SCRIPTS) >= SAMPLE


def test_a_script_takes_the_files_of_several_folders(tmp_path):
    done = run_alone("mnist-3.py", tmp_path, ROOT / "mlcheats" / "data", ROOT / "assets")
    assert done.returncode == 0, done.stderr
    assert same(wanted("mnist", 3), done.stdout)


NEEDS = {"mnist-1.py": ["mlcheats/data/"], "matplotlib-2.py": ["assets/sample_image.jpeg"]}


@pytest.mark.parametrize("name", NEEDS)
def test_a_script_says_what_files_it_needs_and_stops_without_them(name, tmp_path):
    done = run_alone(name, tmp_path)
    head = SCRIPTS[name].split("\n\n")[0]
    assert all(line.startswith("#") for line in head.splitlines())
    for file in NEEDS[name]:
        assert file in head
        assert re.fullmatch(
            rf"{file}\S* of the mlcheats project is missing; give its folder as an argument\n",
            done.stderr,
        )
    assert done.returncode == 1
    assert done.stdout == ""


def test_scripts_that_need_no_files_look_for_none():
    assert "find_file" not in SCRIPTS["network-7.py"]
    assert "sys" not in SCRIPTS["network-7.py"]


# ---- Which statements a listing needs ----


def slice_of(*sources):
    """The statements of earlier listings that the last one needs, a line each."""
    parts = needed(parts_of(list(sources)), len(sources) - 1)
    return [part.text.strip() for part in parts if part.listing < len(sources) - 1]


@pytest.mark.parametrize(
    ("sources", "kept"),
    [
        (["a = 1\nb = 2\nprint(a)", "print(b)"], ["b = 2"]),
        (["a = 1\na = 2", "a"], ["a = 2"]),
        (["a = 1", "a = 2", "a += 1"], ["a = 2"]),
        (["a = 1\na += 1\nb = a", "b"], ["a = 1", "a += 1", "b = a"]),
        (["def f(): return g()\ndef g(): return a\na = 1\nb = 2", "f()"], None),
        (["def f(a): return a\na = 1", "f(2)"], ["def f(a): return a"]),
        (["a = {}\na['x'] = 1\nb = {}\nb['x'] = 1", "b"], ["b = {}", "b['x'] = 1"]),
        (["a = []\na.append(1)\nprint(a)", "a"], ["a = []", "a.append(1)"]),
        (["import numpy as np\na, b = [1], [2]\nnp.copyto(a, b)", "a"], None),
        (["import numpy as np\nnp.set_printoptions(precision=3)", "np.pi"], None),
        (["i = y = 1", "for i in z: y = i; print(i, y)"], []),
        (["y = 1", "for i in z: y = i", "print(y)"], ["y = 1", "for i in z: y = i"]),
        (["try:\n    a = 1\nexcept E:\n    a = 2", "a"], None),
        (["a = 1\nif b: a = 2", "a"], ["a = 1", "if b: a = 2"]),
        (["c = 1\ndef f(): return c", "def f(): return 2", "f()"], ["def f(): return 2"]),
        (["def f(): return c", "c = 1\nd = f()", "c = 2", "d"], None),
        (["a = [1]\ndef f(x): plt.plot(x)\nf(a)", "a"], ["a = [1]"]),
        (["a = [1]\ndef f(x): x.pop()\nf(a)", "a"], None),
        (["import a as b, c", "b.d"], ["import a as b"]),
    ],
)
def test_a_listing_takes_what_it_needs_alone(sources, kept):
    before = [line for source in sources[:-1] for line in source.split("\n")]
    if kept is None:  # all but what is bound anew
        kept = [line for line in before if line not in ("b = 2", "c = 2")]
        assert "\n".join(slice_of(*sources)) == "\n".join(kept)
    else:
        assert slice_of(*sources) == kept


@pytest.mark.parametrize(
    "sources",
    [
        ["data = []\ndef add(x):\n    data.append(x)", "for i in range(3): add(i)", "print(data)"],
        ["n = 0\ndef count():\n    global n\n    n += 1", "count()\ncount()", "print(n)"],
        ["def make():\n    global made\n    made = 7", "make()", "print(made)"],
        ["a = [1, 2]", "b = a\nb[0] = 7", "print(a)"],
        ["a = [[1], 2]", "b = a[0]\nc = b", "c.append(7)", "print(a)"],
        ["a = [[1], [2]]", "for row in a:\n    row.append(3)", "print(a)"],
        ["a, b = [1], [2]\nboth = (a, b)", "for each in both: each += [3]", "print(a, b)"],
        ["from numpy import arange\na = arange(6)", "b = a.reshape(2, 3)\nb += 1", "print(a)"],
        ["a = [1, 2, 3]", "x = a.pop()\nprint(x)", "print(a)"],
        ["def g():\n    yield 1\n    yield 2\nit = g()", "x = next(it)", "print(next(it))"],
        ["import numpy as np\nnp.random.seed(3)", "x = np.random.rand()\ny = 1",
         "print(np.random.rand())"],
        ["import random\nrandom.seed(3)\ndef draw(): return random.random()", "x = draw()",
         "print(draw())"],
        ["from math import *", "x = 2", "print(sqrt(x))"],
        ["class A:\n    n = 0\n    def add(self):\n        A.n += 1", "a = A()\na.add()",
         "print(A.n)"],
        ["a = [1]", "def f(x):\n    x.append(2)", "f(a)", "print(a)"],
        ["a = {}", "a |= {1: 2}\nb = a\nb |= {3: 4}", "print(a)"],
        ["import mlcheats\nfrom mlcheats import *", "print(mlcheats.AND(1, 1), AND(1, 0))"],
    ],
)  # fmt: skip
def test_a_script_of_ordinary_code_prints_what_the_page_prints(sources):
    """Whatever name a value has when it changes."""
    number = len(sources)
    script = Scripts("page", sources, copies.package(ROOT), []).script(number)
    for text in ["\n".join([*sources[:-1], "print('here')", sources[-1]]), script]:
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(text, {"__name__": "__main__"})
        if text is not script:
            page = printed.getvalue().partition("here\n")[2]
    assert printed.getvalue().endswith(page), script
    assert page


def test_random_numbers_come_in_the_same_order():
    drawn = ["rng = default_rng(0)", "a = rng.normal()\nb = 1\nnet = Net(rng=rng)"]
    assert slice_of(*drawn, "print(rng.normal())") == [
        "rng = default_rng(0)",
        "a = rng.normal()",
        "net = Net(rng=rng)",
    ]


def test_a_net_is_trained_before_it_is_used():
    trained = "net = Net()\nhistory = train(net, x)\nprint(net.loss(x))\nprint(history)"
    assert slice_of(trained, "net.predict(x)") == ["net = Net()", "history = train(net, x)"]


# ---- What comes out of the package ----

PACKAGE = Package(
    {
        "pack": "from pack.checked.a import f, plain\nfrom pack.b import Net, helper",
        "pack.checked.a": '''
from pack import a


def f(x: object) -> float:
    """Return half of x."""
    return a.f(float(x))


def plain(x):
    return a.plain(float(x))
''',
        "pack.a": '''
"""Functions."""

import math


def f(x: float, *, scale: float = 2.0) -> float:
    """Return half of x.

    >>> f(2)
    1.0
    """
    # the reason
    half: float = math.floor(x) / scale
    return half


def plain(x):
    return helper(x)


def helper(x):
    return x
''',
        "pack.b": '''
from typing import NamedTuple

from pack.checked.a import f


class Pair(NamedTuple):
    """Two."""

    first: float


class Net:
    """A net."""

    def run(self, x):
        """Run."""
        return Pair(f(x))


def helper(x):
    return -x
''',
    }
)


def script_of(*sources):
    return Scripts("page", list(sources), PACKAGE, ["data/file"]).script(len(sources))


def test_a_function_comes_without_its_checks_docstring_and_annotations():
    assert script_of("from pack import f\n\nprint(f(3))  # 1.5\n#> more\n") == (
        "# Listing 1 of the mlcheats page page, made to run without mlcheats. MIT License.\n"
        "\n"
        "import math\n"
        "\n\n"
        "def f(x, *, scale=2.0):\n"
        "    # the reason\n"
        "    half = math.floor(x) / scale\n"
        "    return half\n"
        "\n\n"
        "print(f(3))  # 1.5\n"
    )


def test_what_two_modules_call_alike_is_told_apart():
    text = script_of("from pack import helper, plain\nprint(helper(1), plain(1))")
    namespace = {}
    exec(text.replace("print", "result = "), namespace)
    assert namespace["result"] == (-1, 1)


def test_what_the_page_calls_otherwise_is_told_apart():
    text = script_of("from pack import Net\ndef f(x): return 7\nprint(Net().run(3), f(3))")
    namespace = {}
    exec(text.replace("print", "result = "), namespace)
    assert namespace["result"] == ((1.5,), 7)


def test_each_comes_once_and_unused_imports_do_not():
    text = script_of("from pack import Net, f, helper\nprint(Net().run(3), f(3))")
    assert text.count("def f(") == text.count("class Pair") == 1
    assert "helper" not in text
