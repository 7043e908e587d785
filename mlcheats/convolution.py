"""Convolution and max pooling, as functions and as layers, and a network of them, as on the page.

Images are (N, C, H, W) outside. Inside, the images come last, (C, H, W, N), so that what is copied
and added up lies in long runs.
"""

from __future__ import annotations  # np.random loads when it is used, not when it is named

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from mlcheats._types import AnyLayer, FloatArray
from mlcheats.layers import Affine, Layer, Network, ReLU


def places(x: FloatArray, size: Sequence[int], stride: int) -> Iterator[FloatArray]:
    """For each place in a window, what stands there in all windows of x (C, H, W, N)."""
    (H, W), (h, w) = x.shape[1:3], size
    for i in range(h):
        for j in range(w):
            yield x[:, i : H - h + i + 1 : stride, j : W - w + j + 1 : stride]


def im2col(x: FloatArray, size: Sequence[int], *, stride: int = 1, pad: int = 0) -> FloatArray:
    """Each window as a column: (C h w, OH, OW, N)."""
    rim = ((0, 0), (pad, pad), (pad, pad), (0, 0))
    x = np.pad(x.transpose(1, 2, 3, 0), rim)
    columns = np.stack(list(places(x, size, stride)), axis=1)
    return columns.reshape(-1, *columns.shape[2:])


def conv2d(
    x: FloatArray, W: FloatArray, b: FloatArray, *, stride: int = 1, pad: int = 0
) -> FloatArray:
    columns = im2col(x, W.shape[2:], stride=stride, pad=pad)
    rows = W.reshape(len(W), -1)
    y = rows @ columns.reshape(len(columns), -1) + b[:, np.newaxis]
    return y.reshape(len(W), *columns.shape[1:]).transpose(3, 0, 1, 2)


def max_pool(x: FloatArray, size: int, *, stride: int | None = None) -> FloatArray:
    parts = places(x.transpose(1, 2, 3, 0), (size, size), stride or size)
    return reduce(np.maximum, parts).transpose(3, 0, 1, 2)


def col2im(
    columns: FloatArray,
    shape: Sequence[int],
    size: Sequence[int],
    *,
    stride: int = 1,
    pad: int = 0,
) -> FloatArray:
    """Add each column to where im2col has taken it from."""
    N, C, H, W = shape
    columns = columns.reshape(C, size[0] * size[1], -1)
    x = np.zeros((C, H + 2 * pad, W + 2 * pad, N), columns.dtype)
    for k, part in enumerate(places(x, size, stride)):
        part += columns[:, k].reshape(part.shape)
    return x[:, pad : pad + H, pad : pad + W].transpose(3, 0, 1, 2)


class Convolution(Layer):
    """conv2d with filters that are learned."""

    def __init__(
        self,
        channels: int,
        filters: int,
        size: int,
        *,
        stride: int = 1,
        pad: int = 0,
        rng: np.random.Generator,
        std: float | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        super().__init__()
        self.options = {"stride": stride, "pad": pad}
        shape = (filters, channels, size, size)
        std = np.sqrt(2 / (channels * size**2)) if std is None else std  # He
        W = std * rng.standard_normal(shape)
        self.params = {"W": W.astype(dtype), "b": np.zeros(filters, dtype)}

    def forward(self, x: FloatArray, training: bool = False) -> FloatArray:
        self.x = x
        return conv2d(x, self.params["W"], self.params["b"], **self.options)

    def backward(self, dout: FloatArray) -> FloatArray:
        W = self.params["W"]
        size = W.shape[2:]
        columns = im2col(self.x, size, **self.options)
        delta = dout.transpose(1, 2, 3, 0).reshape(len(W), -1)
        dW = delta @ columns.reshape(len(columns), -1).T
        self.grads = {"W": dW.reshape(W.shape), "b": delta.sum(axis=1)}
        dcolumns = W.reshape(len(W), -1).T @ delta
        return col2im(dcolumns, self.x.shape, size, **self.options)


class MaxPool(Layer):
    """The largest number of each window."""

    def __init__(self, size: int, *, stride: int | None = None) -> None:
        super().__init__()
        self.size, self.stride = size, stride or size

    def forward(self, x: FloatArray, training: bool = False) -> FloatArray:
        self.x = x
        self.y = max_pool(x, self.size, stride=self.stride)
        return self.y

    def backward(self, dout: FloatArray) -> FloatArray:
        x, y, dout = (a.transpose(1, 2, 3, 0) for a in (self.x, self.y, dout))
        dx = np.zeros(x.shape, dout.dtype)
        size = (self.size, self.size)
        waiting = np.ones(y.shape, bool)
        both = places(x, size, self.stride), places(dx, size, self.stride)
        for part, into in zip(*both, strict=True):
            here = waiting & (part == y)
            into += dout * here
            waiting &= ~here  # only the first of the largest gets it
        return dx.transpose(3, 0, 1, 2)


class Flatten(Layer):
    """(N, C, H, W) to (N, C H W)."""

    def forward(self, x: FloatArray, training: bool = False) -> FloatArray:
        self.shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, dout: FloatArray) -> FloatArray:
        return dout.reshape(self.shape)


class ConvNet(Network):
    """Convolution, pooling and ReLU for each number of filters, and an affine layer at the end."""

    def __init__(
        self,
        input_shape: Sequence[int],
        filters: Sequence[int],
        output_size: int,
        *,
        size: int = 5,
        rng: np.random.Generator,
        dtype: DTypeLike = np.float64,
    ) -> None:
        C, H, W = input_shape
        options: dict[str, Any] = {"rng": rng, "dtype": dtype}
        layers: list[AnyLayer] = []
        for K in filters:
            layers += [Convolution(C, K, size, **options), MaxPool(2), ReLU()]
            C, H, W = K, (H - size + 1) // 2, (W - size + 1) // 2
        layers += [Flatten(), Affine(C * H * W, output_size, **options)]
        super().__init__(layers)
