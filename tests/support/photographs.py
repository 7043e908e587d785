"""Pictures as people take them: digits, and things that are none, on paper of many kinds.

`KINDS` has a function for each kind; from a generator it makes (what is to be read, picture).
What is to be read is a string of digits, or "" where no digit is to be read surely.
"""

import io
from functools import cache
from itertools import pairwise

import numpy as np
from digits import FONTS, STROKES, written
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from sklearn.datasets import load_digits

from mlcheats import load_mnist

HIGH, WIDE = 360, 480
HELD_BACK = ["STIXGeneral", "STIXGeneralBol", "STIXGeneralItalic", "Aileron"]  # not trained on
LETTERS = "ACEFGHJKLMNPQRTUVWXYadefhkmnprtuvwxy"  # O, l, S … are digits in many a hand


# What is written: an array from 0, no ink, to 1, cut out


def cut_out(mask):
    rows, columns = (np.flatnonzero(mask.max(axis=axis) > 0.3) for axis in (1, 0))
    return mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def sized(mask, height):
    """The ink, enlarged with an edge as sharp as a pen's."""
    scale = height / mask.shape[0]
    size = max(1, round(mask.shape[1] * scale)), round(height)
    image = Image.fromarray(np.float32(mask)).resize(size, Image.Resampling.BICUBIC)
    return np.clip((np.asarray(image) - 0.5) * max(1.2, 0.5 * scale) + 0.5, 0, 1)


@cache
def test_digits():
    return load_mnist()[1]


@cache
def other_makers():
    return load_digits()


def by_hand(rng, among=range(10)):
    x, t = test_digits()
    i = rng.choice(np.flatnonzero(np.isin(t, among)))
    return str(t[i]), cut_out(x[i].reshape(28, 28))


def by_another_hand(rng):
    digits = other_makers()
    i = rng.integers(len(digits.images))
    image = Image.fromarray(np.float32(digits.images[i] / 16))
    image = image.resize((48, 64), Image.Resampling.BICUBIC)
    return str(digits.target[i]), cut_out(np.clip(np.asarray(image), 0, 1))


def in_print(rng, signs="0123456789", fonts=HELD_BACK, folder=FONTS):
    sign, name = signs[rng.integers(len(signs))], fonts[rng.integers(len(fonts))]
    if name == "Aileron":
        font = ImageFont.load_default(120)
    else:
        font = ImageFont.truetype(folder / f"{name}.ttf", 120)
    image = Image.new("L", (300, 240), 0)
    ImageDraw.Draw(image).text((60, 40), sign, font=font, fill=255)
    return sign, cut_out(np.asarray(image) / 255)


def by_strokes(rng):
    digit, lines = STROKES[rng.integers(len(STROKES))]
    image = written(
        lines, pen=rng.uniform(0.03, 0.13), slant=rng.uniform(-0.1, 0.25),
        angle=rng.uniform(-8, 8), ink=0, paper=255,
    )  # fmt: skip
    return str(digit), cut_out(1 - np.asarray(image) / 255)


def turned(mask, angle):
    room = int(0.4 * max(mask.shape)) + 2
    image = Image.fromarray(np.float32(np.pad(mask, room)))
    return cut_out(np.asarray(image.rotate(angle, Image.Resampling.BICUBIC)).clip(0, 1))


# Where it is written


def place(page, mask, top, left):
    """Lay ink on the page, a part of it outside if it does not fit."""
    top, left = round(top), round(left)
    above, before = max(0, -top), max(0, -left)
    mask = mask[above:, before:]
    top, left = max(0, top), max(0, left)
    mask = mask[: page.shape[0] - top, : page.shape[1] - left]
    part = page[top : top + mask.shape[0], left : left + mask.shape[1]]
    np.maximum(part, mask, out=part)
    return top, left, *mask.shape


def somewhere(rng, mask, height=None, room=0.12):
    """A page with the ink on it, and its box."""
    page = np.zeros((HIGH, WIDE), np.float32)
    height = height or rng.uniform(90, 210)
    height = min(height, 0.7 * WIDE / mask.shape[1] * mask.shape[0])
    mask = sized(mask, height)
    spare = np.array(page.shape) * (1 - 2 * room) - mask.shape
    at = np.array(page.shape) * room + rng.uniform(0, 1, 2) * np.maximum(spare, 0)
    return page, place(page, mask, *at)


def line(page, start, end, width):
    image = Image.fromarray(np.uint8(255 * page))
    ImageDraw.Draw(image).line([tuple(start), tuple(end)], fill=255, width=round(width))
    np.maximum(page, np.asarray(image) / 255, out=page)


# How it is photographed


def tint(rng, low, high, spread=12):
    return np.clip(rng.uniform(low, high) + rng.uniform(-spread, spread, 3), 0, 255)


def side(rng, at, soft):
    """From 0 on one side of a line to 1 on the other; `at` is a point on it."""
    y, x = np.indices((HIGH, WIDE), np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    along = (x - at[1]) * np.cos(angle) + (y - at[0]) * np.sin(angle)
    return np.clip(along / soft + 0.5, 0, 1)


def even(rng):
    return np.ones((HIGH, WIDE), np.float32)


def falling(rng):
    y, x = np.indices((HIGH, WIDE), np.float32) / WIDE
    at = rng.uniform(-0.2, 1.2, 2)
    away = np.hypot(y - at[0], x - at[1])
    return 1 - rng.uniform(0.4, 0.75) * away / away.max()


def photograph(
    rng, page, *, ink=None, paper=None, light=even, noise=3.0, blur=0.7, quality=85, ground=None,
    rules=None,
):  # fmt: skip
    ink = tint(rng, 15, 70) if ink is None else np.asarray(ink)
    paper = tint(rng, 190, 250) if paper is None else np.asarray(paper)
    colours = np.broadcast_to(paper, (HIGH, WIDE, 3)).astype(np.float32)
    if rules is not None:
        mask, colour = rules
        colours = colours + mask[..., None] * (np.asarray(colour) - colours)
    colours = colours + page[..., None] * (ink - colours)
    if ground is not None:
        mask, colour = ground
        colours = colours + mask[..., None] * (colour - colours)
    colours = colours * light(rng)[..., None]
    image = Image.fromarray(np.uint8(colours.clip(0, 255)))
    image = image.filter(ImageFilter.GaussianBlur(blur))
    pixels = np.asarray(image, np.float32) + noise * rng.standard_normal(
        (HIGH, WIDE, 3), np.float32
    )
    buffer = io.BytesIO()
    Image.fromarray(np.uint8(pixels.clip(0, 255))).save(buffer, "JPEG", quality=quality)
    return Image.open(buffer)


# The kinds


def plain(rng, source=by_hand, **options):
    answer, mask = source(rng)
    return answer, photograph(rng, somewhere(rng, mask)[0], **options)


def light_falls_off(rng):
    return plain(rng, light=falling)


def shadow(rng):
    answer, mask = by_hand(rng)
    page, _ = somewhere(rng, mask)
    at = rng.uniform(0.2, 0.8, 2) * (HIGH, WIDE)
    fall = 1 - rng.uniform(0.3, 0.5) * side(rng, at, rng.uniform(4, 80))
    return answer, photograph(rng, page, light=lambda _: fall)


def wood(rng, mask):
    y, x = np.indices((HIGH, WIDE), np.float32)
    grain = 10 * np.sin(0.25 * y + 3 * np.sin(0.01 * x + rng.uniform(0, 6)) + rng.uniform(0, 6))
    colour = tint(rng, 40, 130, 40)
    return mask, colour + grain[..., None]


def table(rng):
    """The paper ends somewhere beside the digit, once or twice."""
    answer, mask = by_hand(rng)
    page, (top, left, high, wide) = somewhere(rng, mask, rng.uniform(90, 170), room=0.2)
    middle = np.array([top + high / 2, left + wide / 2])
    outside = np.zeros((HIGH, WIDE), np.float32)
    for turn in rng.uniform(0, 2 * np.pi) + np.array([0, np.pi / 2])[: rng.integers(1, 3)]:
        away = 0.5 * np.hypot(high, wide) + rng.uniform(15, 50)
        y, x = np.indices((HIGH, WIDE), np.float32)
        along = (x - middle[1]) * np.cos(turn) + (y - middle[0]) * np.sin(turn) - away
        outside = np.maximum(outside, np.clip(along + 0.5, 0, 1))
    return answer, photograph(rng, page, ground=wood(rng, outside), light=falling)


def note(rng):
    """A small sheet on a table."""
    answer, mask = by_hand(rng)
    page, (top, left, high, wide) = somewhere(rng, mask, rng.uniform(90, 150), room=0.25)
    around = Image.new("L", (WIDE, HIGH), 255)
    margins = rng.uniform(20, 60, 4)
    box = np.array([left, top, left + wide, top + high]) + margins * (-1, -1, 1, 1)
    corners = box[[0, 1, 2, 1, 2, 3, 0, 3]].reshape(4, 2) + rng.uniform(-7, 7, (4, 2))
    ImageDraw.Draw(around).polygon([tuple(corner) for corner in corners], fill=0)
    outside = np.asarray(around.filter(ImageFilter.GaussianBlur(0.7))) / 255
    paper = tint(rng, 200, 250, 30)
    return answer, photograph(rng, page, paper=paper, ground=wood(rng, outside))


def frame(rng):
    answer, mask = by_hand(rng)
    page, (top, left, high, wide) = somewhere(rng, mask, rng.uniform(90, 180), room=0.2)
    margin = rng.uniform(15, 45, 4)
    x0, y0, x1, y1 = (
        left - margin[0],
        top - margin[1],
        left + wide + margin[2],
        top + high + margin[3],
    )
    tilt = rng.uniform(-5, 5)
    corners = [(x0, y0 + tilt), (x1, y0), (x1 - tilt, y1), (x0, y1), (x0, y0 + tilt)]
    for start, end in pairwise(corners):
        line(page, start, end, rng.uniform(2, 6))
    return answer, photograph(rng, page)


def circled(rng):
    answer, mask = by_hand(rng)
    page, (top, left, high, wide) = somewhere(rng, mask, rng.uniform(90, 160), room=0.25)
    image = Image.fromarray(np.uint8(255 * page))
    r = 0.5 * np.hypot(high, wide) + rng.uniform(12, 25)
    y, x = top + high / 2, left + wide / 2
    ImageDraw.Draw(image).ellipse((x - r, y - r, x + r, y + r), outline=255, width=5)
    return answer, photograph(rng, np.asarray(image) / np.float32(255))


def rulings(rng, both):
    """Lines that cross the sheet, in a paler colour than the ink, a little askew."""
    mask = np.zeros((HIGH, WIDE), np.float32)
    apart, tilt = rng.uniform(28, 90), rng.uniform(-10, 10)
    width = rng.integers(1, 4)
    for y in np.arange(rng.uniform(0, apart), HIGH, apart):
        line(mask, (-5, y - tilt), (WIDE + 5, y + tilt), width)
    if both:
        for x in np.arange(rng.uniform(0, apart), WIDE, apart):
            line(mask, (x + tilt, -5), (x - tilt, HIGH + 5), width)
    return mask, rng.choice([(90, 120, 200), (120, 170, 180), (200, 110, 110), (140, 140, 140)])


def ruled(rng):
    return plain(rng, rules=rulings(rng, both=False), paper=tint(rng, 225, 250))


def squared(rng):
    return plain(rng, rules=rulings(rng, both=True), paper=tint(rng, 225, 250))


def specks(rng):
    answer, mask = by_hand(rng)
    page, (top, left, high, wide) = somewhere(rng, mask, room=0.15)
    image = Image.fromarray(np.uint8(255 * page))
    for _ in range(rng.integers(1, 5)):
        r = rng.uniform(1, 0.04 * high)
        while True:
            x, y = rng.uniform(10, WIDE - 10), rng.uniform(10, HIGH - 10)
            if not (left - 15 < x < left + wide + 15 and top - 15 < y < top + high + 15):
                break
        ImageDraw.Draw(image).ellipse((x - r, y - r, x + r, y + r), fill=255)
    return answer, photograph(rng, np.asarray(image) / np.float32(255))


def underline(rng):
    answer, mask = by_hand(rng)
    page, (top, left, high, wide) = somewhere(rng, mask, rng.uniform(90, 180), room=0.18)
    y = top + high + rng.uniform(8, 30)
    middle, half = left + wide / 2, (rng.uniform(0.5, 1.2) * max(wide, 0.6 * high))
    tilt = rng.uniform(-4, 4)
    line(page, (middle - half, y - tilt), (middle + half, y + tilt), rng.uniform(3, 9))
    return answer, photograph(rng, page)


def side_by_side(rng):
    page = np.zeros((HIGH, WIDE), np.float32)
    count = rng.integers(2, 4)
    height = rng.uniform(70, 130)
    left, answer = rng.uniform(20, 40), ""
    for _ in range(count):
        digit, mask = by_hand(rng)
        mask = sized(mask, height * rng.uniform(0.9, 1.1))
        place(page, mask, rng.uniform(100, 115), left)
        left += mask.shape[1] + rng.uniform(0.1, 0.35) * height
        answer += digit
    return answer, photograph(rng, page, light=falling)


def leaning(rng):
    answer, mask = by_hand(rng)
    mask = turned(mask, rng.uniform(8, 15) * rng.choice([-1, 1]))
    return answer, photograph(rng, somewhere(rng, mask)[0])


def grainy(rng):
    return plain(rng, noise=rng.uniform(12, 22), quality=40, paper=tint(rng, 150, 220))


def chalk(rng):
    paper, ink = tint(rng, 30, 70), tint(rng, 190, 240)
    return plain(rng, paper=paper, ink=ink, light=falling)


def coloured(rng):
    inks = [(200, 30, 40), (30, 60, 190), (20, 110, 50), (120, 30, 140), (220, 90, 10)]
    papers = [(250, 240, 150), (200, 230, 250), (245, 205, 215), (210, 240, 200), (235, 225, 205)]
    return plain(rng, ink=rng.choice(inks), paper=rng.choice(papers), light=falling)


def pencil(rng):
    answer, mask = by_hand(rng)
    page, _ = somewhere(rng, mask, rng.uniform(130, 220))
    thin = Image.fromarray(np.uint8(255 * page)).filter(ImageFilter.MinFilter(5))
    page = np.maximum(np.asarray(thin) / np.float32(255), 0)
    if page.max() < 0.9:
        return pencil(rng)
    return answer, photograph(rng, page, ink=tint(rng, 120, 150), paper=tint(rng, 215, 245))


def small(rng):
    answer, mask = by_hand(rng)
    return answer, photograph(rng, somewhere(rng, mask, rng.uniform(26, 45))[0])


def printed(rng):
    return plain(rng, in_print)


def strokes(rng):
    return plain(rng, by_strokes)


def other_writers(rng):
    return plain(rng, by_another_hand)


# No digits


def cut_off(rng):
    """The edge of the picture cuts off a fifth to a half of a digit."""
    _, mask = by_hand(rng, among=(0, 2, 3, 4, 5, 6, 7, 8, 9))
    page = np.zeros((HIGH, WIDE), np.float32)
    mask = sized(mask, rng.uniform(120, 220))
    high, wide = mask.shape
    share = rng.uniform(0.2, 0.5)
    y, x = rng.uniform(0.2, 0.8) * (HIGH - high), rng.uniform(0.1, 0.9) * (WIDE - wide)
    if rng.random() < 0.6:
        place(page, mask, -share * high, x)
    else:
        edge = rng.integers(3)
        at = [(HIGH - (1 - share) * high, x), (y, -share * wide), (y, WIDE - (1 - share) * wide)]
        place(page, mask, *at[edge])
    return "", photograph(rng, page)


def letter(rng):
    return "", plain(rng, lambda rng: in_print(rng, LETTERS))[1]


def dashes(rng):
    page = np.zeros((HIGH, WIDE), np.float32)
    for _ in range(rng.integers(1, 4)):
        middle = rng.uniform(0.25, 0.75, 2) * (WIDE, HIGH)
        angle, half = np.radians(rng.uniform(-30, 30)), rng.uniform(20, 70)
        along = half * np.array([np.cos(angle), np.sin(angle)])
        line(page, middle - along, middle + along, rng.uniform(4, 14))
    return "", photograph(rng, page)


def scribble(rng):
    points = rng.uniform(0.2, 0.8, (rng.integers(7, 16), 2)) * (WIDE, HIGH)
    page = np.zeros((HIGH, WIDE), np.float32)
    width = rng.uniform(4, 12)
    for start, end in pairwise(points):
        line(page, start, end, width)
    return "", photograph(rng, page)


def noise(rng):
    fine = rng.integers(0, 256, (HIGH, WIDE, 3)).astype(np.uint8)
    image = Image.fromarray(fine).filter(ImageFilter.GaussianBlur(float(rng.choice([0, 1, 4, 12]))))
    pixels = np.asarray(image, np.float32)
    pixels = (pixels - pixels.mean()) * rng.uniform(0.3, 3) * 40 / pixels.std() + 140
    return "", Image.fromarray(np.uint8(pixels.clip(0, 255)))


def nothing(rng):
    return "", photograph(rng, np.zeros((HIGH, WIDE), np.float32), light=falling, noise=6)


def touching(rng):
    (one, first), (two, second) = by_hand(rng), by_hand(rng)
    first, second = sized(first, 120), sized(second, 120)
    page = np.zeros((HIGH, WIDE), np.float32)
    place(page, first, 100, 100)
    place(page, second, 100, 100 + first.shape[1] - rng.uniform(8, 25))
    return one + two, photograph(rng, page)


def on_its_side(rng):
    _, mask = by_hand(rng, among=(2, 3, 4, 5, 7))
    mask = np.rot90(mask, rng.choice([1, 3]))
    return "", photograph(rng, somewhere(rng, mask, rng.uniform(80, 150))[0])


DIGITS = [
    plain, light_falls_off, shadow, table, note, frame, circled, ruled, squared, specks, underline,
    side_by_side, leaning, grainy, chalk, coloured, pencil, small, printed, strokes, other_writers,
]  # fmt: skip
OTHERS = [cut_off, letter, dashes, scribble, noise, nothing, touching, on_its_side]
KINDS = {kind.__name__.replace("_", " "): kind for kind in DIGITS + OTHERS}


def pictures(kind, count, seed=0):
    for i in range(count):
        yield KINDS[kind](np.random.default_rng([seed, i, *kind.encode()]))
