"""The command `mlcheats` as a user runs it: in a process of its own, from a folder of its own."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from importlib.metadata import version
from inspect import signature
from pathlib import Path

import numpy as np
import pytest
from digits import STROKES, printed, written
from PIL import Image

from mlcheats import TwoLayerNet, load_mnist, load_weights, predict, save_weights, train
from mlcheats._commands import PACKAGED_WEIGHTS

HEADERS = {3: b"\0\0\x08\x03", 1: b"\0\0\x08\x01"}
SEVEN, THREE = (written(dict(STROKES)[digit]) for digit in (7, 3))
QUICK = ("--epochs", "2", "--hidden", "8")


def idx(values):
    header = HEADERS[values.ndim] + b"".join(size.to_bytes(4, "big") for size in values.shape)
    return header + values.astype(np.uint8).tobytes()


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """The first digits of MNIST in IDX files: training takes no time."""
    folder = tmp_path_factory.mktemp("data")
    (x_train, t_train), (x_test, t_test) = load_mnist(normalize=False, flatten=False)
    for name, values in (
        ("train-images-idx3-ubyte", x_train[:3000]),
        ("train-labels-idx1-ubyte", t_train[:3000]),
        ("t10k-images-idx3-ubyte", x_test[:500]),
        ("t10k-labels-idx1-ubyte", t_test[:500]),
    ):
        (folder / name).write_bytes(idx(values))
    return folder


@pytest.fixture
def cli(tmp_path):
    def run(*arguments, **options):
        command = [sys.executable, "-m", "mlcheats", *map(str, arguments)]
        return subprocess.run(
            command, cwd=tmp_path, capture_output=True, encoding="utf-8", **options
        )

    return run


def fails(done, *sentences):
    """Exit code 2, and on standard error the sentences, one a line, and nothing else."""
    lines = done.stderr.splitlines()
    return done.returncode == 2 and lines == [f"mlcheats: {sentence}" for sentence in sentences]


# Help


def test_help_teaches(cli):
    done = cli("--help")
    assert done.returncode == 0
    for word in ("train", "predict", "evaluate", "examples:", "--version"):
        assert word in done.stdout
    for command, words in {
        "train": ("--out", "--seed", "--epochs", "--hidden", "--batch-size", "--learning-rate"),
        "predict": ("IMAGE", "--weights", "PNG"),
        "evaluate": ("WEIGHTS", "--data"),
    }.items():
        text = cli(command, "--help").stdout
        for word in ("examples:", *words):
            assert word in text
        assert "None" not in text
        assert max(map(len, text.splitlines())) <= 90
    options = signature(train).parameters
    text = " ".join(cli("train", "--help").stdout.split())
    of_train = options["batch_size"].default, options["learning_rate"].default
    for value in ("weights.npz", 0, 20, 50, *of_train):
        assert f"(default: {value})" in text


def test_version(cli):
    assert cli("--version").stdout == f"mlcheats {version('mlcheats')}\n"


def test_the_console_script_is_the_same():
    command = shutil.which("mlcheats", path=Path(sys.executable).parent)  # no venv is activated
    script = subprocess.run([command, "--version"], capture_output=True, encoding="utf-8")
    assert script.stdout == f"mlcheats {version('mlcheats')}\n"


@pytest.mark.parametrize("module", ["mlcheats", "mlcheats.cli"])
def test_the_modules_are_the_same(module):
    done = subprocess.run([sys.executable, "-m", module, "--version"], capture_output=True)
    assert done.stdout.decode() == f"mlcheats {version('mlcheats')}\n"


@pytest.mark.parametrize(
    "arguments", [(), ("learn",), ("predict",), ("evaluate",), ("train", "--epochs", "many")]
)
def test_arguments_that_are_none(cli, arguments):
    done = cli(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("usage: mlcheats")


def test_importing_the_package_imports_none_of_it():
    code = "import sys, mlcheats; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8")
    names = {"argparse", "tqdm", "PIL", "mlcheats.cli", "mlcheats._commands", "mlcheats.images"}
    assert not names & set(done.stdout.split())


@pytest.mark.parametrize(("package", "command"), [("tqdm", "train"), ("PIL", "predict")])
def test_a_missing_library_is_named(tmp_path, package, command):
    code = f"import sys; sys.modules[{package!r}] = None; import mlcheats.__main__"
    arguments = ["x.png"] if command == "predict" else []
    done = subprocess.run(
        [sys.executable, "-c", code, command, *arguments],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
    )
    assert fails(done, f"{package} is missing; pip install 'mlcheats[cli]' brings it")
    assert not list(tmp_path.iterdir())


# train


@pytest.mark.parametrize(("rate", "is_last_best"), [(0.4, True), (4, False)])
def test_training_is_the_librarys(cli, tmp_path, data, rate, is_last_best):
    options = ("--hidden", 8, "--batch-size", 50, "--learning-rate", rate, "--seed", 3)
    done = cli("train", "--data", data, "--epochs", 6, *options, "--out", "w.npz")
    assert done.returncode == 0, done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["w.npz"]

    (x, t), (x_test, t_test) = load_mnist(data)
    rng = np.random.default_rng(3)
    net = TwoLayerNet(784, 8, 10, rng=rng, dtype=np.float32)
    validation, rest = np.split(rng.permutation(3000), [500])
    seen = []
    history = train(
        net, x[rest], t[rest], epochs=6, batch_size=50, learning_rate=rate, rng=rng,
        test=(x[validation], t[validation]), report=lambda _: seen.append(net.params),
    )  # fmt: skip
    best = np.argmax(history.test_accuracy)
    assert (best == 5) == is_last_best
    weights = load_weights(tmp_path / "w.npz")
    assert weights["W1"].dtype == np.float32
    assert all(np.array_equal(weights[name], seen[best][name]) for name in weights)
    # What is told at the end is of images that have chosen nothing.
    accuracy = np.mean(np.argmax(predict(weights, x_test), axis=-1) == t_test)
    assert done.stdout == f"w.npz: test accuracy {accuracy:.4f}\n"
    # The bar: each epoch with its loss and accuracy.
    assert "6/6" in done.stderr
    assert re.search(rf"loss {history.loss[-50:].mean():.4f}, validation accuracy ", done.stderr)
    assert f"validation accuracy {history.test_accuracy[-1]:.4f}" in done.stderr


def test_the_test_images_choose_nothing(cli, tmp_path, data):
    """Whatever they are, the weights are the same."""
    shutil.copytree(data, tmp_path / "other")
    images = tmp_path / "other" / "t10k-images-idx3-ubyte"
    images.write_bytes(images.read_bytes()[:16] + bytes(500 * 784))
    for folder, name in ((data, "a.npz"), (tmp_path / "other", "b.npz")):
        cli("train", "--data", folder, "--learning-rate", 4, *QUICK, "--out", name)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_mnist_by_default(cli, tmp_path):
    done = cli("train", *QUICK, "--epochs", "1")
    assert done.returncode == 0
    accuracy = float(re.fullmatch(r"weights\.npz: test accuracy (0\.\d{4})\n", done.stdout)[1])
    assert accuracy > 0.7
    assert f"accuracy {accuracy:.4f}: " in cli("evaluate", "weights.npz").stdout


def test_the_same_seed_gives_the_same_bytes(cli, tmp_path, data):
    for name, seed in (("a.npz", 1), ("b.npz", 1), ("c.npz", 2)):
        cli("train", "--data", data, *QUICK, "--seed", seed, "--out", name)
    a, b, c = ((tmp_path / name).read_bytes() for name in ("a.npz", "b.npz", "c.npz"))
    assert a == b
    assert a != c


def test_another_data_set(cli, tmp_path):
    """Three classes of 4 by 5 pixels."""
    rng = np.random.default_rng(0)
    for part, count in (("train", 300), ("t10k", 60)):
        labels = rng.integers(0, 3, count)
        images = np.zeros((count, 4, 5))
        images[np.arange(count), labels] = 255
        (tmp_path / f"{part}-images-idx3-ubyte").write_bytes(idx(images))
        (tmp_path / f"{part}-labels-idx1-ubyte").write_bytes(idx(labels))
    done = cli("train", "--data", ".", "--batch-size", "10", "--out", "bars.npz")
    assert done.stdout == "bars.npz: test accuracy 1.0000\n"
    assert load_weights(tmp_path / "bars.npz")["W1"].shape == (20, 50)
    assert "accuracy 1.0000: 60 of 60" in cli("evaluate", "bars.npz", "--data", ".").stdout
    expected = "bars.npz: expected weights for 784 pixels, got them for 20"
    assert fails(cli("evaluate", "bars.npz"), expected)
    SEVEN.save(tmp_path / "seven.png")
    assert fails(cli("predict", "seven.png", "--weights", "bars.npz"), expected)


def interrupt(tmp_path, *arguments, wait):
    """Send SIGINT when `wait()` holds, as Ctrl-C does; return what came of it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "mlcheats", "train", *map(str, arguments)],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        # As a script's background job: SIGINT ignored from the start.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
    )
    while not wait(process):
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=20)
    return process.returncode, out, error


@pytest.mark.posix
def test_ctrl_c_keeps_the_best_weights(tmp_path, data):
    _, (x_test, t_test) = load_mnist(data)
    code, out, error = interrupt(
        tmp_path, "--data", data, "--epochs", 10**6, "--hidden", 8, "--out", "w.npz",
        wait=lambda _: (tmp_path / "w.npz").exists(),
    )  # fmt: skip
    assert code == 130
    assert out == ""
    assert "Traceback" not in error
    said = re.fullmatch(
        r"mlcheats: interrupted; the best weights so far "
        r"\(test accuracy (0\.\d{4})\) are in w\.npz",
        error.splitlines()[-1],
    )
    assert [file.name for file in tmp_path.iterdir()] == ["w.npz"]
    y = predict(load_weights(tmp_path / "w.npz"), x_test)
    assert f"{np.mean(np.argmax(y, axis=-1) == t_test):.4f}" == said[1]


@pytest.mark.posix
def test_ctrl_c_in_the_first_epoch(tmp_path):
    """A million steps of one image each: no epoch is done when the signal comes."""
    code, _, error = interrupt(
        tmp_path, "--batch-size", 1, "--out", "w.npz",
        wait=lambda process: os.read(process.stderr.fileno(), 1),  # the bar stands
    )  # fmt: skip
    assert code == 130
    assert "the best weights so far" in error.splitlines()[-1]
    assert load_weights(tmp_path / "w.npz")["W1"].shape == (784, 50)


@pytest.mark.parametrize(
    ("out", "sentence"),
    [
        ("w.pkl", "--out must end in .npz, got w.pkl"),
        ("nowhere/w.npz", "--out nowhere/w.npz cannot be written: No such file or directory"),
        ("file/w.npz", "--out file/w.npz cannot be written: Not a directory"),
        ("/proc/w.npz", "--out /proc/w.npz cannot be written: No such file or directory"),
        ("folder.npz", "--out must be a file, got the folder folder.npz"),
    ],
)
def test_an_out_that_cannot_be_written_is_refused_before_training(cli, tmp_path, out, sentence):
    (tmp_path / "file").touch()
    (tmp_path / "folder.npz").mkdir()
    assert fails(cli("train", "--out", out), sentence)  # not even the bar


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--epochs", 0, "epochs must be a whole number from 1, got 0"),
        ("--hidden", 0, "hidden_size must be a whole number from 1, got 0"),
        ("--seed", -1, "seed must be a whole number from 0, got -1"),
        ("--data", "nowhere", "nowhere must hold train-images-idx3-ubyte, plain, .gz or .xz"),
    ],
)
def test_options_that_do_not_fit(cli, tmp_path, data, option, value, sentence):
    assert fails(cli("train", "--data", data, option, value), sentence)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("option", "value"), [("--batch-size", 0), ("--learning-rate", "nan")])
def test_options_that_train_refuses(cli, tmp_path, data, option, value):
    done = cli("train", "--data", data, option, value)
    assert done.returncode == 2
    name = option[2:].replace("-", "_")
    assert done.stderr.splitlines()[-1].startswith(f"mlcheats: {name} must be ")
    assert not list(tmp_path.iterdir())


# predict


def test_predict_with_the_packaged_weights(cli, tmp_path):
    SEVEN.save(tmp_path / "seven.png")
    Image.eval(THREE, lambda grey: 255 - grey).save(tmp_path / "three.jpg")
    done = cli("predict", "seven.png", "three.jpg")
    assert done.returncode == 0
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert (lines[0], lines[11]) == ("seven.png: 7", "three.jpg: 3")
    for answer, rows in ((7, lines[1:11]), (3, lines[12:])):
        found = [re.fullmatch(r"  (\d) +(\d+\.\d\d)%(?:  (#*))?", row) for row in rows]
        assert [int(row[1]) for row in found] == list(range(10))
        shares = [float(row[2]) for row in found]
        assert sum(shares) == pytest.approx(100, abs=0.06)
        assert np.argmax(shares) == answer
        assert [len(row[3] or "") for row in found] == [round(share / 2) for share in shares]


def test_a_reader_that_has_seen_enough(tmp_path):
    """As `mlcheats predict … | head -1`."""
    SEVEN.save(tmp_path / "seven.png")
    command = [sys.executable, "-m", "mlcheats", "predict", *["seven.png"] * 2000]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "seven.png: 7\n"
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 141


def test_predict_goes_on_after_what_it_cannot_read(cli, tmp_path):
    SEVEN.save(tmp_path / "seven.png")
    Image.new("L", (50, 50), 255).save(tmp_path / "blank.png")
    (tmp_path / "text.png").write_text("no picture")
    (tmp_path / "cut.png").write_bytes((tmp_path / "seven.png").read_bytes()[:500])
    (tmp_path / "folder.png").mkdir()
    done = cli(
        "predict", "none.png", "text.png", "seven.png", "blank.png", "cut.png", "folder.png",
        "seven.png",
    )  # fmt: skip
    assert done.stdout.count("seven.png: 7\n") == 2
    assert fails(
        done,
        "none.png: No such file or directory",
        "text.png: expected a picture such as PNG or JPEG",
        "blank.png: expected a picture of a digit, got a blank one",
        "cut.png: image file is truncated",
        "folder.png: Is a directory",
    )


def test_predict_is_not_sure(cli, tmp_path):
    printed("A", "DejaVuSans").save(tmp_path / "letter.png")
    SEVEN.crop((0, 130, 420, 360)).save(tmp_path / "cut.png")
    SEVEN.save(tmp_path / "seven.png")
    done = cli("predict", "letter.png", "cut.png", "seven.png")
    assert done.returncode == 1
    assert done.stderr == ""
    lines = [line for line in done.stdout.splitlines() if not line.startswith("  ")]
    assert lines == [
        "letter.png: not sure: it looks like no digit",
        "cut.png: not sure: a digit is cut off by the edge of the picture",
        "seven.png: 7",
    ]


def test_predict_several_digits_with_their_places(cli, tmp_path):
    page = Image.new("L", (900, 400), 245)
    page.paste(SEVEN, (0, 20))
    page.paste(THREE, (440, 20))
    page.save(tmp_path / "two.png")
    done = cli("predict", "two.png")
    assert done.returncode == 0
    head, *rows = done.stdout.splitlines()
    assert head == "two.png: 73"
    found = [re.fullmatch(r"  (\d) +(\d+\.\d\d)%  at (\d+), (\d+): (\d+) × (\d+)", r) for r in rows]
    assert [row[1] for row in found] == ["7", "3"]
    for row, picture, (left, top) in zip(found, (SEVEN, THREE), ((0, 20), (440, 20)), strict=True):
        ink = np.asarray(picture) < 130
        y, x = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
        truth = (left + x[0], top + y[0], np.ptp(x) + 1, np.ptp(y) + 1)
        assert np.allclose([int(row[i]) for i in (3, 4, 5, 6)], truth, atol=5)


def test_predict_with_weights_of_ones_own(cli, tmp_path):
    SEVEN.save(tmp_path / "seven.png")
    weights = {"W1": np.zeros((784, 10)), "b1": np.eye(10)[4] * np.log(11)}
    save_weights(tmp_path / "four.npz", weights)
    done = cli("predict", "--weights", "four.npz", "seven.png")
    assert done.stdout.startswith("seven.png: 4\n  0    5.00%  ##\n")
    assert f"  4   55.00%  {'#' * 28}\n" in done.stdout


def test_predict_with_wrong_weights(cli, tmp_path):
    SEVEN.save(tmp_path / "seven.png")
    (tmp_path / "text.npz").write_text("no weights")
    missing = cli("predict", "--weights", "none.npz", "seven.png")
    assert fails(missing, "none.npz: No such file or directory")
    assert fails(
        cli("predict", "--weights", "seven.png", "seven.png"),
        "path must end in .npz or .pkl, got seven.png",
    )
    done = cli("predict", "--weights", "text.npz", "seven.png")
    assert done.returncode == 2
    assert done.stderr.startswith("mlcheats: text.npz: ")
    assert done.stdout == ""


# evaluate


def test_evaluate(cli, data):
    done = cli("evaluate", PACKAGED_WEIGHTS, "--data", data)
    assert done.returncode == 0
    assert done.stderr == ""
    head, empty, names, *rows = done.stdout.splitlines()
    _, (x_test, t_test) = load_mnist(data)
    answers = np.argmax(predict(load_weights(PACKAGED_WEIGHTS), x_test), axis=-1)
    right = np.count_nonzero(answers == t_test)
    assert head == f"accuracy {right / 500:.4f}: {right} of 500 test images are right"
    assert empty == ""
    assert names.split() == ["true", "accuracy", "answers:", *"0123456789"]
    for k, row in enumerate(rows):
        label, share, *counts = row.split()
        assert int(label) == k
        of_class = answers[t_test == k]
        assert share == f"{np.mean(of_class == k):.4f}"
        counts = [0 if count == "." else int(count) for count in counts]
        assert counts == np.bincount(of_class, minlength=10).tolist()
    assert len(rows) == 10
    assert max(map(len, done.stdout.splitlines())) <= 88


def test_the_packaged_weights_are_good(cli):
    done = cli("evaluate", PACKAGED_WEIGHTS)
    assert float(done.stdout.split()[1].rstrip(":")) >= 0.985


def test_evaluate_wrong_weights(cli, tmp_path, data):
    assert fails(cli("evaluate", "none.npz"), "none.npz: No such file or directory")
    save_weights(tmp_path / "few.npz", {"W1": np.zeros((784, 3)), "b1": np.zeros(3)})
    expected = "few.npz: expected weights for 10 classes, got them for 3"
    assert fails(cli("evaluate", "few.npz", "--data", data), expected)
