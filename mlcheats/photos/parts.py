"""Connected parts of a mask, found run by run."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mlcheats._types import FloatArray, IntArray

Mask = NDArray[np.bool_]


class Part(NamedTuple):
    """A connected part: its number in the picture of labels, its box, its pixels, its ink."""

    number: int
    top: int
    left: int
    bottom: int  # the first row below it
    right: int
    area: int
    peak: float

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def width(self) -> int:
        return self.right - self.left


def label(mask: Mask) -> tuple[IntArray, int]:
    """Return numbers from 1 for the parts that touch, also by a corner, and how many there are.

    A part is made of runs, pixels that follow each other in a row. Runs of neighbouring
    rows that touch take the smaller of their numbers, until none changes.
    """
    rows, starts, ends = runs(mask)
    step = mask.shape[1] + 2  # so that the runs of all rows are in one order
    first = np.searchsorted(rows * step + ends, (rows - 1) * step + starts)
    last = np.searchsorted(rows * step + starts, (rows - 1) * step + ends, side="right")
    counts = np.maximum(last - first, 0)
    lower = np.repeat(np.arange(len(rows)), counts)
    upper = np.arange(len(lower)) - np.repeat(np.cumsum(counts) - counts - first, counts)
    numbers = np.arange(len(rows))
    while np.any(numbers[upper] != numbers[lower]):
        least = np.minimum(numbers[upper], numbers[lower])
        np.minimum.at(numbers, numbers[upper], least)
        np.minimum.at(numbers, numbers[lower], least)
        while np.any(numbers[numbers] != numbers):
            numbers = numbers[numbers]
    names, numbers = np.unique(numbers, return_inverse=True)
    labels = np.zeros(mask.shape, np.int64)
    labels[mask] = np.repeat(numbers + 1, ends - starts)
    return labels, len(names)


def runs(mask: Mask) -> tuple[IntArray, IntArray, IntArray]:
    """Return the row, the first column and the one after the last of each run, in order."""
    edges = np.diff(np.pad(mask, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(edges == 1)
    return rows, starts, np.nonzero(edges == -1)[1]


def parts(mask: Mask, ink: FloatArray) -> tuple[IntArray, list[Part]]:
    """Return the labels of a mask, and its parts with the strength of their ink."""
    labels, count = label(mask)
    if not count:
        return labels, []
    at = np.nonzero(mask)
    numbers, strengths = labels[at], ink[at]
    order = np.lexsort((strengths, numbers))
    area = np.bincount(numbers)[1:]
    first = np.cumsum(area) - area
    peak = strengths[order][first + (0.9 * (area - 1)).astype(int)]
    (top, left), (bottom, right) = (
        [extreme.reduceat(axis[order], first) for axis in at]
        for extreme in (np.minimum, np.maximum)
    )
    table = np.stack([np.arange(1, count + 1), top, left, bottom + 1, right + 1, area], axis=1)
    return labels, [
        Part(number, top, left, bottom, right, area, own)
        for (number, top, left, bottom, right, area), own in zip(
            table.tolist(), peak.tolist(), strict=True
        )
    ]
