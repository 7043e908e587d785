"""From parts to characters: what belongs together, in the order of reading."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from mlcheats.photos.parts import Part

SPECK = 0.2  # of the tallest character: what is smaller in both directions is dirt


class Character(NamedTuple):
    """One or several parts, and the box around them."""

    parts: tuple[Part, ...]

    @property
    def top(self) -> int:
        return min(part.top for part in self.parts)

    @property
    def left(self) -> int:
        return min(part.left for part in self.parts)

    @property
    def bottom(self) -> int:
        return max(part.bottom for part in self.parts)

    @property
    def right(self) -> int:
        return max(part.right for part in self.parts)

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def width(self) -> int:
        return self.right - self.left


def characters(parts: Sequence[Part]) -> list[Character]:
    """Put strokes of one character together; leave out underlines and specks."""
    tall = max(part.height for part in parts)
    bars = [part for part in parts if part.width > 3 * part.height and part.height < 0.3 * tall]
    found: list[Character] = []
    for part in sorted(set(parts) - set(bars), key=lambda part: -part.area):
        _add(part, found, _is_stroke)
    for bar in bars:
        if not any(_is_underline(bar, character) for character in found):
            _add(bar, found, _is_bar)
    tall = max(each.height for each in found)
    return [each for each in found if max(each.height, each.width) >= SPECK * tall]


def _add(part: Part, found: list[Character], belongs: Callable[[Part, Character], bool]) -> None:
    for i, character in enumerate(found):
        if belongs(part, character):
            found[i] = Character((*character.parts, part))
            return
    found.append(Character((part,)))


def _is_stroke(part: Part, of: Character) -> bool:
    """Whether a smaller part is near, and above, below, beside or in the character."""
    across = min(part.right, of.right) - max(part.left, of.left)
    down = min(part.bottom, of.bottom) - max(part.top, of.top)
    near = 0.12 * max(of.height, of.width)
    small = part.height < 0.6 * of.height
    if across >= 0.5 * min(part.width, of.width):
        return -down <= (near if small else 0.5 * near)  # or the pen left a gap
    return small and down > 0.5 * part.height and -across <= 0.5 * near


def _is_underline(bar: Part, character: Character) -> bool:
    across = min(bar.right, character.right) - max(bar.left, character.left)
    below = bar.top >= character.bottom - 0.1 * character.height
    off = abs(bar.left + bar.right - character.left - character.right) / 2
    above = bar.bottom <= character.top and off < 0.2 * character.width < 0.25 * bar.width
    far = 0.15 if bar.width < 1.3 * character.width else 0
    above &= bar.bottom <= character.top - far * character.height
    return across >= 0.4 * min(bar.width, character.width) and (below or above)


def _is_bar(bar: Part, character: Character) -> bool:
    """Whether it is the bar of a 5 or a 7 that was not written in one go."""
    across = min(bar.right, character.right) - max(bar.left, character.left)
    down = min(bar.bottom, character.bottom) - max(bar.top, character.top)
    if across >= 0.4 * min(bar.width, character.width):
        return bar.width < 1.3 * character.width and -down < 0.15 * character.height
    high = bar.bottom < character.top + 0.4 * character.height
    near = -min(across, down) < 0.12 * character.height
    return high and near and bar.width < 1.5 * character.width


def lines(characters: Sequence[Character]) -> list[list[Character]]:
    """Return the lines from the top, each from the left."""
    found: list[list[Character]] = []
    for character in sorted(characters, key=lambda each: each.top + each.bottom):
        for line in found[-1:]:
            if any(_beside(character, other) for other in line):
                line.append(character)
                break
        else:
            found.append([character])
    return [sorted(line, key=lambda each: each.left) for line in found]


def _beside(one: Character, other: Character) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared >= 0.3 * min(one.height, other.height)
