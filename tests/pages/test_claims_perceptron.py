"""What the page on perceptrons says in words, computed."""

from itertools import product

import numpy as np
import pytest
from diagrams_of import arrows, complete
from figures_of import figure
from quoting import quoted
from scipy.optimize import linprog

from mlcheats import AND, NAND, OR, XOR

X1, X2 = (0, 1, 0, 1), (0, 0, 1, 1)
CORNERS = np.array([(0, 0), (1, 0), (0, 1), (1, 1)])
ALL = list(product([0, 1], repeat=4))  # every truth table of two inputs
TABLES = {"AND": (0, 0, 0, 1), "NAND": (1, 1, 1, 0), "OR": (0, 1, 1, 1), "XOR": (0, 1, 1, 0)}


def rows(*columns):
    """The rows of a page's table, from its columns."""
    return "\n".join(f"| {' | '.join(map(str, row))} |" for row in zip(*columns, strict=True))


def table(w1, w2, theta):
    """The formula of the page, without its code."""
    return tuple(int(w1 * x1 + w2 * x2 > theta) for x1, x2 in CORNERS)


@quoted(
    "perceptron",
    "0에서 멀수록 그 신호가 합을 크게 바꾼다.",
    "The farther a weight is from 0, the more its signal changes the sum.",
)
@quoted(
    "perceptron",
    "가중치는 각 신호의 영향력을, 편향은 뉴런이 얼마나 쉽게 활성화되는지를 정한다.",
    "The weights say how much each signal counts. The bias says how easily the neuron becomes",
)
def test_weights_move_the_sum_and_the_bias_makes_it_easy():
    change = [abs(w * 1 - w * 0) for w in (0, -0.5, 1, -2, 3)]
    assert change == sorted(change)
    x = np.random.default_rng(0).normal(size=(1000, 2))
    active = [np.mean(x @ [0.5, -0.3] + b > 0) for b in (-2, -1, 0, 1, 2)]
    assert active == sorted(active)
    assert active[0] < active[-1]


@quoted(
    "perceptron",
    "아직은 수 두 개만 받는 단순한 함수다.",
    "It is a simple function that takes only two numbers for now.",
)
@quoted("perceptron", "벡터로 쓴 AND는 이렇다. 수 두 개만 받는다.", "It takes only two numbers.")
def test_the_simple_functions_take_numbers_alone():
    names = figure_names()
    for gate in (lambda *x: names["perceptron"](*x, 0.5, 0.5, 0.7), names["AND_of_numbers"]):
        assert [gate(int(x1), int(x2)) for x1, x2 in CORNERS] == [0, 0, 0, 1]
        with pytest.raises(ValueError, match=r"ambiguous|broadcast"):
            gate(CORNERS[:, 0], CORNERS[:, 1])


def figure_names():
    """What the page's listings define."""
    names = {}
    figure("perceptron", "or-xor.svg", names)
    return names


@quoted(
    "perceptron",
    "세 값에 같은 양수를 곱해도 진리표는 그대로이므로, "
    "진리표를 만족하는 $(w_1, w_2, \\theta)$는 무수히 많다.",
    "Multiplying all three values by the same positive number leaves the truth table as it is",
)
def test_a_positive_factor_changes_no_truth_table():
    rng = np.random.default_rng(0)
    for _ in range(200):
        values = rng.integers(-6, 7, 3) / 2
        for factor in (0.25, 3, 1024):
            assert table(*(factor * values)) == table(*values)


@quoted(
    "perceptron",
    "AND의 세 값에서 부호를 모두 뒤집으면 NAND가 된다. "
    "합이 임계값과 똑같아지는 입력이 없을 때 그렇다.",
    "Flip the signs of all three AND values, and you get NAND, "
    "as long as no input makes the sum equal to the threshold.",
)
def test_flipped_signs_make_nand_where_no_sum_is_the_threshold():
    seen = set()
    for values in product(np.arange(-4, 5) / 2, repeat=3):
        if table(*values) == TABLES["AND"]:
            w1, w2, theta = values
            equal = bool(np.any(CORNERS @ [w1, w2] == theta))
            flipped = table(*(-np.array(values))) == TABLES["NAND"]
            assert flipped == (not equal)
            seen.add(flipped)
    assert seen == {True, False}


@quoted(
    "perceptron",
    "OR의 $\\theta$는 음수일 수 없다. $(0, 0)$에서 합이 0이므로, $\\theta = -0.7$이면 "
    "입력이 모두 0이어도 1이 나온다.",
    "The $\\theta$ of OR cannot be negative. At $(0, 0)$ the sum is 0",
)
def test_or_has_no_negative_threshold():
    thetas = {v[2] for v in product(np.arange(-4, 5) / 2, repeat=3) if table(*v) == TABLES["OR"]}
    assert min(thetas) == 0
    assert all(table(w, w, -0.7)[0] == 1 for w in (-9, 0, 0.5, 9))


@quoted(
    "perceptron",
    "입력이 몇 개로 늘어도 이 줄은 그대로다.",
    "It stays the same however many inputs there are.",
)
def test_the_sum_of_products_takes_any_number_of_inputs():
    rng = np.random.default_rng(0)
    for count in (1, 2, 3, 100):
        x, w, b = rng.normal(size=count), rng.normal(size=count), rng.normal()
        one_by_one = b + sum(w[i] * x[i] for i in range(count))
        assert np.sum(w * x) + b == pytest.approx(one_by_one)


@quoted(
    "perceptron",
    "진리표의 네 줄을 배열로 한꺼번에 받을 수 있다.",
    "the function takes all four rows of the truth table at once, as arrays.",
)
@quoted(
    "perceptron",
    "`np.where`는 원소마다 조건이 참이면 1, 아니면 0을 고른다.",
    "For each element, `np.where` chooses 1 if the condition is true and 0 otherwise.",
)
@quoted(
    "perceptron",
    "세 함수에서 다른 것은 가중치와 편향의 값뿐이다.",
    "The three functions differ only in the values of the weights and the bias.",
)
def test_one_line_makes_the_three_gates():
    x1, x2 = CORNERS.T
    values = {AND: (0.5, 0.5, -0.7), NAND: (-0.5, -0.5, 0.7), OR: (0.5, 0.5, -0.2)}
    for gate, (w1, w2, b) in values.items():
        assert tuple(gate(x1, x2)) == TABLES[gate.__name__] == table(w1, w2, -b)
        condition = b + w1 * x1 + w2 * x2 > 0
        assert [1 if each else 0 for each in condition] == list(np.where(condition, 1, 0))


def separable(points, answers):
    """Whether some w and b give b + w·x ≤ -1 and ≥ 1: a linear programme."""
    sign = np.where(answers, -1, 1)[:, None]
    rows = sign * np.column_stack([points, np.ones(len(points))])
    free = [(None, None)] * rows.shape[1]
    return linprog(np.zeros(rows.shape[1]), rows, -np.ones(len(points)), bounds=free).success


@quoted(
    "perceptron",
    "퍼셉트론 하나로는 만들 수 없다(M. Minsky, S. Papert, 1969).",
    "No single perceptron can compute it (M. Minsky, S. Papert, 1969).",
)
@quoted(
    "perceptron",
    "OR의 네 점은 직선 하나로 갈라지지만 XOR의 네 점은 어떤 직선으로도 갈라지지 않는다.",
    "One line is enough to separate the four points of OR, but no line separates the four points",
)
@quoted(
    "perceptron",
    "OR은 선형 분리 가능하고 XOR은 그렇지 않다.",
    "OR is linearly separable, and XOR is not.",
)
def test_xor_and_its_opposite_alone_are_not_separable():
    not_separable = [answers for answers in ALL if not separable(CORNERS, np.array(answers))]
    assert not_separable == [(0, 1, 1, 0), (1, 0, 0, 1)]


@quoted(
    "perceptron",
    "가중치 둘 가운데 하나라도 0이 아니면 식 $b + w_1 x_1 + w_2 x_2 = 0$은 평면 위의 직선이고, "
    "퍼셉트론은 그 한쪽을 1, 나머지를 0이라 답한다.",
    "Unless both weights are 0, the equation $b + w_1 x_1 + w_2 x_2 = 0$ is a straight line in the "
    "plane. A perceptron answers 1 on one side of it and 0 everywhere else.",
)
def test_the_answer_changes_across_a_line():
    rng = np.random.default_rng(0)
    for _ in range(100):
        w, b = rng.integers(1, 5, 2) * rng.choice([-1, 1], 2), int(rng.integers(-4, 5))
        on_line = -b * w / (w @ w)
        along = np.array([-w[1], w[0]])
        for step in (-3, 0, 2):
            point = on_line + step * along
            assert b + w @ point == pytest.approx(0)
            assert b + w @ (point + w) > 0 > b + w @ (point - w)


@quoted(
    "perceptron",
    "![왼쪽 OR의 네 점은 점선 하나로 갈라지고, 오른쪽 XOR의 네 점은 한 직선으로 갈라지지 않는다]",
    "![Left: one dashed line separates the four points of OR. "
    "Right: no single line separates the four points of XOR]",
)
def test_the_figure_of_or_and_xor():
    left, right = figure("perceptron", "or-xor.svg").axes
    for axes, gate in ((left, OR), (right, XOR)):
        ones, zeros = (np.array(each.get_offsets()) for each in axes.collections)
        assert (axes.get_title(), len(ones) + len(zeros)) == (gate.__name__, 4)
        assert np.all(gate(*ones.T) == 1)
        assert np.all(gate(*zeros.T) == 0)
    (line,) = left.lines
    assert line.get_linestyle() == "--"
    assert not right.lines
    (x1, y1), (x2, y2) = line.get_xydata()
    ones, zeros = (np.array(each.get_offsets()) for each in left.collections)
    side = [(x2 - x1) * (y - y1) - (y2 - y1) * (x - x1) for x, y in [*ones, *zeros]]
    assert min(side[:3]) > 0 > side[3]


def of_nands(n, rows):
    """The function of n inputs that is 1 on these rows, of NAND alone."""

    def negate(x):
        return NAND(x, x)

    def both(a, b):
        return negate(NAND(a, b))

    def either(a, b):
        return NAND(negate(a), negate(b))

    def function(x):
        result = both(x[0], negate(x[0]))  # 0
        for row in rows:
            term = either(x[0], negate(x[0]))  # 1
            for i in range(n):
                term = both(term, x[i] if row[i] else negate(x[i]))
            result = either(result, term)
        return result

    return function


@quoted(
    "perceptron",
    "어떤 진리표든 NAND를 쌓아 만들 수 있다.",
    "Stacked NANDs can produce any truth table.",
)
@quoted(
    "perceptron",
    "단층 퍼셉트론이 하지 못하는 일을 층을 쌓아 해낼 수 있다. XOR이 그렇다.",
    "Stacked layers can do what a single-layer perceptron cannot. XOR is an example.",
)
def test_nand_makes_every_truth_table():
    rng = np.random.default_rng(0)
    for n in (1, 2, 3, 4):
        inputs = np.array(list(product([0, 1], repeat=n)))
        tables = list(product([0, 1], repeat=2**n)) if n < 3 else rng.integers(2, size=(20, 2**n))
        for wanted in tables:
            rows = [row for row, one in zip(inputs, wanted, strict=True) if one]
            assert np.array_equal(of_nands(n, rows)(inputs.T), wanted)
    assert tuple(XOR(*CORNERS.T)) == TABLES["XOR"]


@quoted(
    "perceptron",
    "출력을 입력으로 되돌려 기억까지 만들면, 이론상 컴퓨터도 만들 수 있다(N. Nisan, S. Schocken",
    "Feed outputs back as inputs to get memory as well, and in theory you can build a computer",
)
def test_two_nands_that_feed_each_other_remember():
    q, other = 0, 1
    for value in (1, 0, 0, 1):
        for set_, reset in ((1 - value, value), (1, 1), (1, 1)):  # write, then hold
            for _ in range(3):
                q = int(NAND(set_, other))
                other = int(NAND(reset, q))
            assert (q, other) == (value, 1 - value)


@quoted(
    "perceptron",
    rows(X1, X2, TABLES["AND"], TABLES["NAND"], TABLES["OR"]),
    rows(X1, X2, TABLES["AND"], TABLES["NAND"], TABLES["OR"]),
)
@quoted("perceptron", rows(X1, X2, TABLES["XOR"]), rows(X1, X2, TABLES["XOR"]))
@quoted(
    "perceptron",
    "XOR(배타적 논리합)은 두 입력 가운데 **한쪽만** 1일 때 1이다.",
    "XOR (exclusive or) is 1 when **exactly one** of its two inputs is 1.",
)
def test_the_truth_tables():
    for x1, x2, both, neither, either, one in zip(X1, X2, *TABLES.values(), strict=True):
        assert both == (x1 and x2)
        assert neither == 1 - both
        assert either == (x1 or x2)
        assert one == (x1 + x2 == 1)


S1, S2 = TABLES["NAND"], TABLES["OR"]
Y = tuple(int(s1 and s2) for s1, s2 in zip(S1, S2, strict=True))


@quoted("perceptron", rows(X1, X2, S1, S2, Y), rows(X1, X2, S1, S2, Y))
@quoted(
    "perceptron",
    "하나로 안 되는 XOR도 층을 쌓으면 된다. NAND와 OR의 출력을 AND에 넣는다.",
    "One perceptron is not enough for XOR, but layers of them are. "
    "Feed the outputs of NAND and OR into AND.",
)
@quoted(
    "perceptron",
    "혼자서는 못 만드는 물건도 나누어 맡으면 만들 수 있다.",
    "What nobody can make alone, they make by sharing the work.",
)
def test_nand_and_or_into_and_is_xor():
    assert TABLES["XOR"] == Y


GATES = {
    "AND": "$(0.5, 0.5, 0.7)$, $(0.5, 0.5, 0.8)$, $(1.0, 1.0, 1.0)$",
    "NAND": "$(-0.5, -0.5, -0.7)$, $(-0.5, -0.5, -0.8)$, $(-1.0, -1.0, -1.5)$",
    "OR": "$(0.5, 0.5, 0.2)$, $(0.5, 0.5, 0.4)$, $(1.0, 1.0, 0.0)$",
}


@quoted("perceptron", rows(GATES, GATES.values()), rows(GATES, GATES.values()))
@quoted(
    "perceptron",
    "AND의 $(1.0, 1.0, 1.0)$은 부호를 뒤집어도 NAND가 되지 않는다. "
    "$(1, 0)$에서 합이 $-1$로 임계값과 **똑같아** 넘지 못하기 때문이다.",
    "Flipping the signs of $(1.0, 1.0, 1.0)$ for AND does not give NAND. "
    "At $(1, 0)$ the sum is $-1$, **exactly** the threshold, so it does not exceed it.",
)
@quoted(
    "perceptron",
    "가중치와 임계값만 바꾸면 같은 퍼셉트론이 다른 논리 게이트가 된다.",
    "Change only the weights and the threshold, "
    "and the same perceptron becomes a different logic gate.",
)
def test_the_examples_of_weights():
    for gate, examples in GATES.items():
        for example in examples.split("$, $"):
            assert table(*map(float, example.strip("$()").split(", "))) == TABLES[gate]
    assert table(-1, -1, -1) != TABLES["NAND"]
    assert -1 * 1 + -1 * 0 == -1


@quoted(
    "perceptron",
    "입력마다 가중치를 곱해 모두 더하고, 그 합이 정해진 한계를 넘으면 1, 넘지 않으면 0을 낸다.",
    "It multiplies each input by its weight and adds everything up. "
    "If the sum exceeds a set limit, it outputs 1, and otherwise 0.",
)
@quoted(
    "perceptron",
    "합이 이 값을 넘어 1을 출력하는 것을",
    "When the sum exceeds it and the output is 1,",
)
@quoted(
    "perceptron",
    "입력 x_1과 x_2에 가중치 w_1과 w_2를 곱해 y로 보내는 퍼셉트론",
    "A perceptron that multiplies the inputs x_1 and x_2 by the weights w_1 and w_2 and sends them",
)
def test_what_a_perceptron_does():
    perceptron = figure_names()["perceptron"]
    rng = np.random.default_rng(0)
    for _ in range(200):
        x1, x2, w1, w2, theta = rng.integers(-3, 4, 5)
        total = sum(w * x for w, x in ((w1, x1), (w2, x2)))
        assert perceptron(x1, x2, w1, w2, theta) == (1 if total > theta else 0)
    assert arrows("perceptron", 1) == {("x1", "y"): "w1", ("x2", "y"): "w2"}


@quoted(
    "perceptron",
    "x_1과 x_2가 NAND와 OR로 들어가고, 그 출력 s_1과 s_2가 AND로 들어가 y가 되는 회로",
    "A circuit in which x_1 and x_2 enter NAND and OR, and their outputs s_1 and s_2 enter AND",
)
@quoted(
    "perceptron",
    "0층의 x_1과 x_2, 1층의 s_1과 s_2, 2층의 y로 이루어진 다층 퍼셉트론",
    "A multilayer perceptron with x_1 and x_2 in layer 0, s_1 and s_2 in layer 1, and y in layer 2",
)
@quoted(
    "perceptron",
    "| 0 | $x_1, x_2$ |\n| 1 | $s_1, s_2$ |\n| 2 | $y$ |",
    "| 0 | $x_1, x_2$ |\n| 1 | $s_1, s_2$ |\n| 2 | $y$ |",
)
@quoted(
    "perceptron",
    "0층은 입력을 받기만 한다. 이 사이트에서는 가중치가 있는 층만 세므로, XOR은 **2층**",
    "Layer 0 only takes the inputs. "
    "On this site, only layers with weights count, so XOR is a **two-layer** perceptron.",
)
@quoted(
    "perceptron",
    "1. 0층의 두 뉴런이 입력을 받아 1층으로 보낸다.",
    "1. The two neurons of layer 0 take the inputs and pass them on to layer 1.",
)
@quoted(
    "perceptron",
    "2. 1층의 두 뉴런이 제 몫을 계산해 2층으로 보내고, 2층의 뉴런이 $y$를 낸다.",
    "2. The two neurons of layer 1 do their share and pass the results on to layer 2, "
    "where one neuron outputs $y$.",
)
def test_the_circuit_and_its_layers():
    gates = ["NAND", "OR"]
    circuit = {("AND", "y"): "", **dict.fromkeys(complete(["x1", "x2"], gates, ["AND"]), "")}
    assert arrows("perceptron", 2) == circuit | {("NAND", "AND"): "s1", ("OR", "AND"): "s2"}
    assert set(arrows("perceptron", 3)) == complete(["x1", "x2"], ["s1", "s2"], ["y"])
