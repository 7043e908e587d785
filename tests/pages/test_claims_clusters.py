"""What the page on clusters says in words, computed."""

from pathlib import Path

import numpy as np
import pytest
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


@quoted(
    "clusters",
    "| 열의 크기를 먼저 맞추는가? | 그렇다 | 아니다 |",
    "| scale the columns first? | yes",
)
@quoted("clusters", "열의 크기는 상관이 없다", "the scale does not matter")
@quoted("clusters", "길쭉한 무리가 둥근 무리보다", "The stretched clusters fit the species better")
@quoted("clusters", "몸무게가 거의 혼자 정한다", "the body mass in grams decides almost alone")
@quoted("clusters", "그 열의 숫자가 가장 크다", "it has the largest numbers")
def test_scale():
    raw, scaled = (k_means(x, 3, rng=rng())[1] for x in (X, Z))
    mass = k_means(X[:, [3]], 3, rng=rng())[1]
    order = [np.argsort(np.argsort([X[labels == c, 3].mean() for c in range(3)]))[labels]
             for labels in (raw, mass)]  # fmt: skip
    assert np.mean(order[0] == order[1]) > 0.98
    assert agreement(scaled) > agreement(raw) + 0.2
    mixtures = [gaussian_mixture(x, 3, rng=rng())[3].argmax(axis=1) for x in (X, Z)]
    assert abs(agreement(mixtures[0]) - agreement(mixtures[1])) < 0.01
    assert agreement(mixtures[1]) > agreement(scaled) + 0.05


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
@quoted("clusters", "다른 곳에서 멈춘 것이다", "has come to rest at another place")
def test_starts():
    iris = load_table(Path(__file__).parents[2] / "assets/iris.csv").x
    once = [cost(iris, k_means(iris, 3, rng=rng(seed), starts=1)) for seed in range(20)]
    often = [cost(iris, k_means(iris, 3, rng=rng(seed))) for seed in range(5)]
    assert max(once) > 1.5 * min(once)
    assert np.ptp(often) < 0.01


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


@quoted(
    "clusters", "무리가 늘면 $E$는 늘 줄어들므로", "With more clusters, $E$ always gets smaller"
)
def test_more_clusters_cost_less():
    costs = [cost(Z, k_means(Z, k, rng=rng())) for k in range(1, 8)]
    assert np.all(np.diff(costs) < 0)
    x = rng().normal(size=(8, 2))  # where a center is added on a row, the best is less
    best = [min(cost(x, k_means(x, k, rng=rng(s), starts=50)) for s in range(3)) for k in (1, 2, 8)]
    assert best[0] > best[1] > best[2] == 0


@quoted("clusters", "0보다 작으면 다른 무리에", "below 0, it would lie better in the other")
def test_below_0_the_other_is_nearer():
    values = silhouette([[0], [1], [9], [10]], [0, 0, 1, 0])
    assert values[3] < 0 < values[0]


@quoted("clusters", "이 열들에서는 두 종이 서로", "two of the species look alike")
def test_two_species_share_a_cluster():
    _, labels = k_means(Z, 2, rng=rng())
    where = [np.mean(labels[s == SPECIES]).round() for s in range(3)]
    assert where[0] == where[1] != where[2]


@quoted("clusters", "달라는 만큼 나눈다", "divides even evenly spread points")
@quoted("clusters", "실루엣이 낮으면 의심한다", "A low silhouette warns of it")
def test_there_are_always_clusters():
    x = rng().random((300, 4))
    _, labels = k_means(x, 3, rng=rng())
    assert len(np.unique(labels)) == 3
    assert silhouette(x, labels).mean() < 0.25 < silhouette(Z, k_means(Z, 3, rng=rng())[1]).mean()


@quoted("clusters", "행 하나에 걸린 정규분포는", "a normal distribution on a single row")
@quoted("clusters", "`floor`가 이것을 막는다", "The `floor` of the variances prevents that")
def test_a_cluster_on_a_point():
    x = np.concatenate([rng().normal(size=(30, 1)), [[50.0]]])
    levels = []
    for floor in (1e-2, 1e-4, 1e-8):
        shares, means, covs, _ = gaussian_mixture(x, 2, rng=rng(), floor=floor)
        assert covs.min() == pytest.approx(floor)
        logs = np.stack([clusters.log_normal(x, means[c], covs[c]) for c in range(2)], axis=-1)
        levels.append(np.mean(np.logaddexp.reduce(logs + np.log(shares), axis=-1)))
    assert np.all(np.diff(levels) > 0)
