"""Publish each page's Markdown beside it, perceptron.md by perceptron/, and its figures as files.

It stands where the source stands, so that the links from page to page lead on as they are.
"""

import re
from pathlib import Path

from press.draw import palette
from press.read.listings import find_listings

FIGURE = re.compile(r'<figure class="figure">(<svg.*?</svg>)</figure>', re.S)
SPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def on_page_markdown(markdown, page, config, files):
    page.plain = markdown
    page.meta["markdown"] = Path(page.file.src_uri).with_suffix(".md").as_posix()


def on_post_page(output, page, config):
    folder = Path(page.file.src_uri).with_suffix("")
    text, names = with_pictures(page.plain, folder.name)
    write(Path(config.site_dir, page.meta["markdown"]), text)
    colours = palette.by_day()
    for name, svg in zip(names, FIGURE.findall(page.content), strict=True):
        write(Path(config.site_dir, folder, name), alone(svg, colours))


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def with_pictures(markdown, folder):
    """The Markdown with the addresses of its figures in this folder, and their names."""
    images = [listing.image for listing in find_listings(markdown) if listing.image]
    lines = markdown.split("\n")
    for image in images:
        at = image.line - 1
        lines[at] = lines[at].replace(f"]({image.name})", f"]({folder}/{image.name})")
    return "\n".join(lines), [image.name for image in images]


def alone(svg, colours):
    """The SVG of a page as a file of its own, on paper."""
    svg = re.sub(r"var\(--([\w-]+)\)", lambda found: colours[found[1]], svg)
    svg = svg.replace("currentColor", colours["ink"])
    style = f'style="background:{colours["paper"]};font-family:sans-serif"'
    return svg.replace("<svg ", f"<svg {SPACES} {style} ", 1)
