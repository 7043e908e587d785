"""Cut TeX into tokens, and walk along them."""

import re
from dataclasses import dataclass

SPACES = {r"\,", r"\;", r"\:", r"\!", r"\ ", "~", r"\limits", r"\displaystyle", r"\textstyle"}
SIZES = re.compile(r"\\(?:left|right|[bB]igg?[lrm]?)(?![a-zA-Z])")
SAME = {  # two ways to write one thing
    r"\neq": r"\ne",
    r"\leq": r"\le",
    r"\geq": r"\ge",
    r"\gets": r"\leftarrow",
    r"\implies": r"\Rightarrow",
    r"\qquad": r"\quad",
    r"\lbrace": r"\{",
    r"\rbrace": r"\}",
    r"\lvert": "|",
    r"\rvert": "|",
    r"\lVert": r"\|",
    r"\rVert": r"\|",
    r"\dfrac": r"\frac",
    r"\tfrac": r"\frac",
    r"\intercal": r"\top",
    r"\varepsilon": r"\epsilon",
    r"\varphi": r"\phi",
    r"\vartheta": r"\theta",
    r"\operatorname*": r"\operatorname",
    r"\boldsymbol": r"\mathbf",
}
TOKEN = re.compile(
    r"""
    (?P<number> \d+ (?: \.\d+ )? )
  | (?P<row> \\\\ (?: \[ [^]]* \] )? )
  | (?P<word> \\(?:text|operatorname\*?|begin|end) \s* \{ (?P<inside> [^{}]* ) \} )
  | (?P<command> \\(?: [a-zA-Z]+\*? | . ) )
  | (?P<letter> [a-zA-Z] )
  | (?P<sign> [-+*/=<>()\[\]{}|,!^_&'~] )
    """,
    re.X,
)


class TexError(ValueError):
    """What the project's TeX does not say clearly enough to be computed, and where."""

    def __init__(self, message: str, at: int = 0) -> None:
        super().__init__(message)
        self.message, self.at = message, at

    def shown(self, tex: str) -> str:
        """The message above the line of the formula, with a mark below the place."""
        start = tex.rfind("\n", 0, self.at) + 1
        line = tex[start:].split("\n")[0]
        return f"{self.message}\n  {line}\n  {' ' * (self.at - start)}^"


@dataclass(frozen=True)
class Token:
    """`kind` is number, letter, text, operator, or the token itself: `+`, `\\frac`, `\\begin`."""

    kind: str
    text: str
    at: int  # where it starts in the TeX
    end: int


END = "the end"


def tokenize(tex: str) -> list[Token]:
    """The tokens of a formula, without what only spaces and sizes it; the last one is END."""
    tokens: list[Token] = []
    at = 0
    while at < len(tex):
        skip = re.compile(r"\s+").match(tex, at) or SIZES.match(tex, at)
        if skip:
            at = skip.end()
            continue
        found = TOKEN.match(tex, at)
        if not found:
            raise TexError(f"{tex[at]!r} is not known", at)
        text, kind = found[0], str(found.lastgroup)
        if found["word"]:
            command = SAME.get(text[: text.index("{")].strip(), text[: text.index("{")].strip())
            kind = {r"\text": "text", r"\operatorname": "operator"}.get(command, command)
            text = found["inside"].strip()
        elif kind == "number" and tokens and tokens[-1].kind in ("_", "^"):
            text = text[0]  # x^12 is x¹2
        elif kind == "row":
            kind = r"\\"
        elif kind in ("command", "sign"):
            kind = text = SAME.get(text, text)
        end = at + len(text) if kind == "number" else found.end()
        if kind not in SPACES:
            tokens.append(Token(kind, text, at, end))
        at = end
    return [*tokens, Token(END, END, len(tex), len(tex))]


class Cursor:
    """A place among the tokens."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens, self.place = tokens, 0

    @property
    def now(self) -> Token:
        return self.tokens[self.place]

    @property
    def next(self) -> Token:
        return self.tokens[min(self.place + 1, len(self.tokens) - 1)]

    def take(self, *kinds: str) -> Token | None:
        """This token, if it is of one of these kinds, and on to the next."""
        if self.now.kind not in kinds:
            return None
        self.place += 1
        return self.tokens[self.place - 1]

    def need(self, *kinds: str) -> Token:
        """The same, for what must stand here."""
        token = self.take(*kinds)
        if token is None:
            raise TexError(f"expected {' or '.join(kinds)}, got {self.now.text}", self.now.at)
        return token
