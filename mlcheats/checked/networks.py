"""Networks as dictionaries of weights W1, b1, W2, b2, …, and the two-layer net."""

from __future__ import annotations  # np.random loads when it is used, not when it is named

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from mlcheats import networks
from mlcheats._types import Arrays, FloatArray
from mlcheats.checked.backpropagation import backpropagate, central_differences
from mlcheats.checked.losses import softmax_cross_entropy
from mlcheats.checked.options import as_count, as_float_type, as_generator, as_nonnegative
from mlcheats.checked.parameters import as_examples, as_input, as_network, check_sums


def forward(network: Mapping[str, ArrayLike], x: ArrayLike) -> FloatArray:
    """Return the output scores of a network of any depth for x, (D,) or (N, D).

    Hidden layers: z = sigmoid(z W + b); output layer: identity. `network` holds W1, b1,
    …, Wn, bn with W_i of shape (inputs, outputs); what does not fit or overflows is a
    ValueError.

    >>> network = {"W1": [[0.1, 0.3], [0.2, 0.4]], "b1": [0.1, 0.2]}
    >>> forward(network, [1.0, 0.5])
    array([0.3, 0.7])
    """
    weights = as_network(network)
    inputs = as_input(x, weights)
    check_sums(weights, inputs)
    return networks.forward(weights, inputs)


def predict(network: Mapping[str, ArrayLike], x: ArrayLike) -> FloatArray:
    """Return class probabilities (K,) for one x (D,), or (N, K) for a batch (N, D).

    softmax(forward(network, x)), with the same errors.

    >>> network = {"W1": [[0.1, 0.3], [0.2, 0.4]], "b1": [0.1, 0.2]}
    >>> predict(network, [1.0, 0.5])
    array([0.40131234, 0.59868766])
    """
    weights = as_network(network)
    inputs = as_input(x, weights)
    check_sums(weights, inputs)
    with np.errstate(over="ignore"):  # a_k - max a may be -inf; exp(-inf) is 0, the right limit
        return networks.predict(weights, inputs)


class TwoLayerNet(networks.TwoLayerNet):
    """A classifier of two layers: sigmoid hidden units, softmax output, cross-entropy.

    `params` holds W1 (input_size, hidden_size), b1, W2 (hidden_size, output_size), b2:
    weights drawn from a normal distribution of standard deviation `weight_init_std`,
    biases 0. The methods take x as (D,) or (N, D), and t as labels, () or (N,), or
    one-hot, (K,) or (N, K); what does not fit is a ValueError.

    >>> net = TwoLayerNet(4, 3, 2, rng=np.random.default_rng(0))
    >>> net.predict(np.zeros((5, 4))).shape
    (5, 2)
    """

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
        super().__init__(
            as_count(input_size, "input_size"),
            as_count(hidden_size, "hidden_size"),
            as_count(output_size, "output_size"),
            rng=as_generator(rng, "rng"),
            weight_init_std=as_nonnegative(weight_init_std, "weight_init_std"),
            dtype=as_float_type(dtype, "dtype"),
        )

    def predict(self, x: ArrayLike) -> FloatArray:
        """Return class probabilities, (K,) or (N, K)."""
        return predict(self.params, x)

    def loss(self, x: ArrayLike, t: ArrayLike) -> np.float64:
        """Return the mean cross-entropy error, exact, from the scores."""
        return softmax_cross_entropy(forward(self.params, x), t)

    def accuracy(self, x: ArrayLike, t: ArrayLike) -> np.float64:
        """Return the share of examples whose largest output is the target's."""
        weights = as_network(self.params)
        inputs, targets = as_examples(x, t, weights)
        check_sums(weights, inputs)
        return np.float64(super().accuracy(inputs, targets))

    def backpropagate(self, x: ArrayLike, t: ArrayLike) -> tuple[FloatArray, Arrays]:
        """Return the log-probabilities, (N, K), and ∂loss/∂W1, …, ∂loss/∂b2."""
        return backpropagate(self.params, x, t)

    def gradient(self, x: ArrayLike, t: ArrayLike) -> Arrays:
        """Return ∂loss/∂W1, …, ∂loss/∂b2 by backpropagation."""
        _, grads = self.backpropagate(x, t)
        return grads

    def numerical_gradient(self, x: ArrayLike, t: ArrayLike) -> Arrays:
        """Return the same gradient by central differences, in float64: a check."""
        return central_differences(self.params, x, t)
