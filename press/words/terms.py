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


def homonyms(terms: list[Term]) -> dict[str, list[Term]]:
    """The Korean words that stand for several English ones: 기울기 for gradient and for slope."""
    found: dict[str, list[Term]] = {}
    for term in terms:
        found.setdefault(term["ko"], []).append(term)
    return {word: senses for word, senses in found.items() if len(senses) > 1}


def senses(terms: list[Term], text: str, *, introduced: bool = False) -> list[tuple[int, Term]]:
    """Where the Korean text or its HTML says in which sense it uses a word from there on.

    It names the English in brackets: **기울기**(slope), which introduces it and holds on later
    pages, too, or plainly 기울기(slope), which holds to the end of its page.
    """
    found = []
    for word, meanings in homonyms(terms).items():
        english = {term["en"]: term for term in meanings}
        bold = (r"\*\*", r"\*\*") if introduced else ("", r"(?:\*\*|</\w+>)?")
        named = rf"{bold[0]}({word}){bold[1]}\(({'|'.join(english)})\b"
        found += [(at.start(1), english[at[2]]) for at in re.finditer(named, text)]
    return sorted(found, key=lambda item: item[0])


def introductions(terms: list[Term], text: str) -> dict[str, int]:
    """Where the Korean text introduces terms, by their English names: **기울기**(gradient)."""
    several = homonyms(terms)
    found = {}
    for term in terms:
        english = term["en"] if term["ko"] in several else ""
        found[term["en"]] = text.find(f"**{term['ko']}**({english}")
    return {name: at for name, at in found.items() if at >= 0}


def sections(terms: list[Term], pages: dict[str, str]) -> dict[str, str]:
    """Where each term, by its English name, is introduced: `page.md#section` of the Korean pages.

    The first page in order counts.
    """
    found: dict[str, str] = {}
    for page, text in pages.items():
        headings = list(HEADING_ID.finditer(text))
        for name, at in introductions(terms, text).items():
            section = [heading[1] for heading in headings if heading.start() < at]
            found.setdefault(name, f"{page}#{section[-1]}")
    return found
