"""Derivatives by central differences, and the descent that follows them, as the page shows them."""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from mlcheats._types import Float64Array

Function: TypeAlias = Callable[[Any], Any]


def numerical_diff(f: Function, x: Float64Array) -> Float64Array:
    """(f(x + h) - f(x - h)) / 2h, in float64."""
    x = np.asarray(x, dtype=float)
    h = np.maximum(1e-4, 1e-8 * np.abs(x))
    return (f(x + h) - f(x - h)) / (2 * h)


def tangent_line(f: Function, x: Float64Array) -> Callable[[Float64Array], Float64Array]:
    """The line t ↦ f'(x) (t - x) + f(x), which touches f at x."""
    slope = numerical_diff(f, x)
    intercept = f(x) - slope * x
    return lambda t: slope * t + intercept


def numerical_gradient(f: Function, x: Float64Array) -> Float64Array:
    """All partial derivatives of f at x by central differences, in x's shape."""
    x = np.array(x, dtype=float)
    h = np.maximum(1e-4, 1e-8 * np.abs(x))
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        forward, backward = x.copy(), x.copy()
        forward[i] += h[i]
        backward[i] -= h[i]
        grad[i] = (f(forward) - f(backward)) / (2 * h[i])
    return grad


def gradient_descent(
    f: Function, init_x: Float64Array, lr: float = 0.01, step_num: int = 100
) -> tuple[Float64Array, Float64Array]:
    """x ← x - lr ∇f(x), `step_num` times; the end, and the path from `init_x` on."""
    x = init_x
    path = [x]
    for _ in range(step_num):
        x = x - lr * numerical_gradient(f, x)
        path.append(x)
    return x, np.array(path)
