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

from press.read.names import names_in
from press.read.page import Page
from press.read.statements import split
from press.run import runner
from press.run.observe import Namespace, Observer
from press.run.record import Ran, Step
from press.take import copies
from press.take.packaged import Package
from press.take.scripts import Scripts, needed, parts_of

ROOT = Path(__file__).parents[2]
KOREAN = sorted((ROOT / "docs" / "ko").glob("*.md"))


PAGES = {
    page.stem: Page(f"docs/ko/{page.name}", page.read_text(encoding="utf-8")) for page in KOREAN
}
SCRIPTS = {
    f"{page.name}-{number}.py": (page, number)
    for page in PAGES.values()
    for number in range(1, len(page.listings) + 1)
}
PACKAGED = {"find_file"}.union(
    *(names_in(file.read_text(encoding="utf-8"))[0] for file in ROOT.glob("mlcheats/**/*.py"))
)


@pytest.fixture(scope="module")
def published(site):
    """The text of a script, as the site has it."""
    folder = {"index": site}

    def text(name):
        page, _ = SCRIPTS[name]
        return (folder.get(page.name, site / page.name) / name).read_text(encoding="utf-8")

    return text


def statements(text):
    """The statements of a script or a page, the files of the project named as on the page."""
    text = re.sub(r'find_file\(("assets/[^"]+"|\'assets/[^\']+\')\)', r"\1", text)
    imports = ast.Import, ast.ImportFrom
    return [ast.unparse(node) for node in ast.parse(text).body if not isinstance(node, imports)]


def is_packaged(statement):
    bound = names_in(statement)[0]  # with the module's before it, where two are called alike
    return any(name in PACKAGED or name.partition("_")[2] in PACKAGED for name in bound)


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_is_the_code_of_its_page_and_the_package(name, published):
    """So that the page's own run tells what it does."""
    page, number = SCRIPTS[name]
    sources = [listing.source for listing in page.listings]
    own, before = statements(sources[number - 1]), statements("\n".join(sources[: number - 1]))
    script = statements(published(name))
    assert script[len(script) - len(own) :] == own
    rest = iter(before)
    for each in script[: len(script) - len(own)]:
        assert is_packaged(each) or each in rest, each  # in the page's order


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_has_all_that_it_names(name, published):
    binds, reads = names_in(published(name))
    assert reads <= binds | {*dir(builtins), "__name__", "__annotations__"}


def test_each_listing_has_a_script_and_the_languages_have_the_same(site):
    english = {file.name: file.read_bytes() for file in (site / "en").rglob("*.py")}
    korean = {file.name for file in site.rglob("*.py")}
    assert korean == english.keys() == SCRIPTS.keys()
    for file in site.rglob("*.py"):
        assert file.read_bytes() == english[file.name], file.name


def printed_on_the_page(name, script):
    """What the page's own run printed at the statements that are the script's, too."""
    page, number = SCRIPTS[name]
    steps = [
        (statements(text), step.printed)
        for listing, did in zip(page.listings[:number], runner.run(page, ROOT), strict=False)
        for text, step in zip(texts_of(listing.source), did.steps, strict=True)
        if step.printed
    ]
    printing = {each for texts, _ in steps for each in texts}
    todo = [each for each in statements(script) if each in printing]
    wanted = ""
    for texts, printed in reversed(steps):  # of two that are alike, the last is meant
        if todo[-len(texts) :] == texts:
            wanted = printed + wanted
            del todo[-len(texts) :]
    assert not todo
    return wanted


def texts_of(source):
    return ["\n".join(map(ast.unparse, it.nodes)) for it in split(source, ast.parse(source))[0]]


WITHOUT = "import runpy, sys; sys.modules['mlcheats'] = None; runpy.run_path(sys.argv.pop(1))"


def run_alone(name, text, folder, *arguments):
    """Run a script in an interpreter of its own."""
    (folder / name).write_text(text, encoding="utf-8")
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
    "layers-7.py",
    "convolution-5.py",
    "trees-4.py",
}


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[] if name in SAMPLE else pytest.mark.scripts) for name in SCRIPTS],
)
def test_a_script_runs_alone_and_gives_what_the_page_gives(name, published, tmp_path, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "svg")
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")  # as on the page: the same sums
    done = run_alone(name, published(name), tmp_path, ROOT)
    assert done.returncode == 0, done.stderr
    if not SCRIPTS[name][0].is_notebook:  # which the build runs
        assert done.stdout == printed_on_the_page(name, published(name))


def test_the_sample_is_there():
    assert set(SCRIPTS) >= SAMPLE


def test_a_script_takes_the_files_of_several_folders(published, tmp_path):
    text = published("mnist-3.py")
    folders = ROOT / "mlcheats" / "data", ROOT / "assets"
    done = run_alone("mnist-3.py", text, tmp_path, *folders)
    assert done.returncode == 0, done.stderr
    assert done.stdout == printed_on_the_page("mnist-3.py", text)


NEEDS = {"mnist-1.py": ["mlcheats/data/"], "matplotlib-2.py": ["assets/sample_image.jpeg"]}


@pytest.mark.parametrize("name", NEEDS)
def test_a_script_says_what_files_it_needs_and_stops_without_them(name, published, tmp_path):
    done = run_alone(name, published(name), tmp_path)
    head = published(name).split("\n\n")[0]
    assert all(line.startswith("#") for line in head.splitlines())
    for file in NEEDS[name]:
        assert file in head
        assert re.fullmatch(
            rf"{file}\S* of the mlcheats project is missing; give its folder as an argument\n",
            done.stderr,
        )
    assert done.returncode == 1
    assert done.stdout == ""


def test_scripts_that_need_no_files_look_for_none(published):
    assert "find_file" not in published("network-7.py")
    assert "sys" not in published("network-7.py")


# ---- Which statements a listing needs ----


def ran(sources):
    """The steps of listings, as the runner sees them."""
    namespace = Namespace()
    namespace |= {"__name__": "__main__", "__builtins__": builtins}
    observer = Observer(namespace)
    did = []
    for source in sources:
        did.append(Ran())
        for statement in split(source, ast.parse(source))[0]:
            observer.begin_step()
            exec(compile(ast.Module(statement.nodes, []), "<listing>", "exec"), namespace)
            did[-1].steps.append(Step("", False, [], *observer.end_step()))
    return did


def slice_of(*sources):
    """The statements of earlier listings that the last one needs."""
    parts = needed(parts_of(list(sources), ran(sources)), len(sources) - 1)
    return [
        part.text.strip() or part.imports[0].line
        for part in parts
        if part.listing < len(sources) - 1
    ]


ALL = "all that stands above"


@pytest.mark.parametrize(
    ("sources", "kept"),
    [
        (["a = 1\nb = 2\nprint(a)", "print(b)"], ["b = 2"]),
        (["a = 1\na = 2", "a"], ["a = 2"]),
        (["a = 1", "a = 2", "a += 1"], ["a = 2"]),
        (["a = 1\na += 1\nb = a", "b"], ALL),
        (["def f(): return g()\ndef g(): return a\na = 1", "f()"], ALL),
        (["def f(a): return a\na = 1", "f(2)"], ["def f(a): return a"]),
        (["a = {}\na['x'] = 1\nb = {}\nb['x'] = 1", "b"], ["b = {}", "b['x'] = 1"]),
        (["a = []\na.append(1)\nprint(a)", "a"], ["a = []", "a.append(1)"]),
        (["import numpy as np\na, b = [1], [2]", "print(b)"], ["a, b = [1], [2]"]),
        (["i = y = 1", "for i in [3]: y = i; print(i, y)"], []),
        (["y = 1", "for i in [3]: y = i", "print(y)"], ["for i in [3]: y = i"]),
        (["y = 1", "for i in []: y = i", "print(y)"], ["y = 1"]),
        (["try:\n    a = 1\nexcept ValueError:\n    a = 2", "a"], ALL),
        (["a, b = 1, 0\nif b: a = 2", "a"], ["a, b = 1, 0"]),
        (["c = 1\ndef f(): return c", "def f(): return 2", "f()"], ["def f(): return 2"]),
        (["def f(): return c", "c = 1\nd = f()", "c = 2", "d"],
         ["def f(): return c", "c = 1", "d = f()"]),
        (["a = [1]\ndef f(x): return sum(x)\nf(a)", "a"], ["a = [1]"]),
        (["a = [1]\ndef f(x): x.pop()\nf(a)", "a"], ALL),
        (["class A:\n    def f(self): return g()\ndef g(): return 1", "a = A()"], ALL),
        (["c = 1", "def f(): return c"], ALL),
        (["from numpy.random import default_rng\nrng = default_rng(0)",
          "a = rng.normal()\nb = 1", "print(rng.normal())"],
         ["from numpy.random import default_rng", "rng = default_rng(0)", "a = rng.normal()"]),
        (["import numpy as np\na = np.zeros(99999)", "a[7] = 1", "b = a[:9] + 1", "b[0] = 2", "a"],
         ["import numpy as np", "a = np.zeros(99999)", "a[7] = 1"]),
        (["import numpy as np\na = np.arange(99999)", "b = a[::-1]", "b[:] = b.copy()[::-1]", "a"],
         ALL),
        (["from mlcheats import TwoLayerNet\nimport numpy as np\nrng = np.random.default_rng(0)",
          "net = TwoLayerNet(2, 2, 2, rng=rng)", "net.params['W1'] += 1", "print(net.loss)",
          "net.predict([1, 2])"],
         ["from mlcheats import TwoLayerNet", "import numpy as np",
          "rng = np.random.default_rng(0)", "net = TwoLayerNet(2, 2, 2, rng=rng)",
          "net.params['W1'] += 1"]),
        (["def g():\n    yield 1\n    yield 2\nit = g()", "x = next(it)\ny = 1", "next(it)"], ALL),
    ],
)  # fmt: skip
def test_a_listing_takes_what_it_needs_alone(sources, kept):
    if kept is ALL:
        trees = [ast.parse(source).body for source in sources[:-1]]
        kept = [ast.unparse(node) for body in trees for node in body]
        assert [ast.unparse(ast.parse(text)) for text in slice_of(*sources)] == kept
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
    with contextlib.redirect_stdout(io.StringIO()):
        parts = parts_of(sources, ran(sources))
    script = Scripts("page", parts, copies.project(ROOT).package, []).script(number)
    for text in ["\n".join([*sources[:-1], "print('here')", sources[-1]]), script]:
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(text, {"__name__": "__main__"})
        if text is not script:
            page = printed.getvalue().partition("here\n")[2]
    assert printed.getvalue().endswith(page), script
    assert page


@pytest.mark.parametrize("repository", [None, "https://host.example/a/b"])
def test_a_script_says_where_its_files_are_to_be_had(repository):
    for source in ("print(len('assets/a.npz'))", "print(1)"):
        with contextlib.redirect_stdout(io.StringIO()):
            parts = parts_of([source], ran([source]))
        text = Scripts("page", parts, PACKAGE, [], repository).script(1)
        told = bool(repository) and "assets" in source
        assert (f"# They come with `git clone {repository}`.\n\n" in text) == told


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
    did = [Ran([Step() for _ in ast.parse(source).body]) for source in sources]
    parts = parts_of(list(sources), did)
    return Scripts("page", parts, PACKAGE, ["data/file"]).script(len(sources))


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
