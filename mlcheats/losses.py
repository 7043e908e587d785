"""Loss functions: how wrong the outputs y are, given the targets t."""

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from mlcheats._arrays import FloatArray, as_class_axis, as_classes, as_labels, as_targets, whole
from mlcheats.activations import log_softmax

Loss: TypeAlias = Callable[[FloatArray, FloatArray], float]
CheckedLoss: TypeAlias = Callable[[ArrayLike, ArrayLike], float]


def _loss(
    outputs: Callable[..., FloatArray], targets: Callable[..., FloatArray]
) -> Callable[[Loss], CheckedLoss]:
    """Let a loss take one example or a batch, its outputs and targets checked as given."""

    def decorate(function: Loss) -> CheckedLoss:
        names = signature(function)

        @wraps(function)
        def checked(*args: ArrayLike, **kwargs: ArrayLike) -> float:
            (name, y), (_, t) = names.bind(*args, **kwargs).arguments.items()
            rows = outputs(y, name)
            with np.errstate(over="ignore"):  # a loss beyond the largest float is inf
                return function(rows, targets(t, rows.shape, rows.dtype))

        return checked

    return decorate


def _as_probabilities(y: ArrayLike, name: str) -> FloatArray:
    rows = as_class_axis(y, name)
    outside = (rows < 0) | (rows > 1 + 1e-6)  # float32 may round a little above 1
    if np.any(outside):
        raise ValueError(f"{name} must hold probabilities from 0 to 1, got {rows[outside][0]}")
    return rows


def one_hot(t: ArrayLike, num_classes: int) -> FloatArray:
    """Turn integer labels of any shape (…) into rows (…, num_classes) with a single 1.

    A label outside 0 … num_classes - 1 is a ValueError, a label that is no integer a
    TypeError.

    >>> one_hot([2, 0], 3)
    array([[0., 0., 1.],
           [1., 0., 0.]])
    """
    return np.eye(whole(num_classes, "num_classes"))[as_labels(t, num_classes, "t")]


@_loss(as_class_axis, as_targets)
def sum_squares_error(y: FloatArray, t: FloatArray) -> float:
    """Return ½ Σ_k (y_k - t_k)², the mean over a batch.

    y is (K,) or (N, K), t has the same shape or holds integer labels, () or (N,).

    >>> sum_squares_error([0.1, 0.3, 0.6], [0, 0, 1])
    np.float64(0.13)
    """
    return np.mean(0.5 * np.sum((y - t) ** 2, axis=-1))


@_loss(_as_probabilities, as_classes)
def cross_entropy_error(y: FloatArray, t: FloatArray) -> float:
    """Return -Σ_k t_k log(y_k + 1e-7), the mean over a batch.

    y holds probabilities, (K,) or (N, K); t is one-hot of the same shape or integer
    labels, () or (N,). The 1e-7 keeps log away from 0 and caps the loss at 16.1;
    `softmax_cross_entropy` is exact, from the scores. A y outside [0, 1], a label out of
    range or a row of t that does not sum to 1 is a ValueError.

    >>> cross_entropy_error([0.1, 0.3, 0.6], 2)
    np.float64(0.510825457099338)
    """
    return -np.mean(np.sum(t * np.log(y + 1e-7), axis=-1))


@_loss(as_class_axis, as_classes)
def softmax_cross_entropy(a: FloatArray, t: FloatArray) -> float:
    """Return -Σ_k t_k log softmax(a)_k, the mean over a batch, exact for any scores a.

    a holds the scores before softmax, (K,) or (N, K); t is one-hot of the same shape or
    integer labels, () or (N,). A label out of range or a row of t that does not sum to 1
    is a ValueError.

    >>> softmax_cross_entropy([0.0, 1000.0], 0)
    np.float64(1000.0)
    """
    return -np.mean(np.sum(t * log_softmax(a), axis=-1))
