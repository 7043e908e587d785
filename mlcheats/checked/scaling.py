"""Columns brought to one scale."""

import numpy as np
from numpy.typing import ArrayLike

from mlcheats import scaling
from mlcheats._types import Float64Array
from mlcheats.checked.arrays import as_array, as_matrix


def mean_and_std(x: ArrayLike) -> tuple[Float64Array, Float64Array]:
    """Return each column's mean and standard deviation, both (D,), in float64.

    (x - mean) / std has columns of mean 0 and standard deviation 1. A column that holds one
    number alone gets that number and a deviation of 1, so it becomes 0. x is (N, D); a
    deviation that float64 cannot hold is a ValueError.

    >>> mean, std = mean_and_std([[1, 7], [3, 7]])
    >>> mean, std
    (array([2., 7.]), array([1., 1.]))
    """
    rows = as_matrix(x, "x")
    with np.errstate(over="ignore", invalid="ignore"):  # the outcome is checked
        mean, std = scaling.mean_and_std(rows)
    as_array(mean, "the mean")
    as_array(std, "the standard deviation")
    if np.any(std == 0):
        raise ValueError(
            f"column {np.argmin(std)} of x must vary by more than float64 can square, "
            f"got {np.ptp(rows, axis=0)[np.argmin(std)]}"
        )
    return mean, std
