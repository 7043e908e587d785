"""Evaluation and nearest neighbours against scikit-learn, arithmetic by hand and bad input."""

import re
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from sklearn import metrics, model_selection, neighbors

from mlcheats import (
    auc,
    confusion_matrix,
    k_fold,
    knn,
    load_table,
    mean_and_std,
    precision_recall_f1,
    roc_curve,
)

ASSETS = Path(__file__).parents[2] / "assets"
CANCER = load_table(ASSETS / "breast_cancer.csv")
IRIS = load_table(ASSETS / "iris.csv")
RNG = np.random.default_rng(0)
LABELS = {
    "two classes": (RNG.integers(2, size=50), RNG.integers(2, size=50)),
    "five classes": (RNG.integers(5, size=200), RNG.integers(5, size=200)),
    "all right": (np.arange(4), np.arange(4)),
    "all wrong": (np.array([1, 1, 0]), np.array([0, 0, 1])),
    "a class that is never answered": (np.array([0, 0, 0]), np.array([0, 1, 2])),
    "a class that never occurs": (np.array([0, 1, 2]), np.array([0, 0, 0])),
    "one class": (np.zeros(3, int), np.zeros(3, int)),
    "bools": (np.array([True, False, True]), np.array([True, True, False])),
    "uint8": (np.array([0, 2, 1], np.uint8), np.array([2, 2, 0], np.uint8)),
}
SCORES = {
    "radius": (CANCER.x[:, 0], CANCER.t),
    "normal": (RNG.normal(size=100), RNG.integers(2, size=100)),
    "equal scores": (RNG.integers(4, size=100), RNG.integers(2, size=100)),
    "all equal": (np.ones(6), np.array([0, 1, 1, 0, 0, 1])),
    "perfect": (np.arange(6), np.array([0, 0, 0, 1, 1, 1])),
    "turned round": (-np.arange(6), np.array([0, 0, 0, 1, 1, 1])),
    "two": ([0.5, 0.5], [True, False]),
}


@pytest.mark.filterwarnings("ignore:A single label was found")
@pytest.mark.parametrize("name", LABELS)
def test_counts_against_scikit_learn(name):
    y, t = LABELS[name]
    K = max(y.max(), t.max()) + 1
    theirs = metrics.confusion_matrix(t, y, labels=np.arange(K))
    np.testing.assert_array_equal(confusion_matrix(y, t), theirs)
    wanted = metrics.precision_recall_fscore_support(
        t, y, labels=np.arange(K), average=None, zero_division=0
    )
    for ours, peer in zip(precision_recall_f1(y, t), wanted[:3], strict=True):
        np.testing.assert_allclose(ours, peer, rtol=1e-15)


def test_counts_by_hand():
    y, t = [0, 1, 1, 2, 1], [0, 0, 1, 1, 1]
    assert confusion_matrix(y, t).tolist() == [[1, 1, 0], [0, 2, 1], [0, 0, 0]]
    precision, recall, f1 = precision_recall_f1(y, t)
    np.testing.assert_allclose(precision, [1, 2 / 3, 0])
    np.testing.assert_allclose(recall, [1 / 2, 2 / 3, 0])
    np.testing.assert_allclose(f1, [2 / 3, 2 / 3, 0])


@pytest.mark.parametrize("name", SCORES)
def test_roc_against_scikit_learn(name):
    scores, t = SCORES[name]
    theirs = metrics.roc_curve(t, scores, drop_intermediate=False)
    for ours, peer in zip(roc_curve(scores, t), theirs, strict=True):
        np.testing.assert_array_equal(ours, peer)
    fpr, tpr, _ = roc_curve(scores, t)
    assert auc(fpr, tpr) == pytest.approx(metrics.roc_auc_score(t, scores), rel=1e-14)


@pytest.mark.parametrize("name", SCORES)
def test_the_area_is_the_share_of_pairs_in_order(name):
    scores, t = map(np.asarray, SCORES[name])
    pairs = product(scores[t == 1], scores[t == 0])
    shares = [1.0 if one > zero else 0.5 if one == zero else 0.0 for one, zero in pairs]
    assert auc(*roc_curve(scores, t)[:2]) == pytest.approx(np.mean(shares), rel=1e-12)


@pytest.mark.parametrize(("n", "k"), [(2, 2), (10, 3), (11, 11), (150, 5)])
def test_folds_are_scikit_learns(n, k):
    order = np.random.default_rng(1).permutation(n)
    theirs = model_selection.KFold(k).split(order)
    ours = k_fold(n, k, rng=np.random.default_rng(1))
    assert len(ours) == k
    for (train, test), (their_train, their_test) in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(train, order[their_train])
        np.testing.assert_array_equal(test, order[their_test])


def test_each_example_is_tested_once():
    folds = k_fold(23, 4, rng=np.random.default_rng(0))
    np.testing.assert_array_equal(np.sort(np.concatenate([test for _, test in folds])), range(23))
    for train, test in folds:
        np.testing.assert_array_equal(np.sort(np.concatenate([train, test])), range(23))
    assert {len(test) for _, test in folds} == {5, 6}
    assert not all(np.array_equal(a, b) for (a, _), (b, _) in pairwise(folds) if len(a) == len(b))


@pytest.mark.parametrize("table", [IRIS, CANCER], ids=["iris", "cancer"])
@pytest.mark.parametrize("k", [1, 4, 15, 60])
def test_knn_against_scikit_learn(table, k):
    mean, std = mean_and_std(table.x)
    x = (table.x - mean) / std
    order = np.random.default_rng(0).permutation(len(x))
    train, test = order[:100], order[100:]
    peer = neighbors.KNeighborsClassifier(k, algorithm="brute").fit(x[train], table.t[train])
    far = peer.kneighbors(x[test], k + 1)[0] if k < len(train) else None
    clear = far[:, k] - far[:, k - 1] > 1e-9  # where not, which one is near is a matter of order
    assert np.mean(clear) > 0.8
    ours = knn(x[train], table.t[train], x[test], k)
    np.testing.assert_array_equal(ours[clear], peer.predict(x[test])[clear])


def test_knn_by_hand():
    x, t = [[0], [1], [5], [6], [7]], [0, 0, 1, 1, 1]
    assert knn(x, t, [[0.4], [4]], 3).tolist() == [0, 1]
    assert knn(x, t, [[-9], [3], [99]], 5).tolist() == [1, 1, 1]  # all vote
    assert knn([[0], [0], [0]], [2, 1, 1], [[0]], 1).tolist() == [2]  # the first of equals
    assert knn([[0], [1]], [1, 0], [[0]], 2).tolist() == [0]  # a tie: the smallest label
    assert knn([[1, 1]] * 3, [True, True, False], [[5, 5]], 3).tolist() == [1]


BAD = [
    (np.empty(0, int), [0], ValueError, "y must have shape (N,), not empty, got (0,)"),
    ([0, 1], [0, 1, 1], ValueError, "y must have shape (3,), got (2,)"),
    ([[0, 1]], [0, 1], ValueError, "y must have shape (N,), not empty, got (1, 2)"),
    ([0.0, 1.0], [0, 1], TypeError, "y must hold integer labels, got dtype float64"),
    (["a", "b"], [0, 1], TypeError, "y must hold real numbers, got dtype <U1"),
    ([0, -1], [0, 1], ValueError, "y must hold labels from 0 to 9999, got -1 to 0"),
    ([0, 10**12], [0, 1], ValueError, "y must hold labels from 0 to 9999, got 0 to 100000"),
    ([0, np.nan], [0, 1], ValueError, "y must hold finite numbers, got nan"),
]


@pytest.mark.parametrize(("y", "t", "error", "said"), BAD)
def test_bad_answers_are_told(y, t, error, said):
    for count in (confusion_matrix, precision_recall_f1):
        with pytest.raises(error, match=re.escape(said)):
            count(y, t)


@pytest.mark.parametrize(
    ("scores", "t", "error", "said"),
    [
        ([1, 2], [1, 1], ValueError, "t must hold both 0 and 1, and nothing else, got [1]"),
        ([1, 2, 3], [0, 1, 2], ValueError, "t must hold both 0 and 1, and nothing else"),
        ([1, np.nan], [0, 1], ValueError, "scores must hold finite numbers, got nan"),
        ([1, 2, 3], [0, 1], ValueError, "scores must have shape (2,), got (3,)"),
        ([1, 2], ["sick", "well"], TypeError, "t must hold real numbers, got dtype <U4"),
    ],
)
def test_bad_scores_are_told(scores, t, error, said):
    with pytest.raises(error, match=re.escape(said)):
        roc_curve(scores, t)


def test_bad_curves_are_told():
    with pytest.raises(ValueError, match=re.escape("fpr must have shape (N,), N from 2, got (1,)")):
        auc([0], [0])
    with pytest.raises(ValueError, match="fpr must not fall"):
        auc([1, 0], [0, 1])
    with pytest.raises(ValueError, match=re.escape("tpr must have shape (2,), got (3,)")):
        auc([0, 1], [0, 1, 1])


@pytest.mark.parametrize(
    ("n", "k", "said"),
    [
        (3, 4, "k must be no more than the number of examples, 3, got 4"),
        (3, 1, "k must be a whole number from 2, got 1"),
        (1, 2, "n must be a whole number from 2, got 1"),
        (4, 2.0, "k must be a whole number from 2, got 2.0"),
    ],
)
def test_bad_folds_are_told(n, k, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        k_fold(n, k, rng=np.random.default_rng(0))
    with pytest.raises(TypeError, match=r"rng must be a numpy\.random\.Generator, got int"):
        k_fold(4, 2, rng=0)


@pytest.mark.parametrize(
    ("x_train", "t_train", "x", "k", "error", "said"),
    [
        ([[1]], [0], [[1]], 2, ValueError, "k must be no more than the number of examples, 1"),
        ([[1]], [0], [[1]], 0, ValueError, "k must be a whole number from 1, got 0"),
        ([[1]], [0, 1], [[1]], 1, ValueError, "t_train must have shape (1,), got (2,)"),
        ([[1]], ["a"], [[1]], 1, TypeError, "t_train must hold real numbers, got dtype <U1"),
        ([[1]], [0], [[1, 2]], 1, ValueError, "x must have shape (M, 1), got (1, 2)"),
        ([[1]], [0], [1], 1, ValueError, "x must have shape (N, D), not empty, got (1,)"),
        ([[np.nan]], [0], [[1]], 1, ValueError, "x_train must hold finite numbers, got nan"),
        ([[1e200]], [0], [[-1e200]], 1, ValueError, "x and x_train must not lie farther apart"),
    ],
)
def test_bad_neighbours_are_told(x_train, t_train, x, k, error, said):
    with pytest.raises(error, match=re.escape(said)):
        knn(x_train, t_train, x, k)
