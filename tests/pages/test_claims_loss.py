"""What the page on loss functions says in words, computed."""

import functools
import math

import numpy as np
import pytest
from figures_of import figure
from quoting import quoted

from mlcheats import (
    cross_entropy_error,
    load_mnist,
    load_weights,
    one_hot,
    predict,
    sigmoid,
    sigmoid_cross_entropy,
    softmax,
    softmax_cross_entropy,
    sum_squares_error,
)

RIGHT = np.array([0.1, 0.05, 0.6, 0.0, 0.05, 0.1, 0.0, 0.1, 0.0, 0.0])
T = one_hot(2, 10)
data = functools.cache(load_mnist)
weights = functools.cache(lambda: load_weights("assets/sample_weight.npz"))


@quoted(
    "loss",
    "훈련 데이터로만 평가해서는 알아챌 수 없다.",
    "Evaluation on the training data alone cannot reveal it.",
)
def test_training_data_do_not_tell_who_learned_by_heart():
    (x, t), (x_test, t_test) = data()
    x, t = x[:2000], t[:2000]
    made_up = np.random.default_rng(0).permutation(t)  # nothing to be learned
    for labels, least, most in ((t, 0.8, 1), (made_up, 0, 0.2)):

        def nearest(images, labels=labels):
            distance = np.sum(x**2, axis=1) - 2 * images @ x.T
            return labels[np.argmin(distance, axis=1)]

        assert np.mean(nearest(x) == labels) == 1
        assert least <= np.mean(nearest(x_test[:500]) == t_test[:500]) <= most


@quoted(
    "loss",
    "작을수록 좋다.",
    "Smaller is better.",
)
@quoted(
    "loss",
    "`y`는 숫자마다의 확률이고, 2일 확률이 0.6으로 가장 높다. "
    "`t`는 정답 자리만 1이고 나머지는 0이다.",
    "`y` holds a probability for each digit; the highest is 0.6, for the digit 2. "
    "`t` is 1 at the right answer and 0 everywhere else.",
)
@quoted(
    "loss",
    "2가 아니라 7에 0.6을 주면 손실이 커진다.",
    "If the 0.6 goes to 7 instead of 2, the loss is larger.",
)
def test_the_example():
    names = {}
    figure("loss", "negative-log.svg", names)
    y, t, y_wrong = names["y"], names["t"], names["y_wrong"]
    assert np.array_equal(y, RIGHT)
    assert np.array_equal(t, T)
    assert (y.argmax(), y.max(), y.sum()) == (2, 0.6, pytest.approx(1))
    assert (y_wrong.argmax(), y_wrong.max()) == (7, 0.6)
    for loss in (sum_squares_error, cross_entropy_error):
        assert loss(y, t) < loss(y_wrong, t)


@quoted(
    "loss",
    "`one_hot`은 레이블마다 그 자리만 1인 행을 만들고, "
    "`one_hot_like`는 이미 출력과 형상이 같은 정답은 그대로 둔다.",
    "`one_hot` makes a row for each label, with 1 in its place only, and `one_hot_like` leaves "
    "answers that have the shape of the output already as they are.",
)
@quoted(
    "loss",
    "아래의 손실 함수는 정답을 먼저 이 함수에 넣으므로, 레이블도 받는다.",
    "The loss functions below pass the right answer through it first, so they take labels, too.",
)
def test_labels_and_one_hot_rows():
    names = {}
    figure("loss", "accuracy-and-loss.svg", names)
    rng = np.random.default_rng(0)
    y = softmax(rng.normal(size=(6, 10)))
    labels = rng.integers(10, size=6)
    rows = names["one_hot"](labels, 10)
    assert np.array_equal(rows, [[k == label for k in range(10)] for label in labels])
    assert names["one_hot_like"](rows, y) is rows
    for loss in ("sum_squares_error", "cross_entropy_error", "softmax_cross_entropy"):
        assert names[loss](y, labels) == names[loss](y, rows)


@quoted(
    "loss",
    "위의 예에서는 0부터 9까지다.",
    "in the example above it runs from 0 to 9.",
)
@quoted(
    "loss",
    "`axis=-1`이 $k$를 따라 더하고, `np.mean`은 데이터가 여럿일 때 평균을 낸다.",
    "`axis=-1` sums over $k$, and `np.mean` takes the mean when there are several data items.",
)
def test_the_sum_over_k_and_the_mean():
    rng = np.random.default_rng(0)
    y = softmax(rng.normal(size=(4, 10)))
    t = one_hot([3, 0, 9, 3], 10)
    each = [sum((y[n, k] - t[n, k]) ** 2 for k in range(10)) / 2 for n in range(4)]
    assert sum_squares_error(y, t) == pytest.approx(sum(each) / 4)


@quoted(
    "loss",
    "정답을 확신할수록 0에 가깝고, 정답의 확률이 0에 가까울수록 한없이 커진다.",
    "The surer the network is of the right answer, the closer the error is to 0. "
    "As the probability of the right answer approaches 0, the error grows without limit.",
)
@quoted(
    "loss",
    "**정답 확률의 로그**에 음의 부호를 붙인 값이다.",
    "**the logarithm of the probability given to the right answer**, with a minus sign.",
)
@quoted("loss", "$\\log 0$은 $-\\infty$이므로", "$\\log 0$ is $-\\infty$.")
def test_minus_the_logarithm():
    p = np.linspace(0.01, 1, 100)
    losses = [-np.sum(T * np.log(np.where(T == 1, each, (1 - each) / 9 + 1e-300))) for each in p]
    assert np.allclose(losses, -np.log(p))
    assert np.all(np.diff(losses) < 0)
    assert losses[-1] == 0
    for bound in (10, 100, 700):
        assert -np.log(np.exp(-bound - 1)) > bound
    with np.errstate(divide="ignore"):
        assert np.log(0.0) == -np.inf


@quoted(
    "loss",
    "![음의 로그 곡선. 확률 1에서 0이고 확률이 0에 다가가면 가파르게 치솟는다. "
    "점 둘은 확률 0.6과 0.1]",
    "![The curve of the negative logarithm. It is 0 at probability 1 and shoots up as the "
    "probability approaches 0. Two dots mark the probabilities 0.6 and 0.1]",
)
def test_the_curve():
    (axes,) = figure("loss", "negative-log.svg").axes
    p, loss = axes.lines[0].get_data()
    assert np.array_equal(loss, -np.log(p))
    assert (p[-1], loss[-1]) == (1, 0)
    assert loss[0] > 6
    assert np.all(np.diff(loss, 2) > 0)  # steeper and steeper towards 0
    dots = axes.collections[0].get_offsets()
    assert np.allclose(dots, [[0.6, -np.log(0.6)], [0.1, -np.log(0.1)]])


@quoted(
    "loss",
    "`1e-7`을 더하면 손실이 $-\\log 10^{-7} \\approx 16.12$를 넘지 못하고,",
    "With `1e-7` added, the loss can never exceed $-\\log 10^{-7} \\approx 16.12$,",
)
@quoted(
    "loss",
    "더하는 수가 없으니 흔적도 없다.",
    "Nothing is added, so nothing leaves a trace.",
)
def test_the_trace_of_the_number_added():
    assert -np.log(1e-7) == pytest.approx(16.118, abs=1e-3)
    for far in (1.0, 20.0, 1e3, 1e300):
        a = np.array([0.0, far])
        assert cross_entropy_error(softmax(a), [1, 0]) <= -np.log(1e-7)
        assert softmax_cross_entropy(a, [1, 0]) == pytest.approx(np.logaddexp(0, far), rel=1e-15)


@quoted(
    "loss",
    "합이 아니라 평균이므로 데이터의 수가 달라도 서로 비교할 수 있다.",
    "It is a mean and not a sum, so losses of different numbers of items can be compared.",
)
@quoted(
    "loss",
    "한 번 고칠 때마다 60,000장의 손실을 다 구하려면 100장만 볼 때의 600배를 계산해야 한다.",
    "Computing the loss of all 60,000 images for every correction takes 600 times the work of "
    "looking at 100.",
)
def test_a_mean_is_of_any_number():
    a, t = np.random.default_rng(0).normal(size=(7, 10)), np.arange(7)
    once = softmax_cross_entropy(a, t)
    assert softmax_cross_entropy(np.tile(a, (9, 1)), np.tile(t, 9)) == pytest.approx(once)
    products = [n * (784 * 50 + 50 * 100 + 100 * 10) for n in (len(data()[0][0]), 100)]
    assert products[0] == 600 * products[1]


@quoted(
    "loss",
    "정확도로 재면 **거의 모든 자리에서 매개변수에 대한 [미분](gradient.md#derivative)이 0**이기",
    "Because with accuracy as the measure, **the [derivative](gradient.md#derivative) with respect "
    "to the parameters is 0 almost everywhere**.",
)
@quoted(
    "loss",
    "가중치를 조금 움직여도 대개는 그대로이고,",
    "If you nudge a weight, the count usually stays the same,",
)
@quoted(
    "loss",
    "손실은 가중치를 조금만 움직여도 조금 바뀐다.",
    "The loss changes a little even when a weight moves only a little.",
)
def test_accuracy_does_not_move_and_the_loss_does():
    x, t = (each[:100] for each in data()[0])
    rng = np.random.default_rng(0)
    moved = {"accuracy": 0, "loss": 0}
    for _ in range(100):
        network = {name: value.astype(np.float64) for name, value in weights().items()}

        def measured(network=network):
            y = predict(network, x)
            return np.mean(y.argmax(axis=-1) == t), cross_entropy_error(y, one_hot(t, 10))

        before = measured()
        network["W3"][rng.integers(100), rng.integers(10)] += 1e-4
        accuracy, loss = measured()
        moved["accuracy"] += accuracy != before[0]
        moved["loss"] += loss != before[1]
    assert moved == {"accuracy": 0, "loss": 100}


@quoted(
    "loss",
    "이미지 100장으로, 출력 7의 편향을 400번 조금씩 움직이며 둘을 비교한다. "
    "정확도가 바뀌는 것은 그 가운데 몇 번뿐이다.",
    "To compare the two on 100 images, we move the bias of output 7 in 400 small steps. "
    "Only a few of them change the accuracy.",
)
@quoted(
    "loss",
    "![편향 하나를 움직일 때 정확도는 계단처럼 뛰고, 손실은 매끄럽게 변한다]",
    "![As a single bias moves, the accuracy jumps in steps while the loss changes smoothly]",
)
def test_accuracy_in_steps_and_loss_in_a_curve():
    left, right = figure("loss", "accuracy-and-loss.svg").axes
    assert (left.get_title(), right.get_title()) == ("accuracy", "loss")
    accuracy, loss = (axes.lines[0].get_ydata() for axes in (left, right))
    assert len(accuracy) == len(loss) == 401
    assert 0 < np.count_nonzero(np.diff(accuracy)) < 20
    assert np.count_nonzero(np.diff(loss)) == 400
    assert np.abs(np.diff(loss, 2)).max() < np.ptp(loss) / 1000  # no step, no corner


@quoted(
    "loss",
    "**다중 레이블**(multi-label) 문제에서는 여러 레이블이 한꺼번에 맞을 수 있다. 레이블마다 점수, "
    "시그모이드, 이진 교차 엔트로피를 따로 두고 그 평균을 손실로 삼는다. "
    "[예는 뒤에 있다](logistic-regression.md#several-labels).",
    "In a **multi-label** problem, several labels may be right at once. Each label gets its own "
    "score, sigmoid and binary cross-entropy, and the loss is their mean. [There is an example "
    "later](logistic-regression.md#several-labels).",
)
def test_the_loss_of_several_labels_is_the_mean_of_theirs():
    rng = np.random.default_rng(0)
    a, t = rng.normal(size=(20, 3)), rng.integers(2, size=(20, 3))
    assert t.sum(axis=-1).max() > 1
    each = [sigmoid_cross_entropy(a[:, k], t[:, k]) for k in range(3)]
    assert sigmoid_cross_entropy(a, t) == pytest.approx(np.mean(each))


@quoted(
    "loss",
    "| $K$개 클래스 가운데 하나 | 점수 $K$개의 소프트맥스 | `softmax_cross_entropy` |\n"
    "| 예 또는 아니오 | 점수 하나의 시그모이드 | `sigmoid_cross_entropy` |\n"
    "| 레이블 $K$개 가운데 몇이든 | 점수 $K$개마다 시그모이드 | `sigmoid_cross_entropy` |",
    "| One of $K$ classes | Softmax of $K$ scores | `softmax_cross_entropy` |\n"
    "| Yes or no | Sigmoid of one score | `sigmoid_cross_entropy` |\n"
    "| Any of $K$ labels | Sigmoid of each of $K$ scores | `sigmoid_cross_entropy` |",
)
@pytest.mark.parametrize("right", [[0, 0, 0], [0, 1, 0], [1, 0, 1], [1, 1, 1]])
def test_which_output_can_say_what(right):
    """The scores that are best for a target, found along the gradient."""
    a = b = np.zeros(3)
    t = np.array(right)
    for _ in range(200):
        a, b = a - (sigmoid(a) - t), b - (softmax(b) - t / max(1, t.sum()))
    assert np.array_equal(sigmoid(a) > 0.5, t == 1)
    assert np.array_equal(softmax(b) > 0.6, t == 1) == (t.sum() <= 1)
    assert np.allclose([softmax([0, score])[1] for score in a], sigmoid(a))


@quoted(
    "loss",
    "부동소수점에서는 점수가 크면 $y$가 1로 반올림되어 $\\log(1 - y)$가 무한대가 된다.",
    "In floating point, a large score rounds $y$ to 1, and $\\log(1 - y)$ is infinite.",
)
@quoted(
    "loss",
    "`np.logaddexp(0, a)`는 $\\log(1 + e^a)$를 오버플로 없이 구한다.",
    "`np.logaddexp(0, a)` is $\\log(1 + e^a)$ without overflow.",
)
def test_a_large_score_has_a_finite_loss():
    for a in (40.0, 1e3, 1e300):
        assert sigmoid(a) == 1
        with np.errstate(divide="ignore"):
            assert np.log(1 - sigmoid(a)) == -np.inf
        assert np.logaddexp(0, a) == a
        assert np.logaddexp(0, -a) == pytest.approx(math.log1p(math.exp(-a)))
    assert np.allclose(np.logaddexp(0, [-2.0, 2.0]), np.log(1 + np.exp([-2.0, 2.0])))
