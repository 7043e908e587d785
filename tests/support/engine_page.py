"""Runs in the engine: all listings of a page in order, in one namespace, each told of."""

import ast
import sys
import time

import inside

from press.read.statements import split


def check_page(listings: list[str]) -> None:
    show = inside._drawing() if any(map(inside.DRAWS.search, listings)) else None
    if show:
        show.shown = True
    namespace = {"__name__": "__main__"}
    for number, source in enumerate(listings):
        began = time.monotonic()
        name = f"listing {number + 1}"
        sys.stdout = out = inside.Stream("out")
        try:
            for statement in split(source, ast.parse(source, name))[0]:
                inside._run(statement, name, namespace, out)
            if show:
                show()
        except BaseException as raised:
            inside.tell(raised=inside._trace(raised))
        sys.stdout = sys.__stdout__
        out.end()
        inside.tell(listing=number, seconds=time.monotonic() - began)
