"""The directions in which data differ most."""

import numpy as np
from numpy.typing import ArrayLike

from mlcheats import components
from mlcheats._types import Float64Array
from mlcheats.checked.arrays import as_matrix
from mlcheats.checked.options import as_count
from mlcheats.checked.scaling import mean_and_std


def pca(x: ArrayLike, k: int) -> tuple[Float64Array, Float64Array, Float64Array]:
    """Return the mean of x, (N, D), k components, (k, D), and their shares of the variance, (k,).

    The components are directions at right angles, of length 1, in the order of the variance
    along them; the entry of largest size is positive. `z = (x - mean) @ components.T` are a
    row's k numbers, `mean + z @ components` is the row again, without what lies in other
    directions. k is from 1 to the number of directions in which the rows differ, else a
    ValueError.

    K. Pearson, "On Lines and Planes of Closest Fit to Systems of Points in Space", 1901.

    >>> mean, components, shares = pca([[0, 0], [3, 4], [6, 8]], 1)
    >>> mean, components.round(3), shares.round(3)
    (array([3., 4.]), array([[0.6, 0.8]]), array([1.]))
    """
    rows, count = as_matrix(x, "x"), as_count(k, "k")
    mean, _ = mean_and_std(rows)
    away = rows - mean
    size, there = np.max(np.abs(away)), 0
    if size > 0:  # brought to size 1, so that no square is too large or 0
        _, found, shares = components.pca(away / size, min(rows.shape))
        noise = max(rows.shape) * np.finfo(float).eps * max(1, np.max(np.abs(rows)) / size)
        there = int(np.sum(np.sqrt(shares / shares[0]) > noise))
    if count > there:
        raise ValueError(f"k must be no more than x has directions, {there}, got {k}")
    return mean, found[:count].copy(), shares[:count].copy()
