"""The lab: the build runs its cells, once for both languages, and its prose says what they gave."""

import ast
import html
import json
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from building import build
from quoting import QUOTES, quoted

from mlcheats import load_mnist
from press.material.languages import FOLDERS
from press.read.blocks import CODE, IDS, LINK, find_blocks
from press.read.listings import find_listings
from press.words.claims import Quote

ROOT = Path(__file__).parents[2]
PAGES = {
    language: (ROOT / "docs" / language / "lab.md").read_text(encoding="utf-8")
    for language in FOLDERS
}
CODE_CELLS = [listing.source for listing in find_listings(PAGES["ko"])]
OUTPUT = re.compile(r'<pre[^>]* class="output" data-search-exclude>(.*?)</pre>', re.S)
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?%?")
CITED = re.compile(r"\([^()]*, \d{4}\)")
QUESTIONS = "{ #questions }"  # from here on, the numbers are the reader's own
each_language = pytest.mark.parametrize("language", FOLDERS)


def outputs(site, language):
    """What the cells of the built page print."""
    page = (site / FOLDERS[language] / "lab" / "index.html").read_text(encoding="utf-8")
    return [html.unescape(text) for text in OUTPUT.findall(page)]


@pytest.fixture(scope="module")
def lab(site):
    """The numbers that the cells print."""
    printed = "\n".join(outputs(site, "ko"))

    def numbers(pattern):
        return [number(text) for found in re.findall(pattern, printed) for text in found.split()]

    return SimpleNamespace(
        counts=numbers(r"(?:fewest|most): +(\d+)"),
        nearest=numbers(r"nearest mean: (\S+)"),
        accuracy=numbers(r"(?:training|test) data: +(\S+) right"),
        mistakes=re.findall(r"(\d) read as (\d)", printed),
        surest=numbers(r"at least (\S+) sure"),
        answered=numbers(r"answers (\S+) of"),
        right=numbers(r"right about (\S+) of"),
        weights=numbers(r"largest weight.*: +(\S+)"),
        shaken=numbers(r"(?m)^((?:\d+%\s?)+)$"),
    )


def number(text):
    value = float(text.rstrip("%").replace(",", ""))
    return value / 100 if text.endswith("%") else value


# What the prose says in either language, and what is true then.
CLAIMS = [
    (
        "1.3배가 안 될 만큼 고르다",
        "less than 1.3 times the images",
        lambda lab: max(lab.counts) < 1.3 * min(lab.counts),
    ),
    ("적어도 이보다는", "better than this", lambda lab: lab.nearest < lab.accuracy),
    ("97% 넘게 맞힌다", "more than 97%", lambda lab: lab.accuracy[1] > 0.97),
    ("두 선이 벌어진다", "two lines part", lambda lab: lab.accuracy[0] - lab.accuracy[1] > 0.01),
    ("4를 9로 읽는", "read a 4 as a 9", lambda lab: lab.mistakes[-1] == ("4", "9")),
    ("99%쯤 확신하면서", "about 99% sure", lambda lab: lab.surest == [0.99]),
    ("열 장에 한 장도 안 되게", "fewer than one image in ten", lambda lab: lab.answered[0] > 0.9),
    ("틀린 것은 1%가", "fewer than 1%", lambda lab: lab.right[0] > 0.99),
    ("처음 뽑은 작은 값", "small values first", lambda lab: lab.weights[0] < 0.1 < lab.weights[1]),
    (
        "0.1까지는 거의 그대로",
        "hardly changes up to 0.1",
        lambda lab: lab.shaken[0] - lab.shaken[1] < 0.02,
    ),
    (
        "두 픽셀부터 빠르게",
        "from two pixels on, accuracy falls fast",
        lambda lab: lab.shaken[5] - lab.shaken[6] < 0.05 < 0.1 < lab.shaken[6] - lab.shaken[7],
    ),
    ("숫자 7", "The digit 7", lambda lab: load_mnist()[1][1][0] == 7),
    ("절반을 훨씬 넘게", "far more than half", lambda lab: lab.shaken[-1] < 0.4),
]


QUOTES += [Quote("lab", korean, english) for korean, english, _ in CLAIMS]


@pytest.mark.parametrize(("korean", "english", "holds"), CLAIMS, ids=[en for _, en, _ in CLAIMS])
def test_a_claim_stands_in_both_languages_and_holds(lab, korean, english, holds):
    assert korean in PAGES["ko"]
    assert english in PAGES["en"]
    assert holds(lab), lab


@each_language
def test_each_number_of_the_prose_is_in_the_code_or_in_a_claim(language):
    claimed = " ".join(korean if language == "ko" else english for korean, english, _ in CLAIMS)
    known = {number(found) for found in NUMBER.findall(" ".join([claimed, *CODE_CELLS]))}
    page = PAGES[language].partition(QUESTIONS)[0]
    for block in find_blocks(page):
        if block.speaks:
            prose = CITED.sub("", IDS.sub("", LINK.sub("", CODE.sub("", block.text))))
            unknown = [found for found in NUMBER.findall(prose) if number(found) not in known]
            assert not unknown, f"docs/{language}/lab.md:{block.line}: {unknown}"


@quoted(
    "about",
    "- 출력을 비교하지 않는 코드: 실험실의 셀. 출력을 미리 적어 두지 않는다.",
    "- Code whose outputs are not compared: the cells of the lab. Their outputs are not written "
    "down beforehand.",
)
def test_each_cell_shows_what_it_prints(site):
    """And says nothing of it itself: no output is written by hand."""
    assert all("#>" not in cell for cell in CODE_CELLS)
    tops = [ast.parse(cell).body for cell in CODE_CELLS]
    speaks = [any(not isinstance(node, ast.FunctionDef) for node in top) for top in tops]
    assert all(speaks)
    printing = [cell for cell in CODE_CELLS if re.search(r"^(?:    )?print\(|^test\(", cell, re.M)]
    assert len(outputs(site, "ko")) == len(printing)


def test_both_languages_show_one_run(site):
    assert outputs(site, "ko") == outputs(site, "en") != []


@each_language
def test_search_knows_the_prose_and_not_the_outputs(site, language):
    file = site / FOLDERS[language] / "search" / "search_index.json"
    entries = json.loads(file.read_text(encoding="utf-8"))["docs"]
    text = "\n".join(entry["text"] for entry in entries if entry["location"].startswith("lab/"))
    assert {"ko": "혼동 행렬", "en": "confusion matrix"}[language] in text
    for line in "\n".join(outputs(site, language)).split("\n"):
        assert line not in text


HEADER = """\
---
jupyter:
  kernelspec:
    display_name: Python 3
    language: python
    name: python3
---

# Title { #title }

"""


def build_lab(folder, *cells, **environment):
    """Build a notebook on its own."""
    page = HEADER + "\n\n".join(f"```python\n{cell}\n```" for cell in cells)
    return build(folder, {"index.md": "# Home { #home }", "lab.md": page}, environment=environment)


def test_cells_run_in_this_python_whatever_kernels_the_user_has(tmp_path):
    kernel = tmp_path / "jupyter" / "kernels" / "python3" / "kernel.json"
    kernel.parent.mkdir(parents=True)
    spec = {"argv": ["false"], "display_name": "Python 3", "language": "python"}
    kernel.write_text(json.dumps(spec))
    startup = tmp_path / "ipython" / "profile_default" / "startup" / "x.py"
    startup.parent.mkdir(parents=True)
    startup.write_text("import sys; sys.prefix = 'of the user'")
    done = build_lab(
        tmp_path,
        "import sys",
        "print(sys.prefix, 1 < 2)",
        JUPYTER_DATA_DIR=str(tmp_path / "jupyter"),
        JUPYTER_PREFER_ENV_PATH="0",
        IPYTHONDIR=str(tmp_path / "ipython"),
    )
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "site" / "lab" / "index.html").read_text(encoding="utf-8")
    assert [html.unescape(text) for text in OUTPUT.findall(page)] == [f"{sys.prefix} True"]


@quoted(
    "about",
    "사이트를 빌드할 때 모두 실행한다. 오류나 경고가 나면 멈춘다.",
    "Building the site runs every one. An error or a warning stops the build.",
)
@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("x = 2\ny = x + z", r"docs/ko/lab\.md:17: the listing raises NameError: name 'z' is"),
        (
            "import warnings\nwarnings.warn('no')",
            r"docs/ko/lab\.md:17: the listing raises UserWarning: no",
        ),
        ("import sys\nsys.exit(0)", r"docs/ko/lab\.md:17: the listing raises SystemExit"),
        ("x = 3\nimport os\nos._exit(0)", r"docs/ko/lab\.md:16: the listing raises SystemExit"),
        ("def f(:", r"docs/ko/lab\.md:16: the listing raises SyntaxError"),
        ("import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()", r"lab\.md:16: .*no !\["),
    ],
)
def test_a_faulty_cell_fails_the_build(tmp_path, cell, fault):
    done = build_lab(tmp_path, "x = 1", cell)
    assert done.returncode == 1
    assert re.search(fault, done.stderr), done.stderr
