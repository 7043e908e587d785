"""The built site, made once for all the tests that look at it."""

import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from building import build_site
from filelock import FileLock

from press.tools import node

TESTS = Path(__file__).parent
ROOT = TESTS.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--site",
        type=lambda path: Path(path).resolve(strict=True),
        metavar="DIR",
        help="test this built site instead of building one",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tell those that Windows cannot run apart, by name."""
    if os.name == "nt":
        for item in items:
            if item.get_closest_marker("posix"):
                item.add_marker(pytest.mark.skip(reason="Windows has no signals, fork, bash"))


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """The folder of a name, filled by the first process of the run that asks for it."""
    base = tmp_path_factory.getbasetemp()
    common = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def folder(name: str, fill: Callable[[Path], None]) -> Path:
        made = common / name
        with FileLock(common / f"{name}.lock"):
            if not made.exists():
                part = common / f"{name}.part"
                shutil.rmtree(part, ignore_errors=True)
                part.mkdir()
                fill(part)
                part.rename(made)
        return made

    return folder


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest, once: Callable[..., Path]) -> Path:
    """The folder of the built site, strict: a warning of the build fails every test of it."""
    given: Path | None = request.config.getoption("--site")
    return given or once("site", build_site)


@pytest.fixture(scope="session")
def audits() -> None:
    """Fetch axe-core and Lighthouse."""
    node.fetch_packages(TESTS / "browser")


@pytest.fixture(scope="session")
def debugging_port() -> int:
    """Where the browser takes orders from other programs, too."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@pytest.fixture(scope="session")
def browser(site: Path, debugging_port: int):
    """Chromium with the built site at browsing.ORIGIN."""
    from browsing import chromium  # slow to import

    with chromium(site, f"--remote-debugging-port={debugging_port}") as browser:
        yield browser
