"""`python -m benchmarks`: mlcheats against its peers, as a Markdown table of ratios.

Each comparison runs in a process of its own with the threads pinned, the two sides in turn. The
peers come with `pip install -e ".[bench]"`; the table names those that are missing. With `--write`,
and all peers, the table on the about page says what was measured, and when.
"""

import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))  # as `python benchmarks` has it, too
import page  # noqa: E402

WORK = {
    "train": "one epoch of training",
    "convolution": "20 steps of `ConvNet`, 100 images each",
    "inference": "inference, 10,000 images",
    "gradient": "numerical gradient, 39,760 parameters",
    "import": "`import mlcheats`",
}
COMPARISONS = [
    "train_products",
    "train_jax",
    "train_torch",
    "train_sklearn",
    "train_keras",
    "inference_draft",
    "inference_sklearn",
    "inference_torch",
    "gradient_draft",
    "import_numpy",
]
OF_CONVOLUTION = ["convolution_torch", "convolution_last"]  # told on the page on convolution
EVERY = [*COMPARISONS, *OF_CONVOLUTION]
PACKAGES = ["mlcheats", "numpy", "jax", "torch", "scikit-learn", "keras"]
NAMES = {"numpy": "NumPy", "jax": "JAX", "torch": "PyTorch", "keras": "Keras"}
NAMES |= {"scikit-learn": "scikit-learn"}


def run(name, threads, options):
    """Time one comparison in a fresh interpreter."""
    # Each library chooses its kernels for this processor by itself, and none is held to others'.
    found = {key: value for key, value in os.environ.items() if not key.startswith("OPENBLAS_")}
    pins = ("THREADS", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    environment = dict.fromkeys(pins, str(threads)) | {
        "EPOCHS": str(options.epochs),
        "EXAMPLES": str(options.examples),
        "KERAS_BACKEND": "jax",
    }
    done = subprocess.run(
        [sys.executable, HERE / "sides.py", name, str(options.pairs)],
        cwd=HERE.parent,
        env=found | environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def row(name, threads, result, options):
    kind = name.split("_")[0]
    cells = [WORK[kind], result["against"], str(threads)]
    if "missing" in result:
        return [*cells, "", "", f"{result['missing']} is not installed"]
    epochs = options.epochs if kind == "train" else 1
    times = [f"{1000 * result[side] / epochs:,.2f} ms" for side in ("ours", "theirs")]
    return [*cells, *times, f"{result['ratio']:,.2f}"]


def line(cells):
    return f"| {' | '.join(cells)} |"


def installed(package):
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return f"{package} missing"


def main():
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks")
    parser.add_argument("only", nargs="*", help=f"some of {', '.join(EVERY)}")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--pairs", type=int, default=7, help="how often each side is timed")
    parser.add_argument("--epochs", type=int, default=5, help="epochs of one training")
    parser.add_argument("--examples", type=int, default=60_000, help="images to train on")
    parser.add_argument("--write", action="store_true", help="rewrite the table of the about page")
    options = parser.parse_args()
    if unknown := set(options.only) - set(EVERY):
        parser.error(f"no comparison is called {', '.join(sorted(unknown))}")
    chosen = options.only or (COMPARISONS if options.write else EVERY)
    if options.write and (options.only or options.threads != [1, 2]):
        parser.error("--write needs all comparisons, on one thread and on two")

    print(
        f"{datetime.date.today()}, {page.processor()}, Python {platform.python_version()}, ", end=""
    )
    print(f"{', '.join(map(installed, PACKAGES))}. Medians of {options.pairs} pairs, ", end="")
    print("CPU time on one thread, elapsed time on more and for imports.\n")
    print(line(["work", "against", "threads", "mlcheats", "the other", "times as fast"]))
    print(line(["---"] * 6))
    results = {}
    for name in chosen:
        for threads in options.threads:
            result = results.setdefault(name, {})[threads] = run(name, threads, options)
            print(line(row(name, threads, result, options)), flush=True)
    if options.write:
        write(results, options.epochs)


def write(results, epochs):
    every = [result for by_threads in results.values() for result in by_threads.values()]
    if missing := {result["missing"] for result in every if "missing" in result}:
        sys.exit(f"nothing is written: {', '.join(sorted(missing))} not installed")
    versions = {NAMES[package]: version(package) for package in PACKAGES[1:]}
    about = page.today(versions)
    page.rewrite(
        "about",
        "python -m benchmarks --write",
        lambda text, language: page.rewritten(text, language, results, epochs, about),
    )


if __name__ == "__main__":
    main()
