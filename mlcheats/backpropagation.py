"""The gradient of a two-layer net twice, by backpropagation and by differences, as on the page."""

import numpy as np

from mlcheats._types import Arrays, FloatArray, Network, Numbers
from mlcheats.activations import log_softmax, sigmoid, softmax
from mlcheats.losses import one_hot_like


def backpropagate(params: Network, x: FloatArray, t: Numbers) -> tuple[FloatArray, Arrays]:
    """log(predict(params, x)) for a batch x, and the gradient of the loss, ∂E/∂W1, …, ∂E/∂b2."""
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    z1 = sigmoid(x @ W1 + b1)
    log_y = log_softmax(z1 @ W2 + b2)
    t = one_hot_like(t, log_y)
    delta2 = (np.exp(log_y) - t) / len(x)
    delta1 = delta2 @ W2.T * z1 * (1 - z1)
    ones = np.ones(len(x), x.dtype)
    return log_y, {
        "W1": x.T @ delta1,
        "b1": ones @ delta1,
        "W2": z1.T @ delta2,
        "b2": ones @ delta2,
    }


def central_differences(params: Network, x: FloatArray, t: Numbers) -> Arrays:
    """The same gradient as (E(w + h) - E(w - h)) / 2h for each weight w.

    Only what the nudged weight can reach is computed again. A score a_k that moves by s_k
    raises the loss of its example by

        log Σ_k y_k exp(s_k) - Σ_k t_k s_k.

    W2[j, k] moves one score, by s_k = ± h z1_j. W1[i, j] moves one hidden unit, by
    δ = σ(a1_j ± h x_i) - σ(a1_j), and so all scores by s = δ W2[j]: the same for all pixels
    of one brightness. A bias is the weight of an input that is always 1.
    """
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    a1 = x @ W1 + b1
    z1 = sigmoid(a1)
    y = softmax(z1 @ W2 + b2)
    t = one_hot_like(t, y)
    ones = np.ones((len(x), 1))
    x_1, z1_1 = np.hstack([x, ones]), np.hstack([z1, ones])
    grad1 = np.zeros((x_1.shape[1], W1.shape[1]))  # W1, and b1 below it
    grad2 = np.zeros((z1_1.shape[1], W2.shape[1]))
    for n in range(len(x)):
        pixels, where = np.unique(x_1[n], return_inverse=True)
        slopes = np.zeros((len(pixels), W1.shape[1]))
        size = np.maximum(1, np.abs(pixels))[:, None]
        for h in (1e-4, -1e-4):
            delta = sigmoid(a1[n] + h / size * pixels[:, None]) - z1[n]
            sums = np.exp(delta[..., None] * W2) @ y[n]
            slopes += (np.log(sums) - W2 @ t[n] * delta) / (2 * h / size)
            s = h * z1_1[n, :, None]
            sums = 1 + y[n] * np.expm1(s)
            grad2 += (np.log(sums) - t[n] * s) / (2 * h)
        grad1 += slopes[where]
    grad1, grad2 = grad1 / len(x), grad2 / len(x)
    return {"W1": grad1[:-1], "b1": grad1[-1], "W2": grad2[:-1], "b2": grad2[-1]}
