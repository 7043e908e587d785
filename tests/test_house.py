"""The build's folders are those that CONTRIBUTING shows; imports run one way."""

import ast
import re
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[1]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
FILES = {
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
    for folder in ("press", "mlcheats")
    for file in (ROOT / folder).rglob("*.py")
}


def imported(file):
    """The modules that a file imports, at whatever place."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            yield from names & FILES.keys() or {node.module}


def test_imports_run_one_way():
    """A circle is a graphlib.CycleError."""
    graph = {name: FILES.keys() & set(imported(file)) - {name} for name, file in FILES.items()}
    assert len(list(TopologicalSorter(graph).static_order())) == len(FILES)


def test_contributing_shows_each_folder_of_the_build():
    shown = set(re.findall(r"^\| `press/(\w+)/`", CONTRIBUTING, re.M))
    there = {file.parent.name for file in (ROOT / "press").glob("*/__init__.py")}
    assert shown == there


def test_contributing_names_the_files_that_know_mkdocs():
    knowing = {
        file.relative_to(ROOT / "press").as_posix()
        for name, file in FILES.items()
        if any(re.match(r"(mkdocs|material)\b", each) for each in imported(file))
        and not name.startswith("press.material.")
    }
    (sentence,) = re.findall(r"^MkDocs is known to (.*?);", CONTRIBUTING, re.M)
    assert set(re.findall(r"`([\w/]+\.py)`", sentence)) == knowing
