"""Layers that look at what they are given, and networks of them of any depth."""

from __future__ import annotations  # np.random loads when it is used, not when it is named

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from mlcheats import layers
from mlcheats._types import AnyLayer, Arrays, FloatArray
from mlcheats.checked.activations import softmax
from mlcheats.checked.arrays import as_distributions, as_floats, as_rows, fit
from mlcheats.checked.options import as_count, as_float_type, as_generator, as_nonnegative

IMAGES = 500  # that go through a network at once


class Checked:
    """The first base of a checked layer, before the bare one that it guards."""

    params: Arrays
    grads: Arrays
    least = 1  # examples in a batch, in training
    _shape: tuple[int, ...] | None = None  # of what forward has given

    def forward(self, x: ArrayLike, training: bool = False) -> FloatArray:
        """Return what the layer makes of a batch x, and keep what `backward` will need."""
        name = type(self).__name__
        inputs = as_floats(x, f"the input of {name}")
        if inputs.ndim < 2 or inputs.size == 0:
            raise ValueError(f"{name} takes a batch, (N, …), not empty, got {inputs.shape}")
        if training and len(inputs) < self.least:
            raise ValueError(f"{name} takes batches of {self.least} or more, got {len(inputs)}")
        self.check(inputs)
        kept = vars(self).copy()
        try:
            with np.errstate(over="ignore", invalid="ignore"):  # the outcome is checked
                y: FloatArray = super().forward(inputs, training)  # type: ignore[misc] # the bare one
            y = _of_its_own(as_floats(y, f"the output of {name}"), inputs)
            if self.params is not kept["params"]:
                for key, value in self.params.items():
                    as_floats(value, f"{key} of {name}")
        except ValueError:
            vars(self).clear()
            vars(self).update(kept)
            raise
        self._shape = y.shape
        return y

    def backward(self, dout: ArrayLike) -> FloatArray:
        """Return ∂E/∂x of ∂E/∂y for the batch of the last `forward`; `grads` holds the others."""
        name = type(self).__name__
        if self._shape is None:
            raise ValueError(f"{name} goes forward before it goes backward")
        given = as_floats(dout, f"what comes back to {name}")
        if given.shape != self._shape:
            raise ValueError(f"{name} gets back what has shape {self._shape}, got {given.shape}")
        kept = self.grads
        with np.errstate(over="ignore", invalid="ignore"):
            dx: FloatArray = super().backward(given)  # type: ignore[misc]
        try:
            for key, grad in self.grads.items():
                as_floats(grad, f"the gradient of {key} in {name}")
            return _of_its_own(as_floats(dx, f"what {name} sends back"), given)
        except ValueError:
            self.grads = kept
            raise

    def check(self, x: FloatArray) -> None:
        """Refuse what does not fit the layer."""


def _of_its_own(array: FloatArray, given: FloatArray) -> FloatArray:
    """Return an array whose memory is not that of what was given."""
    return array.copy() if np.may_share_memory(array, given) else array


class Affine(Checked, layers.Affine):
    """A layer x W + b for a batch x (N, input_size): (N, output_size).

    `params` holds W (input_size, output_size), drawn from a normal distribution of standard
    deviation `std`, by default He's √(2 / input_size), and b, zeros (K. He et al., 2015).
    Back: ∂E/∂W = xᵀ ∂E/∂y, ∂E/∂b = 1ᵀ ∂E/∂y, ∂E/∂x = ∂E/∂y Wᵀ.

    >>> layer = Affine(3, 2, rng=np.random.default_rng(0))
    >>> layer.forward(np.zeros((5, 3))).shape, layer.backward(np.ones((5, 2))).shape
    ((5, 2), (5, 3))
    >>> layer.grads["b"]
    array([5., 5.])
    """

    def __init__(
        self,
        input_size: int,
        output_size: int,
        *,
        rng: np.random.Generator,
        std: float | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        super().__init__(
            as_count(input_size, "input_size"),
            as_count(output_size, "output_size"),
            rng=as_generator(rng, "rng"),
            std=None if std is None else as_nonnegative(std, "std"),
            dtype=as_float_type(dtype, "dtype"),
        )

    def check(self, x: FloatArray) -> None:
        size = len(self.params["W"])
        if x.ndim != 2 or x.shape[1] != size:
            raise ValueError(f"Affine takes x of shape (N, {size}), got {x.shape}")


class Sigmoid(Checked, layers.Sigmoid):
    """A layer 1 / (1 + exp(-x)), element by element; back: ∂E/∂y ⊙ y ⊙ (1 - y).

    >>> layer = Sigmoid()
    >>> layer.forward([[0.0]]), layer.backward([[1.0]])
    (array([[0.5]]), array([[0.25]]))
    """


class ReLU(Checked, layers.ReLU):
    """A layer max(x, 0), element by element; back: ∂E/∂y where x > 0, else 0.

    >>> layer = ReLU()
    >>> layer.forward([[-2.0, 3.0]]), layer.backward([[1.0, 1.0]])
    (array([[-0.,  3.]]), array([[0., 1.]]))
    """


class Tanh(Checked, layers.Tanh):
    """A layer tanh(x), element by element; back: ∂E/∂y ⊙ (1 - y²).

    >>> layer = Tanh()
    >>> layer.forward([[0.0, 1.0]]), layer.backward([[1.0, 1.0]])
    (array([[0.        , 0.76159416]]), array([[1.        , 0.41997434]]))
    """


class LeakyReLU(Checked, layers.LeakyReLU):
    """A layer x where x > 0, else `slope` x, element by element; back: ∂E/∂y times 1 or `slope`.

    A slope that is not a finite number from 0 is a ValueError.

    A. Maas, A. Hannun and A. Ng, "Rectifier Nonlinearities Improve Neural Network Acoustic
    Models", 2013.

    >>> layer = LeakyReLU(0.1)
    >>> layer.forward([[-2.0, 3.0]]), layer.backward([[1.0, 1.0]])
    (array([[-0.2,  3. ]]), array([[0.1, 1. ]]))
    """

    def __init__(self, slope: float = 0.01) -> None:
        super().__init__(as_nonnegative(slope, "slope"))


class GELU(Checked, layers.GELU):
    """A layer x Φ(x), element by element, Φ(x) = erfc(-x / √2) / 2; back: ∂E/∂y ⊙ (Φ(x) + x φ(x)).

    φ(x) = exp(-x² / 2) / √(2π) is the density whose share below x is Φ(x). Exact, by the error
    function of Python's `math`, not the approximation by tanh.

    D. Hendrycks and K. Gimpel, "Gaussian Error Linear Units (GELUs)", 2016.

    >>> layer = GELU()
    >>> layer.forward([[-1.0, 1.0]]), layer.backward([[1.0, 1.0]])
    (array([[-0.15865525,  0.84134475]]), array([[-0.08331547,  1.08331547]]))
    """


class Shortcut(Checked, layers.Shortcut):
    """The start of a residual connection: it sends x on, and to the `Add` that ends it.

    The layers between the two make F(x), and the Add gives x + F(x). Back: what comes through
    F plus what comes around it, from the Add. K. He et al., "Deep Residual Learning for Image
    Recognition", 2016.

    >>> start = Shortcut()
    >>> end = Add(start)
    >>> end.forward(3 * start.forward([[1.0, 2.0]]))
    array([[4., 8.]])
    >>> start.backward(3 * end.backward([[1.0, 1.0]]))
    array([[4., 4.]])
    """

    def forward(self, x: ArrayLike, training: bool = False) -> FloatArray:
        """Return x, and keep it for the Add."""
        y = super().forward(x, training)
        vars(self).pop("dout", None)  # of another batch
        return y

    def backward(self, dout: ArrayLike) -> FloatArray:
        """Return ∂E/∂x of the batch, once the Add has gone backward."""
        if self._shape is not None and not hasattr(self, "dout"):
            raise ValueError("Shortcut goes backward after its Add")
        return super().backward(dout)


class Add(Checked, layers.Add):
    """The end of a residual connection: x plus what went into the `Shortcut`, of the same shape.

    Back: ∂E/∂y to the layers between and, around them, to the Shortcut.

    >>> start = Shortcut()
    >>> end = Add(start)
    >>> start.forward([[1.0, 2.0]]), end.forward([[10.0, 20.0]])
    (array([[1., 2.]]), array([[11., 22.]]))
    """

    def __init__(self, shortcut: layers.Shortcut) -> None:
        if not isinstance(shortcut, layers.Shortcut):
            raise TypeError(f"shortcut must be a Shortcut(), got {shortcut!r}")
        super().__init__(shortcut)

    def check(self, x: FloatArray) -> None:
        if not hasattr(self.shortcut, "x"):
            raise ValueError("Add goes forward after its Shortcut")
        if x.shape != self.shortcut.x.shape:
            shape = self.shortcut.x.shape
            raise ValueError(f"Add takes what went into its Shortcut, {shape}, got {x.shape}")


class SoftmaxCrossEntropy(layers.SoftmaxCrossEntropy):
    """The end of a classifier: the mean of -Σ_k t_k log softmax(a)_k; back: (y - t) / N.

    >>> end = SoftmaxCrossEntropy()
    >>> round(float(end.forward([[0.0, 0.0]], [1])), 4), end.backward()
    (0.6931, array([[ 0.5, -0.5]]))
    """

    def forward(self, a: ArrayLike, t: ArrayLike) -> np.floating[Any]:
        """Return the loss of scores a (N, K) for t, labels (N,) or one-hot (N, K)."""
        scores = as_rows(a, "a")
        if scores.ndim != 2:
            raise ValueError(f"a must have shape (N, K), got {scores.shape}")
        with np.errstate(over="ignore"):  # a_k - max a may be -inf; exp(-inf) is 0
            return super().forward(scores, as_distributions(t, scores.shape, scores.dtype))

    def backward(self) -> FloatArray:
        """Return ∂E/∂a, (N, K), of the last `forward`."""
        if not hasattr(self, "log_y"):
            raise ValueError("SoftmaxCrossEntropy goes forward before it goes backward")
        return super().backward()


class InParts(layers.Network):
    """A network through which images go some at a time, unless it learns from them.

    On the way through convolutions an image takes a hundred times its room.
    """

    def forward(self, x: FloatArray, training: bool = False) -> FloatArray:
        if training or x.ndim < 3 or len(x) <= IMAGES:
            return super().forward(x, training)
        parts = (x[start : start + IMAGES] for start in range(0, len(x), IMAGES))
        return np.concatenate([super(InParts, self).forward(part) for part in parts])


def check_ways_around(given: Sequence[AnyLayer]) -> None:
    """Raise ValueError unless each residual connection begins once and, later, ends once."""
    begun: list[layers.Shortcut] = []
    for i, layer in enumerate(given):
        if isinstance(layer, layers.Shortcut):
            begun.append(layer)
        elif isinstance(layer, layers.Add):
            if layer.shortcut not in begun:
                got = f"got an Add, layer {i + 1}, without a Shortcut of its own before it"
                raise ValueError(f"each Shortcut must have one Add, after it, {got}")
            begun.remove(layer.shortcut)
    if begun:
        raise ValueError("each Shortcut must have one Add, after it, got one without")


class Network(InParts):
    """A classifier of any layers, one after the other, with softmax and cross-entropy at the end.

    A layer has `forward(x, training)`, `backward(dout)`, and its parameters and gradients by
    name in `params` and `grads`. Those of the network are theirs, numbered by name: W1, b1,
    W2, …. `train` trains it. x is a batch (N, …), t labels (N,) or one-hot (N, K); what does
    not fit is a ValueError.

    >>> rng = np.random.default_rng(0)
    >>> net = Network([Affine(4, 8, rng=rng), ReLU(), Affine(8, 3, rng=rng)])
    >>> list(net.params), net.predict(np.zeros((5, 4))).shape
    (['W1', 'b1', 'W2', 'b2'], (5, 3))
    """

    def __init__(self, layers: Sequence[AnyLayer]) -> None:
        for layer in layers:
            for needed in ("forward", "backward", "params", "grads"):
                if isinstance(layer, type) or not hasattr(layer, needed):
                    raise TypeError(f"a layer must be one such as ReLU(), got {layer!r}")
        if not layers:
            raise ValueError("layers must hold one layer at least")
        check_ways_around(layers)
        super().__init__(layers)

    @property
    def params(self) -> Arrays:
        """The parameters of all layers: W1, b1, W2, …."""
        return super().params

    @params.setter
    def params(self, new: Mapping[str, ArrayLike]) -> None:
        old = super().params
        if not isinstance(new, Mapping) or new.keys() != old.keys():
            got = ", ".join(new) if isinstance(new, Mapping) else type(new).__name__
            raise ValueError(f"params must hold {', '.join(old)}, got {got}")
        arrays = {name: as_floats(new[name], name, np.float16) for name in old}
        for name, value in old.items():
            if arrays[name].shape != value.shape:
                raise ValueError(f"{name} must have shape {value.shape}, got {arrays[name].shape}")
        layers.Network.params.__set__(self, arrays)  # type: ignore[attr-defined]

    def forward(self, x: ArrayLike, training: bool = False) -> FloatArray:
        """Return the scores (N, K) of a batch; `training` says so to dropout and its like."""
        return super().forward(as_floats(x, "x"), training)

    def predict(self, x: ArrayLike) -> FloatArray:
        """Return class probabilities, (N, K)."""
        return softmax(self.forward(x))

    def loss(self, x: ArrayLike, t: ArrayLike) -> np.float64:
        """Return the mean cross-entropy error."""
        return np.float64(super().loss(*self.as_examples(x, t)))

    def accuracy(self, x: ArrayLike, t: ArrayLike) -> np.float64:
        """Return the share of examples whose largest output is the target's."""
        return np.float64(super().accuracy(*self.as_examples(x, t)))

    def backpropagate(self, x: ArrayLike, t: ArrayLike) -> tuple[FloatArray, Arrays]:
        """Return the log-probabilities, (N, K), and the gradient of the loss by name."""
        return super().backpropagate(*self.as_examples(x, t))

    def gradient(self, x: ArrayLike, t: ArrayLike) -> Arrays:
        """Return the gradient of the loss by name."""
        _, grads = self.backpropagate(x, t)
        return grads

    def as_examples(self, x: ArrayLike, t: ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Return a batch, and t as one-hot rows, in the type of the parameters."""
        dtype = np.result_type(np.float32, *self.params.values())
        inputs = fit(as_floats(x, "x"), dtype, "x")
        classes = self.forward(inputs[:1]).shape[-1]
        return inputs, as_distributions(t, (len(inputs), classes), dtype)
