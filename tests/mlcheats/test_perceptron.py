"""Gates against their truth tables, and against Python's own operators."""

import numpy as np
import pytest

from mlcheats import AND, NAND, OR, XOR

TABLES = {AND: [0, 0, 0, 1], NAND: [1, 1, 1, 0], OR: [0, 1, 1, 1], XOR: [0, 1, 1, 0]}
GATES = list(TABLES)
X1, X2 = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])


@pytest.mark.parametrize("gate", GATES)
def test_truth_table(gate):
    assert [int(gate(x1, x2)) for x1, x2 in zip(X1, X2, strict=True)] == TABLES[gate]
    assert np.array_equal(gate(X1, X2), TABLES[gate])
    assert np.array_equal(gate(X1.astype(bool), X2.tolist()), TABLES[gate])


@pytest.mark.parametrize("gate", GATES)
def test_results_are_integers_of_the_inputs_shape(gate):
    assert isinstance(gate(0, 1), np.integer)
    assert isinstance(gate(np.float32(0), 1.0), np.integer)
    for shape in ((), (1,), (2, 3), (0,)):
        result = gate(np.zeros(shape), np.ones(shape))
        assert result.shape == shape
        assert result.dtype.kind == "i"
    assert gate(X1[:, None], X2).shape == (4, 4)
    assert gate(x2=0, x1=1) == gate(1, 0)


def test_and_is_a_perceptron_of_weighted_inputs():
    """0.5 x1 + 0.5 x2 > 0.7, checked off the corners."""
    x1, x2 = np.random.default_rng(0).uniform(-3, 3, (2, 500))
    assert np.array_equal(AND(x1, x2), x1 + x2 > 1.4)
    assert np.array_equal(NAND(x1, x2), x1 + x2 < 1.4)
    assert np.array_equal(OR(x1, x2), x1 + x2 > 0.4)


def test_inputs_are_not_changed():
    x1, x2 = X1.astype(float), X2.astype(float)
    for gate in GATES:
        gate(x1, x2)
    assert np.array_equal(x1, X1)
    assert np.array_equal(x2, X2)


@pytest.mark.parametrize("gate", GATES)
def test_shapes_that_do_not_go_together(gate):
    with pytest.raises(ValueError, match=r"^x2 must have x1's shape \(2,\), got \(3,\)$"):
        gate([0, 1], [0, 1, 1])
