"""Turn what a listing drew with Matplotlib into SVG for the page."""

import base64
import io
import itertools
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from press.draw import svg_text

STYLE = Path(__file__).with_name("figures.mplstyle")
WIDEST, LOWEST = 4.8, 2.2  # inches
REM = 0.075  # of the page's rem for one point: 10 pt stand beside 16 px text as 15 px

COLOURS = {
    **{f"#fe01c{i}": f"var(--fig-{i})" for i in range(1, 7)},
    "#fe01d0": "var(--fig-grid)",
    "#fe01e0": "var(--md-default-bg-color)",
    "#000000": "currentColor",
}
DROPPED = {"id", "font-family", "image-rendering", "stroke-linejoin", "stroke-linecap"}
NUMBER = re.compile(r"-?\d+\.\d+(e-?\d+)?")
COMMENT: Any = ElementTree.Comment  # what a comment has for a tag
SQUARES = 100  # an image of fewer pixels than this is shown as squares


def take(plt: Any) -> list[str]:
    """Save and close all open figures."""
    svgs = []
    for number in plt.get_fignums():
        figure = plt.figure(number)
        width, height = figure.get_size_inches()
        if width > WIDEST:  # shrink the axes, so that the letters need not shrink on a phone
            figure.set_size_inches(WIDEST, max(height * WIDEST / width, LOWEST))
        for artist in figure.findobj():  # pixels would not follow light and dark
            artist.set_rasterized(False)
        for ax in figure.axes:
            if ax.images:  # an image has its own edge, and a grid would lie on it
                ax.grid(False)
                ax.spines[:].set_visible(False)
        file = io.StringIO()
        figure.savefig(file, format="svg")
        svgs.append(tidy(file.getvalue()))
    plt.close("all")
    return svgs


def tidy(svg: str) -> str:
    """Matplotlib's SVG, small and ready to stand inside HTML, ids marked with § for the page."""
    builder = ElementTree.TreeBuilder(insert_comments=True)
    root = ElementTree.fromstring(svg, ElementTree.XMLParser(target=builder))
    width, height = (float(n) for n in root.attrib["viewBox"].split()[2:])
    for element in root.iter():
        if element.tag is not COMMENT:
            element.tag = element.tag.partition("}")[2]
    for element in [*root.findall("metadata"), *root.findall("defs[style]")]:
        root.remove(element)
    _set_formulas(root)
    used = dict.fromkeys(re.findall(r'(?:href="|url\()#(\w+)', svg))
    ids = {old: f"§{number}" for number, old in enumerate(used, 1)}
    for element in root.iter():
        element.attrib = _attributes(element, ids)
        element.tail = None
        if element.tag != "tspan":
            element.text = (element.text or "").strip() or None
    for element in root.iter("image"):
        _compress(element)
    _flatten(root)
    root.attrib = {
        "viewBox": f"0 0 {width:.1f} {height:.1f}",
        "width": f"{width * REM:.2f}rem",
        "fill": "currentColor",
        "stroke-linejoin": "round",
    }
    return ElementTree.tostring(root, encoding="unicode")


def _set_formulas(element: Element) -> None:
    """Set formulas anew: Matplotlib names them in a comment, then places letter for letter."""
    children = list(element)
    for child, following in itertools.pairwise(children):
        text = following.find("text")
        if child.tag is COMMENT and text is not None:
            size = max(
                float(size)
                for span in text
                for size in re.findall(r"font-size: ([\d.]+)", span.get("style", ""))
            )
            try:
                formula = svg_text.tspans(svg_text.parse((child.text or "").strip()), size)
            except ValueError:
                continue  # a fraction or a root stays as Matplotlib placed it
            text[:] = ElementTree.fromstring(f"<text>{formula}</text>")
            text.set("font-size", str(size))
    for child in children:
        if child.tag is COMMENT:
            element.remove(child)
        else:
            _set_formulas(child)


def _attributes(element: Element, ids: dict[str, str]) -> dict[str, str]:
    """The attributes that matter, style properties among them, with the page's colours."""
    attributes = {name.partition("}")[2] or name: value for name, value in element.items()}
    for part in filter(str.strip, attributes.pop("style", "").split(";")):
        name, _, value = part.partition(":")
        attributes[name.strip()] = value.strip()
    if "STIX" in attributes.get("font-family", ""):
        attributes["class"] = "math"
    if attributes.get("transform", "").startswith("rotate(-0 "):
        del attributes["transform"]
    return {
        name: _value(name, value, ids)
        for name, value in attributes.items()
        if name not in DROPPED or (name == "id" and value in ids)
    }


def _value(name: str, value: str, ids: dict[str, str]) -> str:
    if name == "id":
        return ids[value]
    if name == "href":
        return "#" + ids[value[1:]] if value.startswith("#") else value
    if name == "clip-path":
        return re.sub(r"#(\w+)", lambda found: "#" + ids[found[1]], value)
    if name == "transform":  # an image's scale is small: digits, not decimals
        return NUMBER.sub(lambda found: f"{float(found[0]):.6g}", value)
    value = NUMBER.sub(lambda found: f"{round(float(found[0]), 2):g}", value)
    if name == "d":
        value = re.sub(r"\s*([A-Za-z])\s*", r"\1", value)
        if not re.search("[CQ]", value):  # after M a further pair of numbers is a line anyway
            value = value.replace("L", " ").strip()
    return COLOURS.get(value, value)


def _flatten(element: Element) -> None:
    """Drop the groups that say nothing and the shapes that show nothing."""
    children: list[Element] = []
    for child in element:
        _flatten(child)
        unseen = child.get("fill") == "none" and child.get("stroke", "none") == "none"
        if child.tag == "g" and not child.attrib:
            children += child
        elif len(child) if child.tag in ("g", "defs") else not unseen:
            children.append(child)
    element[:] = children


def _compress(image: Element) -> None:
    """Embed an image as the smaller of PNG and WebP, in grey where it is grey."""
    from PIL import Image, features

    data = image.get("href", "").partition(",")[2]
    picture: Image.Image = Image.open(io.BytesIO(base64.b64decode(data)))
    if picture.getchannel("A").getextrema() == (255, 255):
        picture = picture.convert("RGB")
        red, green, blue = picture.split()
        if red.tobytes() == green.tobytes() == blue.tobytes():
            picture = red
    squares = max(picture.size) < SQUARES
    files = {"png": io.BytesIO()}
    picture.save(files["png"], "png", optimize=True)
    if features.check("webp"):  # not in the reader's browser
        files["webp"] = io.BytesIO()
        picture.save(files["webp"], "webp", quality=85, lossless=squares, method=6)
    kind, file = min(files.items(), key=lambda item: len(item[1].getvalue()))
    data = base64.b64encode(file.getvalue()).decode()
    image.set("href", f"data:image/{kind};base64,{data}")
    if squares:
        image.set("image-rendering", "pixelated")
