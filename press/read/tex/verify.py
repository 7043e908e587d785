"""Whether a formula holds in the worlds of its entry in the table.

    a = b \\le c      all sides are computed and compared, for all values of the free indices
    w \\leftarrow …   what is computed becomes w, and must be what the table gives as w_new
    \\hat{m} = …      a name that the table does not give is what the formula says it is, for the
                     statements below it or the entry's `then`
    A, B \\Rightarrow C  C holds wherever A and B do
    a + b            an expression is what the entry's `is` says, or `it` in the entry's `then`

Each is tried in several worlds. Every case of a `cases` must come true in one of them, and so
must both answers of a question (`is: a truth value`); else nothing has been tried.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np

from press.read.tex import tree
from press.read.tex.evaluate import Evaluator
from press.read.tex.scope import BeyondError
from press.read.tex.statements import parse
from press.read.tex.tokens import TexError
from press.read.tex.values import as_numbers, holds
from press.read.tex.world import Given, World

TRIALS = 12


@dataclass(frozen=True)
class Binding:
    """What the table says of a formula: each name's expression, or one for each statement."""

    given: Mapping[str, str | list[str]]
    vocabulary: Mapping[str, Any] = field(repr=False)  # what the expressions may use besides
    value: str | None = None  # of the formula, which is then an expression or a question
    then: str | None = None
    within: float | None = None
    base: int = 1
    at_once: bool = False  # updates see what was before all of them

    @property
    def functions(self) -> set[str]:
        return {name.split("(")[0] for name in self.given if "(" in name}

    def expressions(self, number: int) -> Given:
        """The expressions for one statement."""
        extra = {"is": self.value, "then": self.then}
        one = {k: v[number] if isinstance(v, list) else v for k, v in self.given.items()}
        return Given(one | {name: text for name, text in extra.items() if text is not None})


def verify(tex: str, binding: Binding, trials: int = TRIALS) -> None:
    """Raise a TexError that names the place, unless the formula says what the table does."""
    statements = parse(tex, binding.functions)
    lists = [value for value in binding.given.values() if isinstance(value, list)]
    if any(len(value) != len(statements) for value in lists):
        raise TexError(f"the table gives a list that is not of {len(statements)} statements")
    reached: set[int] = set()
    answers: set[bool] = set()
    for number, group in enumerate([[one] for one in statements] if lists else [statements]):
        given = binding.expressions(number)
        for seed in range(trials):
            now = Evaluator(World(given, binding.vocabulary, seed), binding.base, {}, reached)
            Trial(binding, now, answers).run(group)
    for node in (node for statement in statements for node in tree.walk(statement)):
        for value, _ in node.rows if isinstance(node, tree.Cases) else ():
            if value.at not in reached:
                raise TexError("a case that never comes true", value.at)
    if len(answers) == 1:
        raise TexError(f"a question that is always answered by {answers.pop()}")


class Trial:
    """One world, in which the statements of a formula are gone through."""

    def __init__(self, binding: Binding, now: Evaluator, answers: set[bool]) -> None:
        self.binding, self.now, self.answers = binding, now, answers
        self.before = now  # any update
        self.unused: dict[str, int] = {}  # names that the formula defines, and where

    def run(self, statements: list[tree.Statement]) -> None:
        for statement in statements:
            for node in tree.walk(statement):
                if isinstance(node, tree.Name):
                    self.unused.pop(self.now.target(node), None)
            self.state(statement)
        if self.binding.then is not None:
            for name in self.now.world.given.reads["then"]:
                self.unused.pop(name, None)
            if not np.all(self.now.world["then"]):
                raise TexError(f"then {self.binding.then} is not true", statements[-1].at)
        for name, at in self.unused.items():
            raise TexError(f"{name} is bound to nothing", at)

    def state(self, statement: tree.Statement) -> None:
        relation = statement.relation
        first, *others = relation.sides
        if r"\leftarrow" in relation.signs:
            if len(others) > 1 or not isinstance(first, tree.Name):
                raise TexError("an update is a name, an arrow, a value", relation.at)
            self.update(first, others[0])
        elif self.binding.value is not None:
            self.answer(relation)
        elif not relation.signs:
            if self.binding.then is None:
                raise TexError("an expression, of which the table says nothing", first.at)
            value = self.now.values(first, self.now.free(first))
            self.now = self.now.within(self.now.world.replaced("it", value[()]))
        else:
            if isinstance(first, tree.Name) and not self.now.knows(first):
                self.define(first, relation)
            self.require(statement)

    def define(self, name: tree.Name, relation: tree.Relation) -> None:
        target = self.now.target(name)
        if relation.signs[0] != "=":
            raise TexError(f"{target} is not given", name.at)
        value = self.now.values(relation.sides[1], self.indices(name))
        self.now = self.now.within(self.now.world.replaced(target, value[()]))
        self.unused[target] = name.at

    def update(self, name: tree.Name, side: tree.Node) -> None:
        target = self.now.target(name)
        new = f"{target}_new"
        for known in (target, new):
            if not self.before.world.knows(known):
                raise TexError(f"{known} is not given", name.at)
        source = self.before if self.binding.at_once else self.now
        value = source.values(side, self.indices(name))
        expected = self.before.world.number(new, name.at)
        if not holds(value, "=", expected, self.binding.within, name.at):
            raise TexError(f"{target} becomes {value}, but {new} is {expected}", name.at)
        self.now = self.now.within(self.now.world.replaced(target, value[()]))

    def indices(self, name: tree.Name) -> list[str]:
        """The letters of `w_{ij}`, for each of which there is a value."""
        letters = [index.name for index in name.indices if isinstance(index, tree.Name)]
        return [letter for letter in letters if not self.now.world.knows(letter)]

    def answer(self, relation: tree.Relation) -> None:
        expected = self.now.world["is"]
        if isinstance(expected, bool | np.bool):
            answer = all(place.holds(relation) for place in self.places(relation))
            self.answers.add(bool(expected))
            if answer != expected:
                raise TexError(f"{answer}, but the table says {expected}", relation.at)
            return
        wanted = as_numbers(expected, "is", relation.at)
        for sign, side in zip(("=", *relation.signs), relation.sides, strict=True):
            value = self.now.values(side, self.now.free(side))
            if sign not in ("=", r"\approx"):
                raise TexError(f"{sign}, where the table gives a value", side.at)
            within = self.precision(relation) if sign == r"\approx" else self.binding.within
            if not holds(value, "=", wanted, within, side.at):
                raise TexError(f"this is {value}, but the table says {expected}", side.at)

    def require(self, statement: tree.Statement) -> None:
        """It holds for all values of its free indices."""
        relation, tried, beyond = statement.relation, 0, None
        for place in self.places(statement):
            try:
                if not all(place.holds(premise) for premise in statement.premises):
                    continue
                true = place.holds(relation, self.precision(relation))
            except BeyondError as error:  # x_{i+1} of the last i
                beyond = error
                continue
            tried += 1
            if true:
                continue
            sides = [side for side in relation.sides if not isinstance(side, tree.Domain)]
            shown = " and ".join(np.array2string(place.value(side)) for side in sides)
            where = ", ".join(f"{name} = {value}" for name, value in place.local.items())
            raise TexError(f"the sides are {shown}{where and ' at '}{where}", relation.at)
        if not tried:
            raise beyond or TexError("the premise never holds", statement.at)

    def precision(self, relation: tree.Relation) -> float | None:
        r"""How near is \approx: half a unit of the last digit of a number, or what is said."""
        if r"\approx" not in relation.signs or self.binding.within is not None:
            return self.binding.within
        number = relation.sides[-1]
        number = number.of if isinstance(number, tree.Minus) else number
        if not isinstance(number, tree.Number):
            raise TexError(r"the table does not say `within` what \approx is", relation.at)
        return 0.5 * 10.0 ** -len(number.text.partition(".")[2])

    def places(self, node: tree.Node) -> Iterator[Evaluator]:
        """All values of the free indices of a statement."""
        indices = self.now.free(node)
        for place in product(*(self.now.span(index, node) for index in indices)):
            yield self.now.at(indices, place)
