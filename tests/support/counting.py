"""What a listing costs, counted: how many numbers its operations on an array go through."""

from collections.abc import Callable
from typing import Any

import numpy as np


class Counted(np.ndarray):
    """An array of which each operation counts; what comes of it counts, too."""

    operations = 0

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        plain = [np.asarray(each) for each in inputs]
        if "out" in options:
            options["out"] = tuple(np.asarray(each) for each in options["out"])
        found = getattr(ufunc, method)(*plain, **options)
        if ufunc is np.matmul:
            Counted.operations += plain[0].size * (plain[1].shape[-1] if plain[1].ndim > 1 else 1)
        else:
            Counted.operations += max(each.size for each in (*plain, np.asarray(found)))
        return found.view(Counted) if isinstance(found, np.ndarray) else found

    def __array_function__(self, function: Any, *arguments: Any) -> Any:
        found = super().__array_function__(function, *arguments)
        return found.view(Counted) if isinstance(found, np.ndarray) else found


def operations(call: Callable[[], object]) -> int:
    """How many numbers the operations of a call go through."""
    Counted.operations = 0
    call()
    return Counted.operations


def counted(x: Any) -> Any:
    """The array as one whose operations count."""
    return np.asarray(x).view(Counted)


def growth(cost: Callable[..., int], **sizes: int) -> dict[str, float]:
    """The exponent of each size: 1 where twice the size costs twice as much."""
    once = cost(**sizes)
    twice = {name: cost(**{**sizes, name: 2 * size}) for name, size in sizes.items()}
    return {name: float(np.log2(cost / once)) for name, cost in twice.items()}
