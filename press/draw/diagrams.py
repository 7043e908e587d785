"""Put SVG in place of the pages' Mermaid fences."""

import logging
from pathlib import Path

from press.draw.mermaid import DiagramError, render
from press.draw.slots import fill, slot
from press.read.listings import find_listings

log = logging.getLogger("mkdocs.hooks.diagrams")


def on_page_markdown(markdown, page, config, files):
    name = Path(page.file.abs_src_path).relative_to(Path(config.config_file_path).parent)
    # MkDocs cuts the front matter off; the messages count the file's lines.
    first = page.file.content_string.count("\n") - markdown.count("\n")
    markdown, faults = with_diagrams(markdown)
    for line, fault in faults:
        log.warning(f"{name.as_posix()}:{line + first}: {fault}")
    return markdown


def on_page_content(content, page, config, files):
    return fill(content)


def with_diagrams(markdown):
    """The page with its diagrams in their places, and the faults as (line, message)."""
    faults = []
    for listing in reversed(find_listings(markdown)):
        if listing.info.strip() != "mermaid":
            continue
        fence = markdown[listing.start : listing.end]
        indent = fence[: len(fence) - len(fence.lstrip(" \t>"))]
        try:
            figure = f'<figure class="diagram">{render(listing.source)}</figure>'
        except DiagramError as error:
            faults.append((listing.line + error.line, str(error)))
            continue
        # As many lines as before, so that later messages name the right ones.
        drawing = indent + slot(figure) + "\n" * fence.count("\n")
        markdown = markdown[: listing.start] + drawing + markdown[listing.end :]
    return markdown, faults[::-1]
