"""The sources: what a page cites is listed, by author and year, and what is listed is cited."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
CITED = re.compile(r"\b([A-Z]\. ?[A-Z]?\w+)(?:, [A-Z]\. [\w ,.]+?| 등| et al\.)?(?:, |\()(\d{4})")
SAME = {"斎藤": "Saitoh"}


def sources(text):
    """The lines of the section, as (what stands before the title, all of it)."""
    section = text.split("{ #sources }")[1].split("\n## ")[0]
    return [line[2:] for line in section.splitlines() if line.startswith("- ")]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_a_page_cites_is_listed(language):
    listed = sources((DOCS / language / "about.md").read_text(encoding="utf-8"))
    for page in sorted((DOCS / language).glob("*.md")):
        if page.name == "about.md":
            continue
        for author, year in CITED.findall(page.read_text(encoding="utf-8")):
            name = author.split()[-1]
            found = [line for line in listed if name in line and year in line]
            assert found, f"{language}/{page.name} cites {author}, {year}"
