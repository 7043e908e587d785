"""Digits that nobody at NIST wrote, in every form a picture can have, and pictures of none."""

import io

import numpy as np
import pytest
from digits import STROKES, printed, written
from PIL import Image

from mlcheats import load_mnist, load_weights, predict
from mlcheats._commands import PACKAGED_WEIGHTS
from mlcheats.images import as_mnist

NETWORK = load_weights(PACKAGED_WEIGHTS)
ANGLES = (-10, 2, 10)


def share_right(pictures):
    digits, images = zip(*pictures, strict=True)
    y = predict(NETWORK, np.stack([as_mnist(image) for image in images]))
    return np.mean(np.argmax(y, axis=-1) == digits)


def stored(image, **options):
    buffer = io.BytesIO()
    image.save(buffer, **options)
    return Image.open(buffer)


# What is read


@pytest.mark.parametrize("ink_and_paper", [(20, 245), (250, 15), (170, 235), (130, 60)])
@pytest.mark.parametrize("pen", [0.03, 0.06, 0.1, 0.15])
def test_strokes(pen, ink_and_paper):
    ink, paper = ink_and_paper
    rng = np.random.default_rng(0)
    pictures = [
        (digit, written(
            lines, pen=pen, angle=angle, slant=slant, height=rng.integers(60, 240),
            at=rng.uniform(0, 1, 2), ink=ink, paper=paper,
        ))
        for digit, lines in STROKES
        for angle, slant in ((-10, 0), (0, 0.2), (10, 0))
    ]  # fmt: skip
    assert share_right(pictures) >= 0.96


@pytest.mark.parametrize("height", [14, 20, 30, 60])
def test_small_pictures(height):
    size = (round(1.6 * height), round(1.5 * height))
    pictures = [(digit, written(lines, height=height, size=size)) for digit, lines in STROKES]
    assert share_right(pictures) >= 0.94


@pytest.mark.parametrize("ink_and_paper", [(20, 245), (250, 15)])
@pytest.mark.parametrize(
    ("font", "least"),
    [
        ("DejaVuSans", 0.9),
        ("DejaVuSans-Oblique", 0.9),
        ("DejaVuSans-Bold", 0.9),
        ("DejaVuSansMono", 0.9),
        ("DejaVuSerif", 0.9),
        ("STIXGeneral", 0.9),
        ("STIXGeneralItalic", 0.9),
        ("cmr10", 0.9),
        ("cmss10", 0.9),
        ("cmti10", 0.8),
    ],
)
def test_typefaces(font, least, ink_and_paper):
    ink, paper = ink_and_paper
    pictures = [
        (digit, printed(digit, font, angle=angle, ink=ink, paper=paper, at=(20 * digit, 60)))
        for digit in range(10)
        for angle in ANGLES
    ]
    assert share_right(pictures) >= least


def test_a_photograph():
    """A shadow over the page, a camera's noise, and a JPEG's."""
    rng = np.random.default_rng(0)
    pictures = []
    for digit, lines in STROKES:
        light = 1 - 0.45 * np.linspace(0, 1, 420)
        noise = 6 * rng.standard_normal((360, 420))
        page = np.asarray(written(lines, pen=0.04, at=(0, 0.5))) * light + noise
        photograph = Image.fromarray(page.clip(0, 255).astype(np.uint8))
        pictures.append((digit, stored(photograph, format="JPEG", quality=60)))
    assert share_right(pictures) >= 0.94


def enlarged(digit):
    """The digit as 280 by 280 dark pixels on a larger light page, off its middle."""
    page = Image.new("L", (420, 360), 255)
    page.paste(Image.fromarray(255 - digit).resize((280, 280), Image.Resampling.BICUBIC), (90, 20))
    return page


@pytest.mark.parametrize("change", [enlarged, Image.fromarray])
def test_mnist_is_read_as_before(change):
    _, (x_test, _) = load_mnist(normalize=False)
    x_test = x_test[:250]
    before = np.argmax(predict(NETWORK, x_test / np.float32(255)), axis=-1)
    images = np.stack([as_mnist(change(digit)) for digit in x_test.reshape(-1, 28, 28)])
    assert np.mean(np.argmax(predict(NETWORK, images), axis=-1) == before) >= 0.985


# What comes out


@pytest.mark.parametrize(("_", "lines"), STROKES)
def test_size_and_place_are_those_of_mnist(_, lines):
    digit = as_mnist(written(lines, at=(0.9, 0.1)))
    assert digit.shape == (784,)
    assert digit.dtype == np.float32
    assert digit.min() == 0
    assert digit.max() == 1
    field = digit.reshape(28, 28)
    sides = [np.ptp(np.flatnonzero(field.any(axis=axis))) + 1 for axis in (0, 1)]
    assert max(sides) in (19, 20)
    for axis in (0, 1):
        # MNIST's own mean is 14.0, and all but 2 in 100 are between 13.5 and 14.5.
        assert np.average(np.arange(28), weights=field.sum(axis=axis)) == pytest.approx(
            14, abs=0.51
        )


def test_proportions_are_kept():
    bar = Image.new("L", (200, 200), 255)
    bar.paste(0, (50, 20, 80, 180))  # 30 by 160
    field = as_mnist(bar).reshape(28, 28)
    assert np.count_nonzero(field.any(axis=1)) == 20
    assert field.sum() == pytest.approx(20 * 20 * 30 / 160, rel=0.07)


def test_a_thin_line_is_as_black_as_a_thick_one():
    assert as_mnist(written(STROKES[2][1], pen=0.01)).max() == 1


def flat(colour):
    return np.array(colour, np.uint8).reshape(1, 1, -1)


def mixed(image, ink, paper):
    """The grey picture as shades between two colours."""
    share = np.asarray(image, float)[..., None] / 255
    return Image.fromarray((share * flat(paper) + (1 - share) * flat(ink)).round().astype(np.uint8))


def on_nothing(image, colour, shadow=0):
    """The ink of a grey picture in one colour on a transparent ground of another."""
    picture = mixed(image, colour, (shadow,) * 3)
    picture.putalpha(Image.eval(image, lambda grey: 255 - grey))
    return picture


SEVEN = written(STROKES[14][1], ink=0, paper=255)
FORMS = {
    "light on dark": Image.eval(SEVEN, lambda grey: 255 - grey),
    "grey on grey": mixed(SEVEN, (90, 90, 90), (150, 150, 150)),
    "colours": mixed(SEVEN, (200, 30, 30), (250, 240, 140)),
    "colours of one brightness": mixed(SEVEN, (220, 0, 0), (0, 112, 0)),
    "black on nothing": on_nothing(SEVEN, (0, 0, 0)),
    "white on nothing": on_nothing(SEVEN, (255, 255, 255)),
    "black on nothing that is white": on_nothing(SEVEN, (0, 0, 0), 255),
    "opaque": stored(SEVEN.convert("RGBA"), format="PNG"),
    "CMYK": stored(SEVEN.convert("CMYK"), format="JPEG", quality=95),
    "palette": stored(SEVEN.convert("P"), format="PNG"),
    "palette of no colour": stored(SEVEN.convert("P"), format="PNG", transparency=255),
    "grey and alpha": stored(SEVEN.convert("LA"), format="PNG"),
    "16 bits": stored(Image.fromarray(np.asarray(SEVEN, np.uint16) * 257), format="PNG"),
    "floats": Image.fromarray(np.asarray(SEVEN, np.float32) / 255),
    "WebP": stored(SEVEN.convert("RGB"), format="WEBP", lossless=True),
    "JPEG": stored(SEVEN, format="JPEG", quality=90),
    "turned by its EXIF": stored(
        SEVEN.rotate(90, expand=True),
        format="PNG",
        exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0",
    ),
    "two colours": SEVEN.convert("1", dither=Image.Dither.NONE),
    "large": SEVEN.resize((4200, 3600)),
    "elsewhere": SEVEN.transform(
        (420, 360), Image.Transform.AFFINE, (1, 0, 50, 0, 1, -30), fillcolor=255
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_form_does_not_matter(form):
    before = FORMS[form].copy()
    digit = as_mnist(FORMS[form])
    assert np.abs(digit - as_mnist(SEVEN)).mean() < 0.012
    assert np.argmax(predict(NETWORK, digit)) == 7
    assert np.array_equal(FORMS[form], before)


def test_a_card_with_round_corners():
    """The corners are transparent, the digit is not: what counts is what most of the edge is."""
    card = SEVEN.convert("RGBA")
    alpha = np.full((360, 420), 255, np.uint8)
    alpha[:20, :20] = alpha[-20:, -20:] = 0
    card.putalpha(Image.fromarray(alpha))
    assert np.array_equal(as_mnist(card), as_mnist(SEVEN))


# What is refused


@pytest.mark.parametrize(
    "image",
    [
        Image.new("L", (100, 100), 255),
        Image.new("L", (100, 100), 0),
        Image.new("RGBA", (100, 100)),
        Image.new("RGBA", (100, 100), (255, 255, 255, 255)),
        Image.new("1", (1, 1)),
        Image.new("I;16", (30, 30)),
        Image.new("F", (30, 30)),
        Image.fromarray(np.random.default_rng(0).normal(230, 4, (360, 420)).astype(np.uint8)),
    ],
    ids=["white", "black", "nothing", "opaque white", "a pixel", "16 bits", "floats", "paper"],
)
def test_blank(image):
    with pytest.raises(ValueError, match=r"^expected a picture of a digit, got a blank one$"):
        as_mnist(image)


@pytest.mark.parametrize("size", [(1, 2), (2, 1), (500, 1), (1, 500), (3, 3)])
def test_odd_sizes_are_read_all_the_same(size):
    image = Image.new("L", size, 255)
    image.putpixel((0, 0), 0)
    assert as_mnist(image).shape == (784,)
