"""The line with the widest margin, as the page shows it."""

import numpy as np

from mlcheats._types import Float64Array, IntArray


def linear_svm(
    x: Float64Array, t: IntArray, C: float, *, max_sweeps: int = 10_000
) -> tuple[Float64Array, float]:
    """The w and b of least hinge loss and penalty, by steps in one multiplier after another."""
    z, s = np.column_stack([x, np.ones(len(x))]), 2 * t - 1
    size, a, w = np.sum(z**2, axis=1), np.zeros(len(z)), np.zeros(z.shape[1])
    for _ in range(max_sweeps):
        for n in range(len(z)):
            best = a[n] + (1 - s[n] * (z[n] @ w)) / size[n]
            best = min(max(best, 0), C)
            w = w + (best - a[n]) * s[n] * z[n]
            a[n] = best
        loss = w @ w / 2 + C * np.sum(np.maximum(0, 1 - s * (z @ w)))
        bound = np.sum(a) - w @ w / 2  # the loss can be no less
        if loss - bound <= 1e-10 * loss:
            return w[:-1], w[-1]
    raise ValueError(f"max_sweeps must be more for this C, got {max_sweeps}")
