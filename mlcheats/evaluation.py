"""How good answers are, and how to find out, as the page shows it."""

from typing import Any

import numpy as np

from mlcheats._types import Float64Array, IntArray


def confusion_matrix(y: IntArray, t: IntArray) -> IntArray:
    """How often t was answered by y: a row for each label, a column for each answer."""
    K = max(np.max(y), np.max(t)) + 1
    counts = np.zeros((K, K), dtype=int)
    np.add.at(counts, (t, y), 1)
    return counts


def precision_recall_f1(
    y: IntArray, t: IntArray
) -> tuple[Float64Array, Float64Array, Float64Array]:
    """Precision, recall and F1 of each class; 0 where there is nothing to divide by."""
    counts = confusion_matrix(y, t)
    right = np.diag(counts)
    answers, labels = counts.sum(axis=0), counts.sum(axis=1)
    precision = right / np.maximum(answers, 1)
    recall = right / np.maximum(labels, 1)
    f1 = 2 * right / np.maximum(answers + labels, 1)
    return precision, recall, f1


def roc_curve(scores: Float64Array, t: IntArray) -> tuple[Float64Array, Float64Array, Float64Array]:
    """The rates of false and true alarms for each threshold, from the highest down."""
    order = np.argsort(-scores, kind="stable")
    scores, t = scores[order], t[order]
    # of equal scores
    last = np.append(np.flatnonzero(np.diff(scores)), len(t) - 1)
    fpr = np.cumsum(1 - t)[last] / np.sum(1 - t)
    tpr = np.cumsum(t)[last] / np.sum(t)
    thresholds = np.append(np.inf, scores[last])
    return np.append(0, fpr), np.append(0, tpr), thresholds


def auc(fpr: Float64Array, tpr: Float64Array) -> Any:
    """The area under the curve, by trapezoids."""
    return np.trapezoid(tpr, fpr)


def k_fold(n: int, k: int, *, rng: np.random.Generator) -> list[tuple[IntArray, IntArray]]:
    """k pairs of indices (train, test): each of the n is in one test."""
    folds = np.array_split(rng.permutation(n), k)
    return [(np.concatenate(folds[:i] + folds[i + 1 :]), folds[i]) for i in range(k)]
