"""Pictures of digits as MNIST has them. It needs Pillow, which comes with `mlcheats[cli]`."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from mlcheats._types import FloatArray

FIELD = 28  # MNIST's pictures are 28 pixels square
BOX = 20  # and the longer side of each digit is 20 pixels
FAINTEST = 0.15  # ink that stands out less, from 0 to black on white, is no ink


def read_digit(path: str | Path) -> FloatArray:
    """Return the picture of one digit in the file `path` as `as_mnist` gives it.

    A missing file is a FileNotFoundError; a file that is no picture, or one that is
    damaged or blank, is a ValueError that names it.
    """
    with Path(path).open("rb") as file:
        try:
            with Image.open(file) as image:
                return as_mnist(image)
        except UnidentifiedImageError:
            raise ValueError(f"{path}: expected a picture such as PNG or JPEG") from None
        except Exception as error:  # what a damaged file raises can be anything
            raise ValueError(f"{path}: {error}") from error


def as_mnist(image: Image.Image) -> FloatArray:
    """Return the picture of one digit as MNIST has its own: (784,), ink 1, paper 0.

    The digit is cut out, scaled to 20 pixels along its longer side, its proportions kept
    and its edges smooth, and laid into 28 × 28 pixels with its centre of mass in the
    middle. It may be dark on light or light on dark, in colours, or on a transparent
    ground; what differs from the ground at the edge of the picture is ink. A picture
    without any is a ValueError.

    Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, "Gradient-Based Learning Applied to
    Document Recognition", 1998, section III A.

    >>> from PIL import ImageDraw
    >>> image = Image.new("RGB", (300, 200), "white")
    >>> ImageDraw.Draw(image).line([(60, 40), (50, 160)], "navy", width=16)
    >>> digit = as_mnist(image).reshape(28, 28)
    >>> digit[14, 11:17].round(1)
    array([0. , 0.3, 1. , 1. , 0.4, 0. ], dtype=float32)
    """
    ink = _cut_out(_ink(image))
    scale = BOX / max(ink.shape)
    height, width = (max(1, round(side * scale)) for side in ink.shape)
    digit = np.asarray(Image.fromarray(ink).resize((width, height), Image.Resampling.BILINEAR))
    digit = digit / digit.max()  # scaling down lets a thin line fade; MNIST's ink reaches 1
    top, left = _offset(digit.sum(axis=1)), _offset(digit.sum(axis=0))
    field = np.zeros((FIELD, FIELD), np.float32)
    field[top : top + height, left : left + width] = digit
    return field.ravel()


def _ink(image: Image.Image) -> FloatArray:
    """Return how far each pixel is from the paper, from 0 to 1 for the farthest."""
    pixels = _pixels(image)
    colours, alpha = pixels[..., :3], pixels[..., 3]
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    solid = edge[edge[:, 3] > 0.5]
    if 2 * len(solid) > len(edge):
        paper = np.median(solid[:, :3], axis=0)
        ink = alpha * np.sqrt(np.mean((colours - paper) ** 2, axis=-1))
    else:  # the digit stands on nothing: its colour does not matter
        ink = alpha
    if ink.max() < FAINTEST:
        raise ValueError("expected a picture of a digit, got a blank one")
    return ink / ink.max()


def _pixels(image: Image.Image) -> FloatArray:
    """Return red, green, blue and alpha, (H, W, 4), upright and not much larger than needed."""
    if image.mode[0] in "IF":  # more than 8 bits, which Pillow would cut off at 255
        values = np.asarray(image, np.float32)
        image = Image.fromarray((values * (255 / max(1, values.max()))).astype(np.uint8))
    image = ImageOps.exif_transpose(image)
    image = image.convert("RGBA" if image.has_transparency_data else "RGB").convert("RGBA")
    image.thumbnail((10 * FIELD, 10 * FIELD))  # a camera's noise evens out
    return np.asarray(image, np.float32) / 255


def _cut_out(ink: FloatArray) -> FloatArray:
    """Return the part that holds the ink, its edges soft, shadows and noise taken away."""
    ink = np.clip(2 * ink - 0.5, 0, 1)
    rows, columns = (np.flatnonzero((ink >= 0.5).any(axis=axis)) for axis in (1, 0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _offset(mass: FloatArray) -> int:
    """Return where to lay the digit along one axis, so that its centre comes to the middle."""
    centre = mass @ np.arange(len(mass)) / mass.sum()
    return int(np.clip(round(FIELD / 2 - centre), 0, FIELD - len(mass)))
