"""What the page on layers says in words, computed. A sentence that changes comes back here."""

from itertools import pairwise

import numpy as np
import pytest
from figures_of import figure
from quoting import quoted

from mlcheats import (
    Affine,
    Network,
    ReLU,
    Sigmoid,
    load_mnist,
    numerical_diff,
    numerical_gradient,
    train,
)


def affine(n_in, n_out):
    return Affine(n_in, n_out, rng=np.random.default_rng(n_in))


def batch(n, size):
    return np.random.default_rng(n).normal(size=(n, size))


def of_weights(net, layers, x, t):
    """The numerical gradient of the loss for the W of these layers, moved together."""

    def loss(W):
        for layer in layers:
            layer.params["W"] = W
        return net.loss(x, t)

    before = layers[0].params["W"]
    found = numerical_gradient(loss, before)
    loss(before)
    return found


@quoted(
    "layers",
    "조각을 이어 붙이는 것만으로 어떤 신경망의 기울기든 나온다.",
    "joining them gives the gradient of any network.",
)
@quoted("layers", "Affine은 쓰지 않는다.", "Affine does not use it.")
@pytest.mark.parametrize("seed", range(6))
def test_the_pieces_joined_give_the_gradient(seed):
    rng = np.random.default_rng(seed)
    sizes, layers = rng.integers(2, 6, size=rng.integers(2, 6)), []
    for n_in, n_out in pairwise(sizes):
        layers += [Affine(n_in, n_out, rng=rng), rng.choice([Sigmoid, ReLU])()]
    net, x, t = Network(layers), rng.normal(size=(7, sizes[0])), rng.integers(sizes[-1], size=7)
    grads = net.gradient(x, t)
    for n, layer in enumerate(layers[::2], 1):
        assert np.allclose(grads[f"W{n}"], of_weights(net, [layer], x, t), atol=1e-7)
    x = rng.normal(size=(3, sizes[0]))
    assert np.array_equal(layers[0].forward(x, True), layers[0].forward(x))


@quoted(
    "layers",
    "| 나누어 쓰기 | $x$를 두 곳에 쓴다 | 두 곳에서 온 것을 **더한다** |",
    "| Shared | $x$ is used in two places | **Adds** what comes from both |",
)
def test_what_comes_from_two_places_adds_up():
    for x in (-1.5, 0.3, 2.0):
        through_square, through_sine = 2 * x, np.cos(x)
        both = numerical_diff(lambda x: x**2 + np.sin(x), x)
        assert np.isclose(both, through_square + through_sine)


@quoted(
    "layers",
    "다른 데이터로 `forward`를 한 번 더 부르면 적어 둔 값이 바뀌어, 그 데이터의 기울기가 나온다.",
    "Call `forward` once more with other data, and what was noted down changes: you get the "
    "gradient for that data.",
)
def test_backward_goes_back_over_the_last_forward():
    layer, dout = affine(4, 3), batch(5, 3)
    layer.forward(batch(5, 4))
    layer.forward(2 * batch(5, 4))
    layer.backward(dout)
    assert np.allclose(layer.grads["W"], (2 * batch(5, 4)).T @ dout)


@quoted(
    "layers",
    "뒤의 `forward`가 앞의 것을 덮어쓴다.",
    "The later `forward` overwrites what the earlier one noted down.",
)
def test_one_layer_in_two_places_goes_wrong():
    x, t = batch(5, 4), np.array([0, 1, 2, 3, 0])
    for first, last in ((affine(4, 4),) * 2, (affine(4, 4), affine(4, 4))):
        net = Network([first, Sigmoid(), last])
        grads, right = net.gradient(x, t), of_weights(net, [first, last], x, t)
        both = np.allclose(grads["W1"] + grads["W2"], right, atol=1e-7)
        assert both == (first is not last)
        assert not np.allclose(grads["W1"], right, rtol=0.1)
        assert not np.allclose(grads["W2"], right, rtol=0.1)


@quoted(
    "layers",
    "0보다 작은 점수가 모두 0이 되고, 그 점수를 낸 가중치는 기울기를 받지 못한다.",
    "All scores below 0 become 0, and the weights behind them get no gradient.",
)
def test_a_relu_before_the_softmax():
    layer = affine(4, 3)
    layer.params["b"] = np.array([0.0, -100.0, 0.0])
    net, x = Network([layer, ReLU()]), batch(5, 4)
    assert not net.forward(x)[:, 1].any()
    grads = net.gradient(x, [1, 1, 1, 1, 1])
    assert not grads["W1"][:, 1].any()
    assert Network([layer]).gradient(x, [1, 1, 1, 1, 1])["W1"][:, 1].any()


@quoted(
    "layers",
    "모든 데이터에서 입력이 0 이하인 뉴런은 기울기를 받지 못해 배우기를 멈춘다.",
    "A neuron whose input is 0 or less for all data gets no gradient and stops learning.",
)
def test_a_dying_relu():
    first = affine(4, 6)
    first.params["b"] = np.where(np.arange(6) == 2, -100.0, 1.0)
    grads = Network([first, ReLU(), affine(6, 3)]).gradient(batch(9, 4), np.arange(9) % 3)
    still = [name for name in ("W1", "b1") if not grads[name][..., 2].any()]
    assert still == ["W1", "b1"]
    assert grads["W1"][:, 1].any()


@quoted(
    "layers",
    "첫 층에서 죽은 뉴런은 그대로 있고, 뒤 층에서 죽은 뉴런은 앞 층이 바뀌어 입력이 달라지면 "
    "되살아나기도 한다.",
    "In the first layer it stays so; in a later one it may come back to life, once the layers "
    "before it have changed its input.",
)
@pytest.mark.parametrize("seed", range(3))
def test_who_comes_back_to_life(seed):
    (x, t), _ = load_mnist()
    x, t, rng, layers = x[:1000], t[:1000], np.random.default_rng(seed), []
    for n_in, n_out in pairwise([784, 50, 50, 50, 10]):
        layers += [Affine(n_in, n_out, rng=rng, dtype=np.float32), ReLU()]
    net, back = Network(layers[:-1]), np.zeros(3, int)

    before = None
    for _ in range(8):
        train(net, x, t, epochs=1, learning_rate=0.8, rng=rng)
        z, now = x, []
        for layer in net.layers:
            z = layer.forward(z)
            if isinstance(layer, ReLU):
                now.append(~z.any(axis=0))
        if before:
            back += [np.sum(was & ~still) for was, still in zip(before, now, strict=True)]
        before = now
    assert before[0].any()
    assert back[0] == 0
    assert back[1:].sum() > 0


@quoted(
    "layers",
    "곱하기, 더하기, 빼기, 제곱 노드를 차례로 지나는 계산 그래프. 화살표마다 검은 수는 "
    "순전파의 값, 색이 다른 수는 역전파의 기울기다. w는 3과 8, x는 2와 12, 끝의 E는 4와 1이다",
    "![A computational graph through the nodes times, plus, minus and square. Each arrow has the "
    "value going forward and, in color, the gradient coming back: 3 and 8 for w, 2 and 12 for x, "
    "and 4 and 1 for E at the end]",
)
def test_the_graph():
    (axes,) = figure("layers", "graph.svg").axes
    words = [text for text in axes.texts if text.get_text()]
    names = {text.get_text() for text in words[:9]}
    assert names == {"w", "x", "b", "t", "E", "×", "+", "−", "( )²"}
    numbers = words[9:]
    forward, back = numbers[::2], numbers[1::2]
    pairs = {(f.get_text(), b.get_text()) for f, b in zip(forward, back, strict=True)}
    assert {("3", "8"), ("2", "12"), ("4", "1")} <= pairs
    assert {text.get_color() for text in back} == {"C1"}
    assert "C1" not in {text.get_color() for text in forward}
