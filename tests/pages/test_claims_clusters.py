"""What the page on clusters says in words, computed."""

from pathlib import Path

import numpy as np
import pytest
from counting import counted, growth, operations
from figures_of import figure
from quoting import quoted

from mlcheats import clusters, gaussian_mixture, k_means, load_table, mean_and_std, silhouette

TABLE = load_table(Path(__file__).parents[2] / "assets/penguins.csv")
KNOWN = ~np.isnan(TABLE.x).any(axis=1)
X, SPECIES = TABLE.x[KNOWN], TABLE.t[KNOWN]
MEAN, STD = mean_and_std(X)
Z = (X - MEAN) / STD


def rng(seed=0):
    return np.random.default_rng(seed)


def cost(x, found):
    centers, labels = found
    return np.sum((x - centers[labels]) ** 2)


def agreement(labels):
    groups = [SPECIES[labels == c] for c in np.unique(labels)]
    return sum(np.bincount(group).max() for group in groups) / len(SPECIES)


@quoted("clusters", "너비가 비슷한 둥근 무리", "round clusters of similar width")
@quoted("clusters", "길쭉하든 기울었든", "stretched and slanted as they like")
def test_slanted_clusters():
    draws = rng()
    long = draws.normal(size=(200, 2)) @ [[8, 8], [0.3, -0.3]]
    x = np.vstack([long, long + np.array([3, -3])])
    right = np.repeat([0, 1], 200)

    def found(labels):
        return max(np.mean(labels == right), np.mean(labels != right))

    assert found(k_means(x, 2, rng=rng())[1]) < 0.6
    r = np.array([gaussian_mixture(x, 2, rng=rng(s))[3].argmax(axis=1) for s in range(3)])
    assert min(map(found, r)) > 0.99
    z = np.column_stack([x.sum(axis=1) / 20, x[:, 0] - x[:, 1]])  # made round
    assert found(k_means(z, 2, rng=rng())[1]) > 0.99
    wide, narrow = 5 * draws.normal(size=(200, 2)), draws.normal(size=(200, 2)) / 2
    x = np.vstack([wide, narrow + np.array([9, 0])])
    assert found(k_means(x, 2, rng=rng())[1]) < 0.92
    assert found(gaussian_mixture(x, 2, rng=rng())[3].argmax(axis=1)) > 0.96


@quoted(
    "clusters",
    "| 열의 크기를 먼저 맞추는가? | 단위가 다르면 그렇다 | 아니다. 분산이 `floor`보다 훨씬 "
    "크면 된다 |",
    "| scale the columns first? | yes, if their units differ | no, if their variances are far "
    "above `floor` |",
)
@quoted("clusters", "훨씬 크면 열의 크기는 상관이 없다", "The scale does not matter as long as the")
@quoted("clusters", "10,000으로 나눈 열의 분산은", "Those of the columns divided by 10,000 are not")
@quoted(
    "clusters", "여기서는 길쭉한 무리가 둥근", "Here the stretched clusters fit the species better"
)
@quoted("clusters", "몸무게가 거의 혼자 정한다", "the body mass in grams decides almost alone")
def test_scale():
    raw, scaled = (k_means(x, 3, rng=rng())[1] for x in (X, Z))
    mass = k_means(X[:, [3]], 3, rng=rng())[1]
    order = [np.argsort(np.argsort([X[labels == c, 3].mean() for c in range(3)]))[labels]
             for labels in (raw, mass)]  # fmt: skip
    assert np.mean(order[0] == order[1]) > 0.98
    assert agreement(scaled) > agreement(raw) + 0.2
    units = (X, Z, 100 * X, X * [1, 1000, 1, 0.01], X / 100)
    mixtures = [gaussian_mixture(x, 3, rng=rng())[3].argmax(axis=1) for x in units]
    assert len({agreement(labels) for labels in mixtures}) == 1
    assert agreement(mixtures[0]) > agreement(scaled) + 0.05
    assert (X / 100).var(axis=0).min() > 100e-6
    assert np.sum((X / 10_000).var(axis=0) < 1e-6) == 2
    for seed in range(3):
        tiny = gaussian_mixture(X / 10_000, 3, rng=rng(seed))[3].argmax(axis=1)
        assert agreement(tiny) < 0.75


@quoted(
    "clusters", "단위가 다르면 `k_means`에 앞서", "If the units differ, scale the columns before"
)
def test_columns_of_one_unit():
    iris = load_table(Path(__file__).parents[2] / "assets/iris.csv")
    mean, std = mean_and_std(iris.x)
    right = []
    for x in (iris.x, (iris.x - mean) / std):  # all in centimeters, scaling does no good
        labels = k_means(x, 3, rng=rng())[1]
        groups = [iris.t[labels == c] for c in range(3)]
        right.append(sum(np.bincount(group).max() for group in groups))
    assert right[0] > right[1]


@quoted("clusters", "그 열이 가장 넓게 퍼져 있다", "**The clusters follow one column**: it spreads")
def test_the_column_that_spreads_most():
    labels = k_means(Z, 3, rng=rng())[1]
    far = k_means(Z + np.array([0, 10_000, 0, 0]), 3, rng=rng())[1]  # the largest numbers
    np.testing.assert_array_equal(labels, far)
    wide = k_means(Z * [1, 100, 1, 1], 3, rng=rng())[1]
    alone = k_means(Z[:, [1]], 3, rng=rng())[1]
    order = [np.argsort(np.argsort([Z[of == c, 1].mean() for c in range(3)]))[of]
             for of in (wide, alone)]  # fmt: skip
    assert np.mean(order[0] == order[1]) > 0.97


@quoted(
    "clusters",
    "| 한 걸음의 비용 | $N D k$ | $N D^2 k$ |",
    "| cost of a step | $N D k$ | $N D^2 k$ |",
)
def test_costs(monkeypatch):
    def groups(N, D, k):  # far apart, so that one step suffices
        centers, labels = 100 * rng().normal(size=(k, D)), np.arange(N) % k
        return centers[labels] + rng(1).normal(size=(N, D)), centers, labels

    def lloyd(N, D, k):
        x, centers, _ = groups(N, D, k)
        return operations(lambda: clusters.lloyd(counted(x), centers))

    def mixture(N, D, k):
        x, centers, labels = groups(N, D, k)
        monkeypatch.setattr(clusters, "k_means", lambda *_, **__: (centers, labels))
        return operations(lambda: clusters.gaussian_mixture(counted(x), k, rng=rng()))

    assert growth(lloyd, N=200, D=30, k=8) == pytest.approx({"N": 1, "D": 1, "k": 1}, abs=0.05)
    assert growth(mixture, N=1000, D=60, k=3) == pytest.approx({"N": 1, "D": 2, "k": 1}, abs=0.1)


@quoted("clusters", "| 빠진 값 | 오류 | 오류 |", "| missing values | an error |")
def test_missing_values_are_refused():
    for fit in (k_means, gaussian_mixture):
        with pytest.raises(ValueError, match="finite"):
            fit(TABLE.x, 3, rng=rng())


@quoted("clusters", "처음의 중심: `rng`", "the starting centers: `rng`")
def test_the_same_start_gives_the_same():
    start = clusters.spread(Z, 3, rng=rng())
    one, other = clusters.lloyd(Z, start), clusters.lloyd(Z, start)
    np.testing.assert_array_equal(one[0], other[0])
    draws, found = rng(), []
    for seed in (rng(), rng(), draws):
        found.append(gaussian_mixture(Z, 3, rng=seed))
    np.testing.assert_array_equal(found[0][3], found[1][3])
    after = rng()
    k_means(Z, 3, rng=after)
    assert draws.random() == after.random()  # the mixture draws what k_means draws, no more


@quoted("clusters", "어느 걸음도 $E$를 키우지 않으므로", "Neither can increase $E$")
def test_each_step_reduces_the_cost():
    for seed in range(20):
        x = rng(seed).normal(size=(50, 2))
        centers, costs = x[:4], []
        for _ in range(10):
            distances = clusters.squared_distances(x, centers)
            labels = np.argmin(distances, axis=1)
            costs.append(np.sum(distances[range(50), labels]))
            centers = np.array([x[labels == c].mean(axis=0) for c in range(4)])
            costs.append(np.sum((x - centers[labels]) ** 2))
        assert np.all(np.diff(costs) < 1e-9)


@quoted("clusters", "여러 번 시작해 가장 좋은 것을", "So it starts several times, from centers")
@quoted("clusters", "가장 좋은 곳은 아닐 수 있다", "perhaps not at the best place")
@quoted(
    "clusters", "다른 곳에서 멈춘 것이니 `starts`를", "has come to rest at another place: increase"
)
def test_starts():
    iris = load_table(Path(__file__).parents[2] / "assets/iris.csv").x
    once = [cost(iris, k_means(iris, 3, rng=rng(seed), starts=1)) for seed in range(20)]
    often = [cost(iris, k_means(iris, 3, rng=rng(seed))) for seed in range(5)]
    assert max(once) > 1.5 * min(once)
    assert np.ptp(often) < 0.01


@quoted(
    "clusters", "번호만 바뀌었으면 같은 무리다", "if only their numbers differ, they are the same"
)
def test_other_numbers_of_the_same_clusters():
    one, other = (k_means(Z, 3, rng=rng(seed)) for seed in (0, 2))
    assert not np.array_equal(one[1], other[1])
    assert cost(Z, one) == pytest.approx(cost(Z, other))
    together = [labels == labels[:, np.newaxis] for _, labels in (one, other)]
    np.testing.assert_array_equal(*together)


@quoted("clusters", "두 마리는 값이 없다", "two lack the measurements")
def test_the_penguins():
    assert TABLE.x.shape == (344, 4)
    assert np.sum(~KNOWN) == 2
    assert len(TABLE.classes) == 3


@quoted("clusters", "왼쪽에 모여 시작한 가위표들이", "The crosses start close together on the left")
def test_the_crosses_move_apart():
    first, second, third = figure("clusters", "lloyd.svg").axes
    at = [axes.collections[-1].get_offsets() for axes in (first, second, third)]
    assert np.all(at[0][:, 0] < 0)
    assert np.ptp(at[0], axis=0).sum() < np.ptp(at[1], axis=0).sum() < np.ptp(at[2], axis=0).sum()


def partitions(n):
    """The labels of all ways to divide n rows."""
    if n == 0:
        return [[]]
    return [[*rest, c] for rest in partitions(n - 1) for c in range(max(rest, default=-1) + 2)]


@quoted(
    "clusters", "무리를 늘리면 $E$의 최솟값은", "the least $E$ gets smaller, down to 0 where each"
)
@quoted("clusters", "$E$로는 $k$를 고를 수 없다", "So it cannot choose $k$")
def test_more_clusters_cost_less():
    for seed in range(3):
        x = rng(seed).normal(size=(6, 2))
        least = np.full(7, np.inf)
        for labels in map(np.array, partitions(6)):
            means = np.array([x[labels == c].mean(axis=0) for c in range(labels.max() + 1)])
            least[len(means)] = min(least[len(means)], np.sum((x - means[labels]) ** 2))
        assert np.all(np.diff(least[1:]) < 0)
        assert least[6] == 0
    found = [cost(Z, k_means(Z, k, rng=rng())) for k in (22, 23)]
    assert found[0] < found[1]  # what it finds is not always the least


@quoted("clusters", "0보다 작으면 다른 무리에", "below 0, it would lie better in the other")
def test_below_0_the_other_is_nearer():
    values = silhouette([[0], [1], [9], [10]], [0, 0, 1, 0])
    assert values[3] < 0 < values[0]
    for seed in range(10):
        x, labels = rng(seed).normal(size=(12, 2)), rng(seed).integers(3, size=12)
        for n in np.flatnonzero(silhouette(x, labels) < 0):
            moved = []  # to each of the others
            for c in {0, 1, 2} - {labels[n]}:
                there = np.where(np.arange(12) == n, c, labels)
                moved.append(silhouette(x, there)[n])
            assert max(moved) > -1e-12
    far = np.array([[0.0], [0.1], [100], [100.1]])
    assert silhouette(far, [0, 0, 1, 1]).min() > 0.99


@quoted("clusters", "이 열들에서는 두 종이 서로", "two of the species look alike")
def test_two_species_share_a_cluster():
    _, labels = k_means(Z, 2, rng=rng())
    where = [np.mean(labels[s == SPECIES]).round() for s in range(3)]
    assert where[0] == where[1] != where[2]
    mean = [Z[s == SPECIES].mean(axis=0) for s in range(3)]
    one, *others = (np.linalg.norm(mean[i] - mean[j]) for i, j in ((0, 1), (0, 2), (1, 2)))
    assert one < 0.7 * min(others)


@quoted("clusters", "달라는 만큼 나눈다", "divides even evenly spread points")
@quoted(
    "clusters", "고르게 퍼진 점의 실루엣과 비교한다", "Compare the silhouette with that of such"
)
@quoted("clusters", "0.6쯤이고, 넷이면 0.2쯤이다", "about 0.6 in one column, 0.2 in four")
def test_there_are_always_clusters():
    for columns, about in ((1, 0.6), (4, 0.2)):
        for seed in range(3):
            x = rng(seed).random((300, columns))
            for k in (2, 3, 4, 5):
                _, labels = k_means(x, k, rng=rng(), starts=3)
                assert len(np.unique(labels)) == k
                assert silhouette(x, labels).mean() == pytest.approx(about, abs=0.05)
    assert silhouette(Z, k_means(Z, 2, rng=rng())[1]).mean() < 0.55  # that of penguins is lower


@quoted("clusters", "행 하나에 걸린 정규분포는", "a normal distribution on a single row")
@quoted(
    "clusters", "`floor`보다 좁아지지는 않지만", "sets a limit, but the cluster stays on its row"
)
@quoted("clusters", "`shares`를 보면 드러난다", "It shows in `shares`")
def test_a_cluster_on_a_point():
    x = np.concatenate([rng().normal(size=(30, 1)), [[50.0]]])
    levels = []
    for floor in (1e-2, 1e-4, 1e-8):
        shares, means, covs, _ = gaussian_mixture(x, 2, rng=rng(), floor=floor)
        assert covs.min() == pytest.approx(floor)
        assert shares.min() * 31 == pytest.approx(1)
        assert means.max() == pytest.approx(50)
        logs = np.stack([clusters.log_normal(x, means[c], covs[c]) for c in range(2)], axis=-1)
        levels.append(np.mean(np.logaddexp.reduce(logs + np.log(shares), axis=-1)))
    assert np.all(np.diff(levels) > 0)
