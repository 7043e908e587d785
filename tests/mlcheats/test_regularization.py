"""Dropout, batch normalization, weight decay, random search: by differences, counting, SciPy."""

import re
from itertools import pairwise

import numpy as np
import pytest
from gradients import check_layer, differences
from scipy import stats

from mlcheats import (
    SGD,
    Adam,
    AdamW,
    Affine,
    BatchNormalization,
    Dropout,
    EarlyStopping,
    Momentum,
    Network,
    ReLU,
    WeightDecay,
    random_search,
    softmax_cross_entropy,
    train,
)


def generator(seed=0):
    return np.random.default_rng(seed)


def batch(n, size, seed=0):
    return generator(seed).normal(1, 2, size=(n, size))


def normalization(size, seed=0, **options):
    layer = BatchNormalization(size, **options)
    gamma, beta, mean = generator(seed).normal(size=(3, size))
    layer.params |= {"gamma": gamma, "beta": beta, "mean": mean, "var": np.exp(mean)}
    return layer


class SameDropout(Dropout):
    """Dropout that drops the same inputs each time."""

    def forward(self, x, training=False):
        self.rng = generator(3)
        return super().forward(x, training)


def network(dtype=np.float64, dropout=None):
    sizes, rng, layers = (4, 6, 5, 3), generator(), []
    for n_in, n_out in pairwise(sizes):
        layers += [Affine(n_in, n_out, rng=rng, dtype=dtype)]
        layers += [BatchNormalization(n_out, dtype=dtype), ReLU()]
        layers += [dropout()] if dropout else []
    return Network(layers[: -2 - bool(dropout)])


def examples(n=120):
    x, t = batch(n, 4), generator(1).integers(3, size=n)
    x[np.arange(n), t] += 4
    return x, t


# Dropout


@pytest.mark.parametrize("rate", [0, 0.3, 0.9])
@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("shape", [(1, 4), (5, 3), (2, 3, 4)])
def test_what_dropout_sends_back(rate, training, shape):
    check_layer(SameDropout(rate, rng=generator()), generator().normal(size=shape), training)


def test_dropout_drops_its_share_and_keeps_the_mean():
    layer, x = Dropout(0.3, rng=generator()), np.ones((1000, 100))
    y = layer.forward(x, training=True)
    assert set(np.unique(y)) == {0, 1 / (1 - 0.3)}
    assert stats.binomtest(int(np.sum(y == 0)), y.size, 0.3).pvalue > 0.001
    assert not np.array_equal(y, layer.forward(x, training=True))
    assert np.array_equal(x, layer.forward(x))


def test_dropout_has_the_types_of_its_input():
    layer = Dropout(0.5, rng=generator())
    for dtype in (np.float32, np.float64):
        for training in (False, True):
            y = layer.forward(np.ones((3, 4), dtype), training)
            assert y.dtype == layer.backward(y).dtype == dtype


# Batch normalization


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize(("n", "size"), [(2, 1), (3, 4), (8, 2)])
def test_what_batch_normalization_sends_back(n, size, training):
    check_layer(normalization(size), batch(n, size), training, tolerance=1e-6)


def test_a_normalized_batch_is_that_of_scipy():
    x, layer = batch(50, 6), normalization(6, eps=1e-12)
    p = layer.params
    expected = p["gamma"] * stats.zscore(x, axis=0) + p["beta"]
    assert np.allclose(layer.forward(x, training=True), expected, rtol=1e-9)


def test_running_statistics_reach_those_of_all_data():
    x, layer = batch(4000, 3), BatchNormalization(3)
    for _ in range(30):
        for start in range(0, 4000, 100):
            layer.forward(x[start : start + 100], training=True)
    assert np.allclose(layer.params["mean"], x.mean(axis=0), atol=0.25)
    assert np.allclose(layer.params["var"], x.var(axis=0), rtol=0.2)
    first = BatchNormalization(3, keep=0.75)
    first.forward(x, training=True)
    assert np.allclose(first.params["mean"], 0.25 * x.mean(axis=0))
    assert np.allclose(first.params["var"], 0.75 + 0.25 * x.var(axis=0))


def test_inference_looks_at_one_example_alone_and_changes_nothing():
    layer, x = normalization(3), batch(5, 3)
    before = layer.params
    together = layer.forward(x)
    assert np.allclose([layer.forward(row[None])[0] for row in x], together)
    assert layer.params is before


@pytest.mark.elsewhere
def test_torch_agrees():
    import torch

    x, layer = batch(7, 4), normalization(4)
    theirs = torch.nn.BatchNorm1d(4, momentum=0.1, dtype=torch.float64)
    names = {"gamma": "weight", "beta": "bias", "mean": "running_mean", "var": "running_var"}
    theirs.load_state_dict(
        {names[key]: torch.tensor(value) for key, value in layer.params.items()}, strict=False
    )
    x_torch = torch.tensor(x, requires_grad=True)
    y = theirs(x_torch)
    assert np.allclose(layer.forward(x, training=True), y.detach())
    assert np.allclose(layer.params["mean"], theirs.running_mean)
    dout = batch(7, 4, seed=2)
    y.backward(torch.tensor(dout))
    assert np.allclose(layer.backward(dout), x_torch.grad)
    assert np.allclose(layer.grads["gamma"], theirs.weight.grad)
    theirs.eval()
    theirs.running_var.copy_(torch.tensor(layer.params["var"]))  # theirs divides by N - 1
    assert np.allclose(layer.forward(x), theirs(torch.tensor(x)).detach())


def test_the_gradient_of_a_network_with_both():
    net, (x, t) = network(dropout=lambda: SameDropout(0.2, rng=generator())), examples(20)
    params, grads = net.params, net.gradient(x, t)
    for name in params:

        def loss_at(value, name=name):
            net.params = params | {name: value}
            return softmax_cross_entropy(net.forward(x, training=True), t)

        assert np.allclose(grads[name], differences(loss_at, params[name]), atol=1e-6), name


@pytest.mark.parametrize("optimizer", [SGD, Momentum, Adam])
def test_optimizers_leave_running_statistics_alone(optimizer):
    net, (x, t) = network(), examples()
    train(net, x, t, epochs=3, batch_size=30, optimizer=optimizer(0.01), rng=generator())
    again, x_again, seen = network(), x, []
    rng = generator()
    for _ in range(3):  # the same batches through layers that learn the same
        order = rng.permutation(len(x))
        seen += [x_again[order[start : start + 30]] for start in range(0, len(x), 30)]
    layer = again.layers[1]
    steps = optimizer(0.01)
    for part in seen:
        labels = t[[np.flatnonzero((x == row).all(axis=1))[0] for row in part]]
        grads = again.gradient(part, labels)
        kept = layer.params["mean"].copy(), layer.params["var"].copy()
        again.params = steps.update(again.params, grads)
        assert np.array_equal(kept, (layer.params["mean"], layer.params["var"]))
    assert np.allclose(net.params["mean1"], again.params["mean1"])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_it_learns_and_weights_are_all_there_is_to_keep(dtype):
    net, (x, t) = network(dtype, lambda: Dropout(0.1, rng=generator(5))), examples()
    stop = EarlyStopping(net, x, t, patience=30)
    options = {"epochs": 20, "batch_size": 30, "rng": generator(2), "report": stop}
    train(net, x, t, optimizer=AdamW(0.01), **options)
    assert net.accuracy(x, t) > 0.9
    assert {value.dtype for value in net.params.values()} == {np.dtype(dtype)}
    net.params = stop.params
    assert net.loss(x, t) == min(stop.losses)
    other = network(dtype, lambda: Dropout(0.1, rng=generator(5)))
    other.params = net.params
    assert np.array_equal(other.predict(x), net.predict(x))


# Weight decay


@pytest.mark.parametrize("make", [lambda: SGD(0.1), lambda: Momentum(0.1), lambda: Adam(0.1)])
def test_weight_decay_is_the_gradient_of_squares(make):
    net, (x, t), rate = network(), examples(20), 0.3
    params, grads = net.params, net.gradient(x, t)
    net.params = params

    def penalty(W):
        return rate / 2 * np.sum(W**2)

    full = {
        name: grads[name] + (differences(penalty, params[name]) if "W" in name else 0)
        for name in params
    }
    moved, expected = WeightDecay(make(), rate).update(params, grads), make().update(params, full)
    for name in params:
        assert np.allclose(moved[name], expected[name], rtol=1e-7), name


def test_with_sgd_it_is_a_share_of_the_weight():
    W = batch(3, 2)
    moved = WeightDecay(SGD(0.5), 0.1).update({"W1": W, "b1": W[0]}, {"W1": 0 * W, "b1": 0 * W[0]})
    assert np.allclose(moved["W1"], (1 - 0.5 * 0.1) * W, rtol=1e-15)
    assert np.array_equal(moved["b1"], W[0])


def test_train_takes_weight_decay():
    x, t = examples()
    first, second = network(), network()
    train(first, x, t, epochs=3, optimizer=WeightDecay(SGD(0.1), 0), rng=generator())
    train(second, x, t, epochs=3, learning_rate=0.1, rng=generator())
    assert all(np.array_equal(first.params[name], second.params[name]) for name in first.params)
    train(second, x, t, epochs=50, optimizer=WeightDecay(SGD(0.1), 0.1), rng=generator())
    assert np.sum(second.params["W1"] ** 2) < 0.5 * np.sum(first.params["W1"] ** 2)


# Random search


def test_random_search_draws_on_a_logarithmic_scale():
    ranges = {"rate": (1e-4, 1e2), "decay": (1e-8, 1e-7)}
    found = random_search(lambda **numbers: 0.0, ranges, trials=2000, rng=generator())
    for name, (low, high) in ranges.items():
        logs = np.log([numbers[name] for _, numbers in found])
        uniform = stats.uniform(np.log(low), np.log(high) - np.log(low))
        assert stats.kstest(logs, uniform.cdf).pvalue > 0.001
        assert np.log(low) <= logs.min() < logs.max() <= np.log(high)
    rates, decays = ([numbers[name] for _, numbers in found] for name in ranges)
    assert stats.spearmanr(rates, decays).pvalue > 0.001


def test_random_search_gives_the_best_first():
    def score(a, b):
        return -abs(a - 2) - b

    found = random_search(score, {"a": (1, 9), "b": (1, 1)}, trials=50, rng=generator())
    assert [value for value, _ in found] == sorted((v for v, _ in found), reverse=True)
    assert all(value == score(**numbers) for value, numbers in found)
    assert all(numbers["b"] == 1 for _, numbers in found)
    once, again = (
        random_search(score, {"a": (1, 9), "b": (1, 1)}, trials=5, rng=generator(4))
        for _ in range(2)
    )
    assert once == again


# Bad input


def search(score=lambda a: a, ranges=None, trials=3):
    return random_search(score, ranges or {"a": (1, 2)}, trials=trials, rng=generator())


def fit(n, batch_size):
    x, t = examples(n)
    return train(network(), x, t, epochs=1, batch_size=batch_size, rng=generator())


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: Dropout(1, rng=generator()), "rate must be a number from 0 to below 1, got 1"),
        (lambda: Dropout(-0.1, rng=generator()), "from 0 to below 1, got -0.1"),
        (lambda: Dropout(np.nan, rng=generator()), "from 0 to below 1, got nan"),
        (lambda: Dropout(0.5, rng=0), "rng must be a numpy.random.Generator, got int"),
        (lambda: Dropout(rng=generator()).backward([[1.0]]), "Dropout goes forward before"),
        (
            lambda: BatchNormalization(2).forward(batch(1, 2), training=True),
            "BatchNormalization takes batches of 2 or more, got 1",
        ),
        (lambda: BatchNormalization(2).forward(batch(3, 4)), "takes x of shape (N, 2), got (3, 4)"),
        (lambda: BatchNormalization(2).backward([[1.0, 1.0]]), "goes forward before it goes back"),
        (lambda: BatchNormalization(0), "size must be a whole number from 1, got 0"),
        (lambda: BatchNormalization(2, keep=1), "keep must be a number from 0 to below 1, got 1"),
        (lambda: BatchNormalization(2, eps=0), "eps must be a finite number above 0, got 0"),
        (
            lambda: BatchNormalization(1).forward([[1e200], [-1e200]], training=True),
            "var of BatchNormalization must hold finite numbers",
        ),
        (lambda: fit(31, 10), "got 1 as the last of 31 examples in batches of 10"),
        (lambda: fit(30, 1), "BatchNormalization takes batches of 2 or more, got 1 as the last"),
        (lambda: WeightDecay(SGD(0.1), -1), "rate must be a finite number from 0, got -1"),
        (lambda: WeightDecay(SGD, 0.1), "optimizer must be one such as SGD(0.1), got <class"),
        (
            lambda: WeightDecay(SGD(0.1), 0.1).update({"W1": [1.0]}, {"b1": [1.0]}),
            "grads must hold W1, got b1",
        ),
        (
            lambda: WeightDecay(SGD(0.1), 1e300).update({"W1": [1e300]}, {"W1": [0.0]}),
            "the gradient of W1 must hold finite numbers",
        ),
        (lambda: search(score=3), "score must be a function of the numbers, got 3"),
        (lambda: search(score=lambda a: np.nan), "the score of {'a': "),
        (lambda: search(score=lambda a: [a]), "must be a number, got shape (1,)"),
        (lambda: search(ranges={"a": (0, 1)}), "the range of a must be a finite number above 0"),
        (lambda: search(ranges={"a": (2, 1)}), "the range of a must be (low, high), got (2, 1)"),
        (lambda: search(ranges={"a": 1}), "the range of a must be (low, high), got 1"),
        (lambda: search(ranges=[1]), "ranges must be a dict of (low, high) by name, got [1]"),
        (lambda: search(trials=0), "trials must be a whole number from 1, got 0"),
    ],
)
def test_bad_input(call, says):
    with pytest.raises((TypeError, ValueError), match=re.escape(says)):
        call()


@pytest.mark.parametrize("wrong", [[[1.0, 2.0]], [[1e200, 0], [-1e200, 0]], [[np.nan, 0]] * 2])
def test_what_is_refused_leaves_the_layer_as_it_was(wrong):
    layer = normalization(2)
    layer.forward(batch(4, 2), training=True)
    before, sent = layer.params, layer.backward(batch(4, 2, seed=1))
    with pytest.raises(ValueError, match="BatchNormalization"):
        layer.forward(wrong, training=True)
    assert layer.params is before
    assert np.array_equal(layer.backward(batch(4, 2, seed=1)), sent)


def test_a_batch_of_one_is_refused_before_the_first_step():
    net, (x, t) = network(), examples(31)
    before = net.params
    with pytest.raises(ValueError, match="got 1 as the last"):
        train(net, x, t, epochs=1, batch_size=10, rng=generator())
    assert all(net.params[name] is before[name] for name in before)


def test_no_argument_changes():
    x, dout, layer = batch(4, 3), batch(4, 3, seed=1), normalization(3)
    for array in (x, dout, *layer.params.values()):
        array.flags.writeable = False
    for each in (layer, Dropout(0.5, rng=generator())):
        for training in (False, True):
            each.forward(x, training)
            each.backward(dout)
    grads = {"W1": dout}
    WeightDecay(SGD(0.1), 0.1).update({"W1": x}, grads)
    assert grads["W1"] is dout
