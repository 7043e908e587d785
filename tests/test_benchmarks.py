"""The harness of the comparisons runs; its times are for people, not for tests."""

import datetime
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from benchmarks.__main__ import COMPARISONS
from benchmarks.page import rewritten, today, with_costs
from benchmarks.scale import METHODS, exponent

ROOT = Path(__file__).parent.parent
TINY = ["--threads", "1", "--pairs", "1", "--epochs", "1", "--examples", "200"]
PEERS = {"train_jax": "jax", "train_torch": "torch", "inference_sklearn": "sklearn"}
PEERS["convolution_torch"] = "torch"


def table(command, *names):
    done = subprocess.run(
        [sys.executable, *command, *TINY, *names], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    about, rows = done.stdout.split("\n\n")
    return about, [row.strip("| ").split(" | ") for row in rows.splitlines()[2:]]


@pytest.mark.parametrize("command", [["-m", "benchmarks"], ["benchmarks"]], ids=" ".join)
def test_each_comparison_has_a_row_with_a_ratio(command):
    about, rows = table(command, "train_products", "gradient_draft", "import_numpy")
    assert "numpy 2." in about
    assert [row[0] for row in rows] == [
        "one epoch of training",
        "numerical gradient, 39,760 parameters",
        "`import mlcheats`",
    ]
    for *_, ours, theirs, ratio in rows:
        assert ours.endswith(" ms")
        assert theirs.endswith(" ms")
        assert float(ratio) > 0


@pytest.mark.parametrize(("name", "module"), PEERS.items())
def test_a_missing_peer_is_named(name, module):
    _, [row] = table(["-m", "benchmarks"], name)
    assert find_spec(module) or row[-1] == f"{module} is not installed"


def test_an_unknown_comparison_is_refused():
    command = [sys.executable, "-m", "benchmarks", "train_tensorflow"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8")
    assert done.returncode == 2
    assert "no comparison is called train_tensorflow" in done.stderr


def sample(ours, theirs, one, two):
    return {
        threads: {"ours": ours, "theirs": theirs, "ratio": ratio}
        for threads, ratio in ((1, one), (2, two))
    }


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ko", "2031년 2월 3일에 코어가 8개인 A CPU에서 쟀다(Python 3.11.7). 둘을"),
        ("en", "Measured on February 3, 2031, on A CPU with 8 cores (Python 3.11.7). The"),
    ],
)
def test_the_table_of_the_about_page_is_rewritten_from_results(language, said):
    text = (ROOT / "docs" / language / "about.md").read_text(encoding="utf-8")
    results = {name: sample(0.5, 0.25, 0.5, 123.4) for name in COMPARISONS}
    results["inference_draft"] = sample(0.01, 1.5, 12.34, 0.777)
    day = datetime.date(2031, 2, 3)
    about = {"date": day, "year": 2031, "month": 2, "day": 3, "processor": "A CPU", "cores": 8}
    about["versions"] = "Python 3.11.7"
    new = rewritten(text, language, results, 5, about)
    rows = [line for line in new.split("{ #speed }")[1].splitlines() if line.startswith("|")]
    assert [row.split(" | ")[2:] for row in rows[2:4]] == [
        ["100 ms", "50 ms", "0.50", "123 |"],
        ["100 ms", "50 ms", "0.50", "123 |"],
    ]
    assert rows[7].split(" | ")[2:] == ["10 ms", "1,500 ms", "12.3", "0.78 |"]
    assert said in new
    assert re.search("할 때의 2.0배 걸린다|takes 2.0 times as long as its two", new)
    unchanged = [part for part in text.split("\n## ") if "{ #speed }" not in part]
    assert all(part in new for part in unchanged)
    again = rewritten(new, language, results, 5, about)
    assert again == new


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_table_of_costs_is_rewritten_from_results(language):
    text = (ROOT / "docs" / language / "scale.md").read_text(encoding="utf-8")
    about = today({"NumPy": "9.9"})
    new = with_costs(text, language, [["`a`", "1"], ["`b`", "2"]], about)
    assert [line for line in new.splitlines() if line.startswith("| `")] == [
        "| `a` | 1 |",
        "| `b` | 2 |",
    ]
    assert f"({about['versions']})." in new
    assert with_costs(new, language, [["`a`", "1"], ["`b`", "2"]], about) == new
    with pytest.raises(ValueError, match="no table"):
        with_costs(re.sub(r"(?m)^\|.*\n", "", text), language, [], about)


TWO = ["ridge", "silhouette"]


def test_each_classic_has_its_costs_beside_scikit_learns():
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "benchmarks.scale",
            *TWO,
            "--examples=800",
            "--doublings=2",
            "--runs=1",
        ],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    rows = [line.strip("| ").split(" | ") for line in done.stdout.splitlines()[2:]]
    assert [row[0].strip("`") for row in rows] == TWO
    for name, (_, most, ours, theirs, of_ours, of_theirs, theory, memory) in zip(
        TWO, rows, strict=True
    ):
        assert int(most.replace(",", "")) == 800 // METHODS[name][3]
        assert float(ours) >= 0 <= float(theirs)
        assert np.isfinite([float(of_ours), float(of_theirs)]).all()
        assert int(theory) in (1, 2)
        assert float(memory) > 0


def test_the_exponent_is_that_of_a_power():
    sizes = [100, 200, 400, 800]
    assert round(exponent(sizes, [7 * n**2 for n in sizes]), 9) == 2
    assert round(exponent(sizes, [0.1 * n for n in sizes]), 9) == 1
