"""A public function or class on a page is the package's, or it carries another name."""

import ast
import copy
import difflib
import functools
import importlib
import inspect

import mlcheats


def drifts(node: ast.stmt, page: str):
    """Say how a definition on a page differs from the package's of the same public name."""
    if not isinstance(node, (ast.FunctionDef, ast.ClassDef)) or node.name not in mlcheats.__all__:
        return
    module = getattr(mlcheats, node.name).__module__.replace(".checked.", ".")
    packaged = definitions(module)[node.name]
    here, there = bare(node), bare(packaged)
    if here != there:
        place = f"{module.replace('.', '/')}.py:{packaged.lineno}"
        diff = difflib.unified_diff(
            there.splitlines(), here.splitlines(), place, f"{page}:{node.lineno}", lineterm=""
        )
        yield f"{node.name} is not the package's\n" + "\n".join(diff)


@functools.cache
def definitions(module: str) -> dict[str, ast.stmt]:
    tree = ast.parse(inspect.getsource(importlib.import_module(module)))
    return {node.name: node for node in tree.body if hasattr(node, "name")}


def bare(node: ast.stmt) -> str:
    """A definition's code without docstrings, annotations and decorators."""
    return ast.unparse(ast.fix_missing_locations(Bare().visit(copy.deepcopy(node))))


class Bare(ast.NodeTransformer):
    def visit_FunctionDef(self, node):
        node.returns = None
        return self.visit_ClassDef(node)

    def visit_ClassDef(self, node):
        self.generic_visit(node)
        node.decorator_list = []
        node.type_params = []
        if ast.get_docstring(node) is not None:
            del node.body[0]
        node.body = node.body or [ast.Pass()]
        return node

    def visit_arg(self, node):
        node.annotation = None
        return node

    def visit_AnnAssign(self, node):
        return ast.Assign([node.target], node.value) if node.value else None
