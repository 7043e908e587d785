"""What the page on large data says, computed."""

import os
import threading

import numpy as np
import pytest
from elsewhere import Here, faults, page_with
from quoting import quoted

from benchmarks.scale import METHODS, K, data, exponent
from mlcheats import backpropagate, clusters, confusion_matrix, linear_svm, load_table


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
    "`gaussian_mixture`의 $p$가 큰 것은 행의 수 때문만이 아니다. 그것이 먼저 부르는 `k_means`가 "
    "8,000행에서는 모두 20바퀴, 32,000행에서는 126바퀴를 돌았다.",
    "That of `gaussian_mixture` is large not for the rows alone: `k_means`, which it calls first, "
    "went 20 rounds in all for 8,000 rows, and 126 for 32,000.",
)
def test_the_rounds_before_a_mixture(monkeypatch):
    distances, calls = clusters.squared_distances, []

    def counted(x, centers):
        calls.append(len(centers) == K)
        return distances(x, centers)

    monkeypatch.setattr(clusters, "squared_distances", counted)
    rounds = []
    for n in (8_000, 32_000):
        calls.clear()
        clusters.gaussian_mixture(data(n)[0], K, rng=np.random.default_rng(0))
        rounds.append(sum(calls))
    assert rounds == [20, 126]


@quoted(
    "scale",
    "[`linear_svm`](components.md#linear-svm)은 표에 없다. 행이 똑같이 60개라도 어떤 데이터는 네 "
    "번 안에 끝나고, 어떤 데이터는 행을 500번 넘게 훑어야 끝난다.",
    "[`linear_svm`](components.md#linear-svm) is not in the table. With 60 rows each, one data set "
    "is done in four sweeps at most, another takes more than 500.",
)
def test_the_sweeps_of_a_margin_depend_on_the_data():
    assert "linear_svm" not in METHODS
    t = np.arange(60) % 2 == 1
    apart = np.random.default_rng(37).normal(size=(60, 2)) + 2 * (2 * t - 1)[:, None]
    linear_svm(apart, t, 1, max_sweeps=4)
    mixed = np.random.default_rng(1).normal(size=(60, 2))
    with pytest.raises(ValueError, match="max_sweeps"):
        linear_svm(mixed, t, 1, max_sweeps=500)


@quoted(
    "scale",
    "평균과 분산에 쓰이는 합, [혼동 행렬](evaluation.md#confusion-matrix), 손실을 더한 값의 "
    "기울기도 이렇게 더할 수 있다. 그래서 조각은 차례로 읽어도, 여러 컴퓨터가 나누어 읽어도 된다.",
    "The sums behind means and variances, a [confusion matrix](evaluation.md#confusion-matrix) and "
    "the gradient of a sum of losses add up, too. So the pieces can be read one after another, or "
    "by several machines.",
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


@quoted("scale", "이론의 $p$는 로그를 뺀 것이다", "Theory's $p$ leaves logarithms out")
@quoted(
    "scale",
    "트리와 `knn`은 정렬을 하므로 이론이 $N \\log N$이고, 여기의 $N$에서 직선을 그으면 "
    "$p$가 1.1이다",
    "Trees and `knn` sort, so for them it is $N \\log N$, and a line through that has a $p$ of 1.1",
)
def test_the_logarithm_of_sorting():
    sizes = [8_000, 16_000, 32_000, 64_000]
    assert exponent(sizes, sizes * np.log(sizes)) == pytest.approx(1.1, abs=0.01)
    assert [METHODS[name][2] for name in METHODS if "tree" in name] == [1, 1, 1]


@quoted(
    "scale",
    "열이 서로 비슷하면 `lstsq`가 지키는 자릿수를 `solve`는 잃는다",
    "Where columns are much alike, `solve` loses digits that `lstsq` keeps",
)
@quoted("scale", "조건수는 $X$의 조건수의 제곱이다", "is the square of that of $X$")
def test_solve_loses_digits_where_columns_are_alike():
    lost = []
    for seed in range(9):
        rng = np.random.default_rng(seed)
        X = rng.normal(size=(200, 1)) + 1e-6 * rng.normal(size=(200, 4))
        w = rng.normal(size=4)
        found = np.linalg.solve(X.T @ X, X.T @ (X @ w)), np.linalg.lstsq(X, X @ w)[0]
        lost.append([np.abs(each - w).max() for each in found])
        assert np.log(np.linalg.cond(X.T @ X)) == pytest.approx(
            2 * np.log(np.linalg.cond(X)), rel=0.1
        )
    by_solve, by_lstsq = np.median(lost, axis=0)
    assert by_solve > 1e-4
    assert by_lstsq < 1e-8


@quoted("scale", "평균이 0에서 멀면 자릿수를 잃는다", "loses some, too, if the mean is far from 0")
def test_a_variance_of_sums_of_squares_loses_digits():
    for far, wrong in ((0, 1e-12), (1e6, 1e-2), (1e8, 10)):
        x = far + np.random.default_rng(0).normal(size=1000)
        apart = abs(np.mean(x**2) - np.mean(x) ** 2 - np.var(x))
        assert wrong / 1000 < apart + 1e-15 < wrong


def dask_page(language):
    page = page_with("dask", f"docs/{language}/scale.md")
    assert sum(isinstance(listing, Here) for listing in page.listings) == 1
    return page


@pytest.mark.elsewhere
@pytest.mark.parametrize("language", ["ko", "en"])
def test_dask_gives_what_the_page_says(language):
    assert faults(dask_page(language)) == []


@pytest.mark.elsewhere
def test_a_wrong_output_of_dask_is_found():
    page = page_with("dask", "docs/en/scale.md", lambda text: text.replace("(5, 1)", "(4, 1)"))
    (fault,) = faults(page)
    assert "(5, 1)" in fault


@pytest.mark.elsewhere
@quoted(
    "scale",
    "[Dask](https://docs.dask.org)는 배열을 조각으로 나누고, 위에서 손으로 한 일을 알아서 한다. "
    "`compute`를 부르기 전에는 아무것도 계산하지 않는다. 조각은 한 컴퓨터의 여러 스레드가 맡고, "
    "`dask.distributed`의 `Client`가 있으면 그 프로세스들이 맡는다. 식은 그대로다.",
    "[Dask](https://docs.dask.org) cuts an array into pieces and does by itself what was done by "
    "hand above. Nothing is computed before `compute` is called. The pieces go to the threads of "
    "one computer or, once there is a `Client` of `dask.distributed`, to its processes. The "
    "expressions stay the same.",
)
def test_pieces_go_to_threads_or_to_processes_once_they_are_asked_for():
    import dask.array as da
    from distributed import Client, LocalCluster

    def piece(block):
        seen.append((os.getpid(), threading.get_ident()))
        return block

    seen = []
    rows = da.ones((8, 2), chunks=(2, -1)).map_blocks(piece, meta=np.empty((0, 2)))
    product = rows.T @ rows
    assert seen == []
    assert np.array_equal(product.compute(num_workers=4), np.full((2, 2), 8))
    assert {process for process, _ in seen} == {os.getpid()}
    assert threading.get_ident() not in {thread for _, thread in seen}

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster),
    ):
        where = da.ones(8, chunks=2).map_blocks(lambda it: it * os.getpid(), dtype=float)
        assert os.getpid() not in where.compute()
        assert faults(dask_page("en")) == []
