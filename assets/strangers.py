"""What make_photo_weight.py shows the net besides MNIST: digits of typefaces, and no digits.

All pictures are (784,), as MNIST's are.
"""

from pathlib import Path

import matplotlib
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from mlcheats.photos.fields import cut_out, laid

FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
FACES = [
    *("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSansMono", "DejaVuSerif"),
    *("DejaVuSansMono-Bold", "DejaVuSerif-Italic", "cmr10", "cmss10", "cmti10", "cmtt10", "cmb10"),
]
# Not O o D I l S s Z z B b q g, which are digits in many a hand.
LETTERS = "ACEFGHJKLMNPQRTUVWXYacdefhijkmnprtuvwxy"
SIGNS = "+=*?!#%&@$<>{}~^:;√∞≈≠±∑ΓΔΛΠΨΩαγλμπψωЖИЛФЦШЩЫЮЯ"  # in DejaVu alone
SIZE = 72
MIDDLE = SIZE / 2

# Strokes of letters and signs, in the unit square, y downwards.
STROKES = [
    [[(0, 1), (0.5, 0), (1, 1)], [(0.2, 0.6), (0.8, 0.6)]],  # A
    [[(1, 0), (0, 0), (0, 1), (1, 1)], [(0, 0.5), (0.8, 0.5)]],  # E
    [[(1, 0), (0, 0), (0, 1)], [(0, 0.5), (0.8, 0.5)]],  # F
    [[(0, 0), (0, 1)], [(1, 0), (1, 1)], [(0, 0.5), (1, 0.5)]],  # H
    [[(0, 0), (0, 1)], [(1, 0), (0, 0.55), (1, 1)]],  # K
    [[(0, 0), (0, 1), (1, 1)]],  # L
    [[(0, 1), (0, 0), (0.5, 0.7), (1, 0), (1, 1)]],  # M
    [[(0, 1), (0, 0), (1, 1), (1, 0)]],  # N
    [[(0, 1), (0, 0), (0.7, 0), (0.9, 0.2), (0.7, 0.5), (0, 0.5)]],  # P
    [[(0, 1), (0, 0), (0.7, 0), (0.9, 0.2), (0.7, 0.5), (0, 0.5)], [(0.4, 0.5), (1, 1)]],  # R
    [[(0, 0), (1, 0)], [(0.5, 0), (0.5, 1)]],  # T
    [[(0, 0), (0, 0.7), (0.2, 1), (0.8, 1), (1, 0.7), (1, 0)]],  # U
    [[(0, 0), (0.5, 1), (1, 0)]],  # V
    [[(0, 0), (0.25, 1), (0.5, 0.3), (0.75, 1), (1, 0)]],  # W
    [[(0, 0), (1, 1)], [(1, 0), (0, 1)]],  # X
    [[(0.5, 0), (0.5, 1)], [(0, 0.5), (1, 0.5)]],  # +
    [[(0, 0.3), (1, 0.3)], [(0, 0.7), (1, 0.7)]],  # =
    [[(0.5, 0), (0.5, 1)], [(0, 0.25), (1, 0.75)], [(0, 0.75), (1, 0.25)]],  # *
    [[(0, 1), (0.5, 0), (1, 1), (0, 1)]],  # a triangle
    [[(0, 0), (1, 0), (1, 1), (0, 1), (0, 0), (1, 0)]],  # a square
    [[(0, 0.5), (1, 0.5)], [(0.6, 0.2), (1, 0.5), (0.6, 0.8)]],  # an arrow
    [[(0, 0.6), (0.3, 1), (1, 0)]],  # a tick
    [[(0, 0.5), (0.17, 0.2), (0.33, 0.5), (0.5, 0.8), (0.67, 0.5), (0.83, 0.2), (1, 0.5)]],
    [[(0.9, 0.1), (0.5, 0), (0.1, 0.3), (0.1, 0.7), (0.5, 1), (0.9, 0.9)]],  # C
]


# The flag of a 1, shorter or longer, which a 7 has not.
ONES = [
    [[(0.5 - wide, high), (0.5, 0), (0.5, 1)], *foot]
    for wide in (0.15, 0.25, 0.35, 0.5)
    for high in (0.1, 0.18, 0.26, 0.34)
    for foot in ([], [], [[(0.2, 1), (0.8, 1)]])
]


def as_mnist(image):
    """Dark on white as MNIST has it; a blank picture is a ValueError."""
    ink = 1 - np.asarray(image, np.float32) / 255
    if ink.max() < 0.5:
        raise ValueError("expected a picture of something, got a blank one")
    return laid(cut_out(ink))


def printed(sign, face, size=60):
    """A letter or a digit of a typeface, as MNIST's are."""
    image = Image.new("L", (3 * size, 2 * size), 255)
    font = ImageFont.truetype(FONTS / f"{face}.ttf", size)
    ImageDraw.Draw(image).text((size, size // 3), sign, font=font, fill=0)
    return as_mnist(image)


def drawn(lines, rng, wide=None):
    """Lines of points in the unit square with a pen, unsteadily."""
    image = Image.new("L", (SIZE, SIZE), 255)
    draw = ImageDraw.Draw(image)
    width = int(rng.integers(3, 9))
    high, wide = rng.uniform(34, 46), wide or rng.uniform(18, 46)
    shake = rng.normal(0, 0.04, 2)
    for line in lines:
        at = (np.array(line) - 0.5 + rng.normal(0, 0.05, (len(line), 2)) + shake) * (wide, high)
        points = [tuple(point) for point in at + MIDDLE]
        draw.line(points, fill=0, width=width, joint="curve")
        for x, y in points:
            r = width / 2
            draw.ellipse((x - r, y - r, x + r, y + r), fill=0)
    return as_mnist(image)


def scribble(rng):
    """A curve that crosses itself, or a star of strokes."""
    n = rng.integers(6, 14)
    return drawn([rng.uniform(-0.2, 1.2, (n, 2))], rng)


def dash(rng):
    """A bar nearer to lying than to standing, or several."""
    image = Image.new("L", (SIZE, SIZE), 255)
    draw = ImageDraw.Draw(image)
    for _ in range(rng.choice([1, 1, 2, 3])):
        angle = np.radians(rng.uniform(-38, 38))
        half = rng.uniform(8, 25) * np.array([np.cos(angle), np.sin(angle)])
        middle = MIDDLE + rng.uniform(-8, 8, 2)
        line = [tuple(middle - half), tuple(middle + half)]
        draw.line(line, fill=0, width=int(rng.integers(2, 9)))
    return as_mnist(image)


def blob(rng):
    """A filled shape, or a cloud of noise."""
    image = Image.new("L", (SIZE, SIZE), 255)
    draw = ImageDraw.Draw(image)
    a, b = rng.uniform(8, 28, 2)
    box = (MIDDLE - a, MIDDLE - b, MIDDLE + a, MIDDLE + b)
    kind = rng.integers(4)
    if kind == 0 and a > 0.5 * b:
        draw.ellipse(box, fill=0)
    elif kind == 1 and a > 0.5 * b:
        draw.rectangle(box, fill=0)
    else:
        size = int(rng.integers(4, 20))
        noise = rng.uniform(0, 255, (size, size)) > rng.uniform(60, 230)
        image = Image.fromarray(np.uint8(255 * noise)).resize((SIZE, SIZE), rng.integers(0, 4))
    try:
        return as_mnist(image)
    except ValueError:  # a blank one
        return dash(rng)


def pair(x, rng):
    """Two digits that touch, as one picture."""
    first, second = (x[i].reshape(28, 28) for i in rng.integers(len(x), size=2))
    field = np.zeros((28, 56), np.float32)
    field[:, :28] = first
    apart = rng.integers(11, 21)
    field[:, apart : apart + 28] = np.maximum(field[:, apart : apart + 28], second)
    return as_mnist(Image.fromarray(np.uint8(255 - 255 * field)))


def turned(x, t, rng):
    """A digit that lies, or that a mirror shows, where it looks like no other digit."""
    if rng.random() < 0.6:
        i = rng.choice(np.flatnonzero(np.isin(t, (2, 3, 4, 5, 6, 7, 9))))
        return np.rot90(x[i].reshape(28, 28), rng.choice([1, 3])).ravel()
    i = rng.choice(np.flatnonzero(np.isin(t, (3, 4, 7, 9))))
    return x[i].reshape(28, 28)[:, ::-1].ravel()


def strangers(x, t, *, each, rng):
    """Pictures that are no digits, of all kinds: (N, 784)."""
    dejavu = [face for face in FACES if face.startswith("DejaVu")]
    letters = [printed(sign, face) for face in FACES for sign in LETTERS]
    letters += [printed(sign, face) for face in dejavu for sign in SIGNS]
    letters *= 3
    lines = [drawn(STROKES[rng.integers(len(STROKES))], rng) for _ in range(2 * each)]
    pairs = [pair(x, rng) for _ in range(each)]
    lying = [turned(x, t, rng) for _ in range(each)]
    rest = [kind(rng) for kind in (scribble, dash, blob) for _ in range(each // 2)]
    return np.stack(letters + lines + pairs + lying + rest).astype(np.float32)
