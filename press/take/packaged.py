"""Take functions out of the package: their source and that of all that they need, each once.

Text in, text out. Docstrings and annotations are left out, and of a function that checks its
arguments the bare one is taken, from the module of the same name: the code that the pages show.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from press.read.names import names_in

Place = tuple[int, int]
Edit = tuple[Place, Place, str]
WIDTH = 88
BELOW_A_HEAD = re.compile(r"(?<=:\n)\n+(?= )")  # the blank lines that a docstring leaves


@dataclass
class Module:
    source: str
    definitions: dict[str, ast.stmt] = field(default_factory=dict)
    links: dict[str, tuple[str, str]] = field(default_factory=dict)  # into the package
    imports: dict[str, str] = field(default_factory=dict)  # lines, by the name that they bind


@dataclass
class Definition:
    text: str
    used: set[str]  # the names that it needs
    variables: set[str]  # of its functions


class Package:
    """The modules of a package, by name: {"mlcheats": source, "mlcheats.losses": source, …}."""

    def __init__(self, sources: dict[str, str]):
        self.name = min(sources, key=len, default="")  # a site without a package has none
        self.modules = {name: self._read(source) for name, source in sources.items()}
        self.taken: dict[tuple[Any, ...], Definition] = {}  # for the next script

    def owns(self, module: str | None) -> bool:
        return bool(module) and str(module).split(".")[0] == self.name

    def _read(self, source: str) -> Module:
        module = Module(source)
        for node in ast.parse(source).body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                module.definitions[node.name] = node
            elif isinstance(node, (ast.Assign, ast.AnnAssign)):
                target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
                module.definitions[ast.unparse(target)] = node
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                for alias in node.names:
                    name = alias.asname or alias.name.split(".")[0]
                    if isinstance(node, ast.Import):
                        module.imports[name] = ast.unparse(ast.Import([alias]))
                    elif node.module and self.owns(node.module):
                        module.links[name] = (node.module, alias.name)
                    else:
                        module.imports[name] = ast.unparse(ast.ImportFrom(node.module, [alias], 0))
        return module


class Bundle:
    """What is taken out of a package for one script."""

    def __init__(self, package: Package, avoid: dict[str, str], data: str):
        self.package = package
        self.avoid = avoid  # the other names of the script, each with the text that binds it
        self.imports: set[str] = set()
        self._names: dict[tuple[str, str], str] = {}
        self.data = data  # what gives the folder of the data, which lies beside the package

    def take(self, module: str, name: str, wanted: str) -> list[str]:
        """The definitions that make `wanted` what `name` is in `module`, those in use left out."""
        place = self._find(module, name)
        if place is None:
            raise ValueError(f"{module} has no {name}")
        texts = self._take(*place)
        if self._names[place] != wanted:
            texts.append(f"{wanted} = {self._names[place]}")
        return texts

    def _take(self, module: str, name: str) -> list[str]:
        if (module, name) in self._names:
            return []
        self._names[module, name] = self._new_name(module, name)
        texts, renamed = [], {name: self._names[module, name]}
        definition = self._definition(module, name)
        for used in sorted(definition.used):
            place = self._find(module, used)
            if place:
                texts += self._take(*place)
                renamed[used] = self._names[place]
            elif used in self.package.modules[module].imports:
                self._import(module, used)
        changed = {old: new for old, new in renamed.items() if old != new}
        if hidden := changed.keys() & definition.variables:
            raise ValueError(f"{module}.{name} has a variable {hidden}, as another module has")
        text = definition.text
        return [*texts, _edited(text, _renamed(text, changed)) if changed else text]

    def _new_name(self, module: str, name: str) -> str:
        if name in self.avoid or name in self._names.values():
            name = f"{module.split('.')[-1].strip('_')}_{name.strip('_')}"
        return name

    def _import(self, module: str, name: str) -> None:
        line = self.package.modules[module].imports[name]
        if self.avoid.get(name, line) != line:
            raise ValueError(f"{name} is imported by {module}, and is another thing on the page")
        self.imports.add(line)

    def _find(self, module: str, name: str) -> tuple[str, str] | None:
        """The module that defines what `name` or `module.name` is in `module`, and its name there.

        Of a function that a checked module wraps, the bare one's. None for what is no part of the
        package.
        """
        first, _, rest = name.partition(".")
        here = self.package.modules[module]
        if first in here.links:
            module, first = here.links[first]
            if f"{module}.{first}" in self.package.modules and rest:
                return self._find(f"{module}.{first}", rest)
            return self._find(module, first)
        if first not in here.definitions or rest:
            return None
        bare = module.replace(".checked.", ".")
        there = self.package.modules.get(bare)
        return (bare if there and first in there.definitions else module), first

    def _definition(self, module: str, name: str) -> Definition:
        key = module, name, self.data
        if key not in self.package.taken:
            text = self._text(module, name)
            self.package.taken[key] = Definition(text, self._used(module, text), _variables(text))
        return self.package.taken[key]

    def _used(self, module: str, text: str) -> set[str]:
        """The global names that a definition uses; those in a module of the package with it."""
        _, reads = names_in(text)
        modules = {
            name
            for name, link in self.package.modules[module].links.items()
            if ".".join(link) in self.package.modules
        }
        through = {
            ast.unparse(node)
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) in modules
        }
        return reads - modules | through

    def _text(self, module: str, name: str) -> str:
        """The source of a definition, without what a reader of the script can do without."""
        here = self.package.modules[module]
        node = here.definitions[name]
        if "__file__" in ast.unparse(node):
            return f"{name} = {self.data}"
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
        text = "\n".join(here.source.split("\n")[first - 1 : node.end_lineno])
        text = BELOW_A_HEAD.sub("", _edited(text, _docstrings(text)))
        return _edited(text, _annotations(text))


# Edits: (start, end, replacement), a place being (line, column) as in a syntax tree.


def _docstrings(text: str) -> Iterator[Edit]:
    for node in _all(text, (ast.FunctionDef, ast.ClassDef)):
        first = node.body[0]
        if ast.get_docstring(node) is not None and len(node.body) > 1:
            yield (first.lineno, 0), (first.end_lineno + 1, 0), ""
        elif ast.get_docstring(node) is not None:
            yield _start(first), _end(first), "pass"


def _annotations(text: str) -> Iterator[Edit]:
    for node in _all(text, ast.FunctionDef):
        for argument in _all(node.args, ast.arg):
            argument.annotation = None
        yield _start(node), _colon(text, node), _head(node)
    fields = {field for node in _all(text, ast.ClassDef) for field in node.body}
    for node in _all(text, ast.AnnAssign):
        if node.value and _start(node) not in {_start(field) for field in fields}:
            yield _end(node.target), _end(node.annotation), ""
    for node in _all(text, ast.Call):
        if ast.unparse(node.func) == "cast":
            yield _start(node), _start(node.args[1]), ""
            yield _end(node.args[1]), _end(node), ""


def _renamed(text: str, names: dict[str, str]) -> Iterator[Edit]:
    """New names in the places of old ones, which are found by their letters."""
    for node in _all(text, (ast.Name, ast.Attribute, ast.FunctionDef, ast.ClassDef)):
        if isinstance(node, (ast.Name, ast.Attribute)):
            new = names.get(ast.unparse(node))
            if new:
                yield _start(node), _end(node), new
        elif node.col_offset == 0:
            start = node.lineno, len("def " if isinstance(node, ast.FunctionDef) else "class ")
            yield start, (start[0], start[1] + len(node.name)), names.get(node.name, node.name)


def _variables(text: str) -> set[str]:
    """The variables of the functions in the text."""
    names = set()
    for function in _all(text, ast.FunctionDef):
        names |= {argument.arg for argument in _all(function, ast.arg)}
        names |= {n.id for n in _all(function, ast.Name) if isinstance(n.ctx, ast.Store)}
    return names


def _head(node: ast.FunctionDef) -> str:
    """`def name(arguments)`, in one line if it fits."""
    arguments = ast.unparse(node.args)
    line = f"def {node.name}({arguments})"
    if node.col_offset + len(line) < WIDTH:
        return line
    indent = "\n" + " " * node.col_offset
    return f"def {node.name}({indent}    {arguments}{indent})"


def _colon(text: str, node: ast.FunctionDef) -> Place:
    """Where the colon stands that ends the first lines of a function."""
    depth = 0
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.start > _start(node) and token.type == tokenize.OP:
            depth += (token.string in "([{") - (token.string in ")]}")
            if token.string == ":" and not depth:
                line, column = token.start
                return line, len(token.line[:column].encode())
    raise ValueError(f"{node.name} has no colon")


def _all(text: str | ast.AST, kind: type | tuple[type, ...]) -> list[Any]:
    tree = ast.parse(text) if isinstance(text, str) else text
    return [node for node in ast.walk(tree) if isinstance(node, kind)]


def _start(node: Any) -> Place:
    return node.lineno, node.col_offset


def _end(node: Any) -> Place:
    return node.end_lineno, node.end_col_offset


def _edited(text: str, edits: Iterable[Edit]) -> str:
    lines = text.encode().split(b"\n")  # a syntax tree counts columns in bytes
    begins = [0, 0, *accumulate(len(line) + 1 for line in lines)]
    content = b"\n".join(lines)
    for start, end, new in sorted(edits, reverse=True):
        first, last = (begins[line] + column for line, column in (start, end))
        content = content[:first] + new.encode() + content[last:]
    return content.decode()
