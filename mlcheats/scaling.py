"""Columns brought to one scale, as the page shows it."""

import numpy as np

from mlcheats._types import Float64Array


def mean_and_std(x: Float64Array) -> tuple[Float64Array, Float64Array]:
    """Each column's mean and standard deviation, for (x - mean) / std."""
    constant = np.all(x == x[0], axis=0)
    mean = np.where(constant, x[0], np.mean(x, axis=0))
    std = np.where(constant, 1, np.std(x, axis=0))
    return mean, std
