"""The boundary of optimizers: numbers that fit each other, and a step that is whole or none."""

from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from mlcheats._types import Arrays
from mlcheats.checked.arrays import as_array, as_floats, is_finite

# The types in which a step may be computed, each with its smallest normal number.
TYPES = {dtype: float(np.finfo(dtype).tiny) for dtype in (np.float32, np.float64, np.longdouble)}


class Checked:
    """The first base of a checked optimizer, before the bare one whose `update` it guards."""

    learning_rate: float

    def update(self, params: Mapping[str, ArrayLike], grads: Mapping[str, ArrayLike]) -> Arrays:
        """Return the parameters after one step, as new arrays of their types.

        A step is computed in the parameters' type, float32 at least; where a square or
        another number leaves its range, in a wider one. What does not fit, or would move a
        parameter beyond the numbers of its type, is a ValueError, and nothing has changed.
        """
        old = as_arrays(params, "params")
        new = as_arrays(grads, "grads", "the gradient of ")
        check_shapes(old, new, _states(self))
        for least in self._types():
            wide = {name: np.promote_types(value.dtype, least) for name, value in old.items()}
            trial = copy(self)
            vars(trial).update((k, dict(v)) for k, v in vars(self).items() if isinstance(v, dict))
            with np.errstate(all="ignore"):  # the outcome is checked
                moved: Arrays = super(Checked, trial).update(  # type: ignore[misc] # the bare one
                    {name: value.astype(wide[name], copy=False) for name, value in old.items()},
                    {name: value.astype(wide[name], copy=False) for name, value in new.items()},
                )
                moved = {name: moved[name].astype(old[name].dtype, copy=False) for name in old}
            if is_finite(*moved.values(), *_values(_states(trial))):
                vars(self).update(vars(trial))
                return moved
        for name, value in moved.items():
            as_array(value, f"{name} after the step")
        largest = max(np.max(np.abs(grad), initial=0) for grad in new.values())
        raise ValueError(f"gradients must have squares that are finite numbers, got {largest}")

    def _types(self) -> list[type[np.floating[Any]]]:
        """Return the types that hold the learning rate, and squares that count beside eps."""
        smallest = min(self.learning_rate, (1e-7 * getattr(self, "eps", 1.0)) ** 2)
        return [dtype for dtype, tiny in TYPES.items() if tiny <= smallest]


def _states(optimizer: Checked) -> list[Arrays]:
    return [state for state in vars(optimizer).values() if isinstance(state, dict)]


def _values(states: list[Arrays]) -> Iterable[Any]:
    return (value for state in states for value in state.values())


def as_arrays(value: Mapping[str, ArrayLike], name: str, prefix: str = "") -> Arrays:
    """Return parameters or gradients by name, as floats."""
    if not isinstance(value, Mapping):
        raise TypeError(f"{name} must be a dict of arrays, got {type(value).__name__}")
    return {key: as_floats(array, f"{prefix}{key}", np.float16) for key, array in value.items()}


def check_shapes(params: Arrays, grads: Arrays, states: list[Arrays]) -> None:
    """Refuse gradients, and what an optimizer keeps, that do not fit the parameters."""
    if params.keys() != grads.keys():
        raise ValueError(f"grads must hold {', '.join(params)}, got {', '.join(grads)}")
    for name, value in params.items():
        if grads[name].shape != value.shape:
            raise ValueError(
                f"the gradient of {name} must have shape {value.shape}, got {grads[name].shape}"
            )
        for state in states:
            if name in state and state[name].shape != value.shape:
                raise ValueError(
                    f"{name} must have shape {state[name].shape}, which this optimizer "
                    f"has seen before, got {value.shape}"
                )
