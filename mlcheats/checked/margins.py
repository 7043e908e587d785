"""The line with the widest margin."""

import numpy as np
from numpy.typing import ArrayLike

from mlcheats import margins
from mlcheats._types import Float64Array
from mlcheats.checked.arrays import as_classes, as_float64, as_matrix
from mlcheats.checked.options import as_count, as_positive


def linear_svm(
    x: ArrayLike, t: ArrayLike, C: float, *, max_sweeps: int = 10_000
) -> tuple[Float64Array, np.float64]:
    """Return the w, (D,), and b of least (b² + Σ w²) / 2 + C Σ max(0, 1 - s (x w + b)).

    The answer is 1 where x w + b > 0. x is (N, D), t is (N,), 0 or 1 or bools, and holds both;
    s is 1 for a 1 and -1 for a 0. E is within 1e-10 of the least, relatively; not to have got
    there after `max_sweeps` sweeps is a ValueError. Columns should be of one scale.

    C. Cortes, V. Vapnik, "Support-Vector Networks", 1995. C.-J. Hsieh et al., "A Dual Coordinate
    Descent Method for Large-scale Linear SVM", 2008.

    >>> w, b = linear_svm([[0], [1], [3], [4]], [0, 0, 1, 1], C=100)
    >>> w.round(3), b.round(3)
    (array([1.]), np.float64(-2.0))
    """
    rows, labels = as_matrix(x, "x"), as_classes(t, "t")
    if labels.shape != rows.shape[:1]:
        raise ValueError(f"t must have shape {rows.shape[:1]}, got {labels.shape}")
    if set(found := np.unique(labels).tolist()) != {0, 1}:
        raise ValueError(f"t must hold both 0 and 1, and nothing else, got {found}")
    if (largest := np.max(np.abs(rows))) > 1e100:
        raise ValueError(f"x must hold numbers that float64 can square, got {largest}")
    weight, sweeps = as_positive(C, "C"), as_count(max_sweeps, "max_sweeps")
    if not 1e-100 < weight < 1e100:
        raise ValueError(f"C must be from 1e-100 to 1e100, got {C}")
    w, b = margins.linear_svm(rows, labels, weight, max_sweeps=sweeps)
    return as_float64(w, "w"), np.float64(as_float64(b, "b"))
