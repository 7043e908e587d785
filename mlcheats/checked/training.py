"""Stochastic gradient descent: H. Robbins and S. Monro, 1951, on mini-batches."""

from __future__ import annotations  # np.random loads when it is used, not when it is named

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from mlcheats import networks, optimizers, training
from mlcheats._types import Arrays, FloatArray, Optimizer, Trainable
from mlcheats.checked.arrays import as_array, is_finite
from mlcheats.checked.layers import InParts, Network
from mlcheats.checked.options import as_count, as_generator, as_positive
from mlcheats.checked.parameters import as_examples, as_two_layers
from mlcheats.checked.steps import Checked
from mlcheats.training import History

Examples: TypeAlias = tuple[FloatArray, FloatArray]
Report: TypeAlias = Callable[[History], Any]

LEARNING_RATE = 0.7  # this very object is what a caller has who gives no learning rate


def train(
    net: Trainable,
    x: ArrayLike,
    t: ArrayLike,
    *,
    epochs: int,
    batch_size: int = 100,
    learning_rate: float = LEARNING_RATE,
    optimizer: Optimizer | None = None,
    rng: np.random.Generator,
    test: tuple[ArrayLike, ArrayLike] | None = None,
    report: Report | None = None,
) -> History:
    """Train `net` on x (N, D) with t, labels (N,) or one-hot (N, K); return the history.

    Each epoch visits every example once, in an order drawn from `rng`; the last
    mini-batch of an epoch may be smaller. The loss and the training accuracy are those
    of each mini-batch just before the net learns from it, the accuracy averaged over the
    epoch. With `test=(x_test, t_test)` the accuracy on these is taken after each epoch.
    A step is that of the `optimizer`, whose state goes on from where it stands, by default
    that of `SGD(learning_rate)`.
    After each epoch `report` gets the history so far, with `net` as it stands; where it
    returns something true, such as `EarlyStopping` does, the training is over.
    Only `net.params` changes: each value is replaced by one of its own type, none written
    into. Data or options that do not fit are a ValueError or a TypeError before the first
    step. A loss or a weight that is no finite number is a ValueError that names the step,
    and the net is as the last good step has left it.

    >>> from mlcheats import TwoLayerNet
    >>> rng = np.random.default_rng(0)
    >>> x = rng.standard_normal((200, 2))
    >>> net = TwoLayerNet(2, 8, 2, rng=rng)
    >>> history = train(net, x, np.where(x[:, 0] > 0, 1, 0), epochs=50, batch_size=20, rng=rng)
    >>> history.loss.shape, bool(history.train_accuracy[-1] > 0.95)
    ((500,), True)
    """
    examples = _examples_of(net)
    inputs, targets = examples(x, t)
    if np.ndim(x) < 2:
        raise ValueError(f"x must have shape (N, {inputs.shape[1]}), got {np.shape(x)}")
    if test is not None:
        try:
            x_test, t_test = test
            test = examples(x_test, t_test)
        except (TypeError, ValueError) as error:
            raise type(error)(f"test must be (x_test, t_test): {error}") from None
    if optimizer is None:
        optimizer = optimizers.SGD(as_positive(learning_rate, "learning_rate"))
    elif learning_rate is not LEARNING_RATE:
        raise TypeError("the optimizer has its own learning rate, got learning_rate too")
    elif isinstance(optimizer, type) or not callable(getattr(optimizer, "update", None)):
        raise TypeError(f"optimizer must be one such as Adam(0.001), got {optimizer!r}")
    if not (report is None or callable(report)):
        raise TypeError(f"report must be a function of the history, got {report!r}")
    watched, bare = _Watched(optimizer, net.params), _bare(net)
    told = _Told(report, net, bare, watched) if report is not None else None
    epochs, batch_size = as_count(epochs, "epochs"), as_count(batch_size, "batch_size")
    rng = as_generator(rng, "rng")
    _check_batches(net, len(inputs), batch_size)
    try:
        with np.errstate(over="ignore", invalid="ignore"):  # the outcome is checked
            history = training.train(
                bare,
                inputs,
                targets,
                epochs=epochs,
                batch_size=batch_size,
                optimizer=watched,
                rng=rng,
                test=test,
                report=told,
            )
        watched.check(bare.params)
    except ValueError as error:
        if told is not None and error is told.error:
            raise
        bare.params = watched.last if is_finite(*watched.last.values()) else watched.sure
        if str(error).startswith("step "):
            raise
        raise watched.named(error, watched.step + 1) from None  # of a layer
    finally:
        net.params = bare.params
    return history


def _check_batches(net: Trainable, examples: int, batch_size: int) -> None:
    """Refuse a last mini-batch that is too small for batch normalization, before any step."""
    last = (examples - 1) % batch_size + 1
    for layer in getattr(net, "layers", []):
        if last < (least := getattr(layer, "least", 1)):
            raise ValueError(
                f"{type(layer).__name__} takes batches of {least} or more, got {last} as the "
                f"last of {examples} examples in batches of {batch_size}"
            )


def _bare(net: Trainable) -> Trainable:
    """The same net without checks: what it is given has been checked."""
    if (stack := getattr(net, "layers", None)) is not None:
        return InParts(stack)
    bare = object.__new__(networks.TwoLayerNet)
    bare.params = net.params
    return bare


def _examples_of(net: Trainable) -> Callable[[ArrayLike, ArrayLike], Examples]:
    """What makes examples of what fits the net."""
    if (stack := getattr(net, "layers", None)) is not None:
        return Network(stack).as_examples
    weights = _as_weights(net)
    return lambda x, t: as_examples(x, t, weights)


def _as_weights(net: Trainable) -> Arrays:
    params = getattr(net, "params", None)
    if params is None or not callable(getattr(net, "accuracy", None)):
        raise TypeError(f"net must be a TwoLayerNet or a Network, got {type(net).__name__}")
    weights = as_two_layers(params)
    for name, value in params.items():
        if not isinstance(value, np.ndarray) or value.dtype.kind != "f":
            got = getattr(value, "dtype", type(value).__name__)
            raise TypeError(f"net.params must hold arrays of floats, got {got} for {name}")
    return weights


class _Watched:
    """An optimizer whose steps are looked at: those of SGD now and then, others' each time."""

    def __init__(self, optimizer: Optimizer, params: Arrays) -> None:
        self.optimizer = optimizer
        self.pause = 100 if isinstance(optimizer, optimizers.SGD) else 1
        self.step = 0
        self.last = params  # before the last step
        self.sure = params  # the last that were looked at

    def update(self, params: Arrays, grads: Arrays) -> Arrays:
        self.step += 1
        self.last = params
        if isinstance(self.optimizer, Checked | optimizers.SGD):
            try:
                moved = self.optimizer.update(params, grads)
            except ValueError as error:
                raise self.named(error, self.step) from None
        else:  # it may write into what it is given
            given = {name: value.copy() for name, value in params.items()}
            moved = _like(params, self.optimizer.update(given, grads))
        moved = {name: moved[name].astype(params[name].dtype, copy=False) for name in params}
        if self.step % self.pause == 0:
            self.check(moved)
        return moved

    def check(self, params: Arrays) -> None:
        if not is_finite(*params.values()):
            try:
                for name, value in params.items():
                    as_array(value, name)
            except ValueError as error:
                raise self.named(error, self.step) from None
        self.sure = params

    def named(self, error: ValueError, step: int) -> ValueError:
        return ValueError(f"step {step}: {error}; lower the learning rate")


class _Told:
    """A reader's report: it sees the net after a good step, and its errors are its own."""

    def __init__(self, report: Report, net: Trainable, bare: Trainable, watched: _Watched) -> None:
        self.report, self.net, self.bare, self.watched = report, net, bare, watched
        self.error: ValueError | None = None
        self.callers = np.geterr()

    def __call__(self, history: History) -> bool:
        self.watched.check(self.bare.params)
        self.net.params = self.bare.params
        try:
            with np.errstate(**self.callers):
                done = bool(self.report(history))
            _examples_of(self.net)  # which it may have given other weights
        except ValueError as error:
            self.error = error
            raise
        self.bare.params = self.net.params
        return done


def _like(params: Arrays, moved: Arrays) -> Arrays:
    """Return what a reader's own optimizer has made of the parameters, if it is their like."""
    if not isinstance(moved, Mapping) or moved.keys() != params.keys():
        got = ", ".join(moved) if isinstance(moved, Mapping) else type(moved).__name__
        raise TypeError(f"the optimizer must return {', '.join(params)}, got {got}")
    arrays = {name: np.asarray(value) for name, value in moved.items()}
    for name, value in params.items():
        if arrays[name].shape != value.shape:
            raise TypeError(
                f"the optimizer must return {name} in shape {value.shape}, got {arrays[name].shape}"
            )
    return arrays
