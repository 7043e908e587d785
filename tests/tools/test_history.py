"""What is built from one commit has its date; a page knows when it changed, or says nothing."""

import os
import subprocess
from datetime import date

import pytest

from press.tools.history import changed, commit, date_from_commit

WHEN = "1000000000 +0900"


@pytest.fixture(autouse=True)
def no_date(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")  # so that it is put back
    monkeypatch.delenv("SOURCE_DATE_EPOCH")


def git(folder, *arguments, when=WHEN):
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    dates = {"GIT_AUTHOR_DATE": "900000000 +0000", "GIT_COMMITTER_DATE": when}
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


@pytest.fixture
def project(tmp_path):
    """One in a folder of its repository: a page that changed once, one that did not."""
    git(tmp_path, "init", "all")
    root = tmp_path / "all" / "one"
    for name in ("docs/ko/a.md", "docs/ko/b.md", "docs/claims.yml"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("1", encoding="utf-8")
    git(root, "add", ".")
    git(root, "commit", "-m", "a", when="2026-01-02T03:04:05 +0000")
    for name in ("docs/ko/a.md", "docs/claims.yml"):
        (root / name).write_text("2", encoding="utf-8")
    git(root, "commit", "-a", "-m", "b", when="2026-02-03T23:59:59 +0900")
    return root


def test_a_page_changed_when_its_text_did(project):
    days = {"docs/ko/a.md": date(2026, 2, 3), "docs/ko/b.md": date(2026, 1, 2)}
    assert changed(project) == days
    (project / "docs/ko/b.md").write_text("3", encoding="utf-8")
    assert changed(project) == days


def test_a_commit_is_named_where_there_is_nothing_else(project):
    head = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=project, encoding="utf-8")
    assert commit(project) == head.strip()
    git(project, "tag", "v1")
    assert commit(project) == head.strip()
    (project / "docs/ko/b.md").write_text("3", encoding="utf-8")
    assert commit(project) is None


def test_what_is_not_known_is_not_said(project, tmp_path, monkeypatch):
    git(tmp_path, "clone", "--depth=1", f"file://{tmp_path}/all", "cut")
    assert changed(tmp_path / "cut" / "one") == {}  # all would seem to be of the last commit
    assert commit(tmp_path / "cut" / "one")
    assert (changed(tmp_path), commit(tmp_path)) == ({}, None)  # an archive
    git(tmp_path, "init", "empty")
    assert (changed(tmp_path / "empty"), commit(tmp_path / "empty")) == ({}, None)
    monkeypatch.setenv("PATH", "")
    assert (changed(project), commit(project)) == ({}, None)
