"""Make one test of each listing on the pages and of each docstring example in mlcheats/."""

import os
import signal

# Two threads of BLAS that wait for each other take minutes where other work has the cores.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

# Started in the background, a shell has it and all that it starts ignore Ctrl-C.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

import contextlib
import doctest
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from checking import Page
from sybil import Region, Sybil
from sybil.evaluators.doctest import DocTestEvaluator
from sybil.parsers.abstract.doctest import DocTestStringParser

from press.read.outputs import same
from press.run import runner

os.environ["MPLBACKEND"] = "Agg"  # no window opens, wherever the tests run
os.environ["PYTHONIOENCODING"] = "utf-8"  # of what the tests start; some systems write another
ROOT = Path(__file__).parent
PAGES = ["docs/*/*.md", "README*.md"]


def pytest_addoption(parser, pluginmanager):
    parser.addoption(
        "--update-docs", action="store_true", help="rewrite wrong outputs on the pages"
    )
    if not pluginmanager.has_plugin("xdist"):  # -p no:xdist; pyproject.toml gives its options
        for option in ("--numprocesses", "--maxprocesses", "--dist"):
            parser.addoption(option, help="nothing, without pytest-xdist")


def pytest_configure(config):
    """Let the processes of this run share what listings did, and nothing of an earlier run."""
    if runner.STORE not in os.environ:  # .ci/run shares it with the site that it builds
        store = TemporaryDirectory(prefix="records-")
        os.environ[runner.STORE] = store.name
        config.add_cleanup(store.cleanup)


@pytest.fixture
def update_docs(request):
    return request.config.getoption("--update-docs")


def parse_page(document):
    page = document.namespace["page"] = Page(Path(document.path), ROOT)
    for listing in page.listings:
        yield Region(listing.start, listing.end, listing, check_listing)


def check_listing(example):
    page, update = example.namespace["page"], example.namespace["update_docs"]
    problems = [p for p in page.check(example.parsed) if not (update and p.edit)]
    if problems:
        text = "\n\n".join(f"{page.name}:{p.line}: {p.text}" for p in problems)
        pytest.fail(text, pytrace=False)


def finish_page(namespace):
    page = namespace["page"]
    if namespace["update_docs"]:
        page.save_edits()


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
    Sybil([parse_page], patterns=PAGES, fixtures=["update_docs"], teardown=finish_page)
    + Sybil([parse_docstring], patterns=["mlcheats/*.py", "mlcheats/*/*.py"])
).pytest()
