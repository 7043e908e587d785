"""Train mlcheats/data/photo_weight.npz: 392-400-11, the net that `mlcheats predict` asks.

    python assets/make_photo_weight.py

It is told the slopes of a picture. Ten outputs are digits, the eleventh is whatever else
people photograph: letters, signs, scribbles, dashes, two digits that touch, digits that lie
on their side. The digits are the first 55,000 training images, and some of typefaces; each
picture is distorted anew whenever it comes up, as in make_digit_weight.py. The last 5,000
training images are left to choose what is sure. It takes three minutes; the same NumPy and
Pillow give the same weights.
"""

import numpy as np
from make_digit_weight import DATA, distort
from make_sample_weight import gradient, init_network
from strangers import FACES, ONES, drawn, printed, strangers

from mlcheats import load_mnist, predict, save_weights
from mlcheats.photos.answers import NONE
from mlcheats.photos.slopes import slopes

SIZES = (392, 400, 11)
EPOCHS = 20
DIGITS, PRINTED, STRANGE = 100, 10, 42  # of each batch
HELD_BACK = 5000
LEARNING_RATE = 0.2
MOMENTUM = 0.9


def refocus(x, rng):
    """Blur some images of a batch (N, 784), and make the edges of each softer or harder."""
    p = np.pad(x.reshape(-1, 28, 28), ((0, 0), (1, 1), (1, 1)))
    cross = p[:, :-2, 1:-1] + p[:, 2:, 1:-1] + p[:, 1:-1, :-2] + p[:, 1:-1, 2:]
    share = np.maximum(0, rng.uniform(-1, 1, (len(x), 1, 1))).astype(np.float32)
    x = (1 - 0.8 * share) * p[:, 1:-1, 1:-1] + 0.2 * share * cross
    slope = np.exp(rng.uniform(-0.2, 1.1, (len(x), 1, 1))).astype(np.float32)
    x = np.clip(slope * (x - 0.5) + 0.5, 0, 1) * (x > 0.02)
    return x.reshape(len(x), -1)


def sources(rng):
    """Three kinds of pictures and their labels: MNIST's digits, others', and no digits."""
    (x, t), _ = load_mnist()
    x, t = x[:-HELD_BACK], t[:-HELD_BACK]
    others = [printed(str(k), face) for face in FACES for k in range(10)]
    labels = [k for _ in FACES for k in range(10)]
    others += [drawn(lines, rng, wide=36) for lines in ONES]
    labels += [1] * len(ONES)
    strange = strangers(x, t, each=3000, rng=rng)
    return (
        (x, t),
        (np.array(others, np.float32), np.array(labels)),
        (strange, np.full(len(strange), NONE)),
    )


def fit(sizes, epochs):
    rng = np.random.default_rng(2026)
    (x, t), (others, labels), (strange, none) = sources(rng)
    network = init_network(sizes, rng)
    velocity = {name: np.zeros_like(value) for name, value in network.items()}
    targets = np.eye(sizes[-1], dtype=np.float32)
    _, (x_test, t_test) = load_mnist()
    steps = len(x) // DIGITS
    for epoch in range(epochs):
        order = rng.permutation(len(x)).reshape(steps, DIGITS)
        for step, batch in enumerate(order):
            some, few = (
                rng.integers(n, size=m)
                for n, m in ((len(others), PRINTED), (len(strange), STRANGE))
            )
            images = np.concatenate([x[batch], others[some], strange[few]])
            t_images = np.concatenate([t[batch], labels[some], none[few]])
            images = slopes(refocus(distort(images, rng), rng))
            done = (epoch + step / steps) / epochs
            rate = np.float32(LEARNING_RATE * 0.5 * (1 + np.cos(np.pi * done)))
            grads = gradient(network, images, targets[t_images])
            for name in network:
                velocity[name] = MOMENTUM * velocity[name] - rate * grads[name]
                network[name] = network[name] + velocity[name]
        y = predict(network, slopes(x_test))
        accuracy = np.mean(np.argmax(y, axis=-1) == t_test)
        noticed = np.mean(np.argmax(predict(network, slopes(strange)), axis=-1) == NONE)
        print(
            f"epoch {epoch + 1:2d}: test accuracy {accuracy:.4f}, no digits {noticed:.4f}",
            flush=True,
        )
    return network


if __name__ == "__main__":
    weights = fit(SIZES, EPOCHS)
    half = {name: value.astype(np.float16) for name, value in weights.items()}
    save_weights(DATA / "photo_weight.npz", half)
