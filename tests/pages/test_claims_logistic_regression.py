"""What the page on logistic regression says in words, computed."""

from pathlib import Path

import numpy as np
import pytest
from figures_of import figure
from quoting import quoted
from scipy.optimize import linprog
from sklearn.linear_model import LogisticRegression

from mlcheats import (
    forward,
    load_mnist,
    load_table,
    logistic_regression,
    mean_and_std,
    sigmoid,
    sigmoid_cross_entropy,
    softmax,
)

TABLE = load_table(Path(__file__).parents[2] / "assets/breast_cancer.csv")
T = TABLE.t
MEAN, STD = mean_and_std(TABLE.x)
X = (TABLE.x - MEAN) / STD
TWO = X[:, :2]


def descend(x, rate, steps):
    """Gradient descent on the mean loss; the weights, and the largest loss on the way."""
    w, losses = np.zeros(x.shape[1] + 1), []
    z = np.column_stack([x, np.ones(len(x))])
    for _ in range(steps):
        a = z @ w
        losses.append(np.mean(np.logaddexp(0, a) - T * a))
        w = w - rate * (z.T @ (sigmoid(a) - T) + np.append(w[:-1], 0)) / len(x)
    return w, losses


@quoted("logistic-regression", "시그모이드를 쓰는 [뉴런]", "It is a single [neuron]")
@quoted(
    "logistic-regression", "가장 좋은 가중치를 정확히 찾을", "best weights can be found exactly"
)
def test_a_neuron_with_a_sigmoid():
    w, b = logistic_regression(TWO, T, 1)
    layer = {"W1": w[:, np.newaxis], "b1": np.array([b])}
    np.testing.assert_allclose(sigmoid(forward(layer, TWO))[:, 0], sigmoid(TWO @ w + b))


@quoted("logistic-regression", "벌점이 가중치끼리 비교한다", "the penalty compares the weights")
@quoted(
    "logistic-regression", "안에서 맞추는데, 답은 그대로다", "scaled inside, where it costs nothing"
)
def test_scale():
    def probabilities(x, alpha):
        w, b = logistic_regression(x, T, alpha)
        return x @ w + b

    scaled, raw = TWO, TABLE.x[:, :2]
    np.testing.assert_allclose(probabilities(scaled, 0), probabilities(raw, 0), rtol=1e-8)
    assert np.max(np.abs(probabilities(scaled, 1) - probabilities(raw, 1))) > 0.1
    model = LogisticRegression(C=1, solver="newton-cholesky", tol=1e-13).fit(raw, T)
    np.testing.assert_allclose(logistic_regression(raw, T, 1)[0], model.coef_[0], rtol=1e-7)


@quoted("logistic-regression", "| 빠진 값 | 오류 |", "| missing values | an error |")
def test_missing_values_are_refused():
    with pytest.raises(ValueError, match="finite"):
        logistic_regression([[1], [np.nan]], [0, 1], 1)


@quoted("logistic-regression", "| 무작위성 | 없다 |", "| randomness | none |")
def test_the_same_data_give_the_same_weights():
    one, other = logistic_regression(X, T, 1), logistic_regression(X, T, 1)
    np.testing.assert_array_equal(one[0], other[0])


@quoted("logistic-regression", "손실이 커지는 걸음은 반으로", "would increase the loss is halved")
def test_steps_that_are_too_long_are_halved(monkeypatch):
    right, solve = logistic_regression(TWO, T, 1)[0], np.linalg.lstsq

    def too_long(H, g):
        step, *others = solve(H, g)
        return 3 * step, *others  # from which no unhalved descent comes to rest

    monkeypatch.setattr(np.linalg, "lstsq", too_long)
    np.testing.assert_allclose(logistic_regression(TWO, T, 1)[0], right, rtol=1e-8)


@quoted("logistic-regression", "여덟 걸음이면 된다", "Eight steps suffice")
@quoted("logistic-regression", "닿기까지 천 걸음이 든다", "the same place in a thousand steps")
def test_steps():
    w, b = logistic_regression(TWO, T, 1, max_steps=8)
    with pytest.raises(ValueError, match="max_steps"):
        logistic_regression(TWO, T, 1, max_steps=7)
    goal = np.append(w, b)
    assert np.max(np.abs(descend(TWO, 1.0, 1000)[0] - goal)) < 1e-6
    assert np.max(np.abs(descend(TWO, 1.0, 300)[0] - goal)) > 1e-3


@quoted("logistic-regression", "두 답의 확률이 모두 0.5다", "both answers have the probability 0.5")
@quoted(
    "logistic-regression",
    "비스듬하고 나란한 확률의 띠",
    "in parallel, slanted bands of probability",
)
@quoted(
    "logistic-regression", "0.5인 선은 두 무리 사이를", "The line of 0.5 runs between the clouds"
)
def test_the_boundary():
    names = {}
    axes = figure("logistic-regression", "boundary.svg", names).axes[0]
    bands = names["P"]
    assert sigmoid(np.zeros(1)) == 0.5
    heights = [  # where each row of the grid crosses 0.5
        np.interp(0.5, row, names["X"][0]) for row in bands if row[0] < 0.5 < row[-1]
    ]
    slopes = np.diff(heights)
    assert np.all(slopes < 0)
    assert np.ptp(slopes) < 0.01
    benign, malignant = (points.get_offsets() for points in axes.collections[-2:])
    assert np.mean(benign[:, 0]) < -0.4 < 0.9 < np.mean(malignant[:, 0])
    w, b = logistic_regression(TWO, T, 1)
    assert np.mean(benign, axis=0) @ w + b < 0 < np.mean(malignant, axis=0) @ w + b


@quoted("logistic-regression", "어떤 직선이 클래스를", "some line parts the classes")
@quoted("logistic-regression", "여기서도 열 30개를 모두 쓰면", "So it is here with all 30 columns")
@quoted("logistic-regression", "`alpha=0`이면", "with `alpha=0`, `logistic_regression` says so")
@quoted("logistic-regression", "$\\alpha$가 멈추어 준다", "An $\\alpha$ above 0 stops them")
def test_all_columns_part_the_classes():
    z = np.column_stack([X, np.ones(len(X))]) * (2 * T - 1)[:, np.newaxis]
    found = linprog(np.zeros(31), A_ub=-z, b_ub=-np.ones(len(X)), bounds=(None, None))
    assert found.success  # z w ≥ 1 for each example
    w = found.x
    losses = [np.sum(np.logaddexp(0, -scale * (z @ w))) for scale in (1, 2, 4, 8)]
    assert np.all(np.diff(losses) < 0)
    with pytest.raises(ValueError, match="a line parts the classes"):
        logistic_regression(X, T, 0)
    logistic_regression(X, T, 1)


@quoted("logistic-regression", "그쪽의 벌점은 $1/C$이고", "its penalty is $1/C$")
def test_scikit_learn_has_a_penalty():
    model = LogisticRegression(solver="newton-cholesky", tol=1e-13).fit(X, T)
    assert model.C == 1
    np.testing.assert_allclose(logistic_regression(X, T, 1)[0], model.coef_[0], rtol=1e-7)


@quoted("logistic-regression", "학습률 1이 너무 크다", "a learning rate of 1 is far too large")
def test_unscaled_descent_jumps():
    _, jumping = descend(TABLE.x[:, :2], 1.0, 100)
    _, falling = descend(TWO, 1.0, 100)
    assert max(jumping) > 10 * jumping[0]
    assert np.all(np.diff(falling) < 0)


@quoted("logistic-regression", "임계값 0.5도 고른 값이다", "the threshold of 0.5 is a choice, too")
def test_a_lower_threshold_finds_more():
    w, b = logistic_regression(TWO, T, 1)
    y = sigmoid(TWO @ w + b)
    assert np.mean(y[T == 1] > 0.2) > np.mean(y[T == 1] > 0.5)
    assert np.mean(y[T == 0] > 0.2) > np.mean(y[T == 0] > 0.5)


def three_questions(digits):
    answers = [digits % 2 == 0, digits > 4, np.isin(digits, [0, 6, 8, 9])]
    return np.stack(answers, axis=-1).astype(float)


def answered(activation, targets, seed):
    """The probabilities for the test images, after 300 small steps."""
    (x_train, _), (x_test, _) = load_mnist()
    rng = np.random.default_rng(seed)
    W, b = np.zeros((784, targets.shape[1])), np.zeros(targets.shape[1])
    for _ in range(300):
        some = rng.choice(len(x_train), 100)
        x, t = x_train[some], targets[some]
        error = (activation(x @ W + b) - t) / 100
        W, b = W - 0.5 * x.T @ error, b - 0.5 * error.sum(axis=0)
    return activation(x_test @ W + b)


@quoted(
    "logistic-regression",
    "[레이블이 여럿](loss.md#binary-cross-entropy)이면 레이블마다 로지스틱 회귀를 하나씩 두고 함께 "
    "학습한다.",
    "With [several labels](loss.md#binary-cross-entropy), each has a logistic regression of its "
    "own, and all learn together.",
)
@quoted(
    "logistic-regression",
    "8은 짝수이고, 4보다 크고, 구멍이 있다. 답이 셋 다 예다. 소프트맥스를 쓰면 레이블들이 확률 1을 "
    "나누어 가지므로, 0.5를 넘는 것이 많아야 하나다.",
    "An 8 is even, above 4 and has a hole: three times yes. Softmax lets the labels share a "
    "probability of 1, so one at most gets more than 0.5.",
)
@quoted(
    "logistic-regression",
    "**맞는 레이블이 둘인데 많아야 하나만 찾는다**: 출력이 소프트맥스다.",
    "**Two labels are right, but one at most is found**: the output is a softmax.",
)
@pytest.mark.parametrize("seed", [0, 1])
def test_three_questions_at_once(seed):
    (_, t_train), (_, t_test) = load_mnist()
    yes, right = three_questions(t_train), three_questions(t_test) == 1
    assert three_questions(np.array(8)).tolist() == [1, 1, 1]
    y = answered(sigmoid, yes, seed)
    for k in range(3):
        alone = answered(sigmoid, yes[:, [k]], seed)
        assert np.allclose(y[:, k], alone[:, 0], atol=1e-9)
    assert np.all(np.mean((y > 0.5) == right, axis=0) > 0.75)
    assert np.mean(np.all((y > 0.5) == right, axis=-1)) > 0.55
    shares = yes / np.maximum(1, yes.sum(axis=-1, keepdims=True))
    one = answered(softmax, shares, seed)
    assert np.all(np.sum(one > 0.5, axis=-1) <= 1)
    assert np.mean(np.all((one > 0.5) == right, axis=-1)) < 0.5


@quoted(
    "logistic-regression",
    "- **손실이 0.31 아래로 내려가지 않는다**: `sigmoid_cross_entropy`에 확률을 넣어서 "
    "시그모이드를 한 번 더 취한다.",
    "- **The loss does not fall below 0.31**: `sigmoid_cross_entropy` got probabilities, of which "
    "it takes the sigmoid again.",
)
def test_the_sigmoid_twice():
    y = np.linspace(0, 1, 101)
    least = min(sigmoid_cross_entropy(p, t) for p in y for t in (0, 1))
    assert least == pytest.approx(0.31, abs=0.005)
    a, t = np.array([9.0, -9.0]), np.array([1, 0])
    assert sigmoid_cross_entropy(a, t) < 0.001 < 0.5 < sigmoid_cross_entropy(sigmoid(a), t)


@quoted(
    "logistic-regression",
    "**형상이 맞지 않는다**: 정답은 클래스의 번호가 아니라 점수마다 0이나 1이다.",
    "**The shapes do not fit**: the target has a 0 or 1 for each score, not the number of a class.",
)
def test_the_number_of_a_class_does_not_fit():
    with pytest.raises(ValueError, match="t must have shape"):
        sigmoid_cross_entropy(np.zeros((2, 3)), [2, 0])
