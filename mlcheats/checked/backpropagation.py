"""The gradient of a two-layer net, twice: by backpropagation and by central differences."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from mlcheats import backpropagation
from mlcheats._types import Arrays, FloatArray
from mlcheats.checked.arrays import as_floats
from mlcheats.checked.parameters import as_examples, as_two_layers, check_sums


def backpropagate(
    params: Mapping[str, ArrayLike], x: ArrayLike, t: ArrayLike
) -> tuple[FloatArray, Arrays]:
    """Return log(predict(params, x)) and the gradient of the loss, ∂E/∂W1, …, ∂E/∂b2.

    Δ2 = (Y - T) / N, Δ1 = Δ2 W2ᵀ ⊙ Z1 ⊙ (1 - Z1); ∂E/∂W = (what came in)ᵀ Δ and ∂E/∂b
    the same for an input that is always 1. `params` holds W1, b1, W2, b2; x is (D,) or
    (N, D), t labels or one-hot; log y is (N, K). What does not fit, or overflows in the
    weights' type, is a ValueError.

    D. Rumelhart, G. Hinton and R. Williams, "Learning Representations by Back-Propagating
    Errors", 1986.

    >>> params = {"W1": [[0.0], [1.0]], "b1": [0.0], "W2": [[1.0, -1.0]], "b2": [0.0, 0.0]}
    >>> log_y, grads = backpropagate(params, [1.0, 0.0], 0)
    >>> grads["W1"]
    array([[-0.13447071],
           [ 0.        ]])
    """
    weights = as_two_layers(params)
    inputs, targets = as_examples(x, t, weights)
    check_sums(weights, inputs)
    with np.errstate(over="ignore", invalid="ignore"):  # the outcome is checked
        log_y, grads = backpropagation.backpropagate(weights, inputs, targets)
    as_floats(log_y, "log y")
    return log_y, _finite(grads)


def central_differences(params: Mapping[str, ArrayLike], x: ArrayLike, t: ArrayLike) -> Arrays:
    """Return the same gradient as (E(w + h) - E(w - h)) / 2h for each weight w, in float64.

    h is 1e-4, and for the weight of an input x larger than 1 it is 1e-4 / |x|. The values are
    those of nudging one weight after the other, but only what the nudged weight can reach is
    computed again. `params`, x and t are what `backpropagate` takes.

    >>> params = {"W1": [[0.0], [1.0]], "b1": [0.0], "W2": [[1.0, -1.0]], "b2": [0.0, 0.0]}
    >>> central_differences(params, [1.0, 0.0], 0)["W1"].round(8)
    array([[-0.13447071],
           [ 0.        ]])
    """
    weights = {name: value.astype(np.float64) for name, value in as_two_layers(params).items()}
    inputs, targets = as_examples(x, t, weights)
    check_sums(weights, inputs)
    with np.errstate(over="ignore", invalid="ignore"):
        return _finite(backpropagation.central_differences(weights, inputs, targets))


def _finite(grads: Arrays) -> Arrays:
    for name, grad in grads.items():
        as_floats(grad, f"the gradient of {name}")
    return grads
