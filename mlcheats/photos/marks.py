"""What a part is: a stroke, a line, a sheet, a piece of the ground, a thing at the edge."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from mlcheats._types import FloatArray, IntArray
from mlcheats.photos.parts import Mask, Part, label


def inside(part: Part, labels: IntArray) -> Mask:
    """Return the part alone, cut out."""
    return labels[part.top : part.bottom, part.left : part.right] == part.number


def filled(mask: Mask) -> Mask:
    """Return the mask without its holes."""
    around, _ = label(np.pad(~mask, 1, constant_values=True))
    return (around != around[0, 0])[1:-1, 1:-1]


def core(mask: Mask) -> Mask:
    """Return the pixels of a mask whose four neighbours are in it, too."""
    m = np.pad(mask, 1)
    return mask & m[:-2, 1:-1] & m[2:, 1:-1] & m[1:-1, :-2] & m[1:-1, 2:]


def is_straight(part: Part, labels: IntArray, times: float = 12) -> bool:
    """Whether it is a line, at least so many times as long as it is thick."""
    spread = np.cov(np.nonzero(inside(part, labels))) + np.eye(2) / 12
    thick, long = np.linalg.eigvalsh(spread)
    return bool(part.area >= 8 and times**2 * thick < long)


def steps(colours: FloatArray) -> FloatArray:
    """Return how much the brightness changes within ten pixels around each one."""
    small = np.pad(colours[::2, ::2], ((2, 2), (2, 2), (0, 0)), mode="edge")
    high, wide = small.shape[0] - 4, small.shape[1] - 4
    rows = [small[i : i + high] for i in range(5)]
    most, least = np.maximum.reduce(rows), np.minimum.reduce(rows)
    most = np.maximum.reduce([most[:, j : j + wide] for j in range(5)])
    least = np.minimum.reduce([least[:, j : j + wide] for j in range(5)])
    share = (most - least).max(axis=-1) / np.maximum(0.2, most.max(axis=-1))
    return share.repeat(2, axis=0).repeat(2, axis=1)


def is_ground(part: Part, labels: IntArray, change: FloatArray) -> bool:
    """Whether it is a piece of paper or table: a seventh of its outline is no edge."""
    mask = inside(part, labels)
    rim = mask & ~core(mask)
    change = change[part.top : part.bottom, part.left : part.right][rim]
    return bool(np.mean(change < 0.3 * part.peak) > 0.15)


def seams(ground: IntArray) -> Mask:
    """Return the cells of a grid beside which another ground begins."""
    p = np.pad(ground, 1, mode="edge")
    around = sliding_window_view(p, (3, 3))
    return (around != ground[..., None, None]).any(axis=(-2, -1))


def is_along(part: Part, labels: IntArray, seam: Mask, size: int) -> bool:
    """Whether most of it is in such cells."""
    rows, columns = np.nonzero(inside(part, labels))
    return bool(np.mean(seam[(rows + part.top) // size, (columns + part.left) // size]) > 0.5)


def is_sheet(part: Part, labels: IntArray) -> bool:
    """Whether it is a rectangle of some size: a frame, or a sheet, which may lie askew."""
    short, long = sorted((part.height, part.width))
    if short < 0.1 * max(labels.shape) or long > 3 * short:
        return False
    mask = filled(inside(part, labels))
    area = np.count_nonzero(mask)
    if part.area > 0.3 * area:
        rim = np.stack(np.nonzero(mask & ~core(mask)), axis=1)
        angle = np.radians(np.arange(0, 180, 5))
        extents = np.ptp(rim @ np.stack([np.cos(angle), np.sin(angle)]), axis=0) + 1
        fills = area / np.min(extents * np.roll(extents, 18))
        return bool(fills > (0.86 if part.area > 0.75 * area else 0.9))  # a 0 fills some 0.8
    high, wide = (side // 8 for side in mask.shape)
    top, bottom = mask[:high], mask[-high:]
    corners = (top[:, :wide], top[:, -wide:], bottom[:, :wide], bottom[:, -wide:])
    return bool(area > 0.75 * mask.size and min(corner.mean() for corner in corners) > 0.15)


def touched(part: Part, labels: IntArray) -> int:
    """Return how many edges of the picture it reaches."""
    high, wide = labels.shape
    return (part.top == 0) + (part.left == 0) + (part.bottom == high) + (part.right == wide)


def is_frame(part: Part, others: list[Part]) -> bool:
    """Whether it is around something of at least a third of its height."""
    return any(
        part.top < p.top and part.left < p.left and part.bottom > p.bottom
        and part.right > p.right and p.height > 0.35 * part.height
        for p in others
    )  # fmt: skip
