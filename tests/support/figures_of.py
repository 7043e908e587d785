"""The figures of a page, to be asked what their descriptions say."""

import contextlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

from press.read.listings import find_listings

ROOT = Path(__file__).parents[2]


def figure(page: str, name: str, names: dict[str, Any] | None = None) -> Any:
    """The figure that stands above `![…](name)`, the listings of its page run once from the top.

    `names` gets what they have defined by then.
    """
    found, others = _begun(page)
    while name not in found:
        drawn, drawing, defined = next(others)
        found[drawn] = drawing, defined
    drawing, defined = found[name]
    if names is not None:
        names.update(defined)
    return drawing


Figures = Iterator[tuple[str, Any, dict[str, Any]]]


@cache
def _begun(page: str) -> tuple[dict[str, tuple[Any, dict[str, Any]]], Figures]:
    """The figures so far, by name, and those to come: no listing runs before it is needed."""
    return {}, figures(page)


def figures(page: str) -> Figures:
    """The names of a page's figures, the figures, and what the listings have defined by then."""
    import matplotlib.pyplot as plt

    text = (ROOT / "docs" / "ko" / f"{page}.md").read_text(encoding="utf-8")
    names: dict[str, Any] = {}
    for listing in find_listings(text):
        plt.close("all")
        if listing.runs:
            quiet = contextlib.redirect_stdout(None)
            with contextlib.chdir(ROOT), quiet, mock.patch.object(plt, "show"):
                exec(compile(listing.source, page, "exec"), names)
        if listing.image:
            yield listing.image.name, plt.gcf(), dict(names)
    plt.close("all")
