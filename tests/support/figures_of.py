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
    drawing, defined = _figures(page)[name]
    if names is not None:
        names.update(defined)
    return drawing


@cache
def _figures(page: str) -> dict[str, tuple[Any, dict[str, Any]]]:
    return {name: (drawing, defined) for name, drawing, defined in figures(page)}


def figures(page: str) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """The names of a page's figures, the figures, and what the listings have defined by then."""
    import matplotlib.pyplot as plt

    plt.close("all")
    text = (ROOT / "docs" / "ko" / f"{page}.md").read_text(encoding="utf-8")
    names: dict[str, Any] = {}
    with contextlib.chdir(ROOT), contextlib.redirect_stdout(None), mock.patch.object(plt, "show"):
        for listing in find_listings(text):
            if listing.runs:
                exec(compile(listing.source, page, "exec"), names)
            if listing.image:
                yield listing.image.name, plt.gcf(), dict(names)
            plt.close("all")
