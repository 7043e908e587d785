"""Make the glossary from docs/terms.yml, in place of the line that links to it."""

import re
from pathlib import Path

from press.words import terms

MARKER = re.compile(r"^\[[^\]\n]*\]\(\.\./terms\.yml\)$", re.M)


def expand(markdown: str, root: Path, nav: list[str], language: str) -> str:
    """The page, with the glossary where it asks for it."""
    if not MARKER.search(markdown):
        return markdown
    korean = root / "docs" / "ko"
    there = [korean / name for name in nav if (korean / name).exists()]
    pages = {page.name: page.read_text(encoding="utf-8") for page in there}
    return with_glossary(markdown, terms.load(), pages, language)


def with_glossary(
    markdown: str, table: list[terms.Term], pages: dict[str, str], language: str
) -> str:
    """The page with its marker replaced by a definition list, in the order of the alphabet."""
    other = {"ko": "en", "en": "ko"}[language]
    section = terms.sections(table, pages)
    entries = []
    for term in sorted(table, key=lambda term: term[language].casefold()):
        entry = f"[{term[language]}]({section[term['en']]}){{ #{terms.anchor(term)} }}"
        if term["ko"] != term["en"]:
            entry += f' <span lang="{other}">{term[other]}</span>'
        entries.append(f"{entry}\n:   {term['define'][language]}")
    return MARKER.sub(lambda _: "\n\n".join(entries), markdown)
