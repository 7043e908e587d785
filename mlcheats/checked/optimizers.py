"""Optimizers: what to make of a gradient. Each keeps its own state, by the parameters' names."""

from mlcheats import optimizers
from mlcheats.checked.options import as_fraction, as_nonnegative, as_positive
from mlcheats.checked.steps import Checked


class SGD(Checked, optimizers.SGD):
    """w ← w - η g, for each parameter w and its gradient g.

    H. Robbins and S. Monro, "A Stochastic Approximation Method", 1951.

    >>> SGD(0.1).update({"x": [1.0, 2.0]}, {"x": [1.0, -1.0]})
    {'x': array([0.9, 2.1])}
    """

    def __init__(self, learning_rate: float = 0.1) -> None:
        super().__init__(as_positive(learning_rate, "learning_rate"))


class Momentum(Checked, optimizers.Momentum):
    """v ← α v - η g, w ← w + v: a ball that rolls, v its velocity.

    B. Polyak, "Some Methods of Speeding up the Convergence of Iteration Methods", 1964.

    >>> optimizer = Momentum(0.1)
    >>> params = optimizer.update({"x": [1.0, 2.0]}, {"x": [1.0, -1.0]})
    >>> optimizer.update(params, {"x": [0.0, 0.0]})
    {'x': array([0.81, 2.19])}
    """

    def __init__(self, learning_rate: float = 0.1, *, alpha: float = 0.9) -> None:
        super().__init__(
            as_positive(learning_rate, "learning_rate"), alpha=as_fraction(alpha, "alpha")
        )


class Nesterov(Checked, optimizers.Nesterov):
    """v ← α v - η g, w ← w + α v - η g: momentum that looks ahead.

    Y. Nesterov, 1983; as I. Sutskever et al., "On the Importance of Initialization and
    Momentum in Deep Learning", 2013, with w standing for their w + α v, where the gradient
    is taken.

    >>> Nesterov(0.1).update({"x": [1.0, 2.0]}, {"x": [1.0, -1.0]})
    {'x': array([0.81, 2.19])}
    """

    def __init__(self, learning_rate: float = 0.1, *, alpha: float = 0.9) -> None:
        super().__init__(
            as_positive(learning_rate, "learning_rate"), alpha=as_fraction(alpha, "alpha")
        )


class AdaGrad(Checked, optimizers.AdaGrad):
    """h ← h + g², w ← w - η g / (√h + ε): smaller steps where much has been done.

    J. Duchi, E. Hazan and Y. Singer, "Adaptive Subgradient Methods for Online Learning and
    Stochastic Optimization", 2011.

    >>> AdaGrad(0.1).update({"x": [1.0, 2.0]}, {"x": [5.0, -0.5]})["x"].round(6)
    array([0.9, 2.1])
    """

    def __init__(self, learning_rate: float = 0.1, *, eps: float = 1e-8) -> None:
        super().__init__(as_positive(learning_rate, "learning_rate"), eps=as_positive(eps, "eps"))


class RMSprop(Checked, optimizers.RMSprop):
    """h ← ρ h + (1 - ρ) g², w ← w - η g / (√h + ε): AdaGrad that forgets.

    T. Tieleman and G. Hinton, "Lecture 6.5: RMSProp", Neural Networks for Machine
    Learning, 2012.

    >>> RMSprop(0.1).update({"x": [1.0, 2.0]}, {"x": [5.0, -0.5]})["x"].round(6)
    array([0.683772, 2.316228])
    """

    def __init__(
        self, learning_rate: float = 0.001, *, rho: float = 0.9, eps: float = 1e-8
    ) -> None:
        super().__init__(
            as_positive(learning_rate, "learning_rate"),
            rho=as_fraction(rho, "rho"),
            eps=as_positive(eps, "eps"),
        )


class Adam(Checked, optimizers.Adam):
    """m ← β₁ m + (1 - β₁) g, v ← β₂ v + (1 - β₂) g², w ← w - η m̂ / (√v̂ + ε).

    m̂ = m / (1 - β₁ᵗ) and v̂ = v / (1 - β₂ᵗ) in step t: m and v start at 0, and this takes
    the pull towards 0 out again.

    D. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization", 2015.

    >>> Adam(0.1).update({"x": [1.0, 2.0]}, {"x": [5.0, -0.5]})["x"].round(6)
    array([0.9, 2.1])
    """

    def __init__(
        self,
        learning_rate: float = 0.001,
        *,
        beta1: float = 0.9,
        beta2: float = 0.999,
        eps: float = 1e-8,
    ) -> None:
        super().__init__(
            as_positive(learning_rate, "learning_rate"),
            beta1=as_fraction(beta1, "beta1"),
            beta2=as_fraction(beta2, "beta2"),
            eps=as_positive(eps, "eps"),
        )


class AdamW(Checked, optimizers.AdamW):
    """Adam with decoupled weight decay: w ← w - η (m̂ / (√v̂ + ε) + λ w), λ = `weight_decay`.

    I. Loshchilov and F. Hutter, "Decoupled Weight Decay Regularization", 2019.

    >>> AdamW(0.1, weight_decay=0.5).update({"x": [1.0, 2.0]}, {"x": [0.0, 0.0]})
    {'x': array([0.95, 1.9 ])}
    """

    def __init__(
        self,
        learning_rate: float = 0.001,
        *,
        weight_decay: float = 0.01,
        beta1: float = 0.9,
        beta2: float = 0.999,
        eps: float = 1e-8,
    ) -> None:
        super().__init__(
            as_positive(learning_rate, "learning_rate"),
            weight_decay=as_nonnegative(weight_decay, "weight_decay"),
            beta1=as_fraction(beta1, "beta1"),
            beta2=as_fraction(beta2, "beta2"),
            eps=as_positive(eps, "eps"),
        )
