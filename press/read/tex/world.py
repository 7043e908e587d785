"""What the names of a formula stand for: short Python expressions, drawn and computed once.

A world is a dict that computes a name when it is first asked for, from the expressions that the
table gives. A name given as `f(x, y)` is a function; alone, `f` is its value at the x and y of
the world. `world.replaced("x", …)` is the same world with another x: what was computed from x is
computed anew, what was drawn stays. So a derivative is a difference of two worlds.
"""

import ast
import re
import zlib
from collections.abc import Callable, Mapping
from types import CodeType
from typing import Any

import numpy as np

from press.read.tex.tokens import TexError
from press.read.tex.values import Array, as_numbers

KEY = re.compile(r"(\w+)(?:\((.*)\))?")
DRAWS = {"rng", "size", "normal", "integer"}


class Given:
    """The expressions of the table, compiled: each name's code, and which names it reads."""

    def __init__(self, expressions: Mapping[str, str]) -> None:
        self.parameters: dict[str, list[str]] = {}
        self.reads: dict[str, set[str]] = {}
        self.code: dict[str, CodeType] = {}
        for key, text in expressions.items():
            found = KEY.fullmatch(key)
            if not found:
                raise TexError(f"the table gives {key!r}, which is neither a name nor f(x)")
            name, parameters = found[1], found[2]
            if parameters is not None:
                self.parameters[name] = re.findall(r"\w+", parameters)
                text = f"lambda {parameters}: ({text})"
            expression = ast.parse(text, mode="eval")
            nodes = ast.walk(expression)
            self.reads[name] = {node.id for node in nodes if isinstance(node, ast.Name)}
            self.code[name] = compile(expression, f"<{key}>", "eval")

    def dependents(self, name: str) -> set[str]:
        """What is computed from a name, at first or second hand."""
        found = {name}
        while True:
            more = {other for other, reads in self.reads.items() if reads & found} | found
            if more == found:
                return found - {name}
            found = more


class World(dict[str, Any]):
    """Names and their values; `vocabulary` is what the expressions may use besides."""

    def __init__(self, given: Given, vocabulary: Mapping[str, Any], seed: int) -> None:
        super().__init__()
        self.given, self.vocabulary, self.seed = given, vocabulary, seed
        self.slopes: dict[object, Array] = {}  # derivatives that have been asked for

    def __missing__(self, name: str) -> Any:
        """Compute a name."""
        if name not in self.given.code:
            return self.vocabulary[name]
        outer = {key: self.pop(key, None) for key in DRAWS}
        if self.given.reads[name] & DRAWS:
            # Numbers of its own, whatever was asked for before.
            self.update(_draws(np.random.default_rng([self.seed, zlib.crc32(name.encode())])))
        try:
            self[name] = eval(self.given.code[name], self)
        except TexError:
            raise
        except Exception as error:
            raise TexError(f"the table's {name}: {type(error).__name__}: {error}") from error
        self.update(outer)
        return self[name]

    def replaced(self, name: str, value: Any) -> "World":
        world = World(self.given, self.vocabulary, self.seed)
        stale = {*DRAWS, name, *self.given.dependents(name)}
        world.update({key: self[key] for key in self.keys() - stale})
        world[name] = value
        return world

    def knows(self, name: str) -> bool:
        return name in self.given.code or name in self

    def number(self, name: str, at: int = 0) -> Array:
        """The value of a name as an array of floats, of no axis if it is a number."""
        parameters = self.given.parameters.get(name)
        if parameters is None:
            return as_numbers(self[name], name, at)
        if not all(map(self.knows, parameters)):
            raise TexError(f"{name} is given as a function of what is not given", at)
        return as_numbers(self.function(name)(), name, at)

    def function(self, name: str) -> Callable[..., Any]:
        """A function of the table, which takes the world's own values of what is not passed."""
        parameters = self.given.parameters[name]

        def call(*arguments: Any) -> Any:
            own = [self[parameter] for parameter in parameters[len(arguments) :]]
            return self[name](*arguments, *own)

        return call


def _draws(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "rng": rng,
        "size": lambda: int(rng.integers(2, 6)),
        "normal": lambda *shape: rng.normal(size=shape) if shape else rng.normal(),
        # Few and whole, ends included, so that what happens at a border happens.
        "integer": lambda low, high, *shape: rng.integers(low, high + 1, shape or None),
    }
