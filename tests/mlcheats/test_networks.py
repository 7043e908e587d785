"""Networks against the same arithmetic written out, and the gradient against differences."""

from itertools import pairwise

import numpy as np
import pytest
from scipy import special

from mlcheats import TwoLayerNet, forward, predict

# The draft's network and its numbers.
NETWORK = {
    "W1": np.array([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]]),
    "b1": np.array([0.1, 0.2, 0.3]),
    "W2": np.array([[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]]),
    "b2": np.array([0.1, 0.2]),
    "W3": np.array([[0.1, 0.3], [0.2, 0.4]]),
    "b3": np.array([0.1, 0.2]),
}
X = np.array([1.0, 0.5])


def random_network(*sizes, seed=0):
    rng = np.random.default_rng(seed)
    layers = pairwise(sizes)
    return {
        f"{letter}{i}": rng.normal(size=shape)
        for i, (inputs, outputs) in enumerate(layers, 1)
        for letter, shape in (("W", (inputs, outputs)), ("b", outputs))
    }


def without(network, *names):
    return {name: value for name, value in network.items() if name not in names}


def test_the_drafts_numbers():
    assert np.allclose(forward(NETWORK, X), [0.31682708, 0.69627909], rtol=0, atol=5e-9)
    assert np.array_equal(X @ NETWORK["W1"], [0.2, 0.5, 0.8])
    first = {"W1": NETWORK["W1"], "b1": NETWORK["b1"]}
    hidden = special.expit(forward(first, X))
    assert np.allclose(hidden, [0.57444252, 0.66818777, 0.75026011], rtol=0, atol=5e-9)


@pytest.mark.parametrize("depth", [1, 2, 3, 4, 7, 12])
def test_any_depth(depth):
    network = random_network(*range(3, 4 + depth), seed=depth)
    x = np.random.default_rng(depth).normal(size=(6, 3))
    z = x
    for i in range(1, depth + 1):
        a = np.einsum("nd,dh->nh", z, network[f"W{i}"]) + network[f"b{i}"]
        z = special.expit(a)
    assert np.allclose(forward(network, x), a, rtol=1e-12)
    assert np.allclose(predict(network, x), special.softmax(a, axis=-1), rtol=1e-12)
    assert np.allclose(predict(network, x[2]), predict(network, x)[2], rtol=1e-12)


def test_any_order_of_names_and_lists_for_arrays():
    shuffled = {name: NETWORK[name].tolist() for name in sorted(NETWORK, reverse=True)}
    assert np.array_equal(forward(shuffled, [1, 0.5]), forward(NETWORK, X))


@pytest.mark.parametrize("f", [forward, predict])
@pytest.mark.parametrize("x", [[1.0], [1.0, 2, 3], 1.0, [], [[]], np.zeros((0, 2)), [[[1, 2]]]])
def test_wrong_inputs(f, x):
    with pytest.raises(ValueError, match=r"^x must have shape \(2,\) or \(N, 2\), got \("):
        f(NETWORK, x)


@pytest.mark.parametrize(
    ("network", "message"),
    [
        ({}, r"^network must hold W1, b1, got $"),
        (without(NETWORK, "b2"), r"^network must hold W1, b1, W2, b2, W3, b3, got W1, b1, W2, W3"),
        (without(NETWORK, "W1", "b1"), r"^network must hold W1, b1, W2, b2, got W2, b2, W3, b3$"),
        (NETWORK | {"c": 1}, r"^network must hold W1, .*, W4, b4, got .*, c$"),
        ({0: NETWORK["W1"], 1: NETWORK["b1"]}, r"^network must hold W1, b1, got 0, 1$"),
        (NETWORK | {"W2": np.ones((4, 2))}, r"^W2 must have shape \(3, …\) .*got \(4, 2\)$"),
        (NETWORK | {"b1": np.ones(2)}, r"^b1 must have shape \(3,\) as W1 asks, got \(2,\)$"),
        (
            NETWORK | {"b1": np.ones((1, 3))},
            r"^b1 must have shape \(3,\) as W1 asks, got \(1, 3\)$",
        ),
        (NETWORK | {"W1": np.ones(2)}, r"^W1 must have shape \(inputs, outputs\), got \(2,\)$"),
        (NETWORK | {"W1": np.ones((0, 3))}, r"^W1 must have shape .*got \(0, 3\)$"),
        (NETWORK | {"b3": [np.nan, 0]}, r"^b3 must hold finite numbers, got nan$"),
        (NETWORK | {"b3": [[1], [1, 2]]}, r"^b3 must be a rectangular array"),
    ],
)
def test_wrong_networks(network, message):
    for f in (forward, predict):
        with pytest.raises(ValueError, match=message):
            f(network, X)


def test_what_is_no_network():
    for value in (None, [NETWORK["W1"], NETWORK["b1"]], "W1"):
        with pytest.raises(TypeError, match=r"^network must be a dictionary of arrays, got "):
            predict(value, X)
    with pytest.raises(TypeError, match=r"^W1 must hold real numbers, got dtype object$"):
        predict({"W1": None, "b1": [1]}, X)


# TwoLayerNet


def small_net(seed=0, **options):
    return TwoLayerNet(4, 3, 5, rng=np.random.default_rng(seed), weight_init_std=1.0, **options)


def examples(n, seed=1):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 4)), rng.integers(5, size=n)


def relative_error(a, b):
    return np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b))


def test_a_new_net():
    net = TwoLayerNet(300, 200, 10, rng=np.random.default_rng(0))
    assert {name: value.shape for name, value in net.params.items()} == {
        "W1": (300, 200),
        "b1": (200,),
        "W2": (200, 10),
        "b2": (10,),
    }
    assert net.params["W1"].std() == pytest.approx(0.01, rel=0.02)
    assert abs(net.params["W1"].mean()) < 1e-4
    assert net.params["W2"].std() == pytest.approx(0.01, rel=0.05)
    assert not net.params["b1"].any()
    assert not net.params["b2"].any()
    assert {value.dtype for value in net.params.values()} == {np.dtype(np.float64)}


def test_randomness_comes_from_rng_alone():
    np.random.seed(0)  # noqa: NPY002
    one = small_net(7).params
    np.random.seed(1)  # noqa: NPY002
    two = small_net(7).params
    assert all(np.array_equal(one[name], two[name]) for name in one)
    assert not np.array_equal(one["W1"], small_net(8).params["W1"])


def test_predict_is_the_network():
    net, (x, _) = small_net(), examples(6)
    p = net.params
    scores = special.expit(x @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"]
    assert np.allclose(net.predict(x), special.softmax(scores, axis=-1), rtol=1e-12)
    assert np.allclose(net.predict(x[0]), net.predict(x)[0], rtol=1e-12)


def test_loss_and_accuracy():
    net, (x, t) = small_net(), examples(200)
    p = net.params
    scores = special.expit(x @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"]
    exact = -special.log_softmax(scores, axis=-1)[np.arange(200), t].mean()
    assert net.loss(x, t) == pytest.approx(exact, rel=1e-13)
    hits = sum(row[label] == max(row) for row, label in zip(scores, t, strict=True))
    assert net.accuracy(x, t) == hits / 200
    for f in (net.loss, net.accuracy):
        assert f(x, np.eye(5)[t]) == f(x, t) == f(x.tolist(), t.tolist())
        assert f(x[0], t[0]) == pytest.approx(f(x[:1], t[:1]), rel=1e-14)
        assert f(x[0], np.eye(5)[t[0]]) == f(x[0], t[0])


@pytest.mark.parametrize("n", [1, 2, 13])
def test_the_gradient_is_the_numerical_one(n):
    net, (x, t) = small_net(n), examples(n)
    net.params["b1"] = np.array([0.3, -0.5, 0.1])
    numerical = net.numerical_gradient(x, t)
    for target in (t, np.eye(5)[t], np.eye(5, dtype=np.int8)[t]):
        analytic = net.gradient(x, target)
        assert analytic.keys() == numerical.keys() == net.params.keys()
        for name in net.params:
            assert analytic[name].shape == net.params[name].shape
            assert relative_error(analytic[name], numerical[name]) < 1e-6


def test_the_gradient_of_one_example():
    net, (x, t) = small_net(), examples(1)
    batch = net.gradient(x, t)
    numerical = net.numerical_gradient(x[0], t[0])
    for target in (t[0], np.eye(5)[t[0]]):
        one = net.gradient(x[0], target)
        for name in net.params:
            assert np.array_equal(one[name], batch[name])
            assert relative_error(one[name], numerical[name]) < 1e-6


def test_the_gradient_of_soft_targets():
    net, (x, _) = small_net(), examples(3)
    t = np.array([[0.2] * 5, [0, 0.5, 0.5, 0, 0], [0, 0, 0, 0, 1]])
    analytic, numerical = net.gradient(x, t), net.numerical_gradient(x, t)
    assert all(relative_error(analytic[name], numerical[name]) < 1e-6 for name in analytic)


def test_the_gradient_near_certainty():
    """Where log(y + 1e-7) would fail: the net is sure, and wrong."""
    net, (x, _) = small_net(), examples(1)
    net.params["b2"] = np.array([30.0, 0, 0, 0, 0])
    analytic, numerical = net.gradient(x, [1]), net.numerical_gradient(x, [1])
    assert net.loss(x, [1]) > 20
    assert all(relative_error(analytic[name], numerical[name]) < 1e-6 for name in analytic)


def test_nothing_is_changed_by_asking():
    net, (x, t) = small_net(), examples(3)
    targets = np.eye(5)[t]
    before = dict(net.params)
    for array in (x, t, targets, *net.params.values()):
        array.flags.writeable = False
    for target in (t, targets):
        for f in (net.loss, net.accuracy, net.gradient, net.numerical_gradient):
            f(x, target)
    assert all(net.params[name] is before[name] for name in before)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_gradient_has_the_weights_type(dtype):
    net, (x, t) = small_net(dtype=dtype), examples(3)
    for inputs in (x, x.astype(np.float32), x.astype(int)):
        for value in net.gradient(inputs, t).values():
            assert value.dtype == dtype


def test_float32_is_near_float64():
    x, t = examples(10)
    exact, near = small_net().gradient(x, t), small_net(dtype=np.float32).gradient(x, t)
    assert all(relative_error(exact[name], near[name]) < 1e-5 for name in exact)


@pytest.mark.parametrize("method", ["loss", "accuracy", "gradient", "numerical_gradient"])
@pytest.mark.parametrize(
    ("x", "t", "error", "message"),
    [
        (
            np.ones((2, 3)),
            [0, 1],
            ValueError,
            r"^x must have shape \(4,\) or \(N, 4\), got \(2, 3\)$",
        ),
        (np.ones((0, 4)), [], ValueError, r"^x must have shape \(4,\) or \(N, 4\), got \(0, 4\)$"),
        (np.ones((2, 4)), [0], ValueError, r"^t must have shape \(2,\) or \(2, 5\), got \(1,\)$"),
        (np.ones((2, 4)), 0, ValueError, r"^t must have shape \(2,\) or \(2, 5\), got \(\)$"),
        (np.ones((2, 4)), np.ones((5, 2)), ValueError, r"^t must have shape .* got \(5, 2\)$"),
        (np.ones(4), [0], ValueError, r"^t must have shape \(\) or \(5,\), got \(1,\)$"),
        (np.ones((2, 4)), [0, 5], ValueError, r"^t must hold labels from 0 to 4, got 0 to 5$"),
        (np.ones((2, 4)), [-1, 0], ValueError, r"^t must hold labels from 0 to 4, got -1 to 0$"),
        (
            np.ones((2, 4)),
            [0.0, 1.0],
            TypeError,
            r"^t must hold integer labels, got dtype float64$",
        ),
        (
            np.ones((2, 4)),
            np.ones((2, 5)),
            ValueError,
            r"^t must hold labels or rows that sum to 1",
        ),
        ([["a"] * 4], [0], TypeError, r"^x must hold real numbers, got dtype <U1$"),
        ([[np.nan] * 4], [0], ValueError, r"^x must hold finite numbers, got nan$"),
    ],
)
def test_wrong_examples(method, x, t, error, message):
    with pytest.raises(error, match=message):
        getattr(small_net(), method)(x, t)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("method", ["loss", "accuracy", "gradient"])
def test_targets_too_large_do_not_warn(method, dtype):
    message = (
        r"^t must hold (labels or rows that sum to 1|numbers that fit in float32, got 1e\+308)"
    )
    with pytest.raises(ValueError, match=message):
        getattr(small_net(dtype=dtype), method)(np.ones((2, 4)), np.full((2, 5), 1e308))


def test_wrong_nets():
    rng = np.random.default_rng(0)
    for sizes in ((0, 3, 2), (4, -1, 2), (4, 3, 2.0), ("4", 3, 2), (None, 3, 2)):
        with pytest.raises(ValueError, match=r"^(in|hidden|out)put_size|^hidden_size"):
            TwoLayerNet(*sizes, rng=rng)
    for wrong in (0, None, np.random, np.random.RandomState(0)):
        with pytest.raises(TypeError, match=r"^rng must be a numpy.random.Generator, got "):
            TwoLayerNet(4, 3, 2, rng=wrong)
    for wrong in (np.int64, "c16", bool):
        with pytest.raises(TypeError, match=r"^dtype must be a type of floats, got "):
            TwoLayerNet(4, 3, 2, rng=rng, dtype=wrong)
    for wrong in (-1, -1e-300, np.nan, np.inf, "1", None, True, [0.1]):
        with pytest.raises(
            ValueError, match=r"^weight_init_std must be a finite number from 0, got "
        ):
            TwoLayerNet(4, 3, 2, rng=rng, weight_init_std=wrong)
    with pytest.raises(TypeError):
        TwoLayerNet(4, 3, 2, rng)  # keyword-only
