"""Parse relations, and what is made of them.

    a = b \\le c   x \\in \\mathbb{R}^{N \\times D}   t \\in \\{0, 1\\}   p \\in [0, 1]   n \\in B
    \\mathbb{1}[y = t]   \\begin{cases} 0 & (x \\le 0) \\\\ 1 & \\text{otherwise} \\end{cases}

The environments are here, too: \\begin{pmatrix} a & b \\end{pmatrix}.
"""

from press.read.tex import tree
from press.read.tex.names import NamesParser
from press.read.tex.tokens import TexError, Token
from press.read.tex.tree import Node

RELATIONS = ("=", r"\approx", r"\ne", "<", ">", r"\le", r"\ge", r"\leftarrow", r"\in")
CLOSE = {"(": ")", "[": "]", "{": "}", r"\{": r"\}", r"\lfloor": r"\rfloor", r"\lceil": r"\rceil"}
CONDITIONS = ("if", "for", "when")


class RelationsParser(NamesParser):
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
        """`\\mathbb{R}^{N \\times D}`, `\\{0, 1\\}`, `[0, 1]`, or a name, of what it holds."""
        opened = self.take(r"\mathbb", r"\{", "[")
        if not opened:
            return tree.Domain(self.now.at, "{", (self.plain_name(),))
        if opened.kind == r"\mathbb":
            self.need("{")
            if self.need("letter").text != "R":
                raise TexError("a set that is not known", opened.at)
            self.need("}")
            shape = self.script() if self.take("^") else tree.Vector(opened.at, ())
            parts = shape.factors if isinstance(shape, tree.Product) else (shape,)
            return tree.Domain(opened.at, "R", () if isinstance(shape, tree.Vector) else parts)
        items = [self.sum()]
        while self.take(","):
            items.append(self.sum())
        self.need(CLOSE[opened.kind])
        return tree.Domain(opened.at, opened.kind[-1], tuple(items))

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
