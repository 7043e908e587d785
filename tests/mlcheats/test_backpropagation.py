"""The gradient of a two-layer net against plain differences, one nudged weight at a time."""

import numpy as np
import pytest
from scipy import special

from mlcheats import (
    TwoLayerNet,
    backpropagate,
    central_differences,
    load_mnist,
    numerical_gradient,
    predict,
)


def loss(params, x, t):
    scores = special.expit(x @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"]
    return -np.mean(np.sum(t * special.log_softmax(scores, axis=-1), axis=-1))


def nudged(params, x, t, name, i, h):
    value = params[name].copy()
    value[i] += h
    return loss(params | {name: value}, x, t)


def small_example(seed=0, n=7, **options):
    """Pixels of which half are 0, weights as large as a trained net's."""
    rng = np.random.default_rng(seed)
    net = TwoLayerNet(6, 5, 4, rng=rng, weight_init_std=2.0, **options)
    net.params["b1"] += rng.normal(size=5).astype(net.params["b1"].dtype)
    x = rng.random((n, 6)) * rng.integers(2, size=(n, 6))
    return net.params, x, np.eye(4)[rng.integers(4, size=n)]


def relative_error(a, b):
    return np.max(np.abs(a - b)) / np.max(np.abs(b))


@pytest.mark.parametrize("seed", range(5))
def test_the_differences_are_those_of_one_weight_after_the_other(seed):
    params, x, t = small_example(seed)
    fast = central_differences(params, x, t)
    assert fast.keys() == params.keys()
    for name, value in params.items():
        plain = numerical_gradient(lambda v, name=name: loss(params | {name: v}, x, t), value)
        assert fast[name].shape == value.shape
        assert relative_error(fast[name], plain) < 1e-6


def test_soft_targets_and_dense_inputs():
    params, x, _ = small_example()
    rng = np.random.default_rng(1)
    x, t = rng.normal(size=x.shape), special.softmax(rng.normal(size=(7, 4)), axis=-1)
    fast = central_differences(params, x, t)
    for name, value in params.items():
        plain = numerical_gradient(lambda v, name=name: loss(params | {name: v}, x, t), value)
        assert relative_error(fast[name], plain) < 1e-6


def test_the_differences_of_a_net_for_mnist_on_random_entries():
    (x, t), _ = load_mnist()
    x, t = x[:100].astype(float), np.eye(10)[t[:100]]
    rng = np.random.default_rng(0)
    params = TwoLayerNet(784, 50, 10, rng=rng, weight_init_std=0.1).params
    fast = central_differences(params, x, t)
    assert sum(value.size for value in fast.values()) == 39_760
    assert not fast["W1"][~x.any(axis=0)].any()
    for name, value in params.items():
        for _ in range(25):
            i = tuple(rng.integers(value.shape))
            high, low = nudged(params, x, t, name, i, 1e-4), nudged(params, x, t, name, i, -1e-4)
            error = abs(fast[name][i] - (high - low) / 2e-4)
            assert error < 1e-6 * np.max(np.abs(fast[name]))


def test_backpropagation_gives_the_differences_and_the_logarithm_of_the_output():
    params, x, t = small_example()
    log_y, grads = backpropagate(params, x, t)
    differences = central_differences(params, x, t)
    assert np.allclose(np.exp(log_y), predict(params, x), rtol=1e-12)
    assert all(relative_error(grads[name], differences[name]) < 1e-6 for name in params)


def test_float32_differences_are_taken_in_float64():
    params, x, t = small_example(dtype=np.float32)
    exact = {name: value.astype(float) for name, value in params.items()}
    fast, plain = central_differences(params, x, t), central_differences(exact, x, t)
    assert all(np.array_equal(fast[name], plain[name]) for name in params)
    assert {value.dtype for value in fast.values()} == {np.dtype(float)}
    _, grads = backpropagate(params, x, t)
    assert {value.dtype for value in grads.values()} == {np.dtype(np.float32)}


@pytest.mark.parametrize("gradient", [backpropagate, central_differences])
def test_what_does_not_fit(gradient):
    params, x, t = small_example()
    three = params | {"W3": np.ones((4, 2)), "b3": np.ones(2)}
    with pytest.raises(ValueError, match=r"^params must hold W1, b1, W2, b2, got W1, b1, W2, b2, "):
        gradient(three, x, t)
    with pytest.raises(ValueError, match=r"^x must have shape \(6,\) or \(N, 6\), got \(7, 5\)$"):
        gradient(params, x[:, :5], t)
    with pytest.raises(ValueError, match=r"^t must have shape \(7,\) or \(7, 4\), got \(6, 4\)$"):
        gradient(params, x, t[:6])
    with pytest.raises(
        ValueError, match=r"^the sums of layer 2 must hold finite numbers, got -?inf$"
    ):
        gradient(params | {"W2": np.full((5, 4), 1e308) * [1, 1, 1, -1]}, x, t)
