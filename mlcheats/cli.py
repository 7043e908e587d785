"""The command `mlcheats`: train a net, let it read pictures of digits, see how well it does."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from inspect import signature
from pathlib import Path
from typing import Any

from mlcheats._commands import (
    PHOTO_WEIGHTS,
    evaluate_command,
    predict_command,
    say,
    train_command,
)
from mlcheats.checked.training import train

EXAMPLES = """\
examples:
  mlcheats predict seven.png photo.jpg          which digits are these?
  mlcheats train --out my.npz                   learn MNIST in seconds
  mlcheats evaluate my.npz                      how good is it, what does it mix up?
  mlcheats predict --weights my.npz seven.png   what does my own net say?

`mlcheats COMMAND --help` explains a command."""

TRAIN = """\
Train a net of two layers, sigmoid and softmax, by mini-batch gradient descent.

A sixth of the training images is held back for validation. Whenever the net reads these
better than before after an epoch, its weights are written to --out, so the best are there
at the end, and also after Ctrl-C. Their accuracy on the test images is told at the end.
On one machine the same seed gives the same weights, to the last bit.

examples:
  mlcheats train
  mlcheats train --hidden 200 --epochs 30 --seed 1 --out large.npz
  mlcheats train --data fashion-mnist --out fashion.npz"""

PREDICT = """\
Tell which digits each picture shows, and how probable the net holds each of the ten.

A picture may be a scan, a photograph or a drawing, PNG, JPEG or what else Pillow reads:
dark on light or light on dark, in uneven light, on ruled paper, on a sheet that ends in
the picture. Frames, underlines and specks are left out, and each digit is scaled and
centred as MNIST's are. Of several digits it tells each one's place in pixels: from the
left, from the top, width × height.

Where the net is not sure, "not sure" and the reason stand in place of an answer: two
digits are too close, it looks like no digit, one is cut off by the picture's edge. Then
the exit code is 1. A picture that cannot be read, or a blank one, is named on standard
error, the others are read all the same, and the exit code is 2. A net of your own has no
output for what is no digit, and always answers.

examples:
  mlcheats predict seven.png
  mlcheats predict --weights my.npz scans/*.jpg"""

EVALUATE = """\
Let a net read the test images and print how many are right, in all and of each class,
and what it answers instead: a row is a true class, a column an answer.

examples:
  mlcheats evaluate weights.npz
  mlcheats evaluate --data fashion-mnist fashion.npz"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `mlcheats` with the arguments of the command line; return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # `| head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141  # as a program that SIGPIPE ends
    except KeyboardInterrupt:
        return say("interrupted", code=130)
    except ModuleNotFoundError as error:
        return say(f"{error.name} is missing; pip install 'mlcheats[cli]' brings it")
    except OSError as error:
        return say(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except (TypeError, ValueError) as error:
        return say(str(error))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "mlcheats",
        description="Train a net, let it read pictures of digits, see how good it is.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"mlcheats {version('mlcheats')}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, run: Any, help: str, description: str) -> argparse.ArgumentParser:
        sub: argparse.ArgumentParser = commands.add_parser(
            name,
            help=help,
            description=description,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        sub.set_defaults(run=run)
        return sub

    def option(
        sub: argparse.ArgumentParser, name: str, metavar: str, type: Any, default: Any, help: str
    ) -> None:
        sub.add_argument(name, metavar=metavar, type=type, default=default, help=help)

    shown = " (default: %(default)s)"
    data = "a folder of four IDX files, such as Fashion-MNIST (default: MNIST)"
    of_train = {name: option.default for name, option in signature(train).parameters.items()}
    batch_size, learning_rate = of_train["batch_size"], of_train["learning_rate"]

    sub = command("train", train_command, "train a net and write its weights", TRAIN)
    option(sub, "--out", "FILE", Path, "weights.npz", "the file to write or replace" + shown)
    option(sub, "--seed", "N", int, 0, "draws the first weights and the order of images" + shown)
    option(sub, "--epochs", "N", int, 20, "passes over all training images" + shown)
    option(sub, "--hidden", "N", int, 50, "units of the hidden layer" + shown)
    option(sub, "--batch-size", "N", int, batch_size, "images per step" + shown)
    option(sub, "--learning-rate", "X", float, learning_rate, "how far a step goes" + shown)
    option(sub, "--data", "DIR", Path, None, data)

    sub = command("predict", predict_command, "tell which digits pictures show", PREDICT)
    sub.add_argument("images", metavar="IMAGE", type=Path, nargs="+", help="a picture of digits")
    packaged = "the net, .npz or .pkl (default: a net that comes with mlcheats)"
    option(sub, "--weights", "FILE", Path, PHOTO_WEIGHTS, packaged)

    sub = command("evaluate", evaluate_command, "measure a net on the test images", EVALUATE)
    sub.add_argument("weights", metavar="WEIGHTS", type=Path, help="the net, .npz or .pkl")
    option(sub, "--data", "DIR", Path, None, data)
    return parser


if __name__ == "__main__":
    sys.exit(main())
