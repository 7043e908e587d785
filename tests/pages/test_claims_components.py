"""What the page on components, margins and naive Bayes says in words, computed."""

from pathlib import Path

import numpy as np
import pytest
from figures_of import figure
from quoting import quoted

from mlcheats import (
    linear_svm,
    load_mnist,
    load_table,
    mean_and_std,
    naive_bayes,
    pca,
    predict_bayes,
)

IRIS = load_table(Path(__file__).parents[2] / "assets/iris.csv")
TWO = IRIS.t > 0
T = IRIS.t[TWO] - 1
MEAN, STD = mean_and_std(IRIS.x[TWO])
Z = (IRIS.x[TWO] - MEAN) / STD


def rng(seed=0):
    return np.random.default_rng(seed)


@quoted(
    "components",
    "| 열의 크기를 먼저 맞추는가? | 단위가 다르면 그렇다 | 그렇다 | 아니다 |",
    "| scale the columns first? | yes, if their units differ | yes | no |",
)
@quoted("components", "**열 하나가 첫 주성분이 된다**", "**One column is the first component**")
@quoted("components", "**SVM이 여러 바퀴를 돈다**", "**The SVM takes many sweeps**")
def test_scale():
    big = IRIS.x * [1, 1000, 1, 1]
    assert np.abs(pca(big, 1)[1][0, 1]) > 0.999
    assert np.abs(pca(IRIS.x, 1)[1][0, 1]) < 0.1
    for x, C in ((Z * [1, 100, 1, 1], 1), (Z, 100)):
        with pytest.raises(ValueError, match="max_sweeps"):
            linear_svm(x, T, C, max_sweeps=600)
    linear_svm(Z, T, 0.1, max_sweeps=600)
    y = predict_bayes(*naive_bayes(IRIS.x, IRIS.t, floor=1e-15), IRIS.x)
    other = predict_bayes(*naive_bayes(big, IRIS.t, floor=1e-15), big)
    np.testing.assert_allclose(y, other, atol=1e-6)


@quoted("components", "| 빠진 값 | 오류 | 오류 | 오류 |", "| missing values | an error |")
def test_missing_values_are_refused():
    x = np.where(IRIS.x[0] < IRIS.x, IRIS.x, np.nan)
    for call in (
        lambda: pca(x, 1),
        lambda: linear_svm(x, IRIS.t > 0, C=1),
        lambda: naive_bayes(x, IRIS.t),
    ):
        with pytest.raises(ValueError, match="finite"):
            call()


@quoted("components", "| 무작위성 | 없다 | 없다 | 없다 |", "| randomness | none | none | none |")
def test_nothing_is_random():
    for call in (
        lambda: pca(IRIS.x, 2),
        lambda: linear_svm(Z, T, C=0.1),
        lambda: naive_bayes(IRIS.x, IRIS.t),
    ):
        for one, other in zip(call(), call(), strict=True):
            np.testing.assert_array_equal(one, other)


@quoted(
    "components",
    "행들이 가장 다른 방향을 찾고",
    "finds the direction in which the rows differ most",
)
@quoted("components", "모든 방향을 순서대로 한 번에", "gives all directions at once, in order")
@quoted("components", "가장 큰 성분이 양수가 되게", "we make its largest entry positive")
def test_the_directions():
    mean, V, shares = pca(IRIS.x, 4)
    along = np.var((IRIS.x - mean) @ V.T, axis=0)
    np.testing.assert_allclose(V @ V.T, np.eye(4), atol=1e-12)
    np.testing.assert_allclose(along / along.sum(), shares)
    assert np.all(np.diff(shares) < 0)
    for _ in range(200):
        way = rng(_).normal(size=4)
        assert np.var(IRIS.x @ way / np.linalg.norm(way)) <= along[0] + 1e-12
    assert all(row[np.argmax(np.abs(row))] > 0 for row in V)


@quoted("components", "방향 100개면 이 숫자들이", "Of 784 pixels, 100 directions keep nearly all")
@quoted(
    "components", "처음에는 흐릿하다가 갈수록 또렷해진다", "It is a blur at first, and sharper with"
)
@quoted(
    "components", "남기지 않은 방향에 있던 것은 빠진다", "What is missing lies in the directions"
)
@quoted(
    "components", "같은 숫자 7을 수 2개, 10개, 50개,", "The same digit 7 five times, from 2, 10"
)
def test_reconstructions():
    names = {}
    drawing = figure("components", "reconstructions.svg", names)
    titles = [axes.get_title() for axes in drawing.axes]
    assert titles == ["2", "10", "50", "100", "784"]
    shown = [axes.images[0].get_array() for axes in drawing.axes]
    (_, _), (x, t) = load_mnist()
    assert t[0] == 7
    far = [np.linalg.norm(image - shown[-1]) for image in shown]
    assert np.all(np.diff(far) < 0)
    assert far[-1] == 0
    np.testing.assert_allclose(shown[-1].ravel(), x[0])
    assert names["shares"].sum() > 0.94
    digits, V = names["digits"], names["V"]
    rest = digits - names["mean"] - (digits - names["mean"]) @ V.T @ V
    np.testing.assert_allclose(rest @ V.T, 0, atol=1e-9)


@quoted("components", "직선은 여럿일 수 있다", "Many lines may part two classes")
@quoted(
    "components", "1 이상 떨어진 행에만 손실이 없다", "a row costs nothing only if its weighted sum"
)
@quoted("components", "정답을 1이나 −1인 $s_n$으로", "With the label $s_n$ as 1 or −1")
@quoted("components", "가중치가 작으면 마진이 넓고", "Small weights make a wide margin")
def test_the_margin():
    x, t = np.array([[0.0, 0], [1, 0], [3, 0], [4, 0]]), np.array([0, 0, 1, 1])
    for middle in (1.2, 2.8):
        assert np.all((x[:, 0] > middle) == t)
    w, b = linear_svm(x, t, C=100)
    assert -b / w[0] == pytest.approx(2, abs=1e-3)
    assert 2 / np.linalg.norm(w) == pytest.approx(2, abs=1e-3)  # from 1 to 3
    a = np.array([-2.0, -1, -0.5, 0.5, 1, 2])
    costs = np.maximum(0, 1 - a)
    np.testing.assert_array_equal(costs == 0, a >= 1)
    sizes = [np.linalg.norm(linear_svm(Z, T, C)[0]) for C in (0.001, 0.1, 1)]
    assert np.all(np.diff(sizes) > 0)


@quoted("components", "$C$가 크면 틀릴 때 손실이 커진다", "a large $C$ makes mistakes expensive")
@quoted("components", "행들의 가중합이므로", "The best $w$ is a weighted sum of the rows")
@quoted("components", "한계도 이 가중치에서 나오므로", "how small $E$ can be at best")
def test_the_best_is_a_sum_of_rows():
    x = rng().normal(size=(3, 9))  # fewer rows than columns
    w, _ = linear_svm(x, [0, 1, 1], C=1)
    part = np.linalg.lstsq(x.T, w)[0]
    np.testing.assert_allclose(x.T @ part, w, atol=1e-12)
    for seed in range(20):  # a bound from any weights, below the loss of any w
        z = np.column_stack([rng(seed).normal(size=(8, 2)), np.ones(8)])
        s, a, v = np.sign(z[:, 0]), rng(seed).random(8), rng(seed + 1).normal(size=3)
        made = (a * s) @ z
        loss = v @ v / 2 + np.sum(np.maximum(0, 1 - s * (z @ v)))
        assert a.sum() - made @ made / 2 <= loss


@quoted("components", "행 16개, 곧 **서포트 벡터**", "Only the 16 rows on the margin")
@quoted("components", "나머지 행을 빼도 직선은 그대로다", "Without the others, it stays the same")
def test_support_vectors():
    w, b = linear_svm(Z, T, C=1)
    near = (2 * T - 1) * (Z @ w + b) < 1 + 1e-4
    assert near.sum() == 16
    v, c = linear_svm(Z[near], T[near], C=1)
    np.testing.assert_allclose([*v, c], [*w, b], atol=1e-4)


@quoted(
    "components", "작은 밀도를 많이 곱하면 0이", "the product of many small densities would be 0"
)
@quoted(
    "components",
    "최적화할 것이 없고",
    "There is nothing to optimize, one pass over the data suffices",
)
def test_small_densities():
    assert np.prod(np.full(200, 1e-2)) == 0
    assert np.sum(np.log(np.full(200, 1e-2))) == pytest.approx(200 * np.log(1e-2))
    shares, means, _ = naive_bayes(IRIS.x, IRIS.t)
    counts, sums = np.zeros(3), np.zeros((3, 4))
    for row, label in zip(IRIS.x, IRIS.t, strict=True):
        counts[label] += 1
        sums[label] += row
    np.testing.assert_allclose(means, sums / counts[:, np.newaxis])
    np.testing.assert_allclose(shares, counts / 150)


@quoted("components", "어떤 클래스일 확률은 얼마인가?", "**Bayes' rule** asks the other way round")
@quoted("components", "나이브 베이즈가 지나치게 확신한다", "**Naive Bayes is far too sure**")
@quoted(
    "components", "열을 세 번씩 넣으면 답은 0과 1에", "its answers get closer to 0 and 1, but no"
)
def test_columns_that_say_the_same():
    order = rng().permutation(150)
    train, test = order[:100], order[100:]
    sure, right = [], []
    for x in (IRIS.x, np.tile(IRIS.x, 3)):
        y = predict_bayes(*naive_bayes(x[train], IRIS.t[train]), x[test])
        sure.append(y.max(axis=1).mean())
        right.append(np.mean(y.argmax(axis=1) == IRIS.t[test]))
    assert sure[1] > sure[0] + 0.01
    assert right[1] <= right[0]
