"""What the page on backpropagation says in words, computed."""

from itertools import pairwise, product

import numpy as np
import pytest
from diagrams_of import arrows
from quoting import quoted

from mlcheats import (
    backpropagate,
    central_differences,
    forward,
    load_mnist,
    numerical_diff,
    numerical_gradient,
    one_hot,
    sigmoid,
    softmax,
    softmax_cross_entropy,
)

N, D, H, K = 5, 20, 8, 3


def example(seed, std=1.0):
    rng = np.random.default_rng(seed)
    shapes = {"W1": (D, H), "b1": (H,), "W2": (H, K), "b2": (K,)}
    params = {name: std * rng.normal(size=shape) for name, shape in shapes.items()}
    return params, rng.normal(size=(N, D)), one_hot(rng.integers(K, size=N), K)


@quoted(
    "backpropagation",
    "수치 미분은 매개변수마다 순전파를 두 번씩 한다.",
    "Numerical differentiation needs two forward passes for every parameter.",
)
@quoted(
    "backpropagation",
    "모든 기울기를 한꺼번에 **해석적으로** 구한다",
    "finds all gradients at once, **analytically**",
)
@quoted(
    "backpropagation",
    "그래서 느리지만 단순한 수치 미분과 비교한다.",
    "So we compare with numerical differentiation, which is slow but simple.",
)
def test_two_passes_for_each_parameter():
    params, x, t = example(0)
    passes = 0

    def loss(W1):
        nonlocal passes
        passes += 1
        return softmax_cross_entropy(forward(params | {"W1": W1}, x), t)

    numerical_gradient(loss, params["W1"])
    assert passes == 2 * params["W1"].size
    _, grads = backpropagate(params, x, t)
    assert grads.keys() == params.keys()


@quoted(
    "backpropagation",
    "입력 x가 a_1, z_1, a_2, y를 지나 손실 E가 되는 순전파",
    "Forward propagation: the input x passes through a_1, z_1, a_2 and y to the loss E",
)
def test_the_way_forward():
    chain = ["x", "a1", "z1", "a2", "y", "E"]
    assert list(arrows("backpropagation", 1)) == list(pairwise(chain))


@quoted(
    "backpropagation",
    "가장 클 때가 0.25다. 시그모이드를 하나 지날 때마다 1/4 이하가 곱해진다.",
    "Its maximum is 0.25. Every sigmoid on the way multiplies the gradient by 1/4 or less.",
)
@quoted(
    "backpropagation",
    "뉴런이 하나씩인 층을 열 개 쌓고 가중치를 모두 1로 두면 이렇다.",
    "Here are ten layers of one neuron each, all weights 1.",
)
def test_a_quarter_at_most():
    a = np.linspace(-30, 30, 6001)
    slopes = sigmoid(a) * (1 - sigmoid(a))
    assert slopes.max() == slopes[3000] == 0.25

    def layers(depth, w):
        def stacked(a):
            for _ in range(depth):
                a = sigmoid(w * a)
            return a

        return abs(numerical_diff(stacked, 0.0))

    for depth in (1, 5, 10):
        assert layers(depth, 1) <= 0.25**depth + 1e-10
    assert layers(10, 1) < 1e-6


@quoted(
    "backpropagation",
    "정답의 확률은 0.75만큼 모자라고, 점수를 가장 높게 받은 오답의 확률은 0.74만큼 넘친다는 "
    "뜻이다.",
    "This says: the probability of the right answer is 0.75 too low, and that of the wrong one "
    "that scored highest is 0.74 too high.",
)
def test_too_low_and_too_high():
    a = np.array([0.3, 2.9, 4.0])
    y = softmax(a)
    assert (np.round(1 - y[1], 2), np.argmax(a), np.round(y[2], 2)) == (0.75, 2, 0.74)


@quoted(
    "backpropagation",
    "편향에는 언제나 1이 들어온다. $\\mathbf{1}$은 1이 $N$개인 벡터이고, "
    "$\\mathbf{1}^\\top \\Delta$는 $\\Delta$의 행을 모두 더한 것이다.",
    "What comes into a bias is always 1. $\\mathbf{1}$ is the vector of $N$ ones, and "
    "$\\mathbf{1}^\\top \\Delta$ is the sum of all rows of $\\Delta$.",
)
@quoted(
    "backpropagation",
    "| 편향 | 언제나 1인 입력의 가중치와 같다 |",
    "| A bias | It is the weight of an input that is always 1 |",
)
def test_a_bias_is_the_weight_of_1():
    params, x, t = example(1)
    ones = np.ones((N, 1))
    wider = params | {"W1": np.vstack([params["W1"], params["b1"]]), "b1": np.zeros(H)}
    _, grads = backpropagate(params, x, t)
    _, of_weights = backpropagate(wider, np.hstack([x, ones]), t)
    assert np.allclose(of_weights["W1"][-1], grads["b1"])
    delta = np.random.default_rng(0).normal(size=(N, H))
    assert np.allclose(ones[:, 0] @ delta, delta.sum(axis=0))


ROWS = """\
| $X$ | $(N, D)$ | $W_1$, $\\partial E / \\partial W_1$ | $(D, H)$ |
| $Z_1$, $\\Delta_1$ | $(N, H)$ | $W_2$, $\\partial E / \\partial W_2$ | $(H, K)$ |
| $Y$, $T$, $\\Delta_2$ | $(N, K)$ | $b_1$, $b_2$ | $(H,)$, $(K,)$ |"""


@quoted("backpropagation", ROWS, ROWS)
@quoted(
    "backpropagation",
    "기울기의 형상은 언제나 그 매개변수의 형상과 같다. $W_1$이 $(D, H)$이니, "
    "$N$, $D$, $H$가 서로 다르면 $X$ $(N, D)$와 $\\Delta_1$ $(N, H)$를 곱해 $(D, H)$를 만드는 "
    "방법은 "
    "$X^\\top \\Delta_1$뿐이다.",
    "The gradient of a parameter always has the same shape as the parameter. $W_1$ is $(D, H)$. "
    "If $N$, $D$ and $H$ differ, the only product of $X$ $(N, D)$ and $\\Delta_1$ $(N, H)$ with "
    "shape $(D, H)$ is $X^\\top \\Delta_1$.",
)
def test_the_shapes():
    params, x, t = example(2)
    log_y, grads = backpropagate(params, x, t)
    assert {name: g.shape for name, g in grads.items()} == {n: p.shape for n, p in params.items()}
    z1 = sigmoid(x @ params["W1"] + params["b1"])
    delta2 = (np.exp(log_y) - t) / N
    delta1 = delta2 @ params["W2"].T * z1 * (1 - z1)
    assert (x.shape, z1.shape, delta1.shape) == ((N, D), (N, H), (N, H))
    assert (log_y.shape, t.shape, delta2.shape) == ((N, K), (N, K), (N, K))
    ways = {"X": x, "XT": x.T}, {"d": delta1, "dT": delta1.T}
    fitting = []
    for (left, A), (right, B) in product(ways[0].items(), ways[1].items()):
        for name, first, second in ((f"{left} {right}", A, B), (f"{right} {left}", B, A)):
            if first.shape[1] == second.shape[0] and (first @ second).shape == (D, H):
                fitting.append(name)
    assert fitting == ["XT d"]


@quoted(
    "backpropagation",
    "확률의 로그도 함께 내놓으므로, 손실 $-\\sum_k t_k \\log y_k$도 정확하게 곧바로 나온다.",
    "It also returns the logarithms of the probabilities, so the loss $-\\sum_k t_k \\log y_k$ "
    "follows at once, and exactly.",
)
@quoted(
    "backpropagation",
    "옳은 기울기라면 상대 오차가 $10^{-6}$ 아래로 내려간다. $1 - Z_1$을 빠뜨린 실수는 금세 "
    "드러난다.",
    "if the gradient is right, the relative error falls below $10^{-6}$. "
    "Leaving out $1 - Z_1$ shows at once.",
)
def test_the_check_in_other_nets():
    for seed, std in product(range(4), (0.1, 1.0, 5.0)):
        params, x, t = example(seed, std)
        log_y, grads = backpropagate(params, x, t)
        loss = softmax_cross_entropy(forward(params, x), t)
        assert -np.sum(t * log_y) / N == pytest.approx(loss, rel=1e-14)
        z1 = sigmoid(x @ params["W1"] + params["b1"])
        wrong = x.T @ ((np.exp(log_y) - t) / N @ params["W2"].T * z1)
        numerical = central_differences(params, x, t)
        for name, grad in grads.items():
            largest = np.abs(numerical[name]).max()
            assert np.abs(grad - numerical[name]).max() / largest < 1e-6
        assert np.abs(wrong - numerical["W1"]).max() / np.abs(numerical["W1"]).max() > 0.1


@quoted(
    "backpropagation",
    "틀린 기울기로도 손실은 그럭저럭 줄어 눈치채기 어렵다.",
    "hard to notice it, because the loss often goes down even when the gradient is wrong.",
)
def test_a_wrong_gradient_goes_down_as_well():
    for seed in range(10):
        params, x, t = example(seed)
        first = softmax_cross_entropy(forward(params, x), t)
        for _ in range(50):
            log_y, grads = backpropagate(params, x, t)
            z1 = sigmoid(x @ params["W1"] + params["b1"])
            delta1 = (np.exp(log_y) - t) / N @ params["W2"].T * z1  # 1 - z1 is missing
            grads |= {"W1": x.T @ delta1, "b1": delta1.sum(axis=0)}
            params = {name: value - 0.1 * grads[name] for name, value in params.items()}
        assert softmax_cross_entropy(forward(params, x), t) < first / 2


@quoted(
    "backpropagation",
    "float32는 유효 숫자가 일곱 자리뿐이라,",
    "float32 has only seven significant digits;",
)
def test_seven_digits():
    assert np.float32(1.0000001) != 1
    assert np.float32(1.00000001) == 1
    assert 1e-8 < np.finfo(np.float32).eps / 2 < 1e-7


@quoted("backpropagation", "## 닿는 것만 다시 계산하기", "## Recompute only what changes")
@quoted(
    "backpropagation",
    "매개변수 하나를 조금 움직여도 중간값은 대부분 그대로다.",
    "When one parameter moves a little, most intermediate values stay as they are.",
)
@quoted(
    "backpropagation",
    "그 매개변수가 **닿는 것만** 다시 계산하면, 같은 중심 차분을 [훨씬 빨리](about.md#speed) "
    "얻는다.",
    "Recompute **only what it reaches**, and you get the same central differences "
    "[much faster](about.md#speed).",
)
@quoted(
    "backpropagation",
    "$\\delta$는 픽셀의 밝기 $x_i$에만 달려 있으니, 밝기가 같은 픽셀은 한 번만 계산하면 된다.",
    "$\\delta$ depends on the pixel only through its brightness $x_i$, "
    "so pixels of equal brightness need only one computation.",
)
@quoted(
    "backpropagation",
    "입력의 크기가 1을 넘으면 $h$를 그 크기로 나누어, $a_j$가 $10^{-4}$ 넘게 움직이지 않게 한다.",
    "Where the size of an input exceeds 1, $h$ is divided by it, "
    "so that $a_j$ never moves by more than $10^{-4}$.",
)
def test_what_a_parameter_reaches():
    params, x, _ = example(3)
    moved = params | {"W1": params["W1"] + 1e-4 * np.outer(np.arange(D) == 2, np.arange(H) == 5)}
    before, after = (sigmoid(x @ each["W1"] + each["b1"]) for each in (params, moved))
    assert np.array_equal(np.unique(np.nonzero(before != after)[1]), [5])
    for brightness in (0.0, 0.3, 1.0, -7.0, 255.0):
        h = 1e-4 / max(1, abs(brightness))
        assert abs(h * brightness) <= 1e-4 * (1 + 1e-12)
    (images, labels), _ = load_mnist()
    image = images[:1].astype(float)
    net = {"W1": np.random.default_rng(0).normal(size=(784, 4)), "b1": np.zeros(4)}
    net |= {"W2": np.random.default_rng(1).normal(size=(4, 10)), "b2": np.zeros(10)}
    grad = central_differences(net, image, one_hot(labels[:1], 10))["W1"]
    for brightness in np.unique(image[0])[:5]:
        alike = grad[image[0] == brightness]
        assert np.all(alike == alike[0])
