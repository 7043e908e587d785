"""What Git knows of the project: the date of its commit, and when each page last changed."""

import os
import subprocess
from datetime import date
from pathlib import Path


def git(root: Path, *arguments: str) -> str | None:
    """What Git says of the folder; None where there is no Git, no history, or no commit yet."""
    command = ["git", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, encoding="utf-8")
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def date_from_commit(root: Path) -> None:
    """Let what is built from one commit have its date, unless SOURCE_DATE_EPOCH is set."""
    if "SOURCE_DATE_EPOCH" in os.environ:
        return
    if seconds := git(root, "log", "-1", "--format=%ct"):
        os.environ["SOURCE_DATE_EPOCH"] = seconds


def commit(root: Path) -> str | None:
    """The commit that the folder is at, if it holds just that."""
    found = git(root, "describe", "--always", "--abbrev=40", "--exclude=*", "--dirty")
    return None if found and found.endswith("-dirty") else found


def changed(root: Path) -> dict[str, date]:
    """When each page last changed, by its path. Of a history that is cut off, nothing is known."""
    if git(root, "rev-parse", "--is-shallow-repository") != "false":
        return {}
    pages = "--", "docs/*/*.md"
    log = git(root, "log", "--format=%x00%cs", "--name-only", "--relative", *pages) or ""
    found: dict[str, date] = {}
    for entry in log.split("\0")[1:]:
        day, *names = entry.split()
        for name in names:
            found.setdefault(name, date.fromisoformat(day))
    return found
