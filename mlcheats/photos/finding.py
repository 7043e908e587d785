"""The characters in a picture, and what hinders reading it."""

from typing import NamedTuple

import numpy as np

from mlcheats._types import FloatArray, IntArray
from mlcheats.photos import marks
from mlcheats.photos.characters import Character, characters
from mlcheats.photos.paper import cell_size, ink, papers, sheets, threshold
from mlcheats.photos.parts import Part, parts
from mlcheats.photos.rulings import without_rulings

MANY = 200  # parts: a pattern
SOLID = 0.45  # of the strongest ink of a part: what has less is its blurred edge
FAINT = 0.4  # of the strongest ink: what is paler shines through from behind
CUT_OFF = "a digit is cut off by the edge of the picture"
PATTERN = "there are more marks than a few digits make"


class Found(NamedTuple):
    """Characters, the ink of the picture, the numbers of its parts, and what hinders."""

    characters: list[Character]
    ink: FloatArray
    labels: IntArray
    trouble: str = ""


def find(colours: FloatArray, *, on_a_table: bool = True, cut_out: bool = False) -> Found:
    """Find what is written in (H, W, 3), on the largest sheet if some lie on a table.

    In a picture that was cut out along a digit all that reaches its edge is whole.
    """
    grid = papers(colours, cut_out=cut_out)
    strength = ink(colours, grid)
    least = threshold(strength)
    mask = without_rulings(strength > least)
    labels, pieces = parts(mask, strength)
    own = np.array([0, *(SOLID * part.peak for part in pieces)])
    labels, pieces = parts(mask & (strength > np.maximum(least, own[labels])), strength)
    long = max((max(part.height, part.width) for part in pieces), default=0)
    pieces = [p for p in pieces if max(p.height, p.width) >= 0.03 * long and p.area >= 3]
    if len(pieces) > MANY:
        return Found([], strength, labels, PATTERN)
    if cut_out:
        most = max((part.area * part.peak for part in pieces), default=0)
        pieces = [part for part in pieces if part.area * part.peak > 0.05 * most]
        return Found(characters(pieces) if pieces else [], strength, labels)
    if on_a_table:
        for sheet in sorted(pieces, key=lambda part: -part.area):
            if marks.is_sheet(sheet, labels) and (found := _on(sheet, colours, labels)):
                return found
    pieces = _without_lines(pieces, labels)
    change = marks.steps(colours)
    pieces = [p for p in pieces if p.area < 100 or not marks.is_ground(p, labels, change)]
    pieces = _of_one_sheet(pieces, labels, sheets(grid), cell_size(colours))
    whole, edge = _without_marks(pieces, labels)
    if whole:
        return Found(characters(whole), strength, labels, CUT_OFF if edge else "")
    if not edge:
        return Found([], strength, labels)
    part = max(edge, key=lambda part: part.area)
    closely = marks.touched(part, labels) == 4  # the picture is cut out along the digit
    return Found([Character((part,))], strength, labels, "" if closely else CUT_OFF)


def _without_lines(pieces: list[Part], labels: IntArray) -> list[Part]:
    """Leave out lines that are thinner than strokes, or longer than what stands beside them."""
    most = max((part.area for part in pieces), default=0)
    tall = max((part.height for part in pieces), default=0)
    high = 1.25 * min(sorted(p.height for p in pieces if p.height > tall / 2)[-2:], default=0)
    return [
        part
        for part in pieces
        if (part.area > most / 4 and part.height <= high) or not marks.is_straight(part, labels, 18)
    ]


def _of_one_sheet(pieces: list[Part], labels: IntArray, ground: IntArray, size: int) -> list[Part]:
    """Leave out what is beside or along the edge of the sheet with the most ink.

    But not what is beside it and looks as a digit.
    """

    def under(part: Part) -> int:
        middle = (part.top + part.bottom) // 2, (part.left + part.right) // 2
        return int(ground[middle[0] // size, middle[1] // size])

    whole = [part for part in pieces if not marks.touched(part, labels)]
    if not whole:
        return pieces
    main = max(whole, key=lambda part: part.height * part.width * part.peak)
    seam = marks.seams(ground)
    inner = [p for p in pieces if p == main or not marks.is_along(p, labels, seam, size)]
    upright = {p for p in whole if p.height > 0.5 * main.height and p.height > 0.6 * p.width}
    return [part for part in inner if part in upright or under(part) == under(main)]


def _without_marks(pieces: list[Part], labels: IntArray) -> tuple[list[Part], list[Part]]:
    """Return the strokes, and those parts at the picture's edge that a digit may be of."""
    whole = [part for part in pieces if not marks.touched(part, labels)]
    edge = [part for part in pieces if marks.touched(part, labels)]
    tall = max((max(part.height, part.width) for part in whole), default=0)
    large = [part.peak for part in whole if max(part.height, part.width) >= 0.3 * tall]
    least = FAINT * max(large, default=0)
    whole, edge = ([p for p in some if p.peak >= least] for some in (whole, edge))
    whole = [
        p for p in whole if not marks.is_frame(p, [q for q in whole if q.height > 0.15 * tall])
    ]
    tall = max((part.height for part in whole), default=0)
    return whole, [part for part in edge if _may_be_cut_off(part, labels, tall)]


def _may_be_cut_off(part: Part, labels: IntArray, tall: int) -> bool:
    """Whether a part at the edge is as large as a digit, and neither a line nor a table."""
    high, wide = labels.shape
    long = max(part.height, part.width)
    if marks.touched(part, labels) == 4:
        return not tall
    upright = part.top > 0 and part.bottom < high  # cut off on a side, it is as high as it was
    if part.height < (0.5 if upright else 0.2) * tall:
        return False
    spans = part.height > 0.75 * high or part.width > 0.75 * wide or long > 2.5 * tall
    return not marks.is_straight(part, labels) and long > 0.3 * tall and not (tall and spans)


def _on(sheet: Part, colours: FloatArray, labels: IntArray) -> Found | None:
    """Find what is on a sheet that lies on something; None if it is blank."""
    mask = marks.filled(marks.inside(sheet, labels))
    for _ in range(max(2, round(0.05 * min(mask.shape)))):  # its edge is no ink
        mask = marks.core(mask)
    at = slice(sheet.top, sheet.bottom), slice(sheet.left, sheet.right)
    part = np.where(mask[..., None], colours[at], np.median(colours[at][mask], axis=0))
    found = find(part.astype(np.float32), on_a_table=False)
    if max((each.height for each in found.characters), default=0) < 0.2 * sheet.height:
        return None
    moved = [
        Character(
            tuple(
                p._replace(
                    top=p.top + sheet.top, bottom=p.bottom + sheet.top,
                    left=p.left + sheet.left, right=p.right + sheet.left,
                )
                for p in character.parts
            )
        )
        for character in found.characters
    ]  # fmt: skip
    strength, numbers = np.zeros(labels.shape, np.float32), np.zeros_like(labels)
    strength[at], numbers[at] = found.ink, found.labels
    return Found(moved, strength, numbers, found.trouble)
