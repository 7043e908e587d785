"""What the page on large data says, computed."""

import numpy as np
from quoting import quoted

from benchmarks.scale import METHODS
from mlcheats import backpropagate, confusion_matrix, load_table


@quoted(
    "scale",
    "행이 열 배가 되면 시간은 몇 배가 되는가? 방법마다 다르다. 메모리에 다 들어가지 않는 "
    "데이터는 조각으로 나누어 읽고, 조각마다 더할 수 있는 것만 남긴다.",
    "With ten times the rows, how many times the time? That depends on the method. Data that do "
    "not fit into memory are read in pieces, and of each piece only what can be added up is kept.",
)
def test_methods_differ_in_what_n_costs():
    assert {theory for *_, theory, _ in METHODS.values()} == {1, 2}


@quoted(
    "scale",
    "평균과 분산, [오차 행렬](evaluation.md#confusion-matrix), 손실의 기울기도 이렇게 더할 수 "
    "있다. 그래서 조각은 차례로 읽어도, 여러 컴퓨터가 나누어 읽어도 된다.",
    "Means and variances, a [confusion matrix](evaluation.md#confusion-matrix) and the gradient of "
    "a loss add up, too. So the pieces can be read one after another, or by several machines.",
)
def test_sums_over_pieces_are_those_of_the_whole():
    table = load_table("assets/iris.csv")
    x, t = table.x, table.t
    pieces = [(x[i::3], t[i::3]) for i in range(3)]
    total = sum(np.sum(part, axis=0) for part, _ in pieces)
    squares = sum(np.sum(part**2, axis=0) for part, _ in pieces)
    assert np.allclose(total / len(x), x.mean(axis=0))
    assert np.allclose(squares / len(x) - (total / len(x)) ** 2, x.var(axis=0))

    answers = np.roll(t, 20)
    counts = sum(confusion_matrix(np.roll(t, 20)[i::3], part) for i, (_, part) in enumerate(pieces))
    assert np.array_equal(counts, confusion_matrix(answers, t))

    rng = np.random.default_rng(0)
    params = {"W1": rng.normal(size=(4, 5)), "b1": np.zeros(5)}
    params |= {"W2": rng.normal(size=(5, 3)), "b2": np.zeros(3)}
    whole = backpropagate(params, x, t)[1]
    for name, gradient in whole.items():
        parts = sum(
            len(part) * backpropagate(params, part, label)[1][name] for part, label in pieces
        )
        assert np.allclose(parts / len(x), gradient)
