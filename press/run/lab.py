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
from unittest import mock

from mkdocs.exceptions import PluginError
from mkdocs_jupyter.config import settings
from nbclient.exceptions import CellExecutionError

from press.draw import figures
from press.draw.slots import slot
from press.read.listings import find_listings
from press.tools.cache import cached

HERE = Path(__file__).parent
MACHINERY = (Path(__file__), HERE / "kernel_plots.py")
settings.templates_dir = str(HERE / "jupyter")
TOOLS = ("ipykernel", "mkdocs-jupyter", "nbclient", "nbconvert")


def on_pre_page(page, config, files):
    if "render" not in vars(page):  # mkdocs-jupyter gives a notebook a rendering of its own
        return page
    text, root = page.file.content_string, Path(config.config_file_path).parent
    tools = [version(tool) for tool in TOOLS]
    key = figures.key([listing.source for listing in cells(text)], root)
    key += json.dumps(tools).encode() + b"".join(file.read_bytes() for file in MACHINERY)
    page.outputs = json.loads(cached("lab", key, lambda: run(page, config, files)))
    del page.render
    return page


def on_page_markdown(markdown, page, config, files):
    if not hasattr(page, "outputs"):
        return markdown
    for cell, outputs in reversed(list(zip(cells(markdown), page.outputs, strict=True))):
        if text := printed(outputs):
            output = f'<pre class="output" data-search-exclude>{html.escape(text)}</pre>'
            markdown = f"{markdown[: cell.end]}\n\n{slot(output)}{markdown[cell.end :]}"
    return markdown


def cells(text):
    return [listing for listing in find_listings(text) if listing.runs]


def run(page, config, files):
    """What each cell of the page gives, as JSON."""
    text, root = page.file.content_string, Path(config.config_file_path).parent
    name = Path(page.file.abs_src_path).relative_to(root).as_posix()
    with TemporaryDirectory() as folder, mock.patch.dict(os.environ, environment(root, folder)):
        try:
            page.render(config, files)
        except CellExecutionError as error:
            line = next(x.line for x in cells(text) if x.source.strip() in error.traceback)
            what = f"the cell raises {error.ename}: {error.evalue}"
            raise PluginError(f"{name}:{line}: {what}") from error
    content = html.unescape(page.content)
    for output in itertools.chain(*json.loads(content)):
        if output.get("name") == "stderr":
            raise PluginError(f"{name}: a cell warns: {output['text']}")
    return content.encode()


def environment(root, folder):
    """What the kernel is to see: this Python and this project, and nothing of the user's own."""
    return {
        "IPYTHONDIR": folder,
        "JUPYTER_CONFIG_DIR": str(HERE / "jupyter"),
        "JUPYTER_PATH": str(Path(sys.prefix, "share", "jupyter")),
        "MATPLOTLIBRC": str(figures.STYLE),
        "MPLBACKEND": "module://kernel_plots",
        "OPENBLAS_NUM_THREADS": "1",  # the same sums, however many cores there are
        "PYTHONPATH": os.pathsep.join([str(root), str(HERE)]),
    }


def printed(outputs):
    """What a cell prints, as text."""
    return "".join(output["text"] for output in outputs if "text" in output).rstrip()
