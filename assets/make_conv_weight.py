"""Train assets/conv_weight.npz: the ConvNet of the page on convolution, on all of MNIST.

    python assets/make_conv_weight.py

Eight epochs over the 60,000 training images with Adam, whose learning rate falls to 0 along half a
cosine. It takes a minute and a half on one thread; the same NumPy gives the same weights.
"""

import sys
import time
from pathlib import Path

import numpy as np

from mlcheats import Adam, ConvNet, load_mnist, save_weights, train

EPOCHS = 8
LEARNING_RATE = 0.005


def fit(seed=0):
    rng = np.random.default_rng(seed)
    (x_train, t_train), (x_test, t_test) = load_mnist()
    x_train, x_test = x_train.reshape(-1, 1, 28, 28), x_test.reshape(-1, 1, 28, 28)
    net = ConvNet((1, 28, 28), (8, 16), 10, rng=rng, dtype=np.float32)
    adam = Adam(LEARNING_RATE)

    def report(history):
        epoch = len(history.test_accuracy)
        print(f"epoch {epoch}: test accuracy {history.test_accuracy[-1]:.4f}", flush=True)
        if epoch < EPOCHS:
            adam.learning_rate = LEARNING_RATE / 2 * (1 + np.cos(np.pi * epoch / EPOCHS))

    start = time.perf_counter()
    train(
        net,
        x_train,
        t_train,
        epochs=EPOCHS,
        batch_size=50,
        optimizer=adam,
        rng=rng,
        test=(x_test, t_test),
        report=report,
    )
    print(f"{time.perf_counter() - start:.0f} s")
    half = {name: value.astype(np.float16) for name, value in net.params.items()}
    net.params = {name: value.astype(np.float32) for name, value in half.items()}
    print(f"as float16: test accuracy {net.accuracy(x_test, t_test):.4f}")
    return half


if __name__ == "__main__":
    weights = fit(*map(int, sys.argv[1:]))
    save_weights(Path(__file__).with_name("conv_weight.npz"), weights)
