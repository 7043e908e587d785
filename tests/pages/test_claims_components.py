"""What the page on components, margins and naive Bayes says in words, computed."""

from pathlib import Path

import numpy as np
import pytest
from counting import counted, growth, operations
from figures_of import figure
from quoting import quoted
from sklearn.svm import SVC

from mlcheats import (
    bayes,
    linear_svm,
    load_mnist,
    load_table,
    margins,
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
    "| 열의 크기를 먼저 맞추는가? | 단위가 다르면 그렇다 | 그렇다 | 아니다. 폭이 1,000배까지 "
    "달라도 된다 |",
    "| scale the columns first? | yes, if their units differ | yes | no, if none is over 1,000 "
    "times as wide as another |",
)
@quoted(
    "components", "그 열이 가장 넓게 퍼져 있다", "**One column is the first component**: it spreads"
)
def test_scale():
    big = IRIS.x * [1, 1000, 1, 1]
    assert np.abs(pca(big, 1)[1][0, 1]) > 0.999
    assert np.abs(pca(IRIS.x, 1)[1][0, 1]) < 0.1
    far = IRIS.x + np.array([0, 1000, 0, 0])  # the largest numbers
    np.testing.assert_allclose(pca(far, 1)[1], pca(IRIS.x, 1)[1])
    z = (IRIS.x - IRIS.x.mean(axis=0)) / IRIS.x.std(axis=0)
    y = predict_bayes(*naive_bayes(z, IRIS.t), z)
    for column in range(4):
        wide = z * np.where(np.arange(4) == column, 1000, 1)
        np.testing.assert_allclose(predict_bayes(*naive_bayes(wide, IRIS.t), wide), y, atol=0.02)
        too_wide = z * np.where(np.arange(4) == column, 100_000, 1)
        other = predict_bayes(*naive_bayes(too_wide, IRIS.t), too_wide)
        assert np.max(np.abs(other - y)) > 0.3


@quoted(
    "components",
    "**SVM이 여러 바퀴를 돈다**: $C$가 크거나, 열의 크기를 맞추지 않았거나, 두 클래스가 겹친다.",
    "**The SVM takes many sweeps**: $C$ is large, the columns are not scaled, or the classes "
    "overlap.",
)
def test_many_sweeps():
    for x, C in ((Z * [1, 100, 1, 1], 1), (Z, 100)):
        with pytest.raises(ValueError, match="max_sweeps"):
            linear_svm(x, T, C, max_sweeps=600)
    linear_svm(Z, T, 0.1, max_sweeps=64)
    t, rows = np.arange(60) % 2, [rng(seed).normal(size=(60, 2)) for seed in range(12)]
    apart = [x + 3 * (2 * t - 1)[:, np.newaxis] for x in rows]
    assert sum(takes_more_than(64, x, t) for x in apart) <= 2
    assert sum(takes_more_than(64, x, t) for x in rows) >= 8


def takes_more_than(sweeps, x, t):
    try:
        linear_svm(x, t, 1, max_sweeps=sweeps)
    except ValueError:
        return True
    return False


@quoted(
    "components",
    "| 비용 | $N D \\min(N, D)$ | 한 바퀴에 $N D$ | $N D$ |",
    "| cost | $N D \\min(N, D)$ | $N D$ a sweep | $N D$ |",
)
def test_costs():
    def sweep(N, D):
        def sweeps(many):
            with pytest.raises(ValueError, match="max_sweeps"):
                margins.linear_svm(x, t, 1e9, max_sweeps=many)

        x, t = counted(rng().normal(size=(N, D))), np.arange(N) % 2
        return operations(lambda: sweeps(3)) - operations(lambda: sweeps(2))

    def fit(N, D):
        x, t = counted(rng().normal(size=(N, D))), np.arange(N) % 2
        return operations(lambda: bayes.naive_bayes(x, t))

    for cost in (sweep, fit):
        assert growth(cost, N=200, D=50) == pytest.approx({"N": 1, "D": 1}, abs=0.15)


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
@quoted("components", "차지하는 몫이다", "is the direction's share of the variance")
@quoted("components", "방향의 부호에는 뜻이 없으므로", "A direction's sign means nothing")
@quoted(
    "components", "절댓값이 가장 큰 성분이 양수가", "we make its entry of largest size positive"
)
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
    np.testing.assert_allclose(np.var((IRIS.x - mean) @ -V.T, axis=0), along)
    for seed in range(50):  # the next one is the best of those at right angles to the first
        way = rng(seed).normal(size=4)
        way -= way @ V[0] * V[0]
        assert np.var(IRIS.x @ way / np.linalg.norm(way)) <= along[1] + 1e-12


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


@quoted(
    "components", "좁을 수 있고, 행들이 0에서 멀수록", "the more so the farther the rows lie from 0"
)
@quoted("components", "여기서는 $b$도 $E$에 있어서", "Here $E$ has $b$ in it, too")
@quoted("components", "그러니 열의 평균을 0으로 맞춘다", "So center the columns")
def test_the_margin_is_not_quite_the_widest():
    def width(w, b, x, s):
        return np.min(s * (x @ w + b)) / np.linalg.norm(w)

    for seed in (0, 5, 6, 11):
        x = rng(seed).normal(size=(20, 2))
        t = (x.sum(axis=1) > 0).astype(int)
        x, s = x + (t - 0.5)[:, np.newaxis], 2 * t - 1
        peer = SVC(kernel="linear", C=100, tol=1e-8).fit(x, t)  # without b in what it reduces
        widest = width(peer.coef_[0], peer.intercept_[0], x, s)
        shares = []
        for far in (0, 2, 4):
            moved = x + np.array([far, 0])
            shares.append(width(*linear_svm(moved, t, 100, max_sweeps=20_000), moved, s) / widest)
        assert shares[0] == pytest.approx(1, abs=0.01)
        assert shares[0] > shares[1] + 0.02
        assert shares[1] >= shares[2] - 1e-3
        assert shares[2] < 0.97
    setosa = (IRIS.t > 0).astype(int)
    x = (IRIS.x - IRIS.x.mean(axis=0)) / IRIS.x.std(axis=0)  # centered, and yet narrower
    peer = SVC(kernel="linear", C=1e4, tol=1e-8).fit(x, setosa)
    widest = width(peer.coef_[0], peer.intercept_[0], x, 2 * setosa - 1)
    assert width(*linear_svm(x, setosa, 1e4), x, 2 * setosa - 1) < 0.9 * widest


@quoted("components", "$C$가 크면 틀릴 때 손실이 커진다", "a large $C$ makes mistakes expensive")
def test_a_large_C_leaves_less_amiss():
    amiss = []
    for C in (0.01, 0.1, 1, 10):
        w, b = linear_svm(Z, T, C)
        amiss.append(np.sum(np.maximum(0, 1 - (2 * T - 1) * (Z @ w + b))))
    assert np.all(np.diff(amiss) < 0)


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
@quoted(
    "components",
    "값이 모두 같은 열도 분산이 0이",
    "a column with a single value in a class has one",
)
@quoted("components", "10억분의 1을 더해(`floor`)", "a billionth of that of the widest column")
def test_small_densities():
    assert np.prod(np.full(200, 1e-2)) == 0
    assert np.sum(np.log(np.full(200, 1e-2))) == pytest.approx(200 * np.log(1e-2))
    shares, means, variances = naive_bayes(IRIS.x, IRIS.t)
    count, mean, square = np.zeros((3, 1)), np.zeros((3, 4)), np.zeros((3, 4))
    for row, k in zip(IRIS.x, IRIS.t, strict=True):  # one pass, that of B. Welford
        count[k] += 1
        away = row - mean[k]
        mean[k] += away / count[k]
        square[k] += away * (row - mean[k])
    np.testing.assert_allclose(means, mean)
    np.testing.assert_allclose(variances, square / count, rtol=1e-6)
    np.testing.assert_allclose(shares, count[:, 0] / 150)
    x = np.array([[5.0, 1], [5, 2], [7, 3], [9, 8]])
    _, _, variances = naive_bayes(x, [0, 0, 1, 1])
    np.testing.assert_allclose(variances[0], [0, 0.25] + np.var(x, axis=0).max() / 1e9)


@quoted("components", "어떤 클래스일 확률은 얼마인가?", "**Bayes' rule** asks the other way round")
@quoted("components", "나이브 베이즈가 지나치게 확신한다", "**Naive Bayes is far too sure**")
@quoted(
    "components",
    "답은 0과 1에 가까워지지만, 평균해서 더 잘 맞지는 않는다",
    "its answers get closer to 0 and 1, but on average no better",
)
def test_columns_that_say_the_same():
    more_sure, more_right, more_loss = [], [], []
    for seed in range(20):
        train, test = np.split(rng(seed).permutation(150), [100])
        sure, right, loss = [], [], []
        for x in (IRIS.x, np.tile(IRIS.x, 3)):
            y = predict_bayes(*naive_bayes(x[train], IRIS.t[train]), x[test])
            sure.append(y.max(axis=1).mean())
            right.append(np.sum(y.argmax(axis=1) == IRIS.t[test]))
            loss.append(-np.mean(np.log(y[range(50), IRIS.t[test]])))
        more_sure.append(sure[1] - sure[0])
        more_right.append(right[1] - right[0])
        more_loss.append(loss[1] - loss[0])
    assert min(more_sure) > 0
    assert np.mean(more_right) <= 0
    assert np.mean(more_loss) > 0.1
