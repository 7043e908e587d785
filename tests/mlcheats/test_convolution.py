"""Convolution and pooling: values as SciPy's, gradients as by differences, bad input."""

import hashlib
import re
from pathlib import Path

import numpy as np
import pytest
from gradients import check_layer, differences
from scipy.ndimage import maximum_filter
from scipy.signal import correlate2d

from mlcheats import (
    Adam,
    ConvNet,
    Convolution,
    Flatten,
    MaxPool,
    ReLU,
    conv2d,
    convolution,
    load_mnist,
    load_weights,
    max_pool,
    train,
)

ASSETS = Path(__file__).parents[2] / "assets"


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def layer(channels=2, filters=3, size=3, seed=0, **options):
    made = Convolution(channels, filters, size, rng=np.random.default_rng(seed), **options)
    made.params["b"] = numbers(filters, seed=seed).astype(made.params["b"].dtype)
    return made


def as_scipy(x, W, b, stride, pad):
    """Each filter's sum over the channels by correlate2d, every so many rows and columns of it."""
    x = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    y = [
        [sum(correlate2d(*pair, "valid") for pair in zip(image, w, strict=True)) for w in W]
        for image in x
    ]
    return np.array(y)[:, :, ::stride, ::stride] + b[:, np.newaxis, np.newaxis]


CASES = []  # shapes, strides, pads: some by hand, some drawn
for n, c, k, high, wide, h, w, step, rim in [
    (1, 1, 1, 1, 1, 1, 1, 1, 0),
    (2, 1, 8, 28, 28, 5, 5, 1, 0),
    (2, 3, 4, 7, 7, 3, 3, 2, 1),  # the steps come out even
    (2, 3, 4, 8, 8, 3, 3, 2, 0),  # a rest of one
    (1, 2, 2, 3, 9, 3, 2, 4, 0),
    (2, 2, 1, 2, 2, 4, 4, 1, 1),  # as large as the padded image
    (1, 1, 2, 2, 3, 1, 1, 3, 2),
]:
    CASES.append(((n, c, high, wide), (k, c, h, w), step, rim))
draws = np.random.default_rng(5)
for _ in range(40):
    n, c, k, step, h, w = draws.integers(1, 5, 6)
    rim = draws.integers(0, 3)
    high, wide = (int(max(1, side - 2 * rim)) + draws.integers(0, 6) for side in (h, w))
    CASES.append(((n, c, high, wide), (k, c, h, w), int(step), int(rim)))


@pytest.mark.parametrize(("shape", "of_filters", "stride", "pad"), CASES)
def test_conv2d_is_scipys_correlation(shape, of_filters, stride, pad):
    x, W, b = numbers(*shape), numbers(*of_filters, seed=1), numbers(of_filters[0], seed=2)
    y = conv2d(x, W, b, stride=stride, pad=pad)
    expected = as_scipy(x, W, b, stride, pad)
    assert y.shape == expected.shape
    assert np.allclose(y, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(("shape", "of_filters", "stride", "pad"), CASES)
def test_the_gradients_of_a_convolution(shape, of_filters, stride, pad):
    made = layer(shape[1], of_filters[0], 1, stride=stride, pad=pad)
    made.params["W"] = numbers(*of_filters)
    if np.prod(shape) < 300:
        check_layer(made, numbers(*shape, seed=1))


@pytest.mark.parametrize("stride", [None, 1, 2, 3, 5])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_max_pool_is_scipys_filter(size, stride):
    x = numbers(3, 2, 8, 9)
    step, half = stride or size, size // 2
    largest = maximum_filter(x, (1, 1, size, size))[:, :, half:, half:]
    ends = 8 - size + 1, 9 - size + 1
    y = max_pool(x, size, stride=stride)
    assert np.array_equal(y, largest[:, :, : ends[0] : step, : ends[1] : step])
    pool = MaxPool(size, stride=stride)
    assert np.array_equal(pool.forward(x), y)
    check_layer(pool, x)


def test_equal_numbers_in_a_window_give_the_gradient_to_the_first():
    pool = MaxPool(2)
    pool.forward(np.zeros((1, 1, 5, 4)))
    dx = pool.backward([[[[1, 2], [3, 4]]]])
    assert dx[0, 0].tolist() == [[1, 0, 2, 0], [0] * 4, [3, 0, 4, 0], [0] * 4, [0] * 4]


def test_flatten_there_and_back():
    x = numbers(3, 2, 4, 5)
    assert np.array_equal(Flatten().forward(x), x.reshape(3, 40))
    check_layer(Flatten(), x)


def test_a_rest_is_not_used():
    x, W = numbers(2, 2, 8, 8), numbers(3, 2, 3, 3)
    cut, options = x[:, :, :7, :7], {"stride": 2}
    assert np.array_equal(
        conv2d(x, W, np.zeros(3), **options), conv2d(cut, W, np.zeros(3), **options)
    )
    assert np.array_equal(max_pool(x, 3), max_pool(x[:, :, :6, :6], 3))
    made = layer(stride=2)
    dx = made.backward(np.ones(made.forward(x).shape))
    assert not dx[:, :, 7].any()
    assert not dx[:, :, :, 7].any()


def net_of(seed=0, dtype=np.float64):
    return ConvNet((2, 9, 8), (3,), 4, size=3, rng=np.random.default_rng(seed), dtype=dtype)


def test_the_gradient_of_a_network():
    net, x, t = net_of(), numbers(5, 2, 9, 8), np.array([0, 3, 1, 2, 2])
    params, grads = net.params, net.gradient(x, t)
    assert {name: value.shape for name, value in params.items()} == {
        "W1": (3, 2, 3, 3),
        "b1": (3,),
        "W2": (27, 4),
        "b2": (4,),
    }
    for name in params:

        def loss_at(value, name=name):
            net.params = params | {name: value}
            return net.loss(x, t)

        expected = differences(loss_at, params[name])
        net.params = params
        assert np.allclose(grads[name], expected, atol=1e-8), name


def test_the_net_without_checks_is_the_same():
    net, x, t = net_of(), numbers(5, 2, 9, 8), np.array([0, 3, 1, 2, 2])
    bare = convolution.ConvNet((2, 9, 8), (3,), 4, size=3, rng=np.random.default_rng(0))
    assert [type(each).__name__ for each in bare.layers] == [
        type(each).__name__ for each in net.layers
    ]
    one, other = net.gradient(x, t), bare.gradient(x, np.eye(4)[t])
    assert all(np.array_equal(one[name], other[name]) for name in one)


def test_pooling_before_relu_or_after_it():
    x = numbers(4, 3, 8, 8)
    before, after = [MaxPool(2), ReLU()], [ReLU(), MaxPool(2)]
    end = numbers(4, 3, 4, 4, seed=1)
    found = []
    for first, second in (before, after):
        y = second.forward(first.forward(x))
        found.append((y, first.backward(second.backward(end))))
    assert np.array_equal(found[0][0], found[1][0])
    assert np.array_equal(found[0][1], found[1][1])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_types_stay(dtype):
    net, x = net_of(dtype=dtype), numbers(3, 2, 9, 8).astype(dtype)
    assert net.forward(x).dtype == dtype
    train(net, x, [0, 1, 2], epochs=2, optimizer=Adam(0.01), rng=np.random.default_rng(0))
    assert {value.dtype for value in net.params.values()} == {np.dtype(dtype)}
    assert max_pool(x, 2).dtype == dtype
    assert conv2d(x, net.params["W1"], net.params["b1"]).dtype == dtype


def test_images_go_through_in_parts():
    net, x = net_of(), numbers(1203, 2, 9, 8)
    t = np.random.default_rng(0).integers(4, size=1203)
    one_by_one = np.concatenate([net.forward(x[i : i + 1]) for i in range(len(x))])
    assert np.allclose(net.forward(x), one_by_one, rtol=1e-12)
    assert np.isclose(net.accuracy(x, t), np.mean(one_by_one.argmax(axis=1) == t))
    history = train(net, x[:9], t[:9], epochs=1, rng=np.random.default_rng(0), test=(x, t))
    assert history.test_accuracy[-1] == net.accuracy(x, t)


def test_it_learns_where_a_mark_is():
    rng = np.random.default_rng(0)
    x, t = 0.3 * rng.normal(size=(400, 1, 9, 9)), rng.integers(2, size=400)
    for image, label in zip(x, t, strict=True):
        i, j = rng.integers(6, size=2)
        image[0, i : i + 3, j : j + 3] += 3 * (np.eye(3) if label else np.eye(3)[::-1])
    net = ConvNet((1, 9, 9), (4,), 2, size=3, rng=rng)
    train(net, x, t, epochs=20, batch_size=20, optimizer=Adam(0.01), rng=rng)
    assert net.accuracy(x, t) > 0.95


def test_he_is_where_filters_start():
    made = Convolution(32, 100, 5, rng=np.random.default_rng(0))
    assert made.params["W"].std() == pytest.approx(np.sqrt(2 / 800), rel=0.01)
    assert not made.params["b"].any()


def test_no_argument_changes():
    x, made = numbers(2, 2, 6, 6), layer()
    arrays = [x, numbers(2, 3, 4, 4), numbers(2, 2, 3, 3), numbers(2, 72), *made.params.values()]
    for array in arrays:
        array.flags.writeable = False
    made.forward(x)
    made.backward(arrays[1])
    for each, dout in ((MaxPool(2), arrays[2]), (Flatten(), arrays[3])):
        each.forward(x)
        each.backward(dout)
    max_pool(x, 1)[:] = 0
    Flatten().forward(x)[:] = 0


def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: conv2d(numbers(2, 3, 4), numbers(1, 1, 1, 1), [0]), "x must have shape (N, C, H"),
        (lambda: conv2d(numbers(0, 1, 4, 4), numbers(1, 1, 1, 1), [0]), "not empty, got (0, 1"),
        (
            lambda: conv2d(numbers(2, 3, 4, 4), numbers(1, 2, 1, 1), [0]),
            "W must have shape (K, 3, h, w) for x of shape (2, 3, 4, 4), got (1, 2, 1, 1)",
        ),
        (lambda: conv2d(numbers(1, 1, 4, 4), numbers(1, 1, 3), [0]), "got (1, 1, 3)"),
        (
            lambda: conv2d(numbers(1, 1, 4, 4), numbers(2, 1, 3, 3), [0]),
            "b must have shape (2,) as W asks, got (1,)",
        ),
        (
            lambda: conv2d(numbers(1, 1, 4, 4), numbers(1, 1, 5, 3), [0]),
            "a window must fit in an image of 4 by 4, got 5 by 3",
        ),
        (
            lambda: conv2d(numbers(1, 1, 4, 4), numbers(1, 1, 7, 7), [0], pad=1),
            "a window must fit in an image of 6 by 6 with a rim of 1, got 7 by 7",
        ),
        (
            lambda: conv2d(numbers(1, 1, 4, 4), numbers(1, 1, 3, 3), [0], stride=0),
            "stride must be a whole number from 1, got 0",
        ),
        (
            lambda: conv2d(numbers(1, 1, 4, 4), numbers(1, 1, 3, 3), [0], pad=-1),
            "pad must be a whole number from 0, got -1",
        ),
        (
            lambda: conv2d(numbers(1, 1, 4, 4), np.full((1, 1, 3, 3), 1e308), [0]),
            "the outcome of conv2d must hold finite",
        ),
        (
            lambda: max_pool(numbers(1, 1, 2, 2), 3),
            "a window must fit in an image of 2 by 2, got 3",
        ),
        (lambda: max_pool(numbers(1, 1, 2, 2), 2.0), "size must be a whole number from 1, got 2.0"),
        (lambda: max_pool(numbers(2, 2), 2), "x must have shape (N, C, H, W)"),
        (lambda: layer().backward(numbers(1, 3, 2, 2)), "Convolution goes forward before it goes"),
        (lambda: MaxPool(2).backward(numbers(1, 1, 2, 2)), "MaxPool goes forward before it goes"),
        (lambda: Flatten().backward(numbers(1, 4)), "Flatten goes forward before it goes backward"),
        (
            lambda: layer().forward(numbers(2, 1, 4, 4)),
            "Convolution takes x of shape (N, 2, H, W), got (2, 1, 4, 4)",
        ),
        (lambda: layer().forward(numbers(2, 18)), "x of shape (N, 2, H, W), got (2, 18)"),
        (lambda: layer().forward(numbers(2, 2, 2, 9)), "a window must fit in an image of 2 by 9"),
        (
            lambda: MaxPool(3).forward(numbers(2, 2, 2, 9)),
            "a window must fit in an image of 2 by 9",
        ),
        (lambda: MaxPool(3).forward(numbers(2, 9)), "MaxPool takes x of shape (N, C, H, W)"),
        (lambda: Convolution(0, 1, 1, rng=rng()), "channels must be a whole number from 1, got 0"),
        (lambda: Convolution(1, 1, 1, rng=0), "rng must be a numpy.random.Generator, got int"),
        (lambda: net_of().predict(numbers(3, 144)), "x of shape (N, 2, H, W), got (3, 144)"),
        (lambda: net_of().predict(numbers(3, 2, 9, 12)), "Affine takes x of shape (N, 27), got"),
        (lambda: ConvNet((28, 28), (8,), 10, rng=rng()), "input_shape must be (C, H, W), got (28,"),
        (lambda: ConvNet((1, 28, 28), (), 10, rng=rng()), "filters must hold a number for each"),
        (lambda: ConvNet((1, 28, 28), 8, 10, rng=rng()), "filters must hold a number for each"),
        (
            lambda: ConvNet((1, 28, 28), (8, 8, 8), 10, rng=rng()),
            "images must be larger than 5 by 5 for such filters and pooling in each turn, got 4",
        ),
    ],
)
def test_bad_input(call, says):
    with pytest.raises((TypeError, ValueError), match=re.escape(says)):
        call()


def test_what_is_refused_leaves_the_layer():
    made, x = layer(), numbers(2, 2, 6, 6)
    y = made.forward(x)
    made.backward(y)
    kept = dict(vars(made))
    for call in (
        lambda: made.backward(numbers(2, 3, 4, 5)),
        lambda: made.forward(numbers(2, 1, 6, 6)),
        lambda: made.forward(numbers(2, 2, 2, 2)),
    ):
        with pytest.raises(ValueError, match=r"Convolution|window"):
            call()
    assert all(vars(made)[name] is kept[name] for name in kept)


# Others' opinion, where it is installed: `pytest -m elsewhere`


@pytest.mark.elsewhere
@pytest.mark.parametrize(("shape", "of_filters", "stride", "pad"), CASES)
def test_pytorch_says_the_same(shape, of_filters, stride, pad):
    import torch

    made = layer(shape[1], of_filters[0], 1, stride=stride, pad=pad)
    made.params["W"] = numbers(*of_filters)
    theirs = [torch.tensor(a, requires_grad=True) for a in (numbers(*shape), *made.params.values())]
    y = torch.nn.functional.conv2d(*theirs, stride=stride, padding=pad)
    assert np.allclose(made.forward(numbers(*shape)), y.detach(), rtol=1e-12, atol=1e-12)
    dout = numbers(*y.shape, seed=3)
    y.backward(torch.tensor(dout))
    ours = made.backward(dout), made.grads["W"], made.grads["b"]
    assert all(np.allclose(o, each.grad, atol=1e-10) for o, each in zip(ours, theirs, strict=True))


@pytest.mark.elsewhere
@pytest.mark.parametrize("stride", [None, 1, 2, 4])
def test_pytorch_pools_the_same(stride):
    import torch

    x = np.random.default_rng(0).integers(3, size=(4, 3, 9, 8)).astype(float)  # many are equal
    theirs, pool = torch.tensor(x, requires_grad=True), MaxPool(3, stride=stride)
    y = torch.nn.functional.max_pool2d(theirs, 3, stride=stride)
    assert np.array_equal(pool.forward(x), y.detach())
    dout = numbers(*y.shape)
    y.backward(torch.tensor(dout))
    assert np.allclose(pool.backward(dout), theirs.grad, atol=1e-12)


@pytest.mark.elsewhere
@pytest.mark.parametrize(("shape", "of_filters", "stride", "pad"), CASES)
def test_jax_says_the_same(shape, of_filters, stride, pad):
    import jax

    x, W = numbers(*shape).astype(np.float32), numbers(*of_filters).astype(np.float32)
    y = jax.lax.conv(np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad))), W, (stride,) * 2, "VALID")
    ours = conv2d(x, W, np.zeros(len(W), np.float32), stride=stride, pad=pad)
    assert np.allclose(ours, y, atol=1e-4)


# The weights that come with the page


def test_the_trained_weights():
    weights = load_weights(ASSETS / "conv_weight.npz")
    joined = b"".join(weights[name].tobytes() for name in sorted(weights))
    assert hashlib.sha256(joined).hexdigest() == (
        "2d2e413c30fb7a2a26caea81dfff5e59d43120b5cfb190d5af0c2235265f50fd"
    )
    assert (ASSETS / "conv_weight.npz").stat().st_size < 20_000
    net = ConvNet((1, 28, 28), (8, 16), 10, rng=rng())
    net.params = weights
    _, (x_test, t_test) = load_mnist(flatten=False)
    assert net.accuracy(x_test[:, np.newaxis], t_test) >= 0.985
