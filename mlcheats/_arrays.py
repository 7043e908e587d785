"""The boundary: what comes in is turned into arrays once, or refused with a reason.

The checks sit in decorators, so that the functions below them stay as short as their
formulas and a page can show them whole.
"""

from __future__ import annotations  # np.random loads when it is used, not when it is named

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any, ParamSpec, TypeAlias, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray: TypeAlias = NDArray[np.floating[Any]]
IntArray: TypeAlias = NDArray[np.integer[Any]]
P = ParamSpec("P")
R = TypeVar("R")


def as_array(value: ArrayLike, name: str) -> NDArray[Any]:
    """Return `value` as an array of finite real numbers, whatever their type."""
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name} must be a rectangular array: {error}") from None
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} must hold real numbers, got dtype {array.dtype}")
    # One pass over many numbers; where they are too large for it, the second one tells.
    if not np.isfinite(np.vdot(array, array)) and not np.isfinite(array).all():
        raise ValueError(f"{name} must hold finite numbers, got {array[~np.isfinite(array)][0]}")
    return array


def as_floats(value: ArrayLike, name: str) -> FloatArray:
    """Return `value` as floats: float32 stays float32, integers become float64."""
    array = as_array(value, name)
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def as_class_axis(value: ArrayLike, name: str) -> FloatArray:
    """Return one row (K,) or a batch of rows (…, K), not empty, as floats."""
    rows = as_floats(value, name)
    if rows.ndim == 0 or rows.size == 0:
        raise ValueError(f"{name} must have shape (K,) or (N, K), not empty, got {rows.shape}")
    return rows


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


def as_targets(t: ArrayLike, shape: tuple[int, ...], dtype: np.dtype[Any]) -> FloatArray:
    """Return labels `shape[:-1]` or targets of `shape` itself as targets of `shape`."""
    targets = as_array(t, "t")
    if targets.shape == shape:
        with np.errstate(over="ignore"):  # what float32 cannot hold is inf
            return targets.astype(dtype, copy=False)
    if targets.shape == shape[:-1]:
        one_hot: FloatArray = np.eye(shape[-1], dtype=dtype)[as_labels(targets, shape[-1], "t")]
        return one_hot
    raise ValueError(f"t must have shape {shape[:-1]} or {shape}, got {targets.shape}")


def as_classes(t: ArrayLike, shape: tuple[int, ...], dtype: np.dtype[Any]) -> FloatArray:
    """Return labels or one-hot rows as rows of `shape`; shares of classes do as well."""
    targets = as_targets(t, shape, dtype)
    if not np.all(targets >= 0):
        raise ValueError(f"t must hold labels or one-hot rows, got {np.min(targets)}")
    # Backpropagation relies on it: the gradient y - t is right for rows that sum to 1.
    sums = np.sum(np.minimum(targets, 2), axis=-1)
    if not np.all(np.abs(sums - 1) < 1e-3):
        worst = sums.flat[np.argmax(np.abs(sums - 1))]
        raise ValueError(f"t must hold labels or rows that sum to 1, got a sum of {worst}")
    return targets


def whole(value: int, name: str, least: int = 1) -> int:
    """Return a count."""
    if not isinstance(value, int | np.integer) or value < least:
        raise ValueError(f"{name} must be a whole number from {least}, got {value!r}")
    return int(value)


def positive(value: float, name: str) -> float:
    """Return a finite number above 0 as Python's own, which leaves float32 arrays float32."""
    if not isinstance(value, int | float | np.integer | np.floating) or not 0 < value < np.inf:
        raise ValueError(f"{name} must be a finite number above 0, got {value!r}")
    return float(value)


def generator(value: np.random.Generator, name: str) -> np.random.Generator:
    """Return a source of random numbers."""
    if not isinstance(value, np.random.Generator):
        raise TypeError(f"{name} must be a numpy.random.Generator, got {type(value).__name__}")
    return value


def arguments(**checks: Callable[..., Any]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Pass each argument named here through its check before the function sees it."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        names = signature(function)

        @wraps(function)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            given = names.bind(*args, **kwargs)
            for name in checks.keys() & given.arguments.keys():
                given.arguments[name] = checks[name](given.arguments[name], name)
            return function(*given.args, **given.kwargs)

        return checked

    return decorate
