"""A picture of any mode and depth as red, green and blue, upright and not too large."""

import numpy as np
from PIL import Image

from mlcheats._types import FloatArray

SHORTEST = 240  # pixels on the longer side: fewer are enlarged
LONGEST = 640  # pixels: more of them show the noise of a camera, not the digits
ORIENTATION = 0x0112
TURNS = dict(enumerate(
    (
        Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_180,
        Image.Transpose.FLIP_TOP_BOTTOM, Image.Transpose.TRANSPOSE,
        Image.Transpose.ROTATE_270, Image.Transpose.TRANSVERSE, Image.Transpose.ROTATE_90,
    ),
    start=2,
))  # fmt: skip


def pixels(image: Image.Image) -> tuple[FloatArray, float]:
    """Return (H, W, 3) from 0 to 1, as the EXIF says turned, and how many of its pixels one is.

    What is transparent takes the paper's colour; on a ground of nothing the ink is black and
    the paper white, whatever colours are there.
    """
    turn = TURNS.get(image.getexif().get(ORIENTATION, 1))  # a conversion would lose it
    longest = max(image.size)
    image = _eight_bits(image)
    image = image.convert("RGBA" if image.has_transparency_data else "RGB").convert("RGBA")
    image.thumbnail((LONGEST, LONGEST))
    if longest < SHORTEST:
        size = [max(1, side * SHORTEST // longest) for side in image.size]
        image = image.resize(size, Image.Resampling.BICUBIC)
    if turn is not None:
        image = image.transpose(turn)
    values = np.asarray(image, np.float32) / 255
    return _on_paper(values[..., :3], values[..., 3:]), longest / max(image.size)


def _eight_bits(image: Image.Image) -> Image.Image:
    """Return numbers of more than 8 bits as 8, which Pillow would cut off at 255."""
    if image.mode[0] not in "IF":
        return image
    values = np.nan_to_num(np.asarray(image, np.float64), posinf=0, neginf=0)
    low, high = min(0.0, values.min()), values.max()
    grey = Image.fromarray(np.uint8((values - low) * (255 / max(1e-6, high - low))))
    clear = image.info.get("transparency")
    if isinstance(clear, int):  # one of the numbers is no colour
        grey.putalpha(Image.fromarray(np.uint8(255 * (values != clear))))
    return grey


def _on_paper(colours: FloatArray, alpha: FloatArray) -> FloatArray:
    edge = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
    if np.mean(edge > 0.5) <= 0.5:
        return np.repeat(1 - alpha, 3, axis=-1)
    if alpha.min() == 1:
        return colours
    return colours * alpha + np.median(colours[alpha[..., 0] > 0.5], axis=0) * (1 - alpha)
