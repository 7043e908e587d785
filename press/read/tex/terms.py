"""Parse the terms of a formula: all that has a value. From loose to tight:

    sum         [- | \\pm] product ((+ | - | \\pm | \\mp) product)*
    product     run (\\cdot run)* | run (\\times run)* | run (\\odot run)*
    run         factor factor* [/ factor]            what stands side by side is multiplied
    factor      atom [^ exponent]

A sum sign takes all of the product that follows it, `\\log y_k` one factor. Where readers
would differ (`a / b c`, `\\log a b`, `\\log(a)^2`, `x2`, `w_{2i}`), it is an error that asks for
brackets. The names in `functions` are functions: `h(x)` calls h, and `a(1 + x)` multiplies.
"""

from collections.abc import Set

from press.read.tex import tree
from press.read.tex.commands import NUMPY, CommandsParser
from press.read.tex.names import NAMES
from press.read.tex.relations import CLOSE
from press.read.tex.tokens import TexError, Token
from press.read.tex.tree import Node

FUNCTIONS = {rf"\{name}" for name in (*NUMPY, "ln", "det")}
FOLDS = {r"\sum": "sum", r"\prod": "prod", r"\max": "max", r"\min": "min"}
STARTS = {
    *("number", "operator", "(", "[", "{", r"\lfloor", r"\lceil", r"\begin"),
    *(r"\frac", r"\sqrt", r"\nabla", r"\partial", r"\lim", r"\arg", r"\mathbb", r"\infty"),
    *NAMES,
    *FUNCTIONS,
    *FOLDS,
}


class TermsParser(CommandsParser):
    def __init__(self, tokens: list[Token], functions: Set[str]) -> None:
        super().__init__(tokens, functions)
        self.bar: str | None = None  # what closes the bars that are open

    def sum(self) -> Node:
        sign = self.take("-", r"\pm", r"\mp")
        left = self.product()
        if sign:
            left = tree.Minus(sign.at, left, sign.kind)
        while sign := self.take("+", "-", r"\pm", r"\mp"):
            left = tree.Sum(sign.at, left, sign.kind, self.product())
        return left

    def product(self) -> Node:
        at, factors, kind = self.now.at, [self.run()], ""
        while sign := self.take(r"\cdot", r"\times", r"\odot"):
            if kind not in ("", sign.kind):
                raise TexError(f"{kind} and {sign.kind} in one product: use brackets", sign.at)
            kind = sign.kind
            factors.append(self.run())
        return factors[0] if len(factors) == 1 else tree.Product(at, kind, tuple(factors))

    def run(self) -> Node:
        at, factors = self.now.at, [self.factor()]
        while self.starts():
            if self.loose:
                raise TexError("where the argument of the function ends: use brackets", self.now.at)
            if self.now.kind == "number":
                raise TexError("a number after a factor", self.now.at)
            factors.append(self.factor())
        node = factors[0] if len(factors) == 1 else tree.Product(at, "", tuple(factors))
        if slash := self.take("/"):
            node = tree.Quotient(slash.at, node, self.factor())
            if self.starts() or self.now.kind == "/":
                raise TexError("what the slash divides by: use brackets", self.now.at)
        self.loose = False
        return node

    def starts(self) -> bool:
        """Whether a factor begins here; bars may open only where none are open."""
        kind = self.now.kind
        return kind in STARTS or (kind in ("|", r"\|") and self.bar is None)

    def factor(self) -> Node:
        self.loose = False
        token = self.now
        if token.kind in NAMES:
            return self.name()
        if not self.starts():
            raise TexError(f"expected a term, got {token.text}", token.at)
        self.place += 1
        match token.kind:
            case "number":
                return self.power(tree.Number(token.at, token.text))
            case "(" | "{":
                return self.power(self.brackets(token))
            case "[":
                relation = self.relation()
                if not relation.signs:
                    raise TexError("brackets [ ] hold a condition or arguments", token.at)
                self.need("]")
                return tree.Indicator(token.at, relation)
            case r"\mathbb":
                return self.blackboard(token)
            case "|" | r"\|" | r"\lfloor" | r"\lceil":
                return self.power(self.bars(token))
            case r"\frac":
                return self.power(self.fraction(token))
            case r"\sqrt":
                degree = self.sum() if self.take("[") else None
                if degree:
                    self.need("]")
                return self.power(tree.Root(token.at, self.group(), degree))
            case r"\nabla":
                by = self.script_name() if self.take("_") else None
                return tree.Derivative(token.at, self.factor(), by, token.kind)
            case r"\partial":
                of = self.factor()
                self.need("/")
                self.need(r"\partial")
                return tree.Derivative(token.at, of, self.plain_name(), token.kind)
            case r"\lim":
                return self.limit(token)
            case r"\arg":
                kind = self.need(r"\max", r"\min").text[1:]
                return self.fold(token, f"arg{kind}")
            case r"\begin":
                return self.power(self.environment(token))
            case r"\infty":
                return tree.Name(token.at, "inf")
            case "operator":
                return self.operator(token)
        if token.kind in FOLDS and (self.now.kind == "_" or token.kind in (r"\sum", r"\prod")):
            return self.fold(token, FOLDS[token.kind])
        return self.function(token)

    def power(self, node: Node) -> Node:
        if not self.take("^"):
            return node
        return self.raised(node, self.script())

    def brackets(self, opened: Token) -> Node:
        """`(a)` is a, `(a, b)` a vector."""
        bar, self.bar = self.bar, None
        items = [self.sum()]
        while opened.kind == "(" and self.take(","):
            items.append(self.sum())
        self.need(CLOSE[opened.kind])
        self.bar, self.loose = bar, False
        return items[0] if len(items) == 1 else tree.Vector(opened.at, tuple(items))

    def bars(self, opened: Token) -> Node:
        if opened.kind in CLOSE:
            node = tree.Bars(opened.at, opened.kind, self.sum())
            self.need(CLOSE[opened.kind])
            return node
        self.bar = opened.kind
        of = self.sum()
        self.need(opened.kind)
        self.bar = None
        order = self.script() if opened.kind == r"\|" and self.take("_") else None
        return tree.Bars(opened.at, opened.kind, of, order)

    def group(self) -> Node:
        """What a command takes: `{…}`, or one letter or digit."""
        token = self.now
        if token.kind == "number" and len(token.text) > 1:
            raise TexError("where the argument ends: use braces", token.at)
        return self.brackets(token) if self.take("{") else self.script()
