"""Pieces of one digit put together, where the pen or the light left a gap."""

from collections.abc import Callable
from itertools import combinations

from mlcheats._types import FloatArray
from mlcheats.photos.answers import doubt
from mlcheats.photos.characters import Character

MOST = 8  # characters: of more no pairs are tried
BELOW, BESIDE = 0.3, 0.12  # of the longer side: so far apart pieces may be
SURER = 0.9  # than of one that is in one piece
WIDEST = 1.5  # times as wide as high: what is wider is not one digit

Read = tuple[Character, FloatArray]


def joined(found: list[Character], answer: Callable[[Character], FloatArray]) -> list[Read]:
    """Return characters with their answers; those joined that are a digit only together.

    The net says so: it is not sure of one of two neighbours, and sure of both as one. Two
    above each other whose boxes overlap are one, too: nobody writes numbers so narrowly.
    """
    read = [(each, answer(each)) for each in found]
    while 1 < len(read) <= MOST:
        pairs = (pair for pair in combinations(read, 2) if _may_be_one(*pair))
        tries: list[tuple[Read, ...]] = list(pairs)
        near = {id(each) for pair in tries for each in pair}
        if 2 < len(read) == len(near):
            tries.append(tuple(read))
        wholes = [
            (some, Character(tuple(part for each, _ in some for part in each.parts)))
            for some in tries
        ]
        asked = [
            (some, (whole, answer(whole)))
            for some, whole in wholes
            if whole.width < WIDEST * whole.height
        ]
        sure = [(some, one) for some, one in asked if not doubt(one[1]) and one[1].max() >= SURER]
        if not sure:
            break
        some, one = max(sure, key=lambda pair: float(pair[1][1].max()))
        read = [each for each in read if not any(each is other for other in some)] + [one]
    return read


def _may_be_one(one: Read, other: Read) -> bool:
    (a, y), (b, z) = one, other
    across = min(a.right, b.right) - max(a.left, b.left)
    down = min(a.bottom, b.bottom) - max(a.top, b.top)
    if not (doubt(y) or doubt(z)):
        narrow, low = min(a.width, b.width), min(a.height, b.height)
        return across >= 0.5 * narrow and 0 <= down < 0.3 * low
    long = max(max(each.height, each.width) for each in (a, b))
    return -down <= BELOW * long if across > 0 else down > 0 and -across <= BESIDE * long
