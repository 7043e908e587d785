"""Activation functions, for hidden layers and for the output layer."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mlcheats._arrays import FloatArray, IntArray, as_class_axis, as_floats


def _elementwise(function: Callable[[FloatArray], NDArray[Any]]) -> Callable[[ArrayLike], Any]:
    """Let a function of each element take any numbers."""

    @wraps(function)
    def checked(x: ArrayLike) -> Any:
        return function(as_floats(x, "x"))[()]  # a number in, a number out

    return checked


def _along_classes(
    function: Callable[[FloatArray], FloatArray],
) -> Callable[[ArrayLike], FloatArray]:
    """Let a function along the last axis, the class axis, take any scores."""

    @wraps(function)
    def checked(a: ArrayLike) -> FloatArray:
        scores = as_class_axis(a, "a")
        with np.errstate(over="ignore"):  # a_k - max a may be -inf; exp(-inf) is 0, the right limit
            result = function(scores)
        # A logarithm of -inf would make 0 · log y_k no number.
        return np.maximum(result, np.finfo(result.dtype).min)

    return checked


@_elementwise
def step_function(x: FloatArray) -> IntArray:
    """Return 1 where x > 0, else 0, for numbers or arrays of any shape.

    >>> step_function([-1.0, 0.0, 2.0])
    array([0, 0, 1])
    """
    return np.where(x > 0, 1, 0)


@_elementwise
def sigmoid(x: FloatArray) -> FloatArray:
    """Return 1 / (1 + exp(-x)), for numbers or arrays of any shape.

    Right to the last digit or two; 0 below -709, where the value leaves the normal floats.

    >>> sigmoid([-1.0, 0.0, 1.0])
    array([0.26894142, 0.5       , 0.73105858])
    """
    with np.errstate(over="ignore"):  # exp(-x) may be inf; 1 / inf is 0, the right limit
        return 1 / (1 + np.exp(-x))


@_elementwise
def relu(x: FloatArray) -> FloatArray:
    """Return max(0, x), for numbers or arrays of any shape.

    V. Nair and G. Hinton, "Rectified Linear Units Improve Restricted Boltzmann
    Machines", 2010.

    >>> relu([-1.0, 0.0, 2.0])
    array([0., 0., 2.])
    """
    return np.maximum(0, x)


@_elementwise
def identity_function(x: FloatArray) -> FloatArray:
    """Return x: the output layer of a regression.

    >>> identity_function([0.3, -2.0])
    array([ 0.3, -2. ])
    """
    return x


@_along_classes
def softmax(a: FloatArray) -> FloatArray:
    """Turn scores (K,) or (N, K) into probabilities: each row sums to 1.

    y_k = exp(a_k - max a) / Σ_i exp(a_i - max a); the largest exponent is 0, so nothing
    overflows. An empty or rank-0 `a` is a ValueError.

    >>> softmax([[0.3, 2.9, 4.0], [1000.0, 1000.0, 1000.0]])
    array([[0.01821127, 0.24519181, 0.73659691],
           [0.33333333, 0.33333333, 0.33333333]])
    """
    exp_a = np.exp(a - a.max(axis=-1, keepdims=True))
    return exp_a / exp_a.sum(axis=-1, keepdims=True)


@_along_classes
def log_softmax(a: FloatArray) -> FloatArray:
    """Return log(softmax(a)) for scores (K,) or (N, K), exact also where softmax gives 0.

    log y_k = (a_k - max a) - log Σ_i exp(a_i - max a), held at the lowest float. An empty
    or rank-0 `a` is a ValueError.

    >>> log_softmax([0.0, 1000.0])
    array([-1000.,     0.])
    """
    a = a - a.max(axis=-1, keepdims=True)
    return a - np.log(np.exp(a).sum(axis=-1, keepdims=True))
