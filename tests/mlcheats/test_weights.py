"""Weights there and back, the book's pickles byte by byte, and pickles that would run code."""

import io
import pickle
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

from mlcheats import load_mnist, load_weights, predict, save_weights

ASSETS = Path(__file__).parents[2] / "assets"
SHAPES = {"W1": (6, 5), "b1": (5,), "W2": (5, 4), "b2": (4,), "W3": (4, 3), "b3": (3,)}
RNG = np.random.default_rng(0)
WEIGHTS = {name: RNG.normal(size=shape).astype(np.float32) for name, shape in SHAPES.items()}


def equal(one, other):
    return one.keys() == other.keys() and all(np.array_equal(one[k], other[k]) for k in one)


def dump(tmp_path, content, name="weights.pkl"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else pickle.dumps(content))
    return path


# .npz


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
def test_npz_there_and_back(tmp_path, dtype):
    weights = {name: value.astype(dtype) for name, value in WEIGHTS.items()}
    for path in (tmp_path / "w.npz", str(tmp_path / "w.npz")):
        save_weights(path, weights)
        assert equal(load_weights(path), weights)
    assert {value.dtype for value in load_weights(path).values()} == {np.dtype(dtype)}


def test_npz_of_lists_and_integers(tmp_path):
    save_weights(tmp_path / "w.npz", {"W1": [[1], [2]], "b1": [3]})
    loaded = load_weights(tmp_path / "w.npz")
    assert equal(loaded, {"W1": np.array([[1.0], [2.0]]), "b1": np.array([3.0])})
    assert loaded["W1"].dtype == np.float64


CONVOLUTIONS = {"W1": (3, 1, 5, 4), "b1": (3,), "W2": (2, 3, 2, 2), "b2": (2,), "W3": (8, 5)}
CONVOLUTIONS |= {"b3": (5,), "W4": (5, 2), "b4": (2,)}


def test_filters_there_and_back(tmp_path):
    weights = {name: RNG.normal(size=shape) for name, shape in CONVOLUTIONS.items()}
    save_weights(tmp_path / "w.npz", weights)
    assert equal(load_weights(tmp_path / "w.npz"), weights)


@pytest.mark.parametrize(
    ("name", "shape", "says"),
    [
        ("W2", (2, 4, 2, 2), r"W2 must have shape \(…, 3, h, w\) to follow W1, got \(2, 4, 2, 2\)"),
        ("W3", (9, 5), r"W3 must have shape \(n · 2, …\) to follow W2, got \(9, 5\)"),
        ("W4", (4, 2), r"W4 must have shape \(5, …\) to follow W3, got \(4, 2\)"),
        ("b1", (1,), r"b1 must have shape \(3,\) as W1 asks, got \(1,\)"),
        ("W1", (3, 1, 5), r"W1 must have shape \(inputs, outputs\), got \(3, 1, 5\)"),
    ],
)
def test_filters_that_do_not_fit(tmp_path, name, shape, says):
    weights = {name: np.zeros(shape) for name, shape in CONVOLUTIONS.items()}
    with pytest.raises(ValueError, match=says):
        save_weights(tmp_path / "w.npz", weights | {name: np.zeros(shape)})
    with pytest.raises(ValueError, match=r"W1 must have shape \(inputs, outputs\)"):
        predict(weights, np.zeros(20))


def test_the_sample_weights():
    network = load_weights(ASSETS / "sample_weight.npz")
    shapes = {name: value.shape for name, value in network.items()}
    assert shapes == {
        "W1": (784, 50),
        "b1": (50,),
        "W2": (50, 100),
        "b2": (100,),
        "W3": (100, 10),
        "b3": (10,),
    }
    _, (x_test, t_test) = load_mnist()
    assert np.mean(np.argmax(predict(network, x_test), axis=-1) == t_test) >= 0.97


def test_what_does_not_fit_is_not_saved(tmp_path):
    path = tmp_path / "w.npz"
    for network, error, message in (
        ({"W1": [[1.0]]}, ValueError, "^network must hold W1, b1, got W1$"),
        ({"W1": [[1.0]], "b1": [1, 2]}, ValueError, r"^b1 must have shape \(1,\)"),
        ({"W1": [["a"]], "b1": [1]}, TypeError, "^W1 must hold real numbers"),
        ([1, 2], TypeError, "^network must be a dictionary of arrays, got list$"),
    ):
        with pytest.raises(error, match=message):
            save_weights(path, network)
        assert not path.exists()


@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()])
def test_saving_that_is_cut_short_leaves_the_old_file(tmp_path, monkeypatch, error):
    path = tmp_path / "w.npz"
    save_weights(path, WEIGHTS)

    def write_half(file, **_):
        Path(file).write_bytes(b"half")
        raise error

    monkeypatch.setattr("numpy.savez", write_half)
    with pytest.raises(type(error)):
        save_weights(path, {"W1": [[1.0]], "b1": [0.0]})
    assert list(tmp_path.iterdir()) == [path]
    assert equal(load_weights(path), WEIGHTS)


def test_a_folder_that_is_missing_is_named(tmp_path):
    with pytest.raises(FileNotFoundError) as caught:
        save_weights(tmp_path / "nowhere" / "w.npz", WEIGHTS)
    assert caught.value.filename == str(tmp_path / "nowhere")
    (tmp_path / "w.npz").mkdir()
    with pytest.raises(OSError, match=r"w\.npz'$") as caught:
        save_weights(tmp_path / "w.npz", WEIGHTS)
    assert caught.value.filename == str(tmp_path / "w.npz")
    assert sorted(tmp_path.iterdir()) == [tmp_path / "w.npz"]


@pytest.mark.parametrize("name", ["w.pkl", "w", "w.npy", "w.npz.txt"])
def test_endings(tmp_path, name):
    with pytest.raises(ValueError, match=r"^path must end in \.npz, got .*w"):
        save_weights(tmp_path / name, WEIGHTS)
    assert not list(tmp_path.iterdir())
    if name != "w.pkl":
        with pytest.raises(ValueError, match=r"^path must end in \.npz or \.pkl, got .*w"):
            load_weights(tmp_path / name)


@pytest.mark.parametrize("suffix", [".npz", ".pkl"])
def test_a_missing_file(tmp_path, suffix):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        load_weights(tmp_path / f"nowhere{suffix}")


def save_npz(path, arrays):
    with zipfile.ZipFile(path, "w") as file:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.save(buffer, array)
            file.writestr(f"{name}.npy", buffer.getvalue())


BAD_CONTENTS = [
    ({}, "network must hold W1, b1, got "),
    ({k: v for k, v in WEIGHTS.items() if k != "b3"}, "network must hold W1, .* got W1, .*W3$"),
    (WEIGHTS | {"extra": WEIGHTS["b1"]}, "network must hold .* got .*extra$"),
    (WEIGHTS | {"W2": WEIGHTS["W3"]}, r"W2 must have shape \(5, …\) to follow W1, got \(4, 3\)$"),
    (WEIGHTS | {"b2": WEIGHTS["b1"]}, r"b2 must have shape \(4,\) as W2 asks, got \(5,\)$"),
    (WEIGHTS | {"b2": np.array([1, 2, 3, np.nan])}, "b2 must hold finite numbers, got nan$"),
]


@pytest.mark.parametrize(("content", "message"), BAD_CONTENTS)
def test_contents_that_do_not_fit(tmp_path, content, message):
    save_npz(tmp_path / "w.npz", content)
    dump(tmp_path, content, "w.pkl")
    for name in ("w.npz", "w.pkl"):
        with pytest.raises(ValueError, match=rf"{name}: {message}"):
            load_weights(tmp_path / name)


class Bomb:
    """A pickle of it creates the file when it is loaded by pickle.load."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def test_npz_of_objects_runs_nothing(tmp_path):
    struck = tmp_path / "struck"
    save_npz(tmp_path / "w.npz", WEIGHTS | {"b3": np.array([Bomb(struck)], object)})
    with pytest.raises(ValueError, match=r"w\.npz: Object arrays cannot be loaded"):
        load_weights(tmp_path / "w.npz")
    assert not struck.exists()


def test_npz_of_other_types(tmp_path):
    for array in (np.array(["a"] * 3), np.array([1j] * 3), np.zeros(3, "f4,f4")):
        save_npz(tmp_path / "w.npz", WEIGHTS | {"b3": array})
        with pytest.raises(ValueError, match=r"w\.npz: b3 must hold real numbers, got dtype"):
            load_weights(tmp_path / "w.npz")


def test_what_is_no_npz(tmp_path):
    save_weights(tmp_path / "good.npz", WEIGHTS)
    good = (tmp_path / "good.npz").read_bytes()
    npy = io.BytesIO()
    np.save(npy, WEIGHTS["W1"])
    struck = tmp_path / "struck"
    contents = [good[:length] for length in range(0, len(good), 61)]
    contents += [b"", b"no zip", npy.getvalue(), pickle.dumps(WEIGHTS), pickle.dumps(Bomb(struck))]
    for content in contents:
        with pytest.raises(ValueError, match=r"bad\.npz: "):
            load_weights(dump(tmp_path, content, "bad.npz"))
    assert not struck.exists()


def test_an_npz_that_lies_about_its_size(tmp_path):
    buffer = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        buffer, {"descr": "<f4", "fortran_order": False, "shape": (2**31, 2**31)}
    )
    with zipfile.ZipFile(tmp_path / "w.npz", "w") as file:
        file.writestr("W1.npy", buffer.getvalue() + b"\0" * 64)
        file.writestr("b1.npy", buffer.getvalue())
    with pytest.raises(ValueError, match=r"w\.npz: "):
        load_weights(tmp_path / "w.npz")


# The book's .pkl


def old_names(stream):
    """The same pickle as NumPy 1 wrote it."""
    for old, new in ((b"numpy.core.", b"numpy._core."),):
        for length in (len(old) + len("multiarray"), len(old) + len("numeric")):
            stream = stream.replace(bytes([0x8C, length + 1]) + new, bytes([0x8C, length]) + old)
        stream = stream.replace(b"c" + new, b"c" + old)
    return stream


@pytest.mark.parametrize("names", ["numpy 1", "numpy 2"])
@pytest.mark.parametrize("protocol", range(6))
def test_pickles_of_every_protocol(tmp_path, protocol, names):
    stream = pickle.dumps(WEIGHTS, protocol)
    if names == "numpy 1":
        # The frame of protocols 4 and 5 has its length in front; without frames is as good.
        stream = old_names(stream if protocol < 4 else unframed(stream))
        assert b"numpy.core." in stream
        assert b"numpy._core." not in stream
    loaded = load_weights(dump(tmp_path, stream))
    assert equal(loaded, WEIGHTS)
    assert {value.dtype for value in loaded.values()} == {np.dtype(np.float32)}
    loaded["W1"][0] = 1  # the reader's own, writable


def unframed(stream):
    """The same pickle without its frames: 0x95 and eight bytes of length."""
    out, rest = stream[:2], stream[2:]
    while rest:
        length = struct.unpack("<Q", rest[1:9])[0] if rest[0] == 0x95 else len(rest)
        start = 9 if rest[0] == 0x95 else 0
        out, rest = out + rest[start : start + length], rest[start + length :]
    return out


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize(
    "change",
    [
        np.asfortranarray,
        lambda a: a.astype(">f4"),
        lambda a: a.astype(">f8"),
        lambda a: np.asfortranarray(a.astype(">f4")),
        lambda a: np.repeat(a, 2, axis=0)[::2],  # not contiguous
        lambda a: a.astype(np.float16),
        lambda a: (a * 10).astype(np.int16),
        lambda a: (a * 10).astype(np.uint8),
        lambda a: (a * 10).astype(">i8"),
    ],
)
def test_arrays_of_other_orders_and_types(tmp_path, protocol, change):
    weights = {name: change(value) for name, value in WEIGHTS.items()}
    loaded = load_weights(dump(tmp_path, pickle.dumps(weights, protocol)))
    assert equal(loaded, weights)
    assert all(value.dtype.isnative and value.dtype.kind == "f" for value in loaded.values())


def global_(module, name):
    return f"c{module}\n{name}\n".encode()


def short_text(text):
    return b"\x8c" + bytes([len(text)]) + text.encode()


def test_a_pickle_written_by_hand(tmp_path):
    """As Python 2 and NumPy 1 wrote it: protocol 2, the bytes as str, (2, 1) and (1,)."""

    def array(shape, values):
        raw = struct.pack(f"<{len(values)}f", *values)
        axes = b"".join(b"K" + bytes([n]) for n in shape)
        tuple_ = b"\x86" if len(shape) == 2 else b"\x85"
        return (
            global_("numpy.core.multiarray", "_reconstruct")
            + global_("numpy", "ndarray")
            + b"K\x00\x85U\x01b\x87R"
            + (b"(K\x01" + axes + tuple_ + global_("numpy", "dtype"))
            + (
                b"U\x02f4K\x00K\x01\x87R"
                + b"(K\x03U\x01<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"
            )
            + (b"\x89U" + bytes([len(raw)]) + raw + b"tb")
        )

    stream = (
        b"\x80\x02}(U\x02W1" + array((2, 1), [0.5, -200.25]) + b"U\x02b1" + array((1,), [-0.75])
    )
    loaded = load_weights(dump(tmp_path, stream + b"u."))
    assert equal(loaded, {"W1": np.array([[0.5], [-200.25]]), "b1": np.array([-0.75])})


def test_a_truncated_pickle(tmp_path):
    for protocol in range(6):
        stream = pickle.dumps(WEIGHTS, protocol)
        for length in range(0, len(stream), 13):
            with pytest.raises(ValueError, match=r"weights\.pkl: "):
                load_weights(dump(tmp_path, stream[:length]))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (list(WEIGHTS.values()), "expected a dictionary of arrays, got list$"),
        (None, "expected a dictionary of arrays, got NoneType$"),
        (WEIGHTS["W1"], "expected a dictionary of arrays, got _?[A-Za-z]+$"),
        (WEIGHTS | {"b3": [1.0, 2.0, 3.0]}, "'b3' must be an array, got list$"),
        (WEIGHTS | {"b3": 5}, "'b3' must be an array, got int$"),
        (WEIGHTS | {"b3": {"b3": WEIGHTS["b3"]}}, "'b3' must be an array, got dict$"),
        (WEIGHTS | {"b3": np.float32(1)}, r"numpy\._core\.multiarray\.scalar is refused$"),
        (WEIGHTS | {"b3": np.array([None] * 3)}, "an array must hold numbers, got dtype object$"),
        (WEIGHTS | {"b3": np.array(["a"] * 3)}, "an array must hold numbers, got dtype "),
        (
            WEIGHTS | {"b3": np.ones(3, complex)},
            "an array must hold numbers, got dtype complex128$",
        ),
        (WEIGHTS | {"b3": np.ones(3, "f4,f4")}, "an array must hold numbers, got dtype "),
        (WEIGHTS | {"b3": np.ma.ones(3)}, r"numpy\.ma\S* is refused$"),
        (WEIGHTS | {"b3": Path("x")}, r"pathlib\S* is refused$"),
        (WEIGHTS | {"b3": pytest.raises}, r"\S+ is refused$"),
        (b"", ""),
        (b"no pickle", ""),
        (b"PK\x03\x04", ""),
    ],
)
def test_pickles_of_anything_else(tmp_path, content, message):
    with pytest.raises(ValueError, match=rf"weights\.pkl: .*{message}"):
        load_weights(dump(tmp_path, content))


# Pickles that would run code

CALLS = [
    ("os", "system"),
    ("posix", "system"),
    ("subprocess", "getoutput"),
    ("builtins", "eval"),
    ("builtins", "exec"),
    ("builtins", "getattr"),
    ("__builtin__", "eval"),
    ("numpy", "load"),
    ("numpy", "fromfile"),
    ("numpy", "memmap"),
    ("numpy.f2py", "compile"),
    ("numpy.testing._private.utils", "runstring"),
    ("numpy.core.multiarray", "scalar"),
    ("numpy._core.multiarray", "fromfile"),
    ("numpy._core.numeric", "fromstring"),
    ("numpy.core.multiarray", "sys"),
    ("_codecs", "decode"),
    ("codecs", "encode"),
    ("operator", "attrgetter"),
    ("operator", "methodcaller"),
    ("functools", "partial"),
    ("importlib", "import_module"),
    ("pickle", "loads"),
    ("copyreg", "_reconstructor"),
    ("mlcheats.weights", "_ArrayUnpickler"),
    ("mlcheats", "save_weights"),
    ("numpy", "ndarray.tofile"),
    ("numpy", "dtype.__class__"),
    ("numpy", "core.multiarray._reconstruct"),
    ("numpy", "os.system"),
    ("numpy.core.multiarray", "_reconstruct.__globals__"),
    ("numpy.core.multiarray", "_reconstruct.__self__.fromfile"),
    ("numpy.core", "multiarray._reconstruct"),
    ("_codecs", "encode.__self__"),
    ("numpy", "_reconstruct"),
]


@pytest.mark.parametrize(("module", "name"), CALLS)
@pytest.mark.parametrize("where", ["alone", "in the dictionary", "as a key", "STACK_GLOBAL"])
def test_only_the_names_of_arrays_are_admitted(tmp_path, module, name, where):
    found = global_(module, name)
    if where == "STACK_GLOBAL":
        found = short_text(module) + short_text(name) + b"\x93"
    call = found + b"(" + short_text("x") + b"tR"
    stream = {
        "alone": call,
        "STACK_GLOBAL": call,
        "in the dictionary": b"}(" + short_text("W1") + call + b"u",
        "as a key": b"}(" + call + b"K\x01u",
    }[where]
    with pytest.raises(ValueError, match=r"weights\.pkl: .* is refused$") as raised:
        load_weights(dump(tmp_path, b"\x80\x04" + stream + b"."))
    assert f"{module}.{name} is refused" in str(raised.value)


def shapes_of_bombs(bomb):
    yield bomb
    yield WEIGHTS | {"b3": bomb}
    yield WEIGHTS | {"b3": [[{"deep": (bomb,)}]]}
    yield WEIGHTS | {"b3": np.array([bomb], object)}
    yield [WEIGHTS, bomb]


@pytest.mark.parametrize("protocol", range(6))
def test_a_pickle_that_would_run_code_does_not(tmp_path, protocol):
    struck = tmp_path / "struck"
    for content in shapes_of_bombs(Bomb(struck)):
        stream = pickle.dumps(content, protocol)
        with pytest.raises(ValueError, match=r"weights\.pkl: .* is refused$"):
            load_weights(dump(tmp_path, stream))
        assert not struck.exists()
        pickle.loads(stream)  # a real bomb: Python's own reader sets it off
        assert struck.exists()
        struck.unlink()


def commands(struck):
    """Hand-made streams, each of which writes the file `struck` under pickle.load."""
    code = f"open({str(struck)!r}, 'w').close()"
    text = b"X" + struct.pack("<I", len(code)) + code.encode()
    yield b"cbuiltins\nexec\n(" + text + b"tR."
    yield b"(" + text + b"ibuiltins\nexec\n."  # INST
    yield b"(cbuiltins\nexec\n" + text + b"o."  # OBJ
    yield b"\x80\x04" + short_text("builtins") + short_text("exec") + b"\x93(" + text + b"tR."
    yield b"\x80\x04" + short_text("builtins") + short_text("exec") + b"\x93\x94" + text + b"\x85R."
    # A dotted name, which protocol 4 follows attribute by attribute.
    yield (
        b"\x80\x04"
        + short_text("pickle")
        + short_text("sys.modules")
        + b"\x93"
        + (b"0cbuiltins\nexec\n" + text + b"\x85R.")
    )
    yield b"}(X\x02\0\0\0W1cbuiltins\nexec\n" + text + b"\x85Ru."


def test_streams_that_would_run_code_do_not(tmp_path):
    struck = tmp_path / "struck"
    for stream in commands(struck):
        with pytest.raises(ValueError, match=r"weights\.pkl: .* is refused$"):
            load_weights(dump(tmp_path, stream))
        assert not struck.exists()
        pickle.loads(stream)
        assert struck.exists()
        struck.unlink()


def test_build_cannot_reach_into_what_is_admitted(tmp_path):
    """BUILD with a state sets attributes; it must not outlive the file or reach our classes."""
    names = [
        global_("numpy", "dtype"),
        global_("numpy", "ndarray"),
        global_("_codecs", "encode"),
        global_("numpy.core.multiarray", "_reconstruct"),
        global_("numpy.core.numeric", "_frombuffer"),
    ]
    states = [
        b"}X\x05\0\0\0dtypeNs",
        b"N}X\x05\0\0\0dtypeNs\x86",
        b"}X\x08\0\0\0__code__Ns",
        b"K\x01",
    ]
    for name in names:
        for state in states:
            with pytest.raises(ValueError, match=r"weights\.pkl: "):
                load_weights(dump(tmp_path, b"\x80\x02" + name + state + b"b."))
    assert equal(load_weights(dump(tmp_path, WEIGHTS)), WEIGHTS)


def test_arrays_that_lie(tmp_path):
    """A shape, a state or a type that the bytes do not bear out."""
    good = pickle.dumps({"W1": np.ones((2, 1)), "b1": np.ones(1)}, 2)
    lies = [
        good.replace(b"K\x02K\x01\x86", b"K\x02K\x02\x86"),  # (2, 2) for (2, 1)
        good.replace(b"K\x02K\x01\x86", b"K\x01K\x01\x86"),
        good.replace(b"K\x02K\x01\x86", b"J\xff\xff\xff\xffK\x01\x86"),  # (-1, 1)
        good.replace(b"K\x02K\x01\x86", b"J\xff\xff\xff\x7fJ\xff\xff\xff\x7f\x86"),
        good.replace(b"\x02\0\0\0f8", b"\x02\0\0\0f4"),
        good.replace(b"\x02\0\0\0f8", b"\x02\0\0\0O8"),
        good.replace(b"\x02\0\0\0f8", b"\x02\0\0\0zz"),
        good.replace(b"K\x02K\x01\x86", b"N"),
        good.replace(b"K\x02K\x01\x86", b"U\x01x"),
    ]
    for lie in lies:
        assert lie != good
        with pytest.raises(ValueError, match=r"weights\.pkl: "):
            load_weights(dump(tmp_path, lie))
    assert len(load_weights(dump(tmp_path, good))) == 2
