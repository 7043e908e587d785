"""Perceptrons as logic gates, as the page shows them."""

import numpy as np

from mlcheats._types import IntArray, Numbers


def AND(x1: Numbers, x2: Numbers) -> IntArray:
    """1 where both inputs are 1, else 0."""
    w1, w2, b = 0.5, 0.5, -0.7
    return np.where(w1 * x1 + w2 * x2 + b > 0, 1, 0)


def NAND(x1: Numbers, x2: Numbers) -> IntArray:
    """0 where both inputs are 1, else 1."""
    w1, w2, b = -0.5, -0.5, 0.7
    return np.where(w1 * x1 + w2 * x2 + b > 0, 1, 0)


def OR(x1: Numbers, x2: Numbers) -> IntArray:
    """1 where at least one input is 1, else 0."""
    w1, w2, b = 0.5, 0.5, -0.2
    return np.where(w1 * x1 + w2 * x2 + b > 0, 1, 0)


def XOR(x1: Numbers, x2: Numbers) -> IntArray:
    """1 where exactly one input is 1, else 0: two layers of gates."""
    s1 = NAND(x1, x2)
    s2 = OR(x1, x2)
    return AND(s1, s2)
