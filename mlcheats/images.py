"""One digit on an even ground as MNIST has it, as below the figure where readers draw.

It needs Pillow, which comes with `mlcheats[cli]`; `mlcheats.photos` reads photographs.
"""

import numpy as np
from PIL import Image, ImageOps

from mlcheats._types import FloatArray
from mlcheats.photos.fields import FIELD, cut_out, laid

FAINTEST = 0.15  # ink that stands out less, from 0 to black on white, is no ink


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
    return laid(cut_out(_ink(image)))


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
