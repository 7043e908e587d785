"""Find the formulas of a page: where they stand, as they are written."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

FORMULA = re.compile(r"(?<![\\$])(?:\$\$(?P<display>.+?)\$\$|\$(?P<inline>[^$\n]+)\$)", re.S)
CODE = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", re.S)
# What makes an inline formula a statement.
STATES = re.compile(
    r"[=<>]|\\(?:approx|neq?|leq?|geq?|leftarrow|gets|rightarrow|to|mapsto|in|notin|sim|propto|equiv"
    r"|Rightarrow|implies|iff|Leftrightarrow|ll|gg|subset|subseteq)(?![a-zA-Z])"
)


@dataclass(frozen=True)
class Formula:
    """The TeX between the dollars, and the line where it begins."""

    tex: str
    line: int
    display: bool

    @property
    def key(self) -> str:
        return one_line(self.tex)

    @property
    def states(self) -> bool:
        """Whether it says something that may be false."""
        return self.display or bool(STATES.search(self.tex))


def one_line(tex: str) -> str:
    """What a formula is told by, wherever its lines break."""
    return " ".join(tex.split())


def find_formulas(text: str, fences: Iterable[tuple[int, int]]) -> list[Formula]:
    """The formulas of a page in order; none stands in its fences or in inline code."""
    for start, end in fences:
        text = text[:start] + _blank(text[start:end]) + text[end:]
    text = CODE.sub(lambda code: _blank(code[0]), text)
    formulas = []
    for found in FORMULA.finditer(text):
        tex = found["display"] or found["inline"]
        before = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
        start = found.end() - len(tex.lstrip(" \t\n>")) - 2
        if not before.strip(" \t>"):  # each line has what is before it: a quotation's mark
            tex = tex.replace(f"\n{before}", "\n").replace(f"\n{before.rstrip()}\n", "\n\n")
        line = text.count("\n", 0, start) + 1
        formulas.append(Formula(tex.strip(), line, found["display"] is not None))
    return formulas


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)
