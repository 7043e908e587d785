"""Count what is checked, for the pages that say so: {{ outputs }} becomes a number.

The names are those of `count`. Listings, formulas and blocks are the same in both languages and are
counted once.
"""

import ast
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path

import mlcheats
from press.read.listings import Listing
from press.read.page import Page
from press.read.statements import prints, split
from press.tools.cache import parse_yaml

SLOT = re.compile(r"\{\{ (\w+) \}\}")


def expand(markdown: str, root: Path) -> str:
    """The page with its slots filled; KeyError for one that nothing counts."""
    if not SLOT.search(markdown):
        return markdown
    files = [*sorted(root.glob("docs/??/*.md")), *sorted(root.glob("docs/*.yml"))]
    texts = [(file.relative_to(root).as_posix(), file.read_text("utf-8")) for file in files]
    counted = count(tuple(texts))
    return SLOT.sub(lambda found: counted[found[1]], markdown)


@lru_cache(maxsize=2)
def count(files: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """What there is to be said of the pages and tables, by the names of the slots."""
    texts = dict(files)
    pages = [Page(path, text) for path, text in files if path.startswith("docs/ko/")]
    fences = [fence for page in pages for fence in page.fences]
    python = [fence for fence in fences if fence.info == "python"]
    run = [fence for fence in python if fence.runs]
    compared = [each for page in pages if not page.is_notebook for each in page.listings]
    formulas = [
        entry
        for page, entries in parse_yaml(texts["docs/formulas.yml"]).items()
        if page != "everywhere"
        for entry in entries
        if "tex" in entry
    ]
    not_computed = [entry["tex"] for entry in formulas if "not computed" in entry]
    blocks = [e for entries in parse_yaml(texts["docs/claims.yml"]).values() for e in entries]
    by = Counter(means for block in blocks for means in _means(block["by"]))
    shown = "".join(text for path, text in files if path.endswith(".md"))
    numbers = {
        "listings": len(python),
        "listings_run": len(run),
        "listings_elsewhere": sum(each.elsewhere is not None for each in python),
        "cells": sum(len(page.listings) for page in pages if page.is_notebook),
        "outputs": sum(map(_outputs, compared)),
        "functions": len({name for each in python for name in _defined(each)}),
        "figures": sum(each.image is not None for each in run),
        "commands": sum(each.info == "bash" for each in fences),
        "formulas": len(formulas) - len(not_computed),
        "blocks": len(blocks),
        "characters": len({char for char in shown if char.isprintable() and char != " "}),
        **{f"by_{means}": by[means] for means in BY},
    }
    return {name: f"{number:,}" for name, number in numbers.items()} | {
        "not_run": ", ".join(f"`{each.not_run}`" for each in python if each.not_run),
        "not_computed": ", ".join(f"${tex}$" for tex in not_computed),
    }


BY = "listing", "test", "formula", "measured", "source", "advice", "definition", "structure"


def _means(by: str | list[str]) -> set[str]:
    """The first words of a block's reasons to be believed."""
    return {re.split(r"\W", means)[0] for means in ([by] if isinstance(by, str) else by or [])}


def _outputs(listing: Listing) -> int:
    """The statements of a listing whose output the page gives."""
    statements, _ = split(listing.source, ast.parse(listing.source))
    return sum(bool(s.shown or (s.expected and prints(s.nodes))) for s in statements)


def _defined(listing: Listing) -> set[str]:
    """The public functions and classes that a listing defines."""
    nodes = ast.parse(listing.source).body
    names = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return names & set(mlcheats.__all__)
