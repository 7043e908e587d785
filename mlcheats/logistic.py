"""Logistic regression by Newton's method, as the page shows it."""

from typing import Any

import numpy as np

from mlcheats._types import Float64Array, FloatArray, IntArray
from mlcheats.activations import sigmoid
from mlcheats.scaling import mean_and_std


def logistic_regression(
    x: Float64Array, t: IntArray, alpha: float, *, max_steps: int = 100
) -> tuple[FloatArray, Any]:
    """The w and b of least Σ cross-entropy(sigmoid(x w + b), t) + α/2 Σ w²."""
    mean, std = mean_and_std(x)
    z = np.column_stack([(x - mean) / std, np.ones(len(x))])
    penalty = np.append(alpha / std**2, 0)

    def loss(w: FloatArray) -> Any:
        a = z @ w
        return np.sum(np.logaddexp(0, a) - t * a) + np.sum(penalty * w**2) / 2

    w, columns = np.zeros(z.shape[1]), np.linalg.matrix_rank(z)
    for _ in range(max_steps):
        y = sigmoid(z @ w)
        g = z.T @ (y - t) + penalty * w
        H = z.T @ (z * (y * (1 - y))[:, np.newaxis]) + np.diag(penalty)
        step, _, rank, _ = np.linalg.lstsq(H, g)
        if rank < columns:  # the loss is flat: it falls for ever
            raise ValueError(f"alpha must be larger where a line parts the classes, got {alpha}")
        while loss(w - step) > loss(w):
            step = step / 2
        w = w - step
        if np.max(np.abs(z @ step)) < 1e-9:
            return w[:-1] / std, w[-1] - mean / std @ w[:-1]
    raise ValueError(f"max_steps must be more for this alpha, got {max_steps}")
