"""Linear regression, plain and with a penalty on the weights."""

import numpy as np
from numpy.typing import ArrayLike

from mlcheats import regression
from mlcheats._types import Float64Array, FloatArray
from mlcheats.checked.arrays import as_float64, as_matrix, as_vector
from mlcheats.checked.options import as_count, as_positive
from mlcheats.checked.scaling import mean_and_std

Line = tuple[Float64Array, np.float64]


def linear_regression(x: ArrayLike, t: ArrayLike) -> Line:
    """Return the weights w, (D,), and the bias b of least Σ (x w + b - t)², in float64.

    x is (N, D), t is (N,). Where several w fit equally well, as with a column that is a sum
    of others or with D ≥ N, the shortest one is returned; a column that holds one number
    alone gets 0. NaN, words, shapes that do not fit or columns whose scales differ by more
    than 1e8, which float64 cannot solve together, are a TypeError or ValueError.

    A.-M. Legendre, "Nouvelles méthodes pour la détermination des orbites des comètes", 1805.

    >>> w, b = linear_regression([[0], [1], [2]], [1, 3, 5])
    >>> w.round(9), b.round(9)
    (array([2.]), np.float64(1.0))
    """
    rows, targets = _of_one_scale(x, t)
    with np.errstate(over="ignore", invalid="ignore"):  # the outcome is checked
        return _finite(*regression.linear_regression(rows, targets))


def ridge(x: ArrayLike, t: ArrayLike, alpha: float) -> Line:
    """Return the w, (D,), and b of least Σ (x w + b - t)² + α Σ w², in float64.

    x, t and the errors are those of `linear_regression`; α is above 0. The penalty compares
    the weights, so the columns should be of one scale.

    A. E. Hoerl, R. W. Kennard, "Ridge Regression: Biased Estimation for Nonorthogonal
    Problems", 1970.

    >>> w, b = ridge([[0], [1], [2]], [1, 3, 5], alpha=2)
    >>> w.round(9), b.round(9)
    (array([1.]), np.float64(2.0))
    """
    penalty = as_positive(alpha, "alpha")
    rows, targets = _of_one_scale(x, t)
    with np.errstate(over="ignore", invalid="ignore"):
        return _finite(*regression.ridge(rows, targets, penalty))


def lasso(x: ArrayLike, t: ArrayLike, alpha: float, *, max_sweeps: int = 10_000) -> Line:
    """Return the w, (D,), and b of least Σ (x w + b - t)² / 2N + α Σ |w|, in float64.

    Each sweep improves the weights one by one; it ends when none moves its column's share
    of the answer by more than 1e-12 of the spread of t. Not to have ended after `max_sweeps`
    is a ValueError. x, t and the other errors are those of `linear_regression`; α is above 0.

    R. Tibshirani, "Regression Shrinkage and Selection via the Lasso", 1996.

    >>> w, b = lasso([[0, 1], [1, 0], [2, 1]], [1, 3, 5], alpha=0.5)
    >>> w.round(9), b.round(9)
    (array([1.25, 0.  ]), np.float64(1.75))
    """
    penalty, sweeps = as_positive(alpha, "alpha"), as_count(max_sweeps, "max_sweeps")
    rows, targets = _checked(x, t)
    mean_and_std(rows)
    with np.errstate(over="ignore", invalid="ignore"):
        as_float64(np.std(targets), "the standard deviation of t")  # which tells the end
        return _finite(*regression.lasso(rows, targets, penalty, max_sweeps=sweeps))


def _checked(x: ArrayLike, t: ArrayLike) -> tuple[Float64Array, Float64Array]:
    rows = as_matrix(x, "x")
    return rows, as_vector(t, len(rows), "t")


def _of_one_scale(x: ArrayLike, t: ArrayLike) -> tuple[Float64Array, Float64Array]:
    """Refuse what the solver, which cuts off what is too small to matter, would take for 0."""
    rows, targets = _checked(x, t)
    _, std = mean_and_std(rows)
    stds = std[np.any(rows != rows[0], axis=0)]
    if stds.size and stds.max() > 1e8 * stds.min():
        raise ValueError(
            "columns of x must not differ in scale by more than a factor of 1e8, got standard "
            f"deviations from {stds.min():.3g} to {stds.max():.3g}: scale them by mean_and_std"
        )
    return rows, targets


def _finite(w: FloatArray, b: float) -> Line:
    return as_float64(w, "w"), np.float64(as_float64(b, "b"))
