"""The gradient of a two-layer net, twice: by backpropagation and by central differences."""

from collections.abc import Callable, Mapping
from functools import wraps
from inspect import unwrap
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from mlcheats import activations
from mlcheats._arrays import FloatArray, as_floats
from mlcheats._networks import Network, check_examples, check_network

Gradient: TypeAlias = dict[str, FloatArray]
Result = TypeVar("Result", Gradient, tuple[FloatArray, Gradient])

# Without their checks: the functions below check what comes in once, not at each layer.
sigmoid = unwrap(activations.sigmoid)
softmax = unwrap(activations.softmax)
log_softmax = unwrap(activations.log_softmax)


def _of_two_layers(
    dtype: DTypeLike | None = None,
) -> Callable[
    [Callable[[Network, FloatArray, FloatArray], Result]],
    Callable[[Mapping[str, ArrayLike], ArrayLike, ArrayLike], Result],
]:
    """Let a gradient take one example or a batch; count in `dtype`, or in the weights' type."""

    def decorate(
        function: Callable[[Network, FloatArray, FloatArray], Result],
    ) -> Callable[[Mapping[str, ArrayLike], ArrayLike, ArrayLike], Result]:
        @wraps(function)
        def checked(params: Mapping[str, ArrayLike], x: ArrayLike, t: ArrayLike) -> Result:
            weights = check_network(params)
            if len(weights) != 4:
                raise ValueError(f"params must hold W1, b1, W2, b2, got {', '.join(weights)}")
            if dtype:
                weights = {name: value.astype(dtype) for name, value in weights.items()}
            inputs, targets = check_examples(weights, x, t)
            batch = np.atleast_2d(inputs).astype(targets.dtype, copy=False)
            with np.errstate(over="ignore", invalid="ignore"):  # the gradient is checked
                result = function(weights, batch, np.atleast_2d(targets))
            for name, grad in (result if isinstance(result, dict) else result[-1]).items():
                as_floats(grad, f"the gradient of {name}")
            return result

        return checked

    return decorate


@_of_two_layers()
def backpropagate(params: Network, x: FloatArray, t: FloatArray) -> tuple[FloatArray, Gradient]:
    """Return log(predict(params, x)) and the gradient of the loss, ∂E/∂W1, …, ∂E/∂b2.

    Δ2 = (Y - T) / N, Δ1 = Δ2 W2ᵀ ⊙ Z1 ⊙ (1 - Z1); ∂E/∂W = (what came in)ᵀ Δ and ∂E/∂b
    the same for an input that is always 1. `params` holds W1, b1, W2, b2; x is (D,) or
    (N, D), t labels or one-hot; log y is (N, K).

    D. Rumelhart, G. Hinton and R. Williams, "Learning Representations by Back-Propagating
    Errors", 1986.

    >>> params = {"W1": [[0.0], [1.0]], "b1": [0.0], "W2": [[1.0, -1.0]], "b2": [0.0, 0.0]}
    >>> log_y, grads = backpropagate(params, [1.0, 0.0], 0)
    >>> grads["W1"]
    array([[-0.13447071],
           [ 0.        ]])
    """
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z1 = sigmoid(x @ W1 + b1)
    log_y = log_softmax(z1 @ W2 + b2)
    delta2 = (np.exp(log_y) - t) / len(x)
    delta1 = delta2 @ W2.T * z1 * (1 - z1)
    ones = np.ones(len(x), x.dtype)
    return log_y, {
        "W1": x.T @ delta1,
        "b1": ones @ delta1,
        "W2": z1.T @ delta2,
        "b2": ones @ delta2,
    }


@_of_two_layers(np.float64)
def central_differences(params: Network, x: FloatArray, t: FloatArray) -> Gradient:
    """Return the same gradient as (E(w + h) - E(w - h)) / 2h for each weight w, h = 1e-4.

    The values are those of nudging one weight after the other, but only what the nudged
    weight can reach is computed again. A score a_k that moves by s_k raises the loss of
    its example by

        log Σ_k y_k exp(s_k) - Σ_k t_k s_k.

    W2[j, k] moves one score, by s_k = ± h z1_j. W1[i, j] moves one hidden unit, by
    δ = σ(a1_j ± h x_i) - σ(a1_j), and so all scores by s = δ W2[j]: the same for all pixels
    of one brightness. A bias is the weight of an input that is always 1.

    >>> params = {"W1": [[0.0], [1.0]], "b1": [0.0], "W2": [[1.0, -1.0]], "b2": [0.0, 0.0]}
    >>> central_differences(params, [1.0, 0.0], 0)["W1"].round(8)
    array([[-0.13447071],
           [ 0.        ]])
    """
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    a1 = x @ W1 + b1
    z1 = sigmoid(a1)
    y = softmax(z1 @ W2 + b2)
    ones = np.ones((len(x), 1))
    x_1, z1_1 = np.hstack([x, ones]), np.hstack([z1, ones])
    grad1 = np.zeros((x_1.shape[1], W1.shape[1]))  # W1, and b1 below it
    grad2 = np.zeros((z1_1.shape[1], W2.shape[1]))
    for n in range(len(x)):
        pixels, where = np.unique(x_1[n], return_inverse=True)
        slopes = np.zeros((len(pixels), W1.shape[1]))
        for h in (1e-4, -1e-4):
            delta = sigmoid(a1[n] + h * pixels[:, None]) - z1[n]
            sums = np.exp(delta[..., None] * W2) @ y[n]
            slopes += (np.log(sums) - W2 @ t[n] * delta) / (2 * h)
            s = h * z1_1[n, :, None]
            sums = 1 + y[n] * np.expm1(s)
            grad2 += (np.log(sums) - t[n] * s) / (2 * h)
        grad1 += slopes[where]
    grad1, grad2 = grad1 / len(x), grad2 / len(x)
    return {"W1": grad1[:-1], "b1": grad1[-1], "W2": grad2[:-1], "b2": grad2[-1]}
