"""What the page on Matplotlib says in words and in its descriptions of pictures, computed."""

import subprocess
import sys

import matplotlib.pyplot as plt
import numpy as np
import pytest
from figures_of import figure
from matplotlib import cm
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import imread
from PIL import Image
from quoting import quoted

X = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
QUARTET = [
    (X, [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]),
    (X, [9.14, 8.14, 8.74, 8.77, 9.26, 8.10, 6.13, 3.10, 9.13, 7.26, 4.74]),
    (X, [7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73]),
    ([8] * 7 + [19] + [8] * 3, [6.58, 5.76, 7.71, 8.84, 8.47, 7.04, 5.25, 12.5, 5.56, 7.91, 6.89]),
]


@quoted(
    "matplotlib",
    "평균과 분산이 거의 같은 데이터도 그려 보면 생김새가 전혀 다를 수 있다(F. Anscombe, 1973).",
    "Data with nearly the same mean and variance can look entirely different once they are drawn",
)
def test_the_quartet_of_anscombe():
    for x, y in QUARTET:
        assert (np.mean(x), np.var(x, ddof=1)) == (9, 11)
        assert (round(np.mean(y), 2), round(np.var(y, ddof=1), 1)) == (7.5, 4.1)
    shapes = [np.polyfit(x, y, 2)[0].round(2) for x, y in QUARTET[:2]]
    assert shapes == [-0.03, -0.13]  # nearly a line; a parabola
    assert len(set(QUARTET[3][0])) == 2  # all but one above one another


@quoted(
    "matplotlib",
    "`plot`은 점들을 차례로 이어 선을 그린다. `label`에 이름을 적고 `legend`를 부르면",
    "`plot` joins points, one after another, into a line. Name the line with `label`, then call",
)
def test_plot_joins_points_in_their_order():
    _, axes = plt.subplots()
    (line,) = axes.plot([2, 0, 1], [1, 5, 3], label="a")
    assert line.get_path().vertices.tolist() == [[2, 1], [0, 5], [1, 3]]
    assert axes.get_legend() is None
    assert [text.get_text() for text in axes.legend().get_texts()] == ["a"]
    plt.close()


@quoted(
    "matplotlib",
    "![0에서 6까지의 사인 곡선(실선)과 코사인 곡선(점선)]",
    "![A sine curve (solid) and a cosine curve (dashed) from 0 to 6]",
)
def test_the_curves():
    sine, cosine = figure("matplotlib", "sin-cos.svg").axes[0].lines
    for line, function, style in ((sine, np.sin, "-"), (cosine, np.cos, "--")):
        x, y = line.get_data()
        assert line.get_linestyle() == style
        assert np.array_equal(y, function(x))
        assert (x[0], len(x)) == (0, 60)
        assert x[-1] == pytest.approx(5.9)


@pytest.mark.parametrize(
    ("mode", "end", "shape", "kind", "most"),
    [
        ("RGB", "jpg", (2, 3, 3), "u", 255),
        ("L", "jpg", (2, 3), "u", 255),
        ("RGB", "png", (2, 3, 3), "f", 1),
        ("RGBA", "png", (2, 3, 4), "f", 1),
        ("LA", "png", (2, 3, 4), "f", 1),
        ("P", "png", (2, 3, 4), "f", 1),
        ("L", "png", (2, 3), "f", 1),
    ],
)
@quoted(
    "matplotlib",
    "| RGB JPEG | `(height, width, 3)` | 0~255의 정수 |\n"
    "| 흑백 JPEG | `(height, width)` | 0~255의 정수 |\n"
    "| RGB PNG | `(height, width, 3)` | 0~1의 실수 |\n"
    "| 투명도나 팔레트가 있는 PNG | `(height, width, 4)` | 0~1의 실수 |\n"
    "| 흑백 PNG | `(height, width)` | 0~1의 실수 |",
    "| RGB JPEG | `(height, width, 3)` | Integers from 0 to 255 |\n"
    "| Grayscale JPEG | `(height, width)` | Integers from 0 to 255 |\n"
    "| RGB PNG | `(height, width, 3)` | Floats from 0 to 1 |\n"
    "| PNG with transparency or a palette | `(height, width, 4)` | Floats from 0 to 1 |\n"
    "| Grayscale PNG | `(height, width)` | Floats from 0 to 1 |",
)
def test_what_imread_reads(tmp_path, mode, end, shape, kind, most):
    for color in ("white", "black"):
        file = tmp_path / f"{color}.{end}"
        Image.new("RGB" if mode == "P" else mode, (3, 2), color).convert(mode).save(file)
        image = imread(file)
        assert (image.shape, image.dtype.kind) == (shape, kind)
        assert image.min() == image.max() == most or color == "black"
        assert image[..., 0].max() == (most if color == "white" else 0)


@quoted(
    "matplotlib",
    "![위에서 내려다본 지형. 짙은 골짜기 세 곳으로, 흰 점 다섯 개에서 출발한 선이 이어진다]",
    "![A landscape seen from above. Lines from five white dots lead into three dark valleys]",
)
def test_five_lines_lead_into_three_valleys():
    image = imread("assets/sample_image.jpeg").astype(float).mean(axis=2)
    valleys = [(122, 191), (254, 242), (323, 120)]
    dots = [(76, 93), (185, 105), (221, 107), (369, 197), (316, 293)]
    rows, columns = np.indices(image.shape)

    def around(x, y, least, most):
        distance = np.hypot(columns - x, rows - y)
        return np.median(image[(least <= distance) & (distance < most)])

    for x, y in valleys:  # darker and darker towards the middle
        assert around(x, y, 8, 14) < around(x, y, 20, 26) < around(x, y, 34, 40)
    for x, y in dots:  # white within a dark ring
        assert image[y - 1 : y + 2, x - 1 : x + 2].min() > 220
        assert image[y - 6 : y + 7, x - 6 : x + 7].min() < 80
    for x, y in valleys:  # a dark middle, no dot of the other kind
        assert image[y, x] < 120


@quoted(
    "matplotlib",
    "`cmap`을 빠뜨리면 기본 색 지도로 칠해져 회색이 아니다.",
    "Without `cmap`, it is painted in the default colormap, which is not gray.",
)
def test_the_default_colormap_is_not_gray():
    _, axes = plt.subplots()
    default = axes.imshow(np.eye(2)).cmap(0.3)[:3]
    assert len(set(default)) == 3
    assert len(set(cm.gray(0.3)[:3])) == 1
    plt.close()


@quoted(
    "matplotlib",
    '화면이 없는 서버라면 그 대신 `plt.savefig("picture.png")`로 파일에 저장한다.',
    "On a server without a screen, save the picture to a file instead, with",
)
@quoted(
    "matplotlib",
    "스크립트에서는 `plt.show()`를 불러 창을 띄운다.",
    "In a script, call `plt.show()` to open the window.",
)
def test_a_script_shows_nothing_before_show_and_saves_without_a_screen(tmp_path):
    script = (
        "import matplotlib.pyplot as plt\n"
        "assert not plt.isinteractive()\n"  # only an interactive session shows without show()
        "plt.plot([1, 2])\n"
        'plt.savefig("picture.png")\n'
        "plt.show()\n"  # nowhere to show it: it returns at once
    )
    command = [sys.executable, "-c", script]
    subprocess.run(
        command,
        cwd=tmp_path,
        env={"MPLBACKEND": "Agg", "MPLCONFIGDIR": str(tmp_path)},
        check=True,
    )
    assert imread(tmp_path / "picture.png").min() < 1


@quoted(
    "matplotlib",
    "`subplots`는 그림을 칸으로 나누고, 그림(`Figure`)과 칸마다 하나씩 있는 좌표축(`Axes`)을",
    "It returns the `Figure` and one `Axes` for each cell",
)
def test_subplots_returns_the_figure_and_its_axes():
    whole, cells = plt.subplots(2, 3)
    assert isinstance(whole, Figure)
    assert cells.shape == (2, 3)
    assert all(isinstance(cell, Axes) for cell in cells.flat)
    plt.close()


@quoted(
    "matplotlib",
    "![왼쪽은 원을 따라 찍은 점들, 오른쪽은 정규분포에서 뽑은 수 1,000개의 히스토그램]",
    "![Left: points along a circle. Right: a histogram of 1,000 values drawn from a normal",
)
def test_the_circle_and_the_histogram():
    left, right = figure("matplotlib", "subplots.svg").axes
    points = left.collections[0].get_offsets()
    assert np.allclose(np.hypot(*points.T), 1)
    assert sum(bar.get_height() for bar in right.patches) == 1000


@quoted(
    "matplotlib",
    "`imread`는 이미지 파일을 배열로 읽고, `imshow`는 배열을 이미지로 그린다.",
    "`imread` reads an image file into an array, and `imshow` draws an array as an image.",
)
def test_a_file_becomes_an_array_and_an_array_a_picture():
    array = imread("assets/sample_image.jpeg")
    assert isinstance(array, np.ndarray)
    _, axes = plt.subplots()
    assert np.array_equal(axes.imshow(array).get_array(), array)
    plt.close()
