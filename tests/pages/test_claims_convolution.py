"""What the page on convolution says in words, computed. A sentence that changes comes back here."""

import ast
import functools
from pathlib import Path

import numpy as np
import pytest
from canonical import bare, definitions
from figures_of import figure
from quoting import quoted
from scipy.signal import convolve2d, correlate2d

from mlcheats import Affine, Convolution, MaxPool, conv2d, load_mnist, max_pool
from press.read.listings import find_listings

PAGE = Path(__file__).parents[2] / "docs" / "ko" / "convolution.md"
RNG = np.random.default_rng(0)


@functools.cache
def names():
    """What the listings of the page define."""
    found = {}
    figure("convolution", "edges.svg", found)
    for listing in find_listings(PAGE.read_text(encoding="utf-8")):
        tree = ast.parse(listing.source)
        tree.body = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        exec(compile(tree, PAGE.name, "exec"), found)
    return found


def test_what_is_not_public_is_the_packages_too():
    packaged = definitions("mlcheats.convolution")
    shown = {}
    for listing in find_listings(PAGE.read_text(encoding="utf-8")):
        for node in ast.parse(listing.source).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                shown[node.name] = node
    for name in ("places", "im2col", "col2im"):
        assert bare(shown[name]) == bare(packaged[name])
    assert packaged.keys() - shown.keys() == {"ConvNet"}


@quoted(
    "convolution",
    "[Affine 계층](layers.md#affine)은 픽셀마다 가중치를 따로 두고, 어느 픽셀끼리 이웃인지 모른다.",
    "The [affine layer](layers.md#affine) gives each pixel a weight of its own and knows nothing "
    "about which pixels are neighbors.",
)
def test_an_affine_layer_does_not_know_neighbors():
    layer, x, order = Affine(9, 4, rng=RNG), RNG.normal(size=(5, 9)), RNG.permutation(9)
    y = layer.forward(x)
    layer.params["W"] = layer.params["W"][order]
    assert np.allclose(layer.forward(x[:, order]), y)


@quoted(
    "convolution",
    "획이 옮겨 가면 필터가 찾아낸 것도 함께 옮겨 간다.",
    "Move a stroke, and what the filter makes of it moves along.",
)
@quoted(
    "convolution",
    "획이 한 픽셀 옮겨 갈 때 출력도 따라 옮겨 가는 것은 스트라이드가 1일 때뿐이다.",
    "Only with a stride of 1 does the output move along with a stroke that moves by one pixel.",
)
def test_what_is_found_moves_along():
    x, w = np.zeros((12, 12)), RNG.normal(size=(3, 3))
    x[3:6, 2:6] = RNG.normal(size=(3, 4))
    moved = np.roll(x, (2, 3), axis=(0, 1))
    slide = names()["slide"]
    assert np.allclose(np.roll(slide(x, w), (2, 3), axis=(0, 1)), slide(moved, w))
    images, filters, b = x[np.newaxis, np.newaxis], RNG.normal(size=(2, 1, 3, 3)), np.zeros(2)
    once = np.roll(images, 1, axis=3)
    for stride in (1, 2, 3):
        y, other = (conv2d(each, filters, b, stride=stride) for each in (images, once))
        shifts = [np.allclose(np.roll(y, k, axis=3), other) for k in range(y.shape[3])]
        assert any(shifts) == (stride == 1)


@quoted(
    "convolution",
    "손글씨에 대면 이런 필터는 가장자리를 찾는다.",
    "On a handwritten digit, such filters find the edges.",
)
@quoted(
    "convolution",
    "![손글씨 5와, 두 필터를 거친 그림. 하나는 세로 가장자리를, 다른 하나는 가로 "
    "가장자리를 보인다. 밝아지는 곳은 파랑, 어두워지는 곳은 빨강이다]",
    "![A handwritten 5, and what two filters make of it: one shows the vertical edges, the "
    "other the horizontal ones. Blue where it gets brighter, red where it gets darker]",
)
def test_the_edges():
    drawn = figure("convolution", "edges.svg").axes
    digit, right, down = (ax.images[0].get_array() for ax in drawn)
    (x_train, t_train), _ = load_mnist(flatten=False)
    assert np.array_equal(digit, x_train[0])
    assert t_train[0] == 5
    assert np.allclose(right, np.diff(digit, axis=1), atol=1e-6)
    assert np.allclose(down, np.diff(digit, axis=0), atol=1e-6)
    colors = drawn[1].images[0].cmap
    red, blue = colors(0.1), colors(0.9)  # of what is negative, positive
    assert red[0] > red[2]
    assert blue[2] > blue[0]
    assert all(ax.images[0].get_clim() == (-1, 1) for ax in drawn)
    upright, level = np.zeros((6, 6)), np.zeros((6, 6))
    upright[:, 3:], level[3:] = 1, 1
    slide, w = names()["slide"], np.array([[-1, 1]])
    assert slide(upright, w).any()
    assert not slide(level, w).any()
    assert slide(level, w.T).any()
    assert not slide(upright, w.T).any()


@quoted(
    "convolution",
    "수학의 합성곱은 필터를 먼저 뒤집는다. 뒤집지 않은 것의 이름은 **교차 상관**(cross-correlation)"
    "이다. 신경망은 필터를 배워서 얻으므로 뒤집지 않고, 그것을 그냥 합성곱이라 부른다.",
    "In mathematics, a convolution flips the filter first; without flipping, it is called "
    "**cross-correlation**. Neural networks learn their filters, so they leave out the flipping "
    "and call it convolution all the same.",
)
def test_it_is_a_cross_correlation():
    x, w = RNG.normal(size=(6, 7)), RNG.normal(size=(3, 2))
    assert np.allclose(names()["slide"](x, w), correlate2d(x, w, "valid"))
    assert np.allclose(names()["slide"](x, w[::-1, ::-1]), convolve2d(x, w, "valid"))


@quoted(
    "convolution",
    "크기가 3인 필터에 패딩을 1 두르면 이미지의 크기가 그대로다. 패딩 없이 스트라이드가 2이면 "
    "8픽셀이 딱 나누어떨어지지 않아, 마지막 행과 열은 **쓰이지 않는다**.",
    "A filter of size 3 with a padding of 1 keeps the size of the image. With a stride of 2 and no "
    "padding, the filter does not come out even on 8 pixels: the last row and column are **not "
    "used**.",
)
@quoted(
    "convolution",
    "스트라이드가 나누어떨어지지 않으면 아래와 오른쪽 가장자리는 쓰이지 않고 기울기도 받지 못한다.",
    "If the stride does not come out even, the edge at the bottom and on the right is not used, "
    "and gets no gradient.",
)
def test_a_rest_is_not_used():
    x, W, b = RNG.normal(size=(2, 3, 8, 8)), RNG.normal(size=(4, 3, 3, 3)), np.zeros(4)
    for side in range(3, 12):
        assert conv2d(np.ones((1, 3, side, side)), W, b, pad=1).shape[2:] == (side, side)
    changed = x.copy()
    changed[:, :, 7] = changed[:, :, :, 7] = 100
    for f in (conv2d, names()["conv2d_loops"]):
        assert np.array_equal(f(x, W, b, stride=2), f(changed, W, b, stride=2))
        assert not np.array_equal(f(x, W, b), f(changed, W, b))
    layer = Convolution(3, 4, 3, stride=2, rng=RNG)
    dx = layer.backward(np.ones(layer.forward(x).shape))
    assert not dx[:, :, 7].any()
    assert not dx[:, :, :, 7].any()
    assert dx[:, :, :7, :7].all()


@quoted(
    "convolution",
    "`places`는 윈도 안의 자리마다, 그 자리에 오는 수를 모든 윈도에서 한꺼번에 내놓는다. 그것은 "
    "이미지의 슬라이스라서, 윈도가 아니라 윈도 안의 자리만큼만 되풀이하면 된다.",
    "`places` gives, for each place in the window, what stands there in all windows: that is a "
    "slice of the image, so not the windows but only the places are looped over.",
)
def test_the_places_of_a_window():
    x = RNG.normal(size=(3, 9, 8, 2))
    parts = list(names()["places"](x, (3, 2), 2))
    assert len(parts) == 6
    windows = [(i, j) for i in range(0, 7, 2) for j in range(0, 7, 2)]
    for k, part in enumerate(parts):
        u, v = divmod(k, 2)
        expected = [x[:, i + u, j + v] for i, j in windows]
        assert np.shares_memory(part, x)
        assert np.array_equal(part, np.moveaxis(np.reshape(expected, (4, 4, 3, 2)), 2, 0))


@quoted(
    "convolution",
    "픽셀 하나는 그것을 덮는 윈도의 수만큼 여러 열에 들어간다. 5 × 5 필터라면 $X$는 패딩까지 두른 "
    "이미지의 25배까지 커진다.",
    "A pixel stands in as many columns as there are windows that hold it. A filter of 5 × 5 makes "
    "$X$ up to 25 times as large as the image with its rim",
)
def test_how_large_the_columns_are():
    im2col, x = names()["im2col"], np.zeros((1, 1, 28, 28))
    assert im2col(np.zeros((1, 1, 280, 280)), (5, 5)).size > 24 * 280**2
    for side in (5, 28):
        for pad in range(12):
            columns = im2col(np.zeros((1, 1, side, side)), (5, 5), pad=pad).size
            assert columns < 25 * (side + 2 * pad) ** 2
    assert im2col(x, (5, 5), pad=4).size > 32 * x.size  # of the image without its rim: more
    for i, j in ((0, 0), (0, 9), (3, 9), (14, 14), (27, 2)):
        dot = x.copy()
        dot[0, 0, i, j] = 1
        windows = [min(k, 23) - max(k - 4, 0) + 1 for k in (i, j)]
        assert im2col(dot, (5, 5)).sum() == windows[0] * windows[1]


@quoted(
    "convolution",
    "여기서도 윈도 대신 윈도 안의 자리를 되풀이한다. `stride`를 주면 윈도가 겹칠 수 있고, 주지 "
    "않으면 나란히 놓인다.",
    "Here, too, the places are looped over instead of the windows. With `stride`, windows may "
    "overlap; if it is not given, they lie side by side.",
)
@quoted(
    "convolution",
    "윈도가 2 × 2이면 높이와 너비가 반으로 준다. 획이 한 픽셀 옮겨 가도 제 윈도를 벗어나지 않으면 "
    "출력은 그대로다.",
    "With windows of 2 × 2, height and width are halved. If a stroke moves by one pixel and stays "
    "in its window, the output stays as it was.",
)
@quoted(
    "convolution",
    "**풀링**(pooling)은 이미지를 줄인다. **최대 풀링**(max pooling)은 윈도마다 가장 큰 수만 "
    "남기며, 가중치가 없다.",
    "**Pooling** makes the image smaller. **Max pooling** keeps the largest number of each window "
    "and has no weights.",
)
@quoted(
    "convolution",
    "컬러 이미지에는 **채널**(channel)이 셋 있고, 필터 하나는 그 셋에 걸친 가중치를 가진다. 필터가 "
    "여럿이면 출력이 다음 계층의 채널이 된다.",
    "A color image has three **channels**, and each filter has weights for each of them. Several "
    "filters give several channels for the next layer.",
)
def test_pooling():
    assert not MaxPool(2).params
    layer = Convolution(3, 5, 2, rng=RNG)
    assert layer.params["W"].shape == (5, 3, 2, 2)
    assert layer.forward(RNG.normal(size=(2, 3, 9, 9))).shape[1] == 5
    for size in (2, 3, 4):
        pooled = max_pool(RNG.normal(size=(1, 1, 9, 9)), size, stride=1)
        assert pooled.shape[2:] == (10 - size, 10 - size)
    x = np.zeros((1, 1, 8, 6))
    x[0, 0, 3, 2] = 5
    assert max_pool(x, 2).shape == (1, 1, 4, 3)
    assert np.array_equal(max_pool(x, 2), max_pool(np.roll(x, 1, axis=3), 2))
    assert not np.array_equal(max_pool(x, 2), max_pool(np.roll(x, -1, axis=3), 2))
    assert np.sum(max_pool(x, 2) > 0) == 1
    assert np.sum(max_pool(x, 2, stride=1) > 0) == 4


@quoted(
    "convolution",
    "픽셀 하나가 $X$의 여러 열에 들어 있으므로, 그 열들로 돌아온 것을 픽셀에서 "
    "[더한다](layers.md#graph). `col2im`이 그 일을 한다. `im2col`이 복사해 온 자리에 "
    "도로 더하는 것이다.",
    "One pixel stands in several columns of $X$, so what comes back to them is [added up]"
    "(layers.md#graph) at the pixel. `col2im` does that: it adds to the places from which `im2col` "
    "has copied.",
)
@pytest.mark.parametrize(("stride", "pad"), [(1, 0), (2, 1), (3, 2)])
def test_col2im_adds_to_where_im2col_copies_from(stride, pad):
    x, options = RNG.normal(size=(2, 3, 7, 6)), {"stride": stride, "pad": pad}
    columns = names()["im2col"](x, (3, 2), **options)
    back = RNG.normal(size=columns.shape)
    added = names()["col2im"](back, x.shape, (3, 2), **options)
    assert np.isclose(np.sum(columns * back), np.sum(x * added))  # one is the other, transposed


@quoted(
    "convolution",
    "최대 풀링에서는 윈도마다 가장 큰 수에 기울기가 돌아가고, 나머지는 0을 받는다. 가장 큰 수가 "
    "여럿이면 맨 앞의 것이 받는다.",
    "In max pooling, the gradient goes back to the largest number of each window, and the others "
    "get 0. If several are equally large, the first one gets it.",
)
def test_where_the_gradient_goes():
    pool = MaxPool(2)
    pool.forward([[[[1, 2, 3, 3], [0, 1, 3, 0]]]])
    assert pool.backward([[[[5, 6]]]]).tolist() == [[[[0, 5, 6, 0], [0, 0, 0, 0]]]]


@quoted(
    "convolution",
    "`x[:, np.newaxis]`로 $(N, 28, 28)$을 $(N, 1, 28, 28)$로 바꾼다.",
    "`x[:, np.newaxis]` turns $(N, 28, 28)$ into $(N, 1, 28, 28)$.",
)
@quoted(
    "convolution",
    "**패딩까지 더한 이미지보다 큰 필터**는 놓을 자리가 없다. `mlcheats`의 함수는 이때 "
    "`ValueError`를 낸다.",
    "**A filter larger than the padded image** has no place to lie. The functions of `mlcheats` "
    "raise a `ValueError` then.",
)
def test_what_trips_one_up():
    (x, _), _ = load_mnist(flatten=False)
    assert x.shape[1:] == (28, 28)
    assert x[:, np.newaxis].shape == (len(x), 1, 28, 28)
    small = np.zeros((1, 1, 3, 3))
    assert conv2d(small, np.zeros((1, 1, 5, 5)), [0], pad=1).shape == (1, 1, 1, 1)
    for call in (
        lambda: conv2d(small, np.zeros((1, 1, 6, 5)), [0], pad=1),
        lambda: max_pool(small, 4),
        lambda: Convolution(1, 1, 4, rng=RNG).forward(small),
    ):
        with pytest.raises(ValueError, match="must fit"):
            call()
