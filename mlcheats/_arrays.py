"""The boundary: what comes in is turned into arrays once, or refused with a reason.

The checks sit in decorators, so that the functions below them stay as short as their
formulas and a page can show them whole.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray: TypeAlias = NDArray[np.floating[Any]]
IntArray: TypeAlias = NDArray[np.integer[Any]]


def as_array(value: ArrayLike, name: str) -> NDArray[Any]:
    """Return `value` as an array of real numbers, whatever their type."""
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name} must be a rectangular array: {error}") from None
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} must hold real numbers, got dtype {array.dtype}")
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
        return targets.astype(dtype, copy=False)
    if targets.shape == shape[:-1]:
        labels = as_labels(targets, shape[-1], "t")
        one_hot: FloatArray = np.eye(shape[-1], dtype=dtype)[labels]
        return one_hot
    raise ValueError(f"t must have shape {shape[:-1]} or {shape}, got {targets.shape}")


@overload
def float_arguments(
    function: Callable[[FloatArray], Any],
) -> Callable[[ArrayLike], Any]: ...
@overload
def float_arguments(
    function: Callable[[FloatArray, FloatArray], Any],
) -> Callable[[ArrayLike, ArrayLike], Any]: ...
def float_arguments(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a function of arrays take any numbers, element by element."""
    names = function.__code__.co_varnames[: function.__code__.co_argcount]

    @wraps(function)
    def checked(*args: ArrayLike, **kwargs: ArrayLike) -> Any:
        given = dict(zip(names, args, strict=False)) | kwargs
        if len(args) + len(kwargs) != len(names) or set(given) != set(names):
            return function(*args, **kwargs)  # raises Python's own TypeError
        result = function(*(as_floats(given[name], name) for name in names))
        return result[()]  # a number in, a number out: no array of rank 0

    return checked


def scores_argument(
    function: Callable[[FloatArray], FloatArray],
) -> Callable[[ArrayLike], FloatArray]:
    """Let a function along the last axis, the class axis, take any scores."""

    @wraps(function)
    def checked(a: ArrayLike) -> FloatArray:
        scores = as_class_axis(a, "a")
        # A difference below the smallest float is -inf, and exp(-inf) = 0 is the right limit.
        with np.errstate(over="ignore"):
            return function(scores)

    return checked


def output_and_target(
    function: Callable[[FloatArray, FloatArray], float],
) -> Callable[[ArrayLike, ArrayLike], float]:
    """Let a loss of outputs (N, K) take labels or targets, one example or a batch."""

    name = function.__code__.co_varnames[0]

    @wraps(function)
    def checked(y: ArrayLike, t: ArrayLike) -> float:
        outputs = as_class_axis(y, name)
        return function(outputs, as_targets(t, outputs.shape, outputs.dtype))

    return checked
