"""`python -m benchmarks.scale`: what the classics cost against the number of examples.

Each method learns from N, 2 N, 4 N … examples, ours and scikit-learn's in turn, the best of some
runs. A line through the logarithms gives the exponent: 1 where twice the examples take twice the
time. Time is the processor's; memory is the most that Python and NumPy held above the data
during a fit. scikit-learn comes with `pip install -e ".[test]"`. With `--write`, the table of the
page on large data is rewritten.
"""

import argparse
import os
import time
import tracemalloc
import warnings
from collections.abc import Callable
from typing import Any

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before NumPy comes

import numpy as np
import sklearn
from sklearn import (
    cluster,
    decomposition,
    ensemble,
    linear_model,
    metrics,
    mixture,
    naive_bayes,
    neighbors,
    tree,
)
from sklearn.exceptions import ConvergenceWarning

import mlcheats
from benchmarks import page

D, K = 20, 5
Fit = Callable[[Any, Any], Any]


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


# Ours, scikit-learn's, what theory says of N, the largest part of N that is tried
METHODS: dict[str, tuple[Fit, Fit, int, int]] = {
    "linear_regression": (
        lambda x, t: mlcheats.linear_regression(x, t),
        lambda x, t: linear_model.LinearRegression().fit(x, t),
        1,
        1,
    ),
    "ridge": (
        lambda x, t: mlcheats.ridge(x, t, 1),
        lambda x, t: linear_model.Ridge(1, solver="svd").fit(x, t),
        1,
        1,
    ),
    "lasso": (
        lambda x, t: mlcheats.lasso(x, t, 0.1),
        lambda x, t: linear_model.Lasso(0.1, tol=1e-12).fit(x, t),
        1,
        1,
    ),
    "logistic_regression": (
        lambda x, t: mlcheats.logistic_regression(x, t > 0, 1),
        lambda x, t: linear_model.LogisticRegression(solver="newton-cholesky").fit(x, t > 0),
        1,
        1,
    ),
    "knn, 100 answers": (
        lambda x, t: mlcheats.knn(x, t > 0, x[:100], 5),
        lambda x, t: (
            neighbors.KNeighborsClassifier(5, algorithm="brute").fit(x, t > 0).predict(x[:100])
        ),
        1,
        1,
    ),
    "k_means, one start": (
        lambda x, t: mlcheats.k_means(x, K, rng=rng(), starts=1),
        lambda x, t: cluster.KMeans(K, n_init=1, random_state=0).fit(x),
        1,
        1,
    ),
    "gaussian_mixture": (
        lambda x, t: mlcheats.gaussian_mixture(x, K, rng=rng()),
        lambda x, t: mixture.GaussianMixture(K, tol=1e-9, random_state=0).fit(x),
        1,
        1,
    ),
    "grow_tree": (
        lambda x, t: mlcheats.grow_tree(x, t, max_depth=5),
        lambda x, t: tree.DecisionTreeRegressor(max_depth=5, random_state=0).fit(x, t),
        1,
        1,
    ),
    "random_forest, five trees": (
        lambda x, t: mlcheats.random_forest(x, t, max_columns=4, rng=rng(), trees=5, max_depth=5),
        lambda x, t: ensemble.RandomForestRegressor(
            5, max_features=4, max_depth=5, random_state=0
        ).fit(x, t),
        1,
        1,
    ),
    "boost, five trees": (
        lambda x, t: mlcheats.boost(x, t, trees=5),
        lambda x, t: ensemble.GradientBoostingRegressor(n_estimators=5, random_state=0).fit(x, t),
        1,
        1,
    ),
    "pca": (
        lambda x, t: mlcheats.pca(x, K),
        lambda x, t: decomposition.PCA(K, svd_solver="full").fit(x),
        1,
        1,
    ),
    "naive_bayes": (
        lambda x, t: mlcheats.naive_bayes(x, t > 0),
        lambda x, t: naive_bayes.GaussianNB().fit(x, t > 0),
        1,
        1,
    ),
    "silhouette": (
        lambda x, t: mlcheats.silhouette(x, t > 0),
        lambda x, t: metrics.silhouette_samples(x, t > 0),
        2,
        16,
    ),
}


def data(n: int) -> tuple[Any, Any]:
    """Rows in K clusters, so that all N take about as many steps."""
    draws = rng()
    centers = 10 * draws.normal(size=(K, D))
    x = centers[draws.integers(K, size=n)] + draws.normal(size=(n, D))
    answers = x @ np.arange(D) / D + draws.normal(size=n)
    return x, answers - np.median(answers)


def cost(fit: Fit, x: Any, t: Any, runs: int) -> tuple[float, float]:
    """Seconds, and bytes."""
    seconds = []
    for _ in range(runs):
        start = time.process_time()
        fit(x, t)
        seconds.append(time.process_time() - start)
    tracemalloc.start()
    fit(x, t)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return min(seconds), most


def exponent(sizes: list[int], costs: list[float]) -> float:
    return float(np.polyfit(np.log(sizes), np.log(costs), 1)[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("methods", nargs="*", help="those that begin so; all, if none is named")
    parser.add_argument("--examples", type=int, default=64_000, help="the largest N")
    parser.add_argument("--doublings", type=int, default=3)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="rewrite the table of the page")
    given = parser.parse_args()
    if given.write and given.methods:
        parser.error("--write needs all methods")
    table = []
    warnings.simplefilter("ignore", ConvergenceWarning)
    print(
        "| method | largest N | ours, s | scikit-learn, s "
        "| exponent of N, ours | scikit-learn | theory | our memory, in x |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for name, (ours, theirs, theory, part) in METHODS.items():
        if given.methods and not name.startswith(tuple(given.methods)):
            continue
        most = given.examples // part
        sizes = [most >> i for i in range(given.doublings, -1, -1)]
        rows = []
        for n in sizes:
            x, t = data(n)
            rows.append((*cost(ours, x, t, given.runs), *cost(theirs, x, t, given.runs)))
        mine, memory, peers, _ = (list(column) for column in zip(*rows, strict=True))
        cells = [
            f"`{name.partition(',')[0]}`",
            f"{most:,}",
            f"{mine[-1]:.2f}",
            f"{peers[-1]:.2f}",
            f"{exponent(sizes, mine):.2f}",
            f"{exponent(sizes, peers):.2f}",
            str(theory),
            f"{memory[-1] / (8 * most * D):.1f}",
        ]
        print(f"| {' | '.join(cells)} |", flush=True)
        table.append([cells[0], *cells[2:]])  # the page says N below the table
    if given.write:
        versions = {"NumPy": np.__version__, "scikit-learn": sklearn.__version__}
        about = page.today(versions)
        page.rewrite(
            "scale",
            "python -m benchmarks.scale --write",
            lambda text, language: page.with_costs(text, language, table, about),
        )


if __name__ == "__main__":
    main()
