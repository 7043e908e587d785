"""What a page says that its listings print."""

import ast
from pathlib import Path

from press.read.listings import find_listings
from press.read.statements import split


def listings(page: Path) -> list[str]:
    """The listings of a page that run."""
    text = page.read_text(encoding="utf-8")
    return [listing.source for listing in find_listings(text) if listing.runs]


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
