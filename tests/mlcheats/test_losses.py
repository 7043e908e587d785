"""Losses against SciPy and arithmetic by hand."""

import math
import re

import numpy as np
import pytest
from scipy import special

from mlcheats import (
    cross_entropy_error,
    numerical_gradient,
    one_hot,
    sigmoid,
    sigmoid_cross_entropy,
    softmax,
    softmax_cross_entropy,
    sum_squares_error,
)

LOSSES = [sum_squares_error, cross_entropy_error, softmax_cross_entropy]
CLASS_LOSSES = LOSSES[1:]
# The draft's example and its numbers.
Y = [0.1, 0.05, 0.6, 0.0, 0.05, 0.1, 0.0, 0.1, 0.0, 0.0]
T = [0, 0, 1, 0, 0, 0, 0, 0, 0, 0]

RNG = np.random.default_rng(0)
SCORES = RNG.normal(size=(20, 5)) * 3
LABELS = RNG.integers(5, size=20)


def test_the_drafts_numbers():
    assert sum_squares_error(Y, T) == pytest.approx(0.0975, rel=1e-15)
    assert cross_entropy_error(Y, T) == 0.510825457099338
    assert cross_entropy_error(Y, T) == pytest.approx(-math.log(0.6 + 1e-7), rel=1e-15)


def test_sum_squares_error_by_hand():
    assert sum_squares_error([1.0, 2.0], [0.0, 0.0]) == 2.5
    assert sum_squares_error([[1.0, 2.0], [3.0, 4.0]], np.zeros((2, 2))) == (2.5 + 12.5) / 2
    assert sum_squares_error([3.0, -1.0], [1.5, 2.5]) == (2.25 + 12.25) / 2  # no classes at all


def test_cross_entropy_error_is_capped():
    assert cross_entropy_error([0.0, 1.0], 0) == pytest.approx(-math.log(1e-7), rel=1e-15)
    assert 16.1 < cross_entropy_error([0.0, 1.0], 0) < 16.2


def test_softmax_cross_entropy_is_exact():
    exact = -special.log_softmax(SCORES, axis=-1)[np.arange(20), LABELS].mean()
    assert softmax_cross_entropy(SCORES, LABELS) == pytest.approx(exact, rel=1e-14)
    assert softmax_cross_entropy([0, 1000], 0) == 1000
    assert softmax_cross_entropy([0, 0], 1) == math.log(2)
    assert softmax_cross_entropy([-1e308, 1e308], 1) == 0  # 0 · -inf is no number
    assert softmax_cross_entropy(a=SCORES, t=LABELS) == softmax_cross_entropy(SCORES, LABELS)


def test_sigmoid_cross_entropy_is_exact():
    t = RNG.integers(2, size=SCORES.shape)
    exact = special.xlogy(t, special.expit(SCORES)) + special.xlog1py(1 - t, -special.expit(SCORES))
    assert sigmoid_cross_entropy(SCORES, t) == pytest.approx(-exact.mean(), rel=1e-14)
    far = [30, 300, 709, 1000, 1e308]
    for a in far:
        assert sigmoid_cross_entropy([a], [0]) == sigmoid_cross_entropy(-a, 1) == a + math.exp(-a)
        assert sigmoid_cross_entropy([a], [1]) == pytest.approx(
            math.log1p(math.exp(-a)), rel=1e-14, abs=0
        )
    assert sigmoid_cross_entropy(far[:4], [0] * 4) == sum(far[:4]) / 4
    assert sigmoid_cross_entropy([0, 0], [0, 1]) == math.log(2)
    assert sigmoid_cross_entropy(2.0, 0.25) == pytest.approx(math.log1p(math.exp(2)) - 0.5)


def test_sigmoid_cross_entropy_is_softmax_of_two_classes():
    a, t = SCORES[:, 0], RNG.integers(2, size=20)
    rows = np.stack([np.zeros(20), a], axis=-1)
    assert sigmoid_cross_entropy(a, t) == pytest.approx(softmax_cross_entropy(rows, t), rel=1e-14)


def test_the_gradient_of_sigmoid_cross_entropy():
    t = RNG.integers(2, size=(20, 5))
    slopes = numerical_gradient(lambda a: sigmoid_cross_entropy(a, t), SCORES)
    assert np.allclose(slopes, (sigmoid(SCORES) - t) / t.size, atol=1e-9)


@pytest.mark.elsewhere
@pytest.mark.parametrize("shape", [(20,), (20, 5)])
def test_sigmoid_cross_entropy_is_pytorchs(shape):
    import torch

    a, t = RNG.normal(size=shape) * 9, RNG.integers(2, size=shape).astype(float)
    theirs = torch.nn.BCEWithLogitsLoss()(torch.tensor(a), torch.tensor(t))
    assert sigmoid_cross_entropy(a, t) == pytest.approx(theirs.item(), rel=1e-12)


@pytest.mark.parametrize(
    ("a", "t", "says"),
    [
        ([], [], "a must hold scores, not be empty, got (0,)"),
        ([[0.0, 1.0]], [1], "t must have shape (1, 2), as a has, got (1,)"),
        ([0.0, 1.0], [1, 2], "t must hold numbers from 0 to 1, got 2.0"),
        ([0.0, 1.0], [1, -1], "t must hold numbers from 0 to 1, got -1.0"),
        ([0.0, np.nan], [1, 0], "a must hold finite numbers, got nan"),
        ([1e308] * 3, [0, 0, 0], "the loss must be a finite number, got inf"),
    ],
)
def test_sigmoid_cross_entropy_refuses(a, t, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        sigmoid_cross_entropy(a, t)


def test_both_cross_entropies_agree_where_neither_is_capped():
    small = SCORES / 3
    assert cross_entropy_error(softmax(small), LABELS) == pytest.approx(
        softmax_cross_entropy(small, LABELS), rel=1e-5
    )


@pytest.mark.parametrize("loss", LOSSES)
def test_labels_or_one_hot(loss):
    y = softmax(SCORES)
    for dtype in (np.int64, np.int8, np.uint8, np.uint64):
        assert loss(y, LABELS.astype(dtype)) == loss(y, np.eye(5)[LABELS])
    assert loss(y, LABELS.tolist()) == loss(y, np.eye(5, dtype=int)[LABELS].tolist())
    assert loss(y[0], LABELS[0]) == loss(y[0], np.eye(5)[LABELS[0]])
    assert loss(y[0], int(LABELS[0])) == loss(y[:1], LABELS[:1])


@pytest.mark.parametrize("loss", LOSSES)
def test_a_batch_is_the_mean_of_its_examples(loss):
    y = softmax(SCORES)
    each = [loss(row, label) for row, label in zip(y, LABELS, strict=True)]
    assert loss(y, LABELS) == pytest.approx(math.fsum(each) / 20, rel=1e-14)
    assert np.ndim(loss(y, LABELS)) == 0


def test_soft_targets():
    t = [0.25, 0.75]
    exact = -np.sum(t * special.log_softmax([1.0, 2.0]))
    assert softmax_cross_entropy([1.0, 2.0], t) == pytest.approx(exact, rel=1e-15)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("shape", [(10, 100), (99,), (100, 1), (1, 100, 10), ()])
def test_wrong_shapes(loss, shape):
    message = f"t must have shape (100,) or (100, 10), got {shape}"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        loss(np.full((100, 10), 0.1), np.zeros(shape, int))


@pytest.mark.parametrize("loss", LOSSES)
def test_wrong_targets(loss):
    y = np.full((2, 3), 1 / 3)
    with pytest.raises(ValueError, match=r"^t must hold labels from 0 to 2, got 0 to 3$"):
        loss(y, [0, 3])
    with pytest.raises(ValueError, match=r"^t must hold labels from 0 to 2, got -1 to 0$"):
        loss(y, [0, -1])
    with pytest.raises(TypeError, match=r"^t must hold integer labels, got dtype float64$"):
        loss(y, [0.0, 1.0])
    with pytest.raises(TypeError, match=r"^t must hold integer labels, got dtype bool$"):
        loss(y, [False, True])


@pytest.mark.parametrize("loss", CLASS_LOSSES)
def test_targets_that_are_no_classes(loss):
    y = [0.5, 0.5]
    with pytest.raises(
        ValueError, match=r"^t must hold labels or rows that sum to 1, got a sum of 0"
    ):
        loss(y, [0, 0])
    with pytest.raises(ValueError, match=r"got a sum of 2"):
        loss([y, y], [[0, 1], [1, 1]])
    with pytest.raises(ValueError, match=r"got a sum of "):
        loss(y, [1e308, 1e308])
    with pytest.raises(ValueError, match=r"^t must hold labels or one-hot rows, got -1"):
        loss(y, [2, -1])


@pytest.mark.parametrize("y", [[-0.1, 1.1], [0.0, 3.0], [5.0, -2.0]])
def test_scores_are_no_probabilities(y):
    with pytest.raises(ValueError, match=r"^y must hold probabilities from 0 to 1, got "):
        cross_entropy_error(y, [0, 1])


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("y", [1.0, [], np.zeros((0, 3))])
def test_empty_outputs(loss, y):
    with pytest.raises(ValueError, match=r"^[ya] must have shape \(K,\) or \(N, K\), not empty"):
        loss(y, [])


def test_one_hot():
    assert np.array_equal(one_hot([2, 0], 3), [[0, 0, 1], [1, 0, 0]])
    assert one_hot(1, 3).tolist() == [0, 1, 0]
    assert one_hot(np.zeros((2, 4), np.uint8), 5).shape == (2, 4, 5)
    assert one_hot(np.zeros(0, int), 5).shape == (0, 5)
    for labels in (LABELS, LABELS.astype(np.uint64)):
        assert np.array_equal(np.argmax(one_hot(labels, 5), axis=-1), LABELS)
    assert one_hot([0], 1).dtype == np.float64


def test_one_hot_refuses():
    with pytest.raises(ValueError, match=r"^t must hold labels from 0 to 2, got 0 to 3$"):
        one_hot([0, 3], 3)
    with pytest.raises(ValueError, match=r"^t must hold labels from 0 to 2, got -1 to 0$"):
        one_hot([0, -1], 3)
    with pytest.raises(TypeError, match=r"^t must hold integer labels, got dtype float64$"):
        one_hot([0.0, 1.0], 3)
    for wrong in (0, -1, 2.5, "3"):
        with pytest.raises(ValueError, match=r"^num_classes must be a whole number from 1, got "):
            one_hot([0], wrong)
