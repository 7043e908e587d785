"""Linear regression, plain and with a penalty on the weights, as the page shows it."""

from typing import Any

import numpy as np

from mlcheats._types import Float64Array, FloatArray
from mlcheats.scaling import mean_and_std


def linear_regression(x: Float64Array, t: Float64Array) -> tuple[FloatArray, Any]:
    """The w and b of least Σ (x w + b - t)²; of several such w, the shortest."""
    mean, _ = mean_and_std(x)
    w = np.linalg.lstsq(x - mean, t - np.mean(t))[0]
    return w, np.mean(t) - mean @ w


def ridge(x: Float64Array, t: Float64Array, alpha: float) -> tuple[FloatArray, Any]:
    """The w and b of least Σ (x w + b - t)² + α Σ w²."""
    mean, _ = mean_and_std(x)
    U, s, Vt = np.linalg.svd(x - mean, full_matrices=False)
    s = np.where(s > np.finfo(float).eps * max(x.shape) * s[0], s, 0)
    w = Vt.T @ (s / (s**2 + alpha) * (U.T @ (t - np.mean(t))))
    return w, np.mean(t) - mean @ w


def lasso(
    x: Float64Array, t: Float64Array, alpha: float, *, max_sweeps: int = 10_000
) -> tuple[FloatArray, Any]:
    """The w and b of least Σ (x w + b - t)² / 2N + α Σ |w|, one weight after another."""
    mean, _ = mean_and_std(x)
    x, rest = x - mean, t - np.mean(t)
    size = np.mean(x**2, axis=0)
    w = np.zeros(x.shape[1])
    for _ in range(max_sweeps):
        before = w.copy()
        for j in np.flatnonzero(size):
            rest = rest + x[:, j] * w[j]
            pull = np.mean(x[:, j] * rest)
            w[j] = np.sign(pull) * max(abs(pull) - alpha, 0) / size[j]
            rest = rest - x[:, j] * w[j]
        if np.all(np.abs(w - before) * np.sqrt(size) <= 1e-12 * np.std(t)):
            return w, np.mean(t) - mean @ w
    raise ValueError(f"max_sweeps must be more for this alpha, got {max_sweeps}")
