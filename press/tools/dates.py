"""Let what is built from one commit have one date: that of the commit."""

import os
import subprocess
from pathlib import Path


def date_from_commit(root: Path) -> None:
    """Set SOURCE_DATE_EPOCH, unless it is set, or the folder has no commits."""
    if "SOURCE_DATE_EPOCH" in os.environ:
        return
    command = ["git", "-C", str(root), "log", "-1", "--format=%ct"]
    try:
        done = subprocess.run(command, capture_output=True, encoding="utf-8")
    except OSError:  # there is no Git
        return
    if done.returncode == 0:
        os.environ["SOURCE_DATE_EPOCH"] = done.stdout.strip()
