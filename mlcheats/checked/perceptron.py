"""Perceptrons as logic gates, after F. Rosenblatt, "The Perceptron", 1957."""

from collections.abc import Callable
from typing import overload

import numpy as np
from numpy.typing import ArrayLike

from mlcheats import perceptron
from mlcheats._types import FloatArray, IntArray
from mlcheats.checked.arrays import as_floats


def _checked(
    gate: Callable[[FloatArray, FloatArray], IntArray], x1: ArrayLike, x2: ArrayLike
) -> IntArray:
    first, second = as_floats(x1, "x1"), as_floats(x2, "x2")
    try:
        np.broadcast_shapes(first.shape, second.shape)
    except ValueError:
        raise ValueError(f"x2 must have x1's shape {first.shape}, got {second.shape}") from None
    return gate(first, second)[()]  # a number in, a number out


@overload
def AND(x1: float, x2: float) -> np.int64: ...
@overload
def AND(x1: ArrayLike, x2: ArrayLike) -> IntArray: ...
def AND(x1: ArrayLike, x2: ArrayLike) -> IntArray | np.int64:
    """Return 1 where both inputs are 1, else 0.

    y = 1 if b + w1 x1 + w2 x2 > 0, else 0. The inputs are numbers or arrays of shapes that
    broadcast, else a ValueError.

    >>> AND(1, 1)
    np.int64(1)
    >>> AND([0, 1, 0, 1], [0, 0, 1, 1])
    array([0, 0, 0, 1])
    """
    return _checked(perceptron.AND, x1, x2)


@overload
def NAND(x1: float, x2: float) -> np.int64: ...
@overload
def NAND(x1: ArrayLike, x2: ArrayLike) -> IntArray: ...
def NAND(x1: ArrayLike, x2: ArrayLike) -> IntArray | np.int64:
    """Return 0 where both inputs are 1, else 1: AND with every sign turned.

    >>> NAND([0, 1, 0, 1], [0, 0, 1, 1])
    array([1, 1, 1, 0])
    """
    return _checked(perceptron.NAND, x1, x2)


@overload
def OR(x1: float, x2: float) -> np.int64: ...
@overload
def OR(x1: ArrayLike, x2: ArrayLike) -> IntArray: ...
def OR(x1: ArrayLike, x2: ArrayLike) -> IntArray | np.int64:
    """Return 1 where at least one input is 1, else 0.

    >>> OR([0, 1, 0, 1], [0, 0, 1, 1])
    array([0, 1, 1, 1])
    """
    return _checked(perceptron.OR, x1, x2)


@overload
def XOR(x1: float, x2: float) -> np.int64: ...
@overload
def XOR(x1: ArrayLike, x2: ArrayLike) -> IntArray: ...
def XOR(x1: ArrayLike, x2: ArrayLike) -> IntArray | np.int64:
    """Return 1 where exactly one input is 1, else 0: two layers of gates.

    No single perceptron can: M. Minsky and S. Papert, "Perceptrons", 1969.

    >>> XOR([0, 1, 0, 1], [0, 0, 1, 1])
    array([0, 1, 1, 0])
    """
    return _checked(perceptron.XOR, x1, x2)
