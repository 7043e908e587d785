"""Read docs/terms.yml and find its terms in texts: for the glossary, the tooltips and the tests."""

import re
from pathlib import Path
from typing import Any

from press.tools.cache import read_yaml

TERMS = Path(__file__).parents[2] / "docs/terms.yml"
Term = dict[str, Any]  # en, ko, define; perhaps never, also

# What a Korean noun may carry and still be that noun.
PARTICLES = (
    "(?:은|는|이|가|을|를|의|에|에서|에게|와|과|로|으로|도|만|란|이란|이나|나|다|이다|라|이라|라는|이라는|"
    "인|인데|이고|이며|들|마다|부터|까지|보다|처럼|하기|하는|하다|한다|하면|하고|하여|하지|할|한|된|되는|된다)"
    "(?:은|는|도|만|의)?"
)
HEADING_ID = re.compile(r"^#+ .*\{ *#([\w-]+) *\}\s*$", re.M)


def load() -> list[Term]:
    table: list[Term] = read_yaml(TERMS)
    return table


def anchor(term: Term) -> str:
    """The id of the term in the glossary."""
    return term["en"].lower().replace(" ", "-")


def pattern(names: list[str], language: str) -> re.Pattern[str]:
    """Finds the names as whole words, with any particle or plural: the longest that fits."""
    longest = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    if language == "ko":
        return re.compile(rf"(?<![가-힣A-Za-z_-])({longest})(?=(?:{PARTICLES})?(?![가-힣]))")
    return re.compile(rf"(?<![\w-])({longest})(?:s|es)?(?![\w-])", re.I)


def sections(terms: list[Term], pages: dict[str, str]) -> dict[str, str]:
    """Where each term, by its English name, is introduced: `page.md#section` of the Korean pages.

    A page introduces a term as **기울기**(gradient); the first page in order counts.
    """
    found: dict[str, str] = {}
    for page, text in pages.items():
        headings = list(HEADING_ID.finditer(text))
        for term in terms:
            at = text.find(f"**{term['ko']}**(")
            if at >= 0 and term["en"] not in found:
                section = [heading[1] for heading in headings if heading.start() < at]
                found[term["en"]] = f"{page}#{section[-1]}"
    return found
