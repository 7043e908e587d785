"""What is built from one commit has the date of the commit."""

import os
import subprocess

import pytest

from press.tools.dates import date_from_commit

WHEN = "1000000000 +0900"


@pytest.fixture(autouse=True)
def no_date(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")  # so that it is put back
    monkeypatch.delenv("SOURCE_DATE_EPOCH")


def git(folder, *arguments):
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    dates = {"GIT_AUTHOR_DATE": "900000000 +0000", "GIT_COMMITTER_DATE": WHEN}
    command = ["git", *who, *arguments]
    subprocess.run(command, cwd=folder, env=os.environ | dates, check=True, capture_output=True)


@pytest.mark.parametrize("shallow", [False, True])
def test_it_is_the_commits(tmp_path, shallow):
    git(tmp_path, "init", "one")
    for message in "ab":
        git(tmp_path / "one", "commit", "--allow-empty", "-m", message)
    git(tmp_path, "clone", *["--depth=1"] * shallow, f"file://{tmp_path}/one", "two")
    date_from_commit(tmp_path / "two")
    assert os.environ["SOURCE_DATE_EPOCH"] == "1000000000"


def test_one_that_is_given_stays(monkeypatch, tmp_path):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "7")
    git(tmp_path, "init", ".")
    git(tmp_path, "commit", "--allow-empty", "-m", "a")
    date_from_commit(tmp_path)
    assert os.environ["SOURCE_DATE_EPOCH"] == "7"


def test_no_commit_no_git_no_date(monkeypatch, tmp_path):
    date_from_commit(tmp_path)  # an archive
    git(tmp_path, "init", ".")
    date_from_commit(tmp_path)
    monkeypatch.setenv("PATH", "")
    date_from_commit(tmp_path)
    assert "SOURCE_DATE_EPOCH" not in os.environ
