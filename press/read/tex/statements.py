"""Parse a formula into its statements.

    formula     statement ([,] \\quad statement)*  |  the rows and columns of an aligned
    statement   [relation (, relation)* \\Rightarrow] relation

In `aligned`, every second `&` parts two statements and the others only align; a row that
begins with a sign (`&= …`) goes on with the statement above it.
"""

from collections.abc import Set
from itertools import pairwise

from press.read.tex import tree
from press.read.tex.relations import RELATIONS
from press.read.tex.terms import TermsParser
from press.read.tex.tokens import END, TexError, Token, tokenize

DEEPER = {r"\begin": 1, r"\end": -1, "{": 1, "}": -1, "(": 1, ")": -1}


def parse(tex: str, functions: Set[str] = frozenset()) -> list[tree.Statement]:
    """The statements of a formula, in order."""
    parser = TermsParser(flatten(tokenize(tex)), functions)
    statements = [_statement(parser)]
    while parser.now.kind != END:
        statements.append(_statement(parser))
    return statements


def _statement(parser: TermsParser) -> tree.Statement:
    at, relations = parser.now.at, [parser.relation()]
    while parser.now.kind == "," and parser.next.kind != r"\quad":
        parser.need(",")
        relations.append(parser.relation())
    if parser.take(r"\Rightarrow"):
        relations.append(parser.relation())
    elif len(relations) > 1:
        raise TexError(r"a comma parts premises, \quad statements", relations[1].at)
    if parser.next.kind == r"\quad":
        parser.take(",")
    if not parser.take(r"\quad") and parser.now.kind != END:
        raise TexError(f"{parser.now.text} is not understood here", parser.now.at)
    statement = tree.Statement(at, tuple(relations[:-1]), relations[-1])
    _check_sense(statement)
    return statement


def _check_sense(statement: tree.Statement) -> None:
    """Refuse what is true of anything, and a function that is a number in the same breath."""
    nodes = list(tree.walk(statement))
    for relation in (node for node in nodes if isinstance(node, tree.Relation)):
        for left, right in pairwise(relation.sides):
            if left == right:
                raise TexError("both sides are the same", right.at)
    called = {node.name for node in nodes if isinstance(node, tree.Call)}
    under = {id(node.of) for node in nodes if isinstance(node, tree.Derivative)}
    for node in nodes:
        if isinstance(node, tree.Name) and node.name in called and id(node) not in under:
            raise TexError(f"{node.name} is called elsewhere", node.at)


def flatten(tokens: list[Token]) -> list[Token]:
    """The tokens without aligned and without braces around all: `\\quad` parts the statements."""
    *inner, end = tokens
    if len(inner) > 1 and inner[0].kind == "{" and _closes(inner) == len(inner) - 1:
        inner = inner[1:-1]
    arrows = [i for i, token in enumerate(inner) if token.kind == r"\Rightarrow"]
    spaces = {i + step for i in arrows for step in (-1, 1) if inner[i + step].kind == r"\quad"}
    inner = [token for i, token in enumerate(inner) if i not in spaces]
    flat: list[Token] = []
    depth, columns = 0, None
    for i, token in enumerate(inner):
        if token.text in ("aligned", "gathered") and token.kind in (r"\begin", r"\end"):
            columns = 0 if token.kind == r"\begin" else None
            continue
        depth += DEEPER.get(token.kind, 0)
        if depth or columns is None or token.kind not in ("&", r"\\"):
            flat.append(token)
            continue
        columns = 0 if token.kind == r"\\" else columns + 1
        follows = [token.kind for token in inner[i + 1 : i + 3] if token.kind != "&"]
        if columns % 2 == 0 and follows[0] not in (*RELATIONS, r"\end"):
            flat.append(Token(r"\quad", token.text, token.at, token.end))
    return [*flat, end]


def _closes(tokens: list[Token]) -> int:
    depth = 0
    for i, token in enumerate(tokens):
        depth += {"{": 1, "}": -1}.get(token.kind, 0)
        if depth == 0:
            return i
    return -1
