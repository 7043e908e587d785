"""Activation functions, for hidden layers and for the output layer."""

from collections.abc import Callable
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike

from mlcheats import activations
from mlcheats._types import FloatArray, IntArray
from mlcheats.checked.arrays import as_floats, as_rows


@overload
def step_function(x: float) -> np.int64: ...
@overload
def step_function(x: ArrayLike) -> IntArray: ...
def step_function(x: ArrayLike) -> IntArray | np.int64:
    """Return 1 where x > 0, else 0, for numbers or arrays of any shape.

    >>> step_function([-1.0, 0.0, 2.0])
    array([0, 0, 1])
    """
    return activations.step_function(as_floats(x, "x"))[()]  # a number in, a number out


@overload
def sigmoid(x: float) -> np.float64: ...
@overload
def sigmoid(x: ArrayLike) -> FloatArray: ...
def sigmoid(x: ArrayLike) -> FloatArray | np.floating[Any]:
    """Return 1 / (1 + exp(-x)), for numbers or arrays of any shape.

    Right to the last digit or two; 0 below -709, where the value leaves the normal floats.

    >>> sigmoid([-1.0, 0.0, 1.0])
    array([0.26894142, 0.5       , 0.73105858])
    """
    return activations.sigmoid(as_floats(x, "x"))[()]


@overload
def relu(x: float) -> np.float64: ...
@overload
def relu(x: ArrayLike) -> FloatArray: ...
def relu(x: ArrayLike) -> FloatArray | np.floating[Any]:
    """Return max(0, x), for numbers or arrays of any shape.

    V. Nair and G. Hinton, "Rectified Linear Units Improve Restricted Boltzmann
    Machines", 2010.

    >>> relu([-1.0, 0.0, 2.0])
    array([0., 0., 2.])
    """
    return activations.relu(as_floats(x, "x"))[()]


@overload
def identity_function(x: float) -> np.float64: ...
@overload
def identity_function(x: ArrayLike) -> FloatArray: ...
def identity_function(x: ArrayLike) -> FloatArray | np.floating[Any]:
    """Return x, as an array of its own: the output layer of a regression.

    >>> identity_function([0.3, -2.0])
    array([ 0.3, -2. ])
    """
    return np.array(activations.identity_function(as_floats(x, "x")))[()]


def softmax(a: ArrayLike) -> FloatArray:
    """Turn scores (K,) or (N, K) into probabilities: each row sums to 1.

    y_k = exp(a_k - max a) / Σ_i exp(a_i - max a); the largest exponent is 0, so nothing
    overflows. An empty or rank-0 `a` is a ValueError.

    >>> softmax([[0.3, 2.9, 4.0], [1000.0, 1000.0, 1000.0]])
    array([[0.01821127, 0.24519181, 0.73659691],
           [0.33333333, 0.33333333, 0.33333333]])
    """
    return _along_classes(activations.softmax, a)


def log_softmax(a: ArrayLike) -> FloatArray:
    """Return log(softmax(a)) for scores (K,) or (N, K), exact also where softmax gives 0.

    log y_k = (a_k - max a) - log Σ_i exp(a_i - max a), held at the lowest float. An empty
    or rank-0 `a` is a ValueError.

    >>> log_softmax([0.0, 1000.0])
    array([-1000.,     0.])
    """
    return _along_classes(activations.log_softmax, a)


def _along_classes(function: Callable[[FloatArray], FloatArray], a: ArrayLike) -> FloatArray:
    with np.errstate(over="ignore"):  # a_k - max a may be -inf; exp(-inf) is 0, the right limit
        result = function(as_rows(a, "a"))
    # A logarithm of -inf would make 0 · log y_k no number.
    return np.maximum(result, np.finfo(result.dtype).min)
