"""What the pages from loss to training say in words, computed."""

import functools

import numpy as np
import pytest
from quoting import quoted

from mlcheats import (
    TwoLayerNet,
    backpropagate,
    cross_entropy_error,
    forward,
    load_mnist,
    numerical_diff,
    numerical_gradient,
    sigmoid,
    softmax,
    softmax_cross_entropy,
    train,
)

data = functools.cache(load_mnist)


@quoted(
    "loss",
    "유한 번 고치면 반드시 풀린다는 것이 **퍼셉트론 수렴 정리**",
    "a finite number of corrections always solves it (A. Novikoff, 1962)",
)
def test_a_perceptron_learns_what_is_separable_and_never_xor():
    x = np.array([[0, 0, 1], [1, 0, 1], [0, 1, 1], [1, 1, 1]])

    def corrections(t):
        w, count = np.zeros(3), 0
        for _ in range(1000):
            before = count
            for row, right in zip(x, t, strict=True):
                if wrong := right - (row @ w > 0):
                    w, count = w + wrong * row, count + 1
            if count == before:
                return count
        return None

    assert all(corrections(t) for t in ([0, 1, 1, 1], [0, 0, 0, 1], [1, 1, 1, 0]))
    assert corrections([0, 1, 1, 0]) is None


@quoted(
    "loss",
    "확률이 $10^{-7}$보다 훨씬 작아지면 [기울기](gradient.md#partial-derivative)도 0에 가까워져",
    "when the probability is far below $10^{-7}$, the [gradient]",
)
def test_what_is_added_in_the_logarithm_takes_the_gradient_away():
    def slope(loss, score):
        return numerical_diff(lambda s: loss(np.array([s, 0.0])), score)

    def added(a):
        return cross_entropy_error(softmax(a), [1, 0])

    assert abs(slope(added, -25.0)) < 0.001 < 0.9 < abs(slope(added, -10.0))
    assert slope(lambda a: softmax_cross_entropy(a, [1, 0]), -25.0) == pytest.approx(-1)


@quoted(
    "gradient",
    "한쪽만 보는 전방 차분의 오차는 $h$에 비례하고, 중심 차분의 오차는 $h^2$에 비례한다.",
    "the error of the central difference is proportional to $h^2$.",
)
def test_the_order_of_the_differences():
    h = np.array([1e-3, 1e-2])
    forward_error = (np.sin(1 + h) - np.sin(1)) / h - np.cos(1)
    central_error = (np.sin(1 + h) - np.sin(1 - h)) / (2 * h) - np.cos(1)
    assert forward_error[1] / forward_error[0] == pytest.approx(10, rel=0.05)
    assert central_error[1] / central_error[0] == pytest.approx(100, rel=0.05)


@quoted(
    "gradient",
    "정수 배열에서는 소수점 아래가 잘려 나가 `[25000. 35000.]` 같은 엉뚱한 값이 된다.",
    "which gives nonsense such as `[25000. 35000.]`.",
)
def test_the_gradient_of_the_draft_on_integers():
    x, h, grad = np.array([3, 4]), 1e-4, np.zeros(2)
    for i in range(2):
        kept = x[i]
        x[i] = kept + h
        above = np.sum(x**2)
        x[i] = kept - h
        grad[i] = (above - np.sum(x**2)) / (2 * h)
        x[i] = kept
    assert grad == pytest.approx([25000, 35000])


@quoted(
    "gradient",
    "0.9는 걸음마다 골짜기를 건너뛰면서도 0.1과 똑같이 줄어든다. 1.0은 양쪽을 오가기만 한다.",
    "With 0.9, every step leaps across the valley, and yet the value falls exactly as with 0.1.",
)
def test_the_rates_that_are_watched():
    x = np.array([-3.0, 4.0])
    near, far, stuck = (x - rate * numerical_gradient(lambda v: v @ v, x) for rate in (0.1, 0.9, 1))
    assert near == pytest.approx(-far)
    assert stuck == pytest.approx(-x)


@quoted(
    "backpropagation",
    "순전파 두세 번 하는 계산으로",
    "with the work of two or three forward passes",
)
@pytest.mark.parametrize("sizes", [(784, 50, 10), (784, 200, 10), (20, 30, 30)])
def test_backpropagation_multiplies_two_or_three_times_as_much(sizes):
    inputs, hidden, outputs = sizes
    passed = inputs * hidden + hidden * outputs
    assert 2 <= (passed + hidden * outputs * 2 + inputs * hidden) / passed <= 3


@quoted(
    "backpropagation",
    "위의 검산을 그대로 하면 상대 오차가 $10^{-3}$을 넘는다.",
    "in the check above, the relative error then exceeds $10^{-3}$.",
)
def test_a_check_in_float32_is_blurred():
    rng = np.random.default_rng(0)
    shapes = {"W1": (20, 8), "b1": 8, "W2": (8, 3), "b2": 3}
    params = {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    x = rng.normal(size=(5, 20)).astype(np.float32)
    t = np.eye(3, dtype=np.float32)[rng.integers(3, size=5)]
    _, analytic = backpropagate(params, x, t)
    h, grad = np.float32(1e-4), np.zeros((20, 8), np.float32)
    for i in np.ndindex(grad.shape):
        up, down = params["W1"].copy(), params["W1"].copy()
        up[i], down[i] = up[i] + h, down[i] - h
        above, below = (
            softmax_cross_entropy(forward(params | {"W1": W}, x), t) for W in (up, down)
        )
        grad[i] = (above - below) / (2 * h)
    assert np.max(np.abs(grad - analytic["W1"])) / np.max(np.abs(analytic["W1"])) > 1e-3


@quoted(
    "backpropagation",
    "$1 - Z_1$을 빠뜨리고 MNIST를 배워도 시험 정확도가 0.87까지 오른다. 빠뜨리지 않으면 0.92다.",
    "Without $1 - Z_1$, training on MNIST still reaches a test accuracy of 0.87; with it, 0.92.",
)
@pytest.mark.parametrize(("missing", "accuracy"), [(True, 0.87), (False, 0.92)])
def test_a_wrong_gradient_learns_too(missing, accuracy):
    (x, t), (x_test, t_test) = data()
    targets = np.eye(10, dtype=np.float32)[t]
    rng = np.random.default_rng(0)
    net = TwoLayerNet(784, 50, 10, rng=rng, dtype=np.float32)
    for batch in rng.permutation(len(x)).reshape(600, 100):
        W1, b1, W2, b2 = (net.params[name] for name in ("W1", "b1", "W2", "b2"))
        z1 = sigmoid(x[batch] @ W1 + b1)
        delta2 = (softmax(z1 @ W2 + b2) - targets[batch]) / 100
        delta1 = delta2 @ W2.T * z1 * (1 if missing else 1 - z1)
        steps = {"W1": x[batch].T @ delta1, "b1": delta1.sum(0)}
        steps |= {"W2": z1.T @ delta2, "b2": delta2.sum(0)}
        net.params = {name: net.params[name] - 0.7 * steps[name] for name in net.params}
    assert net.accuracy(x_test, t_test) == pytest.approx(accuracy, abs=0.01)


@quoted(
    "backpropagation",
    "MNIST에서는 픽셀 다섯 가운데 넷이 0이고, 나머지에도 밝기가 같은 것이 여럿 있다.",
    "In MNIST, four pixels out of five are 0, and among the rest, several share a brightness.",
)
def test_the_pixels_of_mnist():
    (x, _), _ = data()
    assert np.mean(x == 0) == pytest.approx(0.8, abs=0.02)
    lit = [image[image > 0] for image in x[:500]]
    assert all(len(np.unique(pixels)) < 0.9 * len(pixels) for pixels in lit)


@quoted(
    "training",
    "시드가 다르면 다른 숫자를 답하고, 정확도는 그 숫자의 비율이 된다.",
    "With another seed it gives another answer, and the accuracy is the share of that digit.",
)
def test_an_untrained_net_gives_one_answer():
    _, (x_test, t_test) = data()
    nets = [TwoLayerNet(784, 50, 10, rng=np.random.default_rng(seed)) for seed in range(3)]
    answers = [np.unique(np.argmax(net.predict(x_test), axis=-1)) for net in nets]
    assert [len(answer) for answer in answers] == [1, 1, 1]
    assert len(np.unique(np.concatenate(answers))) > 1
    for net, (answer,) in zip(nets, answers, strict=True):
        assert net.accuracy(x_test, t_test) == np.mean(t_test == answer)


@quoted(
    "initialization",
    "학습률을 0.7로 키우면 0.01과 Xavier의 시험 정확도는 0.02도 차이 나지 않는다.",
    "with 0.7, the test accuracies from 0.01 and from Xavier differ by less than 0.02.",
)
def test_a_larger_rate_closes_the_gap_between_the_starts():
    (x, t), test = data()
    accuracies = []
    for scale in (None, 2):
        rng = np.random.default_rng(0)
        net = TwoLayerNet(784, 50, 10, rng=rng, dtype=np.float32)
        for name in ("W1", "W2") if scale else ():
            shape = net.params[name].shape
            W = np.sqrt(scale / sum(shape)) * rng.normal(size=shape)
            net.params[name] = W.astype(np.float32)
        train(net, x, t, epochs=1, learning_rate=0.7, rng=rng)
        accuracies.append(net.accuracy(*test))
    assert abs(accuracies[0] - accuracies[1]) < 0.02


@quoted(
    "initialization",
    "깊으면 tanh의 네 배, 얕으면 tanh와 같이 해도 된다",
    "Four times that of tanh if deep; if shallow, the same as tanh will do",
)
def test_deep_sigmoids_keep_more_spread_from_four_times_xavier():
    def spread(scale, depth):
        rng = np.random.default_rng(0)
        z = rng.normal(size=(1000, 100))
        for _ in range(depth):
            z = sigmoid(z @ (scale / 10 * rng.normal(size=(100, 100))))
        return z.std(axis=0).mean()

    assert spread(4, 5) > 50 * spread(1, 5)
    assert spread(1, 1) > 0.2


@quoted(
    "initialization",
    "Xavier로는 백만분의 일 아래로 떨어지고 He로는 0.1과 10 사이에 남는다.",
    "falls below one millionth with Xavier, and stays between 0.1 and 10 with He.",
)
@pytest.mark.parametrize("seed", range(4))
def test_fifty_layers_of_relu(seed):
    for variance, low, high in ((1, 0, 1e-6), (2, 0.1, 10)):
        rng = np.random.default_rng(seed)
        z = rng.normal(size=(200, 100))
        for _ in range(50):
            z = np.maximum(z @ (np.sqrt(variance / 100) * rng.normal(size=(100, 100))), 0)
        assert low < np.sqrt(np.mean(z**2)) < high


@quoted(
    "training",
    "에폭이 끝날 때마다 그때까지의 기록을 받는다. 그 함수가 참을 돌려주면 학습을 멈춘다",
    "receives the history so far after every epoch. Training stops when that function returns",
)
def test_a_report_gets_the_history_and_may_stop():
    (x, t), _ = data()
    seen = []

    def report(history):
        seen.append(history)
        return len(seen) == 3

    rng = np.random.default_rng(0)
    net = TwoLayerNet(784, 5, 10, rng=rng)
    history = train(net, x[:300], t[:300], epochs=9, rng=rng, report=report)
    assert [len(each.loss) for each in seen] == [3, 6, 9]
    assert [len(each.train_accuracy) for each in seen] == [1, 2, 3]
    assert np.array_equal(history.loss, seen[-1].loss)
    assert np.array_equal(seen[1].loss, history.loss[:6])
