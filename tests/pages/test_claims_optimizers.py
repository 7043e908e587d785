"""What the pages on optimizers say in words, computed. A sentence that changes comes back here."""

import numpy as np
import pytest
from quoting import quoted

from mlcheats import (
    SGD,
    AdaGrad,
    Adam,
    Momentum,
    Nesterov,
    RMSprop,
    TwoLayerNet,
    load_mnist,
    train,
)


def walk(optimizer, gradients, start=0.0):
    params, path = {"w": start}, [start]
    for gradient in gradients:
        params = optimizer.update(params, {"w": gradient})
        path.append(params["w"])
    return np.array(path)


def descend(optimizer, steps):
    params = {"x": -7.0, "y": 2.0}
    path = [params]
    for _ in range(steps):
        params = optimizer.update(params, {"x": params["x"] / 10, "y": 2 * params["y"]})
        path.append(params)
    return np.array([[point["x"], point["y"]] for point in path])


def losses(optimizer, count=10_000):
    (x, t), _ = load_mnist()
    rng = np.random.default_rng(0)
    net = TwoLayerNet(784, 50, 10, rng=rng, dtype=np.float32)
    return train(net, x[:count], t[:count], epochs=1, optimizer=optimizer, rng=rng).loss


@quoted(
    "optimizers",
    "이 골짜기에서는 $\\alpha$나 학습률이 클수록 더 멀리 지나친다.",
    "In that valley, a larger $\\alpha$ or a larger learning rate takes it farther past.",
)
def test_momentum_goes_farther_past_with_a_larger_alpha_or_rate():
    def past(rate, alpha):
        return descend(Momentum(rate, alpha=alpha), 400)[:, 0].max()

    for rate in (0.05, 0.1, 0.2, 0.4):
        assert np.all(np.diff([past(rate, alpha) for alpha in (0.8, 0.9, 0.95, 0.99)]) > 0)
    for alpha in (0.9, 0.95, 0.99):
        assert np.all(np.diff([past(rate, alpha) for rate in (0.05, 0.1, 0.2, 0.4)]) > 0)


@quoted(
    "optimizers",
    "덜 지나치고 돌아설 수 있다",
    "it turns before it has gone as far",
)
@pytest.mark.parametrize("rate", [0.05, 0.1, 0.2, 0.4])
def test_nesterov_goes_less_far_past(rate):
    ours, theirs = descend(Nesterov(rate), 400), descend(Momentum(rate), 400)
    assert ours[:, 0].max() < theirs[:, 0].max()
    assert ours[:, 1].min() > theirs[:, 1].min()


@quoted(
    "optimizers",
    "기울기가 늘 크든 늘 작든 걸음은 같다.",
    "whose gradient is always large and one whose gradient is always small take equal steps.",
)
def test_adagrad_steps_alike_whatever_the_size_of_the_gradient():
    large, small = (walk(AdaGrad(0.1), [size] * 50) for size in (1e3, 1e-3))
    assert large == pytest.approx(small, rel=1e-4)


@quoted(
    "optimizers",
    "드물게만 기울기를 받는 매개변수는 그때마다 크게 움직인다",
    "One that rarely gets a gradient takes a large step each time",
)
def test_adagrad_takes_large_steps_where_gradients_are_rare():
    always = np.abs(np.diff(walk(AdaGrad(0.1), [1.0] * 101)))
    rarely = np.abs(np.diff(walk(AdaGrad(0.1), [float(i % 10 == 0) for i in range(101)])))
    assert rarely[100] > 3 * always[100]


@quoted(
    "optimizers",
    "기울기가 늘 같으면 걸음이 0이 아니라 $\\eta$에 가까워진다",
    "if the gradient stays the same, the steps approach $\\eta$, not 0",
)
def test_the_steps_of_rmsprop_approach_the_learning_rate():
    steps = np.abs(np.diff(walk(RMSprop(0.1), [7.0] * 200)))
    assert steps[-1] == pytest.approx(0.1, rel=1e-6)


@quoted(
    "optimizers",
    "첫걸음이 $1/\\sqrt{1 - \\rho}$배, 곧 세 배쯤 크다",
    "The first step is too large by a factor of $1/\\sqrt{1 - \\rho}$, about three",
)
def test_the_first_step_of_rmsprop():
    assert abs(walk(RMSprop(0.1), [7.0])[1]) / 0.1 == pytest.approx(3.16, abs=0.01)


@quoted(
    "optimizers",
    "기울기가 $\\varepsilon$보다 훨씬 크기만 하면, 걸음은 그 크기와 상관없이 $\\eta$다.",
    "if only the gradient is much larger than $\\varepsilon$, the step is $\\eta$",
)
def test_adam_steps_by_the_learning_rate_unless_the_gradient_is_tiny():
    steps = [abs(walk(Adam(0.1), [size])[1]) for size in (1e4, 1.0, 1e-4)]
    assert steps == pytest.approx([0.1] * 3, rel=1e-3)
    assert abs(walk(Adam(0.1), [1e-9])[1]) < 0.01


@quoted(
    "optimizers",
    "6.5배까지 커진다. 열두 번째 걸음이 가장 크게 어긋난다.",
    "by a factor of up to 6.5. The twelfth step is off the most.",
)
def test_the_steps_of_adam_without_the_correction():
    t = np.arange(1, 10_000)
    factor = (1 - 0.9**t) / np.sqrt(1 - 0.999**t)
    assert factor.max() == pytest.approx(6.57, abs=0.01)
    assert t[factor.argmax()] == 12


@quoted(
    "optimizers-compared",
    "학습률을 줄이면 덜 튀지만 $x$ 쪽이 더 느려지고, 1보다 키우면 $y$ 쪽이 발산한다.",
    "A smaller learning rate bounces less but makes $x$ even slower, and above 1, $y$ diverges.",
)
def test_sgd_in_the_valley_by_its_rate():
    slow, fast, wild = (descend(SGD(rate), 30) for rate in (0.1, 0.95, 1.01))
    assert slow[:, 1].min() > fast[:, 1].min()
    assert slow[-1, 0] < fast[-1, 0] < 0
    assert np.all(np.diff(np.abs(wild[:, 1])) > 0)


@quoted(
    "optimizers-compared",
    "여기서 Adam은 0.1에서 3.9까지 튀었다.",
    "Here, Adam jumped to 3.9 with 0.1.",
)
def test_adam_jumps_with_a_large_rate():
    assert losses(Adam(0.1))[:30].max() == pytest.approx(3.9, abs=0.05)
    assert losses(Adam(0.01))[:30].max() < 2.5


@quoted(
    "optimizers-compared",
    "학습률 1에서 $\\alpha$를 0.99에서 0.9로 줄이면 100걸음 뒤의 손실이 1.3에서 0.4로 내려간다.",
    "reducing $\\alpha$ from 0.99 to 0.9 takes the loss after 100 steps from 1.3 to 0.4.",
)
def test_less_momentum_where_it_keeps_overshooting():
    wide, narrow = (losses(Momentum(1.0, alpha=a))[-20:].mean() for a in (0.99, 0.9))
    assert wide == pytest.approx(1.3, abs=0.1)
    assert narrow == pytest.approx(0.4, abs=0.06)
