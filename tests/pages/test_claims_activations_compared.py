"""What the page that compares activation functions says in words, computed with other seeds."""

from itertools import pairwise

import numpy as np
import pytest
import scipy.special
from figures_of import figure
from quoting import quoted

from mlcheats import (
    GELU,
    Affine,
    LeakyReLU,
    Network,
    ReLU,
    Sigmoid,
    Tanh,
    load_mnist,
    numerical_gradient,
    train,
)

KINDS = {
    "sigmoid": Sigmoid,
    "tanh": Tanh,
    "ReLU": ReLU,
    "Leaky ReLU": LeakyReLU,
    "GELU": GELU,
}
each_seed = pytest.mark.parametrize("seed", [0, 1])
other_seed = pytest.mark.parametrize("seed", [1])  # than the page's, which is 0


def stack(kind, depth, seed, larger=None):
    rng, layers = np.random.default_rng(seed), []
    for n_in in [784] + [50] * (depth - 1):
        std = larger and larger / np.sqrt(n_in)
        layers += [Affine(n_in, 50, rng=rng, std=std, dtype=np.float32), kind()]
    return Network([*layers, Affine(50, 10, rng=rng, dtype=np.float32)])


def learn(net, epochs, rate, seed):
    """The accuracy after so many epochs of 6,000 images."""
    (x, t), (x_test, t_test) = load_mnist()
    rng = np.random.default_rng(seed)
    train(net, x[:6000], t[:6000], epochs=epochs, learning_rate=rate, rng=rng)
    return net.accuracy(x_test[:2000], t_test[:2000])


def shape(layer, x):
    """What a layer makes of numbers, and its derivative there."""
    row = np.asarray(x, float)[np.newaxis]
    return layer.forward(row)[0], layer.backward(np.ones_like(row))[0]


@quoted(
    "activations-compared",
    "기울기가 은닉층을 거슬러 갈 때 [활성화 함수](activation.md)의 미분이 곱해진다. "
    "셋을 [계층](layers.md#activations)으로 더 만들어 모두 다섯을 비교한다.",
    "On its way back through a hidden layer, a gradient is multiplied by the derivative of the "
    "[activation function](activation.md). We build three more as [layers](layers.md#activations), "
    "and compare five.",
)
@pytest.mark.parametrize("name", KINDS)
def test_the_derivative_is_multiplied(name):
    x, dout = np.random.default_rng(0).normal(size=(2, 3, 4))
    layer = KINDS[name]()
    derivative = numerical_gradient(lambda x: np.sum(layer.forward(x)), x)
    layer.forward(x)
    assert np.allclose(layer.backward(dout), dout * derivative, atol=1e-6)


@quoted(
    "activations-compared",
    "| [시그모이드](activation.md#sigmoid) | $h(x)\\,(1 - h(x))$, 커야 1/4 | $(0, 1)$ |",
    "| [Sigmoid](activation.md#sigmoid) | $h(x)\\,(1 - h(x))$, at most 1/4 | $(0, 1)$ |",
)
@quoted(
    "activations-compared",
    "| [tanh](#tanh) | $1 - h(x)^2$, 커야 1 | $(-1, 1)$ |",
    "| [tanh](#tanh) | $1 - h(x)^2$, at most 1 | $(-1, 1)$ |",
)
@quoted(
    "activations-compared",
    "| [ReLU](activation.md#relu) | 0 또는 1 | $[0, \\infty)$ |",
    "| [ReLU](activation.md#relu) | 0 or 1 | $[0, \\infty)$ |",
)
@quoted(
    "activations-compared",
    "| [Leaky ReLU](#leaky-relu) | 0.01 또는 1 | $(-\\infty, \\infty)$ |",
    "| [Leaky ReLU](#leaky-relu) | 0.01 or 1 | $(-\\infty, \\infty)$ |",
)
@quoted(
    "activations-compared",
    "| [GELU](#gelu) | $\\Phi(x) + x\\,\\phi(x)$ | −0.17부터 위로 |",
    "| [GELU](#gelu) | $\\Phi(x) + x\\,\\phi(x)$ | From −0.17 up |",
)
@quoted(
    "terms",
    "0을 지나고 −1과 1 사이에 있는, 시그모이드를 닮은 활성화 함수.",
    "An activation function shaped like the sigmoid, through 0 and between −1 and 1.",
)
def test_derivatives_and_ranges():
    x = np.linspace(-15, 15, 300001)
    y, slope = shape(Sigmoid(), x)
    assert np.all((y > 0) & (y < 1))
    assert y[0] < 1e-6 < 1 - 1e-6 < y[-1]
    assert slope.max() == slope[150000] == 0.25
    y, slope = shape(Tanh(), x)
    assert np.all(abs(y) <= 1)
    assert np.all(abs(y[abs(x) < 10]) < 1)
    assert y[0] < -1 + 1e-6
    assert slope.max() == slope[150000] == 1
    assert y[150000] == 0
    assert np.allclose((y + 1) / 2, shape(Sigmoid(), 2 * x)[0], rtol=0, atol=1e-15)
    y, slope = shape(ReLU(), [*x, 1e300])
    assert y.min() == 0
    assert y.max() == 1e300
    assert set(slope) == {0, 1}
    y, slope = shape(LeakyReLU(), [-1e300, *x, 1e300])
    assert -y.min() == pytest.approx(1e298)
    assert y.max() == 1e300
    assert set(slope) == {0.01, 1}
    y, _ = shape(GELU(), [*x, 1e300])
    assert y.min() == pytest.approx(-0.17, abs=0.005)
    assert y.max() == 1e300


@quoted(
    "activations-compared",
    "0에서 미분은 1로, 시그모이드의 네 배다. 출력은 0 둘레에 있고",
    "At 0, its slope is 1, four times that of the sigmoid. Its outputs lie around 0",
)
@each_seed
def test_tanh_lies_around_0(seed):
    assert shape(Tanh(), [0.0])[1] == 1 == 4 * shape(Sigmoid(), [0.0])[1]
    x = np.random.default_rng(seed).normal(size=10000)
    assert abs(np.mean(shape(Tanh(), x)[0])) < 0.05 < 0.4 < np.mean(shape(Sigmoid(), x)[0])


@quoted(
    "activations-compared",
    "차이는 0.0005를 넘지 않는다. 둘 가운데 하나로 학습한 가중치를 다른 하나에 쓰면 출력이 조금 "
    "달라진다.",
    "It is never more than 0.0005 away. Weights that were trained with one of the two give "
    "slightly different outputs with the other.",
)
def test_gelu_by_tanh_is_near():
    def by_tanh(x):
        return x / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))

    class ByTanh(GELU):
        def forward(self, x, training=False):
            return by_tanh(np.asarray(x))

    x = np.linspace(-30, 30, 600001)
    assert 0.0004 < np.max(abs(by_tanh(x) - x * scipy.special.ndtr(x))) < 0.0005
    exact = stack(GELU, 2, 0)
    learn(exact, 1, 0.1, 0)
    (_, _), (images, _) = load_mnist()
    other = stack(ByTanh, 2, 0)
    other.params = exact.params
    gap = np.max(abs(exact.predict(images[:1000]) - other.predict(images[:1000])))
    assert 1e-5 < gap < 0.02


@quoted(
    "activations-compared",
    "![왼쪽은 다섯 함수. 시그모이드와 tanh는 양쪽 끝에서 평평해진다. ReLU는 0 아래에서 0이고 "
    "위에서는 Leaky ReLU에 덮인 직선이다. 0 아래에서 Leaky ReLU는 조금 기울고 GELU는 내려갔다가 "
    "0으로 돌아온다. 오른쪽은 미분. 시그모이드와 tanh의 것은 종 모양이고, ReLU와 Leaky ReLU의 "
    "것은 0에서 뛰며, GELU의 것은 0에서 1로 매끄럽게 가면서 양쪽에서 조금 지나친다]",
    "![On the left, five functions. Sigmoid and tanh level off on both sides. ReLU is 0 below 0 "
    "and a straight line above it, where Leaky ReLU covers it; below 0, Leaky ReLU slopes a little "
    "and GELU dips and comes back to 0. On the right, their derivatives. Those of sigmoid and tanh "
    "are bells, those of ReLU and Leaky ReLU jump at 0, and that of GELU goes smoothly from 0 to "
    "1, a little too far on both sides]",
)
def test_the_figure_of_the_functions():
    left, right = figure("activations-compared", "activations.svg").axes
    x = left.lines[0].get_xdata()
    lines = dict(zip(KINDS, (line.get_ydata() for line in left.lines), strict=True))
    assert [line.get_label() for line in left.lines] == [*KINDS]
    slopes = dict(zip(KINDS, (line.get_ydata() for line in right.lines), strict=True))
    below, above = x < 0, x > 0
    for name in ("sigmoid", "tanh"):
        assert np.all(slopes[name][[0, -1]] < 0.1 * slopes[name].max())
        assert np.all(np.diff(slopes[name][below]) > 0)
        assert np.all(np.diff(slopes[name][above]) < 0)
    assert not lines["ReLU"][below].any()
    assert np.array_equal(lines["ReLU"][above], x[above])
    assert np.array_equal(lines["Leaky ReLU"][above], x[above])
    assert np.allclose(lines["Leaky ReLU"][below], 0.1 * x[below])
    lowest = np.argmin(lines["GELU"])
    assert -2 < x[lowest] < -0.5
    assert lines["GELU"][0] > 0.01 * lines["GELU"][lowest]
    for name, low in (("ReLU", 0), ("Leaky ReLU", 0.1)):
        assert set(slopes[name]) == {low, 1}
    assert np.max(abs(np.diff(slopes["GELU"]))) < 0.01
    assert slopes["GELU"][[0, -1]] == pytest.approx([0, 1], abs=0.01)
    assert -0.2 < slopes["GELU"].min() < -0.1
    assert 1.1 < slopes["GELU"].max() < 1.2


@quoted(
    "activations-compared",
    "![걸음에 따른 손실. 시그모이드는 2.3에 머물고, 나머지 넷은 1 아래로 내려가며 서로 다가선다]",
    "![The loss by step. The sigmoid stays at 2.3, while the other four fall below 1 and draw "
    "together]",
)
def test_the_figure_of_the_losses():
    lines = figure("activations-compared", "activation-losses.svg").axes[0].lines
    assert [line.get_label() for line in lines] == [*KINDS]
    losses = np.array([line.get_ydata() for line in lines])
    assert np.all(abs(losses[0, 1:] - 2.3) < 0.1)
    assert np.all(losses[1:, -1] < 1)
    apart = np.ptp(losses[1:], axis=0)
    assert apart[-1] < 0.3 < 0.5 < apart.max()


@quoted(
    "activations-compared",
    "함수마다 은닉층을 다섯 쌓고, 같은 학습률로 이미지 6,000장을 두 에폭 학습한다. 시험 이미지를 "
    "70% 넘게 맞히는가?",
    "We stack five hidden layers of each and train them on 6,000 images for two epochs, all with "
    "the same learning rate. Are more than 70% of the test images right?",
)
@quoted(
    "activations-compared",
    "나머지 넷의 정확도는 서로 0.15도 다르지 않다.",
    "The other four end less than 0.15 apart.",
)
@other_seed
def test_four_of_the_five_learn(seed):
    net = stack(Tanh, 5, seed)
    assert sum(isinstance(layer, Tanh) for layer in net.layers) == 5
    found = {name: learn(stack(kind, 5, seed), 2, 0.1, seed) for name, kind in KINDS.items()}
    assert found.pop("sigmoid") < 0.2
    assert min(found.values()) > 0.7
    assert np.ptp([*found.values()]) < 0.15


@quoted(
    "activations-compared",
    "돌아오는 길의 시그모이드마다 커야 1/4이 곱해져서, 첫 층에는 [기울기가 거의 오지 "
    "않는다](initialization.md#sigmoid). 여기서는 학습률을 0.03에서 3까지 바꾸어도 찍는 것과 "
    "다르지 않다. [초깃값](initialization.md#xavier)을 네 배로, 학습률을 1로 하면 같은 시간에 "
    "0.6쯤 맞힌다.",
    "Each sigmoid on the way back multiplies by 1/4 at most, so the first layer gets [hardly any "
    "gradient](initialization.md#sigmoid). Here it does no better than guess at any rate from 0.03 "
    "to 3. With four times the [initial weights](initialization.md#xavier) and a rate of 1, it "
    "reaches about 0.6 in the same time.",
)
@other_seed
def test_five_sigmoids_guess(seed):
    (x, t), _ = load_mnist()
    sizes = {}
    for kind in (Sigmoid, Tanh):
        grads = stack(kind, 5, seed).gradient(x[:100], t[:100])
        sizes[kind] = np.mean(abs(grads["W1"])) / np.mean(abs(grads["W6"]))
    assert sizes[Sigmoid] < 0.01 < 0.1 < sizes[Tanh]
    for rate in (0.03, 0.3, 3):
        assert learn(stack(Sigmoid, 5, seed), 2, rate, seed) < 0.15
    assert learn(stack(Sigmoid, 5, seed, larger=4), 2, 1, seed) == pytest.approx(0.6, abs=0.1)


@quoted(
    "activations-compared",
    "학습률을 지나치게 크게 해서 한 에폭 학습하면 하나뿐인 은닉층의 ReLU 50개 가운데 절반 넘게 "
    "[죽는다](layers.md#activations). 어떤 이미지도 양수인 입력을 주지 못한다. 기울기를 받지 "
    "못하므로, 그 뒤에 학습률이 알맞아도 죽은 채로 있다. 같은 가중치에 Leaky ReLU를 끼우면 다시 "
    "배운다.",
    "After one epoch with a far too large learning rate, more than half of the 50 ReLUs of a "
    "single hidden layer are [dead](layers.md#activations): no image gives them a positive input. "
    "They get no gradient and stay dead, even at a good rate. With Leaky ReLU in their place, the "
    "same weights learn again.",
)
@quoted(
    "activations-compared",
    "0.1 대신 $\\alpha = 0.01$로 해도 여기서 정확도가 ReLU보다 높아지지만, 덜 높아진다. 처음부터 "
    "학습률을 낮추는 편이 낫다. 0.1로 한 에폭을 학습한 뒤에는 죽은 것이 하나도 없다.",
    "With $\\alpha = 0.01$ instead of 0.1, the accuracy here rises above that of ReLU, too, but "
    "less. A smaller learning rate from the start is the better remedy: after an epoch at 0.1, "
    "none of them is dead.",
)
@each_seed
def test_dead_relus_stay_dead(seed):
    (x, _), _ = load_mnist()

    def dead(net):
        return np.all(net.layers[0].forward(x[:6000]) <= 0, axis=0)

    broken, well = stack(ReLU, 1, seed), stack(ReLU, 1, seed)
    learn(broken, 1, 1.5, seed)
    good = learn(well, 1, 0.1, seed)
    assert np.sum(dead(broken)) > 25
    assert not dead(well).any()
    found = []
    for kind in (ReLU, LeakyReLU, lambda: LeakyReLU(0.1)):
        net = stack(kind, 1, seed)
        net.params = broken.params
        found.append(learn(net, 3, 0.1, seed))
        before, after = broken.params["W1"], net.params["W1"]
        assert np.array_equal(before[:, dead(broken)], after[:, dead(broken)]) == (kind is ReLU)
    assert all(a < b for a, b in pairwise(found))
    assert found[2] - found[0] > 0.1
    assert good > max(found) - 0.02
