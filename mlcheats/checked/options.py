"""The boundary: numbers, sources of random numbers and types that options may be."""

from __future__ import annotations  # np.random loads when it is used, not when it is named

import math
from typing import Any

import numpy as np
from numpy.typing import DTypeLike


def as_count(value: int, name: str, least: int = 1) -> int:
    """Return a whole number."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise ValueError(f"{name} must be a whole number from {least}, got {value!r}")
    return int(value)


def as_positive(value: float, name: str) -> float:
    """Return a finite number above 0."""
    if not 0 < (number := _as_number(value)) < math.inf:
        raise ValueError(f"{name} must be a finite number above 0, got {value!r}")
    return number


def as_fraction(value: float, name: str) -> float:
    """Return how much of the past is kept: from 0 to below 1."""
    if not 0 <= (number := _as_number(value)) < 1:
        raise ValueError(f"{name} must be a number from 0 to below 1, got {value!r}")
    return number


def as_nonnegative(value: float, name: str) -> float:
    """Return a finite number from 0."""
    if not 0 <= (number := _as_number(value)) < math.inf:
        raise ValueError(f"{name} must be a finite number from 0, got {value!r}")
    return number


def _as_number(value: object) -> float:
    """Return Python's own float, which leaves float32 arrays float32; what is none is NaN."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.inf


def as_generator(value: np.random.Generator, name: str) -> np.random.Generator:
    """Return a source of random numbers."""
    if not isinstance(value, np.random.Generator):
        raise TypeError(f"{name} must be a numpy.random.Generator, got {type(value).__name__}")
    return value


def as_float_type(value: DTypeLike, name: str) -> np.dtype[Any]:
    """Return a type of floats."""
    if np.dtype(value).kind != "f":
        raise TypeError(f"{name} must be a type of floats, got {np.dtype(value)}")
    return np.dtype(value)
