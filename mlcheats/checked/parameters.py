"""The boundary of networks: weights that fit each other, and examples that fit the weights."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from mlcheats import networks
from mlcheats._types import Arrays, FloatArray, Network
from mlcheats.checked.arrays import as_distributions, as_floats, fit


def as_network(
    network: Mapping[str, ArrayLike], name: str = "network", *, filters: bool = False
) -> Arrays:
    """Return W1, b1, …, Wn, bn as float arrays, or say which of them does not fit.

    W_i is (inputs, outputs) with the outputs of W_(i-1) as its inputs; b_i is (outputs,). With
    `filters`, W_i may be those of a convolution, (outputs, inputs, h, w), too; what follows them
    has as many inputs, or as many for each pixel.
    """
    if not isinstance(network, Mapping):
        raise TypeError(f"{name} must be a dictionary of arrays, got {type(network).__name__}")
    depth = max(1, (len(network) + 1) // 2)
    names = [f"{letter}{i}" for i in range(1, depth + 1) for letter in "Wb"]
    if set(network) != set(names):
        raise ValueError(f"{name} must hold {', '.join(names)}, got {', '.join(map(str, network))}")
    checked = {each: as_floats(network[each], each, np.float16) for each in names}
    for i in range(1, depth + 1):
        W, b = checked[f"W{i}"], checked[f"b{i}"]
        if W.size == 0 or not (W.ndim == 2 or (filters and W.ndim == 4)):
            raise ValueError(f"W{i} must have shape (inputs, outputs), got {W.shape}")
        inputs, outputs = W.shape[:2] if W.ndim == 2 else W.shape[1::-1]
        if i > 1:
            before = len(checked[f"b{i - 1}"])
            pixels = W.ndim == 2 and checked[f"W{i - 1}"].ndim == 4
            if inputs % before if pixels else inputs != before:
                asked = f"({before}, …)" if W.ndim == 2 else f"(…, {before}, h, w)"
                asked = f"(n · {before}, …)" if pixels else asked
                raise ValueError(f"W{i} must have shape {asked} to follow W{i - 1}, got {W.shape}")
        if b.shape != (outputs,):
            raise ValueError(f"b{i} must have shape {(outputs,)} as W{i} asks, got {b.shape}")
    return checked


def as_two_layers(params: Mapping[str, ArrayLike]) -> Arrays:
    """Return W1, b1, W2, b2."""
    weights = as_network(params, "params")
    if len(weights) != 4:
        raise ValueError(f"params must hold W1, b1, W2, b2, got {', '.join(weights)}")
    return weights


def as_input(x: ArrayLike, network: Network) -> FloatArray:
    """Return one input (D,) or a batch (N, D) as floats."""
    inputs, size = as_floats(x, "x"), len(network["W1"])
    if inputs.ndim not in (1, 2) or inputs.shape[-1] != size or inputs.size == 0:
        raise ValueError(f"x must have shape ({size},) or (N, {size}), got {inputs.shape}")
    return inputs


def as_examples(x: ArrayLike, t: ArrayLike, network: Network) -> tuple[FloatArray, FloatArray]:
    """Return a batch x (N, D), and t as one-hot rows (N, K), in the type of the weights."""
    inputs = as_input(x, network)
    dtype = np.result_type(np.float32, *network.values())
    shape = (*inputs.shape[:-1], len(network[f"b{len(network) // 2}"]))
    targets = as_distributions(t, shape, dtype)
    return np.atleast_2d(fit(inputs, dtype, "x")), np.atleast_2d(targets)


def check_sums(network: Network, x: FloatArray) -> None:
    """Refuse numbers so large that a sum x W + b overflows: the sigmoid would hide it."""
    depth = len(network) // 2
    squares, safe = float(np.vdot(x, x)), True
    for i in range(1, depth + 1):
        W = as_floats(network[f"W{i}"], f"W{i}")
        # No sum of products is larger than √(Σ x² Σ W²), and no sigmoid larger than 1.
        safe &= squares * float(np.vdot(W, W)) < float(np.finfo(np.result_type(x, W)).max)
        squares = float(x.size * W.shape[1])
    names = [f"{letter}{i}" for i in range(1, depth + 1) for letter in "Wb"]
    for i in range(1, depth + 1) if not safe else ():
        first_layers = {name: network[name] for name in names[: 2 * i]}
        with np.errstate(over="ignore", invalid="ignore"):
            sums = networks.forward(first_layers, x)
        as_floats(sums, f"the sums of layer {i}")
