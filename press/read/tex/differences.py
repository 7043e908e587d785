"""Derivatives and limits of what can only be evaluated, to about eleven digits."""

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np

from press.read.tex.tokens import TexError
from press.read.tex.values import Array


def difference(f: Callable[[float], Array], h: float) -> Array:
    """The derivative of f at 0 by central differences of the fourth order."""
    return (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h)


def partial(f: Callable[[Array], Array], x: Array, place: tuple[int, ...], at: int) -> Array:
    """The derivative of the number f(x) by one element of x; by all, if x has more axes."""
    if len(place) < x.ndim:
        return np.array([partial(f, x, (*place, i), at) for i in range(x.shape[len(place)])])

    def nudged(h: float) -> Array:
        moved = x.copy()
        moved[place] += h
        return f(moved)

    slope = difference(nudged, 1e-3 * max(1.0, abs(float(x[place]))))
    if slope.ndim:
        raise TexError("the derivative of what is no number", at)
    return slope


def limit(f: Callable[[float], Array], to: float, at: int) -> Array:
    """The limit of f by Richardson's extrapolation, from above or towards infinity."""
    steps = [0.5**k for k in range(1, 10)]
    table = [f(1 / step if math.isinf(to) else to + step) for step in steps]
    for order in range(1, len(steps)):
        last = table[-1]
        table = [after + (after - before) / (2**order - 1) for before, after in pairwise(table)]
    if not np.allclose(table[-1], last, rtol=1e-8, atol=1e-8):
        raise TexError("a limit that is not reached", at)
    return table[-1]
