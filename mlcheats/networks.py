"""Networks as dictionaries of weights W1, b1, W2, b2, …, and the two-layer net."""

from __future__ import annotations  # np.random loads when it is used, not when it is named

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from mlcheats._arrays import FloatArray, arguments, as_floats, generator, whole
from mlcheats._networks import Network, check_examples, check_input, check_network
from mlcheats.activations import identity_function, sigmoid, softmax
from mlcheats.backpropagation import Gradient, backpropagate, central_differences
from mlcheats.losses import softmax_cross_entropy

Result = TypeVar("Result")


def _network_and_input(
    function: Callable[[Network, FloatArray], FloatArray],
) -> Callable[[Mapping[str, ArrayLike], ArrayLike], FloatArray]:
    """Let a network take one input or a batch; scores that overflow are refused."""

    @wraps(function)
    def checked(network: Mapping[str, ArrayLike], x: ArrayLike) -> FloatArray:
        weights = check_network(network)
        inputs = check_input(x, len(weights["W1"]))
        with np.errstate(over="ignore", invalid="ignore"):
            return as_floats(function(weights, inputs), "the output")

    return checked


@_network_and_input
def forward(network: Network, x: FloatArray) -> FloatArray:
    """Return the output scores of a network of any depth for x, (D,) or (N, D).

    Hidden layers: z = sigmoid(z W + b); output layer: identity. `network` holds W1, b1,
    …, Wn, bn with W_i of shape (inputs, outputs); what does not fit is a ValueError.

    >>> network = {"W1": [[0.1, 0.3], [0.2, 0.4]], "b1": [0.1, 0.2]}
    >>> forward(network, [1.0, 0.5])
    array([0.3, 0.7])
    """
    depth = len(network) // 2
    z = x
    for i in range(1, depth + 1):
        a = z @ network[f"W{i}"] + network[f"b{i}"]
        z = sigmoid(a) if i < depth else identity_function(a)
    return z


def predict(network: Mapping[str, ArrayLike], x: ArrayLike) -> FloatArray:
    """Return class probabilities (K,) for one x (D,), or (N, K) for a batch (N, D).

    softmax(forward(network, x)), with the same errors.

    >>> network = {"W1": [[0.1, 0.3], [0.2, 0.4]], "b1": [0.1, 0.2]}
    >>> predict(network, [1.0, 0.5])
    array([0.40131234, 0.59868766])
    """
    return softmax(forward(network, x))


def _of_a_batch(
    method: Callable[[TwoLayerNet, FloatArray, FloatArray], Result],
) -> Callable[[TwoLayerNet, ArrayLike, ArrayLike], Result]:
    """Let a method of a net take one example or a batch, and labels or one-hot targets."""

    @wraps(method)
    def checked(net: TwoLayerNet, x: ArrayLike, t: ArrayLike) -> Result:
        inputs, targets = check_examples(net.params, x, t)
        batch = np.atleast_2d(inputs).astype(targets.dtype, copy=False)
        with np.errstate(over="ignore", invalid="ignore"):  # sigmoid and softmax refuse inf
            return method(net, batch, np.atleast_2d(targets))

    return checked


def _as_float_type(dtype: DTypeLike, name: str) -> np.dtype[Any]:
    if np.dtype(dtype).kind != "f":
        raise TypeError(f"{name} must be a type of floats, got {np.dtype(dtype)}")
    return np.dtype(dtype)


class TwoLayerNet:
    """A classifier of two layers: sigmoid hidden units, softmax output, cross-entropy.

    `params` holds W1 (input_size, hidden_size), b1, W2 (hidden_size, output_size), b2:
    weights drawn from a normal distribution of standard deviation `weight_init_std`,
    biases 0. The methods take x as (D,) or (N, D), and t as labels, () or (N,), or
    one-hot, (K,) or (N, K).

    >>> net = TwoLayerNet(4, 3, 2, rng=np.random.default_rng(0))
    >>> net.predict(np.zeros((5, 4))).shape
    (5, 2)
    """

    @arguments(
        input_size=whole,
        hidden_size=whole,
        output_size=whole,
        rng=generator,
        weight_init_std=as_floats,
        dtype=_as_float_type,
    )
    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        output_size: int,
        *,
        rng: np.random.Generator,
        weight_init_std: float = 0.01,
        dtype: DTypeLike = np.float64,
    ) -> None:
        W1 = weight_init_std * rng.standard_normal((input_size, hidden_size))
        W2 = weight_init_std * rng.standard_normal((hidden_size, output_size))
        self.params: dict[str, FloatArray] = {
            "W1": W1.astype(dtype),
            "b1": np.zeros(hidden_size, dtype),
            "W2": W2.astype(dtype),
            "b2": np.zeros(output_size, dtype),
        }

    def predict(self, x: ArrayLike) -> FloatArray:
        """Return class probabilities, (K,) or (N, K)."""
        return predict(self.params, x)

    def loss(self, x: ArrayLike, t: ArrayLike) -> float:
        """Return the mean cross-entropy error, exact, from the scores."""
        return softmax_cross_entropy(forward(self.params, x), t)

    @_of_a_batch
    def accuracy(self, x: FloatArray, t: FloatArray) -> float:
        """Return the share of examples whose largest output is the target's."""
        y = forward(self.params, x)
        return np.mean(np.argmax(y, axis=-1) == np.argmax(t, axis=-1))

    def gradient(self, x: ArrayLike, t: ArrayLike) -> Gradient:
        """Return ∂loss/∂W1, …, ∂loss/∂b2 by backpropagation."""
        _, grads = backpropagate(self.params, x, t)
        return grads

    def numerical_gradient(self, x: ArrayLike, t: ArrayLike) -> Gradient:
        """Return the same gradient by central differences, in float64: a check."""
        return central_differences(self.params, x, t)
