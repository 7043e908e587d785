"""Linear regression, ridge and lasso against scikit-learn, arithmetic by hand and bad input."""

import re
from pathlib import Path

import numpy as np
import pytest
from sklearn import linear_model

from mlcheats import lasso, linear_regression, load_table, mean_and_std, ridge

ROOT = Path(__file__).parents[2]
FITS = [
    linear_regression,
    lambda x, t: ridge(x, t, 1.0),
    lambda x, t: lasso(x, t, 0.1),
]
each_fit = pytest.mark.parametrize("fit", FITS, ids=["linear_regression", "ridge", "lasso"])


def examples(N, D, seed=0, noise=1.0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(N, D)) * rng.uniform(0.1, 100, size=D) + rng.normal(size=D) * 10
    return x, x @ rng.normal(size=D) + 3 + noise * rng.normal(size=N)


def with_columns(x, *columns):
    return np.column_stack([x, *columns])


X, T = examples(60, 5)
TABLES = {
    "diabetes": load_table(ROOT / "assets/diabetes.csv")[:2],
    "normal": (X, T),
    "exact": examples(30, 4, noise=0),
    "one column": (X[:, :1], T),
    "one row": (X[:1], T[:1]),
    "as many columns as rows": examples(6, 6),
    "more columns than rows": examples(5, 20),
    "the same column twice": (with_columns(X, X[:, 0]), T),
    "a sum of columns": (with_columns(X, X[:, 0] + X[:, 1]), T),
    "all classes one-hot": (with_columns(X, np.eye(3)[np.arange(60) % 3]), T),
    "a constant column": (with_columns(X, np.full(60, 0.1)), T),
    "a constant answer": (X, np.full(60, 0.1)),
    "the same rows": (np.vstack([X, X]), np.concatenate([T, T])),
    "far from 0": (X + 1e6, T),
    "integers": (np.arange(24).reshape(12, 2) % 7, np.arange(12) ** 2),
    "bools": (np.array([[True], [False], [True]]), np.array([True, False, False])),
    "float32": (X.astype(np.float32), T.astype(np.float32)),
}
each_table = pytest.mark.parametrize("name", TABLES)


def peer(model, x, t):
    fitted = model.fit(np.asarray(x, dtype=float), np.asarray(t, dtype=float))
    return np.append(fitted.coef_, fitted.intercept_)


def same(ours, theirs, x, within=1e-9):
    """Weights to 1e-9 of what they add to an answer: a column's share is x times w."""
    w, b = ours
    assert w.dtype == np.float64
    assert isinstance(b, np.float64)
    reach = np.append(np.max(np.abs(x), axis=0), 1)
    share = np.append(w, b) * reach, theirs * reach
    allowed = within * max(1, np.max(np.abs(share[1])))
    np.testing.assert_allclose(share[0], share[1], rtol=within, atol=allowed)


@each_table
def test_linear_regression_against_scikit_learn(name):
    x, t = TABLES[name]
    same(linear_regression(x, t), peer(linear_model.LinearRegression(), x, t), x)


@each_table
@pytest.mark.parametrize("alpha", [1e-3, 1, 1e4])
def test_ridge_against_scikit_learn(name, alpha):
    x, t = TABLES[name]
    same(ridge(x, t, alpha), peer(linear_model.Ridge(alpha, solver="svd"), x, t), x)


@pytest.mark.parametrize("name", [name for name in TABLES if name != "more columns than rows"])
@pytest.mark.parametrize("alpha", [0.5, 20])
def test_lasso_against_scikit_learn(name, alpha):
    x, t = np.asarray(TABLES[name][0], dtype=float), TABLES[name][1]
    mean, std = mean_and_std(x)
    z = (x - mean) / std
    w, b = lasso(z, t, alpha)
    model = linear_model.Lasso(alpha, tol=1e-14, max_iter=100_000)
    same((w, b), peer(model, z, t), z, within=1e-8)
    assert_is_least(z, t, w, b, alpha)


def assert_is_least(x, t, w, b, alpha):
    """A weight that is not 0 is pulled by α, one that is 0 by no more: so no other is better."""
    pull = x.T @ (t - x @ w - b) / len(x)
    allowed = 1e-9 * max(1, np.max(np.abs(t)) * np.max(np.abs(x)))
    np.testing.assert_allclose(pull[w != 0], alpha * np.sign(w[w != 0]), rtol=0, atol=allowed)
    assert np.all(np.abs(pull) <= alpha + allowed)


def test_lasso_of_more_columns_than_rows_is_least():
    x, t = examples(5, 20)
    x = x / x.std(axis=0)
    assert_is_least(x, t, *lasso(x, t, 0.5), 0.5)


def test_by_hand():
    w, b = linear_regression([[0], [1], [2]], [1, 3, 5])
    np.testing.assert_allclose([*w, b], [2, 1], rtol=1e-14)
    w, b = ridge([[0], [1], [2]], [1, 3, 5], 2)  # Σ z t = 4, Σ z² + 2 = 4
    np.testing.assert_allclose([*w, b], [1, 2], rtol=1e-14)
    w, b = lasso([[0], [1], [2]], [1, 3, 5], 1)  # (4/3 - 1) / (2/3)
    np.testing.assert_allclose([*w, b], [0.5, 2.5], rtol=1e-14)


@each_table
@pytest.mark.parametrize("alpha", [1e-300, 1e-20, 1e-12])
def test_ridge_with_a_tiny_penalty_is_linear_regression(name, alpha):
    x, t = TABLES[name]
    same(ridge(x, t, alpha), np.append(*linear_regression(x, t)), np.asarray(x))


@each_fit
def test_constant_columns_alone_have_no_weight(fit):
    x = np.full((7, 2), 0.1)  # whose mean is not 0.1: scikit-learn gives weights of -4.6 here
    w, b = fit(x, T[:7])
    np.testing.assert_array_equal(w, [0, 0])
    assert b == pytest.approx(T[:7].mean(), rel=1e-15)


def test_lasso_beyond_the_largest_pull_is_the_mean():
    w, b = lasso(X, T, 1e9)
    assert np.all(w == 0)
    assert b == pytest.approx(T.mean(), rel=1e-15)


@each_fit
def test_arguments_stay(fit):
    x, t = X.copy(), T.copy()
    fit(x, t)
    np.testing.assert_array_equal(x, X)
    np.testing.assert_array_equal(t, T)


@each_fit
@pytest.mark.parametrize(
    ("x", "t", "error", "said"),
    [
        ([[1], [2]], [1, np.nan], ValueError, "t must hold finite numbers, got nan"),
        ([[1], [np.inf]], [1, 2], ValueError, "x must hold finite numbers, got inf"),
        ([[1], [2]], ["a", "b"], TypeError, "t must hold real numbers, got dtype <U1"),
        ([["a"], ["b"]], [1, 2], TypeError, "x must hold real numbers, got dtype <U1"),
        ([1, 2], [1, 2], ValueError, "x must have shape (N, D), not empty, got (2,)"),
        (np.empty((0, 3)), [], ValueError, "x must have shape (N, D), not empty, got (0, 3)"),
        (np.empty((3, 0)), [1, 2, 3], ValueError, "x must have shape (N, D), not empty"),
        ([[1], [2]], [1, 2, 3], ValueError, "t must have shape (2,), got (3,)"),
        ([[1], [2]], [[1], [2]], ValueError, "t must have shape (2,), got (2, 1)"),
        ([[1, 2], [3]], [1, 2], ValueError, "x must be a rectangular array"),
        (np.ma.array([[1], [2]]), [1, 2], TypeError, "x must be a plain array, got a masked"),
        ([[1e200], [-1e200]], [1, 2], ValueError, "must hold finite numbers"),
    ],
)
def test_bad_input_is_told(fit, x, t, error, said):
    with pytest.raises(error, match=re.escape(said)):
        fit(x, t)


@pytest.mark.parametrize("fit", FITS[:2], ids=["linear_regression", "ridge"])
def test_columns_of_very_different_scales_are_told(fit):
    wide = X * np.array([1e-9, 1, 1, 1, 1e6])
    with pytest.raises(ValueError, match=r"scale by more than a factor of 1e8, got standard dev"):
        fit(wide, T)
    _, std = mean_and_std(wide)
    fit(wide / std, T)


@pytest.mark.parametrize("alpha", [0, -1, np.nan, np.inf, "1", True, None])
def test_bad_penalties(alpha):
    for fit in (ridge, lasso):
        with pytest.raises(ValueError, match="alpha must be a finite number above 0, got"):
            fit(X, T, alpha)


def test_lasso_refuses_answers_whose_spread_is_no_number():
    with pytest.raises(ValueError, match="the standard deviation of t must hold finite numbers"):
        lasso([[0], [1], [3]], [1e200, -1e200, 0], 1)


def test_lasso_says_when_it_has_not_ended():
    with pytest.raises(ValueError, match="max_sweeps must be more for this alpha, got 2"):
        lasso(X, T, 1e-3, max_sweeps=2)
    with pytest.raises(ValueError, match="max_sweeps must be a whole number from 1, got 0"):
        lasso(X, T, 1, max_sweeps=0)


def test_mean_and_std():
    mean, std = mean_and_std(X)
    np.testing.assert_allclose(mean, [sum(column) / 60 for column in X.T], rtol=1e-13)
    np.testing.assert_allclose(std, [np.sqrt(np.var(column)) for column in X.T], rtol=1e-13)
    z = (X - mean) / std
    np.testing.assert_allclose(z.mean(axis=0), 0, atol=1e-14)
    np.testing.assert_allclose(z.std(axis=0), 1, rtol=1e-14)


def test_a_constant_column_becomes_0():
    for number in (0.1, 1e300, 7, -0.3):  # the mean of ten times 0.1 is not 0.1 in floats
        x = np.full((10, 1), number)
        mean, std = mean_and_std(x)
        assert np.all((x - mean) / std == 0)


def test_a_spread_that_floats_cannot_hold_is_told():
    with pytest.raises(ValueError, match="the standard deviation must hold finite numbers"):
        mean_and_std([[1e200], [-1e200]])
    with pytest.raises(ValueError, match="column 1 of x must vary by more than float64 can square"):
        mean_and_std([[1, 1e-200], [2, 2e-200]])
