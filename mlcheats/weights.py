"""Weights in files: .npz, and the book's .pkl read without running anything in it."""

import os
import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mlcheats._types import FloatArray
from mlcheats.checked.parameters import as_network


def save_weights(path: str | Path, network: Mapping[str, ArrayLike]) -> None:
    """Write W1, b1, …, Wn, bn to the .npz file `path`, all of it or, on an error, nothing.

    W is (inputs, outputs), or (outputs, inputs, h, w) of a convolution.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     save_weights(f"{folder}/w.npz", {"W1": [[0.5], [0.5]], "b1": [-0.7]})
    ...     load_weights(f"{folder}/w.npz")["b1"]
    array([-0.7])
    """
    path = Path(path)
    if path.suffix != ".npz":
        raise ValueError(f"path must end in .npz, got {path}")
    arrays = as_network(network, filters=True)
    unfinished = path.with_name(f".{os.urandom(8).hex()}.npz")
    try:
        np.savez(unfinished, allow_pickle=False, **arrays)
        unfinished.replace(path)  # in one step: who opens `path` sees the old file or the new
    except OSError as error:
        if error.filename is None:
            raise
        # The user knows the folder, not the hidden file. OSError makes the kind of the number.
        place = str(error.filename2 or path.parent)
        raise OSError(error.errno, error.strerror, place) from None
    finally:
        unfinished.unlink(missing_ok=True)


def load_weights(path: str | Path) -> dict[str, FloatArray]:
    """Return W1, b1, …, Wn, bn from a .npz file, or from a .pkl of NumPy arrays.

    A file of another ending or form, with keys missing or too many, or with layers that
    do not fit each other, is a ValueError that names it. A pickle may hold nothing but a
    dictionary of arrays; whatever else it asks for is refused, not run.

    >>> sorted(load_weights("assets/sample_weight.npz"))
    ['W1', 'W2', 'W3', 'b1', 'b2', 'b3']
    """
    path = Path(path)
    if path.suffix not in _READERS:
        raise ValueError(f"path must end in {' or '.join(_READERS)}, got {path}")
    with path.open("rb") as file:
        try:
            return as_network(_READERS[path.suffix](file), filters=True)
        except Exception as error:  # what a damaged or hostile file raises can be anything
            raise ValueError(f"{path}: {error}") from error


def _read_npz(file: BinaryIO) -> dict[str, NDArray[Any]]:
    with np.load(file, allow_pickle=False) as arrays:
        return dict(arrays)


def _read_pickle(file: BinaryIO) -> dict[str, NDArray[Any]]:
    content = _ArrayUnpickler(file, encoding="latin1").load()
    if not isinstance(content, dict):
        raise ValueError(f"expected a dictionary of arrays, got {type(content).__name__}")
    for name, value in content.items():
        if not isinstance(value, _PickledArray):
            raise ValueError(f"{name!r} must be an array, got {type(value).__name__}")
    return {str(name): value.array() for name, value in content.items()}


_READERS = {".npz": _read_npz, ".pkl": _read_pickle}


class _ArrayUnpickler(pickle.Unpickler):
    """Admits the four names that a pickled array is made of, each replaced by our own.

    So not even NumPy's own __setstate__ sees what the file says.
    """

    def find_class(self, module: str, name: str) -> Any:
        if module in {"numpy.core.multiarray", "numpy._core.multiarray"} and name == "_reconstruct":
            return lambda *_: _PickledArray()
        if module in {"numpy.core.numeric", "numpy._core.numeric"} and name == "_frombuffer":
            return _PickledArray.from_buffer
        if (module, name) == ("numpy", "ndarray"):
            return None  # the first argument of _reconstruct, which is not looked at
        if (module, name) == ("numpy", "dtype"):
            return _PickledDtype
        if (module, name) == ("_codecs", "encode"):
            return lambda text, _encoding: text.encode("latin1")  # bytes in protocols below 3
        raise pickle.UnpicklingError(f"{module}.{name} is refused")


class _PickledDtype:
    def __init__(self, code: str, *_: object) -> None:
        self.code = code
        self.byteorder = "="

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.byteorder = state[1]

    def dtype(self) -> np.dtype[Any]:
        dtype = np.dtype(self.code)
        if dtype.kind not in "fiu":
            raise ValueError(f"an array must hold numbers, got dtype {dtype}")
        return dtype.newbyteorder(">" if self.byteorder == ">" else "<")


class _PickledArray:
    state: tuple[tuple[int, ...], _PickledDtype, bool, bytes]

    @classmethod
    def from_buffer(
        cls, buffer: bytes, dtype: _PickledDtype, shape: tuple[int, ...], order: str
    ) -> "_PickledArray":
        self = cls()
        self.state = (shape, dtype, order == "F", bytes(buffer))
        return self

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _version, shape, dtype, is_fortran, raw = state
        self.state = (
            shape,
            dtype,
            is_fortran,
            raw.encode("latin1") if isinstance(raw, str) else raw,
        )

    def array(self) -> NDArray[Any]:
        shape, dtype, is_fortran, raw = self.state
        array = np.ndarray(shape, dtype.dtype(), raw, order="F" if is_fortran else "C")
        if array.nbytes != len(raw):
            raise ValueError(f"an array of {shape} needs {array.nbytes} bytes, got {len(raw)}")
        return array.astype(array.dtype.newbyteorder("="))
