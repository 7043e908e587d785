"""What may be given to an optimizer."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from mlcheats._arrays import FloatArray, as_floats

Arrays: TypeAlias = dict[str, FloatArray]


def share(value: float, name: str) -> float:
    """Return how much of the past is kept: from 0 to below 1."""
    if not isinstance(value, int | float | np.floating) or not 0 <= value < 1:
        raise ValueError(f"{name} must be a number from 0 to below 1, got {value!r}")
    return float(value)


def _as_arrays(value: Mapping[str, ArrayLike], name: str, prefix: str = "") -> Arrays:
    if not isinstance(value, Mapping):
        raise TypeError(f"{name} must be a dict of arrays, got {type(value).__name__}")
    return {key: as_floats(array, f"{prefix}{key}") for key, array in value.items()}


def of_parameters(
    update: Callable[[Any, Arrays, Arrays], Arrays],
) -> Callable[[Any, Mapping[str, ArrayLike], Mapping[str, ArrayLike]], Arrays]:
    """Let an optimizer take numbers or arrays that fit each other and what it has seen."""

    @wraps(update)
    def checked(
        self: Any, params: Mapping[str, ArrayLike], grads: Mapping[str, ArrayLike]
    ) -> Arrays:
        old = _as_arrays(params, "params")
        new = _as_arrays(grads, "grads", "the gradient of ")
        if old.keys() != new.keys():
            raise ValueError(f"grads must hold {', '.join(old)}, got {', '.join(new)}")
        states = [state for state in vars(self).values() if isinstance(state, dict)]
        for name, value in old.items():
            if new[name].shape != value.shape:
                raise ValueError(
                    f"the gradient of {name} must have shape {value.shape}, got {new[name].shape}"
                )
            for state in states:
                if name in state and state[name].shape != value.shape:
                    raise ValueError(
                        f"{name} must have shape {state[name].shape}, which this optimizer "
                        f"has seen before, got {value.shape}"
                    )
            new[name] = new[name].astype(value.dtype, copy=False)
        moved = update(self, old, new)
        for name, value in moved.items():
            as_floats(value, f"{name} after the step")
        return moved

    return checked
