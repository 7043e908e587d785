"""Mistakes that a formula may have: its TeX with one thing changed."""

from collections.abc import Iterator
from dataclasses import fields
from itertools import combinations
from typing import Any

from press.read.tex.names import GREEK
from press.read.tex.statements import parse
from press.read.tex.tokens import TexError, Token, tokenize
from press.read.tex.tree import Cases, Name, Node, Product, Sum, walk
from press.read.tex.verify import Binding

INSTEAD = {
    "+": ["-"],
    "-": ["+", ""],
    r"\pm": ["+", r"\mp"],
    "=": [r"\ne"],
    r"\le": ["<", r"\ge"],
    r"\ge": [">", r"\le"],
    "<": [r"\le", ">"],
    ">": [r"\ge", "<"],
    r"\ne": ["="],
    r"\leftarrow": ["="],
    r"\exp": [r"\log"],
    r"\log": [r"\exp"],
    r"\sin": [r"\cos"],
    r"\cos": [r"\sin"],
    r"\tanh": [r"\cosh"],
    r"\sum": [r"\prod"],
    r"\max": [r"\min"],
    r"\sqrt": [""],
    r"\odot": ["+", ""],
    r"\cdot": ["+"],
    "/": [r"\cdot", "+"],
    "'": [""],
    r"\hat": [""],
    r"\nabla": [""],
    "argmax": ["argmin"],
    "Var": ["E"],
    "E": ["Var"],
    "softmax": ["log_softmax"],
}

# Changes that leave a formula true, by page and what is changed.
ALSO_TRUE = {
    ("evaluation", "R and i swapped"): "an index by another name",
    ("evaluation", "P becomes j"): "what is defined, by another name",
    ("evaluation", "P and i swapped"): "what is defined and an index, by other names",
    ("evaluation", "P and j swapped"): "what is defined and an index, by other names",
    ("evaluation", "R and j swapped"): "what is defined and an index, by other names",
    ("index", "p and x swapped"): "a distance, and the larger of the two",
    ("index", "x and y swapped"): "arguments by other names",
    ("layers", "E and N swapped"): "the equation, solved for N",
    ("linear-regression", "t and y swapped"): "the square of a difference",
    ("linear-regression", "r becomes w"): "the sign of w is that of r, or w is 0",
    ("activation", "h becomes c"): "h multiplies by c",
    ("activations-compared", r"> becomes \ge"): "a normal number is never 0",
    ("activations-compared", r"\le becomes <"): "a normal number is never 0",
    ("initialization", "z becomes a"): "both are near the variance of a",
    ("initialization", "a becomes z"): "both are near the variance of a",
    ("initialization", "a and z swapped"): "both are near the variance of a",
    ("loss", "t and y swapped"): "the square of a difference",
    ("loss", "E and N swapped"): "the equation, solved for N",
    ("photos", "i becomes m"): "m, whatever it is",
    ("photos", "p and x swapped"): "a distance, and the larger of the two",
    ("regularization", "u becomes m"): "m is 0 or 1, and p between the two",
    ("regularization", r"< becomes \le"): "the two numbers are never equal",
    ("regularization", r"\ge becomes >"): "the two numbers are never equal",
    ("regularization", r"\le becomes <"): "the two numbers are never equal",
    ("regularization", "_ dropped"): "a logarithm is below any multiple of its number from 1 on",
    ("network", "X becomes x"): "a vector is a row",
    ("network", "A becomes a"): "a vector is a row",
    ("network", "B becomes b"): "a vector is a row",
    ("network", "w becomes W"): "on the diagonal, both orders of the indices are one",
}


def mistakes(tex: str) -> Iterator[tuple[str, str]]:
    """What is changed, and the changed formula."""
    tokens = tokenize(tex)[:-1]
    seen = {spelled(tex)}
    for what, changed in _changes(tex, tokens):
        if spelled(changed) not in seen:
            seen.add(spelled(changed))
            yield what, changed


def spelled(tex: str) -> str:
    try:
        return " ".join(token.text for token in tokenize(tex))
    except TexError:
        return tex


def _changes(tex: str, tokens: list[Token]) -> Iterator[tuple[str, str]]:
    names = sorted({token.text for token in tokens if is_name(token)})
    for i, token in enumerate(tokens):
        for other in INSTEAD.get(token.text, ()):
            yield f"{token.text} becomes {other or 'nothing'}", put(tex, token, other)
        if token.kind == "number":
            yield "another constant", put(tex, token, another(token.text))
        if is_name(token):
            for other in names:
                yield f"{token.text} becomes {other}", put(tex, token, other)
        if token.kind == "^" or (token.kind == "_" and tokens[i - 1].text in names):
            end = closes(tokens, i + 1)
            yield f"{token.kind} dropped", tex[: token.at] + " " + tex[tokens[end].end :]
        if token.kind == "_" and tokens[i + 1].kind == "{":
            first, second, third = tokens[i + 2 : i + 5]
            if third.kind == "}":
                yield "indices swapped", put(tex, (first, second), second.text + first.text)
        if token.kind == r"\frac":
            middle = closes(tokens, i + 1)
            end = closes(tokens, middle + 1)
            top = tex[tokens[i + 1].at : tokens[middle].end]
            bottom = tex[tokens[middle + 1].at : tokens[end].end]
            yield "a fraction turned over", put(tex, (token, tokens[end]), rf"\frac{bottom}{top}")
            yield "a fraction dropped", put(tex, (token, tokens[end]), "")
            yield "a denominator dropped", put(tex, (token, tokens[end]), top)
        if is_name(token) and not (i and tokens[i - 1].kind in ("_", "^", r"\hat")):
            end = i
            while end + 1 < len(tokens) and tokens[end + 1].kind in ("_", "^"):
                end = closes(tokens, end + 2)
            yield f"{token.text} dropped", put(tex, (token, tokens[end]), "")
    yield from _rows(tex, tokens)
    for one, two in combinations(names, 2):
        swapped = {one: two, two: one}
        changed = tex
        for token in reversed(tokens):
            if token.text in swapped and is_name(token):
                changed = put(changed, token, swapped[token.text])
        yield f"{one} and {two} swapped", changed


def _rows(tex: str, tokens: list[Token]) -> Iterator[tuple[str, str]]:
    """Two rows of an environment change places."""
    marks = [token for token in tokens if token.kind in (r"\begin", r"\\\\", r"\end")]
    for one, two, three in zip(marks, marks[1:], marks[2:], strict=False):
        if two.kind == r"\\\\":
            first, second = tex[one.end : two.at], tex[two.end : three.at]
            between = tex[two.at : two.end]
            yield "rows swapped", tex[: one.end] + second + between + first + tex[three.at :]


def is_name(token: Token) -> bool:
    return token.kind == "letter" or token.kind in GREEK


def put(tex: str, place: Token | tuple[Token, Token], text: str) -> str:
    first, last = place if isinstance(place, tuple) else (place, place)
    if first.kind in ("operator", "text"):
        return (
            tex[: first.at] + tex[first.at : first.end].replace(first.text, text) + tex[last.end :]
        )
    return f"{tex[: first.at]}{text}{' ' if text.startswith(chr(92)) else ''}{tex[last.end :]}"


def another(number: str) -> str:
    """Another number, off by one in its last digit."""
    return number[:-1] + str((int(number[-1]) + 1) % 10)


def closes(tokens: list[Token], start: int) -> int:
    """The last token of a script or an argument."""
    depth = 0
    for i in range(start, len(tokens)):
        depth += {"{": 1, "}": -1}.get(tokens[i].kind, 0)
        if depth == 0:
            return i
    raise ValueError("braces that do not close")


def meaning(tex: str, binding: Binding) -> object:
    """The tree of a formula, whatever its indices are called, and in whatever order it adds.

    It excuses a change that nobody can notice; `W X` for `X W` is not excused, for it is noticed.
    """
    statements = parse(tex, binding.functions)
    names = [node for one in statements for node in walk(one) if isinstance(node, Name)]
    letters = [
        part.name
        for node in names
        for index in node.indices
        for part in walk(index)
        if isinstance(part, Name)
    ]
    given = {name.split("(")[0] for name in binding.given}
    free = [letter for letter in dict.fromkeys(letters) if letter not in given]
    renamed = {letter: f"index {number}" for number, letter in enumerate(free)}
    return sorted(repr(_meaning(statement, renamed)) for statement in statements)


def _meaning(value: object, renamed: dict[str, str]) -> object:
    if isinstance(value, str):
        return renamed.get(value, value)
    if isinstance(value, tuple):
        return [_meaning(item, renamed) for item in value]
    if not isinstance(value, Node):
        return value
    parts: list[Any] = [
        _meaning(getattr(value, part.name), renamed) for part in fields(value) if part.compare
    ]
    if isinstance(value, Product):
        parts = sorted((_meaning(factor, renamed) for factor in value.factors), key=repr)
    if isinstance(value, Sum):
        parts = sorted(_terms(value, "+", renamed), key=repr)
    if isinstance(value, Cases):
        parts = sorted(parts[0], key=repr)
    return [type(value).__name__, *parts]


def _terms(value: Node, sign: str, renamed: dict[str, str]) -> Iterator[object]:
    if isinstance(value, Sum):
        yield from _terms(value.left, "+", renamed)
        yield from _terms(value.right, value.sign, renamed)
    else:
        yield sign, _meaning(value, renamed)
