"""Set the labels of figures and diagrams as SVG text: words, and formulas such as $w^{(1)}_{12}$.

A formula may hold letters, digits, signs, Greek, function names, ^ and _; no fractions, no roots.
"""

import re
from dataclasses import dataclass
from html import escape
from unicodedata import east_asian_width

SYMBOLS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eta": "η",
    "theta": "θ", "lambda": "λ", "mu": "μ", "pi": "π", "rho": "ρ", "sigma": "σ", "phi": "φ",
    "Delta": "Δ", "Sigma": "Σ", "partial": "∂", "nabla": "∇", "infty": "∞", "sum": "∑",
    "cdot": "·", "times": "×", "pm": "±", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥",
    "approx": "≈", "rightarrow": "→", "to": "→", "leftarrow": "←", ",": "\u2009",
}  # fmt: skip
FUNCTIONS = {"exp", "log", "sin", "cos", "tan", "max", "min", "arg"}
UPRIGHT = {
    "mathrm": "math upright",
    "operatorname": "math upright",
    "text": "plain",
    "mathdefault": "plain",  # Matplotlib's own for the numbers along a logarithmic axis
}
TOKEN = re.compile(r"\\([A-Za-z]+|,)|(\s+)|(.)", re.S)
Token = tuple[str, ...]  # a command, white space, or a character; the other two empty
SPACED = "=<>≤≥≈→←+−×·±"
SCRIPT = 0.7  # size of an index or exponent, and how far it is shifted, in the label's size
SHIFT = {0: 0.0, 1: -0.4, -1: 0.22}


@dataclass(frozen=True)
class Run:
    """Letters of one kind on one level: 1 for exponents, -1 for indices."""

    text: str
    kind: str = "plain"  # plain words, math italics, or upright math
    level: int = 0
    skip: float = 0.0  # how far to move before it, in the label's size

    @property
    def width(self) -> float:
        size = SCRIPT if self.level else 1
        return self.skip + size * sum(_width(char, self.kind) for char in self.text)


def parse(label: str) -> list[Run]:
    """The runs of a label; what stands between dollars is a formula."""
    runs: list[Run] = []
    for number, part in enumerate(re.split(r"\$+", label)):
        runs += _formula(part) if number % 2 else [Run(part)] if part else []
    return runs


def width(runs: list[Run]) -> float:
    """About how wide the runs will be, in the label's size."""
    return sum(run.width for run in runs)


def tspans(runs: list[Run], size: float) -> str:
    """The content of the <text> that shows the runs at this size."""
    parts, level = [], 0
    for run in runs:
        attributes = ""
        if run.kind != "plain":
            attributes += f' class="{run.kind}"'
        if run.kind == "math":
            attributes += ' font-style="italic"'
        if run.level:
            attributes += f' font-size="{_number(size * SCRIPT)}"'
        if run.level != level:
            attributes += f' dy="{_number(size * (SHIFT[run.level] - SHIFT[level]))}"'
        if run.skip:
            attributes += f' dx="{_number(size * run.skip)}"'
        level = run.level
        parts.append(f"<tspan{attributes}>{escape(run.text, quote=False)}</tspan>")
    return "".join(parts) if len(runs) != 1 or runs[0].kind != "plain" else escape(runs[0].text)


def _formula(tex: str, level: int = 0) -> list[Run]:
    runs: list[Run] = []
    tokens: list[Token] = [found.groups("") for found in TOKEN.finditer(tex)]
    before = 0.0  # the width of the exponent that an index is to stand below
    while tokens:
        command, space, char = tokens.pop(0)
        if space:
            continue
        if char in ("^", "_"):
            if level:
                raise ValueError(f"an index of an index in {tex!r}")
            script = _formula(_group(tokens, tex), 1 if char == "^" else -1)
            wide = width(script)
            stacked = bool(runs) and runs[-1].level == -script[0].level
            if stacked:
                script[0] = Run(script[0].text, script[0].kind, script[0].level, -before)
            runs += script
            after = max(0.0, before - wide) if stacked else 0.0
            before = wide
            if stacked and after:  # go on behind the longer of the two
                runs.append(Run("\u200b", "math upright", 0, after))
            continue
        if command in UPRIGHT:
            runs += [
                Run(run.text, UPRIGHT[command], run.level, run.skip)
                for run in _formula(_group(tokens, tex), level)
            ]
            continue
        if command and command not in SYMBOLS and command not in FUNCTIONS:
            raise ValueError(f"\\{command} is not known in {tex!r}")
        if char in ("{", "}"):
            raise ValueError(f"a lone {char} in {tex!r}")
        text = SYMBOLS.get(command, command) or ("−" if char == "-" else char)
        italic = text not in FUNCTIONS and text.isalpha() and text not in "ΔΣ∂∇∑∞"
        if text in SPACED and runs and not level:
            text = f"\u2005{text}\u2005"
        if text in FUNCTIONS:
            following = next((name or sign for name, blank, sign in tokens if not blank), "(")
            text += "" if following in "(^_" else "\u2009"
        kind = "math" if italic else "math upright"
        if runs and (runs[-1].kind, runs[-1].level) == (kind, level):
            runs[-1] = Run(runs[-1].text + text, kind, level, runs[-1].skip)
        else:
            runs.append(Run(text, kind, level))
    return runs


def _group(tokens: list[Token], tex: str) -> str:
    """The text of the next token, or of the next {…}, taken from the tokens."""
    group, depth = "", 0
    while tokens:
        command, space, char = tokens.pop(0)
        depth += {"{": 1, "}": -1}.get(char, 0)
        group += f"\\{command} " if command else space or char
        if depth == 0 and group.strip():
            return group[1:-1] if group[0] == "{" else group
    raise ValueError(f"a bracket is missing in {tex!r}")


def _width(char: str, kind: str) -> float:
    """About the advance of a letter in the site's fonts, in em."""
    if east_asian_width(char) in "WF":
        return 0.9
    if char == "\u200b":
        return 0.0
    if char.isdigit() and kind != "plain":
        return 0.5
    if char in "()[]":
        return 0.39
    if char in " \u2005\u2009.,:;'|!iIjl":
        return 0.28
    return 0.68 if char.isupper() else 0.56


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
