"""The boundary of networks: weights that fit each other, and examples that fit the weights."""

from collections.abc import Mapping
from typing import TypeAlias

from numpy.typing import ArrayLike

from mlcheats._arrays import FloatArray, as_classes, as_floats

Network: TypeAlias = Mapping[str, FloatArray]


def check_network(network: Mapping[str, ArrayLike]) -> dict[str, FloatArray]:
    """Return W1, b1, …, Wn, bn as float arrays, or say which of them does not fit.

    W_i is (inputs, outputs) with the outputs of W_(i-1) as its inputs; b_i is (outputs,).
    """
    if not isinstance(network, Mapping):
        raise TypeError(f"network must be a dictionary of arrays, got {type(network).__name__}")
    depth = max(1, (len(network) + 1) // 2)
    names = [f"{letter}{i}" for i in range(1, depth + 1) for letter in "Wb"]
    if set(network) != set(names):
        raise ValueError(
            f"network must hold {', '.join(names)}, got {', '.join(map(str, network))}"
        )
    checked = {name: as_floats(network[name], name) for name in names}
    for i in range(1, depth + 1):
        W, b = checked[f"W{i}"], checked[f"b{i}"]
        if W.ndim != 2 or W.size == 0:
            raise ValueError(f"W{i} must have shape (inputs, outputs), got {W.shape}")
        if i > 1 and len(W) != checked[f"W{i - 1}"].shape[1]:
            raise ValueError(
                f"W{i} must have shape ({checked[f'W{i - 1}'].shape[1]}, …) "
                f"to follow W{i - 1}, got {W.shape}"
            )
        if b.shape != W.shape[1:]:
            raise ValueError(f"b{i} must have shape {W.shape[1:]} as W{i} asks, got {b.shape}")
    return checked


def check_input(x: ArrayLike, input_size: int) -> FloatArray:
    """Return one input (D,) or a batch (N, D) as floats."""
    inputs = as_floats(x, "x")
    if inputs.ndim not in (1, 2) or inputs.shape[-1] != input_size or inputs.size == 0:
        raise ValueError(
            f"x must have shape ({input_size},) or (N, {input_size}), got {inputs.shape}"
        )
    return inputs


def check_examples(params: Network, x: ArrayLike, t: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return x, (D,) or (N, D), and t, labels or one-hot, as one-hot in the weights' type."""
    inputs = check_input(x, len(params["W1"]))
    shape = (*inputs.shape[:-1], len(params["b2"]))
    return inputs, as_classes(t, shape, params["W2"].dtype)
