"""Against overfitting: layers and an optimizer that look at what they get, and a search."""

from __future__ import annotations  # np.random loads when it is used, not when it is named

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from mlcheats import regularization
from mlcheats._types import Arrays, FloatArray, Optimizer
from mlcheats.checked.arrays import as_floats
from mlcheats.checked.layers import Checked
from mlcheats.checked.options import (
    as_count,
    as_float_type,
    as_fraction,
    as_generator,
    as_nonnegative,
    as_positive,
)
from mlcheats.checked.steps import as_arrays, check_shapes


class WeightDecay(regularization.WeightDecay):
    """An optimizer that gets g + λ W for the gradient g of each weight W, and g of all else.

    That is the gradient of the loss plus λ/2 Σ W². A weight is what has a name with W in
    front, W1, W2, …; biases and the parameters of batch normalization do not decay. `train`
    takes it as its `optimizer`. A rate below 0 and gradients that do not fit the parameters
    are a ValueError.

    A. Krogh and J. Hertz, "A Simple Weight Decay Can Improve Generalization", 1991.

    >>> import numpy as np
    >>> from mlcheats import SGD, WeightDecay
    >>> params, grads = {"W1": np.ones(1), "b1": np.ones(1)}, {"W1": np.zeros(1), "b1": np.zeros(1)}
    >>> WeightDecay(SGD(0.5), 0.1).update(params, grads)
    {'W1': array([0.95]), 'b1': array([1.])}
    """

    def __init__(self, optimizer: Optimizer, rate: float) -> None:
        if isinstance(optimizer, type) or not callable(getattr(optimizer, "update", None)):
            raise TypeError(f"optimizer must be one such as SGD(0.1), got {optimizer!r}")
        super().__init__(optimizer, as_nonnegative(rate, "rate"))

    def update(self, params: Mapping[str, ArrayLike], grads: Mapping[str, ArrayLike]) -> Arrays:
        """Return the parameters after one step of the optimizer within, as new arrays."""
        old, new = as_arrays(params, "params"), as_arrays(grads, "grads", "the gradient of ")
        check_shapes(old, new, [])
        with np.errstate(over="ignore"):  # the outcome is checked
            moved = super().update(old, new)
        return as_arrays(moved, "the parameters after the step")


class Dropout(Checked, regularization.Dropout):
    """A layer that in training sets an input to 0 with probability `rate`, else to x / (1 - rate).

    Otherwise, in inference, it gives x. Back: ∂E/∂y times the same 0 or 1 / (1 - rate). Which
    inputs are dropped is drawn from `rng` by each `forward` in training. A rate that is not
    from 0 to below 1 is a ValueError.

    N. Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting",
    2014.

    >>> layer = Dropout(0.5, rng=np.random.default_rng(0))
    >>> layer.forward([[1.0, 2.0, 3.0, 4.0]], training=True)
    array([[2., 0., 0., 0.]])
    >>> layer.backward([[1.0, 1.0, 1.0, 1.0]])
    array([[2., 0., 0., 0.]])
    >>> layer.forward([[1.0, 2.0, 3.0, 4.0]])
    array([[1., 2., 3., 4.]])
    """

    def __init__(self, rate: float = 0.5, *, rng: np.random.Generator) -> None:
        super().__init__(as_fraction(rate, "rate"), rng=as_generator(rng, "rng"))


class BatchNormalization(Checked, regularization.BatchNormalization):
    """A layer γ (x - μ) / √(σ² + ε) + β for a batch x (N, size), column by column.

    In training μ and σ² are the mean and the variance (over N) of the batch. `params` holds
    gamma and beta, which are learned, and mean and var, (size,) each: the running mean and
    variance, of which a share `keep` stays when those of a batch are mixed in. In inference
    they are μ and σ². In training no loss depends on them, so their gradient is 0 and an
    optimizer leaves them alone (`AdamW` shrinks them, by about 1 part in 10,000 with its
    defaults); they are saved and restored as all parameters are. Going backward after
    inference, `grads` has ∂E/∂mean and ∂E/∂var.

    A batch of one in training is a ValueError: it is its own mean. So is one whose squares
    are no finite numbers.

    S. Ioffe and C. Szegedy, "Batch Normalization: Accelerating Deep Network Training by
    Reducing Internal Covariate Shift", 2015.

    >>> layer = BatchNormalization(2)
    >>> layer.forward([[1.0, 10.0], [3.0, 30.0]], training=True).round(3)
    array([[-1., -1.],
           [ 1.,  1.]])
    >>> layer.params["mean"].round(3), layer.forward([[2.0, 20.0]]).round(2)
    (array([0.2, 2. ]), array([[1.8 , 5.45]]))
    """

    least = 2

    def __init__(
        self, size: int, *, keep: float = 0.9, eps: float = 1e-5, dtype: DTypeLike = np.float64
    ) -> None:
        super().__init__(
            as_count(size, "size"),
            keep=as_fraction(keep, "keep"),
            eps=as_positive(eps, "eps"),
            dtype=as_float_type(dtype, "dtype"),
        )

    def forward(self, x: ArrayLike, training: bool = False) -> FloatArray:
        """Return the normalized batch; in training, mix its mean and variance into `params`."""
        old = self.params
        y = super().forward(x, training)
        if training:
            own = {name: value.astype(old[name].dtype) for name, value in self.params.items()}
            self.params = own
        return y

    def check(self, x: FloatArray) -> None:
        size = len(self.params["gamma"])
        if x.ndim != 2 or x.shape[1] != size:
            raise ValueError(f"BatchNormalization takes x of shape (N, {size}), got {x.shape}")


def random_search(
    score: Callable[..., float],
    ranges: Mapping[str, tuple[float, float]],
    *,
    trials: int,
    rng: np.random.Generator,
) -> list[tuple[float, dict[str, float]]]:
    """Return (score, numbers) of each of so many random choices, the highest score first.

    `ranges` has for each number its name and (low, high), both above 0; it is drawn from
    between them on a logarithmic scale, so that each factor of ten has the same chance. Then
    score(**numbers) says how good they are, such as the accuracy on validation data. A range
    or a score that is no finite number is a ValueError.

    J. Bergstra and Y. Bengio, "Random Search for Hyper-Parameter Optimization", 2012.

    >>> def score(rate, decay):
    ...     return -abs(np.log10(rate) + 2)
    >>> ranges = {"rate": (1e-4, 1), "decay": (1e-6, 1e-2)}
    >>> best, *others = random_search(score, ranges, trials=50, rng=np.random.default_rng(0))
    >>> bool(0.005 < best[1]["rate"] < 0.02), len(others)
    (True, 49)
    """
    if not callable(score):
        raise TypeError(f"score must be a function of the numbers, got {score!r}")
    if not isinstance(ranges, Mapping) or not ranges:
        raise TypeError(f"ranges must be a dict of (low, high) by name, got {ranges!r}")
    limits = {}
    for name, pair in ranges.items():
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise ValueError(f"the range of {name} must be (low, high), got {pair!r}")
        low, high = (as_positive(limit, f"the range of {name}") for limit in pair)
        if low > high:
            raise ValueError(f"the range of {name} must be (low, high), got {pair!r}")
        limits[name] = low, high

    def finite(**numbers: float) -> float:
        found = as_floats(score(**numbers), f"the score of {numbers}")
        if found.ndim:
            raise ValueError(f"the score of {numbers} must be a number, got shape {found.shape}")
        return float(found)

    return regularization.random_search(
        finite, limits, trials=as_count(trials, "trials"), rng=as_generator(rng, "rng")
    )
