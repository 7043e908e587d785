"""Digits that are not MNIST's: drawn as strokes, as one writes them, or set in a typeface."""

from pathlib import Path

import matplotlib
import numpy as np
from PIL import Image, ImageDraw, ImageFont

FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"


def arc(x, y, width, height, start, end):
    """Points of an ellipse; degrees run clockwise from the right."""
    angle = np.radians(np.linspace(start, end, 24))
    return np.stack([x + width * np.cos(angle), y + height * np.sin(angle)], axis=1).tolist()


# One or two ways to write each digit: lines of points in the unit square, y downwards.
STROKES = [
    (0, [arc(0.5, 0.5, 0.32, 0.48, -90, 270)]),
    (0, [arc(0.5, 0.5, 0.4, 0.46, -60, 300)]),
    (1, [[(0.5, 0.02), (0.5, 0.98)]]),
    (1, [[(0.3, 0.25), (0.55, 0.02), (0.55, 0.98)]]),
    (2, [[*arc(0.5, 0.27, 0.32, 0.25, -170, 30), (0.2, 0.96), (0.85, 0.96)]]),
    (2, [[*arc(0.48, 0.28, 0.3, 0.26, -160, 45), (0.15, 0.95), (0.5, 0.9), (0.9, 0.97)]]),
    (3, [arc(0.45, 0.26, 0.3, 0.24, -150, 90) + arc(0.45, 0.73, 0.34, 0.24, -90, 150)]),
    (3, [[(0.2, 0.04), (0.75, 0.04), (0.45, 0.42), *arc(0.45, 0.7, 0.33, 0.27, -80, 150)]]),
    (4, [[(0.6, 0.02), (0.15, 0.65), (0.9, 0.65)], [(0.68, 0.35), (0.68, 0.98)]]),
    (4, [[(0.2, 0.05), (0.2, 0.5), (0.8, 0.5)], [(0.78, 0.02), (0.78, 0.98)]]),
    (5, [[(0.8, 0.04), (0.28, 0.04), (0.24, 0.45), *arc(0.47, 0.68, 0.32, 0.28, -130, 150)]]),
    (
        5,
        [
            [(0.25, 0.05), (0.25, 0.42), *arc(0.45, 0.68, 0.33, 0.27, -120, 150)],
            [(0.25, 0.05), (0.8, 0.05)],
        ],
    ),
    (6, [[(0.65, 0.02), (0.35, 0.35), *arc(0.5, 0.7, 0.28, 0.27, -160, 200)]]),
    (6, [arc(0.62, 0.5, 0.4, 0.47, -90, -180) + arc(0.5, 0.72, 0.28, 0.25, -190, 170)]),
    (7, [[(0.15, 0.05), (0.85, 0.05), (0.42, 0.98)]]),
    (7, [[(0.15, 0.05), (0.85, 0.05), (0.42, 0.98)], [(0.35, 0.5), (0.8, 0.5)]]),
    (8, [arc(0.5, 0.26, 0.25, 0.23, 90, -270) + arc(0.5, 0.73, 0.31, 0.25, -90, 270)]),
    (9, [[*arc(0.5, 0.3, 0.27, 0.27, 0, -360), (0.77, 0.3), (0.72, 0.98)]]),
    (9, [arc(0.5, 0.28, 0.27, 0.26, -20, -380) + arc(0.37, 0.5, 0.4, 0.47, -20, 80)]),
]


def written(
    lines,
    *,
    height=200,
    pen=0.1,
    angle=0,
    slant=0.0,
    at=(0.5, 0.5),
    size=(420, 360),
    ink=20,
    paper=245,
):
    """The lines as a pen draws them; `height` in pixels, the width of the pen in heights."""
    fine = 2
    image = Image.new("L", (fine * size[0], fine * size[1]), paper)
    draw = ImageDraw.Draw(image)
    cos, sin = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    centre = height * 0.7 + np.array(at) * (np.array(size) - 1.4 * height)
    width = max(1, round(pen * height * fine))
    for line in lines:
        x, y = (np.array(line) - 0.5).T * [[0.72], [1]]
        x = x - slant * y
        turned = np.stack([cos * x - sin * y, sin * x + cos * y], axis=1)
        points = [tuple(point) for point in fine * (height * turned + centre)]
        draw.line(points, fill=ink, width=width, joint="curve")
        for x, y in points:
            draw.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=ink)
    return image.resize(size, Image.Resampling.BOX)


def printed(digit, font, *, height=200, angle=0, at=(60, 40), size=(420, 360), ink=20, paper=245):
    """The digit in one of Matplotlib's typefaces."""
    image = Image.new("L", size, paper)
    face = ImageFont.truetype(FONTS / f"{font}.ttf", height)
    ImageDraw.Draw(image).text(at, str(digit), font=face, fill=ink)
    return image.rotate(angle, Image.Resampling.BICUBIC, fillcolor=paper)
