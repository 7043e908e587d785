"""Straight lines across the whole sheet, taken away where no stroke crosses them."""

import numpy as np

from mlcheats.photos.parts import Mask, runs

SLOPES = np.linspace(-0.1, 0.1, 81)  # lines a little askew are lines, too
THICKEST = 0.02  # of the longer side
MARGIN = 0.06  # of the picture, at both ends of it: a line must reach it
SHARE = 0.6  # of the picture's width at least a line must cover


def without_rulings(mask: Mask) -> Mask:
    """Return the mask without lines that lie or stand across most of the picture.

    Each column of a lying line has a short run of the mask. The middles of these runs vote
    for the slope and the height of lines; the runs that a line meets go, longer ones, where
    a stroke crosses it, stay.
    """
    thickest = max(3, THICKEST * max(mask.shape))
    mask = mask & ~_on_lines(mask.T, thickest).T
    return mask & ~_on_lines(mask, thickest)


def _wider(places: Mask) -> Mask:
    """Return places, with the one before and the one after each."""
    return np.convolve(places, [1, 1, 1], mode="same") > 0


def _on_lines(mask: Mask, thickest: float) -> Mask:
    """Return which pixels of a mask belong to runs along its rows that lines across it meet."""
    rows, starts, ends = runs(mask)
    short = ends - starts <= thickest
    rows, starts, ends = rows[short], starts[short], ends[short]
    middles = (starts + ends - 1) / 2
    reach = int(0.1 * mask.shape[0]) + 2
    votes = np.array(
        [
            np.bincount(
                np.rint(middles - slope * (rows - mask.shape[0] / 2)).astype(int) + reach,
                minlength=mask.shape[1] + 2 * reach + 1,
            )
            for slope in SLOPES
        ]
    )
    near = votes.copy()
    near[:, 1:] += votes[:, :-1]
    near[:, :-1] += votes[:, 1:]
    best = np.argmax((near.astype(float) ** 2 * (near > SHARE * mask.shape[0])).sum(axis=1))
    there = near[best] > SHARE * mask.shape[0]
    if not there.any():
        return np.zeros_like(mask)
    place = np.rint(middles - SLOPES[best] * (rows - mask.shape[0] / 2)).astype(int) + reach
    for end in (rows < MARGIN * mask.shape[0], rows >= (1 - MARGIN) * mask.shape[0]):
        there &= _wider(np.bincount(place[end], minlength=len(there)) > 0)
    there = _wider(there)
    rows, starts, ends = (each[there[place]] for each in (rows, starts, ends))
    marks = np.zeros((mask.shape[0], mask.shape[1] + 1), np.int8)
    marks[rows, starts] = 1
    marks[rows, ends] -= 1
    return np.cumsum(marks, axis=1)[:, :-1] > 0
