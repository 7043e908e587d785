"""What the page on linear regression says in words, computed."""

from pathlib import Path

import numpy as np
import pytest
from figures_of import figure
from quoting import quoted
from scipy.optimize import minimize

from mlcheats import forward, lasso, linear_regression, load_table, mean_and_std, ridge

TABLE = load_table(Path(__file__).parents[2] / "assets/diabetes.csv")
X, T = TABLE.x, TABLE.t
MEAN, STD = mean_and_std(X)
Z = (X - MEAN) / STD
BMI = X[:, [2]]


def column(name):
    return TABLE.features.index(name)


@quoted("linear-regression", "활성화 함수가 없는", "without an activation function")
def test_a_layer_without_activation():
    w, b = linear_regression(X, T)
    layer = {"W1": w[:, np.newaxis], "b1": np.array([b])}
    np.testing.assert_allclose(forward(layer, X)[:, 0], X @ w + b, rtol=1e-12)


@quoted("linear-regression", "아니다. 예측이 같다", "no, predictions stay the same")
@quoted("linear-regression", "벌점은 가중치끼리 비교하므로", "The penalty compares weights")
def test_the_scale_changes_no_prediction_but_with_a_penalty():
    def change(fit):
        (w, b), (v, c) = fit(X, T), fit(Z, T)
        return np.max(np.abs(X @ w + b - Z @ v - c))

    assert change(linear_regression) < 1e-9
    assert change(lambda x, t: ridge(x, t, 10)) > 1
    assert change(lambda x, t: lasso(x, t, 1)) > 1


@quoted("linear-regression", "| 빠진 값 | 오류 | 오류 | 오류 |", "| missing values | an error |")
def test_missing_values_are_refused():
    x = X.copy()
    x[3, 3] = np.nan
    for fit in (linear_regression, lambda x, t: ridge(x, t, 1), lambda x, t: lasso(x, t, 1)):
        with pytest.raises(ValueError, match="finite"):
            fit(x, T)


@quoted("linear-regression", "| 무작위성 | 없다 |", "| randomness | none |")
def test_the_same_data_give_the_same_weights():
    for fit in (linear_regression, lambda x, t: ridge(x, t, 1), lambda x, t: lasso(x, t, 1)):
        np.testing.assert_array_equal(fit(X, T)[0], fit(X, T)[0])


@quoted(
    "linear-regression", "다른 열들의 가중합이 아닐 때만", "The inverse exists only if no column"
)
@quoted("linear-regression", "가장 짧은 것을 준다", "if there are several, the shortest")
def test_of_several_weights_the_shortest():
    x = np.column_stack([X, X[:, 0] + X[:, 1]])
    with pytest.raises(AssertionError):  # no inverse that deserves its name
        np.testing.assert_allclose(np.linalg.inv(x.T @ x) @ (x.T @ x), np.eye(11), atol=1e-6)
    w, b = linear_regression(x, T)
    along = np.zeros(11)
    along[[0, 1, 10]] = 1, 1, -1
    for step in (-1e-3, 1e-3):
        other = w + step * along
        np.testing.assert_allclose(x @ other + b, x @ w + b, rtol=1e-9)
        assert np.linalg.norm(other) > np.linalg.norm(w)


@quoted("linear-regression", "역행렬 없이 같은 $w$를 구하고", "finds the same $w$ without it")
@quoted("linear-regression", "$b$는 0이고", "$b$ is 0")
def test_lstsq_and_the_inverse_agree():
    x, t = X - MEAN, T - T.mean()
    w, b = linear_regression(x, t)
    np.testing.assert_allclose(np.linalg.inv(x.T @ x) @ x.T @ t, w, rtol=1e-9)
    assert abs(b) < 1e-9


@quoted("linear-regression", "1이면 완벽하고, 0이면", "1 is perfect, 0 is no better")
def test_r2():
    def r2(y):
        return 1 - np.sum((y - T) ** 2) / np.sum((T - np.mean(T)) ** 2)

    assert r2(T) == 1
    assert r2(np.mean(T)) == 0


@quoted("linear-regression", "늘 그 20명의 평균을 답하면 77쯤", "is wrong by 77 or so")
def test_the_mean_of_twenty_is_wrong_by_77():
    rng = np.random.default_rng(0)
    errors = []
    for _ in range(100):
        order = rng.permutation(len(T))
        errors.append(np.sqrt(np.mean((T[order[20:]] - T[order[:20]].mean()) ** 2)))
    assert 76 < np.mean(errors) < 80


@quoted("linear-regression", "$r_j$의 크기가 $\\alpha$ 이하이면", "An $r_j$ within $\\alpha$")
def test_a_weak_pull_gives_no_weight():
    w, b = lasso(Z, T, 5)
    pull = Z.T @ (T - Z @ w - b) / len(T) + w
    np.testing.assert_array_equal(w != 0, np.abs(pull) > 5)


@quoted("linear-regression", "오른쪽으로 갈수록 올라가며", "A cloud of points that rises")
def test_the_cloud_rises_and_is_wide():
    w, b = linear_regression(BMI, T)
    assert w > 0
    assert np.std(T - BMI @ w - b) > 0.75 * np.std(T)


@quoted("linear-regression", "상관계수가 0.9이고", "have a correlation of 0.9 and")
@quoted("linear-regression", "−11과 2로 줄인다", "makes them −11 and 2")
@quoted("linear-regression", "릿지에서는 모든 선이", "With ridge all lines come closer")
def test_the_lines_of_the_penalty():
    drawn = figure("linear-regression", "penalty.svg")
    ridges, lassos = ([line.get_ydata() for line in axes.lines] for axes in drawn.axes)
    assert len(ridges) == len(lassos) == 10
    for weights in ridges:
        assert 0 < abs(weights[-1]) < 0.1 * np.max(np.abs(weights))
    ends = [np.flatnonzero(weights)[-1] for weights in lassos]
    assert len(set(ends)) > 5
    assert max(ends) < len(lassos[0]) - 1


@quoted("linear-regression", "두 열이 거의 같은 말을 해서", "nearly the same thing")
def test_two_columns_that_say_the_same():
    s1, s2 = column("s1"), column("s2")
    assert np.corrcoef(Z.T)[s1, s2].round(1) == 0.9
    assert linear_regression(Z, T)[0][[s1, s2]].round().tolist() == [-38, 23]
    assert ridge(Z, T, 10)[0][[s1, s2]].round().tolist() == [-11, 2]


@quoted("linear-regression", "`s5`를 버린다", "drops `s5`")
def test_lasso_without_scaling():
    s5 = column("s5")
    assert lasso(X, T, 5)[0][s5] == 0
    assert np.argsort(-np.abs(lasso(Z, T, 5)[0]))[1] == s5


@quoted("linear-regression", "오차를 제곱하기 때문이다", "errors are squared")
@quoted("linear-regression", "151에서 3000으로", "from 151 to 3000")
def test_one_answer_bends_the_line():
    t = T.copy()
    assert t[0] == 151
    t[0] = 3000
    assert linear_regression(BMI, T)[0].round(1) == 10.2
    assert linear_regression(BMI, t)[0].round(1) == 12.1

    def line(errors):  # without the squares it hardly turns
        return minimize(lambda line: np.sum(errors(line)), [10, -100], method="Nelder-Mead").x[0]

    before = line(lambda line: np.abs(BMI[:, 0] * line[0] + line[1] - T))
    after = line(lambda line: np.abs(BMI[:, 0] * line[0] + line[1] - t))
    assert abs(after - before) < 0.2


@quoted("linear-regression", "−15를 예측하는데", "it predicts −15")
def test_far_from_the_data():
    w, b = linear_regression(BMI, T)
    assert (10 * w + b).round() == -15
    assert T.min() == 25


@quoted(
    "linear-regression",
    "![벌점에 따른 가중치 열 개, 두 그림. 릿지에서는 모든 선이 매끄럽게 휘며 0에 가까워지고, "
    "라쏘에서는 하나씩 차례로 0이 된다]",
    "![The ten weights by penalty, twice. With ridge all lines come closer to 0 in smooth "
    "curves; with lasso one after another ends at 0]",
)
def test_the_weights_by_penalty():
    smooth, kinked = figure("linear-regression", "penalty.svg").axes
    for axes, name in ((smooth, "ridge"), (kinked, "lasso")):
        assert (axes.get_title(), len(axes.lines)) == (name, 10)
    weights = np.array([line.get_ydata() for line in smooth.lines])
    assert np.abs(weights[:, -1]).max() < 0.1 * np.abs(weights[:, 0]).max()
    assert np.all(weights != 0)
    ends = [np.count_nonzero(line.get_ydata()) for line in kinked.lines]
    assert len(set(ends)) > 5  # not all at one penalty
    assert all(line.get_ydata()[-1] == 0 for line in kinked.lines)
