"""What a formula is made of, once it is parsed. `at` is the place in the TeX."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields


@dataclass(frozen=True)
class Node:
    at: int = field(compare=False)


@dataclass(frozen=True)
class Number(Node):
    text: str


@dataclass(frozen=True)
class Name(Node):
    """`x`, `\\hat{m}`, `W^{(1)}`, with its indices: `t_{nk}`, `x_{i+a, j+b}`, `W_2[j]`."""

    name: str
    indices: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Call(Node):
    """A function of the table or of TeX: `h(x)`, `\\sigma'(a)`, `\\log_2 x`."""

    name: str
    arguments: tuple[Node, ...]
    primes: int = 0


@dataclass(frozen=True)
class Minus(Node):
    of: Node
    sign: str = "-"  # or \pm, \mp


@dataclass(frozen=True)
class Sum(Node):
    left: Node
    sign: str  # + - \pm \mp
    right: Node


@dataclass(frozen=True)
class Product(Node):
    sign: str  # nothing, \cdot, \times or \odot
    factors: tuple[Node, ...]


@dataclass(frozen=True)
class Quotient(Node):
    top: Node
    bottom: Node


@dataclass(frozen=True)
class Power(Node):
    base: Node
    exponent: Node


@dataclass(frozen=True)
class Transpose(Node):
    of: Node


@dataclass(frozen=True)
class Root(Node):
    of: Node
    degree: Node | None


@dataclass(frozen=True)
class Fold(Node):
    """`\\sum_k`, `\\prod_{i=1}^{n}`, `\\sum_{n \\in B}`, `\\max_{j \\ne i}`."""

    kind: str
    indices: tuple[str, ...]
    low: Node | None
    high: Node | None
    over: Node | None
    condition: "Relation | None"
    body: Node


@dataclass(frozen=True)
class Derivative(Node):
    """`\\frac{\\partial E}{\\partial w}`; without `by`, `\\nabla E` or `\\nabla E(w)`."""

    of: Node
    by: Name | None
    sign: str  # d, \partial or \nabla


@dataclass(frozen=True)
class Limit(Node):
    name: str
    to: Node
    body: Node


@dataclass(frozen=True)
class Matrix(Node):
    """Rows of equal length; `(a, b)` is a Vector, which is a row or a column."""

    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True)
class Vector(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True)
class Bars(Node):
    """`|x|`, `\\|x\\|_2`, `\\lfloor x \\rfloor`, `\\lceil x \\rceil`."""

    kind: str
    of: Node
    order: Node | None = None


@dataclass(frozen=True)
class Indicator(Node):
    """`[a = b]`: 1 where it holds, else 0."""

    relation: "Relation"


@dataclass(frozen=True)
class Cases(Node):
    rows: "tuple[tuple[Node, Relation | None], ...]"  # None: \text{otherwise}


@dataclass(frozen=True)
class Domain(Node):
    """What stands right of `\\in`: `\\mathbb{R}^{N \\times D}`, `\\{0, 1\\}` or `[0, 1]`."""

    kind: str  # R, { or [
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Relation(Node):
    """`a = b \\le c`: the signs stand between the sides; one side alone is an expression."""

    sides: tuple[Node, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True)
class Statement(Node):
    """A relation, perhaps with premises: `a = b \\Rightarrow c = d`."""

    premises: tuple[Relation, ...]
    relation: Relation


def children(node: Node) -> Iterator[Node]:
    for part in fields(node):
        yield from _nodes(getattr(node, part.name))


def walk(node: Node) -> Iterator[Node]:
    """The node and all that is in it."""
    yield node
    for child in children(node):
        yield from walk(child)


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)
