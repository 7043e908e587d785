"""Convolution and max pooling that look at what they are given, and a network of them."""

from __future__ import annotations  # np.random loads when it is used, not when it is named

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from mlcheats import convolution
from mlcheats._types import AnyLayer, FloatArray
from mlcheats.checked.arrays import as_floats
from mlcheats.checked.layers import Affine, Checked, Network, ReLU
from mlcheats.checked.options import as_count, as_float_type, as_generator, as_nonnegative


def conv2d(
    x: ArrayLike, W: ArrayLike, b: ArrayLike, *, stride: int = 1, pad: int = 0
) -> FloatArray:
    """Slide the filters W (K, C, h, w) over the images x (N, C, H, W): (N, K, OH, OW).

    y[n, k, i, j] = b[k] + Σ x[n, c, i·stride + u - pad, j·stride + v - pad] W[k, c, u, v], summed
    over c, u and v, with zeros around the image; OH = ⌊(H + 2 pad - h) / stride⌋ + 1, OW likewise.
    Where the steps leave a rest at the right or below, it is not used. Filters larger than the
    padded image, or of other channels, are a ValueError (Y. LeCun et al., 1998).

    >>> conv2d([[[[1, 2, 3], [4, 5, 6]]]], [[[[1, -1]]]], [0.5])
    array([[[[-0.5, -0.5],
             [-0.5, -0.5]]]])
    """
    images, filters = as_images(x, "x"), as_floats(W, "W")
    stride, pad = as_count(stride, "stride"), as_count(pad, "pad", 0)
    if filters.ndim != 4 or filters.size == 0 or filters.shape[1] != images.shape[1]:
        asked = f"(K, {images.shape[1]}, h, w) for x of shape {images.shape}"
        raise ValueError(f"W must have shape {asked}, got {filters.shape}")
    bias = as_floats(b, "b")
    if bias.shape != filters.shape[:1]:
        raise ValueError(f"b must have shape {filters.shape[:1]} as W asks, got {bias.shape}")
    check_fit(images.shape, filters.shape[2:], pad)
    with np.errstate(over="ignore", invalid="ignore"):  # the outcome is checked
        y = convolution.conv2d(images, filters, bias, stride=stride, pad=pad)
    return as_floats(y, "the outcome of conv2d")


def max_pool(x: ArrayLike, size: int, *, stride: int | None = None) -> FloatArray:
    """Return the largest number of each window of the images x (N, C, H, W): (N, C, OH, OW).

    A window is `size` by `size`, and the next is `stride` further, by default `size`.
    OH = ⌊(H - size) / stride⌋ + 1, OW likewise; a rest at the right or below is not used. A window
    larger than the image is a ValueError.

    >>> max_pool([[[[1, 2, 0], [4, 3, 9]]]], 2)
    array([[[[4.]]]])
    """
    images, size = as_images(x, "x"), as_count(size, "size")
    check_fit(images.shape, (size, size))
    stride = size if stride is None else as_count(stride, "stride")
    images = images.copy() if size == 1 else images  # of which it would be a view
    return convolution.max_pool(images, size, stride=stride)


def as_images(value: ArrayLike, name: str) -> FloatArray:
    """Return images (N, C, H, W), not empty, as floats."""
    images = as_floats(value, name)
    if images.ndim != 4 or images.size == 0:
        raise ValueError(f"{name} must have shape (N, C, H, W), not empty, got {images.shape}")
    return images


def check_fit(shape: Sequence[int], size: Sequence[int], pad: int = 0) -> None:
    """Refuse a window larger than the image and its rim."""
    room = shape[2] + 2 * pad, shape[3] + 2 * pad
    if size[0] > room[0] or size[1] > room[1]:
        rim = f" with a rim of {pad}" if pad else ""
        image = f"an image of {room[0]} by {room[1]}{rim}"
        raise ValueError(f"a window must fit in {image}, got {size[0]} by {size[1]}")


class Convolution(Checked, convolution.Convolution):
    """A layer `conv2d` with filters that are learned: (N, channels, H, W) to (N, filters, OH, OW).

    `params` holds W (filters, channels, size, size), drawn from a normal distribution of standard
    deviation `std`, by default He's √(2 / (channels · size²)), and b, zeros (K. He et al., 2015).
    Back: with each window a column of X, ∂E/∂W = ∂E/∂y Xᵀ, ∂E/∂b = ∂E/∂y 1, ∂E/∂X = Wᵀ ∂E/∂y,
    and each pixel adds up what comes from all windows that it is in.

    >>> layer = Convolution(1, 8, 5, rng=np.random.default_rng(0))
    >>> layer.forward(np.zeros((2, 1, 28, 28))).shape, layer.params["W"].shape
    ((2, 8, 24, 24), (8, 1, 5, 5))
    """

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
        super().__init__(
            as_count(channels, "channels"),
            as_count(filters, "filters"),
            as_count(size, "size"),
            stride=as_count(stride, "stride"),
            pad=as_count(pad, "pad", 0),
            rng=as_generator(rng, "rng"),
            std=None if std is None else as_nonnegative(std, "std"),
            dtype=as_float_type(dtype, "dtype"),
        )

    def check(self, x: FloatArray) -> None:
        _, C, *size = self.params["W"].shape
        if x.ndim != 4 or x.shape[1] != C:
            raise ValueError(f"Convolution takes x of shape (N, {C}, H, W), got {x.shape}")
        check_fit(x.shape, size, self.options["pad"])


class MaxPool(Checked, convolution.MaxPool):
    """A layer `max_pool`; back: ∂E/∂y to the first largest number of each window, 0 elsewhere.

    >>> layer = MaxPool(2)
    >>> layer.forward([[[[1, 2], [4, 4]]]]), layer.backward([[[[5.0]]]])
    (array([[[[4.]]]]), array([[[[0., 0.],
             [5., 0.]]]]))
    """

    def __init__(self, size: int, *, stride: int | None = None) -> None:
        super().__init__(
            as_count(size, "size"),
            stride=None if stride is None else as_count(stride, "stride"),
        )

    def check(self, x: FloatArray) -> None:
        if x.ndim != 4:
            raise ValueError(f"MaxPool takes x of shape (N, C, H, W), got {x.shape}")
        check_fit(x.shape, (self.size, self.size))


class Flatten(Checked, convolution.Flatten):
    """A layer that makes a row of each example, (N, …) to (N, D), and back.

    >>> layer = Flatten()
    >>> layer.forward(np.zeros((2, 8, 4, 4))).shape, layer.backward(np.zeros((2, 128))).shape
    ((2, 128), (2, 8, 4, 4))
    """


class ConvNet(Network):
    """A classifier of images: convolution, max pooling, ReLU, …, and an affine layer at the end.

    For images `input_shape` (C, H, W); `filters` has the number of filters of each convolution,
    all `size` by `size`, each halved by pooling. Images that become too small on the way are a
    ValueError (Y. LeCun et al., 1998).

    >>> net = ConvNet((1, 28, 28), (8, 16), 10, rng=np.random.default_rng(0))
    >>> net.predict(np.zeros((5, 1, 28, 28))).shape
    (5, 10)
    >>> [value.shape for value in net.params.values()]
    [(8, 1, 5, 5), (8,), (16, 8, 5, 5), (16,), (256, 10), (10,)]
    """

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
        if np.shape(input_shape) != (3,):
            raise ValueError(f"input_shape must be (C, H, W), got {input_shape!r}")
        C, H, W = (as_count(side, "input_shape") for side in input_shape)
        if np.ndim(filters) != 1 or len(filters) == 0:
            raise ValueError(f"filters must hold a number for each convolution, got {filters!r}")
        size = as_count(size, "size")
        layers: list[AnyLayer] = []
        for K in filters:
            if min(H, W) <= size:
                larger = f"larger than {size} by {size} for such filters and pooling"
                raise ValueError(f"images must be {larger} in each turn, got {H} by {W}")
            layers += [Convolution(C, K, size, rng=rng, dtype=dtype), MaxPool(2), ReLU()]
            C, H, W = K, (H - size + 1) // 2, (W - size + 1) // 2
        layers += [Flatten(), Affine(C * H * W, output_size, rng=rng, dtype=dtype)]
        super().__init__(layers)
