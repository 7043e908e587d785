"""Evaluate the terms of a formula."""

import math
from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import numpy as np

from press.read.tex import tree, values
from press.read.tex.commands import NUMPY
from press.read.tex.differences import difference, limit
from press.read.tex.slopes import Slopes, apply
from press.read.tex.tokens import TexError
from press.read.tex.tree import Node
from press.read.tex.values import Array
from press.read.tex.world import World

FUNCTIONS: dict[str, Callable[[Array], Any]] = {
    "log_2": np.log2,
    "log_10": np.log10,
    "det": np.linalg.det,
    **{name: getattr(np, name) for name in NUMPY},
}
FOLDS: dict[str, Callable[[Any], Any]] = {
    "sum": lambda items: sum(items, np.zeros(())),
    "prod": lambda items: math.prod(items, start=np.ones(())),
    **{name: getattr(np, name) for name in ("max", "min", "argmax", "argmin")},
}


class Evaluator(Slopes):
    def at(self, indices: Sequence[str], place: Sequence[float]) -> "Evaluator":
        local = {**self.local, **dict(zip(indices, place, strict=True))}
        return Evaluator(self.world, self.base, local, self.reached)

    def within(self, world: World) -> "Evaluator":
        return Evaluator(world, self.base, self.local, self.reached)

    def value(self, node: Node) -> Array:
        return values.finite(self._value(node), node.at)

    def _value(self, node: Node) -> Any:
        at = node.at
        match node:
            case tree.Number():
                return float(node.text)
            case tree.Name():
                return self.named(node)
            case tree.Call():
                return self.call(node)
            case tree.Minus():
                return self.sign(node.sign, at) * self.value(node.of)
            case tree.Sum():
                sign = self.sign(node.sign, at)
                return values.add(self.value(node.left), self.value(node.right), sign, at)
            case tree.Product():
                result, *others = map(self.value, node.factors)
                for other in others:
                    result = values.multiply(result, other, node.sign, at)
                return result
            case tree.Quotient():
                return values.divide(self.value(node.top), self.value(node.bottom), at)
            case tree.Power(base=tree.Name(name="e", indices=()) as e) if not self.knows(e):
                return np.exp(self.value(node.exponent))  # but 1e-7 is no difference
            case tree.Power():
                return values.power(self.value(node.base), self.value(node.exponent), at)
            case tree.Transpose():
                return values.transpose(self.value(node.of), at)
            case tree.Root():
                degree = self.value(node.degree) if node.degree else np.asarray(2.0)
                return values.power(self.value(node.of), 1 / degree, at)
            case tree.Fold():
                return self.fold(node)
            case tree.Derivative():
                return self.slope(node) if node.by else self.slopes(node)
            case tree.Limit():
                to = float(self._value(node.to))
                return limit(lambda x: self.at([node.name], [x]).value(node.body), to, at)
            case tree.Vector():
                return values.stack([self.value(item) for item in node.items], at)
            case tree.Matrix():
                rows = [[self.value(cell) for cell in row] for row in node.rows]
                return np.array([values.stack(row, at) for row in rows])
            case tree.Bars(kind=r"\|"):
                return values.norm(self.value(node.of), self.order(node), at)
            case tree.Bars():
                return values.bars(node.kind, self.value(node.of), at)
            case tree.Indicator():
                return float(self.holds(node.relation))
            case tree.Cases():
                return self.case(node)
        raise TexError(f"{type(node).__name__} has no value", at)

    def holds(self, relation: tree.Relation, within: float | None = None) -> bool:
        sides = [side for side in relation.sides if not isinstance(side, tree.Domain)]
        known = [self.value(side) for side in sides]
        pairs = zip(known, relation.signs, known[1:], strict=False)
        inside = len(sides) == len(relation.sides) or self.inside(known[-1], relation.sides[-1])
        return inside and all(values.holds(*pair, within, relation.at) for pair in pairs)

    def inside(self, value: Array, domain: Node) -> bool:
        assert isinstance(domain, tree.Domain)
        parts = self.items(domain)
        if domain.kind == "R":
            return value.shape == tuple(parts)
        if domain.kind == "[":
            return bool(np.all((parts[0] <= value) & (value <= parts[-1])))
        return bool(np.isin(value, parts).all())

    def items(self, domain: tree.Domain) -> list[float]:
        return [float(x) for part in domain.parts for x in np.ravel(self.value(part))]

    def sign(self, sign: str, at: int) -> int:
        if sign in "+-":
            return 1 if sign == "+" else -1
        if not self.world.knows("pm"):
            raise TexError(r"the table does not give pm, the 1 or -1 of \pm", at)
        return int(self.world["pm"]) * (1 if sign == r"\pm" else -1)

    def order(self, node: tree.Bars) -> float | None:
        """2 unless it is written; None for Frobenius."""
        if isinstance(node.order, tree.Name) and node.order.name == "F":
            return None
        order = self._value(node.order) if node.order else 2.0
        if np.ndim(order):
            raise TexError("a norm whose order is no number", node.at)
        return float(order)

    def call(self, node: tree.Call) -> Any:
        if node.name in ("mean", "variance"):
            return self.moment(node)
        arguments = [self.value(argument) for argument in node.arguments]
        if node.name in self.world.given.parameters:
            function: Callable[..., Any] = self.world.function(node.name)
        elif node.name in FUNCTIONS:
            function = FUNCTIONS[node.name]
            if node.name in ("max", "min") and len(arguments) > 1:
                arguments = [values.stack(arguments, node.at)]
        elif callable(self.world.vocabulary.get(node.name)):
            function = self.world.vocabulary[node.name]
        else:
            raise TexError(f"{node.name} is not given as a function", node.at)
        if node.primes:
            if node.primes > 1 or len(arguments) != 1:
                raise TexError("more than one prime or argument", node.at)
            return difference(lambda h: apply(function, node, [arguments[0] + h]), 1e-3)
        return apply(function, node, arguments)

    def moment(self, node: tree.Call) -> Any:
        """The mean or the variance over the `draws` of the table, and over the elements."""
        names = self.world.given.parameters.get("draws")
        if not names or len(node.arguments) != 1:
            raise TexError("a mean over draws that the table does not give", node.at)
        samples = []
        for draw in self.world.function("draws")():
            world = self.world
            for name, value in zip(names, draw, strict=True):
                world = world.replaced(name, value)
            samples.append(self.within(world).value(node.arguments[0]))
        return np.mean(samples) if node.name == "mean" else np.var(samples)

    def case(self, node: tree.Cases) -> Array:
        """The value of the one case that holds; `otherwise` holds where no other does."""
        true = [value for value, relation in node.rows if relation and self.holds(relation)]
        true = true or [value for value, relation in node.rows if relation is None]
        if len(true) != 1:
            raise TexError(f"{len(true)} cases hold at once", node.at)
        self.reached.add(true[0].at)
        return self.value(true[0])

    def fold(self, node: tree.Fold) -> Any:
        if node.low and node.high:
            low, high = self.value(node.low), self.value(node.high)
            if low.ndim or high.ndim or low % 1 or high % 1:
                raise TexError("bounds that are not whole", node.at)
            spans: list[Sequence[float]] = [range(int(low), int(high) + 1)]
        elif isinstance(node.over, tree.Domain):
            if node.over.kind != "{":
                raise TexError("a range that cannot be counted", node.over.at)
            spans = [self.items(node.over)]
        else:
            spans = [self.span(index, node.body) for index in node.indices]
        if len(spans) < len(node.indices):
            raise TexError("one range for several indices", node.at)
        scopes = [self.at(node.indices, place) for place in product(*spans)]
        scopes = [scope for scope in scopes if not node.condition or scope.holds(node.condition)]
        items = [scope.value(node.body) for scope in scopes]
        if node.kind != "sum" and any(item.ndim for item in items):
            raise TexError(f"{node.kind} of arrays", node.at)
        if node.kind not in ("sum", "prod") and (not items or len(spans) > 1):
            raise TexError(f"{node.kind} of nothing, or by several indices", node.at)
        folded = FOLDS[node.kind](items)
        arg = node.kind.startswith("arg")
        return scopes[int(folded)].local[node.indices[0]] if arg else folded
