"""Loss functions: how wrong the outputs are, given the targets t."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from mlcheats import losses
from mlcheats._types import FloatArray
from mlcheats.checked.arrays import (
    as_distributions,
    as_floats,
    as_labels,
    as_rows,
    as_targets,
)
from mlcheats.checked.options import as_count


def one_hot(t: ArrayLike, num_classes: int) -> FloatArray:
    """Turn integer labels of any shape (…) into rows (…, num_classes) with a single 1.

    A label outside 0 … num_classes - 1 is a ValueError, a label that is no integer a
    TypeError.

    >>> one_hot([2, 0], 3)
    array([[0., 0., 1.],
           [1., 0., 0.]])
    """
    count = as_count(num_classes, "num_classes")
    return losses.one_hot(as_labels(t, count, "t"), count)


def one_hot_like(t: ArrayLike, y: ArrayLike) -> FloatArray:
    """Turn integer labels into one-hot rows of the shape and type of the outputs y.

    Targets that have this shape already stay as they are.

    >>> one_hot_like(2, [0.1, 0.3, 0.6])
    array([0., 0., 1.])
    """
    rows = as_rows(y, "y")
    return np.array(as_targets(t, rows.shape, rows.dtype))


def sum_squares_error(y: ArrayLike, t: ArrayLike) -> np.float64:
    """Return ½ Σ_k (y_k - t_k)², the mean over a batch.

    y is (K,) or (N, K), t has the same shape or holds integer labels, () or (N,). A loss
    beyond the largest float is a ValueError.

    >>> sum_squares_error([0.1, 0.3, 0.6], [0, 0, 1])
    np.float64(0.13)
    """
    rows = as_rows(y, "y", np.float64)
    targets = as_targets(t, rows.shape, rows.dtype)
    with np.errstate(over="ignore"):  # the outcome is checked
        return _finite(losses.sum_squares_error(rows, targets))


def cross_entropy_error(y: ArrayLike, t: ArrayLike) -> np.float64:
    """Return -Σ_k t_k log(y_k + 1e-7), the mean over a batch.

    y holds probabilities, (K,) or (N, K); t is one-hot of the same shape or integer
    labels, () or (N,). The 1e-7 keeps log away from 0 and caps the loss at 16.1;
    `softmax_cross_entropy` is exact, from the scores. A y outside [0, 1], a label out of
    range or a row of t that does not sum to 1 is a ValueError.

    >>> cross_entropy_error([0.1, 0.3, 0.6], 2)
    np.float64(0.510825457099338)
    """
    rows = as_rows(y, "y", np.float64)
    outside = (rows < 0) | (rows > 1 + 1e-6)  # float32 may round a little above 1
    if np.any(outside):
        raise ValueError(f"y must hold probabilities from 0 to 1, got {rows[outside][0]}")
    return _finite(losses.cross_entropy_error(rows, as_distributions(t, rows.shape, rows.dtype)))


def softmax_cross_entropy(a: ArrayLike, t: ArrayLike) -> np.float64:
    """Return -Σ_k t_k log softmax(a)_k, the mean over a batch, exact for any scores a.

    a holds the scores before softmax, (K,) or (N, K); t is one-hot of the same shape or
    integer labels, () or (N,). A label out of range, a row of t that does not sum to 1 or a
    loss beyond the largest float is a ValueError.

    >>> softmax_cross_entropy([0.0, 1000.0], 0)
    np.float64(1000.0)
    """
    rows = as_rows(a, "a", np.float64)
    targets = as_distributions(t, rows.shape, rows.dtype)
    with np.errstate(over="ignore", invalid="ignore"):  # the outcome is checked
        # Where t is 0, a score farther from the largest than a float can say makes 0 · -inf.
        near = np.maximum(rows, rows.max(axis=-1, keepdims=True) - np.finfo(rows.dtype).max)
        scores = np.where(targets > 0, rows, near)
        return _finite(losses.softmax_cross_entropy(scores, targets))


def sigmoid_cross_entropy(a: ArrayLike, t: ArrayLike) -> np.float64:
    """Return -t log σ(a) - (1 - t) log(1 - σ(a)), the mean over all scores a, exact for any.

    Binary cross-entropy. a holds scores before the sigmoid: (N,) for yes or no, (N, K) for K
    labels at once; t has the same shape, 1 for yes and 0 for no, or a share between. An empty a,
    another shape, a t outside [0, 1] or a loss beyond the largest float is a ValueError.

    >>> sigmoid_cross_entropy([0.0, 1000.0], [1, 0])
    np.float64(500.34657359027995)
    """
    scores, targets = as_floats(a, "a", np.float64), as_floats(t, "t", np.float64)
    if scores.size == 0:
        raise ValueError(f"a must hold scores, not be empty, got {scores.shape}")
    if targets.shape != scores.shape:
        raise ValueError(f"t must have shape {scores.shape}, as a has, got {targets.shape}")
    outside = (targets < 0) | (targets > 1)
    if np.any(outside):
        raise ValueError(f"t must hold numbers from 0 to 1, got {targets[outside][0]}")
    with np.errstate(over="ignore"):  # the outcome is checked
        return _finite(losses.sigmoid_cross_entropy(scores, targets))


def _finite(loss: np.floating[Any]) -> np.float64:
    with np.errstate(over="ignore"):
        number = np.float64(loss)
    if not np.isfinite(number):
        raise ValueError(f"the loss must be a finite number, got {number}")
    return number
