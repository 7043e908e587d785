"""Activation functions against SciPy, in more digits where digits are the question."""

import math
import re

import numpy as np
import pytest
from scipy import special

from mlcheats import identity_function, log_softmax, relu, sigmoid, softmax, step_function

X = np.random.default_rng(0).normal(size=(50, 10)) * 5


def test_step_function():
    assert np.array_equal(step_function([-1.0, 2.0, 3.0]), [0, 1, 1])
    assert step_function([-1.0]).dtype.kind == "i"
    for x, y in ((-1, 0), (0, 0), (-0.0, 0), (5e-324, 1), (-5e-324, 0), (1e308, 1)):
        assert step_function(x) == y


def test_sigmoid_is_right_to_3_ulp():
    x = np.concatenate([np.linspace(-708, 50, 200_001), 10.0 ** np.arange(-300, 2)])
    exact = special.expit(x.astype(np.longdouble))
    assert np.finfo(np.longdouble).eps < 1e-18  # else it is no oracle
    assert np.max(np.abs(sigmoid(x) - exact) / np.spacing(sigmoid(x))) <= 3  # 2.03


def test_sigmoid_is_right_to_4_ulp_in_float32():
    x = np.linspace(-87, 20, 100_001, dtype=np.float32)
    exact = special.expit(x.astype(np.float64))
    assert np.max(np.abs(sigmoid(x) - exact) / np.spacing(sigmoid(x))) <= 4  # 2.86


def test_sigmoid_at_its_ends():
    assert sigmoid(0) == 0.5
    assert sigmoid(-1e308) == 0
    assert sigmoid(1e308) == 1
    assert sigmoid(-40) == pytest.approx(math.exp(-40), rel=1e-15)  # the tanh form gives 0
    assert 0 <= sigmoid(-720) < np.finfo(float).tiny  # below the normal numbers


def test_sigmoid_is_symmetric_and_grows():
    x = np.linspace(-30, 30, 1001)
    assert np.allclose(sigmoid(x) + sigmoid(-x), 1, rtol=0, atol=3e-16)
    assert (np.diff(sigmoid(x)) > 0).all()


def test_relu_and_identity():
    assert np.array_equal(relu([-3.0, -0.0, 0.0, 2.5]), [0, 0, 0, 2.5])
    assert np.array_equal(relu(X), np.where(X > 0, X, 0))
    assert np.array_equal(identity_function(X), X)
    assert identity_function(3) == 3


@pytest.mark.parametrize("scale", [1e-3, 1, 30, 1e4, 1e300])
def test_softmax_is_scipys(scale):
    x = X * scale
    assert np.allclose(softmax(x), special.softmax(x, axis=-1), rtol=1e-13, atol=0)
    assert np.allclose(softmax(x).sum(axis=-1), 1, rtol=0, atol=1e-15 * X.shape[1])
    assert (softmax(x) >= 0).all()
    assert np.array_equal(np.argmax(softmax(X), axis=-1), np.argmax(X, axis=-1))


def test_softmax_of_each_row_is_its_own():
    rows = np.array([[0.3, 2.9, 4.0], [1000, 1001, 1002], [-5, -5, -5]])
    e = math.e
    assert np.allclose(softmax(rows)[1], np.array([1, e, e * e]) / (1 + e + e * e), rtol=1e-14)
    assert np.allclose(softmax(rows)[2], 1 / 3, rtol=1e-15)
    assert np.allclose(softmax(rows[0]), [0.01821127, 0.24519181, 0.73659691], atol=5e-9)


def test_softmax_does_not_see_a_shift():
    x = np.arange(-8, 8).reshape(4, 4) / 4  # quarters: every shift below is exact
    for shift in (-1000, 2.0**40, 0.25):
        assert np.array_equal(softmax(x + shift), softmax(x))
        assert np.array_equal(log_softmax(x + shift), log_softmax(x))


@pytest.mark.parametrize("scale", [1e-3, 1, 30, 1e4, 1e300])
def test_log_softmax_is_scipys(scale):
    x = X * scale
    assert np.allclose(log_softmax(x), special.log_softmax(x, axis=-1), rtol=1e-13, atol=1e-15)


def test_log_softmax_where_softmax_is_0():
    assert np.array_equal(log_softmax([0, 1000]), [-1000, 0])
    assert np.array_equal(log_softmax([[0, 0]]), [[-math.log(2)] * 2])
    # Beyond the largest float it stays at it: -inf would make 0 · log y_k no number.
    assert np.array_equal(log_softmax([-1e308, 1e308]), [-np.finfo(float).max, 0])
    assert np.array_equal(softmax([-1e308, 1e308]), [0, 1])


def test_one_class_is_certain():
    assert np.array_equal(softmax([[7.0], [-1e308]]), [[1], [1]])
    assert np.array_equal(log_softmax([7.0]), [0])


@pytest.mark.parametrize("f", [softmax, log_softmax])
@pytest.mark.parametrize("a", [3.0, [], [[], []], np.zeros((0, 3))])
def test_no_class_axis(f, a):
    message = f"a must have shape (K,) or (N, K), not empty, got {np.shape(a)}"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        f(a)
