"""Make one test of each listing in docs/ and of each docstring example in mlcheats/."""

import contextlib
import doctest
import os
from pathlib import Path

import pytest
from checking import Page
from outputs import same
from sybil import Region, Sybil
from sybil.evaluators.doctest import DocTestEvaluator
from sybil.parsers.abstract.doctest import DocTestStringParser

os.environ["MPLBACKEND"] = "Agg"  # no window opens, wherever the tests run
ROOT = Path(__file__).parent
pages: list[Page] = []


def pytest_addoption(parser):
    parser.addoption("--update-docs", action="store_true", help="rewrite wrong outputs in docs/")


def pytest_configure(config):
    evaluate.update = config.getoption("--update-docs")


def pytest_sessionfinish(session):
    if session.config.getoption("--update-docs"):
        for page in pages:
            page.save_edits()


def parse_page(document):
    page = Page(Path(document.path), ROOT)
    pages.append(page)
    for listing in page.listings:
        yield Region(listing.start, listing.end, (page, listing), evaluate)


def evaluate(example):
    page, listing = example.parsed
    problems = [p for p in page.check(listing) if not (p.edit and evaluate.update)]
    if problems:
        text = "\n\n".join(f"{page.name}:{p.line}: {p.text}" for p in problems)
        pytest.fail(text, pytrace=False)


class SameOutput(doctest.OutputChecker):
    def check_output(self, want, got, optionflags):
        return same(want, got)


class DocstringEvaluator(DocTestEvaluator):
    def __init__(self):
        self.runner = doctest.DocTestRunner(checker=SameOutput(), verbose=False)

    def __call__(self, example):
        with contextlib.chdir(ROOT):
            return super().__call__(example)


def parse_docstring(document):
    return DocTestStringParser(DocstringEvaluator())(document.text, document.path)


pytest_collect_file = (
    Sybil(parsers=[parse_page], pattern="docs/*/*.md")
    + Sybil(parsers=[parse_docstring], pattern="mlcheats/*.py")
).pytest()
