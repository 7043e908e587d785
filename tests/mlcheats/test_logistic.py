"""Logistic regression against scikit-learn, arithmetic by hand and bad input."""

import re
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from mlcheats import load_table, logistic_regression, mean_and_std, sigmoid

CANCER = load_table(Path(__file__).parents[2] / "assets/breast_cancer.csv")
MEAN, STD = mean_and_std(CANCER.x)
RNG = np.random.default_rng(0)
X = RNG.normal(size=(80, 4))
T = (RNG.random(80) < sigmoid(X @ [1, -2, 0.5, 0] + 0.3)).astype(int)
TABLES = {
    "cancer": ((CANCER.x - MEAN) / STD, CANCER.t),
    "normal": (X, T),
    "one column": (X[:, :1], T),
    "the same column twice": (np.column_stack([X, X[:, 0]]), T),
    "a constant column": (np.column_stack([X, np.full(80, 0.1)]), T),
    "more columns than rows": (RNG.normal(size=(10, 30)), np.arange(10) % 2),
    "few of one class": (X, (np.arange(80) == 3).astype(int)),
    "bools": (X > 0, T == 1),
    "far from 0": (X + 1000, T),
    "the same rows": (np.vstack([X, X]), np.concatenate([T, T])),
    "opposite answers to the same rows": (np.vstack([X, X]), np.concatenate([T, 1 - T])),
}


def peer(x, t, C):
    model = LogisticRegression(C=C, solver="newton-cholesky", tol=1e-13, max_iter=1000)
    model.fit(np.asarray(x, float), t)
    return model.coef_[0], model.intercept_[0]


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("alpha", [0.01, 1, 100])
def test_against_scikit_learn(name, alpha):
    x, t = TABLES[name]
    w, b = logistic_regression(x, t, alpha)
    assert w.dtype == np.float64
    assert isinstance(b, np.float64)
    assert_least(np.asarray(x, float), t, w, b, alpha)
    v, c = peer(x, t, 1 / alpha)
    size = max(1, np.max(np.abs(v)), abs(c))
    np.testing.assert_allclose(w, v, rtol=0, atol=1e-9 * size)
    assert b == pytest.approx(c, rel=1e-8, abs=1e-9 * size)


def assert_least(x, t, w, b, alpha):
    """The loss is convex: where its gradient is 0 it is least."""
    error = sigmoid(x @ w + b) - t
    reach = max(1, np.max(np.abs(x)))
    np.testing.assert_allclose(x.T @ error + alpha * w, 0, atol=1e-8 * reach)
    assert abs(np.sum(error)) < 1e-8 * reach


def test_without_a_penalty():
    for name in ("normal", "one column", "bools", "far from 0", "the same column twice"):
        x, t = TABLES[name]
        w, b = logistic_regression(x, t, 0)
        assert_least(np.asarray(x, float), t, w, b, 0)
    half = np.full(4, 0.5)
    w, b = logistic_regression([[0], [0], [1], [1]], [0, 1, 0, 1], 0)
    np.testing.assert_allclose(sigmoid(np.array([0, 0, 1, 1]) * w + b), half, rtol=1e-12)


def test_by_hand():
    """One column of 0 and 1: without a penalty, the shares of 1 in the two groups."""
    x = np.repeat([[0], [1]], [4, 10], axis=0)
    t = np.array([1, 0, 0, 0] + [1] * 8 + [0] * 2)
    w, b = logistic_regression(x, t, 0)
    np.testing.assert_allclose([b, b + w[0]], np.log([1 / 3, 8 / 2]), rtol=1e-12)


def test_columns_of_any_scale():
    scale = np.array([1e-9, 1, 1e4, 1e9])
    w, b = logistic_regression(X * scale, T, 0)
    v, c = logistic_regression(X, T, 0)
    np.testing.assert_allclose(w * scale, v, rtol=1e-9)
    assert b == pytest.approx(c, rel=1e-9)
    w, b = logistic_regression(CANCER.x, CANCER.t, 1)  # from 0.003 to 569
    assert_least(CANCER.x, CANCER.t, w, b, 1)


@pytest.mark.parametrize("alpha", [1e-12, 1e-6])
def test_a_tiny_penalty_on_separable_classes_is_still_right(alpha):
    x, t = TABLES["more columns than rows"]
    w, b = logistic_regression(x, t, alpha)
    error = sigmoid(x @ w + b) - t
    np.testing.assert_allclose(x.T @ error, -alpha * w, rtol=1e-5, atol=1e-3 * alpha)
    assert np.all((x @ w + b > 0) == t)


@pytest.mark.parametrize(
    ("x", "t"),
    [
        ([[1], [2]], [0, 1]),
        ([[0], [1], [1], [2]], [0, 0, 1, 1]),  # they touch
        (TABLES["more columns than rows"]),
        (TABLES["few of one class"][0][:6], [0, 0, 1, 0, 0, 0]),
        (TABLES["cancer"]),
    ],
)
def test_separable_classes_are_told(x, t):
    with pytest.raises(ValueError, match="where a line parts the classes, got 0"):
        logistic_regression(x, t, 0)


def test_not_to_have_ended_is_told():
    with pytest.raises(ValueError, match="max_steps must be more for this alpha, got 2"):
        logistic_regression(X, T, 0, max_steps=2)


@pytest.mark.parametrize(
    ("x", "t", "alpha", "error", "said"),
    [
        ([[1], [2]], [1, 1], 1, ValueError, "t must hold both 0 and 1, and nothing else, got [1]"),
        (
            [[1], [2]],
            [1, 2],
            1,
            ValueError,
            "t must hold both 0 and 1, and nothing else",
        ),
        ([[1], [2]], ["a", "b"], 1, TypeError, "t must hold real numbers, got dtype <U1"),
        ([[1], [2]], [0.0, 1.0], 1, TypeError, "t must hold integer labels, got dtype float64"),
        ([[1], [np.nan]], [0, 1], 1, ValueError, "x must hold finite numbers, got nan"),
        ([[1], [2]], [0, 1, 1], 1, ValueError, "t must have shape (2,), got (3,)"),
        ([1, 2], [0, 1], 1, ValueError, "x must have shape (N, D), not empty, got (2,)"),
        ([[1], [2]], [0, 1], -1, ValueError, "alpha must be a finite number from 0, got -1"),
        ([[1], [2]], [0, 1], np.nan, ValueError, "alpha must be a finite number from 0, got nan"),
        ([[1e200], [-1e200]], [0, 1], 1, ValueError, "must hold finite numbers, got inf"),
    ],
)
def test_bad_input_is_told(x, t, alpha, error, said):
    with pytest.raises(error, match=re.escape(said)):
        logistic_regression(x, t, alpha)


def test_arguments_stay():
    x, t = X.copy(), T.copy()
    logistic_regression(x, t, 1)
    np.testing.assert_array_equal(x, X)
    np.testing.assert_array_equal(t, T)
