"""The same on Linux, macOS and Windows: what one of them lacks is named."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).parents[1]
SHIPPED = [file for folder in ("mlcheats", "press") for file in (ROOT / folder).rglob("*.py")]
# By what a test needs that Windows has not; `interrupt` sends SIGINT.
POSIX = re.compile(r"os\.kill|SIGKILL|get_context|interrupt\(|os\.killpg|[( ]clone[,)]")
NOT_ON_WINDOWS = {
    "test_a_crash_of_the_interpreter_is_named",
    "test_a_tag_is_released",
    "test_ctrl_c_ends_a_build_at_once",
    "test_ctrl_c_in_the_first_epoch",
    "test_ctrl_c_keeps_the_best_weights",
    "test_the_names_stand_in_a_module_of_their_own",
    "test_the_process_ends_with_the_one_that_started_it",
    "test_two_builds_of_a_commit_are_the_same",
    "test_what_cannot_be_released_is_said",
    "test_what_is_not_named_in_the_changelog_is_not_released",
}


def each_test() -> dict[str, str]:
    """The source of each test, with its marks."""
    found = {}
    for file in ROOT.glob("tests/**/test_*.py"):
        text = file.read_text(encoding="utf-8")
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                first = min(it.lineno for it in (node, *node.decorator_list))
                found[node.name] = "\n".join(text.splitlines()[first - 1 : node.end_lineno])
    return found


def test_what_does_not_run_on_windows_is_named():
    marked = {
        name
        for name, source in each_test().items()
        if re.search(r"^@pytest.mark.posix$", source, re.M)
    }
    needing = {name for name, source in each_test().items() if POSIX.search(source)}
    assert marked == NOT_ON_WINDOWS
    assert needing <= NOT_ON_WINDOWS


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_what_is_shipped_needs_no_system_of_its_own(file):
    needs = r"os\.(fork|kill|killpg|system|uname)\(|\bfcntl\b|shell=True|[\"']/(tmp|dev|bin)\b"
    assert not re.search(needs, file.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "system",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONWARNDEFAULTENCODING": "1", "PYTHONWARNINGS": "error::EncodingWarning"},
    ],
    ids=["C", "POSIX", "no default encoding"],
)
def test_the_package_reads_and_writes_in_any_encoding(tmp_path, system):
    """A picture in a folder whose name has a space, a backslash and Hangul."""
    folder = tmp_path / ("빈 칸" if os.name == "nt" else "빈 칸\\n")
    folder.mkdir()
    one = np.zeros((28, 28), np.uint8)
    one[4:24, 13:16] = 255
    Image.fromarray(one).save(folder / "숫자 1.png")
    done = subprocess.run(
        [sys.executable, "-m", "mlcheats", "predict", "숫자 1.png"],
        cwd=folder,
        env={**os.environ, "PYTHONIOENCODING": "", **system},
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == b""
    assert done.stdout.startswith("숫자 1.png: 1".encode())
