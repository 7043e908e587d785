"""A character as MNIST has its digits: in 28 × 28 pixels, ink 1, paper 0."""

import numpy as np
from PIL import Image

from mlcheats._types import FloatArray, IntArray
from mlcheats.photos.characters import Character
from mlcheats.photos.parts import Mask

FIELD = 28  # MNIST's pictures are 28 pixels square
BOX = 20  # and the longer side of each digit is 20 pixels


def field(character: Character, ink: FloatArray, labels: IntArray) -> FloatArray:
    """Return (784,): the character alone, its edges soft, in MNIST's size and place."""
    rows = slice(max(0, character.top - 1), character.bottom + 1)
    columns = slice(max(0, character.left - 1), character.right + 1)
    own = np.isin(labels[rows, columns], [part.number for part in character.parts])
    near = _grown(own) & (own | (labels[rows, columns] == 0))
    strength = ink[rows, columns] / np.quantile(ink[rows, columns][own], 0.9)
    return laid(cut_out(np.where(near, strength, 0)))


def cut_out(ink: FloatArray) -> FloatArray:
    """Return the part that holds the ink, its edges soft, shadows and noise taken away."""
    ink = np.clip(2 * ink - 0.5, 0, 1).astype(np.float32)
    rows, columns = (np.flatnonzero((ink >= 0.5).any(axis=axis)) for axis in (1, 0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def laid(ink: FloatArray) -> FloatArray:
    """Return ink that fills its box as MNIST's, (784,).

    Scaled to 20 pixels along its longer side, its proportions kept, and laid into 28 × 28
    pixels with its centre of mass in the middle.

    Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, "Gradient-Based Learning Applied to
    Document Recognition", 1998, section III A.
    """
    scale = BOX / max(ink.shape)
    height, width = (max(1, round(side * scale)) for side in ink.shape)
    digit = np.asarray(Image.fromarray(ink).resize((width, height), Image.Resampling.BILINEAR))
    digit = digit / digit.max()  # scaling down lets a thin line fade; MNIST's ink reaches 1
    top, left = _offset(digit.sum(axis=1)), _offset(digit.sum(axis=0))
    field = np.zeros((FIELD, FIELD), np.float32)
    field[top : top + height, left : left + width] = digit
    return field.ravel()


def _offset(mass: FloatArray) -> int:
    """Return where to lay the digit along one axis, so that its centre comes to the middle."""
    centre = mass @ np.arange(len(mass)) / mass.sum()
    return int(np.clip(round(FIELD / 2 - centre), 0, FIELD - len(mass)))


def _grown(mask: Mask) -> Mask:
    """Return the mask with the pixels around it."""
    high, wide = mask.shape
    m = np.pad(mask, 1)
    return np.any([m[i : i + high, j : j + wide] for i in range(3) for j in range(3)], axis=0)
