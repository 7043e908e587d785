"""Run the pages that are notebooks: mkdocs-jupyter runs their cells, once for both languages.

Its kernel is the runner (kernel.py), its template (jupyter/) the record of what each cell did.
MkDocs renders such a page like any other.
"""

import html
import json
import os
from importlib.metadata import version
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page as NotebookPage
from mkdocs_jupyter.config import settings
from nbclient.exceptions import DeadKernelError

from press.read.page import Page
from press.read.slots import Slots
from press.run import record, runner
from press.run.record import Ran

HERE = Path(__file__).parent
MACHINERY = (Path(__file__), HERE / "kernel.py", *sorted(HERE.glob("jupyter/**/*.*")))
TOOLS = ("ipykernel", "mkdocs-jupyter", "nbclient", "nbconvert")


def prepare() -> None:
    """Tell Jupyter of the kernel, the template, and of no settings of the user's."""
    settings.templates_dir = str(HERE / "jupyter")
    os.environ["JUPYTER_CONFIG_DIR"] = os.environ["JUPYTER_PATH"] = str(HERE / "jupyter")


def run(page: Page, file: NotebookPage, config: MkDocsConfig, files: Files) -> list[Ran]:
    """What each cell of the page did, up to one that raised."""
    sources = [cell.source for cell in page.listings]
    root = Path(config.config_file_path).resolve().parent
    key = runner.key(sources, root)
    key += json.dumps([version(tool) for tool in TOOLS]).encode()
    key += b"".join(file.read_bytes() for file in MACHINERY)

    def execute() -> list[Ran]:
        try:
            file.render(config, files)
        except DeadKernelError:
            return runner.execute(sources, root)  # which tells in which cell
        lines = html.unescape(file.content or "").split("\n")
        return [record.loads(line) for line in lines if line.strip()]

    return runner.kept("lab", key, execute)


def place(page: Page, slots: Slots, ran: list[Ran]) -> None:
    """Put what the cells print below them."""
    for cell, did in zip(page.listings, ran, strict=False):
        if printed := "".join(step.printed for step in did.steps).rstrip():
            shown = f'<pre class="output" data-search-exclude>{html.escape(printed)}</pre>'
            slots.put(cell.end, cell.end, shown, "\n\n{}")
