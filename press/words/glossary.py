"""Make the glossary from docs/terms.yml, in place of the line that links to it."""

import re
from pathlib import Path

from press.words import terms

MARKER = re.compile(r"^\[[^\]\n]*\]\(\.\./terms\.yml\)$", re.M)


def on_page_markdown(markdown, page, config, files):
    if not MARKER.search(markdown):
        return markdown
    korean = Path(config.config_file_path).with_name("docs") / "ko"
    pages = {name: (korean / name).read_text(encoding="utf-8") for name in config.nav}
    page.meta["search"] = {"boost": 0.5}  # first the page that explains, then the glossary
    return with_glossary(markdown, terms.load(), pages, config.theme["language"])


def with_glossary(markdown, table, pages, language):
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
