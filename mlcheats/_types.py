"""Names for what the functions take and give."""

from collections.abc import Mapping
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.floating[Any]]
Float64Array: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.integer[Any]]
Numbers: TypeAlias = NDArray[np.floating[Any] | np.integer[Any]]

Network: TypeAlias = Mapping[str, FloatArray]  # W1, b1, W2, b2, …
Arrays: TypeAlias = dict[str, FloatArray]  # parameters or their gradients, by name


class Optimizer(Protocol):
    """What `train` asks of an optimizer."""

    def update(self, params: Arrays, grads: Arrays) -> Arrays: ...


class Trainable(Protocol):
    """What `train` asks of a network."""

    params: Arrays

    def predict(self, x: Any) -> FloatArray: ...
    def accuracy(self, x: Any, t: Any) -> np.floating: ...
    def backpropagate(self, x: Any, t: Any) -> tuple[FloatArray, Arrays]: ...


class Learner(Protocol):
    """What early stopping asks of a network."""

    @property
    def params(self) -> Arrays: ...
    def loss(self, x: Any, t: Any) -> np.floating: ...


class AnyLayer(Protocol):
    """What a network asks of a layer: parameters and gradients by name, forward, backward."""

    params: Arrays
    grads: Arrays

    def forward(self, x: FloatArray, training: bool = False) -> FloatArray: ...
    def backward(self, dout: FloatArray) -> FloatArray: ...
