"""The one runner of listings: each page's run in order, in one fresh process, and only once.

The build draws from the record, the tests compare it with what the page says. It is kept under a
name that changes with all it depends on; a test run has a store of its own.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

from filelock import FileLock

from press.draw import drawing, svg_text
from press.read import names, statements
from press.read.page import Fault, Page
from press.run import observe, process, record
from press.run.record import Frame, Raised, Ran
from press.tools.cache import cached

LIMIT = 300.0  # seconds for a listing
STORE = "PRESS_RECORDS"  # the environment variable that names another folder for the records
PLACE = re.compile(r'File "<listing (\d+)>", line (\d+)')
MACHINERY = [
    module.__file__ for module in (drawing, svg_text, names, statements, observe, process, record)
]


_running = set[subprocess.Popen[bytes]]()
_stopped = Event()


class UnfinishedError(Exception):
    """Not all listings ran: this is not kept."""

    def __init__(self, ran: list[Ran]) -> None:
        super().__init__()
        self.ran = ran


def run(page: Page, root: Path) -> list[Ran]:
    """What each listing of the page did, up to one that raised."""
    sources = [listing.source for listing in page.listings]
    if not sources:
        return []
    name, store = key(sources, root), os.environ.get(STORE)
    # The processes of a test run wait for each other's records.
    with FileLock(Path(store, f"{sha256(name).hexdigest()}.lock")) if store else nullcontext():
        return kept(store or "records", name, lambda: execute(sources, root))


def kept(folder: str, name: bytes, execute: Callable[[], list[Ran]]) -> list[Ran]:
    """The record of this name, made by `execute` unless it is there."""

    def make() -> bytes:
        ran = execute()
        if ran[-1].raised:
            raise UnfinishedError(ran)
        return "\n".join(each.dumps() for each in ran).encode()

    try:
        lines = cached(folder, name, make).decode()
    except UnfinishedError as error:
        return error.ran
    return [record.loads(line) for line in lines.splitlines()]


def faults(page: Page, ran: list[Ran]) -> list[Fault]:
    """That a listing raised, if one did."""
    raised = ran[-1].raised if ran else None
    if not raised:
        return []
    return [(lines(page, len(ran) - 1, raised)[-1], f"the listing raises {raised.what}")]


def lines(page: Page, number: int, raised: Raised) -> list[int]:
    """The lines of the page that an exception of this listing went through, innermost last."""
    found = [place(page, frame) for frame in raised.frames if frame.listing is not None]
    return found or [page.listings[number].line]


def place(page: Page, frame: Frame) -> int:
    """Where a frame stands: in the page, if a listing's."""
    return frame.line + (page.listings[frame.listing].line - 1 if frame.listing is not None else 0)


def key(sources: list[str], root: Path) -> bytes:
    """Changes whenever what the listings do may: with them, the code, the data or the look."""
    files = [drawing.STYLE, *(Path(file) for file in MACHINERY if file)]
    for folder in dict.fromkeys([process.PROJECT, root]):
        files += sorted((folder / "mlcheats").rglob("*.py"))
    files += sorted(file for file in (root / "assets").glob("*") if file.is_file())
    head = json.dumps([sources, versions(), str(root)])
    return head.encode() + b"".join(file.read_bytes() for file in files)


@cache
def versions() -> list[str]:
    return [sys.version, version("matplotlib"), version("numpy")]


def stop() -> None:
    """End at once what runs, and what begins from now on."""
    _stopped.set()
    for child in _running.copy():
        child.kill()


def execute(sources: list[str], root: Path, limit: float = LIMIT) -> list[Ran]:
    """Run the listings in the folder `root`, each for no longer than `limit` seconds."""
    environment = os.environ | {
        "MPLBACKEND": "svg",
        "OPENBLAS_NUM_THREADS": "1",  # the same sums, however many cores there are
        "PYTHONIOENCODING": "utf-8",
    }
    with TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        task = json.dumps({"listings": sources, "limit": limit})
        (folder / "task").write_text(task, encoding="utf-8")
        with (folder / "errors").open("wb") as errors:
            child = subprocess.Popen(
                [sys.executable, process.__file__, name],
                cwd=root,
                env=environment,
                stdin=subprocess.PIPE,  # it ends when this end is closed
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )
            _running.add(child)
            with child:
                try:
                    if _stopped.is_set():
                        child.kill()
                    child.wait()
                except BaseException:
                    child.kill()
                    raise
                finally:
                    _running.discard(child)
        written = folder / "record"
        text = written.read_text(encoding="utf-8") if written.exists() else ""
        ran = [record.loads(line) for line in text.splitlines()]
        if len(ran) < len(sources) and not (ran and ran[-1].raised):
            said = (folder / "errors").read_text(encoding="utf-8", errors="replace")
            ran.append(Ran(raised=_ended(said, len(ran), child.returncode, limit)))
    return ran


def _ended(said: str, number: int, code: int, limit: float) -> Raised:
    """Why the process ended within a listing."""
    if said.startswith("Timeout"):
        found = PLACE.search(said)
        frames = [Frame(int(found[1]), "", int(found[2]), "", "")] if found else []
        return Raised(f"TimeoutError: it takes longer than {limit:g} seconds", frames)
    return Raised(f"SystemExit: it ends Python with code {code}\n{said}".strip())
