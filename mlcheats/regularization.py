"""Against overfitting: dropout, batch normalization, weight decay, and a search for their rates."""

from __future__ import annotations  # np.random loads when it is used, not when it is named

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from mlcheats._types import Arrays, FloatArray, Optimizer
from mlcheats.layers import Layer


class WeightDecay:
    """An optimizer whose gradients of weights, not of biases, have λ W added."""

    def __init__(self, optimizer: Optimizer, rate: float) -> None:
        self.optimizer, self.rate = optimizer, rate

    def update(self, params: Arrays, grads: Arrays) -> Arrays:
        grads = dict(grads)
        for name in grads:
            if name.startswith("W"):
                grads[name] = grads[name] + self.rate * params[name]
        return self.optimizer.update(params, grads)


class Dropout(Layer):
    """0 for a random part of the inputs in training, and the others larger; else x."""

    def __init__(self, rate: float = 0.5, *, rng: np.random.Generator) -> None:
        super().__init__()
        self.rate, self.rng = rate, rng

    def forward(self, x: FloatArray, training: bool = False) -> FloatArray:
        self.mask: FloatArray | float = 1.0
        if training:
            kept = self.rng.random(x.shape) >= self.rate
            self.mask = kept.astype(x.dtype) / (1 - self.rate)
        return x * self.mask

    def backward(self, dout: FloatArray) -> FloatArray:
        return dout * self.mask


class BatchNormalization(Layer):
    """γ (x - μ) / √(σ² + ε) + β, with μ and σ² of the batch in training, else running ones."""

    def __init__(
        self, size: int, *, keep: float = 0.9, eps: float = 1e-5, dtype: DTypeLike = np.float64
    ) -> None:
        super().__init__()
        self.keep, self.eps = keep, eps
        zeros, ones = np.zeros(size, dtype), np.ones(size, dtype)
        self.params = {"gamma": ones, "beta": zeros, "mean": zeros, "var": ones}

    def forward(self, x: FloatArray, training: bool = False) -> FloatArray:
        p, self.training = self.params, training
        mean, var = p["mean"], p["var"]
        if training:
            mean, var = x.mean(axis=0), x.var(axis=0)
            old, new = self.keep, 1 - self.keep
            self.params = p | {
                "mean": old * p["mean"] + new * mean,
                "var": old * p["var"] + new * var,
            }
        self.std = np.sqrt(var + self.eps)
        self.x_hat = (x - mean) / self.std
        return p["gamma"] * self.x_hat + p["beta"]

    def backward(self, dout: FloatArray) -> FloatArray:
        dx = dout * self.params["gamma"] / self.std
        dmean = -dx.sum(axis=0)
        dvar = -(dx * self.x_hat).sum(axis=0) / (2 * self.std)
        if self.training:  # mean and variance are made of x
            dx = dx + (dmean + 2 * dvar * self.std * self.x_hat) / len(dout)
            dmean, dvar = 0 * dmean, 0 * dvar
        dgamma, dbeta = (dout * self.x_hat).sum(axis=0), dout.sum(axis=0)
        self.grads = {"gamma": dgamma, "beta": dbeta, "mean": dmean, "var": dvar}
        return dx


def random_search(
    score: Callable[..., Any],
    ranges: Mapping[str, tuple[float, float]],
    *,
    trials: int,
    rng: np.random.Generator,
) -> list[tuple[Any, dict[str, float]]]:
    """The scores of random choices, each number drawn on a logarithmic scale, best first."""
    tried = []
    for _ in range(trials):
        drawn = {}
        for name, limits in ranges.items():
            drawn[name] = 10 ** rng.uniform(*np.log10(limits))
        tried.append((score(**drawn), drawn))
    return sorted(tried, key=lambda pair: pair[0], reverse=True)
