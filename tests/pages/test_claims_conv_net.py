"""What the page on the convolutional network says in words, computed."""

import functools
import runpy
from pathlib import Path

import numpy as np
import pytest
from figures_of import figure
from quoting import quoted

from mlcheats import (
    ConvNet,
    Convolution,
    MaxPool,
    ReLU,
    TwoLayerNet,
    load_mnist,
    load_weights,
)
from mlcheats.checked.layers import IMAGES

ASSETS = Path(__file__).parents[2] / "assets"


def new(seed=0):
    return ConvNet((1, 28, 28), (8, 16), 10, rng=np.random.default_rng(seed), dtype=np.float32)


@functools.cache
def trained():
    net = new()
    net.params = load_weights(ASSETS / "conv_weight.npz")
    return net


@functools.cache
def images():
    _, (x_test, t_test) = load_mnist(flatten=False)
    return x_test[:2000, np.newaxis], t_test[:2000]


@quoted(
    "conv-net",
    "풀링을 먼저 하고 ReLU를 나중에 해도 순서를 바꾼 것과 결과가 같다. ReLU를 거친다고 큰 수가 "
    "작은 수보다 작아지지는 않기 때문이다. 풀링 뒤에서는 ReLU의 일이 4분의 1이다.",
    "Pooling first and ReLU second gives the same result as the other way round, since ReLU never "
    "makes the larger of two numbers the smaller one. After pooling, ReLU has a quarter of the "
    "work.",
)
def test_pooling_before_relu():
    x = np.random.default_rng(0).normal(size=(4, 3, 8, 8))
    pooled = MaxPool(2).forward(x)
    assert np.array_equal(ReLU().forward(pooled), MaxPool(2).forward(ReLU().forward(x)))
    assert 4 * pooled.size == x.size
    a, b = np.random.default_rng(1).normal(size=(2, 99))
    assert np.all(ReLU().forward([np.maximum(a, b)]) >= ReLU().forward([np.minimum(a, b)]))


@quoted(
    "conv-net",
    "| [합성곱](convolution.md#layer) | 자리마다 같은 무늬를 찾는다 |\n"
    "| [최대 풀링](convolution.md#pooling-layer) | 이미지를 반으로 줄이고, 조금 옮겨 간 것을 "
    "얼마쯤 눈감아 준다 |\n"
    "| [ReLU](layers.md#activations) | 비선형으로 만든다 |",
    "| [Convolution](convolution.md#layer) | Looks for the same pattern at each place |\n"
    "| [Max pooling](convolution.md#pooling-layer) | Halves the image and forgives small shifts in "
    "part |\n"
    "| [ReLU](layers.md#activations) | Makes it nonlinear |",
)
def test_what_each_layer_does():
    x = images()[0][:500]
    moved = np.roll(x, 1, axis=3)
    layer, pool = Convolution(1, 3, 5, rng=np.random.default_rng(0)), MaxPool(2)
    y, other = layer.forward(x), layer.forward(moved)
    assert np.allclose(other[..., 1:], y[..., :-1], atol=1e-6)
    small, small_moved = pool.forward(x), pool.forward(moved)
    assert small.shape[2:] == (14, 14)
    before = np.mean(np.abs(x - moved)) / np.mean(x)
    after = np.mean(np.abs(small - small_moved)) / np.mean(small)
    assert 0.5 * before < after < 0.75 * before
    assert not np.array_equal(ReLU().forward(-x), -ReLU().forward(x))


@quoted(
    "conv-net",
    "[2층 신경망](training.md#two-layer-net)의 매개변수는 39,760개로, 여섯 배가 넘는다.",
    "The [two-layer network](training.md#two-layer-net) has 39,760 parameters, more than six times "
    "as many.",
)
def test_how_many_parameters():
    two = TwoLayerNet(784, 50, 10, rng=np.random.default_rng(0))
    many, few = (sum(value.size for value in net.params.values()) for net in (two, new()))
    assert many == 39_760
    assert 6 < many / few < 7


@quoted(
    "conv-net",
    "`assets/make_conv_weight.py`는 같은 신경망을 이미지 60,000장 전부로 여덟 에폭 학습한다. "
    "Adam의 학습률은 [스케줄](validation.md#schedule)에 따라 줄인다.",
    "`assets/make_conv_weight.py` trains the same network on all 60,000 images, for eight epochs, "
    "with a [schedule](validation.md#schedule) for Adam.",
)
@quoted(
    "conv-net",
    "그 가중치는 위와 같은 난수에서 출발했으므로 필터를 나란히 놓고 볼 수 있다. 필터마다 가중치가 "
    "5 × 5개이고",
    "Those weights began with the same draws as ours, so the filters can be laid side by side: 5 × "
    "5 weights each",
)
def test_how_the_weights_were_made():
    given = {}

    def train(net, x, t, *, report, optimizer, epochs, **options):
        given.update(net=net, x=x, first=dict(net.params), epochs=epochs)
        rates = []
        for epoch in range(1, epochs + 1):
            history = type("History", (), {"test_accuracy": [0.5] * epoch})
            report(history)
            rates.append(optimizer.learning_rate)
        given["rates"] = rates

    script = runpy.run_path(str(ASSETS / "make_conv_weight.py"))
    script["fit"].__globals__.update(train=train, print=lambda *_, **__: None)
    script["fit"]()
    assert given["x"].shape == (60_000, 1, 28, 28)
    assert given["epochs"] == 8
    assert sorted(set(given["rates"]), reverse=True) == given["rates"][:7]
    rate = script["LEARNING_RATE"]
    assert np.allclose(given["rates"][3], rate / 2)
    ours = new().params
    assert all(np.array_equal(given["first"][name], ours[name]) for name in ours)
    assert ours["W1"].shape == (8, 1, 5, 5)


@quoted(
    "conv-net",
    "![첫 계층의 필터 여덟 개. 위는 학습 전, 아래는 학습 후다. 위의 가중치에는 질서가 없고, 아래는 "
    "대체로 가중치가 더 크고 이웃끼리 더 닮았다]",
    "![The eight filters of the first layer, above before training, below after it. "
    "Above, weights without order; below, mostly larger ones, and neighbors more alike]",
)
@quoted(
    "conv-net",
    "여덟 가운데 일곱 필터에서 가중치가 커졌고, 이웃한 가중치끼리 전보다 닮았다. 그래도 이 계층의 "
    "필터에는 모두 처음 모습이 남아 있다.",
    "In seven of the eight filters the weights have grown, and neighbors are more alike than "
    "before. And yet each filter of this layer still looks like its start.",
)
@quoted(
    "conv-net",
    "파랑은 양수, 빨강은 음수다.",
    "blue for positive, red for negative.",
)
def test_the_filters():
    axes = figure("conv-net", "filters.svg").axes
    assert len(axes) == 16
    before, after = new().params["W1"], trained().params["W1"].astype(np.float32)
    for row, filters in ((axes[:8], before), (axes[8:], after)):
        for ax, w in zip(row, filters, strict=True):
            (image,) = ax.images
            assert np.array_equal(image.get_array(), w[0])
            low, high = image.get_clim()
            assert low == -high
    red, blue = image.cmap(0.1), image.cmap(0.9)
    assert red[0] > red[2]
    assert blue[2] > blue[0]
    assert [ax.get_ylabel() for ax in (axes[0], axes[8])] == ["before", "after"]
    assert after.std() > 1.3 * before.std()

    def alike(w):
        beside = np.mean(w[..., 1:] * w[..., :-1], axis=(1, 2, 3))
        below = np.mean(w[:, :, 1:] * w[:, :, :-1], axis=(1, 2, 3))
        return (beside + below) / 2 / np.mean(w**2, axis=(1, 2, 3))

    grown = after.std(axis=(1, 2, 3)) > before.std(axis=(1, 2, 3))
    closer = alike(after) > alike(before)
    assert grown.sum() == closer.sum() == np.sum(grown & closer) == 7
    assert abs(np.mean(alike(before))) < 0.1
    for w, start in zip(after, before, strict=True):
        assert np.corrcoef(w.ravel(), start.ravel())[0, 1] > 0.7
    second = np.corrcoef(trained().params["W2"].ravel(), new().params["W2"].ravel())[0, 1]
    assert second < 0.5  # not so in the layer behind it


@quoted(
    "conv-net",
    "![옮긴 픽셀 수에 따른 정확도. 합성곱 신경망은 두 픽셀까지 1에 가깝다가 떨어지고, 2층 신경망은 "
    "첫 픽셀부터 떨어진다]",
    "![Accuracy against the shift in pixels. The convolutional network stays near 1 for two pixels "
    "and then falls; the two-layer network falls from the first pixel on]",
)
@quoted(
    "conv-net",
    "합성곱은 제 몫을 하지만, 끝의 Affine 계층에는 여전히 자리마다 다른 가중치가 있다. 그래서 많이 "
    "옮기면 합성곱 신경망도 틀린다.",
    "The convolution does its part, but the affine layer at the end still has weights for each "
    "place. So a large shift makes the convolutional network fail, too.",
)
def test_shifted_digits():
    names = {}
    (axes,) = figure("conv-net", "shift.svg", names).axes
    ours, theirs = (line.get_ydata() for line in axes.lines)
    assert list(axes.lines[0].get_xdata()) == list(range(7))
    assert np.all(ours[:3] > 0.93)
    assert np.all(np.diff(ours[2:]) < -0.03)
    assert np.all(np.diff(theirs) < -0.02)
    assert np.all(ours > theirs)
    assert ours[6] < 0.5
    x, t = images()
    for way in ((0, 5), (5, 0), (0, -5)):  # not to the right alone
        assert trained().accuracy(np.roll(x, way, axis=(2, 3)), t) < 0.8
    assert np.array_equal(names["shifted"](x, 3)[..., 3:], x[..., :25])
    assert not names["shifted"](x, 3)[..., :3].any()
    assert trained().params["W3"].shape == (16 * 4 * 4, 10)


@quoted(
    "conv-net",
    "이 신경망에서 수 784개짜리 이미지는 첫 합성곱을 거치면 4,608개가 되고, 펼친 열은 14,400개다. "
    "이미지가 많으면 나누어 넣는다. `mlcheats`는 학습할 때가 아니면 500장씩 나눈다.",
    "In this network, an image of 784 numbers becomes 4,608 after the first convolution, and its "
    "columns have 14,400. So send many images through in parts; `mlcheats` takes 500 at a time "
    "when it is not training.",
)
def test_how_much_memory():
    layer = Convolution(1, 8, 5, rng=np.random.default_rng(0))
    x = np.zeros((1, 1, 28, 28))
    assert x.size == 784
    assert layer.forward(x).size == 4_608
    assert 24 * 24 * 5 * 5 == 14_400
    assert IMAGES == 500
    net, seen = new(), []
    first = net.layers[0].forward
    net.layers[0].forward = lambda x, training=False: (seen.append(len(x)), first(x, training))[1]
    net.predict(np.zeros((1203, 1, 28, 28), np.float32))
    assert seen == [500, 500, 203]


@quoted(
    "conv-net",
    "끝의 Affine 계층은 정해진 개수만 받으므로, 32 × 32 이미지에는 `ValueError`가 난다. 31 × "
    "31까지는 오류 없이 지나가지만 왼쪽 위의 28 × 28만 쓰인다. 나머지는 풀링이 버린다.",
    "The affine layer at the end takes so many numbers and no others: an image of 32 × 32 raises a "
    "`ValueError`. Up to 31 × 31 none is raised, but only the 28 × 28 at the upper left are used; "
    "pooling drops the rest.",
)
@quoted(
    "conv-net",
    "위의 가중치는 작게 두려고 float16으로 저장했다. 더 학습하려면 float32로 바꾼다.",
    "The weights above are in float16, to be small; to train on, turn them into float32.",
)
def test_what_trips_one_up():
    for side in (20, 27, 32, 40):
        with pytest.raises(ValueError, match="Affine takes x of shape"):
            trained().predict(np.zeros((2, 1, side, side)))
    large = np.random.default_rng(0).random((5, 1, 31, 31))
    for side in (29, 30, 31):
        given = large[..., :side, :side]
        assert np.allclose(trained().predict(given), trained().predict(given[..., :28, :28]))
    assert not np.allclose(
        trained().predict(large[..., :28, :28]),
        trained().predict(np.pad(large[..., :27, :27], ((0, 0), (0, 0), (0, 1), (0, 1)))),
    )
    assert {value.dtype for value in trained().params.values()} == {np.dtype(np.float16)}
