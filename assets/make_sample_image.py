"""Paint assets/sample_image.jpeg: descent on a loss landscape, from five starting points.

Run `python assets/make_sample_image.py`; the same picture comes out each time.
"""

from pathlib import Path

import matplotlib

matplotlib.use("agg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LightSource, LinearSegmentedColormap
from PIL import Image

WIDTH, HEIGHT, SCALE = 480, 320, 4  # painted four times as large, then scaled down
# x0, y0, width, depth of the hollows (and, with a negative depth, the hills)
HOLLOWS = np.array(
    [
        [-1.35, -0.35, 0.62, 1.25],
        [0.95, 0.45, 0.75, 1.60],
        [0.15, -0.95, 0.45, 0.70],
        [-0.35, 0.85, 0.55, -0.85],
        [1.65, -0.75, 0.60, -0.75],
        [-2.10, 0.70, 0.60, -0.55],
    ]
)
STARTS = [(-0.62, 0.62), (-0.22, 0.60), (1.45, -0.42), (-1.85, 0.75), (0.85, -1.5)]
SEA = LinearSegmentedColormap.from_list(
    "sea", ["#0d1f3a", "#123f5e", "#1f6f78", "#4f9c84", "#c9b77c", "#cf8552", "#96403f"]
)


def loss(x, y):
    x0, y0, width, depth = (column.reshape(-1, *[1] * np.ndim(x)) for column in HOLLOWS.T)
    bowl = 0.06 * (x**2 + y**2)
    return bowl - np.sum(depth * np.exp(-((x - x0) ** 2 + (y - y0) ** 2) / width**2), axis=0)


def descend(x, y, learning_rate=0.02, momentum=0.55, steps=160, h=1e-5):
    """The path of gradient descent with momentum, starting point included."""
    path, velocity = [np.array([x, y])], np.zeros(2)
    for _ in range(steps):
        x, y = path[-1]
        gradient = np.array(
            [
                (loss(x + h, y) - loss(x - h, y)) / (2 * h),
                (loss(x, y + h) - loss(x, y - h)) / (2 * h),
            ]
        )
        velocity = momentum * velocity - learning_rate * gradient
        path.append(path[-1] + velocity)
    return np.array(path)


def paint(file):
    across = np.linspace(-2.7, 2.7, WIDTH * SCALE)
    x, y = np.meshgrid(across, np.linspace(-1.8, 1.8, HEIGHT * SCALE))
    z = loss(x, y)
    light = LightSource(azdeg=315, altdeg=38)
    relief = light.shade(z, SEA, blend_mode="soft", vert_exag=260, fraction=1.0)

    figure = plt.figure(figsize=(WIDTH / 100, HEIGHT / 100), dpi=100 * SCALE)
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set_axis_off()
    ax.imshow(relief, extent=(-2.7, 2.7, -1.8, 1.8), origin="lower")
    ax.contour(x, y, z, levels=22, colors="white", linewidths=0.45, alpha=0.35, linestyles="solid")
    for start in STARTS:
        path = descend(*start)
        for width, colour, alpha in [(4.5, "#0d1f3a", 0.3), (1.6, "#fff6d8", 1)]:  # shade, path
            ax.plot(
                *path.T,
                color=colour,
                linewidth=width,
                alpha=alpha,
                solid_capstyle="round",
                solid_joinstyle="round",
            )
        ax.plot(*path[0], "o", markersize=5.5, color="#fff6d8", markeredgecolor="#0d1f3a")
        ax.plot(*path[-1], "o", markersize=5.5, color="#0d1f3a", markeredgecolor="#fff6d8")

    figure.canvas.draw()
    large = Image.fromarray(np.asarray(figure.canvas.buffer_rgba())[:, :, :3])
    small = large.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    small.save(file, quality=90, optimize=True, progressive=True)


if __name__ == "__main__":
    paint(Path(__file__).with_name("sample_image.jpeg"))
