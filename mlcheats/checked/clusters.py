"""Groups that nobody has named."""

from __future__ import annotations  # np.random loads when it is used, not when it is named

import numpy as np
from numpy.typing import ArrayLike

from mlcheats import clusters
from mlcheats._types import Float64Array, IntArray
from mlcheats.checked.arrays import as_classes, as_float64, as_matrix
from mlcheats.checked.options import as_count, as_generator, as_positive


def k_means(
    x: ArrayLike, k: int, *, rng: np.random.Generator, starts: int = 10
) -> tuple[Float64Array, IntArray]:
    """Return k centers, (k, D), and for each row of x, (N, D), the number of the nearest, (N,).

    Lloyd's algorithm from centers that k-means++ draws, until no row changes its center; of
    some `starts`, the one with the smallest sum of squared distances, which need not be the
    least there is. Columns should be of one scale. k is from 1 to the number of different
    rows, else a ValueError.

    S. P. Lloyd, "Least squares quantization in PCM", 1982. D. Arthur, S. Vassilvitskii,
    "k-means++: The Advantages of Careful Seeding", 2007.

    >>> centers, labels = k_means([[0], [1], [8], [9]], 2, rng=np.random.default_rng(0))
    >>> np.sort(centers, axis=0).tolist(), bool(labels[0] == labels[1] != labels[2])
    ([[0.5], [8.5]], True)
    """
    rows, count = _rows(x, k)
    draws, tries = as_generator(rng, "rng"), as_count(starts, "starts")
    centers, labels = clusters.k_means(rows, count, rng=draws, starts=tries)
    return as_float64(centers, "the centers"), labels


def silhouette(x: ArrayLike, labels: ArrayLike) -> Float64Array:
    """Return for each row of x how well it lies in its cluster, from -1 to 1, (N,).

    (b - a) / max(a, b), with a the mean distance to the other rows of its own cluster, b that
    to the rows of the nearest other one; 0 for a row that is alone. Labels are from 0, (N,),
    of two clusters or more.

    P. J. Rousseeuw, "Silhouettes: A graphical aid to the interpretation and validation of
    cluster analysis", 1987.

    >>> silhouette([[0], [1], [8], [9]], [0, 0, 1, 1]).round(3)
    array([0.882, 0.867, 0.867, 0.882])
    """
    rows, numbers = as_matrix(x, "x"), as_classes(labels, "labels")
    if numbers.shape != rows.shape[:1]:
        raise ValueError(f"labels must have shape {rows.shape[:1]}, got {numbers.shape}")
    if len(found := np.unique(numbers)) < 2:
        raise ValueError(f"labels must be of two clusters or more, got {found.tolist()}")
    _near_enough(rows)
    return as_float64(clusters.silhouette(rows, numbers), "the silhouette")


def gaussian_mixture(
    x: ArrayLike,
    k: int,
    *,
    rng: np.random.Generator,
    floor: float = 1e-6,
    max_steps: int = 10_000,
) -> tuple[Float64Array, Float64Array, Float64Array, Float64Array]:
    """Return shares (k,), means (k, D), covariances (k, D, D), and each row's odds, (N, k).

    Expectation and maximization in turn, from the clusters of `k_means`, until the odds
    hardly change. `floor`, above 0, is added to the variances, without which a
    cluster of equal rows would have none. A covariance that cannot be inverted, or not to
    have ended after `max_steps`, is a ValueError; the other errors are those of `k_means`.

    A. P. Dempster, N. M. Laird, D. B. Rubin, "Maximum Likelihood from Incomplete Data via the
    EM Algorithm", 1977.

    >>> x = np.array([[0.0], [1], [2], [9], [11]])
    >>> shares, means, covs, odds = gaussian_mixture(x, 2, rng=np.random.default_rng(0))
    >>> np.sort(means, axis=0).round(3).tolist(), np.sort(shares).round(3)
    ([[1.0], [10.0]], array([0.4, 0.6]))
    """
    rows, count = _rows(x, k)
    least, steps = as_positive(floor, "floor"), as_count(max_steps, "max_steps")
    try:
        with np.errstate(divide="ignore"):  # the share of a cluster that is lost
            shares, means, covs, odds = clusters.gaussian_mixture(
                rows, count, rng=as_generator(rng, "rng"), floor=least, max_steps=steps
            )
    except np.linalg.LinAlgError:
        raise ValueError(f"floor must be more for these data, got {floor}") from None
    width = np.sqrt(np.diagonal(covs, axis1=1, axis2=2))
    correlations = covs / (width[:, :, np.newaxis] * width[:, np.newaxis])
    if np.min(np.linalg.eigvalsh(correlations)) < 1e-12:  # its inverse is noise
        raise ValueError(f"floor must be more for these data, got {floor}")
    return (
        as_float64(shares, "the shares"),
        as_float64(means, "the means"),
        as_float64(covs, "the covariances"),
        as_float64(odds, "the odds"),
    )


def _rows(x: ArrayLike, k: int) -> tuple[Float64Array, int]:
    rows, count = as_matrix(x, "x"), as_count(k, "k")
    if count > (different := len(np.unique(rows, axis=0))):
        raise ValueError(f"k must be no more than the different rows of x, {different}, got {k}")
    _near_enough(rows)
    return rows, count


def _near_enough(rows: Float64Array) -> None:
    with np.errstate(over="ignore"):
        far = np.sum(np.ptp(rows, axis=0) ** 2) * len(rows)
    if not np.isfinite(far):
        raise ValueError(f"x must not lie farther apart than float64 can square, got {rows.max()}")
