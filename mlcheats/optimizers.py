"""Optimizers: what to make of a gradient. Each keeps its own state, by the parameters' names."""

import numpy as np

from mlcheats._arrays import arguments, positive
from mlcheats._optimizers import Arrays, of_parameters, share


class SGD:
    """w ← w - η g, for each parameter w and its gradient g.

    H. Robbins and S. Monro, "A Stochastic Approximation Method", 1951.

    >>> SGD(0.1).update({"x": [1.0, 2.0]}, {"x": [1.0, -1.0]})
    {'x': array([0.9, 2.1])}
    """

    @arguments(learning_rate=positive)
    def __init__(self, learning_rate: float = 0.1) -> None:
        self.learning_rate = learning_rate

    @of_parameters
    def update(self, params: Arrays, grads: Arrays) -> Arrays:
        """Return the parameters after one step, as new arrays of their types."""
        lr = self.learning_rate
        return {name: params[name] - lr * grads[name] for name in params}


class Momentum:
    """v ← α v - η g, w ← w + v: a ball that rolls, v its velocity.

    B. Polyak, "Some Methods of Speeding up the Convergence of Iteration Methods", 1964.

    >>> optimizer = Momentum(0.1)
    >>> params = optimizer.update({"x": [1.0, 2.0]}, {"x": [1.0, -1.0]})
    >>> optimizer.update(params, {"x": [0.0, 0.0]})
    {'x': array([0.81, 2.19])}
    """

    @arguments(learning_rate=positive, alpha=share)
    def __init__(self, learning_rate: float = 0.1, *, alpha: float = 0.9) -> None:
        self.learning_rate, self.alpha = learning_rate, alpha
        self.v: Arrays = {}

    @of_parameters
    def update(self, params: Arrays, grads: Arrays) -> Arrays:
        """Return the parameters after one step, as new arrays of their types."""
        new: Arrays = {}
        for name, grad in grads.items():
            v = self.alpha * self.v.get(name, 0) - self.learning_rate * grad
            new[name] = params[name] + v
            self.v[name] = v
        return new


class Nesterov:
    """v ← α v - η g, w ← w + α v - η g: momentum that looks ahead.

    Y. Nesterov, 1983; as I. Sutskever et al., "On the Importance of Initialization and
    Momentum in Deep Learning", 2013, with w standing for their w + α v, where the gradient
    is taken.

    >>> Nesterov(0.1).update({"x": [1.0, 2.0]}, {"x": [1.0, -1.0]})
    {'x': array([0.81, 2.19])}
    """

    @arguments(learning_rate=positive, alpha=share)
    def __init__(self, learning_rate: float = 0.1, *, alpha: float = 0.9) -> None:
        self.learning_rate, self.alpha = learning_rate, alpha
        self.v: Arrays = {}

    @of_parameters
    def update(self, params: Arrays, grads: Arrays) -> Arrays:
        """Return the parameters after one step, as new arrays of their types."""
        new: Arrays = {}
        for name, grad in grads.items():
            step = self.learning_rate * grad
            v = self.alpha * self.v.get(name, 0) - step
            new[name] = params[name] + self.alpha * v - step
            self.v[name] = v
        return new


class AdaGrad:
    """h ← h + g², w ← w - η g / (√h + ε): smaller steps where much has been done.

    J. Duchi, E. Hazan and Y. Singer, "Adaptive Subgradient Methods for Online Learning and
    Stochastic Optimization", 2011.

    >>> AdaGrad(0.1).update({"x": [1.0, 2.0]}, {"x": [5.0, -0.5]})["x"].round(6)
    array([0.9, 2.1])
    """

    @arguments(learning_rate=positive, eps=positive)
    def __init__(self, learning_rate: float = 0.1, *, eps: float = 1e-8) -> None:
        self.learning_rate, self.eps = learning_rate, eps
        self.h: Arrays = {}

    @of_parameters
    def update(self, params: Arrays, grads: Arrays) -> Arrays:
        """Return the parameters after one step, as new arrays of their types."""
        new: Arrays = {}
        for name, grad in grads.items():
            h = self.h.get(name, 0) + grad**2
            new[name] = params[name] - self.learning_rate * grad / (np.sqrt(h) + self.eps)
            self.h[name] = h
        return new


class RMSprop:
    """h ← ρ h + (1 - ρ) g², w ← w - η g / (√h + ε): AdaGrad that forgets.

    T. Tieleman and G. Hinton, "Lecture 6.5: RMSProp", Neural Networks for Machine
    Learning, 2012.

    >>> RMSprop(0.1).update({"x": [1.0, 2.0]}, {"x": [5.0, -0.5]})["x"].round(6)
    array([0.683772, 2.316228])
    """

    @arguments(learning_rate=positive, rho=share, eps=positive)
    def __init__(
        self, learning_rate: float = 0.001, *, rho: float = 0.9, eps: float = 1e-8
    ) -> None:
        self.learning_rate, self.rho, self.eps = learning_rate, rho, eps
        self.h: Arrays = {}

    @of_parameters
    def update(self, params: Arrays, grads: Arrays) -> Arrays:
        """Return the parameters after one step, as new arrays of their types."""
        new: Arrays = {}
        for name, grad in grads.items():
            h = self.rho * self.h.get(name, 0) + (1 - self.rho) * grad**2
            new[name] = params[name] - self.learning_rate * grad / (np.sqrt(h) + self.eps)
            self.h[name] = h
        return new


class Adam:
    """m ← β₁ m + (1 - β₁) g, v ← β₂ v + (1 - β₂) g², w ← w - η m̂ / (√v̂ + ε).

    m̂ = m / (1 - β₁ᵗ) and v̂ = v / (1 - β₂ᵗ) in step t: m and v start at 0, and this takes
    the pull towards 0 out again.

    D. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization", 2015.

    >>> Adam(0.1).update({"x": [1.0, 2.0]}, {"x": [5.0, -0.5]})["x"].round(6)
    array([0.9, 2.1])
    """

    @arguments(learning_rate=positive, beta1=share, beta2=share, eps=positive)
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

    @of_parameters
    def update(self, params: Arrays, grads: Arrays) -> Arrays:
        """Return the parameters after one step, as new arrays of their types."""
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
