"""Put something to play with below a figure: press/play/NAME.html and NAME.js below NAME.svg.

The markup is a template that a script brings to life when it is seen. Without scripts, on paper
and on a disk, from which no module loads, the figure stands alone, as the listing drew it.
"""

from functools import cache
from pathlib import Path

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).parent
WEIGHTS = HERE.parents[1] / "mlcheats/data/digit_weight.npz"
ADDRESS = "assets/javascripts/play"


def below(figure: str, language: str) -> str:
    """What stands below the figure of this file name: nothing, for most."""
    name = figure.removesuffix(".svg")
    if not (HERE / f"{name}.html").exists():
        return ""
    words = {key: text[language] for key, text in _words()[name].items()}
    size = f"{WEIGHTS.stat().st_size / 1000:.0f} kB"
    markup = _templates().get_template(f"{name}.html").render(words, size=size)
    lines = "".join(line.strip() for line in markup.splitlines())  # no blank line ends the HTML
    return (
        f'<div class="play" data-play="{name}" data-search-exclude>'
        f"<template>{lines}</template></div>"
    )


def files() -> dict[str, bytes]:
    """What the site needs for it, by address."""
    there = [*sorted(HERE.glob("*.js")), WEIGHTS]
    return {f"{ADDRESS}/{file.name}": file.read_bytes() for file in there}


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )


def _words() -> dict[str, dict[str, dict[str, str]]]:
    return yaml.safe_load((HERE / "words.yml").read_text(encoding="utf-8"))
