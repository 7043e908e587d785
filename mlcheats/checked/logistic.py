"""Logistic regression by Newton's method."""

import numpy as np
from numpy.typing import ArrayLike

from mlcheats import logistic
from mlcheats._types import Float64Array
from mlcheats.checked.arrays import as_classes, as_float64, as_matrix
from mlcheats.checked.options import as_count, as_nonnegative
from mlcheats.checked.scaling import mean_and_std


def logistic_regression(
    x: ArrayLike, t: ArrayLike, alpha: float, *, max_steps: int = 100
) -> tuple[Float64Array, np.float64]:
    """Return the w, (D,), and b of least Σ cross-entropy(sigmoid(x w + b), t) + α/2 Σ w².

    The probability of a 1 is sigmoid(x w + b), in float64. x is (N, D), t is (N,), 0 or 1
    or bools, and holds both. α is from 0; with 0, classes that can be separated have no best
    w, which is a ValueError, as is not to have ended after `max_steps` steps. NaN, words or
    shapes that do not fit are a TypeError or ValueError.

    D. R. Cox, "The Regression Analysis of Binary Sequences", 1958.

    >>> w, b = logistic_regression([[0], [1], [2], [3]], [0, 1, 0, 1], alpha=1)
    >>> w.round(3), b.round(3)
    (array([0.453]), np.float64(-0.679))
    """
    rows, labels = as_matrix(x, "x"), as_classes(t, "t")
    if labels.shape != rows.shape[:1]:
        raise ValueError(f"t must have shape {rows.shape[:1]}, got {labels.shape}")
    if set(found := np.unique(labels).tolist()) != {0, 1}:
        raise ValueError(f"t must hold both 0 and 1, and nothing else, got {found}")
    penalty, steps = as_nonnegative(alpha, "alpha"), as_count(max_steps, "max_steps")
    mean_and_std(rows)
    with np.errstate(over="ignore", invalid="ignore"):  # the outcome is checked
        w, b = logistic.logistic_regression(rows, labels, penalty, max_steps=steps)
    return as_float64(w, "w"), np.float64(as_float64(b, "b"))
