"""The Matplotlib backend of a notebook's kernel: `plt.show()` gives the page's own SVG."""

import matplotlib.pyplot as plt
from IPython.display import publish_display_data
from matplotlib.backends.backend_svg import FigureCanvasSVG as FigureCanvas

from press.draw.drawing import take

__all__ = ["FigureCanvas", "show"]


def show(*args: object, **kwargs: object) -> None:
    for svg in take(plt):
        publish_display_data({"image/svg+xml": svg})  # type: ignore[no-untyped-call]
