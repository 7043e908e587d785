"""Layers and networks of them: gradients as by differences, TwoLayerNet to the bit, bad input."""

import re
from itertools import pairwise

import numpy as np
import pytest
import scipy.special
import scipy.stats
from gradients import check_layer, differences

from mlcheats import (
    GELU,
    Adam,
    Add,
    Affine,
    LeakyReLU,
    Network,
    ReLU,
    Shortcut,
    Sigmoid,
    SoftmaxCrossEntropy,
    Tanh,
    TwoLayerNet,
    predict,
    softmax_cross_entropy,
    train,
)

BETWEEN = [Sigmoid(), Tanh(), ReLU(), LeakyReLU(), LeakyReLU(0.2), GELU()]


def batch(n, size, seed=0):
    return np.random.default_rng(seed).normal(size=(n, size))


def affine(n_in, n_out, seed=0, **options):
    layer = Affine(n_in, n_out, rng=np.random.default_rng(seed), **options)
    layer.params["b"] = (
        np.random.default_rng(seed).normal(size=n_out).astype(layer.params["b"].dtype)
    )
    return layer


def network(sizes=(4, 6, 5, 3), between=ReLU, seed=0, dtype=np.float64):
    layers = []
    for n_in, n_out in pairwise(sizes):
        layers += [affine(n_in, n_out, seed, dtype=dtype), between()]  # no sum at ReLU's kink
    return Network(layers[:-1])


def residual(sizes=(4, 5, 5, 5, 3), seed=0):
    """Two of its layers have a way around them, and one of these another."""
    first, second, third, last = (affine(n_in, n_out, seed) for n_in, n_out in pairwise(sizes))
    outer, inner = Shortcut(), Shortcut()
    around = [inner, Sigmoid(), third, Add(inner)]
    return Network([first, Sigmoid(), outer, second, *around, Add(outer), last])


@pytest.mark.parametrize("n", [1, 2, 7])
@pytest.mark.parametrize("layer", [affine(5, 3), affine(1, 4), *BETWEEN])
def test_what_a_layer_sends_back(layer, n):
    check_layer(layer, batch(n, len(layer.params["W"]) if layer.params else 5))


FAR = np.array([[-1e300, -40.0, -37.5, -9.0, -1e-300, 0.0, 1e-300, 9.0, 40.0, 1e300]])


@pytest.mark.parametrize("x", [np.linspace(-40, 40, 20001)[np.newaxis], FAR])
def test_gelu_is_scipys_far_below_0_too(x):
    layer, normal = GELU(), scipy.stats.norm
    y, slope = layer.forward(x), layer.backward(np.ones_like(x))
    assert np.allclose(y, x * scipy.special.ndtr(x), rtol=1e-12, atol=1e-305)
    with np.errstate(over="ignore", under="ignore"):
        assert np.allclose(slope, normal.cdf(x) + x * normal.pdf(x), rtol=1e-12, atol=1e-15)


def test_tanh_is_a_sigmoid_of_twice_the_width_and_height():
    x = np.linspace(-40, 40, 2001)[np.newaxis]
    layer = Tanh()
    assert np.allclose(layer.forward(x), 2 * scipy.special.expit(2 * x) - 1, rtol=0, atol=1e-15)
    assert np.allclose(layer.backward(np.ones_like(x)), 1 / np.cosh(x) ** 2, rtol=0, atol=1e-15)


def test_leaky_relu_has_two_slopes():
    layer = LeakyReLU(0.25)
    assert np.array_equal(layer.forward([[-4.0, 0.0, 3.0]]), [[-1, 0, 3]])
    assert np.array_equal(layer.backward([[8.0, 8.0, 8.0]]), [[2, 2, 8]])
    assert np.array_equal(LeakyReLU().forward([[-100.0]]), [[-1]])
    leak, relu, x = LeakyReLU(0), ReLU(), batch(4, 3)
    assert np.array_equal(leak.forward(x), relu.forward(x))
    assert np.array_equal(leak.backward(x), relu.backward(x))


@pytest.mark.parametrize("layer", BETWEEN)
def test_float32_stays(layer):
    x = batch(3, 4).astype(np.float32)
    assert layer.forward(x).dtype == layer.backward(x).dtype == np.float32


@pytest.mark.elsewhere
def test_activations_are_pytorchs():
    import torch

    x, dout = 3 * batch(50, 4), batch(50, 4, seed=1)
    for ours, theirs in (
        (Tanh(), torch.nn.Tanh()),
        (LeakyReLU(), torch.nn.LeakyReLU()),
        (LeakyReLU(0.2), torch.nn.LeakyReLU(0.2)),
        (GELU(), torch.nn.GELU()),
    ):
        twin = torch.tensor(x, requires_grad=True)
        y = theirs(twin)
        y.backward(torch.tensor(dout))
        assert np.allclose(ours.forward(x), y.detach().numpy(), rtol=1e-12)
        assert np.allclose(ours.backward(dout), twin.grad.numpy(), rtol=1e-12)


def test_the_end_of_a_classifier():
    a, t = 3 * batch(4, 5), np.array([0, 4, 2, 2])
    end = SoftmaxCrossEntropy()
    assert end.forward(a, t) == pytest.approx(softmax_cross_entropy(a, t), rel=1e-14)
    expected = differences(lambda a: softmax_cross_entropy(a, t), a)
    assert np.allclose(end.backward(), expected, atol=1e-9)


def test_the_gradient_through_and_around():
    net, x, t = residual(), batch(6, 4), np.array([0, 1, 2, 0, 1, 2])
    params, grads = net.params, net.gradient(x, t)
    for name in params:

        def loss_at(value, name=name):
            net.params = params | {name: value}
            return net.loss(x, t)

        expected = differences(loss_at, params[name])
        net.params = params
        assert np.allclose(grads[name], expected, atol=1e-8), name


def test_a_residual_network_adds_and_learns():
    x = batch(5, 4)
    start, layer = Shortcut(), affine(4, 4)
    net = Network([start, layer, Add(start)])
    assert np.allclose(net.forward(x), x + x @ layer.params["W"] + layer.params["b"], rtol=1e-14)
    x, t = batch(300, 4), np.random.default_rng(1).integers(3, size=300)
    x[np.arange(300), t] += 3
    net = residual()
    train(net, x, t, epochs=20, batch_size=30, optimizer=Adam(0.01), rng=np.random.default_rng(0))
    assert net.accuracy(x, t) > 0.9


def test_each_way_around_ends_once_and_after_it_began():
    start, other = Shortcut(), Shortcut()
    end, layer = Add(start), affine(4, 4)
    for layers in (
        [start, layer],  # it does not end
        [end, start, layer],  # it ends before it begins
        [start, layer, end, layer, Add(start)],  # twice: a gradient would be lost
        [start, start, layer, end],
        [other, layer, end, Add(other)],  # it began in another network
    ):
        with pytest.raises(ValueError, match="Shortcut must have one Add, after it"):
            Network(layers)
    Network([start, layer, other, layer, end, layer, Add(other)])


@pytest.mark.elsewhere
def test_a_residual_connection_is_pytorchs():
    import torch

    layer, x = affine(4, 4), batch(5, 4)
    start = Shortcut()
    end = Add(start)
    y = end.forward(Sigmoid().forward(layer.forward(start.forward(x))))
    twin = torch.tensor(x, requires_grad=True)
    W, b = (torch.tensor(layer.params[name]) for name in "Wb")
    theirs = twin + torch.sigmoid(twin @ W + b)
    assert np.allclose(y, theirs.detach().numpy(), rtol=1e-12)
    theirs.backward(torch.ones_like(theirs))
    middle = Sigmoid()
    middle.forward(layer.forward(x))
    dx = start.backward(layer.backward(middle.backward(end.backward(np.ones_like(x)))))
    assert np.allclose(dx, twin.grad.numpy(), rtol=1e-12)


@pytest.mark.parametrize("between", [ReLU, Sigmoid, Tanh, LeakyReLU, GELU])
@pytest.mark.parametrize("sizes", [(4, 3), (4, 6, 3), (4, 6, 5, 4, 3)])
def test_the_gradient_of_a_network_of_any_depth(sizes, between):
    net, x, t = network(sizes, between), batch(6, 4), np.array([0, 1, 2, 0, 1, 2])
    params, grads = net.params, net.gradient(x, t)
    assert [*params] == [f"{letter}{i}" for i in range(1, len(sizes)) for letter in "Wb"]
    for name in params:

        def loss_at(value, name=name):
            net.params = params | {name: value}
            return net.loss(x, t)

        expected = differences(loss_at, params[name])
        net.params = params
        assert np.allclose(grads[name], expected, atol=1e-8), name


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_two_layers_are_the_two_layer_net_to_the_bit(dtype):
    x, t = batch(200, 4).astype(dtype), np.random.default_rng(1).integers(3, size=200)
    two = TwoLayerNet(4, 6, 3, rng=np.random.default_rng(0), dtype=dtype)
    net = network((4, 6, 3), Sigmoid, dtype=dtype)
    net.params = two.params
    one, other = two.gradient(x, t), net.gradient(x, t)
    assert all(np.array_equal(one[name], other[name]) for name in one)
    options = {"epochs": 3, "batch_size": 30, "test": (x, t)}
    first = train(two, x, t, **options, rng=np.random.default_rng(2))
    second = train(net, x, t, **options, rng=np.random.default_rng(2))
    for ours, theirs in zip(first, second, strict=True):
        assert np.array_equal(ours, theirs)
    assert all(np.array_equal(two.params[name], net.params[name]) for name in two.params)
    assert np.array_equal(two.predict(x), net.predict(x))
    assert {value.dtype for value in net.params.values()} == {np.dtype(dtype)}


def test_it_learns_and_its_weights_are_those_of_predict():
    x, t = batch(300, 4), np.random.default_rng(1).integers(3, size=300)
    x[np.arange(300), t] += 3
    net = network((4, 8, 8, 3), Sigmoid)
    train(net, x, t, epochs=20, batch_size=30, optimizer=Adam(0.01), rng=np.random.default_rng(0))
    assert net.accuracy(x, t) > 0.9
    assert np.allclose(net.predict(x), predict(net.params, x), rtol=1e-12)


def test_he_is_where_weights_start():
    layer = Affine(800, 300, rng=np.random.default_rng(0))
    assert layer.params["W"].std() == pytest.approx(0.05, rel=0.01)
    assert not layer.params["b"].any()
    assert Affine(800, 300, rng=np.random.default_rng(0), std=3).params["W"].std() > 2.9


def test_no_argument_changes():
    layer, x, dout = affine(3, 2), batch(4, 3), batch(4, 2)
    for array in (x, dout, *layer.params.values()):
        array.flags.writeable = False
    layer.forward(x)
    layer.backward(dout)
    for each in BETWEEN:
        each.forward(x)
        each.backward(x)


def begun():
    """A shortcut that went both ways, and forward again."""
    start = Shortcut()
    end = Add(start)
    end.forward(start.forward(batch(2, 3)))
    start.backward(end.backward(batch(2, 3)))
    start.forward(batch(2, 3))
    return start


def ended(x):
    return Add(begun()).forward(x)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: ReLU().backward([[1.0]]), "ReLU goes forward before it goes backward"),
        (lambda: SoftmaxCrossEntropy().backward(), "goes forward before it goes backward"),
        (lambda: affine(3, 2).forward(batch(4, 2)), "Affine takes x of shape (N, 3), got (4, 2)"),
        (lambda: affine(3, 2).forward(np.zeros(3)), "Affine takes a batch, (N, …), not empty"),
        (lambda: affine(3, 2).forward(np.zeros((0, 3))), "not empty, got (0, 3)"),
        (lambda: affine(3, 2).forward([[1, 2, np.nan]]), "the input of Affine must hold finite"),
        (lambda: LeakyReLU(-0.1), "slope must be a finite number from 0, got -0.1"),
        (lambda: LeakyReLU("0.1"), "slope must be a finite number from 0, got '0.1'"),
        (lambda: GELU().backward([[1.0]]), "GELU goes forward before it goes backward"),
        (lambda: Affine(0, 2, rng=np.random.default_rng(0)), "input_size must be a whole number"),
        (lambda: network().loss(batch(2, 4), [0, 3]), "labels from 0 to 2, got 0 to 3"),
        (lambda: network().loss(batch(2, 4), [0]), "t must have shape (2,) or (2, 3), got (1,)"),
        (lambda: network().predict(batch(2, 5)), "Affine takes x of shape (N, 4), got (2, 5)"),
        (lambda: Add(Shortcut), "shortcut must be a Shortcut(), got <class"),
        (lambda: Add(Shortcut()).forward(batch(2, 3)), "Add goes forward after its Shortcut"),
        (lambda: ended(batch(2, 4)), "Add takes what went into its Shortcut, (2, 3), got (2, 4)"),
        (lambda: ended(batch(3, 3)), "Add takes what went into its Shortcut, (2, 3), got (3, 3)"),
        (lambda: Shortcut().backward([[1.0]]), "Shortcut goes forward before it goes backward"),
        (lambda: begun().backward(batch(2, 3)), "Shortcut goes backward after its Add"),
        (lambda: Network([]), "layers must hold one layer at least"),
        (lambda: Network([ReLU]), "a layer must be one such as ReLU()"),
        (lambda: setattr(network((4, 3)), "params", {"W1": 1}), "params must hold W1, b1, got W1"),
    ],
)
def test_bad_input(call, says):
    with pytest.raises((TypeError, ValueError), match=re.escape(says)):
        call()


def test_a_refused_dout_leaves_the_gradients():
    layer = affine(3, 2)
    layer.forward(batch(4, 3))
    layer.backward(batch(4, 2))
    grads = layer.grads
    with pytest.raises(ValueError, match=re.escape("gets back what has shape (4, 2), got (4, 3)")):
        layer.backward(batch(4, 3))
    assert layer.grads is grads


def test_refused_parameters_leave_the_network():
    net = network((4, 3))
    before = net.params
    with pytest.raises(ValueError, match=re.escape("b1 must have shape (3,), got (2,)")):
        net.params = {"W1": before["W1"] + 1, "b1": [0, 0]}
    assert net.params["W1"] is before["W1"]


def test_a_step_that_overflows_is_named_and_taken_back():
    net, x, t = network((4, 6, 3), dtype=np.float32), batch(60, 4), np.arange(60) % 3
    with pytest.raises(ValueError, match=r"^step \d+: .* lower the learning rate$"):
        train(net, 1e3 * x, t, epochs=9, learning_rate=1e30, rng=np.random.default_rng(0))
    assert all(np.isfinite(value).all() for value in net.params.values())
    net.predict(x)
