"""The answer of the nearest examples."""

import numpy as np
from numpy.typing import ArrayLike

from mlcheats import neighbors
from mlcheats._types import IntArray
from mlcheats.checked.arrays import as_classes, as_matrix, is_finite
from mlcheats.checked.options import as_count


def knn(x_train: ArrayLike, t_train: ArrayLike, x: ArrayLike, k: int) -> IntArray:
    """Return for each row of x, (M, D), the label of most of its k nearest rows of x_train, (N, D).

    Near is by the sum of squared differences, so columns should be of one scale. Of rows
    equally far the first counts, of labels equally frequent the smallest. t_train holds
    labels from 0, (N,), and k is from 1 to N. What is NaN, or too far for float64 to square,
    is a ValueError.

    E. Fix, J. L. Hodges, "Discriminatory Analysis: Nonparametric Discrimination", 1951.

    >>> knn([[0], [1], [5], [6], [7]], [0, 0, 1, 1, 1], [[0.4], [4]], k=3)
    array([0, 1])
    """
    known, rows = as_matrix(x_train, "x_train"), as_matrix(x, "x")
    labels = as_classes(t_train, "t_train")
    if labels.shape != known.shape[:1]:
        raise ValueError(f"t_train must have shape {known.shape[:1]}, got {labels.shape}")
    if rows.shape[1] != known.shape[1]:
        raise ValueError(f"x must have shape (M, {known.shape[1]}), got {rows.shape}")
    if (count := as_count(k, "k")) > len(known):
        raise ValueError(f"k must be no more than the number of examples, {len(known)}, got {k}")
    with np.errstate(over="ignore"):
        reach = np.maximum(known.max(axis=0), rows.max(axis=0))
        reach = reach - np.minimum(known.min(axis=0), rows.min(axis=0))
        if not is_finite(np.sum(reach**2)[np.newaxis]):
            far = np.max(reach)
            raise ValueError(
                f"x and x_train must not lie farther apart than float64 can square, got {far}"
            )
    return neighbors.knn(known, labels, rows, count)
