"""The boundary: what comes in is turned into arrays, or refused with what was expected and came."""

import math
import sys
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from mlcheats._types import Float64Array, FloatArray, IntArray
from mlcheats.losses import one_hot

MOST_CLASSES = 10_000  # what is more is no label, and its counts would fill the memory


def as_array(value: ArrayLike, name: str) -> NDArray[Any]:
    """Return `value` as an array of finite real numbers, whatever their type."""
    if _is_masked(value):
        raise TypeError(f"{name} must be a plain array, got a masked one")
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name} must be a rectangular array: {error}") from None
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} must hold real numbers, got dtype {array.dtype}")
    if not is_finite(array):
        raise ValueError(f"{name} must hold finite numbers, got {array[~np.isfinite(array)][0]}")
    return array


def _is_masked(value: object) -> bool:
    if "numpy.ma" not in sys.modules:  # nobody has made one
        return False
    if isinstance(value, list | tuple):
        return any(map(_is_masked, value))
    return isinstance(value, np.ma.MaskedArray)


def is_finite(*arrays: NDArray[Any]) -> bool:
    # In the order of memory, so that what is laid out in another order is not copied.
    floats = [array.ravel(order="K") for array in arrays if array.dtype.kind == "f"]
    # One pass over many numbers; where they are too large for it, the second one tells.
    return math.isfinite(sum(float(np.vdot(array, array)) for array in floats)) or all(
        np.isfinite(array).all() for array in floats
    )


def as_floats(value: ArrayLike, name: str, least: DTypeLike = np.float32) -> FloatArray:
    """Return `value` as floats: float16 becomes float32, integers become float64.

    Types wider than `least` stay.
    """
    array = as_array(value, name)
    dtype = array.dtype if array.dtype.kind == "f" else np.float64
    return array.astype(np.promote_types(dtype, least), copy=False)


def fit(array: NDArray[Any], dtype: DTypeLike, name: str) -> FloatArray:
    """Return finite numbers as floats of a type that can hold them."""
    with np.errstate(over="ignore"):
        fitted: FloatArray = array.astype(dtype, copy=False)
    if fitted is not array and not is_finite(fitted):
        lost = array[~np.isfinite(fitted)][0]
        raise ValueError(f"{name} must hold numbers that fit in {fitted.dtype}, got {lost}")
    return fitted


def as_float64(value: ArrayLike, name: str) -> Float64Array:
    """Return a float64 copy, with which others may do what they like."""
    return np.array(fit(as_array(value, name), np.float64, name))


def as_rows(value: ArrayLike, name: str, least: DTypeLike = np.float32) -> FloatArray:
    """Return one row (K,) or a batch of rows (…, K), not empty, as floats."""
    rows = as_floats(value, name, least)
    if rows.ndim == 0 or rows.size == 0:
        raise ValueError(f"{name} must have shape (K,) or (N, K), not empty, got {rows.shape}")
    return rows


def as_matrix(value: ArrayLike, name: str) -> Float64Array:
    """Return examples (N, D), one or more of each, as float64."""
    matrix = as_float64(value, name)
    if matrix.ndim != 2 or matrix.size == 0:
        raise ValueError(f"{name} must have shape (N, D), not empty, got {matrix.shape}")
    return matrix


def as_vector(value: ArrayLike, length: int, name: str) -> Float64Array:
    """Return a number for each example, (N,), as float64."""
    vector = as_float64(value, name)
    if vector.shape != (length,):
        raise ValueError(f"{name} must have shape ({length},), got {vector.shape}")
    return vector


def as_labels(value: ArrayLike, num_classes: int, name: str) -> IntArray:
    """Return `value` as class labels 0, 1, …, num_classes - 1."""
    labels = as_array(value, name)
    if labels.dtype.kind not in "iu":
        raise TypeError(f"{name} must hold integer labels, got dtype {labels.dtype}")
    if labels.size and not 0 <= labels.min() <= labels.max() < num_classes:
        raise ValueError(
            f"{name} must hold labels from 0 to {num_classes - 1}, "
            f"got {labels.min()} to {labels.max()}"
        )
    return labels


def as_classes(value: ArrayLike, name: str) -> IntArray:
    """Return a class label from 0 for each example, (N,), not empty; bools are 0 and 1."""
    labels = as_array(value, name)
    if labels.ndim != 1 or labels.size == 0:
        raise ValueError(f"{name} must have shape (N,), not empty, got {labels.shape}")
    if labels.dtype.kind not in "biu":
        raise TypeError(f"{name} must hold integer labels, got dtype {labels.dtype}")
    if not 0 <= labels.min() <= labels.max() < MOST_CLASSES:
        raise ValueError(
            f"{name} must hold labels from 0 to {MOST_CLASSES - 1}, "
            f"got {labels.min()} to {labels.max()}"
        )
    return labels.astype(np.int64)


def as_targets(t: ArrayLike, shape: tuple[int, ...], dtype: DTypeLike) -> FloatArray:
    """Return labels `shape[:-1]` or targets of `shape` itself as targets of `shape`."""
    targets = as_array(t, "t")
    if targets.shape == shape:
        return fit(targets, dtype, "t")
    if targets.shape == shape[:-1]:
        labels = as_labels(targets, shape[-1], "t")
        return one_hot(labels, shape[-1]).astype(dtype, copy=False)
    raise ValueError(f"t must have shape {shape[:-1]} or {shape}, got {targets.shape}")


def as_distributions(t: ArrayLike, shape: tuple[int, ...], dtype: DTypeLike) -> FloatArray:
    """Return labels or one-hot rows as rows of `shape`; shares of classes do as well."""
    targets = as_targets(t, shape, dtype)
    if not np.all(targets >= 0):
        raise ValueError(f"t must hold labels or one-hot rows, got {np.min(targets)}")
    # Backpropagation relies on it: the gradient y - t is right for rows that sum to 1.
    with np.errstate(over="ignore"):
        sums = np.sum(targets, axis=-1)
    if not np.all(np.abs(sums - 1) < 1e-3):
        worst = sums.flat[np.argmax(np.abs(sums - 1))]
        raise ValueError(f"t must hold labels or rows that sum to 1, got a sum of {worst}")
    return targets
