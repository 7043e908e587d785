"""Activation functions, for hidden layers and for the output layer, as the pages show them."""

import numpy as np

from mlcheats._types import FloatArray, IntArray


def step_function(x: FloatArray) -> IntArray:
    """1 where x > 0, else 0."""
    return np.where(x > 0, 1, 0)


def sigmoid(x: FloatArray) -> FloatArray:
    """1 / (1 + exp(-x))."""
    with np.errstate(over="ignore"):  # exp(-x) may be inf; 1 / inf is 0, the right limit
        return 1 / (1 + np.exp(-x))


def relu(x: FloatArray) -> FloatArray:
    """max(0, x)."""
    return np.maximum(0, x)


def identity_function(x: FloatArray) -> FloatArray:
    """x: the output layer of a regression."""
    return x


def softmax(a: FloatArray) -> FloatArray:
    """exp(a_k - max a) / Σ_i exp(a_i - max a): the largest exponent is 0, nothing overflows."""
    exp_a = np.exp(a - a.max(axis=-1, keepdims=True))
    return exp_a / exp_a.sum(axis=-1, keepdims=True)


def log_softmax(a: FloatArray) -> FloatArray:
    """(a_k - max a) - log Σ_i exp(a_i - max a): exact also where softmax gives 0."""
    a = a - a.max(axis=-1, keepdims=True)
    return a - np.log(np.exp(a).sum(axis=-1, keepdims=True))
