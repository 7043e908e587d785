"""Classes from normal distributions of the columns."""

import numpy as np
from numpy.typing import ArrayLike

from mlcheats import bayes
from mlcheats._types import Float64Array
from mlcheats.checked.arrays import as_classes, as_float64, as_matrix, as_vector
from mlcheats.checked.options import as_positive


def naive_bayes(
    x: ArrayLike, t: ArrayLike, *, floor: float = 1e-9
) -> tuple[Float64Array, Float64Array, Float64Array]:
    """Return the classes' shares (K,), and the means and variances of their columns, (K, D).

    x is (N, D), t is (N,), labels from 0, each of which has a row. `floor` times the largest
    variance of a column is added to all variances; if no column of x differs, there is none,
    which is a ValueError.

    >>> shares, means, variances = naive_bayes([[0], [2], [9]], [0, 0, 1])
    >>> shares.round(3), means.tolist(), variances.round(3).tolist()
    (array([0.667, 0.333]), [[1.0], [9.0]], [[1.0], [0.0]])
    """
    rows, labels = as_matrix(x, "x"), as_classes(t, "t")
    if labels.shape != rows.shape[:1]:
        raise ValueError(f"t must have shape {rows.shape[:1]}, got {labels.shape}")
    if not np.all(counts := np.bincount(labels)):
        raise ValueError(
            f"t must hold each label from 0 to {np.max(labels)}, got no {np.argmin(counts)}"
        )
    if (largest := np.max(np.abs(rows))) > 1e100:
        raise ValueError(f"x must hold numbers that float64 can square, got {largest}")
    shares, means, variances = bayes.naive_bayes(rows, labels, floor=as_positive(floor, "floor"))
    if not np.all(variances > np.finfo(float).tiny) or np.all(rows == rows[0]):
        raise ValueError(f"x must have a column that differs, got variances of {variances.min()}")
    return shares, means, as_float64(variances, "the variances")


def predict_bayes(
    shares: ArrayLike, means: ArrayLike, variances: ArrayLike, x: ArrayLike
) -> Float64Array:
    """Return each row's probabilities of the classes, (N, K).

    Shares, means and variances are those of `naive_bayes`; x is (N, D).

    >>> predict_bayes(*naive_bayes([[0], [2], [9], [11]], [0, 0, 1, 1]), [[1], [6]]).round(3)
    array([[1.   , 0.   ],
           [0.011, 0.989]])
    """
    rows, centers = as_matrix(x, "x"), as_matrix(means, "means")
    spreads, sizes = as_matrix(variances, "variances"), as_vector(shares, len(centers), "shares")
    if centers.shape != spreads.shape or centers.shape[1] != rows.shape[1]:
        raise ValueError(
            f"means and variances must have shape (K, {rows.shape[1]}), "
            f"got {centers.shape} and {spreads.shape}"
        )
    for numbers, name in ((sizes, "shares"), (spreads, "variances")):
        if np.min(numbers) <= 0:
            raise ValueError(f"{name} must be above 0, got {np.min(numbers)}")
    with np.errstate(over="ignore", invalid="ignore"):  # the outcome is checked
        y = bayes.predict_bayes(sizes, centers, spreads, rows)
    if not np.all(np.isfinite(y)):
        raise ValueError(f"x must lie nearer to the means for float64, got {np.max(np.abs(rows))}")
    return y
