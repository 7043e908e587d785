"""Groups that nobody has named, as the page shows it."""

import numpy as np

from mlcheats._types import Float64Array, FloatArray, IntArray


def squared_distances(x: Float64Array, centers: Float64Array) -> FloatArray:
    """From each row of x to each center, (N, k)."""
    distances = [np.sum((x - center) ** 2, axis=-1) for center in centers]
    return np.stack(distances, axis=-1)


def spread(x: Float64Array, k: int, *, rng: np.random.Generator) -> Float64Array:
    """k rows of x, each the likelier the farther it is from those before it (k-means++)."""
    centers = x[[rng.integers(len(x))]]
    while len(centers) < k:
        far = np.min(squared_distances(x, centers), axis=-1)
        chosen = rng.choice(len(x), p=far / np.sum(far))
        centers = np.vstack([centers, x[chosen]])
    return centers


def lloyd(x: Float64Array, centers: Float64Array) -> tuple[Float64Array, IntArray]:
    """Move each center to the mean of the rows nearest to it, until none changes its center."""
    centers, before = centers.copy(), np.full(len(x), -1)
    while True:
        distances = squared_distances(x, centers)
        labels = np.argmin(distances, axis=-1)
        if np.array_equal(labels, before):
            return centers, labels
        for c in range(len(centers)):
            if np.any(labels == c):
                centers[c] = np.mean(x[labels == c], axis=0)
            else:  # a center that has lost all its rows starts anew
                centers[c] = x[np.argmax(np.min(distances, axis=-1))]
        before = labels


def k_means(
    x: Float64Array, k: int, *, rng: np.random.Generator, starts: int = 10
) -> tuple[Float64Array, IntArray]:
    """The k centers, and for each row of x the nearest one's number; the best of some starts."""
    found = [lloyd(x, spread(x, k, rng=rng)) for _ in range(starts)]
    return min(found, key=lambda each: np.sum((x - each[0][each[1]]) ** 2))


def silhouette(x: Float64Array, labels: IntArray) -> FloatArray:
    """For each row, (b - a) / max(a, b): a to its own cluster, b to the nearest other."""
    values, sizes = np.zeros(len(x)), np.bincount(labels)
    for i in range(len(x)):
        distance = np.sqrt(np.sum((x - x[i]) ** 2, axis=-1))
        sums, own = np.bincount(labels, distance), labels[i]
        if sizes[own] > 1:
            a = sums[own] / (sizes[own] - 1)
            b = min(sums[c] / sizes[c] for c in np.unique(labels) if c != own)
            values[i] = (b - a) / max(a, b) if max(a, b) > 0 else 0
    return values


def log_normal(x: Float64Array, mean: FloatArray, cov: FloatArray) -> FloatArray:
    """The logarithm of the normal density at each row of x."""
    L = np.linalg.cholesky(cov)
    z = np.linalg.solve(L, (x - mean).T)
    size = len(mean) * np.log(2 * np.pi) + 2 * np.sum(np.log(np.diag(L)))
    return -(np.sum(z**2, axis=0) + size) / 2


def gaussian_mixture(
    x: Float64Array,
    k: int,
    *,
    rng: np.random.Generator,
    floor: float = 1e-6,
    max_steps: int = 10_000,
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Shares, means and covariances of k normal distributions, and each row's odds, by EM."""
    _, labels = k_means(x, k, rng=rng)
    r = np.equal.outer(labels, np.arange(k)).astype(float)
    for _ in range(max_steps):
        size = np.sum(r, axis=0)
        shares, means = size / len(x), (r.T @ x) / size[:, np.newaxis]
        around = [x - mean for mean in means]
        spreads = [(r[:, c] * around[c].T) @ around[c] / size[c] for c in range(k)]
        covs = np.stack(spreads) + floor * np.eye(x.shape[1])
        logs = np.stack([log_normal(x, means[c], covs[c]) for c in range(k)], axis=-1)
        logs = logs + np.log(shares)
        total = np.logaddexp.reduce(logs, axis=-1, keepdims=True)
        before, r = r, np.exp(logs - total)
        if np.max(np.abs(r - before)) < 1e-10:
            return shares, means, covs, r
    raise ValueError(f"max_steps must be more for these data, got {max_steps}")
