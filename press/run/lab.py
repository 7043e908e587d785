"""Run the pages that are notebooks, and show what their cells print.

mkdocs-jupyter executes the cells, once for both languages, and a template of ours keeps the
outputs alone. MkDocs renders the page like any other; figures.py puts in what the cells drew.
"""

import html
import itertools
import json
import os
import sys
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page as NotebookPage
from mkdocs_jupyter.config import settings
from nbclient.exceptions import CellExecutionError

from press.draw import drawing
from press.draw.figures import Drawn
from press.read.page import Page
from press.read.slots import Slots
from press.run import runner
from press.tools.cache import cached

HERE = Path(__file__).parent
MACHINERY = (Path(__file__), HERE / "kernel_plots.py")
settings.templates_dir = str(HERE / "jupyter")
SVG = "image/svg+xml"
Outputs = list[dict[str, Any]]  # of one cell
TOOLS = ("ipykernel", "mkdocs-jupyter", "nbclient", "nbconvert")


def run(page: Page, file: NotebookPage, config: MkDocsConfig, files: Files) -> list[Outputs]:
    """What each cell of the page gives, in Jupyter's format."""
    root = Path(config.config_file_path).resolve().parent
    key = runner.key([cell.source for cell in page.listings], root)
    key += json.dumps([version(tool) for tool in TOOLS]).encode()
    key += b"".join(file.read_bytes() for file in MACHINERY)
    outputs: list[Outputs] = json.loads(
        cached("lab", key, lambda: _execute(page, file, config, files, root))
    )
    return outputs


def drawn(outputs: list[Outputs]) -> Drawn:
    """The SVGs of each cell."""
    return [[each["data"][SVG] for each in cell if SVG in each.get("data", {})] for cell in outputs]


def place(page: Page, slots: Slots, outputs: list[Outputs]) -> None:
    """Put what the cells print below them."""
    for cell, given in zip(page.listings, outputs, strict=True):
        printed = "".join(output["text"] for output in given if "text" in output).rstrip()
        if printed:
            shown = f'<pre class="output" data-search-exclude>{html.escape(printed)}</pre>'
            slots.put(cell.end, cell.end, shown, "\n\n{}")


def _execute(
    page: Page, file: NotebookPage, config: MkDocsConfig, files: Files, root: Path
) -> bytes:
    with TemporaryDirectory() as folder, mock.patch.dict(os.environ, environment(root, folder)):
        try:
            file.render(config, files)
        except CellExecutionError as error:
            cells = page.listings
            line = next(x.line for x in cells if x.source.strip() in error.traceback)
            what = f"the cell raises {error.ename}: {error.evalue}"
            raise PluginError(f"{page.path}:{line}: {what}") from error
    content = html.unescape(file.content or "")
    for output in itertools.chain(*json.loads(content)):
        if output.get("name") == "stderr":
            raise PluginError(f"{page.path}: a cell warns: {output['text']}")
    return content.encode()


def environment(root: Path, folder: str) -> dict[str, str]:
    """What the kernel is to see: this Python and this project, and nothing of the user's own."""
    return {
        "IPYTHONDIR": folder,
        "JUPYTER_CONFIG_DIR": str(HERE / "jupyter"),
        "JUPYTER_PATH": str(Path(sys.prefix, "share", "jupyter")),
        "MATPLOTLIBRC": str(drawing.STYLE),
        "MPLBACKEND": "module://press.run.kernel_plots",
        "OPENBLAS_NUM_THREADS": "1",  # the same sums, however many cores there are
        "PYTHONPATH": str(root),
    }
