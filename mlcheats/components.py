"""The directions in which data differ most, as the page shows it."""

import numpy as np

from mlcheats._types import Float64Array
from mlcheats.scaling import mean_and_std


def pca(x: Float64Array, k: int) -> tuple[Float64Array, Float64Array, Float64Array]:
    """The mean, the k directions of largest variance, and their shares of the variance."""
    mean, _ = mean_and_std(x)
    _, s, Vt = np.linalg.svd(x - mean, full_matrices=False)
    largest = np.argmax(np.abs(Vt), axis=1)
    signs = np.sign(Vt[np.arange(len(Vt)), largest])
    components = signs[:k, np.newaxis] * Vt[:k]
    return mean, components, s[:k] ** 2 / np.sum(s**2)
