"""A network as a list of layers, each with its way forward and its way back, as on the page."""

from __future__ import annotations  # np.random loads when it is used, not when it is named

import math
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import DTypeLike

from mlcheats._types import AnyLayer, Arrays, FloatArray, Numbers
from mlcheats.activations import log_softmax, sigmoid, softmax
from mlcheats.losses import one_hot_like, softmax_cross_entropy


class Layer:
    """What all layers have: parameters and, after `backward`, their gradients, by name."""

    def __init__(self) -> None:
        self.params: Arrays = {}
        self.grads: Arrays = {}


class Affine(Layer):
    """x W + b."""

    def __init__(
        self,
        input_size: int,
        output_size: int,
        *,
        rng: np.random.Generator,
        std: float | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        super().__init__()
        std = np.sqrt(2 / input_size) if std is None else std  # He
        W = std * rng.standard_normal((input_size, output_size))
        self.params = {"W": W.astype(dtype), "b": np.zeros(output_size, dtype)}

    def forward(self, x: FloatArray, training: bool = False) -> FloatArray:
        self.x = x
        return x @ self.params["W"] + self.params["b"]

    def backward(self, dout: FloatArray) -> FloatArray:
        ones = np.ones(len(dout), dout.dtype)
        self.grads = {"W": self.x.T @ dout, "b": ones @ dout}
        return dout @ self.params["W"].T


class Sigmoid(Layer):
    """1 / (1 + exp(-x)), element by element."""

    def forward(self, x: FloatArray, training: bool = False) -> FloatArray:
        self.z = sigmoid(x)
        return self.z

    def backward(self, dout: FloatArray) -> FloatArray:
        return dout * self.z * (1 - self.z)


class ReLU(Layer):
    """max(x, 0), element by element."""

    def forward(self, x: FloatArray, training: bool = False) -> FloatArray:
        self.positive = x > 0
        return x * self.positive

    def backward(self, dout: FloatArray) -> FloatArray:
        return dout * self.positive


class Tanh(Layer):
    """tanh(x), element by element."""

    def forward(self, x: FloatArray, training: bool = False) -> FloatArray:
        self.z = np.tanh(x)
        return self.z

    def backward(self, dout: FloatArray) -> FloatArray:
        return dout * (1 - self.z**2)


class LeakyReLU(Layer):
    """x where it is positive, else slope x."""

    def __init__(self, slope: float = 0.01) -> None:
        super().__init__()
        self.slope = slope

    def forward(self, x: FloatArray, training: bool = False) -> FloatArray:
        self.positive = x > 0
        return np.where(self.positive, x, self.slope * x)

    def backward(self, dout: FloatArray) -> FloatArray:
        return np.where(self.positive, dout, self.slope * dout)


erfc = np.vectorize(math.erfc, otypes=[float])  # NumPy has none; 1 + erf cancels far below 0


class GELU(Layer):
    """x Φ(x), element by element, where Φ is the share of a normal distribution below x."""

    def forward(self, x: FloatArray, training: bool = False) -> FloatArray:
        self.x = x
        self.below = erfc(-x / math.sqrt(2)).astype(x.dtype) / 2
        return x * self.below

    def backward(self, dout: FloatArray) -> FloatArray:
        density = np.exp(-(self.x**2) / 2) / math.sqrt(2 * math.pi)
        return dout * (self.below + self.x * density)


class Shortcut(Layer):
    """The start of a way around some layers, which an Add ends."""

    dout: FloatArray  # what came around them, from the Add

    def forward(self, x: FloatArray, training: bool = False) -> FloatArray:
        self.x = x
        return x

    def backward(self, dout: FloatArray) -> FloatArray:
        return dout + self.dout


class Add(Layer):
    """x plus what went into the shortcut."""

    def __init__(self, shortcut: Shortcut) -> None:
        super().__init__()
        self.shortcut = shortcut

    def forward(self, x: FloatArray, training: bool = False) -> FloatArray:
        return x + self.shortcut.x

    def backward(self, dout: FloatArray) -> FloatArray:
        self.shortcut.dout = dout
        return dout


class SoftmaxCrossEntropy:
    """The end of a classifier: the mean loss of scores, and its gradient (y - t) / N."""

    def forward(self, a: FloatArray, t: Numbers) -> np.floating:
        self.log_y = log_softmax(a)
        self.t = one_hot_like(t, self.log_y)
        return 0.0 - np.vdot(self.t, self.log_y) / len(a)

    def backward(self) -> FloatArray:
        return (np.exp(self.log_y) - self.t) / len(self.t)


class Network:
    """Layers one after the other, softmax at the end."""

    def __init__(self, layers: Sequence[AnyLayer]) -> None:
        self.layers = list(layers)
        self.last = SoftmaxCrossEntropy()

    def named(self) -> Iterator[tuple[str, AnyLayer, str]]:
        """W1, b1, W2, …: the names of all parameters, and where each is."""
        count: Counter[str] = Counter()
        for layer in self.layers:
            for name in layer.params:
                count[name] += 1
                yield f"{name}{count[name]}", layer, name

    @property
    def params(self) -> Arrays:
        return {key: layer.params[name] for key, layer, name in self.named()}

    @params.setter
    def params(self, new: Arrays) -> None:
        for key, layer, name in self.named():
            layer.params[name] = new[key]

    def forward(self, x: FloatArray, training: bool = False) -> FloatArray:
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def predict(self, x: FloatArray) -> FloatArray:
        return softmax(self.forward(x))

    def loss(self, x: FloatArray, t: Numbers) -> np.floating:
        return softmax_cross_entropy(self.forward(x), t)

    def accuracy(self, x: FloatArray, t: Numbers) -> np.floating:
        y = self.forward(x)
        return np.mean(np.argmax(y, axis=-1) == np.argmax(one_hot_like(t, y), axis=-1))

    def backpropagate(self, x: FloatArray, t: Numbers) -> tuple[FloatArray, Arrays]:
        self.last.forward(self.forward(x, training=True), t)
        dout = self.last.backward()
        for layer in reversed(self.layers):
            dout = layer.backward(dout)
        grads = {key: layer.grads[name] for key, layer, name in self.named()}
        return self.last.log_y, grads

    def gradient(self, x: FloatArray, t: Numbers) -> Arrays:
        _, grads = self.backpropagate(x, t)
        return grads
