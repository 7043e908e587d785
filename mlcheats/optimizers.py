"""Optimizers, as the pages show them: what to make of a gradient. Each keeps its own state."""

import numpy as np

from mlcheats._types import Arrays


class SGD:
    """w ← w - η g, for each parameter w and its gradient g."""

    def __init__(self, learning_rate: float = 0.1) -> None:
        self.learning_rate = learning_rate

    def update(self, params: Arrays, grads: Arrays) -> Arrays:
        new: Arrays = {}
        for name, grad in grads.items():
            new[name] = -self.learning_rate * grad
            new[name] += params[name]
        return new


class Momentum:
    """v ← α v - η g, w ← w + v: a ball that rolls, v its velocity."""

    def __init__(self, learning_rate: float = 0.1, *, alpha: float = 0.9) -> None:
        self.learning_rate, self.alpha = learning_rate, alpha
        self.v: Arrays = {}

    def update(self, params: Arrays, grads: Arrays) -> Arrays:
        new: Arrays = {}
        for name, grad in grads.items():
            v = self.alpha * self.v.get(name, 0) - self.learning_rate * grad
            new[name] = params[name] + v
            self.v[name] = v
        return new


class Nesterov:
    """v ← α v - η g, w ← w + α v - η g: momentum that looks ahead."""

    def __init__(self, learning_rate: float = 0.1, *, alpha: float = 0.9) -> None:
        self.learning_rate, self.alpha = learning_rate, alpha
        self.v: Arrays = {}

    def update(self, params: Arrays, grads: Arrays) -> Arrays:
        new: Arrays = {}
        for name, grad in grads.items():
            step = self.learning_rate * grad
            v = self.alpha * self.v.get(name, 0) - step
            new[name] = params[name] + self.alpha * v - step
            self.v[name] = v
        return new


class AdaGrad:
    """h ← h + g², w ← w - η g / (√h + ε): smaller steps where much has been done."""

    def __init__(self, learning_rate: float = 0.1, *, eps: float = 1e-8) -> None:
        self.learning_rate, self.eps = learning_rate, eps
        self.h: Arrays = {}

    def update(self, params: Arrays, grads: Arrays) -> Arrays:
        new: Arrays = {}
        for name, grad in grads.items():
            h = self.h.get(name, 0) + grad**2
            new[name] = params[name] - self.learning_rate * grad / (np.sqrt(h) + self.eps)
            self.h[name] = h
        return new


class RMSprop:
    """h ← ρ h + (1 - ρ) g², w ← w - η g / (√h + ε): AdaGrad that forgets."""

    def __init__(
        self, learning_rate: float = 0.001, *, rho: float = 0.9, eps: float = 1e-8
    ) -> None:
        self.learning_rate, self.rho, self.eps = learning_rate, rho, eps
        self.h: Arrays = {}

    def update(self, params: Arrays, grads: Arrays) -> Arrays:
        new: Arrays = {}
        for name, grad in grads.items():
            h = self.rho * self.h.get(name, 0) + (1 - self.rho) * grad**2
            new[name] = params[name] - self.learning_rate * grad / (np.sqrt(h) + self.eps)
            self.h[name] = h
        return new


class Adam:
    """m ← β₁ m + (1 - β₁) g, v ← β₂ v + (1 - β₂) g², w ← w - η m̂ / (√v̂ + ε)."""

    def __init__(
        self,
        learning_rate: float = 0.001,
        *,
        beta1: float = 0.9,
        beta2: float = 0.999,
        eps: float = 1e-8,
    ) -> None:
        self.learning_rate, self.eps = learning_rate, eps
        self.beta1, self.beta2 = beta1, beta2
        self.t = 0
        self.m: Arrays = {}
        self.v: Arrays = {}

    def update(self, params: Arrays, grads: Arrays) -> Arrays:
        self.t += 1
        new: Arrays = {}
        for name, grad in grads.items():
            m = self.beta1 * self.m.get(name, 0) + (1 - self.beta1) * grad
            v = self.beta2 * self.v.get(name, 0) + (1 - self.beta2) * grad**2
            m_hat = m / (1 - self.beta1**self.t)
            v_hat = v / (1 - self.beta2**self.t)
            new[name] = params[name] - self.learning_rate * m_hat / (np.sqrt(v_hat) + self.eps)
            self.m[name], self.v[name] = m, v
        return new


class AdamW(Adam):
    """Adam, and apart from the gradient w ← w - η λ w: weights that shrink."""

    def __init__(
        self, learning_rate: float = 0.001, *, weight_decay: float = 0.01, **options: float
    ) -> None:
        super().__init__(learning_rate, **options)
        self.weight_decay = weight_decay

    def update(self, params: Arrays, grads: Arrays) -> Arrays:
        new = super().update(params, grads)
        for name in new:
            new[name] -= self.learning_rate * self.weight_decay * params[name]
        return new
