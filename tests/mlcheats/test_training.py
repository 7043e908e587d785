"""Training: repeatable, kind to its arguments, and the same steps as written out by hand."""

import re

import numpy as np
import pytest

import mlcheats
from mlcheats import (
    SGD,
    AdaGrad,
    Adam,
    Momentum,
    Nesterov,
    RMSprop,
    TwoLayerNet,
    load_mnist,
    networks,
    train,
    training,
)


def two_blobs(n=200):
    """Two clouds of points that a line separates."""
    rng = np.random.default_rng(5)
    t = rng.integers(2, size=n)
    return rng.normal(size=(n, 3)) * 0.5 + np.where(t[:, None], 1.5, -1.5), t


X, T = two_blobs()


def new_net(**options):
    return TwoLayerNet(3, 6, 2, rng=np.random.default_rng(0), **options)


def run(net=None, x=X, t=T, **options):
    options = {"epochs": 3, "batch_size": 30, "rng": np.random.default_rng(1)} | options
    net = net or new_net()
    return net, train(net, x, t, **options)


def test_it_learns():
    net = new_net()
    before = net.loss(X, T)
    _, history = run(net, epochs=30, learning_rate=0.5, test=two_blobs(50))
    assert before == pytest.approx(np.log(2), abs=0.01)
    assert net.loss(X, T) < 0.05
    assert net.accuracy(X, T) > 0.98
    assert history.train_accuracy[-1] == pytest.approx(net.accuracy(X, T), abs=0.02)
    assert history.test_accuracy[-1] == net.accuracy(*two_blobs(50))
    assert history.loss[0] > 10 * history.loss[-10:].mean()


def test_it_learns_mnist():
    (x_train, t_train), (x_test, t_test) = load_mnist()
    rng = np.random.default_rng(0)
    net = TwoLayerNet(784, 30, 10, rng=rng, weight_init_std=0.1, dtype=np.float32)
    train(net, x_train[:5000], t_train[:5000], epochs=3, learning_rate=0.5, rng=rng)
    assert net.accuracy(x_test, t_test) > 0.85


def test_shapes_of_the_history():
    """200 examples by 30 are 7 steps, the last of 20."""
    _, history = run()
    assert history.loss.shape == (3 * 7,)
    assert history.train_accuracy.shape == (3,)
    assert history.test_accuracy.shape == (0,)
    _, history = run(test=(X[:5], T[:5]))
    assert history.test_accuracy.shape == (3,)
    assert run(batch_size=1000)[1].loss.shape == (3,)
    assert run(batch_size=1, epochs=1)[1].loss.shape == (200,)


def test_one_step_is_the_update_rule():
    net = new_net()
    W1, grad, loss = net.params["W1"], net.numerical_gradient(X, T)["W1"], net.loss(X, T)
    _, history = run(net, epochs=1, batch_size=200, learning_rate=0.25)
    assert history.loss[0] == pytest.approx(loss, rel=1e-12)
    assert np.allclose(net.params["W1"], W1 - 0.25 * grad, rtol=1e-7, atol=1e-12)


def test_each_epoch_shows_every_example_once_in_another_order(monkeypatch):
    shown = []

    def watched(params, x, t, backpropagate=networks.backpropagate):
        shown.append(x)
        return backpropagate(params, x, t)

    monkeypatch.setattr(networks, "backpropagate", watched)
    run(epochs=2)
    assert [len(x) for x in shown] == [30, 30, 30, 30, 30, 30, 20] * 2
    first, second = np.concatenate(shown[:7]), np.concatenate(shown[7:])
    assert not np.array_equal(first, X)
    assert not np.array_equal(first, second)
    for epoch in (first, second):
        assert np.array_equal(epoch[np.lexsort(epoch.T)], X[np.lexsort(X.T)])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_two_epochs_are_the_steps_written_out(dtype):
    """Loss, accuracy and weights of a plain loop over the differences of each mini-batch."""
    net, loop = new_net(dtype=dtype), new_net()
    _, history = run(net, epochs=2, learning_rate=0.5)
    rng, losses, accuracies = np.random.default_rng(1), [], []
    for _ in range(2):
        order, hits = rng.permutation(200), []
        for batch in np.split(order, range(30, 200, 30)):
            losses.append(loop.loss(X[batch], T[batch]))
            hits.extend(np.argmax(loop.predict(X[batch]), axis=-1) == T[batch])
            grads = loop.numerical_gradient(X[batch], T[batch])
            loop.params = {name: loop.params[name] - 0.5 * grads[name] for name in grads}
        accuracies.append(np.mean(hits))
    tolerance = 1e-6 if dtype == np.float64 else 1e-4
    assert np.allclose(history.loss, losses, rtol=tolerance)
    assert np.array_equal(history.train_accuracy, accuracies)
    for name in net.params:
        assert np.allclose(net.params[name], loop.params[name], rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_without_an_optimizer_it_is_sgd_to_the_bit(dtype):
    (one, first), (two, second) = (
        run(new_net(dtype=dtype), learning_rate=0.3),
        run(new_net(dtype=dtype), optimizer=SGD(0.3)),
    )
    assert np.array_equal(first.loss, second.loss)
    assert all(np.array_equal(one.params[name], two.params[name]) for name in one.params)


@pytest.mark.parametrize("optimizer", [Momentum, Nesterov, AdaGrad, RMSprop, Adam])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_it_learns_with_each_optimizer(optimizer, dtype):
    net = new_net(dtype=dtype)
    old = {name: value.copy() for name, value in net.params.items()}
    kept = net.params
    _, history = run(net, epochs=10, optimizer=optimizer(0.1))
    assert net.loss(X, T) < 0.05 < history.loss[0]
    assert {value.dtype for value in net.params.values()} == {np.dtype(dtype)}
    assert all(np.array_equal(kept[name], old[name]) for name in old)


def test_an_optimizer_gets_each_gradient_once_and_goes_on_where_it_stands():
    """Two epochs in one call are those of two calls, and those of a loop by hand."""
    net, twice, loop, hand = new_net(), new_net(), new_net(), Adam(0.01)
    run(net, epochs=2, optimizer=Adam(0.01))
    rng, adam = np.random.default_rng(1), Adam(0.01)
    for _ in range(2):
        run(twice, epochs=1, rng=rng, optimizer=adam)
    rng = np.random.default_rng(1)
    for _ in range(2):
        for batch in np.split(rng.permutation(200), range(30, 200, 30)):
            loop.params = hand.update(loop.params, loop.gradient(X[batch], T[batch]))
    for name in net.params:
        assert np.array_equal(net.params[name], twice.params[name])
        assert np.array_equal(net.params[name], loop.params[name])


def test_an_optimizer_may_be_the_readers_own():
    class Sign:
        def update(self, params, grads):
            return {name: params[name] - 0.05 * np.sign(grads[name]) for name in params}

    net, _ = run(epochs=5, optimizer=Sign())
    assert net.accuracy(X, T) > 0.98


def test_the_same_seed_gives_the_same_net():
    (one, first), (two, second) = run(), run()
    assert np.array_equal(first.loss, second.loss)
    assert all(np.array_equal(one.params[name], two.params[name]) for name in one.params)
    other, _ = run(rng=np.random.default_rng(2))
    assert not np.array_equal(one.params["W1"], other.params["W1"])


def test_labels_one_hot_and_lists_are_the_same():
    labels, _ = run()
    for t in (np.eye(2)[T], np.eye(2, dtype=bool)[T], T.tolist(), T.astype(np.uint8)):
        net, _ = run(t=t)
        assert np.array_equal(net.params["W1"], labels.params["W1"])
    net, _ = run(x=X.tolist())
    assert np.array_equal(net.params["W1"], labels.params["W1"])


def test_arguments_and_old_weights_are_not_changed():
    net, x, t = new_net(), X.copy(), T.copy()
    old = net.params
    kept = dict(old)
    copies = {name: value.copy() for name, value in old.items()}
    for array in (x, t, *old.values()):
        array.flags.writeable = False
    run(net, x=x, t=t)
    assert all(np.array_equal(kept[name], copies[name]) for name in kept)
    assert not any(net.params[name] is kept[name] for name in kept)
    assert {name: value.shape for name, value in net.params.items()} == {
        name: value.shape for name, value in copies.items()
    }


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("x", [X, X.astype(np.float32), (X * 10).astype(int)])
@pytest.mark.parametrize("learning_rate", [1, 0.1, np.float64(0.1), np.float32(0.1)])
def test_weights_keep_their_type(dtype, x, learning_rate):
    net, _ = run(new_net(dtype=dtype), x=x, epochs=1, learning_rate=learning_rate)
    assert {value.dtype for value in net.params.values()} == {np.dtype(dtype)}


OPTIONS = [
    *[({"epochs": v}, r"^epochs must be a whole number from 1, got ") for v in (0, -1, 1.5, "1")],
    *[
        ({"batch_size": v}, r"^batch_size must be a whole number from 1, got ")
        for v in (0, -3, 2.0)
    ],
    *[
        ({"learning_rate": v}, r"^learning_rate must be a finite number above 0, got ")
        for v in (0, -0.1, np.nan, np.inf, "0.1", None)
    ],
    ({"t": T[:-1]}, r"^t must have shape \(200,\) or \(200, 2\), got \(199,\)$"),
    ({"t": np.ones((2, 200))}, r"^t must have shape \(200,\) or \(200, 2\), got \(2, 200\)$"),
    ({"t": [*T[:-1], 2]}, r"^t must hold labels from 0 to 1, got 0 to 2$"),
    ({"t": [*T[:-1], -1]}, r"^t must hold labels from 0 to 1, got -1 to 1$"),
    ({"x": X[:, :2]}, r"^x must have shape \(3,\) or \(N, 3\), got \(200, 2\)$"),
    ({"x": X[:0], "t": T[:0]}, r"^x must have shape \(3,\) or \(N, 3\), got \(0, 3\)$"),
    ({"x": X[0], "t": T[0]}, r"^x must have shape \(N, 3\), got \(3,\)$"),
    ({"x": np.full((200, 3), np.nan)}, r"^x must hold finite numbers, got nan$"),
    (
        {"test": (X, T[:-1])},
        r"^test must be \(x_test, t_test\): t must have shape .* got \(199,\)$",
    ),
    ({"test": (X[:, :2], T)}, r"^test must be \(x_test, t_test\): x must have shape \(3,\)"),
    ({"test": (X,)}, r"^test must be \(x_test, t_test\): not enough values"),
]
TYPES = [
    ({"rng": 0}, r"^rng must be a numpy.random.Generator, got int$"),
    ({"rng": None}, r"^rng must be a numpy.random.Generator, got NoneType$"),
    ({"t": T.astype(float)}, r"^t must hold integer labels, got dtype float64$"),
    ({"x": [["a"] * 3] * 200}, r"^x must hold real numbers, got dtype <U1$"),
    ({"optimizer": 0.1}, r"^optimizer must be one such as Adam\(0.001\), got 0.1$"),
    ({"optimizer": Adam}, r"^optimizer must be one such as Adam\(0.001\), got <class "),
    (
        {"optimizer": SGD(0.1), "learning_rate": 0.1},
        r"^the optimizer has its own learning rate, got learning_rate too$",
    ),
    ({"test": 5}, r"^test must be \(x_test, t_test\): "),
]


@pytest.mark.parametrize(
    ("error", "options", "message"),
    [(ValueError, *case) for case in OPTIONS] + [(TypeError, *case) for case in TYPES],
)
def test_what_does_not_fit_is_refused_before_the_first_step(error, options, message):
    net, rng = new_net(), np.random.default_rng(1)
    before, state = dict(net.params), rng.bit_generator.state
    with pytest.raises(error, match=message):
        run(net, **({"rng": rng} | options))
    assert all(net.params[name] is before[name] for name in before)
    assert rng.bit_generator.state == state


def test_options_are_keyword_only():
    with pytest.raises(TypeError):
        train(new_net(), X, T, 3, rng=np.random.default_rng(0))
    with pytest.raises(TypeError, match="epochs"):
        train(new_net(), X, T, rng=np.random.default_rng(0))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_numbers_beyond_all_are_refused_with_the_step_and_the_cause(dtype):
    """No RuntimeWarning, no NaN that travels on in silence; the net as at its last good step."""
    net, again = new_net(dtype=dtype), new_net(dtype=dtype)
    with pytest.raises(ValueError, match=r"^step \d: .*; lower the learning rate$") as raised:
        run(net, t=np.roll(T, 1), learning_rate=1e308, epochs=5)
    steps = int(re.search(r"\d+", str(raised.value))[0])
    assert np.isfinite(net.loss(X, T))
    assert all(np.isfinite(value).all() for value in net.params.values())
    # So many steps were good: one fewer than it took to see that one was not.
    batches = np.split(np.random.default_rng(1).permutation(200), range(30, 200, 30))
    for batch in batches[: steps - 2]:
        again.params = SGD(1e308).update(
            again.params, again.gradient(X[batch], np.roll(T, 1)[batch])
        )
    assert all(np.array_equal(net.params[name], again.params[name]) for name in net.params)


def test_the_last_step_is_looked_at_too():
    net = new_net(dtype=np.float32)
    before = dict(net.params)
    with pytest.raises(ValueError, match=r"^step 1: W1 must hold finite numbers, got -?inf; lower"):
        run(net, batch_size=200, epochs=1, learning_rate=1e308)
    assert all(net.params[name] is before[name] for name in before)


def test_a_loss_beyond_all_numbers_is_refused():
    """The scores differ by more than float32 holds, the weights stay finite."""
    net = new_net(dtype=np.float32)
    net.params["W2"] = np.tile(np.float32([1e38, -1e38]), (6, 1))
    before = dict(net.params)
    with pytest.raises(ValueError, match=r"^step 1: the loss is (inf|nan); lower the"):
        run(net, x=X / 10, batch_size=200, epochs=1, learning_rate=1e-30)
    assert all(net.params[name] is before[name] for name in before)


@pytest.mark.parametrize("depth", [1, 3])
def test_weights_of_another_depth_are_refused_as_the_gradient_does(depth):
    net = new_net()
    sizes = [*[3, 6, 2][:depth], 2]
    net.params = {
        f"{letter}{i}": np.ones((sizes[i - 1], sizes[i]) if letter == "W" else sizes[i])
        for i in range(1, depth + 1)
        for letter in "Wb"
    }
    before = {name: value.copy() for name, value in net.params.items()}
    for call in (lambda: run(net), lambda: net.gradient(X, T)):
        with pytest.raises(ValueError, match=r"^params must hold W1, b1, W2, b2, got W1, b1"):
            call()
    assert all(np.array_equal(net.params[name], before[name]) for name in before)


def test_what_is_no_net_is_a_type_error():
    for wrong in (object(), None, new_net().params, TwoLayerNet):
        with pytest.raises(TypeError, match=r"^net must be a TwoLayerNet or a Network, got "):
            train(wrong, X, T, epochs=1, rng=np.random.default_rng(0))
    net = new_net()
    net.params = {name: value.tolist() for name, value in net.params.items()}
    with pytest.raises(TypeError, match=r"must hold arrays of floats, got list for W1$"):
        run(net)
    net = new_net()
    net.params["b1"] = np.zeros(6, int)
    with pytest.raises(TypeError, match=r"must hold arrays of floats, got int64 for b1$"):
        run(net)
    net.params = [*new_net().params.values()]
    with pytest.raises(TypeError, match=r"^params must be a dictionary of arrays, got list$"):
        run(net)


def test_each_weight_keeps_its_own_type():
    net = new_net()
    types = dict(zip(net.params, (np.float16, np.float64, np.float32, np.longdouble), strict=True))
    net.params = {name: value.astype(types[name]) for name, value in net.params.items()}
    for optimizer in (SGD(0.5), Adam(0.05), None):
        run(net, optimizer=optimizer, epochs=5)
        assert {name: value.dtype for name, value in net.params.items()} == types
    assert net.accuracy(X, T) > 0.98


def test_a_net_of_float16_learns():
    net, history = run(new_net(dtype=np.float16), epochs=10, learning_rate=0.5)
    assert {value.dtype for value in net.params.values()} == {np.dtype(np.float16)}
    assert history.loss.dtype == np.float32
    assert net.accuracy(X, T) > 0.98


class Own:
    """A reader's optimizer that does what `does` does."""

    def __init__(self, does):
        self.update = does


@pytest.mark.parametrize(
    ("does", "error", "message"),
    [
        (lambda params, grads: None, TypeError, r"must return W1, b1, W2, b2, got NoneType$"),
        (lambda params, grads: {"W1": 0}, TypeError, r"must return W1, b1, W2, b2, got W1$"),
        (
            lambda params, grads: params | {"b1": np.zeros(2)},
            TypeError,
            r"must return b1 in shape \(6,\), got \(2,\)$",
        ),
        (
            lambda params, grads: params | {"b1": np.full(6, np.nan)},
            ValueError,
            r"^step 1: b1 must hold finite numbers, got nan; lower the learning rate$",
        ),
    ],
)
def test_an_optimizer_that_goes_wrong_leaves_the_net_alone(does, error, message):
    net = new_net()
    before = dict(net.params)
    with pytest.raises(error, match=message):
        run(net, optimizer=Own(does))
    assert all(net.params[name] is before[name] for name in before)


def test_an_optimizer_may_write_into_what_it_is_given():
    def in_place(params, grads):
        for name, grad in grads.items():
            params[name] -= 0.3 * grad
        return params

    net, other = new_net(), new_net()
    old = {name: value.copy() for name, value in net.params.items()}
    kept = net.params
    run(net, optimizer=Own(in_place))
    run(other, learning_rate=0.3)
    assert all(np.array_equal(kept[name], old[name]) for name in old)
    assert all(np.array_equal(net.params[name], other.params[name]) for name in old)


@pytest.mark.parametrize("kind", [training, mlcheats])
def test_a_report_sees_the_net_as_it_stands(kind):
    """What the net is after each epoch, seen by the report, is what trained epoch by epoch is."""
    x, t = X, T
    seen = []
    net, rng = new_net(), np.random.default_rng(5)
    kind.train(net, x, t, epochs=3, rng=rng, report=lambda _: seen.append(net.params))
    again, rng = new_net(), np.random.default_rng(5)
    for params in seen:
        kind.train(again, x, t, epochs=1, rng=rng)
        assert all(np.array_equal(params[name], again.params[name]) for name in params)


def test_a_report_may_give_the_net_other_weights():
    net, rng = new_net(), np.random.default_rng(5)
    first = net.params

    def report(history):
        net.params = first
        return len(history.train_accuracy) == 2

    train(net, X, T, epochs=5, rng=rng, report=report)
    assert net.params is first


@pytest.mark.parametrize("does", ["raises", "spoils", "nonsense"])
def test_a_report_that_goes_wrong_says_so_itself(does):
    net = new_net()
    seen = []

    def report(_):
        seen.append(net.params)
        if does == "spoils":
            net.params = {"W1": np.ones((2, 2)), "b1": np.ones(2)}
        else:
            raise ValueError("of my own")

    if does == "nonsense":
        report = 7
    error, message = {
        "raises": (ValueError, "^of my own$"),
        "spoils": (ValueError, "^params must hold W1, b1, W2, b2, got W1, b1$"),
        "nonsense": (TypeError, "^report must be a function of the history, got 7$"),
    }[does]
    before = net.params
    with pytest.raises(error, match=message):
        train(net, X, T, epochs=2, rng=np.random.default_rng(0), report=report)
    assert net.params is (seen[0] if seen else before)
