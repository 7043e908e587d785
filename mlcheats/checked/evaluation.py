"""How good answers are, and how to find out."""

from __future__ import annotations  # np.random loads when it is used, not when it is named

import numpy as np
from numpy.typing import ArrayLike

from mlcheats import evaluation
from mlcheats._types import Float64Array, IntArray
from mlcheats.checked.arrays import as_classes, as_float64, as_vector
from mlcheats.checked.options import as_count, as_generator


def confusion_matrix(y: ArrayLike, t: ArrayLike) -> IntArray:
    """Return how often each label was answered by what, (K, K): the right answers on the diagonal.

    A row is a label of t, a column an answer of y; both are (N,), labels 0, 1, …, K - 1, and
    K - 1 is the largest that occurs. Labels that are no whole numbers from 0 or no labels at
    all are a TypeError or ValueError.

    >>> confusion_matrix([0, 1, 1, 1], [0, 0, 1, 1])
    array([[1, 1],
           [0, 2]])
    """
    return evaluation.confusion_matrix(*_answers(y, t))


def precision_recall_f1(
    y: ArrayLike, t: ArrayLike
) -> tuple[Float64Array, Float64Array, Float64Array]:
    """Return precision, recall and F1 of each class, three arrays (K,).

    Of the answers c, precision is the share that is right; of the labels c, recall is the
    share that is found; F1 is 2 right / (answers + labels), their harmonic mean. Each is 0
    where a class has no answers or no labels. y and t are those of `confusion_matrix`.

    >>> precision, recall, f1 = precision_recall_f1([0, 1, 1, 1], [0, 0, 1, 1])
    >>> precision.round(3), recall, f1.round(3)
    (array([1.   , 0.667]), array([0.5, 1. ]), array([0.667, 0.8  ]))
    """
    return evaluation.precision_recall_f1(*_answers(y, t))


def roc_curve(scores: ArrayLike, t: ArrayLike) -> tuple[Float64Array, Float64Array, Float64Array]:
    """Return the false-positive rates, the true-positive rates and the thresholds of a score.

    The i-th rates are those of the answers `scores >= thresholds[i]`; the first threshold is
    infinite, the others are the scores that occur, from the highest down. t is 0 or 1, (N,);
    one class alone is a ValueError.

    J. A. Hanley, B. J. McNeil, "The Meaning and Use of the Area under a Receiver Operating
    Characteristic (ROC) Curve", 1982.

    >>> fpr, tpr, thresholds = roc_curve([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])
    >>> fpr, tpr
    (array([0. , 0. , 0.5, 0.5, 1. ]), array([0. , 0.5, 0.5, 1. , 1. ]))
    """
    labels = as_classes(t, "t")
    numbers = as_vector(scores, len(labels), "scores")
    if set(found := np.unique(labels).tolist()) != {0, 1}:
        raise ValueError(f"t must hold both 0 and 1, and nothing else, got {found}")
    return evaluation.roc_curve(numbers, labels)


def auc(fpr: ArrayLike, tpr: ArrayLike) -> np.float64:
    """Return the area under the curve of tpr over fpr, by trapezoids.

    It is the share of pairs of a 1 and a 0 in which the 1 has the higher score, equal scores
    counting half. Both are (N,), N from 2, and fpr does not fall, else a ValueError.

    >>> fpr, tpr, _ = roc_curve([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])
    >>> auc(fpr, tpr)
    np.float64(0.75)
    """
    across = as_float64(fpr, "fpr")
    if across.ndim != 1 or len(across) < 2:
        raise ValueError(f"fpr must have shape (N,), N from 2, got {across.shape}")
    if np.any(np.diff(across) < 0):
        raise ValueError(f"fpr must not fall, got {across}")
    return np.float64(evaluation.auc(across, as_vector(tpr, len(across), "tpr")))


def k_fold(n: int, k: int, *, rng: np.random.Generator) -> list[tuple[IntArray, IntArray]]:
    """Return k pairs of indices (train, test) of n examples, in random order.

    Each example is in one test, and the tests differ in size by no more than 1. k is from 2
    to n.

    M. Stone, "Cross-Validatory Choice and Assessment of Statistical Predictions", 1974.

    >>> for train, test in k_fold(4, 2, rng=np.random.default_rng(0)):
    ...     print(train, test)
    [1 3] [2 0]
    [2 0] [1 3]
    """
    count, folds = as_count(n, "n", 2), as_count(k, "k", 2)
    if folds > count:
        raise ValueError(f"k must be no more than the number of examples, {count}, got {folds}")
    return evaluation.k_fold(count, folds, rng=as_generator(rng, "rng"))


def _answers(y: ArrayLike, t: ArrayLike) -> tuple[IntArray, IntArray]:
    answers, labels = as_classes(y, "y"), as_classes(t, "t")
    if answers.shape != labels.shape:
        raise ValueError(f"y must have shape {labels.shape}, got {answers.shape}")
    return answers, labels
