"""Perceptrons as logic gates, after F. Rosenblatt, "The Perceptron", 1957."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from mlcheats._arrays import FloatArray, IntArray, as_floats


def _gate(
    function: Callable[[FloatArray, FloatArray], IntArray],
) -> Callable[[ArrayLike, ArrayLike], Any]:
    """Let a gate take any two numbers or arrays that go together."""

    @wraps(function)
    def checked(x1: ArrayLike, x2: ArrayLike) -> Any:
        first, second = as_floats(x1, "x1"), as_floats(x2, "x2")
        try:
            np.broadcast_shapes(first.shape, second.shape)
        except ValueError:
            raise ValueError(f"x2 must have x1's shape {first.shape}, got {second.shape}") from None
        return function(first, second)[()]  # a number in, a number out

    return checked


@_gate
def AND(x1: FloatArray, x2: FloatArray) -> IntArray:
    """Return 1 where both inputs are 1, else 0.

    y = 1 if b + w1 x1 + w2 x2 > 0, else 0; inputs are numbers or arrays of one shape.

    >>> AND(1, 1)
    np.int64(1)
    >>> AND([0, 1, 0, 1], [0, 0, 1, 1])
    array([0, 0, 0, 1])
    """
    w1, w2, b = 0.5, 0.5, -0.7
    return np.where(b + w1 * x1 + w2 * x2 > 0, 1, 0)


@_gate
def NAND(x1: FloatArray, x2: FloatArray) -> IntArray:
    """Return 0 where both inputs are 1, else 1: AND with every sign turned.

    >>> NAND([0, 1, 0, 1], [0, 0, 1, 1])
    array([1, 1, 1, 0])
    """
    w1, w2, b = -0.5, -0.5, 0.7
    return np.where(b + w1 * x1 + w2 * x2 > 0, 1, 0)


@_gate
def OR(x1: FloatArray, x2: FloatArray) -> IntArray:
    """Return 1 where at least one input is 1, else 0.

    >>> OR([0, 1, 0, 1], [0, 0, 1, 1])
    array([0, 1, 1, 1])
    """
    w1, w2, b = 0.5, 0.5, -0.2
    return np.where(b + w1 * x1 + w2 * x2 > 0, 1, 0)


def XOR(x1: ArrayLike, x2: ArrayLike) -> Any:
    """Return 1 where exactly one input is 1, else 0: two layers of gates.

    No single perceptron can: M. Minsky and S. Papert, "Perceptrons", 1969.

    >>> XOR([0, 1, 0, 1], [0, 0, 1, 1])
    array([0, 1, 1, 0])
    """
    s1 = NAND(x1, x2)
    s2 = OR(x1, x2)
    return AND(s1, s2)
