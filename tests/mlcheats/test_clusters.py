"""Clusters against scikit-learn, arithmetic by hand and bad input."""

import re
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from scipy.spatial.distance import pdist, squareform
from sklearn import cluster, metrics, mixture

from mlcheats import clusters, gaussian_mixture, k_means, load_table, mean_and_std, silhouette

ASSETS = Path(__file__).parents[2] / "assets"
IRIS = load_table(ASSETS / "iris.csv").x
PENGUINS = load_table(ASSETS / "penguins.csv").x
PENGUINS = PENGUINS[~np.isnan(PENGUINS).any(axis=1)]
MEAN, STD = mean_and_std(PENGUINS)
RNG = np.random.default_rng(0)
TABLES = {
    "iris": IRIS,
    "penguins": (PENGUINS - MEAN) / STD,
    "normal": RNG.normal(size=(60, 3)),
    "one column": RNG.normal(size=(40, 1)),
    "each row twice": np.repeat(RNG.normal(size=(20, 2)), 2, axis=0),
    "far from 0": RNG.normal(size=(50, 2)) + 1e4,
}
each_table = pytest.mark.parametrize("name", TABLES)


def rng(seed=0):
    return np.random.default_rng(seed)


@each_table
@pytest.mark.parametrize("k", [1, 2, 3, 6])
def test_lloyd_against_scikit_learn(name, k):
    x = TABLES[name]
    start = clusters.spread(x, k, rng=rng())
    peer = cluster.KMeans(k, init=start, n_init=1, tol=0, max_iter=1000).fit(x)
    centers, labels = clusters.lloyd(x, start)
    np.testing.assert_allclose(centers, peer.cluster_centers_, rtol=1e-9, atol=1e-9)
    np.testing.assert_array_equal(labels, peer.labels_)


@each_table
def test_k_means_is_the_best_of_its_starts(name):
    x = TABLES[name]
    centers, labels = k_means(x, 3, rng=rng(), starts=20)
    cost = np.sum((x - centers[labels]) ** 2)
    peer = cluster.KMeans(3, n_init=20, random_state=0, tol=0).fit(x)
    assert cost <= peer.inertia_ * 1.001
    for c in range(3):
        np.testing.assert_allclose(centers[c], x[labels == c].mean(axis=0), rtol=1e-12)
    np.testing.assert_array_equal(labels, np.argmin(((x[:, None] - centers) ** 2).sum(-1), axis=1))


def test_k_means_by_hand():
    centers, labels = k_means([[0], [2], [10], [14]], 2, rng=rng())
    order = np.argsort(centers[:, 0])
    assert centers[order].tolist() == [[1], [12]]
    assert np.argsort(order)[labels].tolist() == [0, 0, 1, 1]
    centers, labels = k_means([[1, 2], [1, 2], [5, 5]], 2, rng=rng())  # as many as different rows
    assert sorted(centers.tolist()) == [[1, 2], [5, 5]]
    centers, labels = k_means([[3, 3]] * 4, 1, rng=rng())
    assert centers.tolist() == [[3, 3]]
    assert labels.tolist() == [0, 0, 0, 0]


def test_a_center_without_rows_starts_anew():
    x = np.array([[0.0], [1], [10], [11]])
    centers, labels = clusters.lloyd(x, np.array([[0.5], [10.5], [99.0]]))
    assert len(np.unique(labels)) == 3
    assert np.sum((x - centers[labels]) ** 2) == 0.5


@pytest.mark.parametrize("k", [2, 3, 5])
@each_table
def test_silhouette_against_scikit_learn(name, k):
    x = TABLES[name]
    _, labels = k_means(x, k, rng=rng())
    exact = squareform(pdist(x))  # its own distances are differences of large squares
    theirs = metrics.silhouette_samples(exact, labels, metric="precomputed")
    np.testing.assert_allclose(silhouette(x, labels), theirs, rtol=0, atol=1e-9)


def test_silhouette_of_odd_clusters():
    x = [[0], [0], [5], [9]]
    np.testing.assert_allclose(silhouette(x, [0, 0, 3, 3]), [1, 1, 1 / 5, 5 / 9])
    assert silhouette([[0], [0], [0]], [0, 0, 1]).tolist() == [0, 0, 0]  # all in one place
    assert silhouette([[0], [1], [5]], [0, 0, 1])[2] == 0  # alone


@pytest.mark.filterwarnings("ignore:Best performing initialization did not converge")
@pytest.mark.parametrize("k", [1, 2, 3])
@each_table
def test_gaussian_mixture_against_scikit_learn(name, k):
    x = TABLES[name]
    shares, means, covs, odds = gaussian_mixture(x, k, rng=rng())
    ours = [stats.multivariate_normal(m, c).logpdf(x) for m, c in zip(means, covs, strict=True)]
    level = np.mean(np.log(np.exp(np.transpose(ours)) @ shares))
    peer = mixture.GaussianMixture(  # from where we ended, one more step leads nowhere
        k, max_iter=1, tol=1e9, weights_init=shares, means_init=means,
        precisions_init=np.linalg.inv(covs),
    ).fit(x)  # fmt: skip
    np.testing.assert_allclose(shares, peer.weights_, rtol=0, atol=1e-9)
    np.testing.assert_allclose(means, peer.means_, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(covs, peer.covariances_, rtol=1e-8, atol=1e-9)
    np.testing.assert_allclose(odds, peer.predict_proba(x), rtol=0, atol=1e-8)
    assert level == pytest.approx(peer.score(x), rel=1e-9)
    alone = mixture.GaussianMixture(k, n_init=3, random_state=0, tol=1e-9, max_iter=10_000).fit(x)
    if name in ("iris", "penguins"):  # where there is something to find
        assert level == pytest.approx(alone.score(x), rel=1e-4)


def test_a_mixture_by_hand():
    x = np.array([[0.0], [2], [100], [104]])
    shares, means, covs, odds = gaussian_mixture(x, 2, rng=rng())
    order = np.argsort(means[:, 0])
    np.testing.assert_allclose(shares, [0.5, 0.5])
    np.testing.assert_allclose(means[order], [[1], [102]])
    np.testing.assert_allclose(covs[order], [[[1 + 1e-6]], [[4 + 1e-6]]])
    np.testing.assert_allclose(odds[:, order], [[1, 0], [1, 0], [0, 1], [0, 1]], atol=1e-12)


def test_a_mixture_of_equal_rows_has_the_floor():
    x = np.repeat([[0.0, 1], [5, 5]], 4, axis=0)
    _, means, covs, _ = gaussian_mixture(x, 2, rng=rng(), floor=1e-3)
    assert sorted(means.round(9).tolist()) == [[0, 1], [5, 5]]
    np.testing.assert_allclose(covs, [1e-3 * np.eye(2)] * 2, atol=1e-12)


def test_scale_does_not_matter_to_a_mixture():
    plain = gaussian_mixture(PENGUINS, 3, rng=rng())[3].argmax(axis=1)
    scaled = gaussian_mixture(TABLES["penguins"], 3, rng=rng())[3].argmax(axis=1)
    agree = max(np.mean(np.array(p)[plain] == scaled) for p in permutations(range(3)))
    assert agree > 0.99


@pytest.mark.parametrize("fit", [k_means, gaussian_mixture])
@pytest.mark.parametrize(
    ("x", "k", "error", "said"),
    [
        ([[1], [1], [2]], 3, ValueError, "k must be no more than the different rows of x, 2, got"),
        ([[1], [2]], 0, ValueError, "k must be a whole number from 1, got 0"),
        ([[1], [np.nan]], 1, ValueError, "x must hold finite numbers, got nan"),
        ([1, 2], 1, ValueError, "x must have shape (N, D), not empty, got (2,)"),
        ([["a"]], 1, TypeError, "x must hold real numbers, got dtype <U1"),
        (
            [[1e200], [-1e200]],
            1,
            ValueError,
            "x must not lie farther apart than float64 can square",
        ),
    ],
)
def test_bad_rows_are_told(fit, x, k, error, said):
    with pytest.raises(error, match=re.escape(said)):
        fit(x, k, rng=rng())
    with pytest.raises(TypeError, match=r"rng must be a numpy\.random\.Generator, got int"):
        fit([[1], [2]], 1, rng=0)


def test_bad_labels_and_options_are_told():
    with pytest.raises(
        ValueError, match=re.escape("labels must be of two clusters or more, got [0")
    ):
        silhouette([[1], [2]], [0, 0])
    with pytest.raises(ValueError, match=re.escape("labels must have shape (2,), got (3,)")):
        silhouette([[1], [2]], [0, 1, 1])
    with pytest.raises(TypeError, match="labels must hold real numbers, got dtype <U1"):
        silhouette([[1], [2]], ["a", "b"])
    with pytest.raises(ValueError, match="floor must be a finite number above 0, got 0"):
        gaussian_mixture(IRIS, 2, rng=rng(), floor=0)
    with pytest.raises(ValueError, match="max_steps must be more for these data, got 2"):
        gaussian_mixture(IRIS, 3, rng=rng(), max_steps=2)
    with pytest.raises(ValueError, match="floor must be more for these data, got 1e-40"):
        gaussian_mixture(np.column_stack([IRIS, IRIS[:, 0]]), 1, rng=rng(), floor=1e-40)
