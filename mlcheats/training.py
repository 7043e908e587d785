"""Stochastic gradient descent: H. Robbins and S. Monro, 1951, on mini-batches."""

from __future__ import annotations  # np.random loads when it is used, not when it is named

from collections.abc import Callable, Mapping
from functools import wraps
from inspect import unwrap
from typing import Any, NamedTuple, Protocol, TypeVar, cast

import numpy as np
from numpy.typing import ArrayLike

from mlcheats import backpropagation
from mlcheats._arrays import FloatArray, arguments, as_floats, generator, positive, whole
from mlcheats._networks import check_examples, check_network
from mlcheats.networks import TwoLayerNet

Train = TypeVar("Train", bound=Callable[..., "History"])

# Without its checks: `train` checks all examples once, not each batch again.
backpropagate = unwrap(backpropagation.backpropagate)


class Optimizer(Protocol):
    """What `train` asks of an optimizer."""

    def update(
        self, params: Mapping[str, ArrayLike], grads: Mapping[str, ArrayLike]
    ) -> dict[str, FloatArray]: ...


class History(NamedTuple):
    """What `train` saw: the loss of each step, and the accuracies of each epoch."""

    loss: FloatArray
    train_accuracy: FloatArray
    test_accuracy: FloatArray


def _of_examples(function: Train) -> Train:
    """Start only with data that fits, all of it, so that no net is left half trained."""

    @wraps(function)
    def checked(net: TwoLayerNet, x: ArrayLike, t: ArrayLike, **options: Any) -> History:
        inputs, targets = check_examples(net.params, x, t)
        if inputs.ndim != 2:
            raise ValueError(f"x must have shape (N, {len(inputs)}), got {inputs.shape}")
        if options.get("test") is not None:
            try:
                x_test, t_test = options["test"]
                check_examples(net.params, x_test, t_test)
            except (TypeError, ValueError) as error:
                raise type(error)(f"test must be (x_test, t_test): {error}") from None
        if (optimizer := options.get("optimizer")) is not None:
            if "learning_rate" in options:
                raise TypeError("the optimizer has its own learning rate, got learning_rate too")
            if isinstance(optimizer, type) or not callable(getattr(optimizer, "update", None)):
                raise TypeError(f"optimizer must be one such as Adam(0.001), got {optimizer!r}")
        batches = inputs.astype(targets.dtype, copy=False)
        with np.errstate(over="ignore", invalid="ignore"):  # the outcome is checked
            history = function(net, batches, targets, **options)
        check_network(net.params)
        as_floats(history.loss, "the loss")
        return history

    return cast(Train, checked)


@arguments(epochs=whole, batch_size=whole, learning_rate=positive, rng=generator)
@_of_examples
def train(
    net: TwoLayerNet,
    x: Any,
    t: Any,
    *,
    epochs: int,
    batch_size: int = 100,
    learning_rate: float = 0.7,
    optimizer: Optimizer | None = None,
    rng: np.random.Generator,
    test: tuple[ArrayLike, ArrayLike] | None = None,
) -> History:
    """Train `net` on x (N, D) with t, labels (N,) or one-hot (N, K); return the history.

    Each epoch visits every example once, in an order drawn from `rng`; the last
    mini-batch of an epoch may be smaller. The loss and the training accuracy are those
    of each mini-batch just before the net learns from it, the accuracy averaged over the
    epoch. With `test=(x_test, t_test)` the accuracy on these is taken after each epoch.
    Without an `optimizer` a step is that of `SGD(learning_rate)`; with one, it is its
    `update(params, grads)`, and its state goes on from where it stands.
    Only `net.params` changes: each value is replaced by one of its own type, none written
    into. Data or options that do not fit are a ValueError or a TypeError before the first
    step; weights that grow beyond all numbers are a ValueError, at the latest after the last.

    >>> rng = np.random.default_rng(0)
    >>> x = rng.standard_normal((200, 2))
    >>> net = TwoLayerNet(2, 8, 2, rng=rng)
    >>> history = train(net, x, np.where(x[:, 0] > 0, 1, 0), epochs=50, batch_size=20, rng=rng)
    >>> history.loss.shape, bool(history.train_accuracy[-1] > 0.95)
    ((500,), True)
    """
    params = net.params = {k: value.copy() for k, value in net.params.items()}
    labels = np.argmax(t, axis=-1)
    losses, train_accuracy, test_accuracy = [], [], []
    for _ in range(epochs):
        order, outputs = rng.permutation(len(x)), []
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            x_batch = x.take(batch, axis=0)
            t_batch = t.take(batch, axis=0)
            log_y, grads = backpropagate(params, x_batch, t_batch)
            if optimizer is None:
                for name, grad in grads.items():
                    grad *= learning_rate
                    params[name] -= grad
            else:
                params = net.params = optimizer.update(params, grads)
            losses.append(-np.vdot(t_batch, log_y) / len(batch))
            outputs.append(log_y)
        answers = np.argmax(np.concatenate(outputs), axis=-1)
        train_accuracy.append(np.mean(answers == labels[order]))
        if test is not None:
            test_accuracy.append(net.accuracy(*test))
    return History(np.array(losses), np.array(train_accuracy), np.array(test_accuracy))
