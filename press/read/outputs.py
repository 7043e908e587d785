"""Compare printed text: arrays whatever their line breaks, floats to the digits written."""

import re
from decimal import Decimal

# A number that stands alone: not part of a name (W1, float32), a version (1.2.3) or 2j.
NUMBER = re.compile(r"(?<![\w.])([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)(?!\w|\.\d)")


def same(expected: str, got: str) -> bool:
    """Whether `got` is what `expected` says: numbers as numbers, the text between as text."""
    wanted, found = NUMBER.split(squeeze(expected)), NUMBER.split(squeeze(got))
    return wanted[::2] == found[::2] and all(map(same_number, wanted[1::2], found[1::2]))


def squeeze(text: str) -> str:
    """Runs of white space as one space, none just inside brackets."""
    text = " ".join(text.split())
    return re.sub(r"(?<=[\[(]) | (?=[\])])", "", text)


def same_number(expected: str, got: str) -> bool:
    """Integers are equal as text; a float is what the digits written round to."""
    if not (is_float(expected) and is_float(got)):
        return expected == got
    wanted, found = Decimal(expected), Decimal(got)
    if wanted.is_signed() != found.is_signed():
        return False
    # `0.0` and NumPy's `5.` and `5.e-03` are exact: no digit is left to round to.
    if wanted == 0 or re.search(r"\.($|[eE])", expected):
        return wanted == found
    last_digit = Decimal(10) ** int(wanted.as_tuple().exponent)
    return 2 * abs(wanted - found) <= last_digit


def is_float(number: str) -> bool:
    return any(mark in number for mark in ".eE")


def first_difference(expected: str, got: str) -> int:
    """The index of the first line that differs; 0 when the texts have not the same number."""
    wanted, found = expected.split("\n"), got.split("\n")
    if len(wanted) != len(found):
        return 0
    return next((i for i in range(len(found)) if not same(wanted[i], found[i])), 0)
