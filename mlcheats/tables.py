"""Small tables of examples: a CSV file with a head, the answers in its last column."""

import csv
import math
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mlcheats._types import Float64Array


class Table(NamedTuple):
    """The columns x, (N, D), and the answers t, (N,), with their names."""

    x: Float64Array
    t: NDArray[Any]
    features: list[str]
    classes: list[str]


def load_table(path: str | Path) -> Table:
    """Return the examples of a CSV file: numbers, and an answer in the last column.

    x is float64, an empty cell NaN. Answers that are numbers are float64, whole ones int64,
    and there are no `classes`; words become labels 0, 1, … in the order of `classes`, which
    is the alphabet's. A row of another length, a word among the numbers or a file without
    rows is a ValueError that names the place.

    >>> table = load_table("assets/diabetes.csv")
    >>> table.x.shape, table.t[:3]
    ((442, 10), array([151,  75, 141]))
    """
    with Path(path).open(newline="", encoding="utf-8-sig") as file:
        reader = csv.reader(file)
        head = next(reader, [])
        x, answers = [], []
        for row in filter(None, reader):
            place = f"{path}, line {reader.line_num}"
            if len(row) != len(head):
                raise ValueError(f"{place}: expected {len(head)} cells, got {len(row)}")
            x.append([_number(cell, place) for cell in row[:-1]])
            answers.append(row[-1].strip())
    if not x or len(head) < 2:
        got = f"{len(head)} names and {len(x)} rows"
        raise ValueError(f"{path}: expected a head of two or more names, and rows, got {got}")
    t, classes = _answers(answers)
    return Table(np.array(x), t, head[:-1], classes)


def _number(cell: str, place: str) -> float:
    if not cell.strip():
        return math.nan
    try:
        return float(cell)
    except ValueError:
        raise ValueError(f"{place}: expected a number, got {cell!r}") from None


def _answers(cells: list[str]) -> tuple[NDArray[Any], list[str]]:
    try:
        numbers = np.array([float(cell) if cell else math.nan for cell in cells])
    except ValueError:
        names, labels = np.unique(cells, return_inverse=True)
        return labels, names.tolist()
    whole = np.all(np.abs(numbers) < 2**53) and np.all(numbers == np.rint(numbers))
    return (numbers.astype(np.int64) if whole else numbers), []
