"""Build sites strictly: the project's own, and small ones of the tests with its settings."""

import json
import os
import subprocess
import sys
from pathlib import Path

from mkdocs.utils.yaml import yaml_load

ROOT = Path(__file__).parents[2]


def build(
    folder: Path,
    pages: dict[str, str],
    *options: str,
    nav: list[str] | None = None,
    environment: dict[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Build the Korean pages, {"index.md": text}, into `folder`/site."""
    config = yaml_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    config |= {"docs_dir": "docs/ko", "nav": nav or [*pages], "watch": [], "extra_css": []}
    config["theme"]["custom_dir"] = str(ROOT / config["theme"]["custom_dir"])
    config["hooks"] = [str(ROOT / hook) for hook in config["hooks"]]
    (folder / "mkdocs.yml").write_text(json.dumps(config), encoding="utf-8")
    for name, text in pages.items():
        page = folder / "docs" / "ko" / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", *options],
        cwd=folder,
        env=os.environ | {"MLCHEATS_RUN": "false"} | (environment or {}),
        capture_output=True,
        encoding="utf-8",
    )


def build_site(folder: Path, **flags: str) -> None:
    """Build the project's site into `folder`."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | flags, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr
