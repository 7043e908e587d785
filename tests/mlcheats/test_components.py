"""Components, margins and naive Bayes against scikit-learn on data that the pages do not use."""

import re
from pathlib import Path

import numpy as np
import pytest
from sklearn import datasets, decomposition, svm
from sklearn import naive_bayes as peers

from mlcheats import linear_svm, load_table, mean_and_std, naive_bayes, pca, predict_bayes

IRIS = load_table(Path(__file__).parents[2] / "assets/iris.csv")
MAKE = {
    "blobs": lambda: datasets.make_blobs(90, 3, centers=3, random_state=0),
    "moons": lambda: datasets.make_moons(80, noise=0.2, random_state=1),
    "circles": lambda: datasets.make_circles(80, noise=0.1, factor=0.5, random_state=2),
    "quantiles": lambda: datasets.make_gaussian_quantiles(n_samples=90, random_state=3),
    "many columns": lambda: datasets.make_classification(40, 60, random_state=4),
    "four classes": lambda: datasets.make_classification(
        90, 8, n_informative=6, n_classes=4, random_state=5
    ),
    "rare class": lambda: datasets.make_classification(90, 5, weights=[0.9], random_state=6),
    "wrong labels": lambda: datasets.make_classification(90, 5, flip_y=0.3, random_state=7),
    "redundant": lambda: datasets.make_classification(
        90, 8, n_redundant=4, n_repeated=1, random_state=8
    ),
    "hastie": lambda: datasets.make_hastie_10_2(100, random_state=9),
    "line": lambda: datasets.make_regression(80, 6, random_state=10),
    "low rank": lambda: datasets.make_regression(80, 12, effective_rank=3, random_state=11),
    "Friedman 1": lambda: datasets.make_friedman1(80, random_state=12),
    "Friedman 2": lambda: datasets.make_friedman2(80, random_state=13),
    "Friedman 3": lambda: datasets.make_friedman3(80, random_state=14),
    "S curve": lambda: datasets.make_s_curve(80, random_state=15),
    "Swiss roll": lambda: datasets.make_swiss_roll(80, random_state=16),
    "uncorrelated": lambda: datasets.make_sparse_uncorrelated(80, random_state=17),
    "two far blobs": lambda: datasets.make_blobs(60, 4, centers=2, random_state=18),
    "each row twice": lambda: [np.repeat(a, 2, axis=0) for a in datasets.make_moons(
        30, noise=0.3, random_state=19)],
}  # fmt: skip


def examples(name):
    """Rows, and labels; numbers are above their median or not."""
    x, t = MAKE[name]()
    _, labels = np.unique(t, return_inverse=True)
    return x, labels if labels.max() < 9 else (t > np.median(t)).astype(int)


def two_classes(name):
    x, t = examples(name)
    mean, std = mean_and_std(x)
    return (x - mean) / std, (t > 0).astype(int)


def loss(w, b, x, t, C):
    s = 2 * t - 1
    return (w @ w + b * b) / 2 + C * np.sum(np.maximum(0, 1 - s * (x @ w + b)))


@pytest.mark.parametrize("name", MAKE)
def test_pca_against_scikit_learn(name):
    x, _ = examples(name)
    k = min(np.linalg.matrix_rank(x - x.mean(axis=0)), 5)
    mean, components, shares = pca(x, k)
    peer = decomposition.PCA(k, svd_solver="full").fit(x)
    np.testing.assert_allclose(mean, peer.mean_, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(components, peer.components_, rtol=0, atol=1e-8)
    np.testing.assert_allclose(shares, peer.explained_variance_ratio_, rtol=1e-8)


@pytest.mark.parametrize("name", MAKE)
def test_naive_bayes_against_scikit_learn(name):
    x, t = examples(name)
    found = naive_bayes(x, t)
    peer = peers.GaussianNB().fit(x, t)
    for ours, theirs in zip(found, (peer.class_prior_, peer.theta_, peer.var_), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(predict_bayes(*found, x), peer.predict_proba(x), rtol=0, atol=1e-8)


@pytest.mark.filterwarnings("ignore:Liblinear failed to converge")
@pytest.mark.parametrize("name", MAKE)
def test_the_svm_against_scikit_learn(name):
    x, t = two_classes(name)
    w, b = linear_svm(x, t, C=0.1)
    ours = loss(w, b, x, t, 0.1)
    peer = svm.LinearSVC(loss="hinge", C=0.1, tol=1e-10, max_iter=100_000, random_state=0)
    peer.fit(x, t)
    theirs = loss(peer.coef_[0], peer.intercept_[0], x, t, 0.1)
    assert ours <= theirs * (1 + 1e-9)
    assert theirs == pytest.approx(ours, rel=1e-8)
    np.testing.assert_allclose(w, peer.coef_[0], rtol=0, atol=1e-4)


@pytest.mark.parametrize("C", [0.01, 1, 10])
@pytest.mark.parametrize("name", ["two far blobs", "moons"])
def test_no_step_makes_the_loss_less(name, C):
    x, t = two_classes(name)
    w, b = linear_svm(x, t, C, max_sweeps=100_000)
    least = loss(w, b, x, t, C)
    rng = np.random.default_rng(0)
    for _ in range(200):
        step = 10 ** rng.uniform(-6, 0) * rng.normal(size=len(w) + 1)
        assert loss(w + step[:-1], b + step[-1], x, t, C) >= least * (1 - 1e-9)


def test_by_hand():
    mean, components, shares = pca([[1, 0], [-1, 0], [0, 0.5], [0, -0.5]], 2)
    np.testing.assert_allclose(mean, [0, 0], atol=1e-15)
    np.testing.assert_allclose(components, [[1, 0], [0, 1]], atol=1e-12)
    np.testing.assert_allclose(shares, [0.8, 0.2])
    w, b = linear_svm([[-1, 9], [1, 9], [5, 9]], [0, 1, 1], C=1e3)
    assert np.sign(w @ [[-1, 1, 5], [9, 9, 9]] + b).tolist() == [-1, 1, 1]
    shares, means, variances = naive_bayes([[0, 1], [2, 1], [9, 5]], [0, 0, 1], floor=1e-6)
    assert means.tolist() == [[1, 1], [9, 5]]
    most = np.var([0, 2, 9]) * 1e-6
    np.testing.assert_allclose(variances, [[1 + most, most], [most, most]])


def test_odd_data():
    x = np.outer(np.arange(5.0), [1, 2, 3]) + 1e6  # one direction, far from 0
    assert pca(x, 1)[2] == pytest.approx(1)
    with pytest.raises(ValueError, match="k must be no more than x has directions, 1, got 2"):
        pca(x, 2)
    with pytest.raises(ValueError, match="k must be no more than x has directions, 0, got 1"):
        pca([[3, 3], [3, 3]], 1)
    with pytest.raises(ValueError, match="must vary by more than float64 can square, got 2e-200"):
        pca([[1e-200], [3e-200]], 1)
    constant = np.column_stack([IRIS.x, np.full(150, 7.0)])
    np.testing.assert_allclose(pca(constant, 2)[1][:, :4], pca(IRIS.x, 2)[1], atol=1e-12)
    np.testing.assert_allclose(
        predict_bayes(*naive_bayes(constant, IRIS.t), constant),
        predict_bayes(*naive_bayes(IRIS.x, IRIS.t), IRIS.x),
        atol=1e-9,
    )
    one = naive_bayes(IRIS.x, np.zeros(150, int))  # one class only
    assert np.all(predict_bayes(*one, IRIS.x) == 1)
    twice = linear_svm([[0], [0], [1], [1]], [0, 1, 0, 1], C=1)  # nothing parts them
    np.testing.assert_allclose(twice[0], 0, atol=1e-5)


@pytest.mark.parametrize(
    ("x", "t", "kind", "said"),
    [
        ([[1], [np.nan]], [0, 1], ValueError, "x must hold finite numbers, got nan"),
        ([["a"], ["b"]], [0, 1], TypeError, "x must hold real numbers, got dtype <U1"),
        ([[1], [2]], ["a", "b"], TypeError, "t must hold real numbers, got dtype <U1"),
        ([[1], [2]], [0, 1, 1], ValueError, "t must have shape (2,), got (3,)"),
        ([1, 2], [0, 1], ValueError, "x must have shape (N, D), not empty, got (2,)"),
        ([[1], [2e200]], [0, 1], ValueError, "x must hold numbers that float64 can square, got 2"),
    ],
)
def test_bad_examples_are_told(x, t, kind, said):
    for fit in (naive_bayes, lambda x, t: linear_svm(x, t, C=1)):
        with pytest.raises(kind, match=re.escape(said)):
            fit(x, t)


def test_bad_options_are_told():
    x, t = [[1], [2]], [0, 1]
    for call, said in (
        (lambda: linear_svm(x, [1, 1], C=1), "t must hold both 0 and 1, and nothing else, got [1]"),
        (lambda: linear_svm(x, t, C=0), "C must be a finite number above 0, got 0"),
        (lambda: linear_svm(x, t, C=1e200), "C must be from 1e-100 to 1e100, got 1e+200"),
        (
            lambda: linear_svm(IRIS.x[50:], IRIS.t[50:] - 1, C=9, max_sweeps=1),
            "max_sweeps must be more for this C, got 1",
        ),
        (lambda: pca(x, 0), "k must be a whole number from 1, got 0"),
        (lambda: pca(x, 5), "k must be no more than x has directions, 1, got 5"),
        (lambda: naive_bayes(x, [0, 2]), "t must hold each label from 0 to 2, got no 1"),
        (lambda: naive_bayes([[3], [3]], t), "x must have a column that differs, got variances"),
        (lambda: naive_bayes(x, t, floor=0), "floor must be a finite number above 0, got 0"),
        (lambda: predict_bayes([1], [[0]], [[0]], x), "variances must be above 0, got 0"),
        (
            lambda: predict_bayes([1], [[0, 1]], [[1, 1]], x),
            "means and variances must have shape (K, 1), got (1, 2) and (1, 2)",
        ),
        (lambda: predict_bayes([1], [[0]], [[1]], [[1e200]]), "x must lie nearer to the means"),
    ):
        with pytest.raises(ValueError, match=re.escape(said)):
            call()
