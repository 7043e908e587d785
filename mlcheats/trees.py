"""Trees of questions, and many of them together, as the page shows them."""

from __future__ import annotations  # np.random loads when it is used, not when it is named

from typing import TypeAlias

import numpy as np

from mlcheats._types import Float64Array

Tree: TypeAlias = "float | list[float] | tuple[int, float, Tree, Tree]"


def best_split(x: Float64Array, t: Float64Array, min_leaf: int) -> tuple[int, float] | None:
    """The column and threshold that reduce the squared error most, if any parts the rows."""
    n, order = len(x), np.argsort(x, axis=0, kind="stable")
    values = np.take_along_axis(x, order, axis=0)
    rest = (t - np.mean(t, axis=0)).reshape(n, -1)
    left = np.cumsum(rest[order], axis=0)[:-1]
    size = np.arange(1, n)[:, np.newaxis]
    gain = np.sum(left**2, axis=-1) * n / (size * (n - size))
    allowed = (size >= min_leaf) & (n - size >= min_leaf)
    gain[~(allowed & (values[1:] > values[:-1]))] = -np.inf
    if np.all(gain < 0):
        return None
    best = gain >= np.max(gain) - 1e-12 * np.sum(rest**2)
    j, i = np.argwhere(best.T)[0]
    low, high = values[i, j], values[i + 1, j]
    middle = low / 2 + high / 2
    return int(j), float(middle if middle < high else low)


def grow_tree(
    x: Float64Array,
    t: Float64Array,
    *,
    max_depth: int = 100,
    min_leaf: int = 1,
    max_columns: int | None = None,
    rng: np.random.Generator | None = None,
) -> Tree:
    """(column, threshold, left, right), or in a leaf the mean of t."""
    columns, found = np.flatnonzero(np.any(x != x[0], axis=0)), None
    if rng is not None:
        columns = rng.permutation(columns)[:max_columns]
    if max_depth > 0 and np.any(t != t[0]):
        found = best_split(x[:, columns], t, min_leaf)
    if found is None:
        return np.mean(t, axis=0).tolist()
    column, threshold = int(columns[found[0]]), found[1]
    goes_left = x[:, column] <= threshold
    left, right = (
        grow_tree(
            x[rows],
            t[rows],
            max_depth=max_depth - 1,
            min_leaf=min_leaf,
            max_columns=max_columns,
            rng=rng,
        )
        for rows in (goes_left, ~goes_left)
    )
    return column, threshold, left, right


def predict_tree(tree: Tree, x: Float64Array) -> Float64Array:
    """For each row of x, the mean in the leaf to which the questions lead."""
    answers = []
    for row in x:
        node = tree
        while isinstance(node, tuple):
            column, threshold, left, right = node
            node = left if row[column] <= threshold else right
        answers.append(node)
    return np.array(answers)


def random_forest(
    x: Float64Array,
    t: Float64Array,
    *,
    max_columns: int,
    rng: np.random.Generator,
    trees: int = 100,
    max_depth: int = 100,
    min_leaf: int = 1,
) -> list[Tree]:
    """Trees of drawn rows and, at each split, drawn columns; their mean is the answer."""
    forest = []
    for _ in range(trees):
        rows = rng.integers(len(x), size=len(x))
        tree = grow_tree(
            x[rows],
            t[rows],
            max_depth=max_depth,
            min_leaf=min_leaf,
            max_columns=max_columns,
            rng=rng,
        )
        forest.append(tree)
    return forest


def boost(
    x: Float64Array,
    t: Float64Array,
    *,
    trees: int = 100,
    learning_rate: float = 0.1,
    max_depth: int = 3,
    min_leaf: int = 1,
) -> list[Tree]:
    """A leaf and trees, each of what those before it leave over; their sum is the answer."""
    found = [np.mean(t, axis=0).tolist()]
    y = predict_tree(found[0], x)
    for _ in range(trees):
        rest = learning_rate * (t - y)
        tree = grow_tree(x, rest, max_depth=max_depth, min_leaf=min_leaf)
        y = y + predict_tree(tree, x)
        found.append(tree)
    return found
