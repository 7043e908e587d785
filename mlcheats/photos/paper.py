"""How far each pixel is from the paper around it, whatever light falls on it."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from PIL import Image

from mlcheats._types import FloatArray, IntArray
from mlcheats.photos.parts import Mask

BROAD = 2  # cells on each side, of the same ground
LARGE = 0.4  # of the picture
SAME = 0.1  # cells beside each other that differ less are of the same ground
CELLS = 40  # of the grid of papers, along the longer side of the picture
REACH = 12  # cells on each side, whose median is the paper in the middle
BRIGHTEST = 0.999  # of the pixels are not brighter than bright ink
LEAST = 0.04  # the brightness of the light where the paper has none
DARK = 0.2  # as bright as this at least is what others are compared with
FAINTEST = 0.12  # a share of brightness: what differs less is no ink
ANOTHER = 0.15  # cells that differ more are of two sheets


def papers(colours: FloatArray, *, cut_out: bool = False) -> FloatArray:
    """Return the colour of the paper for each cell of a grid over (H, W, 3).

    It is the median of the cells around that are of the same ground, so that neither strokes
    change it, nor a light that falls off, nor a table beside the sheet. A picture that was
    cut out along a digit has one ground.
    """
    size = cell_size(colours)
    high, wide = (-(-side // size) for side in colours.shape[:2])
    below, right = high * size - colours.shape[0], wide * size - colours.shape[1]
    full = np.pad(colours, ((0, below), (0, right), (0, 0)), mode="edge")
    some = max(1, size // 6)  # 36 pixels of each cell will do
    parts = full.reshape(high, size, wide, size, 3)[:, ::some, :, ::some]
    cells = np.median(parts, axis=(1, 3))
    numbers, known = one_ground(cells) if cut_out else grounds(cells)
    shown = np.zeros_like(cells)  # for where there is ink all around
    for k in np.unique(numbers):
        shown[numbers == k] = np.median(cells[known & (numbers == k)], axis=0)
    reach = [min(REACH, n - 1) for n in cells.shape[:2]]
    # Beyond the edge the light goes on falling as it does before: odd, not even.
    room = [(n, n) for n in reach]
    cells = np.pad(cells, [*room, (0, 0)], mode="reflect", reflect_type="odd")
    shape = [2 * n + 1 for n in reach]
    windows = sliding_window_view(cells, shape, axis=(0, 1))[..., ::2, ::2]  # a quarter, too
    beside = sliding_window_view(np.pad(np.where(known, numbers, -1), room, mode="reflect"), shape)
    own = (beside[..., ::2, ::2] == numbers[..., None, None])[:, :, None]
    count = np.count_nonzero(own, axis=(-2, -1))[..., None]
    ordered = np.sort(np.where(own, windows, np.inf).reshape(*windows.shape[:3], -1), axis=-1)
    middle = np.take_along_axis(ordered, np.maximum(count - 1, 0) // 2, axis=-1)
    return np.where(count, middle, shown[..., None])[..., 0]


def one_ground(cells: FloatArray) -> tuple[IntArray, Mask]:
    """Return one number for all cells of (H, W, 3), and whether each is as those at the edge."""
    rim = np.concatenate([cells[0], cells[-1], cells[1:-1, 0], cells[1:-1, -1]])
    apart = brightness(cells - np.median(rim, axis=0))
    return np.zeros(apart.shape, int), apart <= 0.5 * apart.max()


def grounds(cells: FloatArray) -> tuple[IntArray, Mask]:
    """Return a number for the ground of each cell of (H, W, 3), and whether the cell shows it.

    A ground is broad, and large or far along the edge of the picture; what is not is ink, or
    lies on the ground beside it.
    """
    p = np.pad(cells, ((1, 1), (1, 1), (0, 0)), mode="edge")
    smooth = np.median(sliding_window_view(p, (3, 3), axis=(0, 1)), axis=(-2, -1))
    numbers = sheets(smooth, SAME)
    rim = np.concatenate([numbers[0], numbers[-1], numbers[1:-1, 0], numbers[1:-1, -1]])
    (of_rim, contacts), (of_all, areas) = (
        np.unique(some, return_counts=True) for some in (rim, numbers)
    )
    far = np.union1d(of_rim[contacts >= CELLS // 4], of_all[areas >= LARGE * numbers.size])
    p = np.pad(numbers, BROAD, mode="edge")
    around = sliding_window_view(p, (2 * BROAD + 1, 2 * BROAD + 1))
    broad = np.unique(numbers[(around == numbers[..., None, None]).all(axis=(-2, -1))])
    known = np.isin(numbers, np.intersect1d(broad, far))
    shown = known & (difference(cells, smooth) < ANOTHER)
    if not shown.any():
        return np.zeros_like(numbers), np.ones(numbers.shape, bool)
    names = np.unique(numbers[shown])
    known &= np.isin(numbers, names)
    medians = [np.median(smooth[shown & (numbers == k)], axis=0) for k in names]
    for k in np.setdiff1d(of_rim[contacts > 2], names):  # a piece of one of them
        own = numbers == k
        apart = [difference(smooth[own].mean(axis=0), each) for each in medians]
        known |= own
        numbers[own] = names[np.argmin(apart)]
    numbers = np.where(known, numbers, -1)
    while np.any(numbers < 0):
        p = np.pad(numbers, 1, constant_values=-1)
        near = np.max([p[:-2, 1:-1], p[2:, 1:-1], p[1:-1, :-2], p[1:-1, 2:]], axis=0)
        numbers = np.where(numbers < 0, near, numbers)
    return numbers, shown


def cell_size(colours: FloatArray) -> int:
    """Return how many pixels a cell of the grid is wide and high."""
    return max(1, -(-max(colours.shape) // CELLS))


def ink(colours: FloatArray, papers: FloatArray) -> FloatArray:
    """Return for each pixel of (H, W, 3) its ink, 0 on the paper and towards 1 far from it.

    Dark ink is measured by the brightness of its paper, bright ink by that of the brightest
    in this light. A pixel's paper is that of its cell or of a neighbouring one, whichever is
    nearer: so the edge of a table is sharp.
    """
    size = colours.shape[1], colours.shape[0]
    channels = [Image.fromarray(np.ascontiguousarray(papers[..., c])) for c in range(3)]
    smooth = [np.asarray(each.resize(size, Image.Resampling.BILINEAR)) for each in channels]
    paper = np.stack(smooth, axis=-1)
    here, ground = brightness(colours), brightness(paper)
    light = (ground + LEAST) / (ground.max() + LEAST)
    brightest = np.float32(np.quantile((here / light)[::2, ::2], BRIGHTEST)) * light
    least = np.maximum(here, np.where(here < ground, DARK, np.maximum(DARK, brightest)))
    found = brightness(colours - paper) / np.maximum(ground, least)
    at = np.nonzero(found > 0.5 * FAINTEST)
    grid = papers.shape[:2]
    i, j = (np.minimum(each // cell_size(colours), n - 1) for each, n in zip(at, grid, strict=True))
    around = np.pad(papers, ((1, 1), (1, 1), (0, 0)), mode="edge")
    bright, own, least, nearest = brightness(around), colours[at], least[at], found[at]
    for down in range(3):
        for right in range(3):
            k = i + down, j + right
            nearer = brightness(own - around[k]) / np.maximum(bright[k], least)
            nearest = np.minimum(nearest, nearer)
    found[at] = nearest
    return found


def brightness(colours: FloatArray) -> FloatArray:
    """Return how bright each colour is, from 0 to 1."""
    return np.sqrt(np.einsum("...c,...c", colours, colours) / 3)


def difference(one: FloatArray, other: FloatArray) -> FloatArray:
    """Return how far two colours are apart, as a share of the brighter one.

    In the light and in the shadow ink and paper are equally far apart.
    """
    brighter = np.maximum(np.maximum(brightness(one), brightness(other)), DARK)
    return brightness(one - other) / brighter


def threshold(ink: FloatArray) -> float:
    """Return how much ink a pixel must have to have any: more than noise makes."""
    middle = np.median(ink)
    return max(FAINTEST, float(middle + 6 * np.median(np.abs(ink - middle))))


def sheets(papers: FloatArray, another: float = ANOTHER) -> IntArray:
    """Return a number for each cell of the grid: the same where one sheet goes on.

    Light that falls off changes little from a cell to the next, a sheet that ends much.
    """
    numbers = np.arange(papers.shape[0] * papers.shape[1]).reshape(papers.shape[:2])
    down = difference(papers[1:], papers[:-1]) < another
    right = difference(papers[:, 1:], papers[:, :-1]) < another
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
