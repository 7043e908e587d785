"""Train assets/sample_weight.npz: 784-50-100-10, sigmoid, on the 60,000 training images.

    python assets/make_sample_weight.py

Mini-batch gradient descent with momentum and a learning rate that falls to 0 along half
a cosine. It takes some ten seconds; the same NumPy gives the same weights.
"""

from itertools import pairwise
from pathlib import Path

import numpy as np

from mlcheats import load_mnist, one_hot, predict, save_weights, sigmoid, softmax

BATCH_SIZE = 100
LEARNING_RATE = 0.2
MOMENTUM = 0.9


def init_network(sizes, rng):
    """Draw weights as X. Glorot and Y. Bengio do, 4 times as wide for the sigmoid, 2010."""
    network = {}
    for i, (inputs, outputs) in enumerate(pairwise(sizes), start=1):
        limit = 4 * np.sqrt(6 / (inputs + outputs))
        network[f"W{i}"] = rng.uniform(-limit, limit, (inputs, outputs)).astype(np.float32)
        network[f"b{i}"] = np.zeros(outputs, np.float32)
    return network


def gradient(network, x, t):
    """The cross-entropy's gradient for every weight, by backpropagation through each layer."""
    depth = len(network) // 2
    z = [x]
    for i in range(1, depth):
        z.append(sigmoid(z[-1] @ network[f"W{i}"] + network[f"b{i}"]))
    delta = (softmax(z[-1] @ network[f"W{depth}"] + network[f"b{depth}"]) - t) / len(x)
    grads = {}
    for i in range(depth, 0, -1):
        grads[f"W{i}"] = z[i - 1].T @ delta
        grads[f"b{i}"] = np.sum(delta, axis=0)
        delta = delta @ network[f"W{i}"].T * z[i - 1] * (1 - z[i - 1])
    return grads


def fit(sizes, epochs, change=lambda x, rng: x):
    """Train a network of these sizes; `change` may distort each batch of images."""
    rng = np.random.default_rng(2025)
    (x_train, t_train), (x_test, t_test) = load_mnist()
    targets = one_hot(t_train, 10).astype(np.float32)
    network = init_network(sizes, rng)
    velocity = {name: np.zeros_like(value) for name, value in network.items()}
    steps = len(x_train) // BATCH_SIZE

    for epoch in range(epochs):
        order = rng.permutation(len(x_train)).reshape(steps, BATCH_SIZE)
        for step, batch in enumerate(order):
            done = (epoch + step / steps) / epochs
            rate = np.float32(LEARNING_RATE * 0.5 * (1 + np.cos(np.pi * done)))
            grads = gradient(network, change(x_train[batch], rng), targets[batch])
            for name in network:
                velocity[name] = MOMENTUM * velocity[name] - rate * grads[name]
                network[name] = network[name] + velocity[name]
        accuracy = np.mean(np.argmax(predict(network, x_test), axis=-1) == t_test)
        print(f"epoch {epoch + 1:2d}: test accuracy {accuracy:.4f}")
    return network


if __name__ == "__main__":
    weights = fit(sizes=(784, 50, 100, 10), epochs=30)
    save_weights(Path(__file__).with_name("sample_weight.npz"), weights)
