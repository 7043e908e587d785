"""Derivatives by central differences, and the descent that follows them."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mlcheats._arrays import as_floats

Float64Array: TypeAlias = NDArray[np.float64]
Function: TypeAlias = Callable[[Float64Array], Any]


def _of_a_number(function: Callable[[Function, Float64Array], Any]) -> Callable[..., Any]:
    """Let a derivative take any x; in float32, f(x + h) - f(x - h) would keep few digits."""

    @wraps(function)
    def checked(f: Function, x: ArrayLike) -> Any:
        _check_callable(f)
        return function(f, as_floats(x, "x").astype(np.float64)[()])

    return checked


def _of_an_array(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let `function(f, x, …)` take any x of one axis or more, and hold f to one number."""

    @wraps(function)
    def checked(f: Function, x: ArrayLike, *args: Any, **kwargs: Any) -> Any:
        _check_callable(f)
        array = as_floats(x, "x").astype(np.float64)

        def number(x: Float64Array) -> Any:
            value = np.asarray(f(x))
            if value.ndim != 0 or not np.isfinite(value):
                raise ValueError(f"f must return one finite number, got {value!r}")
            return value[()]

        return function(number, array, *args, **kwargs)

    return checked


def _check_callable(f: object) -> None:
    if not callable(f):
        raise TypeError(f"f must be a function, got {type(f).__name__}")


@_of_a_number
def numerical_diff(f: Function, x: Float64Array) -> Any:
    """Return f'(x) by the central difference (f(x + h) - f(x - h)) / 2h, h = 1e-4.

    x is a number or an array of numbers at each of which f is differentiated. The error
    is of order h² from the difference and ε/h from rounding.

    >>> round(numerical_diff(lambda x: 0.01 * x**2 + 0.1 * x, 5), 6)
    np.float64(0.2)
    """
    h = 1e-4
    return (f(x + h) - f(x - h)) / (2 * h)


@_of_a_number
def tangent_line(f: Function, x: Float64Array) -> Callable[[Any], Any]:
    """Return the line t ↦ f'(x) (t - x) + f(x) that touches f at x, as a function.

    >>> line = tangent_line(lambda x: x**2, 3)
    >>> round(line(4), 6)
    np.float64(15.0)
    """
    slope = numerical_diff(f, x)
    intercept = f(x) - slope * x
    return lambda t: slope * t + intercept


@_of_an_array
def numerical_gradient(f: Function, x: Float64Array) -> Float64Array:
    """Return all partial derivatives of f at x by central differences, in x's shape.

    f takes an array of x's shape and returns one finite number (else a ValueError). It
    gets a fresh copy each time, so neither x nor its neighbours are ever changed.

    >>> numerical_gradient(lambda x: np.sum(x**2), [3, 4]).round(6)
    array([6., 8.])
    """
    h = 1e-4
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        forward, backward = x.copy(), x.copy()
        forward[i] += h
        backward[i] -= h
        grad[i] = (f(forward) - f(backward)) / (2 * h)
    return grad


@_of_an_array
def gradient_descent(
    f: Function, init_x: Float64Array, lr: float = 0.01, step_num: int = 100
) -> tuple[Float64Array, Float64Array]:
    """Walk from `init_x` against the gradient; return the end and the path.

    x ← x - lr ∇f(x), `step_num` times. The path has shape (step_num + 1, …) and starts
    at `init_x`, which is not changed.

    >>> x, path = gradient_descent(lambda x: np.sum(x**2), [-3.0, 4.0], lr=0.1)
    >>> path.shape
    (101, 2)
    >>> bool(np.all(np.abs(x) < 1e-8))
    True
    """
    x = init_x
    path = [x]
    for _ in range(step_num):
        x = x - lr * numerical_gradient(f, x)
        path.append(x)
    return x, np.array(path)
