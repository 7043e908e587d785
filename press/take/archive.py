"""Put the whole site into one archive, to be read from disk: MLCHEATS_ARCHIVE=true mkdocs build.

It is the site that MLCHEATS_OFFLINE makes: it opens without a server and without a network.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

WANTED = "MLCHEATS_ARCHIVE"


def configure(config: MkDocsConfig) -> None:
    """Tell the theme's templates whether there is an archive: it stands beside the Korean pages."""
    if os.environ.get(WANTED):
        up = "" if config.theme["language"] == "ko" else "../"
        config.extra["archive"] = f"{up}{config.site_name}.zip"


def write(config: MkDocsConfig) -> None:
    """Build the site for the disk, and put its archive beside the pages, if it is wanted."""
    if "archive" not in config.extra or config.theme["language"] != "ko":
        return
    environment = {name: value for name, value in os.environ.items() if name != WANTED}
    settings = Path(config.config_file_path).resolve()
    with TemporaryDirectory() as name:
        command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", name]
        done = subprocess.run(
            [*command, *["--strict"] * config.strict, "--config-file", str(settings)],
            cwd=settings.parent,
            env=environment | {"MLCHEATS_OFFLINE": "true"},
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        if done.returncode:
            raise PluginError(f"The site for the disk could not be built:\n{done.stderr}")
        pack(Path(name), Path(config.site_dir, config.extra["archive"]))


def pack(folder: Path, archive: Path) -> None:
    """Put the folder into the archive: of the same files come the same bytes."""
    date = time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH", time.time())))
    with ZipFile(archive, "w", ZIP_DEFLATED) as packed:
        for file in sorted(it for it in folder.rglob("*") if it.is_file()):
            name = f"{archive.stem}/{file.relative_to(folder).as_posix()}"
            info = ZipInfo(name, date[:6])
            info.compress_type, info.external_attr = ZIP_DEFLATED, 0o644 << 16
            packed.writestr(info, file.read_bytes())
