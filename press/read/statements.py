"""Cut a listing into its top-level statements, each with the output that the page gives for it."""

import ast
import io
import tokenize
from dataclasses import dataclass


@dataclass(frozen=True)
class Statement:
    """A top-level statement (or several on one line) with the output that the page gives."""

    nodes: list[ast.stmt]
    line: int
    last: int
    comment: tokenize.TokenInfo | None  # at the end of its last line
    shown: list[str]  # the `#>` lines below it

    @property
    def expected(self) -> str:
        """What it must print, if it prints."""
        if self.shown:
            return "\n".join(line.removeprefix("#>").removeprefix(" ") for line in self.shown)
        return self.comment.string.removeprefix("#").strip() if self.comment else ""


def split(source: str, tree: ast.Module) -> tuple[list[Statement], list[int]]:
    """The statements with their expected outputs, and the lines of `#>` that belong to none."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    comments = {token.start[0]: token for token in tokens if token.type == tokenize.COMMENT}
    shown = {
        line: token.string
        for line, token in comments.items()
        if token.string.startswith("#>") and token.line.lstrip() == token.line[token.start[1] :]
    }
    groups: list[list[ast.stmt]] = []
    for node in tree.body:
        if groups and node.lineno == groups[-1][-1].end_lineno:
            groups[-1].append(node)
        else:
            groups.append([node])
    statements = []
    for nodes in groups:
        last, below = nodes[-1].end_lineno or 0, list[str]()
        while last + len(below) + 1 in shown:
            below.append(shown.pop(last + len(below) + 1))
        statements.append(Statement(nodes, nodes[0].lineno, last, comments.get(last), below))
    return statements, list(shown)


def said(source: str) -> str:
    """What the comments of a listing say that it prints."""
    statements, _ = split(source, ast.parse(source))
    return "\n".join(s.expected for s in statements if s.shown or prints(s.nodes))


def prints(nodes: list[ast.stmt]) -> bool:
    return any(
        isinstance(part, ast.Call) and ast.unparse(part.func) == "print"
        for node in nodes
        if not isinstance(node, (ast.FunctionDef, ast.ClassDef))
        for part in ast.walk(node)
    )
