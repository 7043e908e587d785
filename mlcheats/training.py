"""Stochastic gradient descent: H. Robbins and S. Monro, 1951, on mini-batches."""

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any, NamedTuple, ParamSpec

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mlcheats._arrays import FloatArray, as_array, as_floats
from mlcheats.networks import TwoLayerNet


class History(NamedTuple):
    """What `train` saw: the loss of each step and the accuracies after each epoch."""

    loss: NDArray[np.float64]
    train_accuracy: NDArray[np.float64]
    test_accuracy: NDArray[np.float64]


P = ParamSpec("P")


def _checked(function: Callable[P, History]) -> Callable[P, History]:
    """Let `train` start only with data that fits and options that make sense."""
    names = signature(function)

    @wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> History:
        given = names.bind(*args, **kwargs)
        given.apply_defaults()
        options = given.arguments
        x = options["x"] = as_floats(options["x"], "x")
        t = options["t"] = as_array(options["t"], "t")
        if x.ndim != 2 or len(x) == 0:
            raise ValueError(f"x must have shape (N, D), not empty, got {x.shape}")
        if t.shape[:1] != x.shape[:1]:
            raise ValueError(f"t must have shape ({len(x)},) or ({len(x)}, K), got {t.shape}")
        for name in ("epochs", "batch_size"):
            if not isinstance(options[name], int | np.integer) or options[name] < 1:
                raise ValueError(f"{name} must be a whole number from 1, got {options[name]!r}")
        if not 0 < options["learning_rate"] < np.inf:
            raise ValueError(f"learning_rate must be above 0, got {options['learning_rate']!r}")
        if not isinstance(options["rng"], np.random.Generator):
            rng_type = type(options["rng"]).__name__
            raise TypeError(f"rng must be a numpy.random.Generator, got {rng_type}")
        return function(*given.args, **given.kwargs)

    return checked


@_checked
def train(
    net: TwoLayerNet,
    x: FloatArray,
    t: NDArray[Any],
    *,
    epochs: int,
    batch_size: int = 100,
    learning_rate: float = 0.1,
    rng: np.random.Generator,
    test: tuple[ArrayLike, ArrayLike] | None = None,
) -> History:
    """Train `net` on x (N, D) with t, labels (N,) or one-hot (N, K); return the history.

    Each epoch visits every example once, in an order drawn from `rng`; the last
    mini-batch of an epoch may be smaller. With `test=(x_test, t_test)` the accuracy on
    these is taken too. Only `net.params` changes: each value is replaced, none written
    into.

    >>> rng = np.random.default_rng(0)
    >>> x = rng.standard_normal((200, 2))
    >>> net = TwoLayerNet(2, 8, 2, rng=rng)
    >>> history = train(net, x, np.where(x[:, 0] > 0, 1, 0), epochs=50, batch_size=20, rng=rng)
    >>> history.loss.shape, bool(history.train_accuracy[-1] > 0.95)
    ((500,), True)
    """
    losses, train_accuracy, test_accuracy = [], [], []
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            losses.append(net.loss(x[batch], t[batch]))
            grads = net.gradient(x[batch], t[batch])
            for name in net.params:
                net.params[name] = net.params[name] - learning_rate * grads[name]
        train_accuracy.append(net.accuracy(x, t))
        if test is not None:
            test_accuracy.append(net.accuracy(*test))
    return History(np.array(losses), np.array(train_accuracy), np.array(test_accuracy))
