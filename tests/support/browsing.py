"""What the tests need to open the built site in Chromium."""

import gzip
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, Locator, Page, Request, expect, sync_playwright

DOCS = Path(__file__).parents[2] / "docs"
LANGUAGES = [language for language in ("ko", "en") if (DOCS / language / "index.md").exists()]
SOURCES = [path for language in LANGUAGES for path in sorted((DOCS / language).rglob("*.md"))]

expect.set_options(timeout=20_000)  # ms; a machine may have other work to do

ORIGIN = "http://localhost/"
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
PACKED = {".woff2", ".png", ".jpeg", ".jpg", ".npz", ".gz"}


class StaticHost(SimpleHTTPRequestHandler):
    """As static hosts do: gzip, some minutes of cache, the one 404.html for what is missing."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        file = Path(self.translate_path(self.path))
        if file.is_dir() and not self.path.endswith("/"):
            self.answer(301, b"", {"Location": self.path + "/"})
            return
        file = file / "index.html" if file.is_dir() else file
        found = file.is_file()
        file = file if found else Path(self.directory, "404.html")
        headers = {"Content-Type": self.guess_type(file), "Cache-Control": "max-age=600"}
        body = file.read_bytes()
        if file.suffix not in PACKED:
            headers["Content-Encoding"] = "gzip"
            body = gzip.compress(body)
        self.answer(200 if found else 404, body, headers)

    def answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # the browser went on to another page
            super().handle_error(request, client_address)


@contextmanager
def chromium(site: Path, *options: str) -> Iterator[Browser]:
    """Chromium, to which the built site is what a static host serves at ORIGIN."""
    executable = shutil.which(os.environ.get("CHROMIUM") or "chromium")
    assert executable, "install Chromium (apt-get install chromium) or name it in CHROMIUM"
    handler = partial(StaticHost, directory=site)
    with Server(("127.0.0.1", 0), handler) as server, sync_playwright() as playwright:
        Thread(target=server.serve_forever, daemon=True).start()
        arguments = [
            *options,
            f"--host-resolver-rules=MAP localhost:80 127.0.0.1:{server.server_port}",
            "--no-sandbox",  # CI runs as root
            "--disable-gpu",
            "--disable-background-networking",
            "--no-first-run",
        ]
        browser = playwright.chromium.launch(executable_path=executable, args=arguments)
        yield browser
        browser.close()
        server.shutdown()


@contextmanager
def host(site: Path) -> Iterator[str]:
    """The address at which another site stands, for the browser that is there already."""
    with Server(("127.0.0.1", 0), partial(StaticHost, directory=site)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@dataclass
class Visit:
    """An open page, and all that went wrong on it since."""

    page: Page
    status: int | None = None
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self.listen)
        self.page.on("pageerror", lambda error: self.faults.append(f"exception: {error}"))
        self.page.on("requestfailed", self.check_failure)
        self.page.on("request", lambda request: self.check_host(request.url))
        self.page.on("response", lambda response: self.check_status(response.status, response.url))

    def listen(self, message) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"console {message.type}: {message.text}")

    def check_failure(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the reader went on to another page
            self.faults.append(f"failed: {request.url}")

    def check_host(self, url: str) -> None:
        if not url.startswith((ORIGIN, "data:", "blob:")):
            self.faults.append(f"foreign request: {url}")

    def check_status(self, status: int, url: str) -> None:
        if status >= 400:
            self.faults.append(f"HTTP {status}: {url}")

    def open(self, address: str) -> "Visit":
        response = self.page.goto(ORIGIN + address, wait_until="networkidle")
        self.status = response and response.status
        return self


def address(source: Path) -> str:
    """Where the page of this Markdown file is served."""
    language, *folders = source.relative_to(DOCS).with_suffix("").parts
    parts = [*([] if language == "ko" else [language]), *folders]
    return "/".join(part for part in parts if part != "index") + "/" * (parts[-1:] != ["index"])


def select(page: Page, target: str | Locator) -> None:
    """Mark all of an element's text, as a reader does who draws over it."""
    element = page.locator(target).first if isinstance(target, str) else target
    element.evaluate("(element) => getSelection().selectAllChildren(element)")


def clipboard(page: Page, kind: str = "text/plain") -> str:
    """What was copied."""
    return page.evaluate(
        "async (kind) => (await (await navigator.clipboard.read())[0].getType(kind)).text()", kind
    )


def place(page: Page) -> dict[str, str | int]:
    """Where the reader is: the address, and how far down the page."""
    return {"url": page.url, "top": round(page.evaluate("scrollY"))}
