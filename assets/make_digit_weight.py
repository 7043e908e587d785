"""Train mlcheats/data/digit_weight.npz: 784-200-10, the net that `mlcheats predict` asks.

    python assets/make_digit_weight.py

It learns as make_sample_weight.py does, from the same 60,000 images, but each one is
distorted anew whenever it comes up, so that the net also reads digits which nobody at
NIST has written. It takes a minute; the same NumPy gives the same weights.
"""

from pathlib import Path

import numpy as np
from make_sample_weight import fit

from mlcheats import save_weights

DATA = Path(__file__).parent.parent / "mlcheats" / "data"


def distort(x, rng):
    """Turn, slant, stretch, shift, and thicken or thin each image of a batch (N, 784).

    P. Simard, D. Steinkraus and J. Platt, "Best Practices for Convolutional Neural
    Networks Applied to Visual Document Analysis", 2003.
    """
    return change_width(move(x, rng).reshape(-1, 28, 28), rng).reshape(x.shape)


def move(x, rng):
    n = len(x)
    angle = np.radians(rng.uniform(-15, 15, n))
    slant = rng.uniform(-0.3, 0.3, n)
    wide, high = np.exp(rng.uniform(-0.15, 0.25, n)), np.exp(rng.uniform(-0.1, 0.15, n))
    right, down = rng.uniform(-1.5, 1.5, (2, n))
    matrix = np.array(
        [
            [high * np.cos(angle), -high * np.sin(angle)],
            [wide * (np.sin(angle) + slant), wide * np.cos(angle)],
        ]
    )
    here = np.indices((28, 28)).reshape(2, 784) - 14
    there = np.einsum("ijn,jp->inp", matrix, here) + np.array([down, right])[..., None] + 14
    there = there.astype(np.float32).clip(0, 26.999)
    whole = there.astype(int)
    part_i, part_j = there - whole
    corner = 28 * whole[0] + whole[1]
    at = [np.take_along_axis(x, corner + step, axis=1) for step in (0, 1, 28, 29)]
    upper = at[0] + part_j * (at[1] - at[0])
    lower = at[2] + part_j * (at[3] - at[2])
    return upper + part_i * (lower - upper)


def change_width(x, rng):
    """Mix each image with the lightest, or with the darkest, of each pixel's neighbours."""
    share = rng.uniform(-1, 1, (len(x), 1, 1)).astype(np.float32)
    p = np.pad(x, ((0, 0), (1, 1), (1, 1)))
    cross = x, p[:, :-2, 1:-1], p[:, 2:, 1:-1], p[:, 1:-1, :-2], p[:, 1:-1, 2:]
    thick, thin = np.maximum.reduce(cross), np.minimum.reduce(cross)
    return np.where(share > 0, x + share * (thick - x), x - 0.8 * share * (thin - x))


if __name__ == "__main__":
    weights = fit(sizes=(784, 200, 10), epochs=16, change=distort)
    half = {name: value.astype(np.float16) for name, value in weights.items()}
    save_weights(DATA / "digit_weight.npz", half)
