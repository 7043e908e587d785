"""Parse what begins with a command.

    \\frac{a}{b}   \\frac{\\partial E}{\\partial w}   \\frac{d}{dx} f(x)   \\lim_{h \\to 0} …
    \\sum_k   \\sum_{i,j}   \\prod_{i=1}^{n}   \\sum_{n \\in B}   \\max_{j \\ne i}   \\arg\\min_k
    \\log(x)   \\log_2 x   \\operatorname{softmax}(A)   \\operatorname{argmax}_k

\\mathbb{E} and \\operatorname{E} are the mean, Var the variance, over what the table draws.
"""

from abc import abstractmethod
from collections.abc import Set

from press.read.tex import tree
from press.read.tex.relations import RelationsParser
from press.read.tex.tokens import TexError, Token
from press.read.tex.tree import Node

TRIGONOMETRY = ("sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan")
NUMPY = ("exp", "log", "max", "min", *TRIGONOMETRY)  # what NumPy calls by the same name


class CommandsParser(RelationsParser):
    def __init__(self, tokens: list[Token], functions: Set[str]) -> None:
        super().__init__(tokens, functions)
        self.loose = False  # whether a function has just taken an argument without brackets

    @abstractmethod
    def product(self) -> Node: ...

    @abstractmethod
    def factor(self) -> Node: ...

    def fraction(self, token: Token) -> Node:
        place = self.place
        derivative = self.derivative(token)
        if derivative:
            return derivative
        self.place = place
        return tree.Quotient(token.at, self.group(), self.group())

    def derivative(self, token: Token) -> Node | None:
        """`\\frac{d f(x)}{dx}`, `\\frac{\\partial E}{\\partial w_{ij}}`, `\\frac{d}{dx} f(x)`."""
        d = self.next
        if self.now.kind != "{" or d.text not in ("d", r"\partial"):
            return None
        self.place += 2
        of = None if self.now.kind == "}" else self.product()
        self.need("}")
        if self.now.kind != "{" or self.next.text != d.text:
            return None
        self.place += 2
        by = self.plain_name()
        self.need("}")
        return tree.Derivative(token.at, of or self.factor(), by, d.text)

    def limit(self, token: Token) -> Node:
        """`\\lim_{h \\to 0}` and the body."""
        self.need("_")
        self.need("{")
        name = self.need("letter").text
        self.need(r"\to")
        to = self.sum()
        self.need("}")
        return tree.Limit(token.at, name, to, self.product())

    def function(self, token: Token) -> Node:
        """`\\log(x)`, `\\log_2 x`: brackets, or one factor that nothing follows."""
        name = {r"\ln": "log"}.get(token.kind, token.kind[1:])
        if name == "log" and self.take("_"):
            base = self.script()
            if isinstance(base, tree.Name) and base.name != "e":
                raise TexError("a logarithm to a base that is no number", base.at)
            name = f"log_{base.text}" if isinstance(base, tree.Number) else name
        if self.now.kind in ("(", "["):
            arguments = self.arguments()
            if self.now.kind == "^":
                raise TexError("what the exponent belongs to: use brackets", self.now.at)
            return tree.Call(token.at, name, arguments)
        argument = self.factor()
        self.loose = True
        return tree.Call(token.at, name, (argument,))

    def operator(self, token: Token) -> Node:
        name = token.text.replace(r"\,", "").replace(" ", "")
        if name in ("argmax", "argmin"):
            return self.fold(token, name)
        name = {"E": "mean", "Var": "variance"}.get(name, name)
        return tree.Call(token.at, name, self.arguments())

    def fold(self, token: Token, kind: str) -> Node:
        """`\\sum_k`, `\\sum_{i,j}`, `\\sum_{i=1}^{n}`, `\\sum_{n \\in B}`, and the body."""
        self.need("_")
        low = high = over = condition = None
        if self.take("{"):
            relation = self.relation()
            names = self.split(relation.sides[0])
            while self.take(","):
                names += self.split(self.sum())
            self.need("}")
            if relation.signs == ("=",):
                low = relation.sides[1]
            elif relation.signs == (r"\in",):
                over = relation.sides[1]
            elif relation.signs:
                condition = relation
        else:
            names = [self.script()]
        if low:
            self.need("^")
            high = self.script()
        indices = [name.name for name in names if isinstance(name, tree.Name) and not name.indices]
        if len(indices) != len(names):
            raise TexError(f"what the index of {token.text} is", token.at)
        body = self.product()
        return tree.Fold(token.at, kind, tuple(indices), low, high, over, condition, body)
