"""What the page on layers says in words, computed. A sentence that changes comes back here."""

import numpy as np
from figures_of import figure
from quoting import quoted

from mlcheats import Affine, Network, ReLU, Sigmoid, numerical_diff


def affine(n_in, n_out):
    return Affine(n_in, n_out, rng=np.random.default_rng(n_in))


def batch(n, size):
    return np.random.default_rng(n).normal(size=(n, size))


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
    twice = affine(4, 4)
    layers = {True: [twice, Sigmoid(), twice], False: [affine(4, 4), Sigmoid(), affine(4, 4)]}
    x, t = batch(5, 4), np.array([0, 1, 2, 3, 0])
    shared, apart = (Network(layers[key]).gradient(x, t)["W1"] for key in (True, False))
    assert not np.allclose(shared, apart, rtol=0.1)


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
    "모든 데이터에서 입력이 0 이하인 뉴런은 기울기를 받지 못해 더 배우지 않는다.",
    "A neuron whose input is 0 or less for all data gets no gradient and learns no more.",
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
