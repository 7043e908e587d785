"""What the page on numerical differentiation and gradient descent says in words, computed."""

import numpy as np
import pytest
from figures_of import figure, figures
from mpl_toolkits.mplot3d import Axes3D
from quoting import quoted

from mlcheats import gradient_descent, numerical_diff, numerical_gradient, sigmoid


def bowl(x):
    return np.sum(x**2)


@quoted(
    "gradient",
    "수치 미분에는 오차가 두 가지 있다.",
    "Numerical differentiation has two kinds of error.",
)
@quoted(
    "gradient",
    "$h$가 너무 작으면 $f(x + h)$와 $f(x)$의 차이가 반올림에 묻힌다. "
    "극단적으로는 $h$ 자체가 0이 된다. $10^{-50}$은 float32에서 0이다.",
    "if $h$ is too small, the difference between $f(x + h)$ and $f(x)$ is lost beyond the last "
    "digit. In the extreme case, $h$ itself becomes 0, as $10^{-50}$ does in float32.",
)
@quoted(
    "gradient",
    "$h$가 0이 아니므로, 접선이 아니라 두 점을 잇는 직선의 기울기(slope)를 구하게 된다.",
    "$h$ is not 0, so we get the slope of a line through two points, not the slope of the tangent.",
)
def test_two_kinds_of_error():
    assert np.sin(1 + 1e-17) == np.sin(1)
    assert np.float32(1e-50) == 0
    for h in (0.5, 0.1, 0.01):
        chord = (np.sin(1 + h) - np.sin(1)) / h
        assert chord < np.cos(1) - h / 4


@quoted(
    "gradient",
    "![h를 줄이면 오차가 줄다가 반올림 오차 때문에 다시 커진다. 중심 차분의 골이 훨씬 깊다]",
    "![As h shrinks, the error falls at first and then grows again because of rounding. "
    "The central difference reaches a far lower error]",
)
def test_the_figure_of_errors():
    one_sided, central = (
        line.get_ydata() for line in figure("gradient", "difference-error.svg").axes[0].lines
    )
    for errors in (one_sided, central):  # from the smallest h to the largest
        best = np.argmin(errors)
        assert 0 < best < len(errors) - 1
        assert errors[0] > 100 * errors[best] < errors[-1]
    assert central.min() < one_sided.min() / 100
    rounded = np.abs((np.sin(1 + 1e-12) - np.sin(1)) - 1e-12 * np.cos(1))
    assert rounded < np.spacing(np.sin(1)) * 2  # all that is wrong there is the last digit


@quoted(
    "gradient",
    "대략 float64의 정밀도 `2e-16`의 제곱근과 세제곱근이다(W. Press 등, 1992, 5.7절).",
    "These are roughly the square root and the cube root of the precision of float64, `2e-16`",
)
def test_roots_of_the_precision():
    precision = np.finfo(float).eps
    assert precision == pytest.approx(2e-16, rel=0.12)
    assert np.round(np.log10([precision ** (1 / 2), precision ** (1 / 3)])).tolist() == [-8, -5]


@quoted(
    "gradient", "소수점 아래 열 자리까지 맞는다.", "The results are right to ten decimal places."
)
@quoted(
    "gradient",
    "![이차 함수의 곡선과, x가 5인 점에서 그 곡선에 닿는 접선]",
    "![The curve of the quadratic function and the line that touches it at x = 5]",
)
def test_the_tangent():
    def function(x):
        return 0.01 * x**2 + 0.1 * x

    for x in (5, 10):
        assert abs(numerical_diff(function, x) - (0.02 * x + 0.1)) < 1e-10
    curve, line = figure("gradient", "tangent-line.svg").axes[0].lines
    x, above = curve.get_xdata(), curve.get_ydata() - line.get_ydata()
    assert np.allclose(curve.get_ydata(), function(x))
    assert np.allclose(np.diff(line.get_ydata(), 2), 0)
    assert np.all(above >= -1e-9)
    assert x[np.argmin(above)] == pytest.approx(5)
    assert above.min() == pytest.approx(0, abs=1e-9)


@quoted(
    "gradient",
    "![원점이 가장 낮은, 그릇처럼 생긴 곡면]",
    "![A bowl-shaped surface whose lowest point is the origin]",
)
def test_the_bowl(monkeypatch):
    drawn = []
    monkeypatch.setattr(Axes3D, "plot_surface", lambda self, *xyz, **style: drawn.append(xyz))
    assert "bowl.svg" in (name for name, _, _ in figures("gradient"))
    [(x, y, z)] = drawn
    lowest = np.unravel_index(np.argmin(z), z.shape)
    assert (x[lowest], y[lowest], z[lowest]) == pytest.approx((0, 0, 0))
    assert np.allclose(z, x**2 + y**2)


@quoted(
    "gradient",
    "모든 변수의 미분을 모은 기울기(gradient)를 따라 골짜기를 내려간다.",
    "Then we collect the derivatives for all variables into the gradient, and follow it down",
)
@quoted(
    "gradient",
    "`np.ndindex`는 배열의 모든 자리를 차례로 돌므로, 벡터든 행렬이든 같은 코드로 된다.",
    "`np.ndindex` visits every position in an array, "
    "so the same code works for vectors and matrices.",
)
@quoted(
    "gradient",
    "그래서 위의 함수는 정수든 실수든 먼저 float64 복사본으로 바꾼다.",
    "So the function above first makes a float64 copy, of integers and floats alike.",
)
@quoted(
    "gradient",
    "도중에 오류가 날 때 원본이 망가진 채 남는다.",
    "If an error occurs in between, the original stays damaged.",
)
def test_any_shape_and_no_damage():
    names = {}
    figure("gradient", "bowl.svg", names)
    figure("gradient", "negative-gradient.svg", names)
    gradient = names["numerical_gradient"]
    for shape in ((4,), (2, 3), (2, 1, 3)):
        x = np.random.default_rng(0).normal(size=shape)
        before = x.copy()
        assert np.allclose(gradient(bowl, x), 2 * x)
        assert np.array_equal(x, before)
        assert gradient(bowl, np.ones(shape, int)).dtype == np.float64

    def fails(x):
        raise ZeroDivisionError

    def in_place(f, x, h=1e-4):
        x[0] += h
        f(x)
        x[0] -= h

    for function, damaged in ((gradient, False), (in_place, True)):
        x = np.ones(2)
        with pytest.raises(ZeroDivisionError):
            function(fails, x)
        assert (x[0] != 1) == damaged


@quoted(
    "gradient",
    "기울기 $\\nabla f$는 함수가 **가장 가파르게 커지는** 방향을 가리킨다.",
    "The gradient $\\nabla f$ points in the direction in which the function **rises most "
    "steeply**.",
)
@quoted(
    "gradient",
    "아래에서 왼쪽 화살표는 오르막, 오른쪽 화살표는 내리막을 가리킨다. "
    "멀수록 길고, 원점에서는 길이가 0이다.",
    "Below, the arrows on the left point uphill, those on the right downhill. "
    "They are longer the farther away they start, and at the origin their length is 0.",
)
@quoted(
    "gradient",
    "![격자의 점마다 그린 화살표. 왼쪽은 모두 가운데의 최솟값에서 멀어지고, 오른쪽은 모두 "
    "가운데를 향한다]",
    "![Arrows on a grid of points: on the left all point away from the minimum in the middle, "
    "on the right all point to it]",
)
def test_arrows_up_and_down():
    for axes, sign in zip(figure("gradient", "negative-gradient.svg").axes, (1, -1), strict=True):
        (arrows,) = axes.collections
        starts, ends = arrows.XY, np.column_stack([arrows.U, arrows.V])
        assert np.allclose(ends, sign * 2 * starts, atol=1e-6)  # 0 at the origin, longer outwards
    at = np.array([1.0, -2.0])
    gradient = numerical_gradient(bowl, at)
    angles = np.linspace(0, 2 * np.pi, 721)
    ways = np.column_stack([np.cos(angles), np.sin(angles)])
    steepest = ways[np.argmax([bowl(at + 1e-4 * way) for way in ways])]
    assert steepest @ gradient / np.linalg.norm(gradient) > 0.9999


@quoted(
    "gradient",
    "화살표가 최솟값을 향하는 것은 이 함수가 둥근 그릇 모양이기 때문이다. "
    "보통은 그 자리에서 가장 가파르게 내려가는 방향일 뿐이다. "
    "한쪽으로 길쭉한 그릇만 되어도 화살표는 대부분 최솟값을 비켜 간다.",
    "The arrows point to the minimum because this function is a round bowl. "
    "In general, an arrow only shows the steepest way down from where it stands. "
    "Make the bowl longer one way, and most arrows already miss the minimum.",
)
def test_most_arrows_of_a_long_bowl_miss_the_minimum():
    points = np.random.default_rng(0).uniform(-5, 5, (1000, 2))

    def misses(factors):
        down = -2 * points * factors
        return np.abs(points[:, 0] * down[:, 1] - points[:, 1] * down[:, 0]) > 1e-9

    assert not misses([1, 1]).any()
    assert misses([1 / 20, 1]).mean() > 0.99
    on_an_axis = np.array([3.0, 0.0])
    assert np.allclose(on_an_axis * [1 / 20, 1] / (3 / 20), [1, 0])  # this one does not


@quoted(
    "gradient",
    "![시작점 (-3, 4)에서 원점까지, 갈수록 촘촘해지는 점들의 길]",
    "![A path of points from the start (−3, 4) to the origin, getting closer and closer together]",
)
def test_the_path():
    path = figure("gradient", "descent-path.svg").axes[0].lines[0].get_xydata()
    assert path[0].tolist() == [-3, 4]
    assert np.abs(path[-1]).max() < 1e-8
    assert np.all(np.diff(np.linalg.norm(np.diff(path, axis=0), axis=1)) < 0)


def double_well(x):
    """A minimum at the left, a local minimum at the right, a local maximum between them."""
    return np.sum(x**4 / 4 - x**2 / 2 + x / 10)


@quoted("gradient", "## 기울기가 0인 곳", "## Where the gradient is 0")
@quoted("gradient", "| 기울기가 0인 곳 | 모양 |", "| Where the gradient is 0 | Shape |")
@quoted(
    "gradient",
    "기울기가 0이면 경사법은 움직이지 않는다. 그곳이 꼭 최솟값은 아니다.",
    "Where the gradient is 0, the gradient method does not move. "
    "That place is not always the minimum.",
)
@quoted(
    "gradient",
    "| 최솟값 | 전체에서 가장 낮은 곳 |\n| 극솟값 | 그 둘레에서 가장 낮은 곳 |\n"
    "| 최댓값, 극댓값 | 전체에서, 또는 그 둘레에서 가장 높은 곳. 조금만 비켜나도 내려간다 |\n"
    "| **안장점**(saddle point) | 한 방향에서는 극댓값, 다른 방향에서는 극솟값 |",
    "| Minimum | The lowest point of all |\n| Local minimum | The lowest point nearby |\n"
    "| Maximum, local maximum | The highest point of all, or nearby; "
    "start just beside it, and you go down |\n"
    "| **Saddle point** | A maximum in one direction, a minimum in another |",
)
def test_where_the_gradient_is_0():
    left, top, right = (np.array([root]) for root in sorted(np.roots([1, 0, -1, 0.1]).real))
    for place in (left, top, right):
        assert np.abs(numerical_gradient(double_well, place)) < 1e-7
        still, _ = gradient_descent(double_well, place, lr=0.1, step_num=10)
        assert still == pytest.approx(place, abs=1e-6)
    grid = np.linspace(-2, 2, 4001)
    heights = np.array([double_well(np.array([x])) for x in grid])
    assert grid[np.argmin(heights)] == pytest.approx(left[0], abs=1e-3)
    assert double_well(left) < double_well(right) < double_well(top)
    for beside in (-1e-3, 1e-3):
        end, _ = gradient_descent(double_well, top + beside, lr=0.1, step_num=500)
        assert end == pytest.approx((left if beside < 0 else right), abs=1e-3)

    def saddle(x):
        return x[0] ** 2 - x[1] ** 2

    origin, step = np.zeros(2), 1e-3
    assert np.all(numerical_gradient(saddle, origin) == 0)
    assert saddle(np.array([step, 0])) > saddle(origin) > saddle(np.array([0, step]))


@quoted(
    "gradient",
    "그 위에서는 기울기가 0에 가까워 걸음이 아주 작고, 학습이 멈춘 듯 보인다.",
    "There the gradient is close to 0, the steps are tiny, and learning seems to stand still.",
)
def test_a_plateau():
    def loss(x):
        return (1 - sigmoid(x[0])) ** 2  # flat where x is far below 0

    start = np.array([-20.0])
    assert 0 < np.abs(numerical_gradient(loss, start)[0]) < 1e-7
    end, _ = gradient_descent(loss, start, lr=0.1, step_num=100)
    assert np.abs(end - start)[0] < 1e-6


@quoted(
    "gradient",
    "![학습률마다 걸음에 따른 함숫값. 0.01은 천천히, 0.1은 그보다 빨리, 0.4는 가장 빨리 줄고, "
    "0.9는 0.1과 겹친다. 1.0은 제자리이고 1.1은 커진다]",
    "![The function's value by step for each learning rate. It falls slowly with 0.01, faster with "
    "0.1, fastest with 0.4; 0.9 coincides with 0.1. It stays put with 1.0 and grows with 1.1]",
)
@quoted("gradient", "1.0은 양쪽을 오가기만 한다.", "With 1.0, the steps only go back and forth.")
def test_the_rates_watched():
    lines = figure("gradient", "rates-watched.svg").axes[0].lines
    values = {line.get_label(): line.get_ydata() for line in lines}
    assert list(values) == ["0.01", "0.1", "0.4", "0.9", "1.0", "1.1"]
    after = {label: value[5] for label, value in values.items()}
    assert after["0.4"] < after["0.1"] < after["0.01"] < values["0.01"][0] < after["1.1"]
    assert np.allclose(values["0.9"], values["0.1"])
    assert np.allclose(values["1.0"], 25)
    _, path = gradient_descent(bowl, np.array([-3.0, 4.0]), lr=1.0, step_num=6)
    assert np.allclose(path[::2], path[0])
    assert np.allclose(path[1::2], -path[0])
