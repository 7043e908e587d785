"""What a net is told of a picture: how much edge of which direction is where."""

import numpy as np

from mlcheats._types import FloatArray

DIRECTIONS = 8
GRID = 7  # places along each side


def _tents() -> FloatArray:
    """Return (7, 28): how much of each of 28 rows belongs to each of 7 places."""
    apart = np.arange(28) - (4 * np.arange(GRID)[:, None] + 1.5)
    return np.maximum(0, 1 - np.abs(apart) / 4).astype(np.float32)


TENTS = _tents()


def slopes(x: FloatArray) -> FloatArray:
    """Return (N, 392) of pictures (N, 784): the edges of 8 directions at 7 by 7 places.

    The gradient of each pixel, by Sobel's differences, is shared between the two directions
    nearest to it, and between the places around it; the root tempers the strong ones.

    C.-L. Liu, K. Nakashima, H. Sako and H. Fujisawa, "Handwritten Digit Recognition:
    Benchmarking of State-of-the-Art Techniques", 2003.
    """
    p = np.pad(x.reshape(-1, 28, 28), ((0, 0), (1, 1), (1, 1)))
    down = p[:, 2:] - p[:, :-2]
    right = p[:, :, 2:] - p[:, :, :-2]
    down = down[:, :, :-2] + 2 * down[:, :, 1:-1] + down[:, :, 2:]
    right = right[:, :-2] + 2 * right[:, 1:-1] + right[:, 2:]
    angle = np.arctan2(down, right) * np.float32(DIRECTIONS / (2 * np.pi)) % DIRECTIONS
    strength = np.hypot(down, right)
    found = np.empty((DIRECTIONS, len(p), GRID, GRID), np.float32)
    for k in range(DIRECTIONS):
        apart = np.abs(angle - k)
        share = np.maximum(0, 1 - np.minimum(apart, DIRECTIONS - apart))
        found[k] = TENTS @ (share * strength) @ TENTS.T
    return np.sqrt(found).transpose(1, 0, 2, 3).reshape(len(p), -1) * np.float32(0.25)
