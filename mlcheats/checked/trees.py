"""Trees of questions, and many of them together."""

from __future__ import annotations  # np.random loads when it is used, not when it is named

import numpy as np
from numpy.typing import ArrayLike

from mlcheats import trees as bare
from mlcheats._types import Float64Array
from mlcheats.checked.arrays import as_float64, as_matrix
from mlcheats.checked.options import as_count, as_generator, as_positive
from mlcheats.trees import Tree

DEEPEST = 500  # Python itself does not go much deeper


def grow_tree(
    x: ArrayLike,
    t: ArrayLike,
    *,
    max_depth: int = 100,
    min_leaf: int = 1,
    max_columns: int | None = None,
    rng: np.random.Generator | None = None,
) -> Tree:
    """Return a tree: (column, threshold, left, right), or a leaf, the mean of t.

    A row of x, (N, D), goes left if its column is at most the threshold. Of all thresholds
    halfway between values, each split takes the one that reduces Σ (t - mean)² most; of
    equally good ones the first column and the lowest threshold. t is (N,), numbers, or (N, K),
    one-hot labels, for which it is the Gini impurity. The tree ends where t is constant, no
    split leaves `min_leaf` rows on both sides, or it is `max_depth` deep, 500 at the most.
    With `max_columns`, each split sees so many columns, which `rng` draws.

    L. Breiman, J. Friedman, R. Olshen, C. Stone, "Classification and Regression Trees", 1984.

    >>> grow_tree([[0], [1], [2], [3]], [5, 5, 8, 9], max_depth=1)
    (0, 1.5, 5.0, 8.5)
    """
    rows, targets = _examples(x, t)
    if max_columns is not None:
        as_count(max_columns, "max_columns")
        as_generator(rng, "rng")  # type: ignore[arg-type]
    return bare.grow_tree(
        rows,
        targets,
        max_depth=_depth(max_depth),
        min_leaf=as_count(min_leaf, "min_leaf"),
        max_columns=max_columns,
        rng=None if max_columns is None else rng,
    )


def predict_tree(tree: Tree, x: ArrayLike) -> Float64Array:
    """Return the leaf to which each row of x, (N, D), comes: (N,), or (N, K).

    The tree is one of `grow_tree`; those of a forest are averaged, those of `boost` summed.

    >>> predict_tree((0, 1.5, 5.0, 8.5), [[1], [9]])
    array([5. , 8.5])
    """
    rows = as_matrix(x, "x")
    shapes = {_shape(node, rows.shape[1]) for node in _nodes(tree)} - {None}
    if len(shapes) > 1:
        raise ValueError(f"the leaves must have one shape, got {sorted(map(str, shapes))}")
    return bare.predict_tree(tree, rows)


def random_forest(
    x: ArrayLike,
    t: ArrayLike,
    *,
    max_columns: int,
    rng: np.random.Generator,
    trees: int = 100,
    max_depth: int = 100,
    min_leaf: int = 1,
) -> list[Tree]:
    """Return trees, each grown from N rows that `rng` draws with replacement.

    Each split sees `max_columns` columns that `rng` draws. The forest's answer is the mean of
    its trees', `np.mean([predict_tree(tree, x) for tree in forest], axis=0)`. The other
    arguments and errors are those of `grow_tree`.

    L. Breiman, "Random Forests", 2001.

    >>> x, t = np.arange(20.0)[:, np.newaxis], np.arange(20) >= 10
    >>> forest = random_forest(x, t, max_columns=1, rng=np.random.default_rng(0))
    >>> y = np.mean([predict_tree(tree, [[3], [16]]) for tree in forest], axis=0)
    >>> len(forest), y.round()
    (100, array([0., 1.]))
    """
    rows, targets = _examples(x, t)
    return bare.random_forest(
        rows,
        targets,
        max_columns=as_count(max_columns, "max_columns"),
        rng=as_generator(rng, "rng"),
        trees=as_count(trees, "trees"),
        max_depth=_depth(max_depth),
        min_leaf=as_count(min_leaf, "min_leaf"),
    )


def boost(
    x: ArrayLike,
    t: ArrayLike,
    *,
    trees: int = 100,
    learning_rate: float = 0.1,
    max_depth: int = 3,
    min_leaf: int = 1,
) -> list[Tree]:
    """Return a leaf, the mean of t, and trees, each of `learning_rate` times what is left over.

    The answer is their sum, `np.sum([predict_tree(tree, x) for tree in found], axis=0)`. The
    other arguments and errors are those of `grow_tree`; a learning rate of 2 or more is
    refused, for what is left over would not shrink.

    J. Friedman, "Greedy Function Approximation: A Gradient Boosting Machine", 2001.

    >>> boost([[0], [1]], [0, 8], trees=2, learning_rate=0.5)
    [4.0, (0, 0.5, -2.0, 2.0), (0, 0.5, -1.0, 1.0)]
    """
    rows, targets = _examples(x, t)
    if (rate := as_positive(learning_rate, "learning_rate")) >= 2:
        raise ValueError(f"learning_rate must be below 2, got {learning_rate}")
    return bare.boost(
        rows,
        targets,
        trees=as_count(trees, "trees"),
        learning_rate=rate,
        max_depth=_depth(max_depth),
        min_leaf=as_count(min_leaf, "min_leaf"),
    )


def _depth(value: int) -> int:
    if (depth := as_count(value, "max_depth")) > DEEPEST:
        raise ValueError(f"max_depth must be no more than {DEEPEST}, got {value}")
    return depth


def _examples(x: ArrayLike, t: ArrayLike) -> tuple[Float64Array, Float64Array]:
    rows, targets = as_matrix(x, "x"), as_float64(t, "t")
    if targets.ndim not in (1, 2) or targets.size == 0 or len(targets) != len(rows):
        raise ValueError(
            f"t must have shape ({len(rows)},) or ({len(rows)}, K), got {targets.shape}"
        )
    with np.errstate(over="ignore"):
        far = (np.max(np.abs(targets)) * len(rows)) ** 2 * targets.size
    if not np.isfinite(far):
        raise ValueError(
            f"t must hold numbers that float64 can square, got {np.max(np.abs(targets))}"
        )
    return rows, targets


def _nodes(tree: Tree) -> list[Tree]:
    """The tree and all below it."""
    nodes = [tree]
    for node in nodes:
        if isinstance(node, tuple):
            nodes += node[2:4]
    return nodes


def _shape(node: Tree, columns: int) -> tuple[int, ...] | None:
    """A leaf's shape, None for a question; what is neither is refused."""
    if not isinstance(node, tuple):
        return as_float64(node, "a leaf").shape
    if len(node) != 4:
        raise ValueError(f"a question must be (column, threshold, left, right), got {node}")
    column = as_count(node[0], "a column", least=0)
    if column >= columns:
        raise ValueError(f"x must have the column {column} of the tree, got {columns} columns")
    as_float64(node[1], "a threshold")
    return None
