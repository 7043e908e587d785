"""The Matplotlib backend of a notebook's kernel: `plt.show()` gives the page's own SVG."""

import matplotlib.pyplot as plt
from IPython.display import display
from matplotlib.backends.backend_svg import FigureCanvasSVG as FigureCanvas

from press.draw.drawing import take

__all__ = ["FigureCanvas", "show"]


def show(*args: object, **kwargs: object) -> None:
    for svg in take(plt):
        display({"image/svg+xml": svg}, raw=True)
