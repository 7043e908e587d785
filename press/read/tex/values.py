"""The arithmetic of formulas: NumPy's, without its guesses.

A value is an array of floats: a number, a vector or a matrix. A vector has one axis and is a row
or a column, as its place needs. Numbers scale; arrays of one shape add; a vector adds to each row
of a matrix, as on the pages. Side by side, matrices multiply as matrices; two vectors do not
multiply at all, but with \\odot, \\cdot or \\top.
"""

import math
import operator
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from press.read.tex.tokens import TexError

Array: TypeAlias = NDArray[np.float64]


def as_numbers(value: Any, name: str, at: int) -> Array:
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        raise TexError(f"{name} is {value!r}, which is no number", at)
    return array.astype(np.float64)


def finite(value: Any, at: int) -> Array:
    array = np.asarray(value, np.float64)
    if not (np.isfinite(array).all() if array.ndim else math.isfinite(array)):
        raise TexError("not a finite number", at)
    return array


def add(left: Array, right: Array, sign: int, at: int) -> Array:
    rows = {left.ndim, right.ndim} == {1, 2} and left.shape[-1] == right.shape[-1]
    if left.ndim and right.ndim and left.shape != right.shape and not rows:
        raise TexError(f"shapes {left.shape} and {right.shape} do not add", at)
    return left + sign * right


def multiply(left: Array, right: Array, sign: str, at: int) -> Array:
    """Side by side (""), by a cross, by a dot (of vectors their inner product), or by ⊙."""
    if not left.ndim or not right.ndim:
        return left * right
    if sign == r"\odot" and left.shape == right.shape:
        return left * right
    if sign == r"\cdot" and left.ndim == right.ndim == 1 and left.shape == right.shape:
        return np.asarray(left @ right)
    if sign == "" and max(left.ndim, right.ndim) == 2:
        if left.ndim == 1 and right.shape[0] == 1 != left.shape[0]:
            return np.outer(left, right)  # a column times a row
        if left.shape[-1] == right.shape[0]:
            product = np.asarray(left @ right)
            row_times_column = left.ndim == 2 and right.ndim == 1 and left.shape[0] == 1
            return product[0] if row_times_column else product
    raise TexError(
        f"shapes {left.shape} and {right.shape} do not multiply by {sign or 'nothing'}", at
    )


def divide(top: Array, bottom: Array, at: int) -> Array:
    if bottom.ndim and (top.shape != bottom.shape or bottom.ndim == 2):
        raise TexError(f"shapes {top.shape} and {bottom.shape} do not divide", at)
    with np.errstate(all="ignore"):
        return finite(top / bottom, at)


def power(base: Array, exponent: Array, at: int) -> Array:
    """Of numbers, of each element of a vector; a matrix has an inverse alone."""
    if exponent.ndim:
        raise TexError("an exponent that is no number", at)
    if base.ndim == 2:
        if exponent != -1 or base.shape[0] != base.shape[1]:
            raise TexError("a power of a matrix: use \\odot", at)
        return np.asarray(np.linalg.inv(base), np.float64)
    with np.errstate(all="ignore"):
        return finite(base**exponent, at)


def transpose(value: Array, at: int) -> Array:
    if not value.ndim:
        raise TexError("the transpose of a number", at)
    return value.T if value.ndim == 2 else value[None]


def norm(value: Array, order: float | None, at: int) -> Array:
    """Of a vector; without an order, that of Frobenius of a matrix."""
    if value.ndim != (2 if order is None else 1):
        raise TexError("a norm is of a vector, or of a matrix and has an F", at)
    return np.asarray(np.linalg.norm(value.ravel(), order), np.float64)


def bars(kind: str, value: Array, at: int) -> Array:
    if value.ndim:
        raise TexError(f"{kind} of an array", at)
    return np.asarray({"|": np.abs, r"\lfloor": np.floor, r"\lceil": np.ceil}[kind](value))


def stack(items: list[Array], at: int) -> Array:
    if any(item.ndim for item in items):
        raise TexError("a vector of what are no numbers", at)
    return np.array(items)


def same_shape(left: Array, right: Array) -> bool:
    """A vector is a row or a column."""
    if {left.ndim, right.ndim} == {1, 2}:
        left, right = np.squeeze(left), np.squeeze(right)
    return left.shape == right.shape


SIGNS = {
    "<": operator.lt,
    ">": operator.gt,
    r"\le": operator.le,
    r"\ge": operator.ge,
}


def holds(left: Array, sign: str, right: Array, within: float | None, at: int) -> bool:
    """Whether two values stand in a relation: equal `within` so much, or to 1e-9 of their size."""
    if sign in ("=", r"\approx", r"\ne"):
        if not same_shape(left, right):
            raise TexError(f"shapes {left.shape} and {right.shape} are not equal", at)
        left, right = np.squeeze(left), np.squeeze(right)
        allowed = 1e-9 * np.maximum(1, np.abs(right)) if within is None else within
        return bool(np.all(np.abs(left - right) <= allowed)) == (sign != r"\ne")
    if left.ndim or right.ndim:
        raise TexError(f"{sign} compares numbers", at)
    difference = float(left - right)
    near = abs(difference) <= 1e-12 * max(1.0, abs(float(right)))  # 0.1 + 0.2 is 0.3
    return bool(SIGNS[sign](0.0 if near else difference, 0.0))
