"""Tests of the page tests: each kind of fault on a page fails at its line, its mended twin passes.

The small pages start with two lines of prose and a fence, so their code starts at line 4.
"""

import importlib
import shutil
import subprocess
import sys
from pathlib import Path

import canonical
import pytest
from checking import OTHER_KINDS, Page
from quoting import quoted

from press.read.listings import find_listings
from press.read.outputs import same

ROOT = Path(__file__).parents[2]


def fence(code: str, info: str = "python") -> str:
    return f"Some prose.\n\n```{info}\n{code}\n```\n"


@pytest.fixture
def check(tmp_path):
    """Write a page, check all its listings; the problems as (line, text)."""

    def check(text):
        path = tmp_path / "docs" / "ko" / "page.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        page = Page(path, tmp_path)
        return [(p.line, p.text) for listing in page.listings for p in page.check(listing)]

    return check


# What the page says wrongly, the line that must be named, what the message must hold.
WRONG = {
    "number": ("print(2 + 2)  # 5", 4, ["expected  5", "got       4"]),
    "digit of a float": ("print(1 / 3)  # 0.334", 4, ["0.334", "0.3333333333333333"]),
    "integer for a float": ("print(4 / 2)  # 2", 4, ["expected  2", "got       2.0"]),
    "truth for a number": ("print(1 == 1)  # 1", 4, ["expected  1", "got       True"]),
    "array": (
        "import numpy as np\nprint(np.array([[1, 2], [3, 4]]))  # [[1 2] [3 5]]",
        5,
        ["expected  [[1 2] [3 5]]", "got       [[1 2]\n           [3 4]]"],
    ),
    "shape": (
        "import numpy as np\nprint(np.array([[1, 2], [3, 4]]))  # [1 2 3 4]",
        5,
        ["expected  [1 2 3 4]", "got       [[1 2]"],
    ),
    "third of several lines": (
        "for i in range(3):\n    print(i, i * i)\n#> 0 0\n#> 1 1\n#> 2 5",
        8,
        ["expected  0 0", "2 5", "got       0 0", "2 4"],
    ),
    "text": ('print("a b")  # a c', 4, ["expected  a c", "got       a b"]),
    "no output given": ("x = 1\nprint(x)", 5, ["expected  nothing", "got       1"]),
    "no output given below a loop": ("for i in (1, 2):\n    print(i)", 5, ["nothing", "1"]),
    "output of a silent statement": ("x = 1\n#> 1", 5, ["expected  1", "got       nothing"]),
    "output in the air": ("print(1)  # 1\n\n#> 2", 6, ["not right below a statement"]),
    "output inside a block": ("if True:\n    #> 1\n    pass", 5, ["not right below"]),
    "marked output beside": ("print(1)  #> 1", 4, ["expected  > 1", "got       1"]),
    "unchecked value": ("x = 1 + 1  # 3", 4, ["nothing is printed", "3"]),
    "bare expression": ("x = (2, 3)\nx  # the shape", 5, ["print it"]),
    "dropped result": ("abs(-1)  # 1", 4, ["print it"]),
    "exception": ("x = 1\nx / 0\nprint(x)  # 1", 5, ["ZeroDivisionError: division by zero"]),
    "exit": ("import sys\nsys.exit()", 5, ["SystemExit"]),
    "syntax": ("x = 1\nprint(x", 5, ["SyntaxError"]),
    "return at top level": ("x = 1\nreturn x", 5, ["SyntaxError"]),
    "missing file": ('open("assets/none.npz")', 4, ["FileNotFoundError", "assets/none.npz"]),
    "file left open": (
        'text = open("assets/file.txt").read()\nprint(1)  # 1',
        4,
        ["ResourceWarning", "unclosed file"],
    ),
    "overflow": (
        "import numpy as np\n\nx = np.exp(np.array([1e3]))",
        6,
        ["RuntimeWarning: overflow"],
    ),
    "drifted function": (
        'def sigmoid(x):\n    """S."""\n    return 1 / (1 + np.exp(-2 * x))',
        4,
        ["-    return 1 / (1 + np.exp(-x))", "+    return 1 / (1 + np.exp(-2 * x))", "page.md:4"],
    ),
    "figure without image line": (
        "import matplotlib.pyplot as plt\n\nplt.plot([1, 2])\nplt.show()",
        4,
        ["a figure without an image line"],
    ),
}
RIGHT = {
    "number": "print(2 + 2)  # 4",
    "digits of a float": "print(1 / 3)  # 0.333",
    "float": "print(4 / 2)  # 2.0",
    "truth": "print(1 == 1)  # True",
    "array": "import numpy as np\nprint(np.array([[1, 2], [3, 4]]))  # [[1 2] [3 4]]",
    "several lines": "for i in range(3):\n    print(i, i * i)\n#> 0 0\n#> 1 1\n#> 2 4",
    "comment and lines": "print(1)  # one\n#> 1",
    "text": 'print("a  b")  # a b',
    "prose comment": "x = 1  # one of 2",
    "plain comment below": "x = 1\n# > not an output",
    "two on a line": "x = 1; print(x)  # 1",
    "dropped nothing": "x = [2, 1]\nx.sort()  # in place",
    "caught exception": "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    print(e)\n"
    "#> division by zero",
    "caught warning": "import numpy as np\n\nwith np.errstate(over='ignore'):\n"
    "    print(np.exp(np.array([1e3])))\n#> [inf]",
    "canonical function": "import numpy as np\n\n\ndef sigmoid(x):\n"
    "    return 1 / (1 + np.exp(-x))  # one line",
    "naive function": "def sigmoid_naive(x):\n    return 0",
    "relative file": "import numpy as np\n\nprint(np.loadtxt('assets/file.txt'))  # [1. 2.]",
    "main": 'if __name__ == "__main__":\n    print(1)  # 1',
}

PACKAGED = '''
import functools

def checked(f):
    return functools.wraps(f)(lambda x: f(x))

@checked
def sigmoid(x: float) -> float:
    """S-shaped."""
    return 1 / (1 + np.exp(-x))

@functools.cache
class Net:
    """A network."""
    size: int = 1
    depth: int
    def loss(self: "Net") -> None:
        """Nothing yet."""
'''


@pytest.fixture(autouse=True)
def package(monkeypatch, tmp_path):
    """A stand-in for mlcheats, so that these tests do not depend on what it defines today."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "file.txt").write_text("1 2\n")
    (tmp_path / "packaged.py").write_text(PACKAGED)
    monkeypatch.syspath_prepend(tmp_path)
    packaged = importlib.import_module("packaged")
    packaged.__all__ = ["sigmoid", "Net"]
    monkeypatch.setattr(canonical, "mlcheats", packaged)
    yield
    del sys.modules["packaged"]
    canonical.definitions.cache_clear()


@pytest.mark.parametrize(("code", "line", "words"), WRONG.values(), ids=WRONG)
def test_wrong_page_fails_at_its_line(check, code, line, words):
    problems = check(fence(code))
    assert [problem[0] for problem in problems] == [line]
    for word in words:
        assert word in problems[0][1]


@pytest.mark.parametrize("code", RIGHT.values(), ids=RIGHT)
def test_right_page_passes(check, code):
    assert check(fence(code)) == []


@pytest.mark.parametrize(
    "info",
    [
        "py",
        "pycon",
        "python3",
        "python title='x'",
        "python ",
        " python",
        "Python",
        "{.python}",
        "ipython",
        "",
        "mermiad",
    ],
)
def test_odd_info_string_fails_at_its_fence(check, info):
    [(line, text)] = check(fence("print(1)  # 1", info))
    assert line == 3
    assert repr(info) in text


@pytest.mark.parametrize("info", OTHER_KINDS)
def test_other_kinds_are_not_run(check, info):
    assert check(fence("not Python", info)) == []


DRAW = fence("import matplotlib.pyplot as plt\n\nplt.plot([1, 2])\nplt.show()")


def test_figure_with_description_passes(check):
    assert check(DRAW + "\n![A line.](line.svg)\n") == []


def test_figure_counts_even_when_it_is_not_shown(check):
    page = DRAW.replace("plt.show()", "pass")
    assert [line for line, _ in check(page)] == [4]
    assert check(page + "![A line.](line.svg)\n") == []


def test_image_without_description_fails(check):
    [(line, text)] = check(DRAW + "\n![](line.svg)\n")
    assert line == 10
    assert "line.svg has no description" in text


def test_image_without_drawing_fails(check):
    [(line, text)] = check(fence("x = 1") + "\n![A line.](line.svg)\n")
    assert line == 7
    assert "line.svg" in text


def test_figure_of_one_listing_does_not_count_for_the_next(check):
    assert check(DRAW + "\n![A line.](line.svg)\n\n" + fence("x = 1")) == []


@quoted(
    "about",
    "페이지의 파이썬 코드를 위에서부터 차례로 실행한다",
    "The Python listings of a page are run in order, from top to bottom",
)
def test_listings_share_one_namespace_in_order(check):
    assert check(fence("x = 1") + fence("print(x + 1)  # 2")) == []


@pytest.mark.filterwarnings("ignore")
def test_warnings_are_errors_whatever_pytest_is_told(check):
    [(_, text)] = check(fence("import warnings\n\nwarnings.warn('Look out')"))
    assert "UserWarning: Look out" in text


def test_print_options_hold_to_the_end_of_the_page_and_error_states_of_the_listing(check):
    page = fence("import numpy as np\n\nnp.set_printoptions(threshold=5)\nnp.seterr(all='ignore')")
    page += fence("print(np.arange(9))  # [0 1 2 ... 6 7 8]\nx = np.exp(np.array([1e3]))")
    [(line, text)] = check(page)
    assert line == 13
    assert "overflow" in text
    assert check(fence("import numpy as np\n\nprint(np.arange(6))  # [0 1 2 3 4 5]")) == []


def test_listings_after_an_exception_are_not_run(check):
    problems = check(fence("x = 1 / 0") + fence("print(x)  # 1") + fence("y", "text"))
    assert [line for line, _ in problems] == [4, 9]
    assert problems[1][1] == "not run: docs/ko/page.md:4 failed before"


def test_listings_after_a_wrong_output_are_run(check):
    problems = check(fence("x = 1\nprint(x)  # 2") + fence("print(x)  # 1"))
    assert [line for line, _ in problems] == [5]


def test_exception_in_an_earlier_function_names_both_lines(check):
    [(line, text)] = check(fence("def f():\n    return 1 / 0") + fence("f()"))
    assert line == 10
    assert 'page.md", line 5, in f' in text


def test_one_listing_asked_for_alone_runs_those_before_it(tmp_path):
    path = tmp_path / "page.md"
    path.write_text(fence("x = 1") + fence("print(x)  # 1"))
    page = Page(path, tmp_path)
    assert page.check(page.listings[1]) == []


@quoted(
    "about",
    "- 실행하지 않는 파이썬 코드: {{ not_run }}의 [예제](mnist.md#data). 인터넷에 연결되어 "
    "있어야 한다.",
    "- Python listings that are not run: the [examples](mnist.md#data) of {{ not_run }}. They "
    "need an internet connection.",
)
def test_listing_that_needs_the_network_is_compiled_only(check):
    assert check(fence("from keras.datasets import mnist\nprint(mnist)")) == []
    [(line, text)] = check(fence("from keras.datasets import mnist\nprint(mnist"))
    assert line == 5
    assert "SyntaxError" in text


@quoted(
    "about",
    "페이지에 실린 공개 함수와 클래스가 패키지 `mlcheats`의 것과 구문까지 같은지 본다",
    "Public functions and classes shown on a page must match those of the package `mlcheats` "
    "down to the syntax",
)
def test_public_class_is_compared_too(check):
    net = "class Net:\n    size = 1\n\n    def loss(self):\n        pass"
    assert check(fence(net)) == []
    [(line, text)] = check(fence("\n" + net.replace("1", "2")))
    assert line == 5
    assert "packaged.py:13" in text
    assert "-    size = 1\n+    size = 2" in text


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        ("0.0975", "0.09750000000000003"),
        ("0.51082546", "0.510825457099338"),
        ("0.13", "0.125"),
        ("0.12", "0.125"),
        ("1e-07", "1.2e-07"),
        ("-0.5", "-0.49999"),
        ("[[10 40] [30 80]]", "[[10 40]\n [30 80]]"),
        ("[0.5 1.]", "[0.5 1. ]"),
        ("[ 0.5 -1. ]", "[ 0.5 -1. ]"),
        ("[1 ... 9]", "[1 ...\n 9]"),
        ("nan -inf inf", "nan -inf inf"),
        ("loss 0.51, 97.5%", "loss 0.5108, 97.46%"),
        ("float32 (2, 3)", "float32 (2, 3)"),
        ("-0.0", "-0.0"),
        ("The end is 0.5.", "The end is 0.51."),
    ],
)
def test_same(expected, got):
    assert same(expected, got)


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        ("0.0976", "0.09750000000000003"),
        ("0.51082547", "0.510825457099338"),
        ("0.5000", "0.5001"),
        ("0.5001", "0.5"),
        ("0.0", "0.04"),
        ("0.", "0.4"),
        ("5.", "5.3"),
        ("5.e-03", "5.3e-03"),
        ("0.0", "-0.0"),
        ("0.00", "-0.001"),
        ("0.5", "-0.5"),
        ("2", "2.0"),
        ("2.0", "2"),
        ("1", "True"),
        ("0.0", "nan"),
        ("nan", "0.0"),
        ("inf", "-inf"),
        ("1e-07", "1e-08"),
        ("[1 2 3 4]", "[[1 2]\n [3 4]]"),
        ("[1 2]", "[1, 2]"),
        ("[1 2]", "[12]"),
        ("[1 2]", "[1 2 3]"),
        ("float32", "float64"),
        ("W1", "W2"),
        ("1.2.3", "1.2.4"),
        ("1+2j", "1+3j"),
        ("2.5j", "2.51j"),
        ("v1.5", "v1.52"),
        ("ab", "a b"),
        ("0.51", "loss 0.51"),
        ("", "1"),
        ("1", ""),
    ],
)
def test_not_same(expected, got):
    assert not same(expected, got)


@quoted(
    "about",
    "`# [0 1 1]`이나 `#>` 뒤에 적은 값을 실제 출력과 비교한다. 배열은 배열로, 실수는 적힌 "
    "자릿수까지",
    "The values after `# [0 1 1]` or `#>` are compared with the real output: arrays as arrays, "
    "floats to the digits shown",
)
@pytest.mark.parametrize(
    ("expected", "got"),
    [
        ("[[0.574 -1.2] [3. 40.]]", "[[ 0.57444252 -1.2000001 ]\n [ 3.         40.        ]]"),
        ("epoch 12: loss 1.25e-03, 97.5%", "epoch 12: loss 1.2498e-03, 97.52%"),
    ],
)
def test_no_digit_can_change(expected, got):
    assert same(expected, got)
    for i, digit in enumerate(expected):
        if digit.isdigit():
            changed = f"{expected[:i]}{(int(digit) + 1) % 10}{expected[i + 1 :]}"
            assert not same(changed, got)


def test_find_listings_in_admonitions_tabs_and_longer_fences():
    text = (
        "!!! note\n\n    ```python\n    if x:\n        y = 1\n    ```\n\n    ![D.](d.svg)\n\n"
        '=== "A"\n\n    ```text\n    a\n    ```\n\n'
        "````text\n```python\nnot a listing\n```\n````\n\n"
        "~~~python\nz = 1\n~~~\nProse.\n\n![Not its own.](e.svg)\n"
    )
    listings = find_listings(text)
    assert [(x.info, x.line) for x in listings] == [
        ("python", 4),
        ("text", 13),
        ("text", 17),
        ("python", 23),
    ]
    assert listings[0].source == "if x:\n    y = 1\n"
    assert (listings[0].image.description, listings[0].image.name) == ("D.", "d.svg")
    assert listings[0].image.line == 8
    assert listings[3].image is None
    assert text[listings[3].start : listings[3].end] == "~~~python\nz = 1\n~~~"


@pytest.mark.parametrize(
    "text", ["A.\n\n```python\nx = 1\n", "A.\n\n```python\n~~~\n", "A.\n\n```"]
)
def test_open_fence_fails(text):
    with pytest.raises(ValueError, match="line 3: the fence is not closed"):
        find_listings(text)


def run_pytest(directory: Path, *options: str) -> str:
    quietly = ["-n0", "-q", "-p", "no:cacheprovider", "-rf"]
    command = [sys.executable, "-m", "pytest", *quietly, *options]
    done = subprocess.run(
        command, cwd=directory, capture_output=True, encoding="utf-8", check=False
    )
    return done.stdout + done.stderr


@pytest.fixture
def project(tmp_path):
    """A project with the real conftest.py and settings, for pages of the tests' own."""
    shutil.copy(ROOT / "conftest.py", tmp_path)
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    settings = settings.replace('"tests/support"', f"'{ROOT / 'tests/support'}'")
    (tmp_path / "pyproject.toml").write_text(settings)
    (tmp_path / "docs" / "ko").mkdir(parents=True)
    return tmp_path


def test_through_pytest(project):
    pages = project / "docs" / "ko"
    (pages / "right.md").write_text(fence(RIGHT["relative file"]))
    (pages / "wrong.md").write_text(fence("print(1)  # 2") + fence("print(1 / 0)  # 0"))
    (pages / "odd.md").write_text(fence("print(1)  # 1", "py"))
    (pages / "open.md").write_text("```python\n")
    out = run_pytest(pages)  # not from the root: files open all the same
    assert "ValueError: line 1: the fence is not closed" in out
    (pages / "open.md").unlink()
    out = run_pytest(pages)
    assert "3 failed, 1 passed" in out
    for line in [
        "docs/ko/wrong.md:4: a wrong output",
        "expected  2",
        "got       1",
        "docs/ko/wrong.md:9: ZeroDivisionError: division by zero",
        "docs/ko/odd.md:3: the fence says 'py'",
    ]:
        assert line in out


def test_docstrings_through_pytest(project):
    (project / "mlcheats").mkdir()
    (project / "mlcheats" / "__init__.py").write_text("__all__ = []\n")
    code = 'def f():\n    """F.\n\n    >>> 1 / 3\n    0.33\n    >>> 2 / 3\n    0.66\n    """\n'
    (project / "mlcheats" / "f.py").write_text(code)
    out = run_pytest(project, "mlcheats")
    assert "1 failed, 1 passed" in out
    assert "f.py, line 6" in out


STALE = """Prose.

```python
import numpy as np

A = np.array([[1, 2], [30, 4]])
print(A)  # ?
print(np.arange(40))  # ?
print(0.1 + 0.2)  # 0.3
print(A.sum())
for row in A:
    print(row)
for row in A:
    print(row / 3)
#> [0.33 0.67]
#> [11. 1.33]
if len(A) > 1:
    print(len(A))
print(2)  # why
#> 3
#> 4
x = 1
#> 1
print("가" * 3)  # 나
print("a\\n\\nb")  # a
```

!!! note

    ```python
    print(1)  # 2
    print("a\\nb")  # c
    ```
"""
RENEWED = """Prose.

```python
import numpy as np

A = np.array([[1, 2], [30, 4]])
print(A)  # [[1 2] [30 4]]
print(np.arange(40))
#> [ 0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21 22 23
#>  24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39]
print(0.1 + 0.2)  # 0.3
print(A.sum())  # 37
for row in A:
    print(row)
#> [1 2]
#> [30  4]
for row in A:
    print(row / 3)
#> [0.33 0.67]
#> [10.          1.33333333]
if len(A) > 1:
    print(len(A))
#> 2
print(2)  # why
#> 2
x = 1
print("가" * 3)  # 가가가
print("a\\n\\nb")
#> a
#>
#> b
```

!!! note

    ```python
    print(1)  # 1
    print("a\\nb")
    #> a
    #> b
    ```
"""


def test_update_docs_rewrites_wrong_outputs_once(project):
    path = project / "docs" / "ko" / "page.md"
    path.write_text(STALE, encoding="utf-8")
    assert "2 passed" in run_pytest(project, "--update-docs", "docs")
    assert path.read_text(encoding="utf-8") == RENEWED
    before = path.stat().st_mtime_ns
    assert "2 passed" in run_pytest(project, "--update-docs", "docs")
    assert path.stat().st_mtime_ns == before


def test_update_docs_leaves_other_faults_failing(project):
    (project / "docs" / "ko" / "page.md").write_text(fence("print(1)  # 2\n1 / 0"))
    assert "ZeroDivisionError" in run_pytest(project, "--update-docs", "docs")
