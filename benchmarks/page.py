"""The table of speeds on the about page, rewritten from measured results, in both languages."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
Results = Mapping[str, Mapping[int, Mapping[str, Any]]]  # by comparison and number of threads

MEASURED = {
    "ko": "{year}년 {month}월 {day}일에 코어가 {cores}개인 {processor}에서 쟀다({versions}).",
    "en": "Measured on {date:%B} {day}, {year}, on {processor} with {cores} cores ({versions}).",
}
TIMES = {
    "ko": (r"큰 행렬 곱 두 개만 할 때의 [\d.]+배 걸린다", "큰 행렬 곱 두 개만 할 때의 {}배 걸린다"),
    "en": (r"takes [\d.]+ times as long as its two", "takes {} times as long as its two"),
}


def milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:,.0f} ms"


def factor(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.1f}" if ratio >= 10 else f"{ratio:.2f}"


def rewritten(text: str, language: str, results: Results, epochs: int, about: Any) -> str:
    """Put the results into the page: a row for each comparison, in order, and when and how."""
    before, section = text.split("{ #speed }", 1)
    section, after = section.split("\n## ", 1)
    _, _, *rows = [line for line in section.splitlines() if line.startswith("|")]
    if len(rows) != len(results):
        raise ValueError(f"the table has {len(rows)} rows, got {len(results)} comparisons")
    for row, (name, by_threads) in zip(rows, results.items(), strict=True):
        one, two = by_threads[1], by_threads[2]
        runs = epochs if name.startswith("train") else 1
        work, against = row.strip("| ").split(" | ")[:2]
        times = [milliseconds(one[side] / runs) for side in ("ours", "theirs")]
        cells = [work, against, *times, factor(one["ratio"]), factor(two["ratio"])]
        section = section.replace(row, f"| {' | '.join(cells)} |")
    sentence = MEASURED[language].format(**about)
    section, count = re.subn(
        r"^(?:\d{4}년 |Measured on )[^()\n]*\([^)\n]*\)\.", sentence, section, flags=re.M
    )
    if count != 1:
        raise ValueError(f"the {language} page must say once when it was measured")
    pattern, words = TIMES[language]
    longer = words.format(f"{1 / results['train_products'][1]['ratio']:.1f}")
    section, count = re.subn(pattern, longer, section)
    if count != 1:
        raise ValueError(f"the {language} page must say once how much longer training takes")
    return f"{before}{{ #speed }}{section}\n## {after}"


def write(results: Results, epochs: int, about: Any) -> None:
    for language in MEASURED:
        page = ROOT / "docs" / language / "about.md"
        text = page.read_text(encoding="utf-8")
        page.write_text(rewritten(text, language, results, epochs, about), encoding="utf-8")
