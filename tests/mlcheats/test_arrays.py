"""What holds for every function: names, types, arguments left alone, no warning, refusals."""

import inspect
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import mlcheats
from mlcheats import (
    AND,
    NAND,
    OR,
    XOR,
    cross_entropy_error,
    forward,
    identity_function,
    log_softmax,
    numerical_diff,
    numerical_gradient,
    one_hot,
    predict,
    relu,
    sigmoid,
    softmax,
    softmax_cross_entropy,
    step_function,
    sum_squares_error,
)

# What the outside relies on.
NAMES = [
    "AND",
    "NAND",
    "OR",
    "XOR",
    "step_function",
    "sigmoid",
    "relu",
    "identity_function",
    "softmax",
    "log_softmax",
    "sum_squares_error",
    "cross_entropy_error",
    "numerical_diff",
    "tangent_line",
    "numerical_gradient",
    "gradient_descent",
    "forward",
    "predict",
    "load_mnist",
    "load_weights",
    "save_weights",
    "one_hot",
    "TwoLayerNet",
    "train",
]

ELEMENTWISE = [step_function, sigmoid, relu, identity_function]
GATES = [AND, NAND, OR, XOR]
ALONG_CLASSES = [softmax, log_softmax]
LOSSES = [sum_squares_error, cross_entropy_error, softmax_cross_entropy]
NETWORK = {
    "W1": np.array([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]]),
    "b1": np.array([0.1, 0.2, 0.3]),
    "W2": np.array([[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]]),
    "b2": np.array([0.1, 0.2]),
}
ON_NETWORK = [lambda x, f=f: f(NETWORK, x) for f in (forward, predict)]
OF_ONE_ARRAY = [*ELEMENTWISE, *ALONG_CLASSES, *ON_NETWORK]

NOT_NUMBERS = [["a", "b"], [None, None], [1j, 2.0], [object(), 1.0], np.array([1, 2], "M8[s]")]
NOT_FINITE = [[np.nan, 1.0], [np.inf, 1.0], [1.0, -np.inf]]


def extremes(dtype):
    """Finite values from one end of a type to the other, with both signs."""
    info = np.finfo(dtype)
    powers = dtype(10) ** np.linspace(np.log10(info.tiny), np.log10(info.max) - 1, 60).astype(dtype)
    values = [0, info.smallest_subnormal, info.tiny, 1, 88, 89, 709, 710, 745, 746, info.max]
    values = np.concatenate([np.array(values, dtype), powers])
    return np.concatenate([-values, values])


def test_the_names_are_there():
    assert set(NAMES) <= set(mlcheats.__all__)
    assert all(callable(getattr(mlcheats, name)) for name in mlcheats.__all__)


def test_all_is_complete_and_sorted():
    public = {
        name
        for name, value in vars(mlcheats).items()
        if not name.startswith("_") and not inspect.ismodule(value)
    }
    assert set(mlcheats.__all__) == public
    assert len(set(mlcheats.__all__)) == len(mlcheats.__all__)


@pytest.mark.parametrize("name", NAMES)
def test_each_name_has_a_docstring_with_an_example(name):
    docstring = inspect.getdoc(getattr(mlcheats, name))
    assert docstring.split("\n\n")[0].endswith((".", ":"))
    assert ">>> " in docstring


def test_the_package_is_typed():
    assert (Path(mlcheats.__file__).parent / "py.typed").exists()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("f", [sigmoid, relu, identity_function, *ALONG_CLASSES])
def test_a_float_type_stays(f, dtype):
    x = np.array([[-1, 0.5], [2, 3]], dtype)
    assert f(x).dtype == dtype
    assert np.allclose(f(x), f(x.tolist()), rtol=1e-6)


@pytest.mark.parametrize("f", [forward, predict])
def test_a_float32_network_stays_float32(f):
    network = {name: value.astype(np.float32) for name, value in NETWORK.items()}
    assert f(network, np.array([1, 0.5], np.float32)).dtype == np.float32


@pytest.mark.parametrize("f", LOSSES)
@pytest.mark.parametrize("t", [[0, 1], np.eye(2), np.eye(2, dtype=int), np.eye(2, dtype=bool)])
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
def test_a_loss_is_a_float64(f, t, dtype):
    y = np.array([[0.25, 0.75], [0.5, 0.5]], dtype)
    assert isinstance(f(y, t), np.float64)
    assert f(y, t) == f(y.tolist(), np.eye(2))


@pytest.mark.parametrize("f", [sigmoid, relu, identity_function, *ALONG_CLASSES, *ON_NETWORK])
@pytest.mark.parametrize("x", [[0, 1], (0, 1), [False, True], np.array([0, 1], np.uint8)])
def test_integers_bools_and_lists_become_float64(f, x):
    result = f(x)
    assert result.dtype == np.float64
    assert np.array_equal(result, f(np.array([0.0, 1.0])))


@pytest.mark.parametrize("f", ELEMENTWISE)
def test_a_number_in_is_a_number_out(f):
    for number in (2, 2.0, np.float32(2), np.array(2.0), True):
        assert isinstance(f(number), np.number)
    assert f(x=2) == f([2])[0]  # by keyword, too


@pytest.mark.parametrize("f", OF_ONE_ARRAY)
def test_a_batch_is_its_rows_one_by_one(f):
    batch = np.random.default_rng(0).normal(size=(7, 2)) * 3
    assert np.allclose(f(batch), [f(row) for row in batch], rtol=1e-14, atol=0)
    assert f(batch[:1]).shape == (1, 2)
    assert f(batch[0]).shape == (2,)


@pytest.mark.parametrize("f", [*ELEMENTWISE, *ALONG_CLASSES])
def test_more_axes_work(f):
    cube = np.random.default_rng(1).normal(size=(2, 3, 4))
    assert np.allclose(f(cube), [f(matrix) for matrix in cube])


@pytest.mark.parametrize("f", OF_ONE_ARRAY)
def test_the_argument_is_not_changed(f):
    x = np.array([[-1.0, 2.0], [30.0, -4.0]])
    before = x.copy()
    f(x)
    assert np.array_equal(x, before)
    x.flags.writeable = False
    f(x)  # does not even try


@pytest.mark.parametrize("f", LOSSES)
def test_neither_outputs_nor_targets_are_changed(f):
    y, t, labels = np.array([[0.25, 0.75], [1, 0]]), np.eye(2), np.array([0, 1])
    for array in (y, t, labels):
        array.flags.writeable = False
    f(y, t)
    f(y, labels)


def test_a_network_is_not_changed():
    before = {name: value.copy() for name, value in NETWORK.items()}
    predict(NETWORK, [1.0, 0.5])
    with pytest.raises(ValueError, match="x must"):
        predict(NETWORK, [1.0])
    assert NETWORK.keys() == before.keys()
    assert all(np.array_equal(NETWORK[name], before[name]) for name in before)


# Warnings are errors in this test run (pyproject.toml), so that to return at all is the test.
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("f", ELEMENTWISE)
def test_no_finite_number_warns(f, dtype):
    assert np.isfinite(f(extremes(dtype))).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("f", GATES)
def test_no_finite_pair_warns(f, dtype):
    x = extremes(dtype)
    assert np.isin(f(x[:, None], x), [0, 1]).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("f", ALONG_CLASSES)
def test_no_finite_row_warns(f, dtype):
    x = extremes(dtype)
    rows = np.stack(np.meshgrid(x, x, x[::5]), axis=-1)
    assert np.isfinite(f(rows)).all()


def assert_right_or_refused(loss, row, t):
    """Against exact arithmetic: a loss beyond the largest float is refused, no other one."""
    exact = exact_loss(loss, row, t)
    try:
        assert loss(row, t) == pytest.approx(float(exact), rel=1e-13, abs=1e-15)
    except ValueError as error:
        assert str(error) == "the loss must be a finite number, got inf"  # noqa: PT017
        assert exact > 1e307


def exact_loss(loss, row, t):
    y, x = map(Fraction, map(float, row))
    if loss is sum_squares_error:
        u, v = map(Fraction, t if t else (1, 0))
        return ((y - u) ** 2 + (x - v) ** 2) / 2
    gap = x - y if t == 0 else y - x  # the loss is log(1 + e^gap)
    return max(gap, 0) + Fraction(math.log1p(math.exp(-min(abs(gap), 800))))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_no_finite_loss_warns_or_is_no_number(dtype):
    x = extremes(dtype)
    rows = np.stack(np.meshgrid(x, x), axis=-1).reshape(-1, 2)
    for loss in (sum_squares_error, softmax_cross_entropy):
        for t in (0, [0.0, 1.0]):
            for row in rows[::97]:
                assert_right_or_refused(loss, row, t)
    share = np.clip(np.abs(rows), 0, 1)
    assert np.isfinite(cross_entropy_error(share, np.zeros(len(rows), int)))


@pytest.mark.parametrize("size", [1e-308, 5e-324, 1e30, 1e300, 1.7e308])
def test_a_network_of_finite_numbers_is_right_or_refuses(size):
    for network in (NETWORK, {name: size * value for name, value in NETWORK.items()}):
        for x in ([size, -size], [size, size], [-size, 1], [0, 0]):
            try:
                assert np.isfinite(predict(network, x)).all()
            except ValueError as error:
                assert "must hold finite numbers, got" in str(error)  # noqa: PT017


@pytest.mark.parametrize("value", NOT_NUMBERS)
def test_what_holds_no_real_numbers_is_a_type_error(value):
    for f in OF_ONE_ARRAY:
        with pytest.raises(TypeError, match=r"^[xa] must hold real numbers, got dtype "):
            f(value)
    for f in GATES:
        with pytest.raises(TypeError, match=r"^x2 must hold real numbers"):
            f([1, 1], value)
    for f in LOSSES:
        with pytest.raises(TypeError, match=r"^[ya] must hold real numbers"):
            f(value, [0, 1])
        with pytest.raises(TypeError, match=r"^t must hold real numbers"):
            f([0.5, 0.5], value)
    for f in (numerical_diff, numerical_gradient):
        with pytest.raises(TypeError, match=r"^x must hold real numbers"):
            f(np.sum, value)
    with pytest.raises(TypeError, match=r"^t must hold real numbers"):
        one_hot(value, 3)


@pytest.mark.parametrize("value", NOT_FINITE)
def test_what_is_not_finite_is_a_value_error(value):
    for f in OF_ONE_ARRAY:
        with pytest.raises(ValueError, match=r"^[xa] must hold finite numbers, got (nan|-?inf)$"):
            f(value)
    for f in GATES:
        with pytest.raises(ValueError, match=r"^x1 must hold finite numbers"):
            f(value, [1, 1])
    for f in LOSSES:
        with pytest.raises(ValueError, match=r"^[ya] must hold finite numbers"):
            f(value, [0, 1])
        with pytest.raises(ValueError, match=r"^t must hold finite numbers"):
            f([0.5, 0.5], value)
    for f in (numerical_diff, numerical_gradient):
        with pytest.raises(ValueError, match=r"^x must hold finite numbers"):
            f(np.sum, value)


def test_a_ragged_list_is_a_value_error():
    for f in OF_ONE_ARRAY:
        with pytest.raises(ValueError, match=r"^[xa] must be a rectangular array"):
            f([[1, 2], [3]])


@pytest.mark.parametrize("f", OF_ONE_ARRAY)
def test_too_many_or_too_few_arguments_are_pythons_own_error(f):
    with pytest.raises(TypeError):
        f()
    with pytest.raises(TypeError):
        f(1.0, 2.0, 3.0)
