"""Stochastic gradient descent on mini-batches, as the page shows it."""

from __future__ import annotations  # np.random loads when it is used, not when it is named

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from mlcheats._types import FloatArray, Numbers, Optimizer, Trainable
from mlcheats.losses import one_hot
from mlcheats.optimizers import SGD


class History(NamedTuple):
    """What `train` saw: the loss of each step, and the accuracies of each epoch."""

    loss: FloatArray
    train_accuracy: FloatArray
    test_accuracy: FloatArray


def train(
    net: Trainable,
    x: FloatArray,
    t: Numbers,
    *,
    epochs: int,
    batch_size: int = 100,
    learning_rate: float = 0.7,
    optimizer: Optimizer | None = None,
    rng: np.random.Generator,
    test: tuple[Any, Any] | None = None,
    report: Callable[[History], Any] | None = None,
) -> History:
    """Each epoch visits every example once, in an order drawn from `rng`, in mini-batches."""
    optimizer = optimizer or SGD(learning_rate)
    if np.ndim(t) == 1:  # labels
        t = one_hot(t, net.predict(x[:1]).shape[-1]).astype(x.dtype)
    labels = np.argmax(t, axis=-1)
    losses, train_accuracy, test_accuracy = [], [], []
    for _ in range(epochs):
        order, outputs = rng.permutation(len(x)), []
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            x_batch = x.take(batch, axis=0)
            t_batch = t.take(batch, axis=0)
            log_y, grads = net.backpropagate(x_batch, t_batch)
            losses.append(0.0 - np.vdot(t_batch, log_y) / len(batch))
            outputs.append(log_y)
            if not np.isfinite(losses[-1]):
                step = f"step {len(losses)}: the loss is {losses[-1]}"
                raise ValueError(f"{step}; lower the learning rate")
            net.params = optimizer.update(net.params, grads)
        answers = np.argmax(np.concatenate(outputs), axis=-1)
        train_accuracy.append(np.mean(answers == labels[order]))
        if test is not None:
            test_accuracy.append(net.accuracy(*test))
        history = History(np.array(losses), np.array(train_accuracy), np.array(test_accuracy))
        if report is not None and report(history):
            break
    return history
