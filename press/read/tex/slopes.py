"""Derivatives of terms and gradients of functions: differences of what is computed anew."""

from abc import abstractmethod
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from press.read.tex import tree, values
from press.read.tex.differences import partial
from press.read.tex.scope import Scope
from press.read.tex.tokens import TexError
from press.read.tex.tree import Node
from press.read.tex.values import Array
from press.read.tex.world import World


class Slopes(Scope):
    @abstractmethod
    def within(self, world: World) -> Scope: ...

    def slope(self, node: tree.Derivative) -> Array:
        """The derivative by a name of the table, of which the rest is computed anew."""
        by = node.by
        assert by
        name = self.target(by)
        if not self.world.knows(name) or (node.sign == "d" and self.world.knows("d")):
            raise TexError(f"{name} is not given, or d is", by.at)
        inside = set(self.reads(node.of))
        if not inside & {name, *self.world.given.dependents(name)}:
            raise TexError(f"this does not depend on {name}", node.at)
        value = self.world.number(name, by.at)
        place = self.place(by, value) if name == by.name else ()
        local = tuple(sorted((key, x) for key, x in self.local.items() if key in inside))
        key = (node.of, name, place, local)
        if key not in self.world.slopes:
            self.world.slopes[key] = partial(
                lambda moved: self.within(self.world.replaced(name, moved[()])).value(node.of),
                value,
                place,
                node.at,
            )
        return self.world.slopes[key]

    def reads(self, node: Node) -> Iterator[str]:
        """The names of the table that a term depends on at first hand."""
        for part in tree.walk(node):
            if isinstance(part, tree.Name):
                yield from (part.name, self.target(part))
            if isinstance(part, tree.Name | tree.Call):
                yield part.name
                yield from self.world.given.parameters.get(part.name, ())

    def slopes(self, node: tree.Derivative) -> Array:
        """The gradient of a function of the table, at what it is given or at the world's own."""
        of = node.of
        if not isinstance(of, tree.Name | tree.Call) or (isinstance(of, tree.Name) and of.indices):
            raise TexError("the gradient of what is no function", node.at)
        if of.name not in self.world.given.parameters:
            raise TexError(f"{of.name} is not given as a function", node.at)
        if isinstance(of, tree.Call):
            arguments = [self.value(argument) for argument in of.arguments]
        else:
            names = self.world.given.parameters[of.name]
            arguments = [self.world.number(name, node.at) for name in names]
        call = tree.Call(node.at, of.name, ())
        function = self.world.function(of.name)

        def moved(i: int) -> Callable[[Array], Array]:
            return lambda x: apply(function, call, [*arguments[:i], x, *arguments[i + 1 :]])

        slopes = [partial(moved(i), x, (), node.at) for i, x in enumerate(arguments)]
        return slopes[0] if len(slopes) == 1 else values.stack(slopes, node.at)


def apply(function: Callable[..., Any], node: tree.Call, arguments: list[Array]) -> Array:
    try:
        with np.errstate(all="ignore"):
            value = function(*(argument[()] for argument in arguments))
    except TexError:
        raise
    except Exception as error:
        raise TexError(f"{node.name} refuses it: {error}", node.at) from error
    return values.as_numbers(value, node.name, node.at)
