"""Parse what begins with a command.

\\frac{a}{b}   \\frac{\\partial E}{\\partial w}   \\frac{d}{dx} f(x)   \\lim_{h \\to 0} …
\\sum_k   \\sum_{i,j}   \\prod_{i=1}^{n}   \\max_{j \\ne i}   \\operatorname{argmax}_k
\\log(x)   \\log_2 x   \\operatorname{softmax}(A)   \\mathbb{E}[z^2]   \\mathbb{1}[y = t]
\\begin{cases} 0 & (x \\le 0) \\\\ … \\end{cases}   \\begin{pmatrix} a & b \\end{pmatrix}
"""

from abc import abstractmethod
from collections.abc import Set

from press.read.tex import tree
from press.read.tex.names import NamesParser
from press.read.tex.tokens import TexError, Token
from press.read.tex.tree import Node

RELATIONS = ("=", r"\approx", r"\ne", "<", ">", r"\le", r"\ge", r"\leftarrow", r"\in")
CLOSE = {"(": ")", "[": "]", "{": "}", r"\{": r"\}", r"\lfloor": r"\rfloor", r"\lceil": r"\rceil"}
TRIGONOMETRY = ("sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan")
NUMPY = ("exp", "log", "max", "min", *TRIGONOMETRY)  # what NumPy calls by the same name
CONDITIONS = ("if", "for", "when")


class CommandsParser(NamesParser):
    def __init__(self, tokens: list[Token], functions: Set[str]) -> None:
        super().__init__(tokens, functions)
        self.loose = False  # whether a function has just taken an argument without brackets

    @abstractmethod
    def product(self) -> Node: ...

    @abstractmethod
    def factor(self) -> Node: ...

    def relation(self) -> tree.Relation:
        at, sides, signs = self.now.at, [self.sum()], []
        while sign := self.take(*RELATIONS):
            signs.append(sign.kind)
            if sign.kind == r"\in":
                sides.append(self.domain())
                break
            sides.append(self.sum())
        return tree.Relation(at, tuple(sides), tuple(signs))

    def domain(self) -> tree.Domain:
        """`\\mathbb{R}^{N \\times D}`, `\\{0, 1\\}`, `[0, 1]`."""
        opened = self.need(r"\mathbb", r"\{", "[")
        if opened.kind == r"\mathbb":
            self.need("{")
            if self.need("letter").text != "R":
                raise TexError("a set that is not known", opened.at)
            self.need("}")
            shape = self.script() if self.take("^") else tree.Vector(opened.at, ())
            if isinstance(shape, tree.Product):
                return tree.Domain(opened.at, "R", shape.factors)
            return tree.Domain(opened.at, "R", getattr(shape, "items", (shape,)))
        parts = [self.sum()]
        while self.take(","):
            parts.append(self.sum())
        self.need(CLOSE[opened.kind])
        return tree.Domain(opened.at, opened.kind, tuple(parts))

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

    def blackboard(self, token: Token) -> Node:
        """`\\mathbb{E}[…]` is the mean, `\\mathbb{1}[…]` counts where the condition holds."""
        self.need("{")
        kind = self.need("letter", "number")
        self.need("}")
        if kind.text == "E":
            return tree.Call(token.at, "mean", self.arguments())
        if kind.text != "1":
            raise TexError(rf"\mathbb{{{kind.text}}} is not known", token.at)
        opened = self.need("(", "[")
        relation = self.relation()
        self.need(CLOSE[opened.kind])
        return tree.Indicator(token.at, relation)

    def fold(self, token: Token, kind: str) -> Node:
        """`\\sum_k`, `\\sum_{i,j}`, `\\sum_{i=1}^{n}`, `\\sum_{j \\ne i}`, and the body."""
        self.need("_")
        low = high = condition = None
        if self.take("{"):
            relation = self.relation()
            names = self.split(relation.sides[0])
            while self.take(","):
                names += self.split(self.sum())
            self.need("}")
            if relation.signs == ("=",):
                low = relation.sides[1]
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
        return tree.Fold(token.at, kind, tuple(indices), low, high, condition, body)

    def environment(self, token: Token) -> Node:
        if token.text == "cases":
            rows = [self.case()]
            while self.take(r"\\") and self.now.kind != r"\end":
                rows.append(self.case())
            node: Node = tree.Cases(token.at, tuple(rows))
        elif token.text in ("pmatrix", "bmatrix"):
            cells = [[self.sum()]]
            while sign := self.take("&", r"\\"):
                if sign.kind == "&":
                    cells[-1].append(self.sum())
                elif self.now.kind != r"\end":
                    cells.append([self.sum()])
            if len({len(row) for row in cells}) > 1:
                raise TexError("rows of different lengths", token.at)
            node = tree.Matrix(token.at, tuple(map(tuple, cells)))
        else:
            raise TexError(f"the environment {token.text} is not known here", token.at)
        if self.need(r"\end").text != token.text:
            raise TexError(f"{token.text} is not closed", token.at)
        return node

    def case(self) -> tuple[Node, tree.Relation | None]:
        value = self.sum()
        self.take(",")
        self.need("&")
        word = self.take("text")
        if word and word.text == "otherwise":
            return value, None
        if word and word.text not in CONDITIONS:
            raise TexError(f"the condition {word.text!r} is not known", word.at)
        place, opened = self.place, self.take("(")
        relation = self.relation()
        if opened and not (relation.signs and self.take(")")):
            self.place = place  # the bracket belongs to the first side
            relation = self.relation()
        if not relation.signs:
            raise TexError("a case without a condition", relation.at)
        return value, relation
