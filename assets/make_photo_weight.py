"""Train mlcheats/data/photo_weight.npz: 392-500-11, the net that `mlcheats predict` asks.

    python assets/make_photo_weight.py

It is told the slopes of a picture. Ten outputs are digits, the eleventh is whatever else
people photograph: letters, signs, scribbles, dashes, two digits that touch, digits that lie
on their side. The digits are the first 55,000 training images, and some of typefaces; each
picture is distorted anew whenever it comes up: turned, slanted, stretched, warped, thickened
or thinned, some as coarse as a picture of ten pixels, some as thick as a felt pen's. The last
5,000 training images are left to choose what is sure. It takes some six minutes; the same
NumPy and Pillow give the same weights.
"""

import numpy as np
from make_digit_weight import DATA, change_width
from make_sample_weight import gradient, init_network
from strangers import FACES, ONES, drawn, printed, strangers

from mlcheats import load_mnist, predict, save_weights
from mlcheats.photos.answers import NONE
from mlcheats.photos.slopes import slopes

SIZES = (392, 500, 11)
EPOCHS = 36
DIGITS, PRINTED, STRANGE = 100, 10, 50  # of each batch
HELD_BACK = 5000
LEARNING_RATE = 0.2
MOMENTUM = 0.9
TURN, STRANGER_TURN = 25, 15  # degrees
COARSE, THICK = 0.12, 0.06  # of each batch
HERE = np.indices((28, 28)).reshape(2, 784).astype(np.float32)


def spread(m):
    """Return (28, m): how much each of m values counts at each of 28 places, as lines do."""
    at = np.clip((np.arange(28) + 0.5) * m / 28 - 0.5, 0, m - 1.001)
    first = at.astype(int)
    shares = np.zeros((28, m), np.float32)
    shares[np.arange(28), first] = 1 - (at - first)
    shares[np.arange(28), first + 1] = at - first
    return shares


def move(x, turn, rng):
    """Turn by up to so many degrees, slant, stretch, shift and warp each of (N, 784)."""
    n = len(x)
    angle = np.radians(turn) * rng.uniform(-1, 1, n)
    slant = rng.uniform(-0.3, 0.3, n)
    wide, high = np.exp(rng.uniform(-0.15, 0.3, n)), np.exp(rng.uniform(-0.1, 0.15, n))
    matrix = np.array(
        [
            [high * np.cos(angle), -high * np.sin(angle)],
            [wide * (np.sin(angle) + slant), wide * np.cos(angle)],
        ],
        np.float32,
    )
    there = matrix.transpose(2, 0, 1) @ (HERE - 13.5)
    there += np.float32(13.5) + rng.uniform(-1.5, 1.5, (n, 2, 1)).astype(np.float32)
    waves = np.float32(0.4) * rng.standard_normal((n, 2, 5, 5), np.float32)
    there += (spread(5) @ waves @ spread(5).T).reshape(n, 2, 784)
    there = there.clip(0, 26.999)
    whole = there.astype(np.int32)
    down, right = (there - whole).transpose(1, 0, 2)
    corner = 784 * np.arange(n, dtype=np.int32)[:, None] + 28 * whole[:, 0] + whole[:, 1]
    at = [x.ravel()[corner + step] for step in (0, 1, 28, 29)]
    upper = at[0] + right * (at[1] - at[0])
    lower = at[2] + right * (at[3] - at[2])
    return (upper + down * (lower - upper)).reshape(n, 28, 28)


def coarsen(x, rng):
    """Make some images of a batch (N, 28, 28) as coarse as 8 to 12 pixels are."""
    some = rng.random(len(x)) < COARSE
    m = rng.integers(8, 13)
    edges = np.linspace(0, 28, m + 1)[:, None]
    part = np.minimum(np.arange(1, 29), edges[1:]) - np.maximum(np.arange(28), edges[:-1])
    lens = spread(m) @ (np.maximum(part, 0) * m / 28).astype(np.float32)
    y = lens @ x[some] @ lens.T
    x[some] = y / np.maximum(y.max(axis=(1, 2), keepdims=True), 0.3)
    return x


def fatten(x, rng):
    """Thicken some images of a batch (N, 28, 28) by a pixel all around."""
    some = rng.random(len(x)) < THICK
    p = np.pad(x[some], ((0, 0), (1, 1), (1, 1)))
    x[some] = np.max([p[:, i : i + 28, j : j + 28] for i in range(3) for j in range(3)], axis=0)
    return x


def distort(x, turn, rng):
    x = coarsen(fatten(change_width(move(x, turn, rng), rng), rng), rng)
    return refocus(x.reshape(-1, 784), rng)


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
    strange = strangers(x, t, each=4000, rng=rng)
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
    turn = np.repeat([TURN, STRANGER_TURN], [DIGITS + PRINTED, STRANGE])
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
            images = slopes(distort(images, turn, rng))
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
