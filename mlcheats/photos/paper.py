"""How far each pixel is from the paper around it, whatever light falls on it."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from PIL import Image

from mlcheats._types import FloatArray, IntArray

CELLS = 40  # of the grid of papers, along the longer side of the picture
REACH = 12  # cells on each side, whose median is the paper in the middle
DARK = 0.2  # as bright as this at least is what others are compared with
FAINTEST = 0.12  # a share of brightness: what differs less is no ink
ANOTHER = 0.15  # cells that differ more are of two sheets


def papers(colours: FloatArray) -> FloatArray:
    """Return the colour of the paper for each cell of a grid over (H, W, 3).

    It is the median of the cells around, so that neither strokes change it nor a light
    that falls off.
    """
    size = cell_size(colours)
    high, wide = (-(-side // size) for side in colours.shape[:2])
    below, right = high * size - colours.shape[0], wide * size - colours.shape[1]
    full = np.pad(colours, ((0, below), (0, right), (0, 0)), mode="edge")
    cells = np.median(full.reshape(high, size, wide, size, 3), axis=(1, 3))
    reach = [min(REACH, n - 1) for n in cells.shape[:2]]
    # Beyond the edge the light goes on falling as it does before: odd, not even.
    room = [(n, n) for n in reach] + [(0, 0)]
    cells = np.pad(cells, room, mode="reflect", reflect_type="odd")
    windows = sliding_window_view(cells, [2 * n + 1 for n in reach], axis=(0, 1))
    return np.median(windows[..., ::2, ::2], axis=(-2, -1))  # a quarter of them says the same


def cell_size(colours: FloatArray) -> int:
    """Return how many pixels a cell of the grid is wide and high."""
    return max(1, -(-max(colours.shape) // CELLS))


def ink(colours: FloatArray, papers: FloatArray) -> FloatArray:
    """Return for each pixel of (H, W, 3) its ink, 0 on the paper and towards 1 far from it.

    A pixel's paper is that of its cell or of a neighbouring one, whichever is nearer: so
    the edge of a table is sharp.
    """
    size = colours.shape[1], colours.shape[0]
    channels = [Image.fromarray(np.ascontiguousarray(papers[..., c])) for c in range(3)]
    smooth = [np.asarray(each.resize(size, Image.Resampling.BILINEAR)) for each in channels]
    found = difference(colours, np.stack(smooth, axis=-1))
    at = np.nonzero(found > 0.5 * FAINTEST)
    grid = papers.shape[:2]
    i, j = (np.minimum(each // cell_size(colours), n - 1) for each, n in zip(at, grid, strict=True))
    around = np.pad(papers, ((1, 1), (1, 1), (0, 0)), mode="edge")
    for down in range(3):
        for right in range(3):
            nearer = difference(colours[at], around[i + down, j + right])
            found[at] = np.minimum(found[at], nearer)
    return found


def difference(one: FloatArray, other: FloatArray) -> FloatArray:
    """Return how far two colours are apart, as a share of the brighter one.

    In the light and in the shadow ink and paper are equally far apart.
    """
    apart, here, there = (np.einsum("...c,...c", x, x) for x in (one - other, one, other))
    return np.sqrt(apart / np.maximum(np.maximum(here, there), 3 * DARK**2))


def threshold(ink: FloatArray) -> float:
    """Return how much ink a pixel must have to have any: more than noise makes."""
    middle = np.median(ink)
    return max(FAINTEST, float(middle + 6 * np.median(np.abs(ink - middle))))


def sheets(papers: FloatArray) -> IntArray:
    """Return a number for each cell of the grid: the same where one sheet goes on.

    Light that falls off changes little from a cell to the next, a sheet that ends much.
    """
    numbers = np.arange(papers.shape[0] * papers.shape[1]).reshape(papers.shape[:2])
    down = difference(papers[1:], papers[:-1]) < ANOTHER
    right = difference(papers[:, 1:], papers[:, :-1]) < ANOTHER
    while True:
        before = numbers.copy()
        for here, there, goes_on in (
            (numbers[1:], numbers[:-1], down),
            (numbers[:, 1:], numbers[:, :-1], right),
        ):
            least = np.minimum(here, there)
            np.copyto(here, least, where=goes_on)
            np.copyto(there, np.minimum(here, there), where=goes_on)
        if np.array_equal(before, numbers):
            return numbers
