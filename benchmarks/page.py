"""The tables of measured times on the pages, rewritten from results, in both languages."""

import datetime
import platform
import re
import subprocess
import sys
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


SENTENCE = re.compile(r"^(?:\d{4}년 |Measured on )[^()\n]*\([^)\n]*\)\.", re.M)


def processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if not cpuinfo.exists():
        return platform.processor() or platform.machine()
    lines = cpuinfo.read_text(encoding="utf-8").splitlines()
    names = [line for line in lines if line.startswith("model name")]
    return f"{names[0].split(': ')[1]}, {len(names)} cores" if names else platform.machine()


def today(versions: Mapping[str, str]) -> dict[str, Any]:
    """When and where something is measured, as MEASURED says it."""
    date = datetime.date.today()
    model, _, cores = processor().rpartition(", ")
    with_python = {"Python": platform.python_version(), **versions}
    return {
        "date": date,
        "year": date.year,
        "month": date.month,
        "day": date.day,
        "processor": model,
        "cores": cores.split()[0],
        "versions": ", ".join(f"{name} {number}" for name, number in with_python.items()),
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
    section = dated(section, language, about)
    pattern, words = TIMES[language]
    longer = words.format(f"{1 / results['train_products'][1]['ratio']:.1f}")
    section, count = re.subn(pattern, longer, section)
    if count != 1:
        raise ValueError(f"the {language} page must say once how much longer training takes")
    return f"{before}{{ #speed }}{section}\n## {after}"


def dated(section: str, language: str, about: Any) -> str:
    """The section with the sentence that says when and where it was measured."""
    sentence = MEASURED[language].format(**about)
    section, count = SENTENCE.subn(lambda _: sentence, section)
    if count != 1:
        raise ValueError(f"the {language} page must say once when it was measured")
    return section


def with_costs(text: str, language: str, rows: list[list[str]], about: Any) -> str:
    """Put what the classics cost into the page: the rows of its table, and when and how."""
    before, section = text.split("{ #cost }", 1)
    section, after = section.split("\n## ", 1)
    old = re.search(r"^(\|.*\n\| ---.*\n)(?:\|.*\n)+", section, re.M)
    if not old:
        raise ValueError(f"the {language} page has no table of costs")
    lines = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    section = section[: old.start()] + old[1] + lines + section[old.end() :]
    return f"{before}{{ #cost }}{dated(section, language, about)}\n## {after}"


def rewrite(page: str, by: str, new: Any) -> None:
    """Write what `new(text, language)` makes of the page, and believe it for this measurement."""
    for language in MEASURED:
        file = ROOT / "docs" / language / f"{page}.md"
        text = file.read_text(encoding="utf-8")
        file.write_text(new(text, language), encoding="utf-8")
    command = [sys.executable, "-m", "press.words.claims", f"docs/en/{page}.md"]
    subprocess.run([*command, "--by", f"measured: {by}"], cwd=ROOT, check=True)
