"""Networks as dictionaries of weights W1, b1, W2, b2, …, and the two-layer net of the pages."""

from __future__ import annotations  # np.random loads when it is used, not when it is named

import numpy as np
from numpy.typing import DTypeLike

from mlcheats._types import Arrays, FloatArray, Network, Numbers
from mlcheats.activations import identity_function, sigmoid, softmax
from mlcheats.backpropagation import backpropagate, central_differences
from mlcheats.losses import one_hot_like, softmax_cross_entropy


def forward(network: Network, x: FloatArray) -> FloatArray:
    """The output scores of a network of any depth: z ← sigmoid(z W + b), identity at the end."""
    depth = len(network) // 2
    z = x
    for i in range(1, depth + 1):
        a = z @ network[f"W{i}"] + network[f"b{i}"]
        z = sigmoid(a) if i < depth else identity_function(a)
    return z


def predict(network: Network, x: FloatArray) -> FloatArray:
    """Class probabilities: softmax(forward(network, x))."""
    return softmax(forward(network, x))


class TwoLayerNet:
    """A classifier of two layers: sigmoid hidden units, softmax output, cross-entropy."""

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
        self.params: Arrays = {
            "W1": W1.astype(dtype),
            "b1": np.zeros(hidden_size, dtype),
            "W2": W2.astype(dtype),
            "b2": np.zeros(output_size, dtype),
        }

    def predict(self, x: FloatArray) -> FloatArray:
        return predict(self.params, x)

    def loss(self, x: FloatArray, t: Numbers) -> np.floating:
        return softmax_cross_entropy(forward(self.params, x), t)

    def accuracy(self, x: FloatArray, t: Numbers) -> np.floating:
        y = forward(self.params, x)
        t = one_hot_like(t, y)
        return np.mean(np.argmax(y, axis=-1) == np.argmax(t, axis=-1))

    def backpropagate(self, x: FloatArray, t: Numbers) -> tuple[FloatArray, Arrays]:
        return backpropagate(self.params, x, t)

    def gradient(self, x: FloatArray, t: Numbers) -> Arrays:
        _, grads = self.backpropagate(x, t)
        return grads

    def numerical_gradient(self, x: FloatArray, t: Numbers) -> Arrays:
        return central_differences(self.params, x, t)
