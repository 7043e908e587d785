"""The built site, made once for all the tests that look at it."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from notebooks import FILES
from running import run

ROOT = Path(__file__).parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--site",
        type=lambda path: Path(path).resolve(strict=True),
        metavar="DIR",
        help="test this built site instead of building one",
    )


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built site, strict: a warning of the build fails every test of it."""
    given: Path | None = request.config.getoption("--site")
    if given:
        return given
    target = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(target)]
    build = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert build.returncode == 0, build.stdout + build.stderr
    return target


@pytest.fixture(scope="session")
def cells(site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict]]:
    """What each listing gives, by page: the notebooks of the site, run in an empty folder."""
    codes = {}
    for file in sorted(site.glob("*.ipynb")):
        book = json.loads(file.read_text(encoding="utf-8"))["cells"]
        codes[file.stem] = ["".join(cell["source"]) for cell in book if cell["cell_type"] == "code"]
    given = run(codes, tmp_path_factory.mktemp("notebooks"))
    for page, code in codes.items():
        if FILES in code:  # no listing of the page
            assert not given[page].pop(code.index(FILES))["error"]
    return given


@pytest.fixture(scope="session")
def debugging_port() -> int:
    """Where the browser takes orders from other programs, too."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@pytest.fixture(scope="session")
def browser(site: Path, debugging_port: int):
    """Chromium with the built site at browsing.ORIGIN."""
    from browsing import chromium  # needs Playwright, of the ci extra

    with chromium(site, f"--remote-debugging-port={debugging_port}") as browser:
        yield browser
