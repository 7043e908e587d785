"""Read docs/formulas.yml, whose head says what it holds: what each formula must equal."""

import ast
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

import mlcheats
from press.read.formulas import one_line
from press.read.tex.verify import Binding
from press.tools.cache import read_yaml

TABLE = Path(__file__).parents[3] / "docs/formulas.yml"
WORDS = {"tex", "is", "then", "within", "because", "from", "at once", "not computed"}


@dataclass(frozen=True)
class Entry:
    """One formula: how it is computed, or why it is not."""

    binding: Binding | None
    reason: str | None = None


def read_table(page: str, sources: Iterable[str]) -> dict[str, Entry]:
    """The entries of a page by their TeX; `sources` are its listings."""
    table = read_yaml(TABLE)
    everywhere = dict(map(_text, table["everywhere"].items()))
    known = vocabulary(sources)
    given: dict[str, str | list[str]] = {}
    entries: dict[str, Entry] = {}
    for item in table.get(page, []):
        if "tex" not in item:
            given = dict(map(_text, item["given"].items()))
            continue
        key = one_line(item["tex"])
        words = {word: value for word, value in item.items() if word in WORDS}
        own = dict(_text(pair) for pair in item.items() if pair[0] not in WORDS)
        if key in entries:
            raise ValueError(f"{page}: {key} has two entries")
        if ("within" in words) != ("because" in words):
            raise ValueError(f"{page}: {key}: `within` and `because` belong together")
        if "not computed" in words:
            if len(item) > 2:
                raise ValueError(f"{page}: {key}: not computed, and yet there is more to it")
            entries[key] = Entry(None, words["not computed"])
            continue
        binding = Binding(
            everywhere | given | own,
            known,
            str(words["is"]) if "is" in words else None,
            str(words["then"]) if "then" in words else None,
            words.get("within"),
            words.get("from", 1),
            words.get("at once", False),
        )
        entries[key] = Entry(binding)
    return entries


def pages() -> set[str]:
    """The pages that the table has."""
    return set(read_yaml(TABLE)) - {"everywhere"}


def vocabulary(sources: Iterable[str]) -> dict[str, Any]:
    """What the table's expressions may use: mlcheats, and the functions of the page's listings."""
    public = {name: getattr(mlcheats, name) for name in mlcheats.__all__}
    known = {"np": np, "walk": walk, **public}
    for source in sources:
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name not in known:
                with suppress(NameError):  # it needs what other statements of the page define
                    exec(compile(ast.Module([node], []), "<page>", "exec"), known)
    return known


def walk(optimizer: Any, w: ArrayLike, gradients: Iterable[ArrayLike]) -> SimpleNamespace:
    """Where these steps of an optimizer lead from w, and what it keeps of them: w, v, h, m."""
    params = {"w": w}
    for gradient in gradients:
        params = optimizer.update(params, {"w": gradient})
    kept = {name: held["w"] for name, held in vars(optimizer).items() if isinstance(held, dict)}
    return SimpleNamespace(w=params["w"], **kept)


def _text(item: tuple[str, Any]) -> tuple[str, str | list[str]]:
    name, value = item
    return name, list(map(str, value)) if isinstance(value, list) else str(value)
