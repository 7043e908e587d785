"""What the names and the indices of a formula are, at one place in one world.

An index letter that the table does not give runs over the axis that it indexes: `\\sum_k t_k` over
all of t. Its values, and indices that are written out (`x_1`), count from `base`, 1 unless the
table says otherwise. A name with a number, `x_1`, is the table's x_1 if it gives one.
"""

import math
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np

from press.read.tex import tree
from press.read.tex.tokens import TexError
from press.read.tex.tree import Node
from press.read.tex.values import Array
from press.read.tex.world import World

CONSTANTS = {"pi": math.pi, "inf": math.inf}


class BeyondError(TexError):
    """An index like i + 1 that leaves its axis: nothing is said of this i."""


@dataclass
class Scope:
    world: World
    base: int = 1
    local: Mapping[str, float] = field(default_factory=dict)  # the values of the indices
    reached: set[int] = field(default_factory=set)  # the cases that came true

    @abstractmethod
    def value(self, node: Node) -> Array: ...

    def target(self, node: tree.Name) -> str:
        """What the table calls a name: x_1 if there is one, else x, which has an index."""
        if not node.indices:
            return node.name
        numbers = [index.text for index in node.indices if isinstance(index, tree.Number)]
        letters = [index.name for index in node.indices if isinstance(index, tree.Name)]
        joined = f"{node.name}_{''.join(numbers or letters)}"
        plain = len(node.indices) == len(numbers or letters) > 0
        if plain and self.world.knows(joined):
            return joined
        return joined if plain and numbers and not self.world.knows(node.name) else node.name

    def knows(self, node: tree.Name) -> bool:
        constant = node.name in CONSTANTS and not node.indices
        return constant or self.world.knows(self.target(node))

    def named(self, node: tree.Name) -> Any:
        name = self.target(node)
        if not node.indices and name in self.local:
            return self.local[name]
        if not self.world.knows(name):
            if not self.knows(node):
                raise TexError(f"{name} is not given", node.at)
            return CONSTANTS[name]
        value = self.world.number(name, node.at)
        return value if name != node.name else value[self.place(node, value)]

    def place(self, node: tree.Name, array: Array) -> tuple[int, ...]:
        """The indices of a name as NumPy counts them: `w_{12}` of a matrix has two."""
        indices = node.indices
        if len(indices) == 1 < array.ndim and isinstance(indices[0], tree.Number):
            digits = indices[0].text
            if len(digits) == array.ndim:
                indices = tuple(tree.Number(node.at, digit) for digit in digits)
        place = [self.value(index) - self.base for index in indices]
        if len(place) > array.ndim:
            raise TexError(f"{len(place)} indices for the shape {array.shape}", node.at)
        for i, size in zip(place, array.shape, strict=False):
            if i.ndim:
                raise TexError("an index that is no number", node.at)
            if i % 1 or not 0 <= i < size:
                plain = all(isinstance(index, tree.Name | tree.Number) for index in indices)
                kind = TexError if plain else BeyondError
                raise kind(f"the index {i + self.base:g} of an axis of {size}", node.at)
        return tuple(map(int, place))

    def free(self, node: Node, bound: frozenset[str] = frozenset()) -> list[str]:
        """The letters that index and of which neither the table nor a sum says what they are."""
        return sorted(set(self._free(node, bound | self.local.keys())))

    def _free(self, node: Node, bound: frozenset[str]) -> Iterator[str]:
        if isinstance(node, tree.Fold):
            bound |= set(node.indices)
        if isinstance(node, tree.Name) and self.target(node) == node.name:
            for part in (part for index in node.indices for part in tree.walk(index)):
                if isinstance(part, tree.Name) and not (part.name in bound or self.knows(part)):
                    yield part.name
        for child in tree.children(node):
            yield from self._free(child, bound)

    def span(self, index: str, node: Node) -> range:
        """What an index runs over: the axis that it indexes, of one size wherever it does."""
        sizes = set(self._sizes(index, node))
        if len(sizes) != 1:
            what = f"axes of {sorted(sizes)}" if sizes else "no axis"
            raise TexError(f"the index {index} runs over {what}", node.at)
        return range(self.base, self.base + sizes.pop())

    def _sizes(self, index: str, node: Node) -> Iterator[int]:
        if isinstance(node, tree.Fold) and index in node.indices:
            return
        if isinstance(node, tree.Name) and node.indices and self.world.knows(node.name):
            shape = self.world.number(node.name, node.at).shape
            for place, size in zip(node.indices, shape, strict=False):
                if isinstance(place, tree.Name) and place.name == index:
                    yield size
        for child in tree.children(node):
            yield from self._sizes(index, child)

    def values(self, node: Node, indices: list[str]) -> Array:
        """The value of a node for all values of these indices: an axis for each."""
        spans = [self.span(index, node) for index in indices]
        shape = [len(span) for span in spans]
        found = [self.at(indices, place).value(node) for place in product(*spans)]
        return np.reshape(found, [*shape, *found[0].shape])

    @abstractmethod
    def at(self, indices: list[str], place: tuple[float, ...]) -> "Scope": ...
