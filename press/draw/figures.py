"""Draw the pages' figures: run the listings, put their SVG in place of the image lines."""

import html
import json
import logging
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from mkdocs_jupyter.plugin import NotebookFile

from press.draw.slots import fill, slot
from press.read.listings import find_listings
from press.tools.cache import cached
from press.words import plot_words

log = logging.getLogger("mkdocs.hooks.figures")
HERE = Path(__file__).parent
STYLE = HERE / "figures.mplstyle"
SVG = "image/svg+xml"
IMAGE_LINE = re.compile(r"[ \t>]*!\[.*\]\((?P<name>[^)\s:]+\.svg)\)\s*")
# What a listing sees; lab.py changes what this process sees while other listings still run.
ENVIRONMENT = os.environ | {"OPENBLAS_NUM_THREADS": "1"}  # two wait long on a busy machine

begun = {}  # the drawing of each page


def on_files(files, config):
    """Begin to draw, side by side and beside all else, what the pages will ask for one by one."""
    root = Path(config.config_file_path).parent
    pool = ThreadPoolExecutor(os.cpu_count())

    def prepare(page, name):
        listings = [each for each in find_listings(page.content_string) if each.runs]
        with suppress(ListingError):  # the page will say so, and with the line
            draw(name, [(each.line, each.source) for each in listings], root)

    for page in files.documentation_pages():
        if not isinstance(page, NotebookFile):
            name = Path(page.abs_src_path).relative_to(root).as_posix()
            begun[name] = pool.submit(prepare, page, name)
    pool.shutdown(wait=False)
    return files


def on_build_error(error):
    for drawing in begun.values():
        drawing.cancel()


def on_page_markdown(markdown, page, config, files):
    root = Path(config.config_file_path).parent
    name = Path(page.file.abs_src_path).relative_to(root).as_posix()
    if name in begun:
        begun.pop(name).result()
    # MkDocs cuts the front matter off; the messages count the file's lines.
    first = page.file.content_string.count("\n") - markdown.count("\n")
    words = plot_words.korean() if config.theme["language"] == "ko" else None
    markdown, faults = with_figures(markdown, name, root, first, words, drawn_by_cells(page))
    for line, fault in faults:
        log.warning(f"{name}:{line}: {fault}")
    return markdown


def on_page_content(content, page, config, files):
    return fill(content)


def with_figures(markdown, page, root, first=0, words=None, drawn=None):
    """The page with its figures in their places, and the faults as (line, message).

    With `words`, the labels of the figures are translated; with `drawn`, nothing is run.
    """
    listings = find_listings(markdown)
    running = [listing for listing in listings if listing.runs]
    try:
        drawn = drawn or draw(page, [(each.line + first, each.source) for each in running], root)
    except ListingError as error:
        return markdown, [(error.line, f"the listing raises {error}")]

    lines, faults = markdown.split("\n"), []
    stray = _stray_images(markdown, listings, root / Path(page).parent)
    for number, (listing, svgs) in enumerate(zip(running, drawn, strict=True), 1):
        image = listing.image
        if svgs and image:
            stray.discard(image.line)
        if len(svgs) > 1:
            faults.append((listing.line + first, "the listing draws two figures, one is allowed"))
        elif svgs and not image:
            faults.append((listing.line + first, "the listing draws, but no ![…](….svg) follows"))
        elif svgs and not image.description.strip():
            faults.append((image.line + first, "the figure has no description"))
        elif svgs:
            svg, unknown = plot_words.translate(svgs[0], words) if words else (svgs[0], [])
            faults += [
                (listing.line + first, f"docs/plot_words.yml has no Korean for the label “{label}”")
                for label in unknown
            ]
            drawing = slot(figure(svg, image.description, number))
            lines[image.line - 1] = re.sub(r"!\[.*", drawing, lines[image.line - 1])
    faults += [(line + first, "no listing draws this image") for line in sorted(stray)]
    return "\n".join(lines), faults


def drawn_by_cells(page):
    """The SVGs of each cell of a notebook, which lab.py has run; None for any other page."""
    return getattr(page, "outputs", None) and [
        [output["data"][SVG] for output in outputs if SVG in output.get("data", {})]
        for outputs in page.outputs
    ]


def figure(svg, description, number):
    """One figure as it stands in the page; `number` keeps its ids apart from the others'."""
    svg = svg.replace("§", f"f{number}-")
    # Material's navigation writes to every plain href, and an SVG's cannot be written to.
    svg = svg.replace(" href=", " xlink:href=")
    name = html.escape(description, quote=True)
    svg = svg.replace("<svg ", f'<svg role="img" aria-label="{name}" data-search-exclude="" ', 1)
    return f'<figure class="figure">{svg}</figure>'


def _stray_images(markdown, listings, folder):
    """The lines of all images that the build has to draw."""
    fenced = {
        line
        for listing in listings
        for line in range(listing.line, markdown.count("\n", 0, listing.end) + 1)
    }
    return {
        line
        for line, text in enumerate(markdown.split("\n"), 1)
        if line not in fenced
        and (found := IMAGE_LINE.fullmatch(text))
        and not (folder / found["name"]).exists()
    }


class ListingError(Exception):
    """A listing raised; `line` is where, in the page."""

    def __init__(self, line, message):
        super().__init__(message)
        self.line = line


def draw(page, listings, root):
    """The SVGs of each (line, source), from the cache if nothing that they depend on changed."""
    if not any("matplotlib" in source for _, source in listings):
        return [[] for _ in listings]
    task = json.dumps({"page": page, "listings": listings})
    drawn = cached(
        "figures", key([source for _, source in listings], root), lambda: run(task, root)
    )
    return json.loads(drawn)


def run(task, root):
    """Have drawing.py draw."""
    command = [sys.executable, "-m", "press.draw.drawing"]
    done = subprocess.run(
        command, input=task.encode(), cwd=root, env=ENVIRONMENT, capture_output=True
    )
    if done.returncode:
        raise RuntimeError(f"drawing.py failed: {done.stderr.decode()}")
    answer = json.loads(done.stdout)
    if "error" in answer:
        raise ListingError(answer["line"], answer["error"])
    return json.dumps(answer["drawn"]).encode()


def key(sources, root):
    """Changes whenever the figures may: with the listings, the code, the data or the look."""
    files = [STYLE, *(HERE / name for name in ("drawing.py", "svg_text.py"))]
    files += sorted((root / "mlcheats").rglob("*.py"))
    files += sorted(file for file in (root / "assets").glob("*") if file.is_file())
    versions = [version("matplotlib"), version("numpy")]
    return json.dumps([sources, versions]).encode() + b"".join(file.read_bytes() for file in files)
