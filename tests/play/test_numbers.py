"""The numbers of what can be played with on the pages are the package's own: compared in Node."""

import base64
import gzip
import re
from pathlib import Path
from typing import Any

import digits
import numpy as np
import pytest
from building import ROOT
from PIL import Image

import mlcheats
from mlcheats._commands import PACKAGED_WEIGHTS
from mlcheats.images import as_mnist
from press.play import play
from press.tools import node

RUN = Path(__file__).with_name("numbers.mjs")
HERE = ROOT / "press/play"
OPTIMIZERS = ["SGD", "Momentum", "Nesterov", "AdaGrad", "RMSprop", "Adam"]
NAMES = [file.stem for file in sorted(HERE.glob("*.js"))]


def answers(name: str, calls: list[list[Any]]) -> list[Any]:
    return node.run(RUN, {"name": name, "calls": calls})


@pytest.mark.parametrize("name", NAMES)
def test_each_stands_below_a_figure_in_both_languages(name):
    for language in ("ko", "en"):
        pages = (ROOT / "docs" / language).glob("*.md")
        (page,) = [page for page in pages if f"]({name}.svg)" in page.read_text(encoding="utf-8")]
        markup = play.below(f"{name}.svg", language)
        assert f'data-play="{name}"' in markup
        assert bool(re.search("[가-힣]", markup)) == (language == "ko"), page


def test_other_figures_have_nothing_below():
    assert play.below("sigmoid.svg", "ko") == ""


@pytest.mark.parametrize("name", NAMES)
def test_each_is_small(name):
    parts = [(HERE / f"{name}.js").read_bytes(), (HERE / f"{name}.html").read_bytes()]
    assert len(gzip.compress(b"".join(parts))) < 5000


def test_the_size_of_the_weights_is_stated():
    kilobytes = len(play.files()[f"{play.ADDRESS}/digit_weight.npz"]) / 1000
    assert f"({kilobytes:.0f} kB)" in play.below("mnist-mistakes.svg", "en")


def test_a_perceptron_answers_as_the_page_has_it():
    rng = np.random.default_rng(0)
    values = (rng.integers(-60, 61, (500, 3)) / 20).tolist()
    x1, x2 = np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1])
    expected = [np.where(w1 * x1 + w2 * x2 + b > 0, 1, 0).tolist() for w1, w2, b in values]
    assert len({tuple(each) for each in expected}) == 14  # all that a line can separate
    assert answers("or-xor", [["answers", each] for each in values]) == expected


def test_the_gates_to_reach_are_the_packages():
    x1, x2 = np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1])
    for gate in ("AND", "OR", "XOR"):
        wanted = getattr(mlcheats, gate)(x1, x2)
        given = [[0.5, 0.5, -0.7], [0.5, 0.5, -0.2], [-1, -1, 1.5], [0, 0, 1]]
        outputs = [[w1 * x1 + w2 * x2 + b > 0] == wanted for w1, w2, b in given]
        expected = [int(np.sum(each)) for each in outputs]
        assert answers("or-xor", [["right", each, gate] for each in given]) == expected


def test_a_drawn_line_goes_through_its_points_and_takes_the_better_side():
    rng = np.random.default_rng(1)
    pairs = [(p, q) for p, q in rng.uniform(-0.5, 1.5, (200, 2, 2)).tolist() if p != q]
    lines = answers("or-xor", [["through", p, q, "AND"] for p, q in pairs])
    turned = [[-value for value in line] for line in lines]
    right = answers("or-xor", [["right", line, "AND"] for line in lines + turned])
    for n, ((p, q), (w1, w2, b)) in enumerate(zip(pairs, lines, strict=True)):
        assert max(abs(w1), abs(w2)) == 1
        assert right[n] >= right[n + len(pairs)]
        for x1, x2 in (p, q):  # the values are twentieths: each is at most 1/40 off
            assert abs(w1 * x1 + w2 * x2 + b) <= (abs(x1) + abs(x2) + 1) / 40 + 1e-12


def test_the_tinted_side_is_where_the_sum_is_positive():
    rng = np.random.default_rng(2)
    values = rng.uniform(-1, 1, (300, 3))
    points = rng.uniform(-0.5, 1.5, (4000, 2))
    for (w1, w2, b), side in zip(
        values, answers("or-xor", [["side", each] for each in values.tolist()]), strict=True
    ):
        share = np.mean(points @ [w1, w2] + b > 0)
        x, y = np.array(side["part"]).reshape(-1, 2).T
        area = abs(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))) / 2  # of a polygon
        assert area / 4 == pytest.approx(share, abs=0.04)
        for x1, x2 in side["edge"]:
            assert w1 * x1 + w2 * x2 + b == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_each_step_down_the_valley_is_the_packages(name):
    """To the bit."""
    rates = [0.001, 0.01, 0.1, 0.3, 0.95, 1.05, 3.98]
    paths = answers("optimizer-paths", [["path", name, rate, 100] for rate in rates])
    for rate, path in zip(rates, paths, strict=True):
        optimizer, params = getattr(mlcheats, name)(rate), {"x": -7.0, "y": 2.0}
        expected = [[-7.0, 2.0]]
        for _ in range(100):
            gradient = {"x": params["x"] / 10, "y": 2 * params["y"]}
            params = optimizer.update(params, gradient)
            expected.append([float(params["x"]), float(params["y"])])
        assert np.array_equal(np.array(path, float), expected)


def test_the_valley_is_the_pages_and_numbers_are_shown_as_python_shows_them():
    rng = np.random.default_rng(3)
    values = [0.0, 1.0, -123456.0, 999.6, 0.00012344, 0.00001, -7e-9, 3.2e30]
    values += (rng.normal(size=200) * 10.0 ** rng.integers(-8, 9, 200)).tolist()
    shown = answers("optimizer-paths", [["shown", value] for value in values])
    assert shown == [f"{value:.3g}".replace("-", "−") for value in values]
    points = rng.normal(size=(50, 2)).tolist()
    expected = [x**2 / 20 + y**2 for x, y in points]
    assert answers("optimizer-paths", [["f", point] for point in points]) == expected


@pytest.fixture(scope="module")
def drawings() -> list[np.ndarray]:
    """The ink of digits drawn on a canvas of 280 × 280, of all sizes and slants."""
    rng = np.random.default_rng(4)
    made = []
    for n in range(60):
        _, lines = digits.STROKES[n % len(digits.STROKES)]
        ink = digits.written(
            lines,
            height=int(rng.integers(40, 190)),
            pen=rng.uniform(0.06, 0.16),
            angle=rng.uniform(-15, 15),
            slant=rng.uniform(-0.3, 0.3),
            at=rng.uniform(0.2, 0.8, 2),
            size=(280, 280),
            ink=255,
            paper=0,
        )
        made.append(np.asarray(ink))
    blot = np.zeros((280, 280), np.uint8)
    blot[100:103, 40:230] = 255  # far wider than high
    return [*made, blot, blot.T.copy()]


def test_a_drawing_becomes_the_784_numbers_of_the_package_and_gets_its_answer(drawings):
    sent = [{"base64": base64.b64encode(ink.tobytes()).decode()} for ink in drawings]
    fields = answers("mnist-mistakes", [["asMnist", ink, 280] for ink in sent])
    expected = []
    for ink in drawings:
        rgba = np.zeros((280, 280, 4), np.uint8)
        rgba[..., 3] = ink
        expected.append(as_mnist(Image.fromarray(rgba)))
    # Pillow scales the columns of some drawings first, which rounds otherwise.
    assert np.abs(np.array(fields) - expected).max() < 2e-7

    given = [x.tolist() for x in expected]
    shares = np.array(answers("mnist-mistakes", [["predict", "the network", x] for x in given]))
    y = mlcheats.predict(mlcheats.load_weights(PACKAGED_WEIGHTS), np.array(expected))
    assert np.array_equal(shares.argmax(axis=1), y.argmax(axis=1))
    assert np.abs(shares - y).max() < 1e-5
    shown = answers("mnist-mistakes", [["percent", share] for share in shares.ravel().tolist()])
    assert np.mean(np.array(shown) == [f"{share:.1%}" for share in y.ravel()]) > 0.99
