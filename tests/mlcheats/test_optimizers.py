"""Optimizers against closed forms and against the same methods written in another way."""

import numpy as np
import pytest

from mlcheats import SGD, AdaGrad, Adam, Momentum, Nesterov, RMSprop

ALL = [SGD, Momentum, Nesterov, AdaGrad, RMSprop, Adam]
each = pytest.mark.parametrize("optimizer", ALL)
RNG = np.random.default_rng(3)
GRADS = RNG.normal(size=(12, 2, 3)) * [[1, 10, 0.1], [1e-3, 5, 100]]
START = RNG.normal(size=(2, 3))


def valley(x):
    """The gradient of x²/20 + y²."""
    return x * [0.1, 2.0]


def walk(optimizer, grads, start=START):
    """Where the optimizer has been, the start included."""
    path = [start]
    for grad in grads:
        path.append(optimizer.update({"x": path[-1]}, {"x": grad})["x"])
    return np.array(path)


def constant(optimizer, grad, steps=20):
    """The steps where the gradient is always the same."""
    return np.diff(walk(optimizer, [np.array([grad])] * steps, np.zeros(1)), axis=0)[:, 0]


STEPS = np.arange(1, 21)


@pytest.mark.parametrize("grad", [5.0, -0.25])
@pytest.mark.parametrize(
    ("optimizer", "steps"),
    [
        (lambda: SGD(0.1), lambda g: -0.1 * g * STEPS**0),
        (lambda: Momentum(0.1, alpha=0.8), lambda g: -0.1 * g * (1 - 0.8**STEPS) / (1 - 0.8)),
        (
            lambda: Nesterov(0.1, alpha=0.8),
            lambda g: -0.1 * g * (1 - 0.8 ** (STEPS + 1)) / (1 - 0.8),
        ),
        (lambda: AdaGrad(0.1), lambda g: -0.1 * np.sign(g) / np.sqrt(STEPS)),
        (lambda: RMSprop(0.1, rho=0.8), lambda g: -0.1 * np.sign(g) / np.sqrt(1 - 0.8**STEPS)),
        (lambda: Adam(0.1), lambda g: -0.1 * np.sign(g) * STEPS**0),
    ],
)
def test_the_steps_on_a_slope_that_never_changes(optimizer, steps, grad):
    assert np.allclose(constant(optimizer(), grad), steps(grad), rtol=1e-6)


def test_first_two_steps_of_adam_by_hand():
    """Gradients 1, then 3: m̂ = (0.9·1 + 3)/1.9, v̂ = (0.999·1 + 9)/1.999."""
    path = walk(Adam(0.1), [np.ones(1), np.full(1, 3.0)], np.zeros(1))
    second = 0.1 * (3.9 / 1.9) / np.sqrt(9.999 / 1.999)
    assert np.allclose(path[:, 0], [0, -0.1, -0.1 - second], rtol=1e-7)


def test_momentum_is_polyaks_heavy_ball():
    """x(t+1) = x(t) - η g + α (x(t) - x(t-1)), without a velocity."""
    path = [START, START]
    for grad in GRADS:
        path.append(path[-1] - 0.3 * grad + 0.7 * (path[-1] - path[-2]))
    assert np.allclose(walk(Momentum(0.3, alpha=0.7), GRADS), path[1:], rtol=1e-12)


def test_nesterov_is_sutskevers_look_ahead():
    """Their v ← α v - η ∇f(x + α v), x ← x + v; ours stands where they look."""
    x, v = np.array([-7.0, 2.0]), np.zeros(2)
    ahead = [x]
    for _ in range(30):
        v = 0.9 * v - 0.1 * valley(x + 0.9 * v)
        x = x + v
        ahead.append(x + 0.9 * v)
    optimizer, path = Nesterov(0.1), [np.array([-7.0, 2.0])]
    for _ in range(30):
        path.append(optimizer.update({"x": path[-1]}, {"x": valley(path[-1])})["x"])
    assert np.allclose(path, ahead, rtol=1e-10, atol=1e-12)


def test_adagrad_divides_by_the_length_of_all_gradients():
    path = walk(AdaGrad(0.5), GRADS)
    lengths = [np.linalg.norm(GRADS[: i + 1], axis=0) for i in range(len(GRADS))]
    assert np.allclose(np.diff(path, axis=0), -0.5 * GRADS / lengths, rtol=1e-4)


def weights(share, steps):
    """share^(t-1), …, share, 1: how much each gradient up to now counts."""
    return share ** np.arange(steps)[::-1]


def test_rmsprop_divides_by_a_sum_that_forgets():
    path = walk(RMSprop(0.5, rho=0.7), GRADS)
    for i in range(len(GRADS)):
        h = 0.3 * np.tensordot(weights(0.7, i + 1), GRADS[: i + 1] ** 2, 1)
        step = -0.5 * GRADS[i] / np.sqrt(h)
        assert np.allclose(path[i + 1] - path[i], step, rtol=1e-4)


def test_adam_is_a_ratio_of_weighted_means():
    """With the correction, m̂ and v̂ are means of g and g², the newest counting most."""
    path = walk(Adam(0.5, beta1=0.8, beta2=0.95), GRADS)
    for i in range(len(GRADS)):
        m_hat = np.average(GRADS[: i + 1], axis=0, weights=weights(0.8, i + 1))
        v_hat = np.average(GRADS[: i + 1] ** 2, axis=0, weights=weights(0.95, i + 1))
        step = -0.5 * m_hat / np.sqrt(v_hat)
        assert np.allclose(path[i + 1] - path[i], step, rtol=1e-4)


def test_eps_is_added_to_the_root():
    """g = 3: 1.0 * 3 / (3 + 1), and for RMSprop √(0.1 · 9) below."""
    assert constant(AdaGrad(1.0, eps=1.0), 3.0, 1) == pytest.approx(-3 / 4)
    assert constant(RMSprop(1.0, eps=1.0), 3.0, 1) == pytest.approx(-3 / (np.sqrt(0.9) + 1))
    assert constant(Adam(1.0, eps=1.0), 3.0, 1) == pytest.approx(-3 / 4)


@pytest.mark.parametrize("optimizer", [Momentum, Nesterov])
def test_without_memory_it_is_sgd(optimizer):
    assert np.array_equal(walk(optimizer(0.1, alpha=0), GRADS), walk(SGD(0.1), GRADS))


@pytest.mark.parametrize("optimizer", [AdaGrad, RMSprop, Adam])
def test_the_scale_of_the_gradient_does_not_matter(optimizer):
    assert np.allclose(walk(optimizer(0.1), GRADS), walk(optimizer(0.1), 1000 * GRADS), rtol=1e-4)


@each
def test_each_finds_the_bottom_of_the_valley(optimizer):
    """AdaGrad slows down for ever, so it starts fast."""
    moves = optimizer(1.0 if optimizer is AdaGrad else 0.1)
    x = np.array([-7.0, 2.0])
    for _ in range(1000):
        x = moves.update({"x": x}, {"x": valley(x)})["x"]
    assert np.abs(x).max() < 0.06


@each
def test_a_gradient_of_zero_moves_nothing(optimizer):
    assert np.array_equal(walk(optimizer(), np.zeros((3, 2, 3))), [START] * 4)


@each
def test_parameters_do_not_mix(optimizer):
    one, two, both = optimizer(), optimizer(), optimizer()
    for grad in GRADS:
        a = one.update({"a": START}, {"a": grad})
        b = two.update({"b": START[0]}, {"b": -grad[0]})
        together = both.update({"a": START, "b": START[0]}, {"b": -grad[0], "a": grad})
        assert np.array_equal(together["a"], a["a"])
        assert np.array_equal(together["b"], b["b"])


@each
@pytest.mark.parametrize("grads", [GRADS, GRADS.astype(np.float32), (10 * GRADS).astype(int)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_parameters_keep_their_type(optimizer, grads, dtype):
    x = START.astype(dtype)
    moves = optimizer(np.float64(0.01))
    for grad in grads:
        x = moves.update({"x": x}, {"x": grad})["x"]
        assert x.dtype == dtype
        assert x.shape == START.shape


@each
def test_lists_and_numbers_are_arrays(optimizer):
    moved = optimizer().update({"a": [1, 2], "b": 3}, {"a": [1, 1], "b": 0.5})
    array = optimizer().update(
        {"a": np.array([1.0, 2.0]), "b": 3.0}, {"a": np.ones(2), "b": np.array(0.5)}
    )
    assert np.array_equal(moved["a"], array["a"])
    assert moved["b"] == array["b"] != 3
    assert moved["a"].dtype == np.float64


@each
def test_nothing_is_shared(optimizer):
    """Arguments are not written to, and what is done to a result later changes nothing."""
    moves, same = optimizer(), optimizer()
    params, grads = {"x": START.copy()}, {"x": GRADS[0].copy()}
    for array in (params["x"], grads["x"]):
        array.flags.writeable = False
    moved = moves.update(params, grads)
    assert list(params) == list(grads) == ["x"]
    assert moved is not params
    moved["x"][:] = 7
    same.update(params, grads)
    grads["x"].flags.writeable = True
    grads["x"][:] = 9
    last = [each.update({"x": START}, {"x": GRADS[1]})["x"] for each in (moves, same)]
    assert np.array_equal(*last)


X = {"x": np.zeros((2, 3))}
BAD = [
    (ValueError, X, {"y": X["x"]}, r"^grads must hold x, got y$"),
    (ValueError, X, X | {"y": X["x"]}, r"^grads must hold x, got x, y$"),
    (ValueError, X, {"x": np.zeros(3)}, r"gradient of x must have shape \(2, 3\), got \(3,\)$"),
    (ValueError, X, {"x": np.full((2, 3), np.nan)}, r"gradient of x must hold finite numbers"),
    (ValueError, {"x": np.full((2, 3), np.inf)}, X, r"^x must hold finite numbers, got inf$"),
    (TypeError, X, {"x": [["a"] * 3] * 2}, r"gradient of x must hold real numbers"),
    (TypeError, np.zeros(2), X, r"^params must be a dict of arrays, got ndarray$"),
    (TypeError, X, [1.0], r"^grads must be a dict of arrays, got list$"),
]


@each
@pytest.mark.parametrize(("error", "params", "grads", "message"), BAD)
def test_what_does_not_fit_is_refused_and_leaves_no_trace(optimizer, error, params, grads, message):
    moves, same = optimizer(), optimizer()
    with pytest.raises(error, match=message):
        moves.update(params, grads)
    last = [each.update({"x": START}, {"x": GRADS[1]})["x"] for each in (moves, same)]
    assert np.array_equal(*last)


@pytest.mark.parametrize("optimizer", ALL[1:])
def test_what_it_has_learned_is_of_one_shape(optimizer):
    moves = optimizer()
    moves.update({"x": np.zeros(3)}, {"x": np.ones(3)})
    message = r"^x must have shape \(3,\), which this optimizer has seen before, got \(1,\)$"
    with pytest.raises(ValueError, match=message):
        moves.update({"x": np.zeros(1)}, {"x": np.ones(1)})


@pytest.mark.parametrize("optimizer", [SGD, Momentum, Nesterov])
def test_steps_beyond_all_numbers_are_refused(optimizer):
    with (
        np.errstate(over="ignore"),
        pytest.raises(ValueError, match=r"^x after the step must hold finite numbers, got -inf$"),
    ):
        optimizer(1e308).update({"x": 0.0}, {"x": 1e10})


OPTIONS = [
    *[(each, {"learning_rate": v}, r"^learning_rate must be a finite number above 0, got ")
      for each in ALL for v in (0, -0.1, np.nan, np.inf, "0.1", None)],
    *[(each, {"alpha": v}, r"^alpha must be a number from 0 to below 1, got ")
      for each in (Momentum, Nesterov) for v in (1, -0.1, np.nan, "0.9")],
    *[(RMSprop, {"rho": v}, r"^rho must be a number from 0 to below 1, got ") for v in (1.0, -1)],
    *[(Adam, {beta: 1}, rf"^{beta} must be a number from 0 to below 1, got 1$")
      for beta in ("beta1", "beta2")],
    *[(each, {"eps": 0}, r"^eps must be a finite number above 0, got 0$")
      for each in (AdaGrad, RMSprop, Adam)],
]  # fmt: skip


@pytest.mark.parametrize(("optimizer", "options", "message"), OPTIONS)
def test_options_that_make_no_sense_are_refused(optimizer, options, message):
    with pytest.raises(ValueError, match=message):
        optimizer(**options)
