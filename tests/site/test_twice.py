"""Two builds of one commit, in two folders, one of them fresh, give the same site, byte by byte."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def files(site: Path) -> dict[str, bytes]:
    return {it.relative_to(site).as_posix(): it.read_bytes() for it in site.rglob("*.*")}


@pytest.mark.posix
@pytest.mark.twice
def test_two_builds_of_a_commit_are_the_same(site, tmp_path):
    clone = tmp_path / "다른 폴더"
    subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
    (clone / "node_modules").symlink_to(ROOT / "node_modules")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"],
        cwd=clone,
        env=os.environ | {"PYTHONPATH": str(clone)},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    one, two = files(site), files(clone / "site")
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []
