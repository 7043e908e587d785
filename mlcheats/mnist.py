"""The MNIST digits, and any data set in the same four IDX files.

Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits", 1998;
CC BY-SA 3.0. The files ship with the package; nothing is fetched.
"""

import gzip
import hashlib
import lzma
import math
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Split: TypeAlias = tuple[NDArray[Any], NDArray[Any]]

_PACKAGED = Path(__file__).parent / "data"

# SHA-256 of the four canonical files, uncompressed.
_FILES = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}


def load_mnist(
    directory: str | Path | None = None,
    *,
    normalize: bool = True,
    flatten: bool = True,
    one_hot: bool = False,
) -> tuple[Split, Split]:
    """Return ((x_train, t_train), (x_test, t_test)): 60,000 and 10,000 digits.

    x is float32, (N, 784), in [0, 1]; uint8, 0 to 255, with normalize=False; (N, 28, 28)
    with flatten=False. t is int64 labels, (N,), or with one_hot=True float32, (N, 10).

    `directory` may hold another data set in IDX files of MNIST's names, plain, .gz or
    .xz, such as Fashion-MNIST. A file that is damaged or is no IDX file is a ValueError
    that names it; a missing one is a FileNotFoundError.

    >>> (x_train, t_train), (x_test, t_test) = load_mnist()
    >>> x_train.shape, t_train[:5]
    ((60000, 784), array([5, 0, 4, 1, 9]))
    """
    files = _packaged() if directory is None else _read_all(Path(directory))
    train_images, train_labels, test_images, test_labels = files
    classes = int(max(train_labels.max(), test_labels.max())) + 1

    def split(images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> Split:
        x = images.astype(np.float32) / 255 if normalize else images.copy()
        t = np.eye(classes, dtype=np.float32)[labels] if one_hot else labels.astype(np.int64)
        return x.reshape(len(x), -1) if flatten else x, t

    return split(train_images, train_labels), split(test_images, test_labels)


@cache
def _packaged() -> list[NDArray[np.uint8]]:
    return _read_all(_PACKAGED, checksums=_FILES)


def _read_all(directory: Path, checksums: dict[str, str] | None = None) -> list[NDArray[np.uint8]]:
    files = []
    for name in _FILES:
        path = _find(directory, name)
        content = _unpack(path)
        if checksums and (got := hashlib.sha256(content).hexdigest()) != checksums[name]:
            raise ValueError(f"{path}: the SHA-256 must be {checksums[name]}, got {got}")
        files.append(_parse_idx(path, content, rank=3 if "images" in name else 1))
    for images, labels, what in ((files[0], files[1], "train"), (files[2], files[3], "t10k")):
        if len(images) != len(labels):
            raise ValueError(
                f"{directory}: {what} must hold as many labels as images, "
                f"got {len(labels)} labels and {len(images)} images"
            )
    if files[0].shape[1:] != files[2].shape[1:]:
        raise ValueError(
            f"{directory}: train and t10k images must be of one size, "
            f"got {files[0].shape[1:]} and {files[2].shape[1:]}"
        )
    return files


def _find(directory: Path, name: str) -> Path:
    for form in (name, name.replace("-idx", ".idx")):  # as some archives unpack them
        for suffix in ("", ".gz", ".xz"):
            if (path := directory / f"{form}{suffix}").is_file():
                return path
    raise FileNotFoundError(f"{directory} must hold {name}, plain, .gz or .xz")


def _unpack(path: Path) -> bytes:
    content = path.read_bytes()
    try:
        for suffix, head, unpack in _UNPACKERS:
            if path.suffix == suffix or content.startswith(head):  # whatever it is named
                return unpack(content)
    except (EOFError, gzip.BadGzipFile, lzma.LZMAError, zlib.error) as error:
        raise ValueError(f"{path}: damaged ({error})") from error
    return content


def _unpack_xz(packed: bytes) -> bytes:
    unpacker = lzma.LZMADecompressor()
    content = unpacker.decompress(packed)
    if not unpacker.eof or unpacker.unused_data:  # lzma.decompress would pass over what is left
        raise EOFError("the xz stream must end where the file ends")
    return content


_UNPACKERS: list[tuple[str, bytes, Callable[[bytes], bytes]]] = [
    (".gz", b"\x1f\x8b", gzip.decompress),
    (".xz", b"\xfd7zXZ", _unpack_xz),
]


def _parse_idx(path: Path, content: bytes, rank: int) -> NDArray[np.uint8]:
    """Parse unsigned bytes of `rank` axes: magic 0x08 rank, each axis's size, the values."""
    magic = 0x0800 + rank
    header = 4 + 4 * rank
    if len(content) < header:
        raise ValueError(f"{path}: the header must have {header} bytes, got {len(content)}")
    if (found := int.from_bytes(content[:4], "big")) != magic:
        raise ValueError(f"{path}: the magic number must be {magic}, got {found}")
    shape = tuple(int.from_bytes(content[i : i + 4], "big") for i in range(4, header, 4))
    size = math.prod(shape)
    if size == 0:
        raise ValueError(f"{path}: no axis may be empty, got {shape}")
    if len(content) - header != size:
        raise ValueError(
            f"{path}: {shape} as the header says needs {size} bytes of values, "
            f"got {len(content) - header}"
        )
    return np.frombuffer(content, np.uint8, offset=header).reshape(shape)
