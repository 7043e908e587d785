"""Loss functions, as the page shows them: how wrong the outputs are, given the targets t.

Outputs are (K,) or (N, K); t has the same shape or holds labels, () or (N,).
"""

import numpy as np

from mlcheats._types import FloatArray, Numbers
from mlcheats.activations import log_softmax


def one_hot(t: Numbers, num_classes: int) -> FloatArray:
    """Labels (…) as rows (…, num_classes) with a single 1."""
    rows = np.equal.outer(t, np.arange(num_classes))
    if not rows.any(axis=-1).all():
        raise ValueError(f"labels must be from 0 to {num_classes - 1}")
    return rows.astype(float)


def one_hot_like(t: Numbers, y: FloatArray) -> Numbers:
    """t as it is, if it has the shape of y; labels as one-hot rows of the shape of y."""
    if np.shape(t) == np.shape(y):
        return t
    return one_hot(t, y.shape[-1]).reshape(y.shape).astype(y.dtype)


def sum_squares_error(y: FloatArray, t: Numbers) -> np.floating:
    """½ Σ_k (y_k - t_k)², the mean over a batch."""
    t = one_hot_like(t, y)
    return np.mean(0.5 * np.sum((y - t) ** 2, axis=-1))


def cross_entropy_error(y: FloatArray, t: Numbers) -> np.floating:
    """-Σ_k t_k log(y_k + 1e-7), the mean over a batch."""
    t = one_hot_like(t, y)
    return 0.0 - np.mean(np.sum(t * np.log(y + 1e-7), axis=-1))


def softmax_cross_entropy(a: FloatArray, t: Numbers) -> np.floating:
    """-Σ_k t_k log softmax(a)_k, the mean over a batch, exact for any scores a."""
    t = one_hot_like(t, a)
    return 0.0 - np.mean(np.sum(t * log_softmax(a), axis=-1))


def sigmoid_cross_entropy(a: FloatArray, t: FloatArray) -> np.floating:
    """-t log σ(a) - (1 - t) log σ(-a), the mean over all scores, exact for any of them."""
    return np.mean(t * np.logaddexp(0, -a) + (1 - t) * np.logaddexp(0, a))
