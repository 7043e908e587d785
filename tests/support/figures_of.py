"""The figures of a page, to be asked what their descriptions say."""

import contextlib
from pathlib import Path
from typing import Any
from unittest import mock

from press.read.listings import find_listings

ROOT = Path(__file__).parents[2]


def figure(page: str, name: str, names: dict[str, Any] | None = None) -> Any:
    """The figure that stands above `![…](name)`, the listings of its page run from the top.

    `names` has what they defined.
    """
    import matplotlib.pyplot as plt

    plt.close("all")
    text = (ROOT / "docs" / "ko" / f"{page}.md").read_text(encoding="utf-8")
    names = {} if names is None else names
    with contextlib.chdir(ROOT), contextlib.redirect_stdout(None), mock.patch.object(plt, "show"):
        for listing in find_listings(text):
            if listing.runs:
                exec(compile(listing.source, page, "exec"), names)
            if listing.image and listing.image.name == name:
                return plt.gcf()
            plt.close("all")
    raise LookupError(f"docs/ko/{page}.md draws no {name}")
