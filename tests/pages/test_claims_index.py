"""What the home page promises, computed."""

from pathlib import Path

import numpy as np
import pytest
from quoting import quoted

from mlcheats import load_mnist
from press.read.listings import find_listings

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("language", ["ko", "en"])
@quoted(
    "index",
    "파이썬 코드 {{ listings }}개는 [둘](mnist.md#data)을 빼고 모두 실행된다.",
    "Of {{ listings }} Python listings, all but [two](mnist.md#data) are executed;",
)
def test_two_python_listings_are_not_run(language):
    listings = [
        (page.name, listing)
        for page in (DOCS / language).glob("*.md")
        for listing in find_listings(page.read_text(encoding="utf-8"))
        if listing.info == "python"
    ]
    never = [page for page, each in listings if not each.runs and not each.elsewhere]
    assert never == ["mnist.md", "mnist.md"]
    # `pytest -m elsewhere` runs these: test_claims_elsewhere.py, test_claims_scale.py
    assert {page for page, each in listings if each.elsewhere} == {"elsewhere.md", "scale.md"}
    assert len(listings) > 100


@pytest.mark.parametrize("language", ["ko", "en"])
@quoted(
    "index", "## 열 줄 신경망 { #ten-lines }", "## A neural network in ten lines { #ten-lines }"
)
def test_it_takes_no_more_than_ten_lines(language):
    text = (DOCS / language / "index.md").read_text(encoding="utf-8")
    (listing,) = (each for each in find_listings(text) if each.info == "python")
    assert len([line for line in listing.source.splitlines() if line]) <= 10


@quoted(
    "index",
    "손글씨 숫자 70,000장이 함께 들어 있다.",
    "The 70,000 handwritten digits come with it.",
)
@quoted(
    "index",
    "숫자를 읽는 신경망을 60,000장으로 학습시키고, 학습에 쓰지 않은 10,000장으로 시험한다.",
    "Train a network to read digits on 60,000 images, "
    "then test it on 10,000 that were not used for training.",
)
def test_the_digits_that_come_with_it():
    (x_train, _), (x_test, _) = load_mnist()
    assert (len(x_train), len(x_test), len(x_train) + len(x_test)) == (60_000, 10_000, 70_000)
    seen = {image.tobytes() for image in x_train.astype(np.float32)}
    assert not any(image.tobytes() in seen for image in x_test.astype(np.float32))
