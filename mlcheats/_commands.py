"""What the commands of `mlcheats` do; each takes its options and returns the exit code."""

import signal
import sys
import tempfile
from argparse import Namespace
from pathlib import Path

import numpy as np

from mlcheats._types import IntArray
from mlcheats.checked.networks import TwoLayerNet, predict
from mlcheats.checked.options import as_count
from mlcheats.checked.training import train
from mlcheats.mnist import load_mnist
from mlcheats.weights import load_weights, save_weights

PACKAGED_WEIGHTS = Path(__file__).parent / "data" / "digit_weight.npz"


def say(sentence: str, code: int = 2) -> int:
    """Tell the user on standard error; return the exit code."""
    print(f"mlcheats: {sentence}", file=sys.stderr)
    return code


def train_command(options: Namespace) -> int:
    """Train, and write the weights whenever they are the best so far."""
    from tqdm import tqdm  # of the extra `cli`

    # In a script's background SIGINT is ignored from the start; `kill -INT` shall work there too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _check_writable(options.out)
    (x_train, t_train), test = load_mnist(options.data, one_hot=True)
    rng = np.random.default_rng(as_count(options.seed, "seed", 0))
    size = x_train.shape[1], options.hidden, t_train.shape[1]
    net = TwoLayerNet(*size, rng=rng, dtype=np.float32)
    best = -1.0

    def keep_the_best() -> float:
        nonlocal best
        accuracy = net.accuracy(*test)
        if accuracy > best:
            save_weights(options.out, net.params)
            best = accuracy
        return accuracy

    try:
        with tqdm(range(as_count(options.epochs, "epochs")), unit="epoch") as epochs:
            for _ in epochs:
                history = train(
                    net,
                    x_train,
                    t_train,
                    epochs=1,
                    batch_size=options.batch_size,
                    learning_rate=options.learning_rate,
                    rng=rng,
                )
                loss, accuracy = np.mean(history.loss), keep_the_best()
                epochs.set_postfix_str(f"loss {loss:.4f}, test accuracy {accuracy:.4f}")
    except KeyboardInterrupt:
        keep_the_best()
        kept = f"the best weights so far (test accuracy {best:.4f}) are in {options.out}"
        return say(f"interrupted; {kept}", code=130)
    print(f"{options.out}: test accuracy {best:.4f}")
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
    """Print what each picture shows; name those that cannot be read."""
    from mlcheats.images import read_digit  # with Pillow, of the extra `cli`

    network = load_weights(options.weights)
    _check_size(options.weights, "pixels", 784, len(network["W1"]))
    code = 0
    for path in options.images:
        try:
            y = predict(network, read_digit(path))
        except OSError as error:
            code = say(f"{path}: {error.strerror}")
        except ValueError as error:
            code = say(str(error))
        else:
            print(f"{path}: {np.argmax(y)}")
            for k, y_k in enumerate(y):
                print(f"  {k}  {y_k:7.2%}  {'#' * round(50 * y_k)}".rstrip())
    return code


def evaluate_command(options: Namespace) -> int:
    """Print the accuracy on the test images, that of each class, and who is taken for whom."""
    network = load_weights(options.weights)
    _, (x_test, t_test) = load_mnist(options.data, one_hot=True)
    _check_size(options.weights, "pixels", x_test.shape[1], len(network["W1"]))
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


def _check_size(path: Path, what: str, expected: int, got: int) -> None:
    if got != expected:
        raise ValueError(f"{path}: expected weights for {expected} {what}, got them for {got}")
