"""MNIST as it is known, and IDX files made by hand, right and wrong in every place."""

import gzip
import hashlib
import lzma
import shutil
import struct
from pathlib import Path

import numpy as np
import pytest

import mlcheats
from mlcheats import load_mnist

DATA = Path(mlcheats.__file__).parent / "data"
NAMES = [
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
]
# SHA-256 of the canonical files, unpacked.
CANONICAL = {
    NAMES[0]: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    NAMES[1]: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    NAMES[2]: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    NAMES[3]: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
# How often each digit occurs, as the data set's literature counts.
TRAIN_COUNTS = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
TEST_COUNTS = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]


@pytest.fixture(scope="module")
def mnist():
    return load_mnist()


def idx_images(images):
    return struct.pack(">4I", 2051, *images.shape) + images.tobytes()


def idx_labels(labels):
    return struct.pack(">2I", 2049, len(labels)) + labels.tobytes()


RNG = np.random.default_rng(0)
IMAGES = RNG.integers(256, size=(5, 3, 4), dtype=np.uint8)
LABELS = np.array([0, 6, 2, 2, 1], np.uint8)
TEST_IMAGES = RNG.integers(256, size=(2, 3, 4), dtype=np.uint8)
TEST_LABELS = np.array([3, 0], np.uint8)
CONTENTS = [
    idx_images(IMAGES),
    idx_labels(LABELS),
    idx_images(TEST_IMAGES),
    idx_labels(TEST_LABELS),
]


def write(directory, suffix="", pack=bytes, **replaced):
    for name, content in zip(NAMES, CONTENTS, strict=True):
        content = replaced.get(name.replace("-", "_"), content)
        (directory / f"{name}{suffix}").write_bytes(pack(content))
    return directory


# The packaged data


@pytest.mark.parametrize("name", NAMES)
def test_the_packaged_files_are_the_canonical_ones(name):
    content = lzma.decompress((DATA / f"{name}.xz").read_bytes())
    assert hashlib.sha256(content).hexdigest() == CANONICAL[name]


def test_mnist(mnist):
    (x_train, t_train), (x_test, t_test) = mnist
    assert x_train.shape == (60_000, 784)
    assert x_test.shape == (10_000, 784)
    assert np.bincount(t_train).tolist() == TRAIN_COUNTS
    assert np.bincount(t_test).tolist() == TEST_COUNTS
    assert t_train[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert t_test[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    for x, t in mnist:
        assert x.dtype == np.float32
        assert t.dtype == np.int64
        assert (x.min(), x.max()) == (0, 1)
    assert np.mean(x_train, dtype=float) == pytest.approx(0.1307, abs=5e-5)  # as everyone has it


def test_options(mnist):
    (x_train, t_train), (x_test, t_test) = mnist
    raw = load_mnist(normalize=False, flatten=False, one_hot=True)
    (raw_x, raw_t), (raw_x_test, raw_t_test) = raw
    assert raw_x.shape == (60_000, 28, 28)
    assert raw_x.dtype == np.uint8
    assert raw_t.shape == (60_000, 10)
    assert raw_t.dtype == np.float32
    assert np.array_equal(raw_x[:100].reshape(100, 784) / np.float32(255), x_train[:100])
    assert np.array_equal(raw_x_test.reshape(-1, 784) / np.float32(255), x_test)
    assert np.array_equal(np.argmax(raw_t, axis=-1), t_train)
    assert np.array_equal(raw_t_test, np.eye(10)[t_test])
    # The picture is upright: the first test digit, a 7, has its bar on top.
    assert np.count_nonzero(raw_x_test[0][8]) > 2 * np.count_nonzero(raw_x_test[0][20])


def test_what_one_caller_writes_another_does_not_see():
    (x, t), _ = load_mnist(normalize=False)
    first = x[0].copy()
    x[:] = 7
    t[:] = 7
    (x, t), _ = load_mnist(normalize=False)
    assert np.array_equal(x[0], first)
    assert t[0] == 5


def test_a_damaged_package_is_noticed(tmp_path, monkeypatch):
    for name in NAMES:
        shutil.copy(DATA / f"{name}.xz", tmp_path)
    labels = bytearray(lzma.decompress((DATA / f"{NAMES[3]}.xz").read_bytes()))
    labels[-1] ^= 1
    (tmp_path / f"{NAMES[3]}.xz").write_bytes(lzma.compress(labels, preset=0))
    monkeypatch.setattr("mlcheats.mnist._PACKAGED", tmp_path)
    monkeypatch.setattr("mlcheats.mnist._packaged", mlcheats.mnist._packaged.__wrapped__)
    with pytest.raises(
        ValueError, match=f"{NAMES[3]}.xz: the SHA-256 must be {CANONICAL[NAMES[3]]}, got"
    ):
        load_mnist()


# Another data set


@pytest.mark.parametrize(
    ("suffix", "pack"), [("", bytes), (".gz", gzip.compress), (".xz", lzma.compress)]
)
def test_another_data_set(tmp_path, suffix, pack):
    write(tmp_path, suffix, pack)
    for directory in (tmp_path, str(tmp_path)):
        (x_train, t_train), (x_test, t_test) = load_mnist(directory)
        assert np.array_equal(x_train, IMAGES.reshape(5, 12).astype(np.float32) / 255)
        assert np.array_equal(x_test, TEST_IMAGES.reshape(2, 12).astype(np.float32) / 255)
        assert np.array_equal(t_train, LABELS)
        assert np.array_equal(t_test, TEST_LABELS)
        assert x_train.dtype == np.float32
    (x_train, t_train), (_, t_test) = load_mnist(
        tmp_path, normalize=False, flatten=False, one_hot=True
    )
    assert np.array_equal(x_train, IMAGES)
    assert np.array_equal(t_train, np.eye(7)[LABELS])
    assert np.array_equal(t_test, np.eye(7)[TEST_LABELS])  # as many classes as in training


def test_files_may_be_packed_each_in_its_way(tmp_path):
    for name, content, (suffix, pack) in zip(
        NAMES,
        CONTENTS,
        [("", bytes), (".gz", gzip.compress), (".xz", lzma.compress), (".gz", gzip.compress)],
        strict=True,
    ):
        (tmp_path / f"{name}{suffix}").write_bytes(pack(content))
    assert np.array_equal(load_mnist(tmp_path)[1][1], TEST_LABELS)


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress])
def test_names_as_some_archives_have_them(tmp_path, pack):
    """A dot before idx, and packed content without an ending that says so."""
    for name, content in zip(NAMES, CONTENTS, strict=True):
        (tmp_path / name.replace("-idx", ".idx")).write_bytes(pack(content))
    assert np.array_equal(load_mnist(tmp_path)[1][1], TEST_LABELS)


def test_options_are_keyword_only(tmp_path):
    with pytest.raises(TypeError):
        load_mnist(tmp_path, False)


# Bad files


@pytest.mark.parametrize("length", [0, 1, 3, 4, 5, 8, 12, 15, 16, 17, 75])
def test_truncated_images(tmp_path, length):
    write(tmp_path, train_images_idx3_ubyte=CONTENTS[0][:length])
    expected = (
        f"the header must have 16 bytes, got {length}"
        if length < 16
        else f"needs 60 bytes of values, got {length - 16}"
    )
    with pytest.raises(ValueError, match=f"{NAMES[0]}: .*{expected}"):
        load_mnist(tmp_path)


@pytest.mark.parametrize("length", [0, 3, 4, 7, 8, 9])
def test_truncated_labels(tmp_path, length):
    write(tmp_path, t10k_labels_idx1_ubyte=CONTENTS[3][:length])
    expected = (
        "header must have 8 bytes" if length < 8 else f"needs 2 bytes of values, got {length - 8}"
    )
    with pytest.raises(ValueError, match=f"{NAMES[3]}: .*{expected}"):
        load_mnist(tmp_path)


@pytest.mark.parametrize("left_over", [b"\0", b"\0" * 12, b"x" * 1000])
@pytest.mark.parametrize("i", range(4))
def test_bytes_left_over(tmp_path, i, left_over):
    write(tmp_path, **{NAMES[i].replace("-", "_"): CONTENTS[i] + left_over})
    values = [60, 5, 24, 2][i]
    expected = f"needs {values} bytes of values, got {values + len(left_over)}"
    with pytest.raises(ValueError, match=f"{NAMES[i]}: .*{expected}"):
        load_mnist(tmp_path)


@pytest.mark.parametrize("magic", [0, 2049, 2050, 2052, 0x0803 << 16, 0x0D03, 2**32 - 1])
def test_wrong_magic_number(tmp_path, magic):
    write(tmp_path, train_images_idx3_ubyte=struct.pack(">I", magic) + CONTENTS[0][4:])
    with pytest.raises(ValueError, match=f"{NAMES[0]}: the magic number must be 2051, got {magic}"):
        load_mnist(tmp_path)


def test_images_for_labels(tmp_path):
    write(tmp_path, train_labels_idx1_ubyte=CONTENTS[0])
    with pytest.raises(ValueError, match=f"{NAMES[1]}: the magic number must be 2049, got 2051"):
        load_mnist(tmp_path)


@pytest.mark.parametrize(
    "shape",
    [
        (4, 3, 4),
        (6, 3, 4),
        (5, 4, 4),
        (5, 3, 3),
        (2**32 - 1,) * 3,
        (2**32 - 1, 1, 1),
        (2**31, 2**31, 4),
    ],
)
def test_a_header_that_lies_about_its_size(tmp_path, shape):
    """Absurd sizes neither overflow to a small one nor take any memory."""
    write(tmp_path, train_images_idx3_ubyte=struct.pack(">4I", 2051, *shape) + IMAGES.tobytes())
    size = shape[0] * shape[1] * shape[2]
    with pytest.raises(ValueError, match=rf"{NAMES[0]}: .*needs {size} bytes of values, got 60$"):
        load_mnist(tmp_path)


@pytest.mark.parametrize("shape", [(0, 3, 4), (5, 0, 4), (5, 3, 0), (0, 0, 0), (0, 2**32 - 1, 28)])
def test_an_empty_axis(tmp_path, shape):
    write(tmp_path, train_images_idx3_ubyte=struct.pack(">4I", 2051, *shape))
    with pytest.raises(ValueError, match=rf"{NAMES[0]}: no axis may be empty, got \({shape[0]}, "):
        load_mnist(tmp_path)


def test_labels_and_images_that_do_not_match(tmp_path):
    write(tmp_path, train_labels_idx1_ubyte=idx_labels(LABELS[:4]))
    with pytest.raises(ValueError, match=r"train must hold as many .* got 4 labels and 5 images"):
        load_mnist(tmp_path)
    write(tmp_path, t10k_images_idx3_ubyte=CONTENTS[0])
    with pytest.raises(ValueError, match=r"t10k must hold as many .* got 2 labels and 5 images"):
        load_mnist(tmp_path)


def test_images_of_two_sizes(tmp_path):
    write(tmp_path, t10k_images_idx3_ubyte=idx_images(TEST_IMAGES.reshape(2, 2, 6)))
    with pytest.raises(ValueError, match=r"must be of one size, got \(3, 4\) and \(2, 6\)"):
        load_mnist(tmp_path)


PACKED = [(".gz", gzip.compress), (".xz", lzma.compress)]


@pytest.mark.parametrize(("suffix", "pack"), PACKED)
def test_damaged_packing(tmp_path, suffix, pack):
    write(tmp_path, suffix, pack)
    path = tmp_path / f"{NAMES[0]}{suffix}"
    good = path.read_bytes()
    damaged = [good[:length] for length in range(1, len(good), 7)]  # truncated
    damaged += [
        good[:i] + bytes([good[i] ^ 255]) + good[i + 1 :] for i in (0, 1, 20, len(good) - 6)
    ]
    damaged += [good + b"left over", b"no packing at all", CONTENTS[0]]
    for content in damaged:
        path.write_bytes(content)
        with pytest.raises(ValueError, match=f"{NAMES[0]}{suffix}: "):
            load_mnist(tmp_path)


@pytest.mark.parametrize("suffix", [".gz", ".xz"])
def test_an_empty_packed_file(tmp_path, suffix):
    write(tmp_path)
    (tmp_path / NAMES[2]).rename(tmp_path / f"{NAMES[2]}{suffix}")
    (tmp_path / f"{NAMES[2]}{suffix}").write_bytes(b"")
    with pytest.raises(ValueError, match=f"{NAMES[2]}{suffix}: "):
        load_mnist(tmp_path)


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_file(tmp_path, name):
    (write(tmp_path) / name).unlink()
    with pytest.raises(FileNotFoundError, match=f"must hold {name}, plain, .gz or .xz"):
        load_mnist(tmp_path)


def test_a_missing_directory(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere must hold train-images"):
        load_mnist(tmp_path / "nowhere")
