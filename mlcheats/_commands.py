"""What the commands of `mlcheats` do; each takes its options and returns the exit code."""

from __future__ import annotations  # Reading is named, not loaded: it needs Pillow

import signal
import sys
import tempfile
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mlcheats._types import IntArray, Network
from mlcheats.checked.networks import TwoLayerNet, predict
from mlcheats.checked.options import as_count
from mlcheats.checked.training import train
from mlcheats.mnist import load_mnist
from mlcheats.training import History
from mlcheats.weights import load_weights, save_weights

if TYPE_CHECKING:
    from mlcheats.photos.reading import Reading

DATA = Path(__file__).parent / "data"
PACKAGED_WEIGHTS = DATA / "digit_weight.npz"
PHOTO_WEIGHTS = DATA / "photo_weight.npz"  # of slopes, and with an output for no digit
_SLOPES = 392


def say(sentence: str, code: int = 2) -> int:
    """Tell the user on standard error; return the exit code."""
    print(f"mlcheats: {sentence}", file=sys.stderr)
    return code


def train_command(options: Namespace) -> int:
    """Train, and write the weights whenever they are the best so far on held-back images."""
    from tqdm import tqdm  # of the extra `cli`

    # In a script's background SIGINT is ignored from the start; `kill -INT` shall work there too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _check_writable(options.out)
    (x, t), test = load_mnist(options.data, one_hot=True)
    rng = np.random.default_rng(as_count(options.seed, "seed", 0))
    net = TwoLayerNet(x.shape[1], options.hidden, t.shape[1], rng=rng, dtype=np.float32)
    order, held_back = rng.permutation(len(x)), max(1, len(x) // 6)
    validation, rest = order[:held_back], order[held_back:]
    best, best_params = -1.0, net.params

    def keep_the_best() -> float:
        nonlocal best, best_params
        accuracy = net.accuracy(x[validation], t[validation])
        if accuracy > best:
            save_weights(options.out, net.params)
            best, best_params = accuracy, net.params
        return accuracy

    def report(history: History) -> None:
        accuracy = keep_the_best()
        loss = np.mean(history.loss[-(len(history.loss) // len(history.train_accuracy)) :])
        epochs.update()
        epochs.set_postfix_str(f"loss {loss:.4f}, validation accuracy {accuracy:.4f}")

    code = 0
    try:
        with tqdm(total=as_count(options.epochs, "epochs"), unit="epoch") as epochs:
            train(
                net,
                x[rest],
                t[rest],
                epochs=options.epochs,
                batch_size=options.batch_size,
                learning_rate=options.learning_rate,
                rng=rng,
                report=report,
            )
    except KeyboardInterrupt:
        keep_the_best()
        code = 130
    net.params = best_params
    accuracy = f"test accuracy {net.accuracy(*test):.4f}"
    if code:
        return say(f"interrupted; the best weights so far ({accuracy}) are in {options.out}", code)
    print(f"{options.out}: {accuracy}")
    return 0


def _check_writable(out: Path) -> None:
    if out.suffix != ".npz":
        raise ValueError(f"--out must end in .npz, got {out}")
    if out.is_dir():
        raise ValueError(f"--out must be a file, got the folder {out}")
    try:
        tempfile.TemporaryFile(dir=out.parent).close()
    except OSError as error:
        raise ValueError(f"--out {out} cannot be written: {error.strerror}") from None


def predict_command(options: Namespace) -> int:
    """Print what each picture shows; say where that is not sure, and what cannot be read."""
    from mlcheats.photos.reading import read_file  # with Pillow, of the extra `cli`

    network = load_weights(options.weights)
    if _inputs(network) != _SLOPES:
        _check_size(options.weights, "pixels", 784, _inputs(network))
    code = 0
    for path in options.images:
        try:
            reading = read_file(path, network)
        except OSError as error:
            code = say(f"{path}: {error.strerror}")
        except ValueError as error:
            code = say(str(error))
        else:
            doubt = reading.doubt
            print(f"{path}: not sure: {doubt}" if doubt else f"{path}: {reading.text}")
            _print_digits(reading)
            code = code or int(bool(doubt))
    return code


def _print_digits(reading: Reading) -> None:
    """Of one digit the probabilities of all ten; of several, what and where each is."""
    if len(reading.digits) == 1:
        shares = reading.digits[0].shares
        if len(shares) > 10:  # if it is a digit at all
            shares = shares[:10] / shares[:10].sum()
        for k, y_k in enumerate(shares):
            print(f"  {k}  {y_k:7.2%}  {'#' * round(50 * y_k)}".rstrip())
        return
    for each in reading.digits:
        place = f"at {each.left}, {each.top}: {each.width} × {each.height}"
        print(f"  {each.text}  {np.max(each.shares[:10]):7.2%}  {place}")


def evaluate_command(options: Namespace) -> int:
    """Print the accuracy on the test images, that of each class, and who is taken for whom."""
    network = load_weights(options.weights)
    _, (x_test, t_test) = load_mnist(options.data, one_hot=True)
    _check_size(options.weights, "pixels", x_test.shape[1], _inputs(network))
    _check_size(options.weights, "classes", t_test.shape[1], len(network[f"b{len(network) // 2}"]))
    answers = np.eye(t_test.shape[1])[np.argmax(predict(network, x_test), axis=-1)]
    confusion = (t_test.T @ answers).astype(int)
    right, total = np.trace(confusion), len(t_test)
    print(f"accuracy {right / total:.4f}: {right} of {total} test images are right\n")
    _print_confusion(confusion)
    return 0


def _print_confusion(confusion: IntArray) -> None:
    classes = range(len(confusion))
    print("true  accuracy  answers: " + " ".join(f"{k:5}" for k in classes))
    for k, row in enumerate(confusion):
        share = f"{row[k] / row.sum():.4f}" if row.sum() else "-"
        print(f"{k:4}  {share:>8}           " + " ".join(f"{n or '.':>5}" for n in row))


def _inputs(network: Network) -> int:
    """How many numbers an output of the first layer sums up: of a convolution, one window's."""
    return network["W1"].size // len(network["b1"])


def _check_size(path: Path, what: str, expected: int, got: int) -> None:
    if got != expected:
        raise ValueError(f"{path}: expected weights for {expected} {what}, got them for {got}")
