"""The harness of the comparisons runs; its times are for people, not for tests."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TINY = ["--threads", "1", "--pairs", "1", "--epochs", "1", "--examples", "200"]
PEERS = {"train_jax": "jax", "train_torch": "torch", "inference_sklearn": "sklearn"}


def table(command, *names):
    done = subprocess.run(
        [sys.executable, *command, *TINY, *names], cwd=ROOT, capture_output=True, text=True
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
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert "no comparison is called train_tensorflow" in done.stderr
