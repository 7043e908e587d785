"""Stochastic gradient descent: H. Robbins and S. Monro, 1951, on mini-batches."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mlcheats._arrays import FloatArray, as_floats
from mlcheats.networks import TwoLayerNet


class History(NamedTuple):
    """What `train` saw: the loss of each step and the accuracies after each epoch."""

    loss: NDArray[np.float64]
    train_accuracy: NDArray[np.float64]
    test_accuracy: NDArray[np.float64]


def train(
    net: TwoLayerNet,
    x: ArrayLike,
    t: ArrayLike,
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
    inputs, targets = as_floats(x, "x"), np.asarray(t)
    _check(inputs, targets, epochs, batch_size, learning_rate, rng)
    losses, train_accuracy, test_accuracy = [], [], []
    for _ in range(epochs):
        order = rng.permutation(len(inputs))
        for start in range(0, len(inputs), batch_size):
            batch = order[start : start + batch_size]
            losses.append(net.loss(inputs[batch], targets[batch]))
            grads = net.gradient(inputs[batch], targets[batch])
            net.params = {k: net.params[k] - learning_rate * grads[k] for k in net.params}
        train_accuracy.append(net.accuracy(inputs, targets))
        if test is not None:
            test_accuracy.append(net.accuracy(*test))
    return History(np.array(losses), np.array(train_accuracy), np.array(test_accuracy))


def _check(
    x: FloatArray,
    t: NDArray[Any],
    epochs: int,
    batch_size: int,
    learning_rate: float,
    rng: np.random.Generator,
) -> None:
    if x.ndim != 2 or len(x) == 0:
        raise ValueError(f"x must have shape (N, D), not empty, got {x.shape}")
    if t.shape[:1] != x.shape[:1]:
        raise ValueError(f"t must have shape ({len(x)},) or ({len(x)}, K), got {t.shape}")
    for name, value in (("epochs", epochs), ("batch_size", batch_size)):
        if not isinstance(value, int | np.integer) or value < 1:
            raise ValueError(f"{name} must be a whole number from 1, got {value!r}")
    if not learning_rate > 0:
        raise ValueError(f"learning_rate must be above 0, got {learning_rate!r}")
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng must be a numpy.random.Generator, got {type(rng).__name__}")
