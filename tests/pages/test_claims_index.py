"""What the home page promises, computed."""

from pathlib import Path

import pytest
from quoting import quoted

from press.read.listings import find_listings

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("language", ["ko", "en"])
@quoted(
    "index",
    "파이썬 코드는 [둘](mnist.md#data)을 빼고 모두 실행된다.",
    "All Python listings but [two](mnist.md#data) are executed;",
)
def test_two_python_listings_are_not_run(language):
    listings = [
        (page.name, listing)
        for page in (DOCS / language).glob("*.md")
        for listing in find_listings(page.read_text(encoding="utf-8"))
        if listing.info == "python"
    ]
    assert [page for page, listing in listings if not listing.runs] == ["mnist.md", "mnist.md"]
    assert len(listings) > 100


@pytest.mark.parametrize("language", ["ko", "en"])
@quoted(
    "index", "## 열 줄 신경망 { #ten-lines }", "## A neural network in ten lines { #ten-lines }"
)
def test_it_takes_no_more_than_ten_lines(language):
    text = (DOCS / language / "index.md").read_text(encoding="utf-8")
    (listing,) = (each for each in find_listings(text) if each.info == "python")
    assert len([line for line in listing.source.splitlines() if line]) <= 10
