"""Find what a listing needs of the listings above it: statements, by the names that they share.

Text in, data out: nothing here runs code or knows MkDocs.
"""

import ast
import copy
import symtable
from collections.abc import Iterator
from dataclasses import dataclass, replace

from press.read.statements import Statement, split

COMPREHENSIONS = {"listcomp", "setcomp", "dictcomp", "genexpr"}
COMPOUND = (ast.For, ast.While, ast.If, ast.Try)
SHOWS = {"print", "plt"}  # they change nothing; plt.show() ends each picture within its listing
BLOCKS = ("body", "orelse", "handlers", "finalbody")
# Methods that change their object and whose value is wanted, too.
CHANGING = {"pop", "popitem", "popleft", "read", "readline", "send", "setdefault"}
RANDOM = "np.random"  # the state that NumPy's old functions share, as if it were a name
NEW_RANDOM = {"default_rng", "Generator", "PCG64", "SeedSequence"}
# What gives the same object again, or one that shares its memory; and what gives a new one.
VIEWS = {"items", "keys", "ravel", "reshape", "squeeze", "swapaxes", "transpose", "values", "view"}
THROUGH = {"asarray", "enumerate", "iter", "list", "reversed", "sorted", "tuple", "zip"}
FACTS = {"dtype", "ndim", "shape", "size"}


@dataclass(frozen=True)
class Part:
    """A top-level statement of a page, or one name of an import."""

    listing: int
    statement: Statement
    text: str  # its lines, with the comments and blank lines above it
    imported: tuple[str, str | None] | None  # the module, and what of it
    binds: frozenset[str]
    reads: frozenset[str]  # at once
    later: frozenset[str]  # when a function that it defines is called
    touches: frozenset[str]  # changed in place, perhaps
    inside: frozenset[str]  # changed so when a function that it defines is called
    passes: frozenset[str]  # handed to functions
    certain: bool  # it binds its names whatever happens


def parts_of(sources: list[str]) -> list[Part]:
    """The parts of a page's listings, all in order."""
    trees = [ast.parse(source) for source in sources]
    nodes = [node for tree in trees for node in tree.body]
    imports = [node for node in nodes if isinstance(node, ast.Import)]
    modules = {alias.asname or alias.name for node in imports for alias in node.names}
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    shows = {node.name for node in functions if "plt" in names(ast.unparse(node))[2]}
    parts = [
        part
        for number, tree in enumerate(trees)
        for part in _parts_of_listing(number, sources[number], tree, modules, SHOWS | shows)
    ]
    return _with_aliases(parts, nodes)


def needed(parts: list[Part], listing: int) -> list[Part]:
    """The parts of this listing, and before them those of earlier ones that it needs."""
    own = {i for i, part in enumerate(parts) if part.listing == listing}
    keep: set[int] = set()
    todo = [*own, *(i for i in _before(parts, listing) if parts[i].binds == {"*"})]
    while todo:
        i = todo.pop()
        if i in keep:
            continue
        keep.add(i)
        # The functions of the listing itself are to work, called or not.
        for name in _reads(parts, i, parts[i].later if i in own else frozenset()):
            todo += _sources(parts, name, i)
    imports = {i for i in own if parts[i].imported and parts[i].binds != {"*"}}
    unused = {i for i in imports if not _is_used(parts, i, keep)}
    return [parts[i] for i in sorted(keep - unused)]


def _is_used(parts: list[Part], i: int, keep: set[int]) -> bool:
    return any(parts[i].binds & (parts[j].reads | parts[j].later) for j in keep if j > i)


def _before(parts: list[Part], listing: int) -> list[int]:
    return [i for i, part in enumerate(parts) if part.listing < listing]


def _reads(parts: list[Part], i: int, also: frozenset[str] = frozenset()) -> set[str]:
    """The names that part i reads, and those that the functions among them read when called."""
    found: set[str] = set()
    todo = parts[i].reads | also
    while todo:
        found |= todo
        bound = [parts[j] for name in todo for j in _bindings(parts, name, i)]
        todo = frozenset().union(*(part.later for part in bound)) - found
    return found


def _touches(parts: list[Part], i: int) -> frozenset[str]:
    """The names that part i changes in place, itself or by the functions that it calls."""
    bound = {j for name in _reads(parts, i) for j in _bindings(parts, name, i)}
    made = {name for j in bound for name in parts[j].reads}  # of classes, whose methods may run
    bound |= {j for name in made for j in _bindings(parts, name, i)}
    return parts[i].touches.union(*(parts[j].inside for j in bound))


def _bindings(parts: list[Part], name: str, before: int) -> list[int]:
    """The parts from which the name may have its value: the last sure one and what follows."""
    found = []
    for i in reversed(range(before)):
        if name in parts[i].binds:
            found.append(i)
            if parts[i].certain:
                break
    return found


def _sources(parts: list[Part], name: str, before: int) -> list[int]:
    """The parts that make the value which the name has there: bindings, and changes in place."""
    bindings = _bindings(parts, name, before)
    kinds = {_kind(parts[i].statement.nodes[-1]) for i in bindings}
    changes = [
        i
        for i in range(min(bindings, default=-1) + 1, before)
        if name in _touches(parts, i)
        or ("object" in kinds and name in parts[i].passes)
        or ("generator" in kinds and name in _reads(parts, i))
    ]
    return bindings + changes


def _kind(node: ast.stmt) -> str:
    """Whether a statement binds what never changes, or by each use, or when it is handed on."""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.ImportFrom)):
        return "function"
    called = isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and node.value.func
    name = ast.unparse(called).split(".")[-1] if called else ""
    if name == "default_rng":
        return "generator"
    return "object" if name[:1].isupper() else "value"


def _parts_of_listing(
    number: int, source: str, tree: ast.Module, modules: set[str], shows: set[str]
) -> Iterator[Part]:
    statements, _ = split(source, tree)
    lines, end = source.split("\n"), 0
    for statement in statements:
        last = statement.last + len(statement.shown)
        text = "\n".join(lines[end:last])
        end = last
        imports = [n for n in statement.nodes if isinstance(n, (ast.Import, ast.ImportFrom))]
        for node in imports:
            for alias in node.names:
                yield _import(number, statement, node, alias)
        if len(imports) < len(statement.nodes):
            yield _part(number, statement, text, modules, shows)


def _import(
    number: int, statement: Statement, node: ast.Import | ast.ImportFrom, alias: ast.alias
) -> Part:
    name = alias.asname or alias.name.split(".")[0]
    source: tuple[str, str | None] = alias.name, None
    if isinstance(node, ast.ImportFrom):
        source = node.module or "", alias.name
    line = f"import {alias.name}" + (f" as {alias.asname}" if alias.asname else "")
    text = f"from {node.module} {line}" if isinstance(node, ast.ImportFrom) else line
    none = frozenset[str]()
    return Part(
        number, statement, text, source, frozenset({name}), none, none, none, none, none, True
    )


def _part(number: int, statement: Statement, text: str, modules: set[str], shows: set[str]) -> Part:
    binds, reads, later = names(text)
    touches, inside, passes = set[str](), set[str](), set[str]()
    defines = isinstance(statement.nodes[0], (ast.FunctionDef, ast.ClassDef))
    if not defines:
        reads, later = _open_reads(statement.nodes, set()), set()
    for top in statement.nodes:
        for node in ast.walk(top):
            touched = _touched(node, modules, shows)
            if defines:  # what is global there, but for the package's own words
                inside |= touched & (reads | later | binds | {RANDOM})
                later |= touched & {RANDOM}
            else:
                touches |= touched
                reads |= touched & {RANDOM}
            if isinstance(node, ast.Global):
                inside |= set(node.names)
            if not defines and isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                passes |= _arguments(node)
    certain = not isinstance(statement.nodes[0], COMPOUND)
    return Part(
        number,
        statement,
        text,
        None,
        binds=frozenset(binds),
        reads=frozenset(reads),
        later=frozenset(later),
        touches=frozenset(touches),
        inside=frozenset(inside),
        passes=frozenset(passes),
        certain=certain,
    )


def _touched(node: ast.AST, modules: set[str], shows: set[str]) -> set[str]:
    """The names whose values this node may change in place."""
    if isinstance(node, (ast.Attribute, ast.Subscript)) and not isinstance(node.ctx, ast.Load):
        return {_root(node)}
    if isinstance(node, ast.AugAssign):
        return {_root(node.target)}
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return _changed(node.value, modules, shows)  # a call whose value nobody takes
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func)
        first, _, last = name.rpartition(".")
        if f".{first}".endswith(".random") and last not in NEW_RANDOM:
            return {RANDOM}
        if last in CHANGING:
            return {_root(node.func)}
        if name == "next":
            return _arguments(node)
    return set()


def _with_aliases(parts: list[Part], nodes: list[ast.stmt]) -> list[Part]:
    """What changes a value in place changes it under all names that it may have."""
    groups: dict[str, set[str]] = {}
    for node in (each for top in nodes for each in ast.walk(top)):
        if isinstance(node, (ast.Assign, ast.For)):
            value = node.iter if isinstance(node, ast.For) else node.value
            targets = [node.target] if isinstance(node, ast.For) else node.targets
            same = _may_be(value)
            for target in targets:
                same |= _may_be(target) if same else set()
            joined = same.union(*(groups.get(name, set()) for name in same))
            groups |= dict.fromkeys(joined, joined)

    def spread(found: frozenset[str]) -> frozenset[str]:
        return found.union(*(groups.get(name, set()) for name in found))

    return [replace(p, touches=spread(p.touches), inside=spread(p.inside)) for p in parts]


def _may_be(node: ast.expr | None) -> set[str]:
    """The names whose value, or a part of it, the expression may be."""
    match node:
        case ast.Name(name):
            return {name}
        case ast.Attribute(value, attribute):
            return set() if attribute in FACTS else _may_be(value)
        case ast.Subscript(value) | ast.Starred(value):
            return _may_be(value)
        case ast.Tuple(values) | ast.List(values) | ast.Dict(_, values):
            return set[str]().union(*map(_may_be, values))
        case ast.IfExp(_, one, other):
            return _may_be(one) | _may_be(other)
        case ast.Call(ast.Attribute(value, name)) if name in VIEWS:
            return _may_be(value)
        case ast.Call(func, arguments) if ast.unparse(func).split(".")[-1] in THROUGH:
            return set[str]().union(*map(_may_be, arguments))
    return set()


def _open_reads(body: list[ast.stmt], bound: set[str]) -> set[str]:
    """What the statements read that they have not bound themselves before."""
    found = set[str]()
    for node in body:
        blocks = BLOCKS if isinstance(node, (*COMPOUND, ast.With)) else ()
        head = copy.copy(node)
        for block in set(blocks) & set(node._fields):
            setattr(head, block, [ast.Pass()] if block == "body" else [])
        text = "" if isinstance(node, ast.Try) else ast.unparse(ast.fix_missing_locations(head))
        binds, reads, later = names(text)
        if isinstance(node, ast.AugAssign):
            reads.add(_root(node.target))
        found |= (reads | later) - bound
        for block in blocks:
            inside = bound | binds
            for part in getattr(node, block, []):
                lines = part.body if isinstance(part, ast.ExceptHandler) else [part]
                found |= _open_reads(lines, inside)
            if isinstance(node, ast.With):
                bound |= inside
        if not isinstance(node, COMPOUND):
            bound |= binds
    return found


def _changed(call: ast.Call, modules: set[str], shows: set[str]) -> set[str]:
    """What a call may change: its object; of a function's, its arguments; else the module."""
    root = _root(call.func)
    if root in shows:
        return set()
    if isinstance(call.func, ast.Name):
        return _arguments(call)
    return (_arguments(call) if root in modules else set()) or {root}


def _arguments(call: ast.Call) -> set[str]:
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    return {value.id for value in values if isinstance(value, ast.Name)}


def _root(node: ast.expr) -> str:
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Starred)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def names(source: str) -> tuple[set[str], set[str], set[str]]:
    """The global names that the text binds, reads at once, and reads when its functions run."""
    binds, reads, later = set[str](), set[str](), set[str]()

    def look(table: symtable.SymbolTable, called: bool) -> None:
        top = table.get_type() == "module"
        for symbol in table.get_symbols():
            if top and (symbol.is_assigned() or symbol.is_imported()):
                binds.add(symbol.get_name())
            if symbol.is_referenced() and (top or symbol.is_global()):
                (later if called else reads).add(symbol.get_name())
        for child in table.get_children():
            function = child.get_type() == "function" and child.get_name() not in COMPREHENSIONS
            look(child, called or function)

    # As generators, which are scopes of their own in every Python: others are not from 3.12 on.
    tree = _Generators().visit(ast.parse(source))
    look(symtable.symtable(ast.unparse(ast.fix_missing_locations(tree)), "", "exec"), False)
    return binds, reads, later


class _Generators(ast.NodeTransformer):
    def visit_ListComp(self, node: ast.ListComp | ast.SetComp) -> ast.GeneratorExp:
        self.generic_visit(node)
        return ast.GeneratorExp(node.elt, node.generators)

    visit_SetComp = visit_ListComp  # noqa: N815 - the name that ast asks for

    def visit_DictComp(self, node: ast.DictComp) -> ast.GeneratorExp:
        self.generic_visit(node)
        return ast.GeneratorExp(ast.Tuple([node.key, node.value], ast.Load()), node.generators)
