"""Derivatives by central differences, and the descent that follows them."""

from collections.abc import Callable
from typing import Any, Protocol, TypeAlias, overload

import numpy as np
from numpy.typing import ArrayLike

from mlcheats import gradients
from mlcheats._types import Float64Array
from mlcheats.checked.arrays import as_array, as_float64
from mlcheats.checked.options import as_count, as_positive

Function: TypeAlias = Callable[[Any], Any]  # of a float64 or of an array of them


class Line(Protocol):
    """The line that `tangent_line` returns."""

    @overload
    def __call__(self, t: float) -> np.float64: ...
    @overload
    def __call__(self, t: ArrayLike) -> Float64Array: ...


def _as_function(f: Function, shape: tuple[int, ...] = ()) -> Function:
    """Return f, held to finite numbers in `shape`."""
    if not callable(f):
        raise TypeError(f"f must be a function, got {type(f).__name__}")
    callers = np.geterr()  # what the caller wants to be told of what f computes

    def checked(x: Float64Array) -> Float64Array:
        with np.errstate(**callers):
            values = as_float64(f(x), "f(x)")
        if values.shape != shape:
            raise ValueError(f"f(x) must have shape {shape}, got {values.shape}")
        return values[()]

    return checked


@overload
def numerical_diff(f: Function, x: float) -> np.float64: ...
@overload
def numerical_diff(f: Function, x: ArrayLike) -> Float64Array: ...
def numerical_diff(f: Function, x: ArrayLike) -> Float64Array | np.float64:
    """Return f'(x) by the central difference (f(x + h) - f(x - h)) / 2h, in float64.

    x is a number, or an array of numbers at each of which f is differentiated: f returns
    finite numbers in x's shape (else a ValueError). h is 1e-4, or 1e-8 |x| where that is
    more: where floats lie far apart, x + 1e-4 is x. The error is of order h² from the
    difference and ε |f(x)| / h from rounding.

    >>> round(numerical_diff(lambda x: 0.01 * x**2 + 0.1 * x, 5), 6)
    np.float64(0.2)
    """
    numbers = as_float64(x, "x")
    function = _as_function(f, numbers.shape)
    with np.errstate(over="ignore", invalid="ignore"):  # the outcome is checked
        slopes = gradients.numerical_diff(function, numbers[()])
    return as_float64(slopes, "the derivative")[()]


@overload
def tangent_line(f: Function, x: float) -> Line: ...
@overload
def tangent_line(f: Function, x: ArrayLike) -> Callable[[ArrayLike], Float64Array]: ...
def tangent_line(f: Function, x: ArrayLike) -> Callable[[ArrayLike], Any]:
    """Return the line t ↦ f'(x) (t - x) + f(x) that touches f at x, as a function.

    f and x are what `numerical_diff` takes; the line takes a number or an array.

    >>> line = tangent_line(lambda x: x**2, 3)
    >>> round(line(4), 6)
    np.float64(15.0)
    """
    numbers = as_float64(x, "x")
    function = _as_function(f, numbers.shape)
    with np.errstate(over="ignore", invalid="ignore"):
        # On a copy: f may write into what it is given.
        line = gradients.tangent_line(lambda x: function(np.array(x)[()]), numbers[()])
        as_array(line(numbers), "the line")

    def checked(t: ArrayLike) -> Any:
        with np.errstate(over="ignore", invalid="ignore"):
            return as_array(line(as_float64(t, "t")), "the line")[()]

    return checked


def numerical_gradient(f: Function, x: ArrayLike) -> Float64Array:
    """Return all partial derivatives of f at x by central differences, in x's shape.

    f takes a float64 array of x's shape and returns one finite number (else a ValueError).
    It gets a fresh copy each time, so x is never changed. h is that of `numerical_diff`,
    for each element of x its own.

    >>> numerical_gradient(lambda x: np.sum(x**2), [3, 4]).round(6)
    array([6., 8.])
    """
    numbers, function = as_float64(x, "x"), _as_function(f)
    with np.errstate(over="ignore", invalid="ignore"):
        return as_float64(gradients.numerical_gradient(function, numbers), "the gradient")


def gradient_descent(
    f: Function, init_x: ArrayLike, lr: float = 0.01, step_num: int = 100
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
    start, function = as_float64(init_x, "init_x"), _as_function(f)
    rate, steps = as_positive(lr, "lr"), as_count(step_num, "step_num", 0)
    with np.errstate(over="ignore", invalid="ignore"):
        x, path = gradients.gradient_descent(function, start, rate, steps)
    as_array(path, "the path")
    return x, path
