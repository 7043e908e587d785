"""The sources: what a page cites is listed, by author and year, and what is listed is cited."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
CITED = re.compile(r"\b([A-Z]\. ?[A-Z]?\w+)(?:, [A-Z]\. [\w ,.]+?| 등| et al\.)?(?:, |\()(\d{4})")


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


@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_is_listed_is_cited(language):
    pages = [path for path in (DOCS / language).glob("*.md") if path.name != "about.md"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in pages)
    for line in sources((DOCS / language / "about.md").read_text(encoding="utf-8")):
        author = line.split(",")[0].split()[-1 if language == "en" or line[0] < "~" else 0]
        year = "|".join(re.findall(r"\b(?:19|20)\d\d\b", line))  # of the original, too
        near = rf"{author}.{{0,60}}(?:{year})|(?:{year}).{{0,60}}{author}"
        assert re.search(near, text), f"no page cites {author}, {year}"
