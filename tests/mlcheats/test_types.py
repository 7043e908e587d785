"""What a user's type checker sees: mypy checks this file with the package, pytest runs it."""

from typing import Any, assert_type

import numpy as np
from numpy.typing import NDArray

from mlcheats import (
    Adam,
    Affine,
    ConvNet,
    History,
    Network,
    ReLU,
    TwoLayerNet,
    conv2d,
    max_pool,
    numerical_diff,
    sigmoid,
    softmax,
    step_function,
    train,
)

Floats = NDArray[np.floating[Any]]


def test_a_users_calls_are_typed() -> None:
    rng = np.random.default_rng(0)
    assert_type(sigmoid(x=0.5), np.float64)
    assert_type(sigmoid(x=[0.5, 1]), Floats)
    assert_type(step_function(2.0), np.int64)
    assert_type(softmax(a=[[1, 2], [3, 4]]), Floats)
    assert_type(numerical_diff(f=lambda x: x**2, x=3.0), np.float64)
    x, t = [[1.0, 2.0], [2.0, 1.0]], [0, 1]
    net = TwoLayerNet(2, 3, 2, rng=rng)
    history = train(net=net, x=x, t=t, epochs=2, optimizer=Adam(0.01), rng=rng, test=(x, t))
    assert_type(history, History)
    assert_type(history.loss, Floats)
    assert_type(net.accuracy(x=x, t=t), np.float64)
    assert_type(net.gradient(x=x, t=t), dict[str, Floats])
    layers = Network([Affine(2, 3, rng=rng), ReLU(), Affine(3, 2, rng=rng)])
    train(layers, x, t, epochs=2, rng=rng, report=lambda history: len(history.loss) > 5)
    assert_type(layers.loss(x, t), np.float64)
    assert isinstance(layers.loss(x, t), np.float64)
    assert_type(conv2d([[[[1, 2]]]], [[[[1, 1]]]], [0]), Floats)
    assert_type(max_pool(x=[[[[1, 2]]]], size=1), Floats)
    images = ConvNet((1, 6, 6), (2,), 3, size=3, rng=rng)
    train(images, np.zeros((2, 1, 6, 6)), [0, 2], epochs=1, rng=rng)
    assert_type(images.predict(np.zeros((2, 1, 6, 6))), Floats)
