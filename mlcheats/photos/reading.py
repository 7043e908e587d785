"""A picture of digits, read: what they are, where they stand, and what is in doubt."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image, UnidentifiedImageError

from mlcheats._types import FloatArray, Network
from mlcheats.photos.answers import answer, doubt
from mlcheats.photos.characters import Character, lines
from mlcheats.photos.fields import field
from mlcheats.photos.finding import PATTERN, find
from mlcheats.photos.joins import joined
from mlcheats.photos.pixels import pixels

CUT_OUT = 32  # pixels on the longer side: no photograph, but a digit made ready as MNIST's
MOST = 40  # characters: more are a text


class Digit(NamedTuple):
    """One character: the probability of each digit, its box in the picture, what is in doubt."""

    shares: FloatArray  # of 0 to 9, and of none if the net knows it
    left: int
    top: int
    width: int
    height: int
    doubt: str

    @property
    def text(self) -> str:
        return "?" if self.doubt else str(np.argmax(self.shares[:10]))


class Reading(NamedTuple):
    """The lines of a picture, each from the left, and what hinders reading all of it."""

    lines: list[list[Digit]]
    trouble: str

    @property
    def digits(self) -> list[Digit]:
        return [digit for line in self.lines for digit in line]

    @property
    def text(self) -> str:
        return " ".join("".join(digit.text for digit in line) for line in self.lines)

    @property
    def doubt(self) -> str:
        """Why the text is not sure; nothing if it is."""
        if self.trouble or len(self.digits) == 1:
            return self.trouble or self.digits[0].doubt
        reasons = [f"{i}: {each.doubt}" for i, each in enumerate(self.digits, 1) if each.doubt]
        return f"{self.text}; {', '.join(reasons)}" if reasons else ""


def read_file(path: str | Path, network: Network) -> Reading:
    """Return what `read` finds in the file `path`.

    A missing file is a FileNotFoundError; a file that is no picture, or one that is
    damaged or blank, is a ValueError that names it.
    """
    with Path(path).open("rb") as file:
        try:
            with Image.open(file) as image:
                return read(image, network)
        except UnidentifiedImageError:
            raise ValueError(f"{path}: expected a picture such as PNG or JPEG") from None
        except Exception as error:  # what a damaged file raises can be anything
            raise ValueError(f"{path}: {error}") from error


def read(image: Image.Image, network: Network) -> Reading:
    """Return the digits of a picture, one by one; a blank one is a ValueError.

    The paper may be lit unevenly, end in the picture, be ruled, or lie on a table; the
    digits may be dark on light or light on dark, in colours, or on a transparent ground.
    """
    colours, scale = pixels(image)
    found = find(colours, cut_out=max(image.size) <= CUT_OUT)
    if not found.characters and not found.trouble:
        raise ValueError("expected a picture of a digit, got a blank one")
    if len(found.characters) > MOST:
        return Reading([], PATTERN)

    def shares(character: Character) -> FloatArray:
        return answer(network, field(character, found.ink, found.labels))

    read = dict(joined(found.characters, shares))

    def one(character: Character) -> Digit:
        y = read[character]
        box = (character.left, character.top, character.width, character.height)
        left, top, width, height = (round(scale * side) for side in box)
        return Digit(y, left, top, width, height, doubt(y))

    return Reading([[one(each) for each in line] for line in lines(list(read))], found.trouble)
