"""Make the sheet from the pages: of each topic the formulas, short code, and what goes wrong.

docs/sheet.yml says what is taken; a topic that it does not name is taken by itself. The sheet
stands where a page links to that table, as the glossary does.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from textwrap import dedent
from typing import Any

import yaml

import mlcheats
from press.read.listings import Listing
from press.read.page import HEADING, Page

TABLE = "docs/sheet.yml"
MARKER = re.compile(r"^\[[^\]\n]*\]\(\.\./sheet\.yml\)$", re.M)
LONGEST = 4  # lines of code
WARNING = re.compile(
    r'^!!! warning "(?P<title>[^"\n]*)"(?: *\{[^{}\n]*\})?\n(?P<text>(?:[ \t]*\n|    .*\n?)+)', re.M
)
ITEM = re.compile(r"^- (.*)$", re.M)
TITLE = re.compile(r"^# +(?P<title>.+?) *\{", re.M)
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
SENTENCE = re.compile(r".+?(?:(?<!\d)[.?!](?=\s|$)|$)", re.S)


@dataclass
class Topic:
    """A page that the sheet takes from."""

    page: Page

    @cached_property
    def title(self) -> str:
        found = TITLE.search(self.page.text)
        return found["title"] if found else self.page.name

    @cached_property
    def sections(self) -> dict[str, tuple[int, int]]:
        """The first and the last line of each section, by its id."""
        text = self.page.text
        heads = [(text.count("\n", 0, at.start()) + 1, at["id"]) for at in HEADING.finditer(text)]
        ends = [*heads, (text.count("\n") + 2, "")]
        return {name: (line, end - 1) for (line, name), (end, _) in pairwise(ends)}

    def within(self, section: str, line: int) -> bool:
        first, last = self.sections[section]
        return first <= line <= last

    def formulas(self, section: str) -> list[str]:
        there = (it for it in self.page.formulas if it.display and self.within(section, it.line))
        return [formula.tex for formula in there]

    def listings(self, section: str) -> list[Listing]:
        return [it for it in self.page.listings if self.within(section, it.line)]

    def entries(self) -> list[dict[str, Any]]:
        """What is taken where nothing is said: what has formulas, or else the first with code."""
        heads = list(self.sections)[1:]
        with_formula = [name for name in heads if self.formulas(name)]
        with_code = [name for name in heads if self.short(name)]
        named = with_formula or with_code[:1] or heads[:1]
        return [{"section": name, "code": self.short(name)} for name in named]

    def short(self, section: str) -> list[str]:
        """How a short definition begins, one of the package's before others."""
        names = [
            node.name
            for listing in self.listings(section)
            for node in ast.parse(listing.source).body
            if isinstance(node, ast.FunctionDef) and _length(node) <= LONGEST
        ]
        names.sort(key=lambda name: name not in mlcheats.__all__)
        return [f"def {name}(" for name in names[:1]]

    def code(self, section: str, starts: list[str], lines: int | None) -> str:
        """The lines that begin so, in the section."""
        parts = [self.part(section, start, lines) for start in starts]
        code = "\n".join(parts)
        if code.count("\n") >= LONGEST:
            raise ValueError(f"{TABLE}: {section}: more than {LONGEST} lines: {code}")
        return code

    def part(self, section: str, start: str, lines: int | None) -> str:
        for listing in self.listings(section):
            source = listing.source.split("\n")
            for number, line in enumerate(source):
                if line.strip().startswith(start):
                    end = number + (lines or _end(listing.source, number + 1) - number)
                    return dedent("\n".join(source[number:end]))
        raise ValueError(f"{TABLE}: {self.page.path}#{section} has no line that begins so: {start}")

    def pitfalls(self, begins: list[str]) -> Iterator[str]:
        """One line for each warning of the page, and the sentences that begin so."""
        for found in WARNING.finditer(self.page.text):
            text = dedent(found["text"]).strip()
            items = ITEM.findall(text)
            if not items:
                yield f"**{found['title']}**: {first_sentence(text)}"
            elif items[0].startswith("**"):
                yield " ".join(map(first_sentence, items))
            else:
                yield f"**{found['title']}**: {first_sentence(items[0])}"
        for begin in begins:
            at = self.page.text.find(begin)
            if at < 0:
                raise ValueError(
                    f"{TABLE}: {self.page.path} has no sentence that begins so: {begin}"
                )
            yield first_sentence(self.page.text[at:].partition("\n")[0])


def _length(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _end(source: str, line: int) -> int:
    """The last line of the statement that begins on a line, before its outputs."""
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.stmt)]
    ends = [node.end_lineno or line for node in nodes if node.lineno == line]
    return max(ends, default=line)


def first_sentence(text: str) -> str:
    text = LINK.sub(r"\1", " ".join(text.split()))
    found = SENTENCE.match(text)
    return found[0] if found else text


def expand(markdown: str, root: Path, nav: list[str], language: str) -> str:
    """The page, with what the sheet takes from the others where it asks for it."""
    if not MARKER.search(markdown):
        return markdown
    table = yaml.safe_load((root / TABLE).read_text(encoding="utf-8"))
    folder = root / "docs" / language
    files = [folder / name for name in nav if (folder / name).exists()]
    pages = [
        Page(file.relative_to(root).as_posix(), file.read_text(encoding="utf-8"))
        for file in files
        if file.stem not in table["no topics"]
    ]
    return MARKER.sub(lambda _: "\n\n".join(with_sheet(pages, table, language)), markdown)


def with_sheet(pages: list[Page], table: dict[str, Any], language: str) -> Iterator[str]:
    for page in pages:
        topic, name = Topic(page), page.name
        yield f"## [{topic.title}]({name}.md) {{ #on-{name} }}"
        entries = table.get(name) or topic.entries()
        begins = []
        for entry in entries:
            section = entry["section"]
            if section not in page.headings:
                raise ValueError(f"{TABLE}: {page.path} has no section {section}")
            title = page.headings[section]
            yield f"### [{title}]({name}.md#{section}) {{ #{name}-{section} }}"
            formulas = topic.formulas(section)
            for number in entry.get("formulas", [1] if formulas else []):
                if number > len(formulas):
                    raise ValueError(f"{TABLE}: {page.path}#{section} has no formula {number}")
                yield f"$$\n{formulas[number - 1]}\n$$"
            starts = entry.get("code", [])
            starts = [starts] if isinstance(starts, str) else starts
            if starts:
                yield f"```py\n{topic.code(section, starts, entry.get('lines'))}\n```"
            if "pitfall" in entry:
                begins.append(entry["pitfall"][language])
        yield from (f"> {line}" for line in topic.pitfalls(begins))
