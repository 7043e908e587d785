"""What the net makes of a field, and whether it is sure."""

import numpy as np

from mlcheats._types import FloatArray, Network
from mlcheats.networks import predict
from mlcheats.photos.slopes import slopes

NONE = 10  # the output for what is no digit
SURE = 0.7  # what is less probable is not said
# Degrees turned, slant, and how many times as narrow and as low.
VIEWS = [
    (0, 0, 1, 1), (8, 0, 1, 1), (-8, 0, 1, 1), (0, 0.15, 1, 1), (0, -0.15, 1, 1),
    (0, 0, 1.12, 1), (0, 0, 1, 1.1), (0, 0, 0.92, 0.95),
]  # fmt: skip


def answer(network: Network, field: FloatArray) -> FloatArray:
    """Return the probabilities of the digits 0 to 9 and, if the net knows it, of none.

    A net of 392 inputs is told the slopes of the field from several views, and its answers
    are averaged: one that hangs on a view is not sure. Another is told the 784 pixels.
    """
    if len(network["W1"]) == field.size:
        return predict(network, field)
    return predict(network, slopes(views(field))).mean(axis=0)


def doubt(y: FloatArray) -> str:
    """Return why an answer is not sure; nothing if it is. A net of ten outputs always is."""
    if len(y) == NONE:
        return ""
    first, second = np.argsort(y)[:-3:-1]
    if first == NONE:
        return "it looks like no digit"
    if y[first] >= SURE:
        return ""
    if second == NONE:
        return f"it is {first} or no digit"
    return f"it is {first} or {second}"


def views(field: FloatArray) -> FloatArray:
    """Return the field as it is, and a little turned, slanted and stretched: (8, 784)."""
    field = np.pad(field.reshape(28, 28), 1)
    here = np.indices((28, 28)).reshape(2, -1) - 14
    seen = []
    for angle, slant, narrow, low in VIEWS:
        cos, sin = np.cos(np.radians(angle)), np.sin(np.radians(angle))
        turn = np.array([[low * cos, -low * sin], [narrow * (sin + slant), narrow * cos]])
        there = (turn @ here + 15).clip(0, 28.999)
        i, j = there.astype(int)
        down, right = there - (i, j)
        upper = field[i, j] + right * (field[i, j + 1] - field[i, j])
        lower = field[i + 1, j] + right * (field[i + 1, j + 1] - field[i + 1, j])
        seen.append(upper + down * (lower - upper))
    return np.array(seen, np.float32)
