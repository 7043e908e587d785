"""The names of code: what compiled Python binds and reads of its module."""

import dis
import inspect
from functools import lru_cache
from types import CodeType

STORES = {"STORE_NAME", "STORE_GLOBAL", "DELETE_NAME", "DELETE_GLOBAL"}
LOADS = {"LOAD_NAME", "LOAD_GLOBAL", "LOAD_FROM_DICT_OR_GLOBALS"}


def names(code: CodeType) -> tuple[set[str], set[str]]:
    """The module's names that the code and all code within it bind, and those that they read."""
    binds, reads = _found(code, STORES), _found(code, LOADS)
    if code.co_name != "<module>" and not code.co_flags & inspect.CO_OPTIMIZED:  # of a class
        binds, reads = set(), reads - binds
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            more_binds, more_reads = names(inner)
            binds |= more_binds
            reads |= more_reads
    return binds, reads


@lru_cache(maxsize=10_000)
def names_in(text: str) -> tuple[set[str], set[str]]:
    """The same of a text."""
    return names(compile(text, "<text>", "exec", dont_inherit=True))


def _found(code: CodeType, operations: set[str]) -> set[str]:
    return {each.argval for each in dis.get_instructions(code) if each.opname in operations}
