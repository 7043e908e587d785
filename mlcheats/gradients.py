"""Derivatives by central differences, and the descent that follows them."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mlcheats._arrays import arguments, as_array, positive, whole

Float64Array: TypeAlias = NDArray[np.float64]
Function: TypeAlias = Callable[[Float64Array], Any]
R = TypeVar("R")


def _as_float64(x: ArrayLike, name: str) -> Float64Array:
    """Return a copy: f may do with it what it likes, and float32 would lose the difference."""
    return as_array(x, name).astype(np.float64)


def _as_function(f: Function, name: str, shape: tuple[int, ...] = ()) -> Function:
    """Return f, held to finite numbers in `shape`."""
    if not callable(f):
        raise TypeError(f"{name} must be a function, got {type(f).__name__}")

    def checked(x: Float64Array) -> Any:
        values = as_array(f(x), f"{name}(x)")
        if values.shape != shape:
            raise ValueError(f"{name}(x) must have shape {shape}, got {values.shape}")
        return values[()]

    return checked


def _of_each_number(
    function: Callable[[Function, Float64Array], R],
) -> Callable[[Function, ArrayLike], R]:
    """Let a derivative take a number or an array of numbers."""

    @wraps(function)
    def checked(f: Function, x: ArrayLike) -> R:
        numbers = _as_float64(x, "x")
        return function(_as_function(f, "f", numbers.shape), numbers[()])

    return checked


@_of_each_number
def numerical_diff(f: Function, x: Float64Array) -> Any:
    """Return f'(x) by the central difference (f(x + h) - f(x - h)) / 2h, h = 1e-4.

    x is a number, or an array of numbers at each of which f is differentiated: f returns
    finite numbers in x's shape (else a ValueError). The error is of order h² from the
    difference and ε |f(x)| / h from rounding.

    >>> round(numerical_diff(lambda x: 0.01 * x**2 + 0.1 * x, 5), 6)
    np.float64(0.2)
    """
    h = 1e-4
    return (f(x + h) - f(x - h)) / (2 * h)


@_of_each_number
def tangent_line(f: Function, x: Float64Array) -> Callable[[Any], Any]:
    """Return the line t ↦ f'(x) (t - x) + f(x) that touches f at x, as a function.

    >>> line = tangent_line(lambda x: x**2, 3)
    >>> round(line(4), 6)
    np.float64(15.0)
    """
    slope = numerical_diff(f, x)
    intercept = f(x) - slope * x
    return lambda t: slope * t + intercept


@arguments(f=_as_function, x=_as_float64)
def numerical_gradient(f: Function, x: Any) -> Float64Array:
    """Return all partial derivatives of f at x by central differences, in x's shape.

    f takes a float64 array of x's shape and returns one finite number (else a
    ValueError). It gets a fresh copy each time, so x is never changed.

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


@arguments(f=_as_function, init_x=_as_float64, lr=positive, step_num=partial(whole, least=0))
def gradient_descent(
    f: Function, init_x: Any, lr: float = 0.01, step_num: int = 100
) -> tuple[Float64Array, Float64Array]:
    """Walk from `init_x` against the gradient; return the end and the path.

    x ← x - lr ∇f(x), `step_num` times. The path has shape (step_num + 1, …) and starts
    at `init_x`, which is not changed. A walk to where f is no finite number, as a large
    `lr` may take, is a ValueError.

    A.-L. Cauchy, "Méthode générale pour la résolution des systèmes d'équations
    simultanées", 1847.

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
