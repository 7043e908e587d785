"""What the page on NumPy says in words, computed."""

from itertools import pairwise

import numpy as np
import pytest
from quoting import quoted

from mlcheats import load_mnist, load_weights


@quoted(
    "numpy",
    "NumPy는 수를 배열로 묶어 한꺼번에 계산하는 도구다.",
    "NumPy groups numbers into arrays and computes on all of them at once.",
)
@quoted(
    "numpy",
    "이 사이트의 신경망이 하는 계산은 거의 모두 배열의 곱셈과 덧셈이다.",
    "Nearly everything that the networks on this site compute is products and sums of arrays.",
)
def test_nearly_all_is_products_and_sums():
    weights = load_weights("assets/sample_weight.npz")
    sizes = [[784, 50, 10], [784, *(len(weights[f"b{i}"]) for i in (1, 2, 3))]]
    for layers in sizes:
        products = sum(m * n for m, n in pairwise(layers))
        others = sum(4 * n for n in layers[1:])  # exp, negation, sum and quotient of each neuron
        assert 2 * products / (2 * products + others) > 0.99


@quoted(
    "numpy",
    "행렬의 랭크는 서로 독립인 행의 최대 개수다.",
    "the largest number of independent rows.",
)
def test_the_rank_of_linear_algebra_is_another():
    A = np.array([[1, 2], [2, 4], [3, 6]])
    assert (A.ndim, np.linalg.matrix_rank(A)) == (2, 1)
    for d in (1, 3, 5):
        assert np.ones(d).ndim == 1


def stretched(a, b):
    """The common shape by the page's rule, or None."""
    size = []
    for i in range(1, max(len(a), len(b)) + 1):
        m, n = a[-i] if i <= len(a) else None, b[-i] if i <= len(b) else None
        if m is None or n is None:
            size.append(n if m is None else m)
        elif m == n or 1 in (m, n):
            size.append(n if m == 1 else m)
        else:
            return None
    return tuple(reversed(size))


@quoted(
    "numpy",
    "축의 크기가 같거나, 어느 한쪽이 1이거나, 한쪽에 그 축이 없으면 늘릴 수 있다.",
    "An axis can be stretched if both sizes are equal, if one of them is 1, "
    "or if one array does not have that axis.",
)
def test_the_rule_of_broadcasting():
    rng = np.random.default_rng(0)
    answers = set()
    for _ in range(2000):
        a, b = (tuple(map(int, rng.integers(0, 4, rng.integers(0, 4)))) for _ in range(2))
        try:
            shape = (np.zeros(a) + np.zeros(b)).shape
        except ValueError:
            shape = None
        assert stretched(a, b) == shape
        answers.add(shape is None)
    assert answers == {True, False}


@pytest.mark.parametrize(
    ("a", "b", "result"),
    [
        ((2, 2), (2,), (2, 2)),
        ((100, 10), (10,), (100, 10)),
        ((100, 10), (100, 1), (100, 10)),
        ((100, 10), (100,), None),
    ],
)
@quoted(
    "numpy",
    "마지막 줄이 오류인 것은 마지막 축의 크기 10과 100이 다르고 어느 쪽도 1이 아니기 때문이다.",
    "The last row is an error because the sizes of the last axis, 10 and 100, differ",
)
def test_the_table_of_broadcasting(a, b, result):
    assert stretched(a, b) == result
    if result is None:
        with pytest.raises(ValueError, match="broadcast"):
            np.zeros(a) + np.zeros(b)
    else:
        assert (np.zeros(a) + np.zeros(b)).shape == result


@quoted(
    "numpy",
    "행과 열의 수가 같으면 `keepdims=True`를 빠뜨려도 오류가 나지 않고, 행이 아니라 열에 맞추어",
    "With as many rows as columns, forgetting `keepdims=True` raises no error",
)
@quoted("numpy", "결과의 형상도 그대로여서", "The shape of the result does not change either")
@quoted(
    "numpy",
    "열이 하나뿐이면 결과가 정사각 행렬로 늘어난다.",
    "With a single column, the result grows into a square matrix.",
)
def test_what_is_forgotten_in_silence():
    rng = np.random.default_rng(0)
    for rows in range(1, 6):
        for columns in range(1, 6):
            A = rng.normal(size=(rows, columns))
            least = A.max(axis=1)
            assert least.shape == (rows,)
            assert A.max(axis=1, keepdims=True).shape == (rows, 1)
            if rows == columns:
                assert np.array_equal(
                    A - least, np.array([A[:, k] - least[k] for k in range(rows)]).T
                )
                assert (A - least).shape == A.shape
            elif columns == 1:
                assert (A - least).shape == (rows, rows)
            elif rows > 1:  # a single row comes out right
                with pytest.raises(ValueError, match="broadcast"):
                    A - least


@quoted(
    "numpy",
    "합, 최댓값, `argmax`처럼 여럿을 하나로 줄이는 함수에서는 그 축이 **없어진다**.",
    "such as the sum, the maximum or `argmax`, that axis **disappears**",
)
@quoted(
    "numpy",
    "`keepdims=True`이면 크기 1로 남는다. 누적합처럼 줄이지 않는 함수에서는 그대로다.",
    "or stays with size 1 if you say `keepdims=True`. "
    "With functions that do not, such as the running sum, it stays as it is.",
)
@quoted(
    "numpy",
    "데이터마다 하나씩 구할 때는 `axis=1`, 곧 마지막 축 `axis=-1`을 쓴다.",
    "To compute one number per item, use `axis=1`, which is the last axis, `axis=-1`.",
)
def test_an_axis_disappears_where_many_become_one():
    A = np.random.default_rng(0).normal(size=(5, 7))
    for axis, rest in ((0, (7,)), (1, (5,))):
        assert all(f(A, axis=axis).shape == rest for f in (np.sum, np.max, np.argmax, np.mean))
        kept = (1, 7) if axis == 0 else (5, 1)
        assert all(
            f(A, axis=axis, keepdims=True).shape == kept for f in (np.sum, np.max, np.argmax)
        )
        assert all(f(A, axis=axis).shape == A.shape for f in (np.cumsum, np.sort, np.flip))
    assert np.array_equal(A.sum(axis=1), A.sum(axis=-1))
    assert np.allclose(A.sum(axis=1), [sum(row) for row in A])


@quoted(
    "numpy",
    "`arange`는 끝을 빼고, `linspace`는 끝을 넣는다. "
    "다만 `arange`의 간격이 소수이면 반올림 때문에 끝이 들어가기도 한다.",
    "`arange` leaves the end out, and `linspace` includes it. "
    "If the step of `arange` is not a whole number, though, rounding may let the end in",
)
@quoted(
    "numpy",
    "개수가 중요하면 `linspace`를 쓴다.",
    "When the number of values matters, use `linspace`.",
)
def test_the_end_of_a_range():
    for start in range(-5, 5):
        for stop in range(start + 1, 9):
            for step in range(1, 4):
                assert stop not in np.arange(start, stop, step)
            for count in range(2, 30):
                values = np.linspace(start / 10, stop / 10, count)
                assert (len(values), values[-1]) == (count, stop / 10)
    lengths = {n: len(np.arange(1, 1 + n / 10, 0.1)) for n in range(1, 60)}
    assert {length - n for n, length in lengths.items()} == {0, 1}


@quoted(
    "numpy",
    "`reshape`의 `-1`은 남은 축의 크기를 알아서 정하라는 뜻이다.",
    "The `-1` in `reshape` means “work out the size of this axis from the rest”.",
)
@quoted(
    "numpy",
    "`x[2:4]`는 2번부터 4번 앞까지, `x[condition]`은 조건이 참인 원소만 고른다.",
    "takes the elements from number 2 up to, not including, number 4, "
    "and `x[condition]` keeps only those for which the condition is true",
)
def test_reshape_and_choose():
    x = np.arange(24) ** 2
    assert x.reshape(-1, 3, 2).shape == (4, 3, 2)
    with pytest.raises(ValueError, match="reshape"):
        x.reshape(-1, 5)
    assert list(x[2:4]) == [x[2], x[3]]
    assert list(x[x % 2 == 1]) == [each for each in x if each % 2 == 1]


@quoted(
    "numpy",
    "모든 원소를 바꾼 **새 배열**이 나온다. 실수를 정수로 바꾸면 소수점 아래를 버린다.",
    "It returns a **new array** with every element converted. "
    "Converting to integers drops whatever follows the decimal point.",
)
def test_astype_makes_a_new_array():
    x = np.random.default_rng(0).normal(0, 100, 1000)
    for dtype in (int, np.float32, x.dtype):
        assert not np.shares_memory(x, x.astype(dtype))
    assert np.array_equal(x.astype(int), np.trunc(x))


@quoted(
    "numpy",
    "같은 환경에서는, 시드가 같고 같은 것을 같은 차례로 뽑으면 같은 수가 나온다.",
    "In one environment, the same seed and the same calls in the same order give the same numbers.",
)
def test_the_same_seed_and_the_same_order():
    def drawn(seed, calls):
        rng = np.random.default_rng(seed)
        return [getattr(rng, call)(size=3).tolist() for call in calls]

    calls = ["random", "normal", "exponential"]
    for seed in range(20):
        assert drawn(seed, calls) == drawn(seed, calls)
        assert drawn(seed, calls)[0] not in drawn(seed, calls[::-1])
        assert drawn(seed, calls) != drawn(seed + 1, calls)


@quoted(
    "numpy",
    "`b = a`는 같은 배열에 이름을 하나 더 붙일 뿐이고, `a[1:3]`은 복사본이 아니라 "
    "원래 배열을 들여다보는 **뷰**(view)다. 그래서 `b += 10`은 `a`까지 바꾼다.",
    "`b = a` only gives the same array a second name, and `a[1:3]` is not a copy but a **view**, "
    "a window onto the original array. So `b += 10` changes `a` as well.",
)
@quoted(
    "numpy",
    "`b = a + 10`처럼 새 배열을 만들거나 `a.copy()`를 쓴다. "
    "조건으로 고른 `a[a > 2]`는 처음부터 복사본이다.",
    "make a new array, as in `b = a + 10`, or use `a.copy()`. "
    "Elements chosen by a condition, `a[a > 2]`, are a copy from the start.",
)
def test_names_views_and_copies():
    a = np.arange(6.0)
    b = a
    assert b is a
    b += 10
    assert a[0] == 10
    assert np.shares_memory(a, a[1:3])
    assert not any(np.shares_memory(a, new) for new in (a + 10, a.copy(), a[a > 2], a[a > -1]))


@quoted(
    "numpy",
    "| 이름 | 랭크 | 예 | 형상 |\n| --- | --- | --- | --- |\n| 스칼라 | 0 | `7` | `()` |\n"
    "| 벡터 | 1 | `[1, 2, 3]` | `(3,)` |\n"
    "| 행렬 | 2 | `[[1, 2], [3, 4], [5, 6]]` | `(3, 2)` |\n"
    "| 3랭크 텐서 | 3 | 흑백 이미지 100장 | `(100, 28, 28)` |",
    "| Name | Rank | Example | Shape |\n| --- | --- | --- | --- |\n| Scalar | 0 | `7` | `()` |\n"
    "| Vector | 1 | `[1, 2, 3]` | `(3,)` |\n"
    "| Matrix | 2 | `[[1, 2], [3, 4], [5, 6]]` | `(3, 2)` |\n"
    "| Rank-3 tensor | 3 | 100 grayscale images | `(100, 28, 28)` |",
)
@quoted(
    "numpy",
    "그래서 `[1, 2, 3]`은 3차원 벡터이자 1차원 배열이다.",
    "So `[1, 2, 3]` is a three-dimensional vector and a one-dimensional array.",
)
def test_the_table_of_ranks():
    examples = [7, [1, 2, 3], [[1, 2], [3, 4], [5, 6]], np.zeros((100, 28, 28))]
    shapes = [(), (3,), (3, 2), (100, 28, 28)]
    for rank, (example, shape) in enumerate(zip(examples, shapes, strict=True)):
        assert (np.ndim(example), np.shape(example)) == (rank, shape)
        assert len(shape) == rank


@quoted(
    "numpy",
    "두 형상을 **마지막 축부터** 비교해",
    "NumPy compares the two shapes **starting from the last axis**.",
)
@quoted(
    "numpy",
    "| `(2, 2)` | `(2,)` | `(2, 2)` |\n| `(100, 10)` | `(10,)` | `(100, 10)` |\n"
    "| `(100, 10)` | `(100, 1)` | `(100, 10)` |\n| `(100, 10)` | `(100,)` | 오류 |",
    "| `(2, 2)` | `(2,)` | `(2, 2)` |\n| `(100, 10)` | `(10,)` | `(100, 10)` |\n"
    "| `(100, 10)` | `(100, 1)` | `(100, 10)` |\n| `(100, 10)` | `(100,)` | Error |",
)
@quoted(
    "numpy",
    "빼는 값의 형상을 찍어 보면 `(2, 1)`이어야 할 것이 `(2,)`여서 드러난다.",
    "Print the shape of what you subtract, and the mistake shows: it is `(2,)` where it should be",
)
def test_shapes_are_compared_from_the_last_axis():
    for A, B, result in (
        ((2, 2), (2,), (2, 2)),
        ((100, 10), (10,), (100, 10)),
        ((100, 10), (100, 1), (100, 10)),
    ):
        assert np.broadcast_shapes(A, B) == result
    for A, B in (((100, 10), (100,)), ((2, 3), (2,))):  # the first axes are alike
        with pytest.raises(ValueError, match="broadcast"):
            np.broadcast_shapes(A, B)
    square = np.array([[1.0, 3.0], [2.0, 6.0]])
    assert square.max(axis=1).shape == (2,)
    assert square.max(axis=1, keepdims=True).shape == (2, 1)


@quoted(
    "numpy",
    "이 사이트에서 데이터를 담은 행렬은 행이 데이터 하나, 열이 특징이나 클래스 하나다.",
    "On this site, a matrix of data has one data item per row, "
    "and one feature or class per column.",
)
def test_a_row_is_an_item():
    (x, t), _ = load_mnist(one_hot=True)
    assert (x.shape, t.shape) == ((60_000, 784), (60_000, 10))


@quoted(
    "numpy",
    "`axis=0`은 첫째 축을, `axis=1`은 둘째 축을 따라 계산한다.",
    "`axis=0` computes along the first axis and `axis=1` along the second.",
)
def test_which_axis_is_which():
    A = np.random.default_rng(0).normal(size=(2, 3))
    assert np.allclose(A.sum(axis=0), A[0] + A[1])
    assert np.allclose(A.sum(axis=1), A[:, 0] + A[:, 1] + A[:, 2])
