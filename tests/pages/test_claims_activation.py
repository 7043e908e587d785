"""What the page on activation functions says in words, computed."""

import inspect
import math

import numpy as np
import pytest
from diagrams_of import arrows, complete
from figures_of import figure
from quoting import quoted

from mlcheats import XOR, activations, forward, numerical_gradient, relu, sigmoid, step_function


@quoted(
    "activation",
    "[경사 하강법](gradient.md)으로 배우려면 가중치를 조금 바꿀 때 출력도 조금 바뀌어야 한다.",
    "To learn by [gradient descent](gradient.md), a small change in a weight must make "
    "a small change in the output.",
)
@quoted(
    "activation",
    "0이 아닌 곳에서 계단 함수의 기울기는 늘 0이어서, 어느 쪽으로 바꾸어야 할지 알려 주지 않는다.",
    "Everywhere but at 0, the slope of the step function is 0, which does not tell you which way",
)
def test_a_net_of_steps_has_no_gradient_to_follow():
    rng = np.random.default_rng(0)
    x, t = rng.normal(size=(20, 2)), rng.integers(2, size=20)
    for function, learns in ((step_function, False), (sigmoid, True)):

        def loss(w, function=function):
            hidden = function(x @ w[:6].reshape(2, 3) + w[6:9])
            return np.mean((function(hidden @ w[9:12] + w[12]) - t) ** 2)

        for _ in range(5):
            gradient = numerical_gradient(loss, rng.normal(size=13))
            assert np.all(gradient != 0) if learns else np.all(gradient == 0)


@quoted(
    "activation",
    "그래서 단순한 함수에 원소가 여럿인 배열을 넣으면 오류가 난다.",
    "So the simple function fails on an array of several elements.",
)
@quoted(
    "activation",
    "`if`는 참·거짓을 하나만 받는데, 배열을 비교하면 원소마다 하나씩 나온다.",
    "`if` takes a single truth value, but comparing an array gives one for each element.",
)
@quoted(
    "activation",
    "비교 결과를 정수형으로 바꾸어도 결과는 같다. `astype`은 배열의 모든 원소를 그 자료형으로",
    "Converting the result of the comparison to integers gives the same values.",
)
def test_one_truth_value_and_many():
    names = {}
    figure("activation", "sigmoid.svg", names)
    simple, step = names["step_function_of_a_number"], names["step_function"]
    x = np.random.default_rng(0).normal(size=50)
    assert [simple(each) for each in x] == list(step(x)) == list((x > 0).astype(int))
    assert (simple(np.array([0.5])), simple(0.0), step(0.0)) == (1, 0, 0)
    for several in (x, x[:2], x.reshape(5, 10)):
        with pytest.raises(ValueError, match="ambiguous"):
            simple(several)


@quoted(
    "activation",
    "둘 다 0보다 작거나 1보다 큰 값은 내지 않는다. "
    "시그모이드는 입력이 작아질수록 0에, 커질수록 1에 가까워진다.",
    "Neither ever gives less than 0 or more than 1. "
    "The sigmoid comes closer to 0 as its input decreases, and closer to 1 as it increases.",
)
@quoted("activation", "$e$는 값이 2.7182…인 자연상수다.", "Euler’s number, 2.7182…")
def test_step_and_sigmoid_stay_between_0_and_1():
    x = np.linspace(-1000, 1000, 20001)
    for function in (step_function, sigmoid):
        y = function(x)
        assert np.all((y >= 0) & (y <= 1))
        assert np.all(np.diff(y) >= 0)
    assert np.all(np.diff(sigmoid(np.linspace(-30, 30, 601))) > 0)
    assert sigmoid(-30.0) < 1e-12
    assert sigmoid(30.0) > 1 - 1e-12
    assert str(math.e).startswith("2.7182")


@quoted(
    "activation",
    "다만 계단 함수는 0에서 끊기고 시그모이드는 매끄럽게 이어진다.",
    "But the step function breaks off at 0, while the sigmoid goes on smoothly.",
)
def test_the_step_jumps_and_the_sigmoid_does_not():
    near = np.array([-1e-9, 1e-9])
    assert list(step_function(near)) == [0, 1]
    assert np.ptp(sigmoid(near)) < 1e-9
    x = np.linspace(-5, 5, 100001)
    slopes = np.diff(sigmoid(x)) / np.diff(x)
    assert np.abs(np.diff(slopes)).max() < 1e-4


@quoted(
    "activation",
    "![점선으로 그린 계단 함수는 0에서 뛰어오르고, "
    "실선으로 그린 시그모이드 함수는 0 가까이에서 1 가까이로 매끄럽게 올라간다]",
    "![The step function (dashed) jumps at 0; "
    "the sigmoid function (solid) rises smoothly from near 0 to near 1]",
)
def test_the_figure_of_step_and_sigmoid():
    step, smooth = figure("activation", "sigmoid.svg").axes[0].lines
    assert (step.get_linestyle(), smooth.get_linestyle()) == ("--", "-")
    x, y = step.get_data()
    assert set(y) == {0, 1}
    assert abs(x[np.argmax(y)]) < 0.2
    y = smooth.get_ydata()
    assert (y[0] < 0.01, y[-1] > 0.99, np.diff(y).min() > 0) == (True, True, True)


@quoted(
    "activation",
    "활성화 함수가 이런 직선이면, 층을 아무리 쌓아도 한 층으로 할 수 있는 것밖에 하지 못한다.",
    "If the activation function is one of these straight lines, stacked layers can do only what "
    "one layer can, however many there are.",
)
@quoted(
    "activation",
    "활성화 함수 없이 두 층을 지난 결과는 한 층으로 낼 수 있다.",
    "Without an activation function, a single layer can give the result of two.",
)
@quoted(
    "activation",
    "두 층 사이에 시그모이드를 넣으면 그 한 층과 값이 달라진다.",
    "Put a sigmoid between the two layers, and the values differ from that single layer.",
)
def test_straight_lines_in_layers_are_one_layer():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(300, 3))
    ones = np.column_stack([x, np.ones(300)])
    for depth in range(1, 8):
        layers = [(rng.normal(size=(3, 3)), rng.normal(size=3)) for _ in range(depth)]
        for c, d in ((1, 0), (-0.5, 0), (0.7, 0.3)):
            y, z = x, x
            for W, b in layers:
                y = c * (y @ W + b) + d
                z = sigmoid(z @ W + b)
            # The best single layer, by least squares.
            for result, same in ((y, True), (z, False)):
                best = ones @ np.linalg.lstsq(ones, result, rcond=None)[0]
                assert np.allclose(best, result) == same


@quoted(
    "activation",
    "- **선형**(linear) 함수 $f(x) = ax$는 출력이 입력의 상수배다. 입력이 두 배면 출력도 두 배다.",
    "Double the input, and the output doubles too.",
)
@quoted(
    "activation",
    "계단 함수도 시그모이드도 **비선형**(nonlinear) 함수다.",
    "The step function and the sigmoid are both **nonlinear** functions.",
)
def test_neither_step_nor_sigmoid_is_linear():
    x = np.array([-3.0, -1.0, 0.5, 2.0])
    for function in (step_function, sigmoid, relu):
        middle = function((x[:-1] + x[1:]) / 2)
        assert not np.allclose(middle, (function(x)[:-1] + function(x)[1:]) / 2)
    assert np.allclose(-0.7 * (2 * x), 2 * (-0.7 * x))


@quoted(
    "activation",
    "![계단 함수와 시그모이드 함수는 1을 넘지 않지만, "
    "ReLU 함수는 0보다 큰 쪽에서 직선으로 계속 올라간다]",
    "![The step and sigmoid functions never exceed 1, while the ReLU function keeps rising in a "
    "straight line above 0]",
)
def test_the_figure_of_relu():
    step, smooth, straight = (
        line.get_data() for line in figure("activation", "relu.svg").axes[0].lines
    )
    assert max(step[1].max(), smooth[1].max()) <= 1
    x, y = straight
    assert np.array_equal(y[x > 0], x[x > 0])
    assert np.all(y[x <= 0] == 0)
    assert y.max() > 4


@quoted(
    "activation",
    "시그모이드의 기울기는 0에서 멀어지면 거의 0이 된다. "
    "ReLU의 기울기는 0보다 큰 쪽에서 늘 1, 작은 쪽에서 늘 0이다.",
    "Far from 0, the slope of the sigmoid is almost 0. "
    "The slope of ReLU is always 1 above 0 and always 0 below",
)
@quoted(
    "activation",
    "기울기는 입력을 `h`만큼 옮겼을 때 출력이 바뀐 양을 `h`로 나누어 어림한다.",
    "To estimate a slope, move the input by `h` and divide the change of the output by `h`.",
)
def test_the_slopes():
    h = 1e-6
    x = np.array([-700.0, -40.0, -10.0, 10.0, 40.0, 700.0])
    assert np.all(np.abs(sigmoid(x + h) - sigmoid(x)) / h < 1e-4)
    assert (sigmoid(h) - sigmoid(0.0)) / h == pytest.approx(0.25)
    slopes = (relu(x + h) - relu(x)) / h
    assert np.allclose(slopes, x > 0, atol=1e-6)
    y = sigmoid(np.linspace(-5, 5, 50))
    estimate = (sigmoid(np.linspace(-5, 5, 50) + h) - y) / h
    assert np.allclose(estimate, y * (1 - y), atol=1e-6)


@quoted(
    "activation",
    "입력층의 뉴런 둘, 은닉층의 뉴런 셋, 출력층의 뉴런 둘이 모두 이어진 신경망",
    "A network with two neurons in the input layer, three in the hidden layer and two in the "
    "output layer, each connected to all neurons of the next layer",
)
@quoted(
    "activation",
    "입력 x_1과 x_2에서 y로 가는 퍼셉트론",
    "A perceptron from the inputs x_1 and x_2 to y",
)
@quoted(
    "activation",
    "늘 1인 입력에 편향 b를, x_1과 x_2에 가중치를 곱해 y로 보내는 퍼셉트론",
    "A perceptron that multiplies an input of constant 1 by the bias b, "
    "and x_1 and x_2 by their weights, and sends them to y",
)
@quoted(
    "activation",
    "입력의 합 a가 활성화 함수 h를 지나 y가 되는, 뉴런 하나의 안쪽",
    "Inside one neuron: the sum of the inputs, a, passes through the activation function h",
)
@quoted(
    "activation",
    "늘 1을 보내는 뉴런을 하나 더 두고 그 가중치를 $b$라 하면 편향도 그릴 수 있다.",
    "To draw it as well, add a neuron that always sends 1, and let its weight be $b$.",
)
def test_the_diagrams():
    sizes = {"x": 2, "z": 3, "y": 2}
    layers = [[f"{name}{i + 1}" for i in range(size)] for name, size in sizes.items()]
    assert set(arrows("activation", 1)) == complete(*layers)
    weights = {("x1", "y"): "w1", ("x2", "y"): "w2"}
    assert arrows("activation", 2) == weights
    assert arrows("activation", 3) == {("1", "y"): "b"} | weights
    inside = {("1", "a"): "b", ("x1", "a"): "w1", ("x2", "a"): "w2", ("a", "y"): ""}
    assert arrows("activation", 4) == inside
    x, w, b = np.random.default_rng(0).normal(size=(3, 5))
    assert np.append(1, x) @ np.append(b[0], w) == pytest.approx(b[0] + x @ w)


@quoted(
    "activation",
    "은닉층은 여럿일 수도, 하나도 없을 수도 있다.",
    "There may be several hidden layers, or none at all.",
)
def test_any_number_of_hidden_layers():
    rng = np.random.default_rng(0)
    for hidden in range(4):
        network = {f"W{i}": rng.normal(size=(3, 3)) for i in range(1, hidden + 2)}
        network |= {f"b{i}": rng.normal(size=3) for i in range(1, hidden + 2)}
        assert forward(network, np.ones(3)).shape == (3,)


@quoted(
    "activation",
    "퍼셉트론의 활성화 함수는 입력이 0을 넘는 순간 출력이 0에서 1로 뛴다.",
    "The activation function of a perceptron jumps from 0 to 1 as its input passes 0.",
)
def test_where_the_step_is():
    smallest = np.nextafter(0, 1)
    assert list(step_function(np.array([-smallest, 0, smallest]))) == [0, 0, 1]


@quoted(
    "activation",
    "다층 퍼셉트론의 계단 함수를 다른 활성화 함수로 바꾸면 신경망이 된다. "
    "둘의 주된 차이는 활성화 함수뿐이다.",
    "Replace the step function of a multilayer perceptron with another activation function, and "
    "you get a neural network. That is the one main difference between them.",
)
def test_perceptrons_in_layers_are_a_network_of_steps():
    x = np.array([[0, 0], [1, 0], [0, 1], [1, 1]])
    W1, b1 = np.array([[-0.5, 0.5], [-0.5, 0.5]]), np.array([0.7, -0.2])  # NAND, OR
    W2, b2 = np.array([[0.5], [0.5]]), np.array([-0.7])  # AND

    def network(h):
        return h(h(x @ W1 + b1) @ W2 + b2)[:, 0]

    assert np.array_equal(network(step_function), XOR(*x.T))
    assert np.all((network(sigmoid) > 0) & (network(sigmoid) < 1))


@quoted(
    "activation",
    "가중치를 0.50에서 0.51로 바꾸면 시그모이드의 출력은 조금 커진다. "
    "그래서 출력을 키우려면 가중치를 키워야 한다는 것을 안다. 계단 함수의 출력은 그대로다.",
    "Move the weight from 0.50 to 0.51, and the output of the sigmoid grows a little. "
    "So you know that a larger weight makes a larger output. "
    "The output of the step function does not move.",
)
def test_a_little_more_weight():
    x = 1.0
    less, more = (sigmoid(w * x) for w in (0.50, 0.51))
    assert 0 < more - less < 0.01
    assert step_function(0.50 * x) == step_function(0.51 * x)


@quoted(
    "activation",
    "그래프는 역시 직선이지만 $b \\ne 0$이면 상수배가 아니다.",
    "Its graph is still a straight line, but if $b \\ne 0$ the output is not a constant "
    "multiple of",
)
@quoted(
    "activation",
    '!!! note "직선을 세 번 지나도 직선"',
    '!!! note "Three straight lines still make a straight line"',
)
def test_affine_functions_stay_affine():
    x = np.array([1.0, 2.0, 3.0])
    for a, b in ((2, 1), (-0.5, 3)):
        y = a * x + b
        assert np.diff(y, 2) == pytest.approx(0)
        assert len(set((y / x).round(9))) > 1
        assert np.diff(a * (a * y + b) + b, 2) == pytest.approx(0)


@quoted(
    "activation",
    "함수는 입력이 0보다 크면 그대로 내보내고, 0 이하이면 0을 낸다.",
    "function passes on what is above 0 and gives 0 for everything else.",
)
@quoted(
    "activation",
    "ReLU는 지수 함수를 계산하지도 않는다.",
    "and ReLU needs no exponential.",
)
def test_relu_passes_on_what_is_above_0():
    x = np.random.default_rng(0).normal(size=1000)
    assert list(relu(x)) == [max(0, each) for each in x]
    assert "exp" not in inspect.getsource(activations.relu)
    assert "exp" in inspect.getsource(activations.sigmoid)
