"""What the page on trees says in words, computed."""

from functools import cache
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from figures_of import figure
from quoting import quoted

from mlcheats import (
    boost,
    grow_tree,
    k_fold,
    linear_regression,
    load_table,
    one_hot,
    predict_tree,
    random_forest,
    trees,
)
from mlcheats.trees import best_split

ASSETS = Path(__file__).parents[2] / "assets"
IRIS, DIABETES = load_table(ASSETS / "iris.csv"), load_table(ASSETS / "diabetes.csv")
LABELS = one_hot(IRIS.t, 3)
X, T = DIABETES.x, DIABETES.t
TUMORS = load_table(ASSETS / "breast_cancer.csv")


def rng(seed=0):
    return np.random.default_rng(seed)


def rmse(y, t):
    return np.sqrt(np.mean((y - t) ** 2))


def parts(seed=0):
    order = rng(seed).permutation(len(X))
    return order[:342], order[342:]


def leaves(tree):
    return leaves(tree[2]) + leaves(tree[3]) if isinstance(tree, tuple) else 1


def depth(tree):
    return 1 + max(depth(tree[2]), depth(tree[3])) if isinstance(tree, tuple) else 0


def forest(rows, seed=0, trees=30):
    return random_forest(X[rows], T[rows], max_columns=3, rng=rng(seed), trees=trees, min_leaf=5)


def answers(trees, x):
    return np.array([predict_tree(tree, x) for tree in trees])


@quoted(
    "trees",
    "| 열의 크기를 먼저 맞추는가? | 아니다 | 아니다 | 아니다 |",
    "| scale the columns first? | no | no | no |",
)
def test_scale_does_not_matter():
    big = X * 2.0 ** np.arange(-5, 5)  # exact, for a row may lie on a threshold
    for fit in (
        lambda x: [grow_tree(x, T, max_depth=5)],
        lambda x: random_forest(x, T, max_columns=3, rng=rng(), trees=3),
        lambda x: boost(x, T, trees=3),
    ):
        np.testing.assert_allclose(answers(fit(X), X), answers(fit(big), big), rtol=1e-9)


@quoted("trees", "| 빠진 값 | 오류 | 오류 | 오류 |", "| missing values | an error |")
def test_missing_values_are_refused():
    x = np.where(X[0] < X, X, np.nan)
    for fit in (
        grow_tree,
        boost,
        lambda x, t: random_forest(x, t, max_columns=3, rng=rng()),
    ):
        with pytest.raises(ValueError, match="finite"):
            fit(x, T)


@quoted(
    "trees",
    "| 무작위성 | `max_columns`가 없으면 없다 | 트리마다 뽑는 행, 질문마다 뽑는 열: `rng` | 없다 |",
    "| randomness | none without `max_columns` | each tree's rows, each question's columns: `rng` "
    "| none |",
)
@quoted(
    "trees", "질문마다 열을 몇 개만 뽑는다", "and each question only a few columns drawn at random"
)
def test_randomness(monkeypatch):
    assert grow_tree(X, T) == grow_tree(X, T)
    assert boost(X, T, trees=5) == boost(X, T, trees=5)
    assert forest(range(99), trees=2) == forest(range(99), trees=2) != forest(range(99), 1, 2)
    one, other = (grow_tree(X, T, max_depth=3, max_columns=2, rng=rng(seed)) for seed in (0, 1))
    assert one != other
    seen = asked(monkeypatch, lambda: random_forest(X, T, max_columns=3, rng=rng(), trees=1))
    assert {x.shape[1] for x in seen} <= {1, 2, 3}
    sums = X.sum(axis=0).tolist()
    assert sums == sorted(set(sums), key=sums.index)
    wide = [x for x in seen if len(x) > 100]
    assert len({tuple(x[:5].sum(axis=0)) for x in wide}) == len(wide) > 2  # other columns each


def asked(monkeypatch, call):
    """What the questions of a call were chosen from."""
    seen, best = [], trees.best_split
    with monkeypatch.context() as within:
        within.setattr(trees, "best_split", lambda x, *rest: seen.append(x) or best(x, *rest))
        call()
    return seen


@quoted(
    "trees",
    "| 한 층의 비용 | $D N \\log N$ | 트리마다 같고, $D$ 대신 `max_columns` | 트리마다 같다 |",
    "| cost of a level | $D N \\log N$ | the same for each tree, with `max_columns` for $D$ "
    "| the same for each tree |",
)
def test_costs(monkeypatch):
    N, D = X.shape

    def sorted_in(depth, fit):
        def cost(deep):
            seen = asked(monkeypatch, lambda: fit(deep))
            return sum(x.size * np.log2(len(x)) for x in seen)

        return cost(depth) - (cost(depth - 1) if depth > 1 else 0)

    fits = {
        D: lambda deep: grow_tree(X, T, max_depth=deep),
        3: lambda deep: random_forest(X, T, max_columns=3, rng=rng(), trees=1, max_depth=deep),
    }
    for columns, fit in fits.items():
        assert sorted_in(1, fit) == pytest.approx(columns * N * np.log2(N))
    for depth in (2, 3, 4):
        assert 0.5 * D * N * np.log2(N) < sorted_in(depth, fits[D]) <= D * N * np.log2(N)
    five = asked(monkeypatch, lambda: boost(X, T, trees=5, max_depth=1))
    assert sum(x.size * np.log2(len(x)) for x in five) == pytest.approx(5 * D * N * np.log2(N))


@quoted("trees", "클래스면 `Classifier`가 붙는다", "names go on with `Regressor`")
@quoted("trees", "여기서는 제곱 오차를 줄인다", "reduces the [cross-entropy]")
def test_scikit_learns_names():
    for name in ("tree.DecisionTree", "ensemble.RandomForest", "ensemble.GradientBoosting"):
        module, kind = name.split(".")
        for suffix in ("Regressor", "Classifier"):
            assert hasattr(import_module(f"sklearn.{module}"), kind + suffix)
    assert import_module("sklearn.ensemble").GradientBoostingClassifier().loss == "log_loss"


@quoted("trees", "클래스가 하나면 0이다", "0 if there is one class alone")
@quoted(
    "trees", "원-핫이면 이 값은 열마다 구한 분산의", "In one-hot labels $t$, it is the variance"
)
@quoted("trees", "클래스든 수든 하나로 잴 수 있다", "one measure does for classes and for numbers")
def test_gini_is_a_variance():
    for labels in ([0, 0, 0], [0, 1, 2], [0, 0, 1, 2, 2, 2]):
        t = one_hot(np.array(labels), 3)
        p = np.mean(t, axis=0)
        assert np.sum(np.var(t, axis=0)) == pytest.approx(1 - p @ p)
    assert np.sum(np.var(one_hot(np.zeros(5, int), 3), axis=0)) == 0


@quoted("trees", "열을 정렬해 차례로 더하기만", "it is enough to sort each column and sum along it")
@quoted(
    "trees",
    "모든 열에서 이웃한 두 값의 한가운데를 모두",
    "We try all thresholds halfway between neighboring values of all columns, and take the best "
    "that sends `min_leaf` rows or more to each side; of equally good ones the first column, and "
    "in it the lowest threshold.",
)
@quoted("trees", "양쪽에 행이 `min_leaf`개 이상 가는", "sends `min_leaf` rows or more to each side")
@quoted("trees", "똑같이 좋으면 앞의 열을", "of equally good ones the first column")
def test_the_best_of_all_thresholds():
    for seed in range(20):
        x = rng(seed).integers(0, 6, size=(15, 3)).astype(float)
        t = rng(seed + 50).integers(0, 3, size=15).astype(float)
        for least in (1, 4, 7):
            tried = []
            for j in range(3):
                values = np.unique(x[:, j])
                for middle in (values[1:] + values[:-1]) / 2:
                    sides = t[x[:, j] <= middle], t[x[:, j] > middle]
                    if min(map(len, sides)) >= least:
                        tried.append((round(sum(len(s) * s.var() for s in sides), 9), j, middle))
            assert best_split(x, t, least) == (min(tried)[1:] if tried else None)


@quoted("trees", "꽃잎의 길이로 한 종이 나머지 두", "tells one species from the other two")
@quoted("trees", "너비 0.8도 똑같이 좋지만", "The width, at 0.8, would do just as well")
def test_two_questions_are_equally_good():
    assert best_split(IRIS.x[:, 3:], LABELS, 1) == pytest.approx((0, 0.8))
    by_length, by_width = IRIS.x[:, 2] <= 2.45, IRIS.x[:, 3] <= 0.8
    np.testing.assert_array_equal(by_length, by_width)
    np.testing.assert_array_equal(by_length, IRIS.t == 0)
    assert IRIS.features.index("petal_length") < IRIS.features.index("petal_width")


@quoted(
    "trees",
    "리프가 순수하거나, 그런 질문이 없거나",
    "until a leaf is pure, there is no such question",
)
@quoted(
    "trees", "그러면 트리는 질문 하나와 트리 둘이다", "A tree is then a question with two trees"
)
def test_where_a_tree_ends():
    assert grow_tree([[0], [1]], [3, 3]) == 3
    assert grow_tree([[5], [5]], [0, 1]) == 0.5
    assert grow_tree([[5], [6], [7]], [0, 1, 2], min_leaf=2) == 1
    assert depth(grow_tree(IRIS.x, LABELS, max_depth=2)) == 2
    column, threshold, left, right = grow_tree([[0], [1]], [3, 4])
    assert (column, threshold, left, right) == (0, 0.5, 3, 4)


@quoted("trees", "영역에는 비스듬한 경계가 없다", "the areas of a tree have no slanted boundaries")
@quoted("trees", "꽃 한 송이만 담은 것까지 생긴다", "down to one for a single flower")
@quoted(
    "trees",
    "깊이 1에서는 영역이 둘, 깊이 2에서는 직사각형이 셋",
    "At depth 1 there are two areas, at depth 2 three rectangular ones, at depth 6 narrow strips",
)
def test_rectangles():
    names = {}
    drawing = figure("trees", "rectangles.svg", names)
    assert [axes.get_title() for axes in drawing.axes] == ["depth 1", "depth 2", "depth 6"]
    x, grid = IRIS.x[:, 2:], names["grid"]
    for deep, areas, kinds in ((1, 2, 2), (2, 3, 3)):
        tree = grow_tree(x, LABELS, max_depth=deep)
        assert leaves(tree) == areas
        assert len(np.unique(np.argmax(predict_tree(tree, grid), axis=1))) == kinds
    tree = grow_tree(x, LABELS, max_depth=6)
    y = predict_tree(tree, x)
    area = np.argmax(predict_tree(tree, grid), axis=1).reshape(120, 120)
    widths = np.diff(np.flatnonzero(np.diff(area, axis=1).any(axis=0)))
    assert widths.min() < 12  # of 120
    assert area[0].tolist() != area[-1].tolist()
    sizes = [np.sum(np.all(y == each, axis=1)) for each in np.unique(y, axis=0)]
    alone = [np.sum(leaf_of(tree, x) == leaf) for leaf in np.unique(leaf_of(tree, x))]
    assert min(alone) == 1 <= min(sizes)
    leaf = leaf_of(tree, grid).reshape(120, 120)
    for each in np.unique(leaf):  # all rows and columns of the grid that it touches: a rectangle
        there = leaf == each
        np.testing.assert_array_equal(there, np.outer(there.any(axis=1), there.any(axis=0)))


def leaf_of(tree, x):
    """The number of the leaf to which each row comes."""
    count = iter(range(10_000))

    def numbered(node):
        if isinstance(node, tuple):
            return (*node[:2], numbered(node[2]), numbered(node[3]))
        return float(next(count))

    return predict_tree(numbered(tree), x)


@quoted(
    "trees", "답이 수여도 달라지는 것은 없다", "For numbers, nothing changes: a leaf has the mean"
)
def test_a_leaf_has_the_mean():
    tree = grow_tree(X, T, max_depth=3)
    y, leaf = predict_tree(tree, X), leaf_of(tree, X)
    for each in np.unique(leaf):
        np.testing.assert_allclose(y[leaf == each], T[leaf == each].mean())


@quoted("trees", "거의 환자마다 리프가 있다", "A deep tree has a leaf for nearly each patient")
@quoted(
    "trees", "깊이 20에서는 늘 평균으로 답할 때의", "At depth 20, it is worse than always answering"
)
@quoted("trees", "약 77보다 나쁘다", "wrong by 77 or so")
@quoted(
    "trees",
    "3에서 가장 낮고 그다음에는 오른다",
    "On the training data it falls to 0; in validation",
)
@quoted("trees", "훈련 데이터에서는 0까지 내려가고", "is lowest at 3, and then rises")
def test_depth():
    learned, tested = (line.get_ydata() for line in figure("trees", "tree-depth.svg").axes[0].lines)
    assert np.all(np.diff(learned) < 0)
    assert learned[-1] < 0.5
    best = int(np.argmin(tested))
    assert best == 2
    assert tested[0] > tested[best] + 1
    assert np.all(np.diff(tested[best:]) > 0)
    assert T.std() == pytest.approx(77, abs=0.5)
    assert tested[-1] > T.std()
    for train, _ in k_fold(len(X), 5, rng=rng()):
        assert leaves(grow_tree(X[train], T[train], max_depth=20)) > 0.9 * len(train)


@cache
def of_seeds():
    found = []
    for seed in range(4):
        train, test = parts(seed)
        each = answers(forest(train, seed), X[test])
        alone = [rmse(y, T[test]) for y in each]
        found.append((min(alone), rmse(each.mean(axis=0), T[test])))
    return np.array(found)


@quoted("trees", "평균하면 실수가 서로 얼마간 지워진다", "partly cancel out in the mean")
@quoted("trees", "트리마다 행을 복원추출로 뽑고", "A **random forest** makes them different")
@quoted(
    "trees", "트리 30개의 평균이 그 가운데 가장", "The mean of the 30 trees is better than the best"
)
def test_a_forest_is_better_than_its_trees():
    best, together = of_seeds().T
    assert np.all(together < best)
    assert len({str(tree) for tree in forest(parts()[0], trees=10)}) == 10


@quoted("trees", "답이 추첨에 덜 휘둘리지만 시간이 든다", "depend less on the draw, but take time")
def test_more_trees_are_steadier(monkeypatch):
    few, many = (
        sum(x.size for x in asked(monkeypatch, lambda: forest(range(99), trees=m)))  # noqa: B023
        for m in (5, 20)
    )
    assert many > 3 * few
    train, test = parts()
    each = [answers(forest(train, seed), X[test]) for seed in range(6)]
    spread = [np.std([y[:m].mean(axis=0) for y in each], axis=0).mean() for m in (1, 5, 30)]
    assert spread[0] > 1.5 * spread[1] > 2 * spread[2]


@quoted("trees", "서로를 모른다", "trees know nothing of each other")
@quoted(
    "trees", "음의 부호를 붙인 것의 절반이다", "is half the negative gradient of the squared error"
)
def test_boosting_is_gradient_descent():
    t = T[:20].astype(float)
    y = np.full(20, t.mean())
    nudge = 1e-3 * np.eye(20)
    slope = [(np.sum((y + h - t) ** 2) - np.sum((y - h - t) ** 2)) / 2e-3 for h in nudge]
    np.testing.assert_allclose(t - y, -np.array(slope) / 2, rtol=1e-6)
    one, two = forest(parts()[0], trees=1), forest(parts()[0], trees=2)
    assert one == two[:1]  # what the first tree is does not hang on those after it
    assert boost(X, T, trees=2)[2] != boost(X, T, trees=2)[1]


@quoted(
    "trees", "훈련 데이터에서는 오차가 계속 줄지만", "on the training data the error keeps falling"
)
@quoted("trees", "신경망처럼 부스팅도 너무 오래", "boosting can train too long")
def test_boosting_too_long():
    train, test = parts()
    trees = boost(X[train], T[train], trees=300, max_depth=2)
    learned, tested = (
        [rmse(y, T[rows]) for y in np.cumsum(answers(trees, X[rows]), axis=0)]
        for rows in (train, test)
    )
    assert np.all(np.diff(learned) < 0)
    assert tested[300] > min(tested) + 2
    assert 20 < np.argmin(tested) < 200
    for seed in (1, 2, 3):
        train, test = parts(seed)
        each = answers(boost(X[train], T[train], trees=300, max_depth=2), X[test])
        others = [rmse(y, T[test]) for y in np.cumsum(each, axis=0)]
        assert others[300] > min(others) + 1


@quoted("trees", "**훈련에서는 틀리지 않는데", "**No mistake in training, many afterwards**")
@quoted("trees", "`min_leaf`를 늘린다", "or increase `min_leaf`, the rows that a leaf must have")
@quoted("trees", "에서는 별로 나아지지 않는다", "hardly for the [tumors](evaluation.md#k-fold)")
@quoted("trees", "당뇨병 데이터에서는 크게 나아지지만", "much for the diabetes")
@quoted("trees", "포레스트는 두 데이터에서 다 낫다", "A forest is better for both")
def test_smaller_trees_help_with_some_data():
    def error(x, t, fit, of):
        return np.mean(
            [
                of(fit(x[train], t[train], x[test]), t[test])
                for train, test in k_fold(len(x), 5, rng=rng(1))
            ]
        )

    def tree(**options):
        return lambda x, t, asked: predict_tree(grow_tree(x, t, **options), asked)

    def trees_of(x, t, asked):
        many = random_forest(x, t, max_columns=4, rng=rng(), trees=10)
        return np.mean(answers(many, asked), axis=0)

    def wrong(y, t):
        return np.mean(y.argmax(axis=1) != t.argmax(axis=1))

    fits = tree(), tree(max_depth=3), tree(min_leaf=20), trees_of
    free, *held, many = (error(X, T, fit, rmse) for fit in fits)
    assert max(held) < 0.85 * free
    assert many < min(held)
    free, *held, many = (error(TUMORS.x, one_hot(TUMORS.t, 2), fit, wrong) for fit in fits)
    assert min(held) > 0.85 * free
    assert many < 0.75 * free


@quoted("trees", "`min_leaf`를 늘린다", "increase `min_leaf`, the rows that a leaf must have")
def test_min_leaf():
    train, test = parts()
    free, held = grow_tree(X[train], T[train]), grow_tree(X[train], T[train], min_leaf=20)
    assert rmse(predict_tree(free, X[train]), T[train]) < 1e-9
    assert rmse(predict_tree(free, X[test]), T[test]) > rmse(predict_tree(held, X[test]), T[test])
    assert min(np.bincount(leaf_of(held, X[train]).astype(int))) >= 20


@quoted("trees", "행 몇 개를 빼면 트리가 달라진다", "**A few rows less, another tree**")
def test_a_few_rows_less():
    whole = grow_tree(X, T, max_depth=3)
    others = [grow_tree(X[rows], T[rows], max_depth=3) for rows in
              (rng(seed).permutation(442)[:422] for seed in range(10))]  # fmt: skip

    def columns(tree):
        return [tree[0], *columns(tree[2]), *columns(tree[3])] if isinstance(tree, tuple) else []

    assert sum(columns(tree) != columns(whole) for tree in others) >= 7


@quoted("trees", "**비스듬한 선이 계단이 된다**", "**Stairs instead of a slanted line**")
@quoted("trees", "두 열의 차나 합을 새 열로", "the difference or the sum as a column of its own")
def test_stairs():
    x = rng().normal(size=(200, 2))
    t = x[:, 0] > x[:, 1]
    assert leaves(grow_tree(x, t)) > 10
    assert leaves(grow_tree(np.column_stack([x, x[:, 0] - x[:, 1]]), t)) == 2
    t = x[:, 0] + x[:, 1] > 0
    assert leaves(grow_tree(x, t)) > 10
    assert leaves(grow_tree(np.column_stack([x, x[:, 0] + x[:, 1]]), t)) == 2


@quoted(
    "trees",
    "마지막 임계값을 넘으면 트리도, 포레스트도, 부스팅도 답을 바꾸지 않는다",
    "past the last threshold, neither a tree nor a forest nor boosting changes it",
)
@quoted("trees", "데이터 밖에서는 답이 그대로다", "**Beyond the data, the answer stays the same**")
@quoted("trees", "이어지는 추세에는", "For a trend that continues, take [linear regression]")
def test_beyond_the_data():
    x = np.arange(50.0)[:, np.newaxis]
    t = 3 * x[:, 0]
    for found in (
        [grow_tree(x, t)],
        random_forest(x, t, max_columns=1, rng=rng(), trees=20),
        boost(x, t, trees=50),
    ):
        y = answers(found, [[-1000], [0], [49], [50], [1000]])
        np.testing.assert_array_equal(y[:, 0], y[:, 1])
        np.testing.assert_array_equal(y[:, 2:-1], y[:, 3:])
    w, b = linear_regression(x, t)
    assert w @ [100] + b == pytest.approx(300)
