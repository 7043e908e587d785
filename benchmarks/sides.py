"""The comparisons, and one of them timed: `python sides.py train_jax 7`, seven pairs, as JSON.

Each comparison returns two calls that do the same work: ours, theirs. What it loads, prepares or
compiles is not timed. THREADS, EPOCHS and EXAMPLES come from the environment, as do the libraries'
own counts of threads.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise

import numpy as np

import mlcheats

Sides = tuple[Callable[[], object], Callable[[], object]]

THREADS = int(os.environ["THREADS"])
EPOCHS = int(os.environ["EPOCHS"])
EXAMPLES = int(os.environ["EXAMPLES"])

LEARNING_RATE, ADAM_RATE, BATCH, HIDDEN = 0.1, 0.005, 100, 50
NUDGED = 100  # the draft's gradient is timed for one parameter in so many
(x, t), (x_test, t_test) = mlcheats.load_mnist()
x, t = x[:EXAMPLES], t[:EXAMPLES]


def new_net():
    return mlcheats.TwoLayerNet(784, HIDDEN, 10, rng=np.random.default_rng(0), dtype=np.float32)


def train():
    mlcheats.train(
        new_net(),
        x,
        t,
        epochs=EPOCHS,
        batch_size=BATCH,
        learning_rate=LEARNING_RATE,
        rng=np.random.default_rng(0),
    )


def train_products() -> Sides:
    """its two large matrix products alone"""
    W1 = new_net().params["W1"]
    delta1 = np.ones((BATCH, HIDDEN), np.float32)

    def products():
        for _ in range(EPOCHS):
            for start in range(0, len(x), BATCH):
                batch = x[start : start + BATCH]
                batch @ W1
                batch.T @ delta1

    return train, products


def train_jax() -> Sides:
    """JAX, jitted `lax.scan`"""
    import jax
    import jax.numpy as jnp

    images, labels = jnp.array(x), jnp.array(t)

    def loss(params, x, t):
        z1 = jax.nn.sigmoid(x @ params["W1"] + params["b1"])
        log_y = jax.nn.log_softmax(z1 @ params["W2"] + params["b2"])
        return -jnp.mean(jnp.take_along_axis(log_y, t[:, None], axis=-1))

    def step(params, batch):
        value, grads = jax.value_and_grad(loss)(params, images[batch], labels[batch])
        return jax.tree.map(lambda p, g: p - LEARNING_RATE * g, params, grads), value

    @jax.jit
    def epoch(params, key):
        order = jax.random.permutation(key, len(x)).reshape(-1, BATCH)
        return jax.lax.scan(step, params, order)

    def run():
        params = jax.tree.map(jnp.array, new_net().params)
        for key in jax.random.split(jax.random.key(0), EPOCHS):
            params, losses = epoch(params, key)
        jax.block_until_ready((params, losses))

    return train, run


def train_torch() -> Sides:
    """PyTorch, eager"""
    import torch

    torch.set_num_threads(THREADS)
    images, labels = torch.from_numpy(x), torch.from_numpy(t)

    def run():
        net = torch_net(torch, 784, HIDDEN, 10)
        optimizer = torch.optim.SGD(net.parameters(), lr=LEARNING_RATE)
        loss_function = torch.nn.CrossEntropyLoss()
        losses = []
        for _ in range(EPOCHS):
            for batch in torch.randperm(len(x)).split(BATCH):
                optimizer.zero_grad()
                loss = loss_function(net(images[batch]), labels[batch])
                loss.backward()
                optimizer.step()
                losses.append(loss.detach())

    return train, run


def torch_net(torch, *sizes):
    layers = []
    for inputs, outputs in pairwise(sizes):
        layers += [torch.nn.Linear(inputs, outputs), torch.nn.Sigmoid()]
    return torch.nn.Sequential(*layers[:-1])


def train_sklearn() -> Sides:
    """scikit-learn, `MLPClassifier`"""
    from sklearn.neural_network import MLPClassifier

    def run():
        net = MLPClassifier(
            HIDDEN,
            activation="logistic",
            solver="sgd",
            alpha=0,
            momentum=0,
            batch_size=BATCH,
            learning_rate_init=LEARNING_RATE,
        )
        for _ in range(EPOCHS):
            net.partial_fit(x, t, classes=range(10))

    return train, run


def train_keras() -> Sides:
    """Keras on JAX"""
    import keras

    net = keras.Sequential(
        [keras.layers.Dense(HIDDEN, "sigmoid"), keras.layers.Dense(10, "softmax")]
    )
    net.compile(keras.optimizers.SGD(LEARNING_RATE), "sparse_categorical_crossentropy")

    def run():
        net.fit(x, t, batch_size=BATCH, epochs=EPOCHS, verbose=0)

    return train, run


def convolution_torch(last=False) -> Sides:
    """PyTorch, eager"""
    import torch

    torch.set_num_threads(THREADS)
    layout = torch.channels_last if last else torch.contiguous_format
    squares = x[: 20 * BATCH].reshape(-1, 1, 28, 28)
    images, labels = torch.from_numpy(squares), torch.from_numpy(t)
    shape, filters = (1, 28, 28), (8, 16)

    def ours():
        rng = np.random.default_rng(0)
        net = mlcheats.ConvNet(shape, filters, 10, rng=rng, dtype=np.float32)
        adam = mlcheats.Adam(ADAM_RATE)
        labels = t[: len(squares)]
        mlcheats.train(net, squares, labels, epochs=1, batch_size=BATCH, optimizer=adam, rng=rng)

    def theirs():
        layers, channels = [], 1
        for count in filters:
            layers += [torch.nn.Conv2d(channels, count, 5), torch.nn.MaxPool2d(2), torch.nn.ReLU()]
            channels = count
        net = torch.nn.Sequential(*layers, torch.nn.Flatten(), torch.nn.Linear(256, 10))
        net = net.to(memory_format=layout)
        optimizer = torch.optim.Adam(net.parameters(), lr=ADAM_RATE)
        loss_function = torch.nn.CrossEntropyLoss()
        for batch in torch.randperm(len(squares)).split(BATCH):
            optimizer.zero_grad()
            loss_function(net(images[batch]), labels[batch]).backward()
            optimizer.step()

    return ours, theirs


def convolution_last() -> Sides:
    """PyTorch, eager, `channels_last`"""
    return convolution_torch(last=True)


def sample_weights():
    return mlcheats.load_weights("assets/sample_weight.npz")


def inference_of(predict_all) -> Sides:
    network = sample_weights()
    ours = np.argmax(mlcheats.predict(network, x_test), axis=-1)
    assert np.array_equal(ours, np.argmax(predict_all(), axis=-1))
    return lambda: mlcheats.predict(network, x_test), predict_all


def inference_draft() -> Sides:
    """the draft, image by image"""
    weights = sample_weights()
    W1, W2, W3 = weights["W1"], weights["W2"], weights["W3"]
    b1, b2, b3 = weights["b1"], weights["b2"], weights["b3"]

    def sigmoid(x):
        return 1 / (1 + np.exp(-x))

    def softmax(a):
        exp_a = np.exp(a - np.max(a))
        return exp_a / np.sum(exp_a)

    def predict(x):
        z1 = sigmoid(np.dot(x, W1) + b1)
        z2 = sigmoid(np.dot(z1, W2) + b2)
        return softmax(np.dot(z2, W3) + b3)

    return inference_of(lambda: [predict(image) for image in x_test])


def inference_sklearn() -> Sides:
    """scikit-learn, `MLPClassifier`"""
    from sklearn.neural_network import MLPClassifier

    weights = sample_weights()
    net = MLPClassifier((50, 100), activation="logistic", solver="sgd")
    net.partial_fit(x[:100], t[:100], classes=range(10))
    net.coefs_ = [weights[name] for name in ("W1", "W2", "W3")]
    net.intercepts_ = [weights[name] for name in ("b1", "b2", "b3")]
    return inference_of(lambda: net.predict_proba(x_test))


def inference_torch() -> Sides:
    """PyTorch, eager"""
    import torch

    torch.set_num_threads(THREADS)
    weights, net, images = (
        sample_weights(),
        torch_net(torch, 784, 50, 100, 10),
        torch.from_numpy(x_test),
    )
    with torch.no_grad():
        for i, layer in enumerate((net[0], net[2], net[4]), 1):
            layer.weight.copy_(torch.from_numpy(weights[f"W{i}"].T))
            layer.bias.copy_(torch.from_numpy(weights[f"b{i}"]))

    def run():
        with torch.inference_mode():
            return torch.softmax(net(images), dim=-1).numpy()

    return inference_of(run)


def gradient_draft() -> Sides:
    """the draft, one parameter in 100 timed, times 100"""
    params = {name: value.astype(float) for name, value in new_net().params.items()}
    images, targets = x[:BATCH].astype(float), np.eye(10)[t[:BATCH]]

    def loss():
        z1 = 1 / (1 + np.exp(-(np.dot(images, params["W1"]) + params["b1"])))
        a2 = np.dot(z1, params["W2"]) + params["b2"]
        exp_a = np.exp(a2 - np.max(a2, axis=-1, keepdims=True))
        y = exp_a / np.sum(exp_a, axis=-1, keepdims=True)
        return -np.sum(targets * np.log(y + 1e-7)) / len(y)

    def run():
        h = 1e-4
        for value in params.values():
            flat = value.reshape(-1)
            for i in range(0, len(flat), NUDGED):
                kept = flat[i]
                flat[i] = kept + h
                high = loss()
                flat[i] = kept - h
                (high - loss()) / (2 * h)
                flat[i] = kept

    def ours():
        mlcheats.central_differences(params, images, targets)

    return ours, run


def import_numpy() -> Sides:
    """`import numpy`"""

    def run(module):
        subprocess.run([sys.executable, "-c", f"import {module}"], check=True)

    return lambda: run("mlcheats"), lambda: run("numpy")


def seconds(side: Callable[[], object], clock: Callable[[], float]) -> float:
    start = clock()
    side()
    return clock() - start


def measure(name: str, pairs: int) -> dict[str, object]:
    comparison = globals()[name]
    result: dict[str, object] = {"against": comparison.__doc__}
    try:
        ours, theirs = comparison()
    except ImportError as error:
        return result | {"missing": error.name}
    ours()  # warm up, compile
    theirs()
    factor = NUDGED if name == "gradient_draft" else 1
    # Other work on the machine hardly changes what one thread itself takes.
    alone = THREADS == 1 and name != "import_numpy"
    clock = time.process_time if alone else time.perf_counter
    times = [(seconds(ours, clock), factor * seconds(theirs, clock)) for _ in range(pairs)]
    return result | {
        "ours": statistics.median(mine for mine, _ in times),
        "theirs": statistics.median(other for _, other in times),
        "ratio": statistics.median(other / mine for mine, other in times),
    }


if __name__ == "__main__":
    if hasattr(os, "sched_setaffinity"):  # XLA has no other count of threads
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-THREADS:])
    print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
