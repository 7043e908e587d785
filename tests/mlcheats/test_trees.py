"""Trees against scikit-learn, node by node, on data that the pages do not use, and bad input."""

import re
from pathlib import Path

import numpy as np
import pytest
from sklearn import datasets, ensemble, tree

from mlcheats import boost, grow_tree, load_table, one_hot, predict_tree, random_forest
from mlcheats.trees import best_split

ASSETS = Path(__file__).parents[2] / "assets"
IRIS = load_table(ASSETS / "iris.csv")
DIABETES = load_table(ASSETS / "diabetes.csv")


def rng(seed=0):
    return np.random.default_rng(seed)


def float32(made):
    """As scikit-learn's trees see them."""
    x, t = made
    return x.astype(np.float32).astype(float), t


CLASSES = {
    "iris": (IRIS.x, IRIS.t),
    "blobs": float32(datasets.make_blobs(120, 3, centers=4, cluster_std=3, random_state=0)),
    "moons": float32(datasets.make_moons(150, noise=0.3, random_state=1)),
    "circles": float32(datasets.make_circles(150, noise=0.2, factor=0.5, random_state=2)),
    "hastie": float32(datasets.make_hastie_10_2(200, random_state=3)),
    "quantiles": float32(
        datasets.make_gaussian_quantiles(n_samples=150, n_features=3, random_state=4)
    ),
    "wide": float32(datasets.make_classification(60, 40, random_state=5)),
    "five classes": float32(
        datasets.make_classification(200, 8, n_informative=6, n_classes=5, random_state=6)
    ),
    "rare class": float32(datasets.make_classification(200, 6, weights=[0.95], random_state=7)),
    "wrong labels": float32(datasets.make_classification(150, 5, flip_y=0.3, random_state=8)),
    "whole numbers": (rng(9).integers(4, size=(120, 3)).astype(float), rng().integers(3, size=120)),
    "exclusive or": (np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])),
}  # fmt: skip
CLASSES["hastie"] = (CLASSES["hastie"][0], (CLASSES["hastie"][1] > 0).astype(int))
NUMBERS = {
    "diabetes": (DIABETES.x.astype(np.float32).astype(float), DIABETES.t),
    "line": float32(datasets.make_regression(100, 5, noise=10, random_state=0)),
    "two answers": float32(datasets.make_regression(100, 4, n_targets=2, noise=5, random_state=1)),
    "Friedman 1": float32(datasets.make_friedman1(150, noise=1, random_state=2)),
    "Friedman 2": float32(datasets.make_friedman2(150, noise=9, random_state=3)),
    "Friedman 3": float32(datasets.make_friedman3(150, noise=0.1, random_state=4)),
    "S curve": float32(datasets.make_s_curve(150, noise=0.1, random_state=5)),
    "Swiss roll": float32(datasets.make_swiss_roll(150, noise=0.5, random_state=6)),
    "sparse": float32(datasets.make_sparse_uncorrelated(120, random_state=7)),
    "few rows": float32(datasets.make_regression(12, 20, random_state=8)),
    "far from 0": (lambda made: (made[0], made[1] + 1e6))(
        float32(datasets.make_regression(80, 3, random_state=9))
    ),
}
SETTINGS = [{}, {"max_depth": 3}, {"min_leaf": 7}]
as_settings = pytest.mark.parametrize("settings", SETTINGS, ids=str)


def peer_of(model, settings):
    return model(
        max_depth=settings.get("max_depth"),
        min_samples_leaf=settings.get("min_leaf", 1),
        random_state=0,
    )


def error(t, column, threshold, x):
    sides = (t[x[:, column] <= threshold], t[x[:, column] > threshold])
    return sum(np.sum((side - side.mean(axis=0)) ** 2) for side in sides)


def walk(ours, theirs, node, x, t):
    """The nodes that are the same. Where two splits are equally good, their branches part."""
    left, right = theirs.children_left[node], theirs.children_right[node]
    assert isinstance(ours, tuple) == (left >= 0), "one is a leaf, the other is not"
    if not isinstance(ours, tuple):
        np.testing.assert_allclose(ours, np.mean(t, axis=0), rtol=1e-9, atol=1e-9)
        value = theirs.value[node].reshape(np.shape(ours))
        np.testing.assert_allclose(ours, value, rtol=1e-9, atol=1e-9)
        return 1
    column, threshold = theirs.feature[node], theirs.threshold[node]
    if ours[0] != column or abs(ours[1] - threshold) > 1e-6 * max(1, abs(threshold)):
        scale = np.sum((t - t.mean(axis=0)) ** 2)
        mine = error(t, *ours[:2], x)
        assert mine == pytest.approx(error(t, column, threshold, x), rel=0, abs=1e-9 * scale)
        return 0
    goes = x[:, ours[0]] <= ours[1]
    return (
        1 + walk(ours[2], theirs, left, x[goes], t[goes])
        + walk(ours[3], theirs, right, x[~goes], t[~goes])
    )  # fmt: skip


@as_settings
@pytest.mark.parametrize("name", CLASSES)
def test_classes_against_scikit_learn(name, settings):
    x, labels = CLASSES[name]
    t = one_hot(labels, labels.max() + 1)
    ours = grow_tree(x, t, **settings)
    peer = peer_of(tree.DecisionTreeClassifier, settings).fit(x, labels)
    same = walk(ours, peer.tree_, 0, x, t)
    if name not in ("iris", "exclusive or"):  # whose first splits are equally good
        assert same > 0
    if not settings:  # all rows that can be told apart are
        np.testing.assert_allclose(predict_tree(ours, x), peer.predict_proba(x), atol=1e-12)


@as_settings
@pytest.mark.parametrize("name", NUMBERS)
def test_numbers_against_scikit_learn(name, settings):
    x, t = NUMBERS[name]
    ours = grow_tree(x, t, **settings)
    peer = peer_of(tree.DecisionTreeRegressor, settings).fit(x, t)
    same = walk(ours, peer.tree_, 0, x, np.asarray(t, float))
    assert same > 0
    if same == peer.tree_.node_count:
        np.testing.assert_allclose(predict_tree(ours, x), peer.predict(x), rtol=1e-12, atol=1e-9)


def test_most_trees_are_wholly_the_same():
    found = []
    for made in (CLASSES, NUMBERS):
        for x, t in made.values():
            targets = one_hot(t, t.max() + 1) if made is CLASSES else t
            kind = tree.DecisionTreeClassifier if made is CLASSES else tree.DecisionTreeRegressor
            peer = peer_of(kind, {"max_depth": 3}).fit(x, t).tree_
            ours = grow_tree(x, targets, max_depth=3)
            found.append(walk(ours, peer, 0, x, np.asarray(targets, float)) == peer.node_count)
    assert np.mean(found) > 0.65  # in the others, two splits are equally good


@pytest.mark.parametrize("name", ["line", "Friedman 1", "Friedman 2", "S curve", "far from 0"])
def test_boosting_against_scikit_learn(name):
    x, t = NUMBERS[name]
    ours = boost(x, t, trees=30, learning_rate=0.2, max_depth=2)
    peer = ensemble.GradientBoostingRegressor(
        n_estimators=30, learning_rate=0.2, max_depth=2, random_state=0
    ).fit(x, t)
    y = np.sum([predict_tree(each, x) for each in ours], axis=0)
    np.testing.assert_allclose(y, peer.predict(x), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", ["blobs", "moons", "five classes"])
def test_a_forest_is_as_good_as_scikit_learns(name):
    x, labels = CLASSES[name]
    t, half = one_hot(labels, labels.max() + 1), np.arange(len(x)) % 2 == 0
    forest = random_forest(x[half], t[half], max_columns=2, rng=rng(), trees=100)
    y = np.mean([predict_tree(each, x[~half]) for each in forest], axis=0)
    peer = ensemble.RandomForestClassifier(max_features=2, random_state=0)
    theirs = peer.fit(x[half], labels[half]).predict_proba(x[~half])
    assert np.mean(np.abs(y - theirs)) < 0.06
    ours = np.mean(y.argmax(axis=1) == labels[~half])
    assert abs(ours - np.mean(theirs.argmax(axis=1) == labels[~half])) < 0.06


def test_a_forest_draws_rows_and_columns():
    x, t = CLASSES["wide"][0], one_hot(CLASSES["wide"][1], 2)
    forest = random_forest(x, t, max_columns=1, rng=rng(), trees=50)
    assert len({each[0] for each in forest}) > 20
    assert forest == random_forest(x, t, max_columns=1, rng=rng(), trees=50)
    assert forest != random_forest(x, t, max_columns=1, rng=rng(1), trees=50)
    all_columns = random_forest(x, t, max_columns=99, rng=rng(), trees=5)
    assert len({str(each) for each in all_columns}) == 5  # by their rows alone


def test_boosting_by_hand():
    assert boost([[0], [1]], [0, 8], trees=1, learning_rate=1) == [4, (0, 0.5, -4, 4)]
    start, first = boost([[0], [1]], [[1, 0], [0, 1]], trees=1, learning_rate=0.5)
    assert start == [0.5, 0.5]
    assert first == (0, 0.5, [0.25, -0.25], [-0.25, 0.25])


def test_ties_go_to_the_first_column_and_the_lowest_threshold():
    x = np.array([[3.0, 1, 1], [2, 2, 2], [1, 3, 3]])
    assert grow_tree(x[:, 1:], [0, 1, 0]) == (0, 1.5, 0.0, (0, 2.5, 1.0, 0.0))
    assert grow_tree(x, [5, 5, 9], max_depth=1) == (0, 1.5, 9.0, 5.0)
    assert grow_tree([[1, 2], [2, 3], [3, 1]], [0, 0, 1]) == (0, 2.5, 0.0, 1.0)
    order = [2, 0, 1]
    assert grow_tree(x[order], np.array([5, 5, 9])[order]) == grow_tree(x, [5, 5, 9])
    noisy = np.array([0.1, 0.2, 0.3, 0.1, 0.2, 0.3])  # sums that differ in their last bits
    both = np.column_stack([np.arange(6.0), -np.arange(6.0)])
    assert best_split(both, noisy, 1)[0] == 0
    assert best_split(both[:, ::-1], noisy, 1)[0] == 0


def test_odd_data():
    assert grow_tree([[1], [1], [1]], [0, 1, 5]) == 2  # nothing parts them
    assert grow_tree([[1, 2]], [7]) == 7
    assert grow_tree([[0], [1]], [[1], [1]]) == [1]  # one class only
    x = np.array([[0, 5], [0, 6], [0, 6], [0, 5]])  # a constant column, and rows twice
    assert grow_tree(x, [1, 2, 2, 1]) == (1, 5.5, 1.0, 2.0)
    assert grow_tree(x, [1, 2, 4, 1], min_leaf=3) == 2
    near = np.array([[1.0], [np.nextafter(1, 2)]])  # no number lies between
    assert grow_tree(near, [0, 1])[2:] == (0, 1)
    np.testing.assert_array_equal(predict_tree(grow_tree(near, [0, 1]), near), [0, 1])
    huge = np.array([[-1.7e308], [1.5e308], [1.7e308]])
    np.testing.assert_array_equal(predict_tree(grow_tree(huge, [0, 1, 2]), huge), [0, 1, 2])
    chain = np.arange(300.0)[:, np.newaxis]  # a tree that grows on one side
    y = predict_tree(grow_tree(chain, 2.0 ** chain[:, 0], max_depth=500), chain)
    np.testing.assert_array_equal(y, 2.0 ** chain[:, 0])


def test_labels_as_bools_and_float32_stay_right():
    x = CLASSES["moons"][0].astype(np.float32)
    t = CLASSES["moons"][1]
    assert grow_tree(x, t == 1) == grow_tree(x.astype(float), t)


BAD = [
    ([[1], [2]], [1], ValueError, "t must have shape (2,) or (2, K), got (1,)"),
    ([[1], [2]], ["a", "b"], TypeError, "t must hold real numbers, got dtype <U1"),
    ([[1], [np.nan]], [1, 2], ValueError, "x must hold finite numbers, got nan"),
    ([[1], [2]], [1, np.nan], ValueError, "t must hold finite numbers, got nan"),
    ([["a"], ["b"]], [1, 2], TypeError, "x must hold real numbers, got dtype <U1"),
    ([1, 2], [1, 2], ValueError, "x must have shape (N, D), not empty, got (2,)"),
    ([[1], [2]], [1e200, 2], ValueError, "t must hold numbers that float64 can square, got 1e+200"),
]


@pytest.mark.parametrize(("x", "t", "kind", "said"), BAD)
def test_bad_examples_are_told(x, t, kind, said):
    for fit in (
        grow_tree,
        boost,
        lambda x, t: random_forest(x, t, max_columns=1, rng=rng()),
    ):
        with pytest.raises(kind, match=re.escape(said)):
            fit(x, t)


def test_bad_options_are_told():
    x, t = [[1], [2]], [1, 2]
    for options, kind, said in (
        ({"max_depth": 0}, ValueError, "max_depth must be a whole number from 1, got 0"),
        ({"max_depth": 501}, ValueError, "max_depth must be no more than 500, got 501"),
        ({"min_leaf": 0.5}, ValueError, "min_leaf must be a whole number from 1, got 0.5"),
        ({"max_columns": 1}, TypeError, "rng must be a numpy.random.Generator, got NoneType"),
        ({"max_columns": 0}, ValueError, "max_columns must be a whole number from 1, got 0"),
    ):
        with pytest.raises(kind, match=re.escape(said)):
            grow_tree(x, t, **options)
    with pytest.raises(ValueError, match=re.escape("learning_rate must be below 2, got 2")):
        boost(x, t, learning_rate=2)
    with pytest.raises(ValueError, match="trees must be a whole number from 1, got 0"):
        boost(x, t, trees=0)


def test_bad_trees_are_told():
    for bad, said in (
        ((0, 1.5, 1.0), "a question must be (column, threshold, left, right), got (0, 1.5, 1.0)"),
        ((1, 1.5, 1.0, 2.0), "x must have the column 1 of the tree, got 1 columns"),
        ((-1, 1.5, 1.0, 2.0), "a column must be a whole number from 0, got -1"),
        ((0, np.nan, 1.0, 2.0), "a threshold must hold finite numbers, got nan"),
        ((0, 1.5, 1.0, [1.0, 0.0]), "the leaves must have one shape, got ['()', '(2,)']"),
    ):
        with pytest.raises(ValueError, match=re.escape(said)):
            predict_tree(bad, [[1]])
