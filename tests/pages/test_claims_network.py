"""What the page on how a network computes says in words, computed."""

from itertools import pairwise

import numpy as np
import pytest
from diagrams_of import arrows, complete
from quoting import quoted

from mlcheats import (
    forward,
    identity_function,
    load_mnist,
    load_weights,
    log_softmax,
    sigmoid,
    softmax,
)

RNG = np.random.default_rng(0)


def naive(a):
    with np.errstate(over="ignore", invalid="ignore"):
        return np.exp(a) / np.sum(np.exp(a))


@quoted(
    "network",
    "$A$의 열 수와 $B$의 행 수가 같아야 하고, 결과는 $A$의 행 수와 $B$의 열 수를 갖는다.",
    "$A$ must have as many columns as $B$ has rows. "
    "The result has the rows of $A$ and the columns of $B$.",
)
@quoted(
    "network",
    "행렬이라면 `A @ B`는 `np.dot(A, B)`와 같은 뜻이고 더 짧다. 순서를 바꾸면 보통 값이 달라지고",
    "For matrices, `A @ B` means the same as `np.dot(A, B)` and is shorter. "
    "Swapping the two usually changes the values",
)
@quoted(
    "network",
    "형상이 맞지 않으면 둘째 행렬(`operand 1`)의 행 수(`dimension 0`)가 어긋났다고 오류가 알려",
    "the error says that the number of rows (`dimension 0`) of the second matrix (`operand 1`)",
)
def test_the_matrix_product():
    changed = 0
    for _ in range(200):
        m, n, p, q = RNG.integers(1, 6, 4)
        A, B = RNG.normal(size=(m, n)), RNG.normal(size=(p, q))
        if n == p:
            assert (A @ B).shape == (m, q)
            assert np.allclose(A @ B, np.dot(A, B))
            by_hand = [[sum(A[i] * B[:, j]) for j in range(q)] for i in range(m)]
            assert np.allclose(A @ B, by_hand)
        else:
            with pytest.raises(ValueError, match=r"operand 1 has a mismatch .* dimension 0"):
                A @ B
        A, B = RNG.normal(size=(2, 3, 3))
        changed += not np.allclose(A @ B, B @ A)
    assert changed == 200


@quoted(
    "network",
    "출력이 몇 개든 행렬 곱 한 번으로 모두 계산된다.",
    "However many outputs there are, one matrix product computes them all.",
)
def test_one_product_computes_all_outputs():
    X = RNG.normal(size=2)
    for outputs in (1, 3, 1000):
        W = RNG.normal(size=(2, outputs))
        assert np.allclose(X @ W, [X[0] * W[0, j] + X[1] * W[1, j] for j in range(outputs)])


@quoted(
    "network",
    "$w_{12}$는 행렬의 1행 2열이 아니라 **2행 1열**에 있다.",
    "$w_{12}$ is not in row 1, column 2 of the matrix but in **row 2, column 1**.",
)
@quoted(
    "network",
    "첨자는 ‘다음 층, 앞 층’ 순서이고, 행렬은 ‘앞 층, 다음 층’ 순서이기 때문이다.",
    "The subscripts say “next layer, previous layer”, "
    "while the matrix is ordered “previous layer, next layer”.",
)
def test_where_w12_stands():
    x = np.array([1.0, 10.0])
    W = np.array([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]])
    without = W.copy()
    without[1, 0] = 0  # row 2, column 1
    # What is gone is the way from neuron 2 to neuron 1 of the next layer.
    assert np.allclose((x @ W - x @ without), [W[1, 0] * x[1], 0, 0])


@quoted(
    "network",
    "층마다 같은 일을 되풀이하면, 몇 층이든 되는 함수가 나온다.",
    "Repeat the same steps for every layer, and you get a function that works for any number of",
)
@quoted(
    "network",
    "행마다 데이터 하나로 보고, 결과도 행마다 하나씩 나온다.",
    "Each row counts as one data item, and the result has one row for each.",
)
@quoted(
    "network",
    "이 사이트의 신경망에서 한 층은 행렬 곱 한 번, 덧셈 한 번, 활성화 함수 한 번이다.",
    "On this site, one layer of a neural network is one matrix product, one addition and one",
)
def test_forward_takes_any_depth_and_any_number_of_rows():
    for depth in range(1, 7):
        sizes = RNG.integers(1, 6, depth + 1)
        network = {}
        for i in range(1, depth + 1):
            network[f"W{i}"] = RNG.normal(size=sizes[i - 1 : i + 1])
            network[f"b{i}"] = RNG.normal(size=sizes[i])
        x = RNG.normal(size=(7, sizes[0]))
        z = x
        for i in range(1, depth):
            z = 1 / (1 + np.exp(-(z @ network[f"W{i}"] + network[f"b{i}"])))
        z = z @ network[f"W{depth}"] + network[f"b{depth}"]
        assert np.allclose(forward(network, x), z)
        assert np.allclose([forward(network, row) for row in x], z)


@quoted(
    "network",
    "항등 함수는 들어온 값과 나가는 값이 늘 같아서 ‘항등’이다.",
    "because its input and output are always identical",
)
@quoted(
    "network",
    "`identity_function`은 받은 것을 그대로 돌려줄 뿐이지만",
    "`identity_function` only returns what it is given",
)
def test_the_identity_function_changes_nothing():
    for x in (RNG.normal(size=(4, 3)), np.array([0.0, -1e300]), 7.5):
        assert np.array_equal(identity_function(x), x)


@quoted(
    "network",
    "분모에 모든 점수가 들어 있어, 각 출력이 모든 입력의 영향을 받는다.",
    "The denominator contains all the scores, so every output depends on every input.",
)
@quoted(
    "network",
    "점수를 합이 1인 양수, 곧 확률로 읽을 수 있는 수로 바꾼다.",
    "turns scores into positive numbers that sum to 1, so that you can read them as probabilities.",
)
@quoted(
    "network",
    "행이 여럿이면 **행마다** 합이 1이 된다.",
    "With several rows, **each row** sums to 1.",
)
def test_softmax():
    for _ in range(20):
        a = RNG.normal(0, 3, (5, 4))
        y = softmax(a)
        assert np.all(y > 0)
        assert np.allclose(y.sum(axis=-1), 1, rtol=1e-12)
        for k in range(4):
            assert np.all(softmax(a + np.eye(4)[k]) != y)


@quoted(
    "network",
    "식을 그대로 옮긴 함수는 점수가 0에서 그리 멀지 않으면 잘 된다.",
    "the function works well as long as the scores are not too far from 0.",
)
@quoted(
    "network",
    "$e^{1000}$은 float64가 나타낼 수 있는 가장 큰 수를 넘어 무한대(`inf`)가 된다.",
    "$e^{1000}$ exceeds the largest number that float64 can represent and becomes infinity",
)
@quoted(
    "network",
    "반대로 $e^{-1000}$은 0이 되어 버리고, 0을 0으로 나누어도 `nan`이다.",
    "At the other end, $e^{-1000}$ becomes 0, and 0 divided by 0 is `nan` as well.",
)
def test_where_the_formula_as_it_stands_fails():
    for size in (1, 100, 700):
        a = RNG.uniform(-size, size, 10)
        assert np.allclose(naive(a), softmax(a), rtol=1e-12)
    for shift in (800, 1000, -800, -1000):
        assert np.all(np.isnan(naive(np.array([1.0, 0.0]) + shift)))
        assert np.allclose(softmax(np.array([1.0, 0.0]) + shift), softmax([1.0, 0.0]))
    assert np.log(np.finfo(np.float64).max) < 1000
    assert np.log(np.finfo(np.float64).smallest_subnormal) > -1000


@quoted(
    "network",
    "그러면 지수가 모두 0 이하여서 지수 함수가 넘치지 않고, "
    "가장 큰 것은 꼭 0이어서 분모가 1 이상이다.",
    "Then every exponent is 0 or less, so no exponential overflows, "
    "and the largest is exactly 0, so the denominator is at least 1.",
)
@quoted(
    "network",
    "분자와 분모에 같은 양수 $C$를 곱해도 값은 그대로다.",
    "Multiplying numerator and denominator by the same positive number $C$ leaves the value",
)
def test_the_largest_exponent_is_0():
    for size in (1, 1000, 1e300):
        a = RNG.uniform(-size, size, 10)
        exponents = a - a.max()
        assert exponents.max() == 0
        assert np.exp(exponents).sum() >= 1
    a = RNG.normal(size=5)
    for C in (1e-3, 1, 1e5):
        assert np.allclose(C * np.exp(a) / (C * np.exp(a)).sum(), softmax(a))


@quoted(
    "network",
    "출력은 0 이상 1 이하이고 합은 1이므로 **확률**로 읽을 수 있다.",
    "The outputs lie between 0 and 1 and sum to 1, so you can read them as **probabilities**.",
)
@quoted(
    "network",
    "$\\exp$는 커지기만 하는 함수라 크기의 순서가 뒤집히지 않는다.",
    "$\\exp$ is an increasing function, so it never reverses the order of the scores.",
)
@quoted(
    "network",
    "다만 두 점수의 차가 반올림 오차만큼 작으면 두 확률이 같아져 다른 답이 나올 수 있다.",
    "But when two scores differ by no more than a rounding error, their probabilities may come out "
    "equal, and the answer may be another one.",
)
def test_softmax_keeps_the_order():
    for size in (1e-12, 1, 1e3, 1e300):
        a = np.sort(RNG.uniform(-size, size, (100, 10)), axis=-1)
        y = softmax(a)
        assert np.all((y >= 0) & (y <= 1))
        assert np.all(np.diff(y, axis=-1) >= 0)
    a = np.array([0.0, 1e-17])
    assert (np.argmax(a), np.argmax(softmax(a))) == (1, 0)


@quoted(
    "network",
    "답만 필요하면 소프트맥스를 빼고 점수에 `argmax`를 해도 된다.",
    "If you need only the answer, you can leave softmax out and take the `argmax` of the scores.",
)
def test_the_answers_on_mnist_are_the_same_without_softmax():
    _, (x, _) = load_mnist()
    scores = forward(load_weights("assets/sample_weight.npz"), x)
    assert np.array_equal(np.argmax(scores, axis=-1), np.argmax(softmax(scores), axis=-1))


@quoted(
    "network",
    "`softmax`를 거쳐 로그를 취하면 아주 작은 확률이 0이 되어 `-inf`가 나오므로",
    "a tiny probability may already have become 0, which gives `-inf`",
)
def test_the_logarithm_of_softmax():
    a = RNG.normal(0, 10, (20, 5))
    assert np.allclose(log_softmax(a), np.log(softmax(a)))
    for far in (800.0, 1e5):
        with np.errstate(divide="ignore"):
            assert np.log(softmax([0.0, far]))[0] == -np.inf
        assert log_softmax([0.0, far])[0] == -far


@quoted(
    "network",
    "층마다 `A`는 입력의 합, `Z`는 활성화 함수를 지난 값이다.",
    "In each layer, `A` is the sum of the inputs, and `Z` what the activation function",
)
@quoted(
    "network",
    "대괄호가 두 겹이면 행이 하나뿐이어도 2차원 배열이다.",
    "Two pairs of brackets make a two-dimensional array, even if it has only one row.",
)
def test_brackets_and_layers():
    for columns in (1, 4):
        assert np.array([list(range(columns))]).shape == (1, columns)
    X, W, B = RNG.normal(size=2), RNG.normal(size=(2, 3)), RNG.normal(size=3)
    A = X @ W + B
    assert np.allclose(A, [B[j] + sum(X[i] * W[i, j] for i in range(2)) for j in range(3)])
    assert np.allclose(sigmoid(A), [1 / (1 + np.exp(-a)) for a in A])


@quoted(
    "network",
    "| `(2, 3)` | `(3, 2)` | `(2, 2)` |\n| `(2, 3)` | `(2, 3)` | 오류 |",
    "| `(2, 3)` | `(3, 2)` | `(2, 2)` |\n| `(2, 3)` | `(2, 3)` | Error |",
)
@quoted(
    "network",
    "| $(m, n)$ | $(n, p)$ | $(m, p)$ |",
    "| $(m, n)$ | $(n, p)$ | $(m, p)$ |",
)
@quoted(
    "network",
    "원소는 $A$의 행과 $B$의 열을 짝지어 곱하고 더한 값이다.",
    "comes from a row of $A$ and a column of $B$: multiply them pair by pair and add up",
)
def test_the_table_of_products():
    assert (np.ones((2, 3)) @ np.ones((3, 2))).shape == (2, 2)
    with pytest.raises(ValueError, match="mismatch"):
        np.ones((2, 3)) @ np.ones((2, 3))
    for m, n, p in RNG.integers(1, 6, (20, 3)):
        A, B = RNG.normal(size=(m, n)), RNG.normal(size=(n, p))
        assert (A @ B).shape == (m, p)
        assert (A @ B)[m - 1, p - 1] == pytest.approx(sum(A[m - 1] * B[:, p - 1]))


@quoted(
    "network",
    "입력 둘에서 출력 셋으로 가는 신경망. 가중치는 x_1에서 1, 3, 5, x_2에서 2, 4, 6",
    "A network from two inputs to three outputs. "
    "The weights are 1, 3, 5 from x_1 and 2, 4, 6 from x_2",
)
@quoted(
    "network",
    "입력 $X$는 `(2,)`, 가중치 $W$는 `(2, 3)`, 출력 $Y$는 `(3,)`이다.",
    "The input $X$ has shape `(2,)`, the weights $W$ have `(2, 3)`, and the output $Y$ has `(3,)`.",
)
def test_the_network_of_weights_alone():
    W = np.array([[1, 3, 5], [2, 4, 6]])  # as in the listing below the diagram
    ends = arrows("network", 1)
    assert ends == {(f"x{i + 1}", f"y{j + 1}"): str(W[i, j]) for i in (0, 1) for j in (0, 1, 2)}
    assert (np.ones(2).shape, W.shape, (np.ones(2) @ W).shape) == ((2,), (2, 3), (3,))


@quoted(
    "network",
    "앞 층의 둘째 뉴런 x_2에서 다음 층의 첫째 뉴런으로 가는 가중치",
    "The weight from the second neuron of one layer, x_2, to the first neuron of the next",
)
@quoted(
    "network",
    "| $w^{(1)}_{12}$의 $(1)$ | 첫째 층의 가중치 |\n"
    "| $w^{(1)}_{12}$의 $1$ | 다음 층의 첫째 뉴런으로 |\n"
    "| $w^{(1)}_{12}$의 $2$ | 앞 층의 둘째 뉴런에서 |",
    "| In $w^{(1)}_{12}$, the $(1)$ | A weight of the first layer |\n"
    "| In $w^{(1)}_{12}$, the $1$ | To neuron 1 of the next layer |\n"
    "| In $w^{(1)}_{12}$, the $2$ | From neuron 2 of the previous layer |",
)
@quoted(
    "network",
    "편향과 두 입력이 1층의 첫째 뉴런으로 들어가는 모습",
    "The bias and two inputs entering the first neuron of layer 1",
)
@quoted(
    "network",
    "편향까지 넣어 1층의 첫째 뉴런만 그리면 이렇다.",
    "Here is the first neuron of layer 1, this time with the bias.",
)
def test_the_diagrams_of_the_notation():
    assert arrows("network", 2) == {("x2", "a(1)1"): "w(1)12"}
    bias, *weights = arrows("network", 3).items()
    assert bias == (("1", "a(1)1"), "b(1)1")
    assert weights == [((f"x{k}", "a(1)1"), f"w(1)1{k}") for k in (1, 2)]


@quoted(
    "network",
    "뉴런이 층마다 2, 3, 2, 2개인 신경망에 입력을 흘려보낸다.",
    "Let an input flow through a network whose layers have 2, 3, 2 and 2 neurons.",
)
@quoted(
    "network",
    "뉴런이 2개, 3개, 2개, 2개이고 층마다 편향이 있는 3층 신경망",
    "A three-layer network with 2, 3, 2 and 2 neurons and a bias for each layer",
)
def test_the_diagram_of_three_layers():
    sizes = [2, 3, 2, 2]
    layers = [[f"x{i}" for i in (1, 2)]]
    layers += [[f"a({n}){i}" for i in range(1, sizes[n] + 1)] for n in (1, 2)]
    layers += [[f"y{i}" for i in (1, 2)]]
    ends = complete(*layers) | {("1", name) for layer in layers[1:] for name in layer}
    assert set(arrows("network", 4)) == ends
    listed = {"W1": (2, 3), "W2": (3, 2), "W3": (2, 2)}
    assert [listed[f"W{n}"] for n in (1, 2, 3)] == list(pairwise(sizes))


@quoted(
    "network",
    "항등 함수에서는 각 출력이 제 입력 하나에만 이어진다",
    "With the identity function, each output is connected to its own input only",
)
@quoted(
    "network",
    "소프트맥스 함수에서는 각 출력이 모든 입력에 이어진다",
    "With the softmax function, each output is connected to every input",
)
def test_the_diagrams_of_identity_and_softmax():
    a, y = ([f"{name}{i}" for i in (1, 2, 3)] for name in "ay")
    assert set(arrows("network", 5)) == set(zip(a, y, strict=True))
    assert set(arrows("network", 6)) == complete(a, y)
