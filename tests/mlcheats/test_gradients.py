"""Numerical derivatives against closed forms, and descent against its own recurrence."""

import math

import numpy as np
import pytest

from mlcheats import gradient_descent, numerical_diff, numerical_gradient, tangent_line

CLOSED_FORMS = [
    (lambda x: 0.01 * x**2 + 0.1 * x, lambda x: 0.02 * x + 0.1),
    (np.sin, np.cos),
    (np.exp, np.exp),
    (lambda x: x**3, lambda x: 3 * x**2),
    (np.log, lambda x: 1 / x),
]
A = np.array([[2.0, 0.5, 0], [0.5, 1, -0.3], [0, -0.3, 3]])
B = np.array([1.0, -2, 0.5])


def sum_of_squares(x):
    return np.sum(x**2)


def quadratic(x):
    return x @ A @ x / 2 - B @ x


@pytest.mark.parametrize(("f", "derivative"), CLOSED_FORMS)
def test_numerical_diff_is_the_closed_form(f, derivative):
    x = np.array([0.5, 1, 2, 3])
    assert np.allclose(numerical_diff(f, x), derivative(x), rtol=1e-7)
    for number in (1, 2.5, np.float32(0.75)):
        assert isinstance(numerical_diff(f, number), float)
        assert numerical_diff(f, number) == pytest.approx(derivative(float(number)), rel=1e-7)


def test_numerical_diff_is_central():
    """The error of x³ is h² = 1e-8 exactly; a one-sided difference is 3e-4 off."""
    assert numerical_diff(lambda x: x**3, 1.0) - 3 == pytest.approx(1e-8, rel=1e-3)


def test_numerical_diff_takes_lists_matrices_integers_and_float32():
    exact = [[2, 4], [6, 8]]
    for x in ([[1, 2], [3, 4]], np.array([[1, 2], [3, 4]], np.int8), np.float32([[1, 2], [3, 4]])):
        assert np.allclose(numerical_diff(lambda x: x**2, x), exact, rtol=1e-9)


@pytest.mark.parametrize(("f", "derivative"), CLOSED_FORMS)
def test_tangent_line_touches(f, derivative):
    line = tangent_line(f, 2)
    assert line(2) == pytest.approx(f(2.0), rel=1e-12)
    t = np.array([-1.0, 0, 5])
    assert np.allclose(line(t), f(2.0) + derivative(2.0) * (t - 2), rtol=1e-6)


@pytest.mark.parametrize("x", [[3, 4], np.array([3, 4]), np.float32([3, 4]), (3.0, 4.0)])
def test_numerical_gradient_whatever_the_type(x):
    """In place, integers gave (25000, 35000) and float32 gave 5.989."""
    grad = numerical_gradient(sum_of_squares, x)
    assert grad.dtype == np.float64
    assert np.allclose(grad, [6, 8], rtol=1e-9)


def test_numerical_gradient_is_the_closed_form():
    x = np.array([0.3, -1.2, 2.0])
    assert np.allclose(numerical_gradient(quadratic, x), A @ x - B, rtol=1e-9)
    matrix = np.random.default_rng(0).normal(size=(3, 4))
    assert np.allclose(
        numerical_gradient(lambda x: np.sum(np.sin(x)), matrix), np.cos(matrix), rtol=1e-7
    )
    assert numerical_gradient(lambda x: math.exp(x), 1.0) == pytest.approx(math.e, rel=1e-8)
    assert numerical_gradient(lambda x: 7, np.ones((2, 2))).tolist() == [[0, 0], [0, 0]]


def test_numerical_gradient_does_not_touch_x():
    x = np.array([3.0, 4.0])
    seen = []

    def keeps_and_spoils(x):
        seen.append(x.copy())
        value = np.sum(x**2)
        x[:] = 1e9
        return value

    assert np.allclose(numerical_gradient(keeps_and_spoils, x), [6, 8])
    assert x.tolist() == [3, 4]
    # Each point differs from x in one place alone.
    assert [np.count_nonzero(point != x) for point in seen] == [1, 1, 1, 1]


def test_an_exception_leaves_x_alone():
    x = np.array([3.0, 4.0])

    def fails_later(x):
        if x[1] != 4:
            raise KeyError("mine")
        return np.sum(x)

    for derivative in (numerical_gradient, gradient_descent):
        with pytest.raises(KeyError, match="mine"):
            derivative(fails_later, x)
        assert x.tolist() == [3, 4]


@pytest.mark.parametrize("derivative", [numerical_gradient, gradient_descent])
@pytest.mark.parametrize(
    ("f", "error", "message"),
    [
        (lambda x: x, ValueError, r"^f\(x\) must have shape \(\), got \(2,\)$"),
        (
            lambda x: np.sum(x, keepdims=True),
            ValueError,
            r"^f\(x\) must have shape \(\), got \(1,\)$",
        ),
        (lambda x: math.nan, ValueError, r"^f\(x\) must hold finite numbers, got nan$"),
        (lambda x: math.inf, ValueError, r"^f\(x\) must hold finite numbers, got inf$"),
        (lambda x: None, TypeError, r"^f\(x\) must hold real numbers, got dtype object$"),
        (lambda x: 1j, TypeError, r"^f\(x\) must hold real numbers, got dtype complex128$"),
        (3, TypeError, r"^f must be a function, got int$"),
        (None, TypeError, r"^f must be a function, got NoneType$"),
    ],
)
def test_what_f_may_not_be(derivative, f, error, message):
    with pytest.raises(error, match=message):
        derivative(f, [1.0, 2.0])


@pytest.mark.parametrize("derivative", [numerical_diff, tangent_line])
def test_numerical_diff_wants_a_value_at_each_number(derivative):
    with pytest.raises(ValueError, match=r"^f\(x\) must have shape \(2,\), got \(\)$"):
        derivative(np.sum, [1.0, 2.0])
    with pytest.raises(ValueError, match=r"^f\(x\) must hold finite numbers, got nan$"):
        derivative(lambda x: x * np.nan, 1.0)
    with pytest.raises(TypeError, match=r"^f must be a function, got str$"):
        derivative("x**2", 1.0)


def test_gradient_descent_walks_the_recurrence():
    """For Σx² each step multiplies by 1 - 2 lr."""
    x, path = gradient_descent(sum_of_squares, [-3, 4], lr=0.1, step_num=20)
    exact = np.array([-3.0, 4.0]) * 0.8 ** np.arange(21)[:, None]
    assert np.allclose(path, exact, rtol=1e-8)
    assert np.array_equal(path[0], [-3, 4])
    assert np.array_equal(path[-1], x)
    assert path.dtype == np.float64


def test_gradient_descent_arrives_where_the_closed_form_says():
    x, path = gradient_descent(quadratic, np.zeros(3), lr=0.3, step_num=400)
    assert np.allclose(x, np.linalg.solve(A, B), atol=1e-9)
    assert path.shape == (401, 3)


def test_gradient_descent_defaults_shapes_and_keywords():
    x, path = gradient_descent(sum_of_squares, np.ones((2, 3)))
    assert x.shape == (2, 3)
    assert path.shape == (101, 2, 3)
    assert np.allclose(x, 0.98**100)
    x, path = gradient_descent(f=sum_of_squares, init_x=[1.0], lr=0.5, step_num=0)
    assert x.tolist() == [1]
    assert path.tolist() == [[1]]


def test_gradient_descent_does_not_change_init_x():
    init_x = np.array([-3.0, 4.0])
    x, path = gradient_descent(sum_of_squares, init_x, lr=0.1)
    path[0] = x[:] = 99
    assert init_x.tolist() == [-3, 4]
    x, _ = gradient_descent(sum_of_squares, init_x, step_num=0)
    x[:] = 99
    assert init_x.tolist() == [-3, 4]


@pytest.mark.parametrize("derivative", [numerical_diff, tangent_line])
def test_an_f_that_writes_into_x_does_not_reach_the_callers(derivative):
    def spoils(x):
        x[:] = 9
        return x

    x = np.array([3.0, 4.0])
    derivative(spoils, x)
    assert x.tolist() == [3, 4]


@pytest.mark.parametrize("lr", [0, -0.1, math.nan, math.inf, "0.1", None])
def test_gradient_descent_wants_a_learning_rate(lr):
    with pytest.raises(ValueError, match=r"^lr must be a finite number above 0, got "):
        gradient_descent(sum_of_squares, [1.0], lr=lr)


@pytest.mark.parametrize("step_num", [-1, 2.0, "3", None])
def test_gradient_descent_wants_a_number_of_steps(step_num):
    with pytest.raises(ValueError, match=r"^step_num must be a whole number from 0, got "):
        gradient_descent(sum_of_squares, [1.0], step_num=step_num)
