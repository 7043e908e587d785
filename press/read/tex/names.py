"""Parse the names of a formula, with all that hangs on them.

    x  \\eta  \\hat{m}  C'  n_\\text{in}  W^{(1)}      are  x  eta  m_hat  C_prime  n_in  W1
    w^*  \\text{loss}  \\mathrm{TP}                    are  w_star  loss  TP
    x_1  t_{nk}  x_{i+a, j+b}  W_2[j]  x^{(i)}_j     are a name and its indices
    h(x)  \\sigma'(a)  f_1(x)                         call a function, if it is known as one

`\\mathbf{x}` is x, `\\mathbf{1}` is `ones`, `\\lambda` is `lambda_`, `\\varepsilon` is `epsilon`.
"""

from abc import abstractmethod
from collections.abc import Set

from press.read.tex import tree
from press.read.tex.tokens import Cursor, TexError, Token
from press.read.tex.tree import Node

LETTERS = """
    alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau
    upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega ell
"""
GREEK = {rf"\{name}": name for name in LETTERS.split()} | {r"\lambda": "lambda_"}
ACCENTS = {r"\hat": "_hat", r"\bar": "_bar", r"\tilde": "_tilde"}
FONTS = {r"\mathbf", r"\mathcal", r"\mathrm", r"\mathit"}
NAMES = {"letter", "text", *GREEK, *ACCENTS, *FONTS}


class NamesParser(Cursor):
    def __init__(self, tokens: list[Token], functions: Set[str]) -> None:
        super().__init__(tokens)
        self.functions = functions

    @abstractmethod
    def sum(self) -> Node: ...

    @abstractmethod
    def group(self) -> Node: ...

    def name(self) -> Node:
        at, name = self.now.at, self.letter()
        primes, exponent = 0, None
        layer: list[Node] = []
        indices: list[Node] = []
        while sign := self.take("'", "_", "^"):
            if sign.kind == "'":
                primes += 1
            elif sign.kind == "_" and not indices:
                word, indices = self.subscript()
                name += word
            elif sign.kind == "^" and self.now.kind == "{" and self.next.kind == "(":
                digits, layer = self.in_brackets()
                name += digits
            elif sign.kind == "^" and self.take("*"):
                name += "_star"
            elif sign.kind == "^" and exponent is None:
                exponent = self.script()
            else:
                raise TexError(f"a second {sign.kind}", sign.at)
        call = self.call(at, name, layer + indices, primes, exponent)
        if call:
            return call
        if self.now.kind == "[":
            name = "_".join([name, *(i.text for i in indices if isinstance(i, tree.Number))])
            indices = list(self.arguments())
        elif self.now.kind == "(" and self.tokens[self.place + 2].kind == ")":
            raise TexError(f"{name} is not given as a function", at)
        node = tree.Name(at, name + "_prime" * primes, (*layer, *indices))
        return node if exponent is None else self.raised(node, exponent)

    def call(
        self, at: int, name: str, indices: list[Node], primes: int, exponent: Node | None
    ) -> Node | None:
        """The call of a known function, `f(x)` or `f_1(x)`; the exponent follows the brackets."""
        numbers = [index.text for index in indices if isinstance(index, tree.Number)]
        name = "_".join([name, *numbers])
        if name not in self.functions or self.now.kind not in ("(", "["):
            return None
        if exponent or len(numbers) < len(indices):
            raise TexError(f"what hangs on the function {name}", at)
        node = tree.Call(at, name, self.arguments(), primes)
        return self.raised(node, self.script()) if self.take("^") else node

    def letter(self) -> str:
        """A name without what hangs on it."""
        token = self.now
        self.place += 1
        if token.kind == "letter" or (token.kind == "text" and token.text.isidentifier()):
            return token.text
        if token.kind in GREEK:
            return GREEK[token.kind]
        if token.kind not in NAMES:
            raise TexError(f"expected a name, got {token.text}", token.at)
        braces = self.take("{")
        digit = self.take("number") if token.kind == r"\mathbf" else None
        if digit and digit.text != "1":
            raise TexError(f"the vector {digit.text} is not known", digit.at)
        name = "ones" if digit else self.letter()
        while token.kind in FONTS and braces and self.now.kind == "letter":
            name += self.letter()
        if braces:
            self.need("}")
        return name + ACCENTS.get(token.kind, "")

    def plain_name(self) -> tree.Name:
        """A name that is no more than a name with its indices."""
        node = self.name()
        if not isinstance(node, tree.Name):
            raise TexError("expected a name", node.at)
        return node

    def script_name(self) -> tree.Name:
        braces = self.take("{")
        name = self.plain_name() if braces else tree.Name(self.now.at, self.letter())
        if braces:
            self.need("}")
        return name

    def script(self) -> Node:
        """What stands raised or lowered: `{…}`, one letter, one digit, `\\top`."""
        token = self.now
        if token.kind == "{":
            if self.next.kind == r"\top":
                self.place += 2
                self.need("}")
                return tree.Name(token.at, r"\top")
            return self.group()
        if self.take(r"\top"):
            return tree.Name(token.at, r"\top")
        if self.take("number"):
            return tree.Number(token.at, token.text)
        return tree.Name(token.at, self.letter())

    def raised(self, node: Node, exponent: Node) -> Node:
        if isinstance(exponent, tree.Name) and exponent.name == r"\top":
            return tree.Transpose(node.at, node)
        return tree.Power(node.at, node, exponent)

    def subscript(self) -> tuple[str, list[Node]]:
        """`_1`, `_{ij}`, `_{i+1, j}`, `_\\text{in}`: what it adds to the name, and the indices."""
        word = self.take("text")
        if word:
            return f"_{word.text}", []
        if not self.take("{"):
            return "", [self.script()]
        word = self.take("text")
        if word:
            self.take(",")
        indices: list[Node] = []
        while not self.take("}"):
            indices += self.split(self.sum())
            self.take(",")
        return f"_{word.text}" if word else "", indices

    def split(self, item: Node) -> list[Node]:
        """`ij` is two indices; whether `2i` is two or a product, nobody knows."""
        if not isinstance(item, tree.Product) or item.sign:
            return [item]
        if not all(isinstance(factor, tree.Name) for factor in item.factors):
            raise TexError(r"one index or several: use a comma or \cdot", item.at)
        return list(item.factors)

    def in_brackets(self) -> tuple[str, list[Node]]:
        """`^{(1)}` belongs to the name, `^{(i)}` is its first index."""
        self.place += 2
        number = self.take("number")
        indices = [] if number else [self.sum()]
        self.need(")")
        self.need("}")
        return number.text if number else "", indices

    def arguments(self) -> tuple[Node, ...]:
        opened = self.need("(", "[")
        items = [self.sum()]
        while self.take(","):
            items.append(self.sum())
        self.need({"(": ")", "[": "]"}[opened.kind])
        return tuple(items)
