"""What the page on deep networks says in words, computed with other seeds, too."""

from itertools import pairwise

import numpy as np
import pytest
from quoting import quoted

from mlcheats import (
    Add,
    Affine,
    BatchNormalization,
    Network,
    ReLU,
    Shortcut,
    Sigmoid,
    load_mnist,
    sigmoid,
    train,
)

SEEDS = [0, 1, 2]
each_seed = pytest.mark.parametrize("seed", SEEDS)


def images(n):
    (x, t), _ = load_mnist()
    return x[:n], t[:n]


def affine(n_in, n_out, rng, std):
    return Affine(n_in, n_out, rng=rng, std=std, dtype=np.float32)


def stack(between, std=None, depth=20, seed=0):
    rng, layers = np.random.default_rng(seed), []
    for n_in in [784] + [100] * (depth - 2):
        layers += [affine(n_in, 100, rng, std), *between()]
    return Network([*layers, affine(100, 10, rng, std)])


def residual(std, depth=20, seed=0):
    rng = np.random.default_rng(seed)
    layers = [affine(784, 100, rng, None), ReLU()]
    for _ in range((depth - 2) // 2):
        start = Shortcut()
        layers += [start, affine(100, 100, rng, std), ReLU()]
        layers += [affine(100, 100, rng, std), Add(start)]
    return Network([*layers, affine(100, 10, rng, std)])


def normalized():
    return [BatchNormalization(100, dtype=np.float32), Sigmoid()]


def sizes(net):
    """The decimal logarithms of the mean sizes of the gradients of W."""
    grads = net.gradient(*images(100))
    return np.log10([np.mean(abs(grads[name])) for name in grads if name[0] == "W"])


def accuracy(net, seed=0, epochs=1, rate=0.1):
    (x, t), (x_test, t_test) = load_mnist()
    rng = np.random.default_rng(seed)
    train(net, x[:6000], t[:6000], epochs=epochs, learning_rate=rate, rng=rng)
    return net.accuracy(x_test[:2000], t_test[:2000])


@quoted(
    "deep-networks",
    "| [시그모이드](#vanishing) | 그냥 쌓는다 | $10^{-14}$보다 작다 |\n"
    "| [ReLU와 He 초깃값](#vanishing) | 값과 기울기의 크기를 지킨다 | $10^{-3}$ |\n"
    "| [시그모이드와 배치 정규화](#normalization) | 층마다 합을 다시 펼친다 | $10^{-3}$ |\n"
    "| [잔차 연결](#residual) | 층을 돌아가는 길을 낸다 | $10^{-4}$ |",
    "| [Sigmoid](#vanishing) | Nothing | Below $10^{-14}$ |\n"
    "| [ReLU with He's initial values](#vanishing) | Keeps the size of values and gradients | "
    "$10^{-3}$ |\n"
    "| [Sigmoid with batch normalization](#normalization) | Spreads the sums anew in each layer | "
    "$10^{-3}$ |\n"
    "| [Residual connections](#residual) | Lead around the layers | $10^{-4}$ |",
)
@quoted(
    "deep-networks",
    "ReLU를 두 층마다 돌아가게 하고, 블록의 가중치를 표준편차 0.01로 뽑는다. 그냥 쌓으면 "
    "$10^{-25}$쯤이던 첫 층의 기울기가 깊이와 상관없이 $10^{-4}$쯤이다.",
    "We lead around every two layers of ReLU, and draw the weights of these blocks with a standard "
    "deviation of 0.01. Simply stacked, that made the gradient of the first layer about "
    "$10^{-25}$. Now it is about $10^{-4}$, whatever the depth.",
)
@quoted(
    "deep-networks",
    "시그모이드를 다섯 층에서 마흔 층까지 쌓아도 첫 층의 기울기가 $10^{-3}$쯤에 머문다. 더 깊으면 "
    "다시 커져서, 160층에서는 $10^{-1}$쯤이다.",
    "From five sigmoid layers to forty, the gradient of the first layer stays at about $10^{-3}$. "
    "Deeper still it grows: with 160 layers, to about $10^{-1}$.",
)
@each_seed
def test_the_gradient_of_the_first_layer(seed):
    near = 0.7 if seed else 0.5
    assert sizes(stack(lambda: [Sigmoid()], 0.1, seed=seed))[0] < -14
    assert abs(sizes(stack(lambda: [ReLU()], seed=seed))[0] + 3) < near
    assert abs(sizes(stack(lambda: [ReLU()], 0.01, seed=seed))[0] + 25) < near
    for depth in (5, 20, 40):
        assert abs(sizes(stack(normalized, 0.1, depth, seed))[0] + 3) < 0.25
    assert abs(sizes(stack(normalized, 0.1, 160, seed))[0] + 1) < 0.5
    for depth in (6, 20, 40, 400):
        net = residual(0.01, depth, seed)
        assert sum(isinstance(layer, Affine) for layer in net.layers) == depth
        assert abs(sizes(net)[0] + 4) < near
    values, back = on_the_way(stack(lambda: [ReLU()], seed=seed))
    for kept in (values, back):
        assert max(kept) < 2 * min(kept)


def on_the_way(net):
    """The sizes of values behind each ReLU, and of what comes back to the layers but the first."""
    x, t = images(100)
    values, back = [], []
    for layer in net.layers:
        x = layer.forward(x)
        values += [np.sqrt(np.mean(x**2))] if isinstance(layer, ReLU) else []
    net.last.forward(x, t)
    delta = net.last.backward()
    for layer in reversed(net.layers[1:]):
        delta = layer.backward(delta)
        back += [np.sqrt(np.mean(delta**2))] if isinstance(layer, Affine) else []
    return values, back


@quoted(
    "deep-networks",
    "가중치가 작은 시그모이드를 스무 층 그냥 쌓으면 배우지 못한다. 기울기가 앞쪽 층까지 오는 동안 "
    "사라진다. 가중치가 크면 거꾸로 터진다.",
    "Twenty layers of sigmoid with small weights, simply stacked, do not learn: on its way to the "
    "first layers the gradient vanishes. With large weights it explodes instead.",
)
@each_seed
def test_twenty_layers_do_not_learn(seed):
    assert accuracy(stack(lambda: [Sigmoid()], 0.1, seed=seed), seed) < 0.2
    assert accuracy(stack(lambda: [ReLU()], 0.01, seed=seed), seed) < 0.2
    assert accuracy(stack(lambda: [Sigmoid()], 0.4, seed=seed), seed) < 0.2
    assert sizes(stack(lambda: [ReLU()], 0.3, seed=seed))[0] > 3


@quoted(
    "deep-networks",
    "시그모이드의 미분은 커야 $1/4$이다. 가중치까지 작으면 층을 거슬러 갈수록 기울기가 작아진다. "
    "[기울기 소실](initialization.md#sigmoid)이다. 가중치가 크면 거꾸로 점점 커진다. "
    "**기울기 폭발**(exploding gradient)이다.",
    "The derivative of the sigmoid is $1/4$ at most. If the weights are small, too, the gradient "
    "shrinks with every layer on the way back: the [vanishing gradient](initialization.md#sigmoid)"
    ". If the weights are large, it grows instead: the **exploding gradient**.",
)
@each_seed
def test_the_way_back_shrinks_or_grows(seed):
    a = np.linspace(-9, 9, 1001)
    assert np.max(sigmoid(a) * (1 - sigmoid(a))) == 0.25
    for std in (0.1, 0.4):
        _, back = on_the_way(stack(lambda: [Sigmoid()], std, seed=seed))
        assert all(later < earlier for earlier, later in pairwise(back))
    for std, factor in ((3, 100), (10, 100_000)):
        _, back = on_the_way(stack(lambda: [Sigmoid()], std, seed=seed))
        assert back[-1] > factor * back[0]


@quoted(
    "deep-networks",
    "![층에 따른 기울기의 크기, 세로는 로그 눈금이다. 시그모이드의 선은 마지막 층에서 첫 층으로 "
    "갈수록 곧게 떨어진다. He 초깃값의 ReLU는 거의 평평하고, 그 아래위로 0.01의 ReLU와 0.3의 "
    "ReLU가 멀리 떨어져 있다](vanishing.svg)",
    "![The size of the gradient by layer, on a logarithmic axis. The sigmoid's line falls straight "
    "from the last layer to the first. ReLU with He's initial values is almost flat; far below it "
    "lies ReLU with 0.01, far above it ReLU with 0.3](vanishing.svg)",
)
@each_seed
def test_the_lines_of_the_gradients(seed):
    falling = sizes(stack(lambda: [Sigmoid()], 0.1, seed=seed))
    assert np.corrcoef(falling, np.arange(20))[0, 1] > 0.99
    low, flat, high = (sizes(stack(lambda: [ReLU()], std, seed=seed)) for std in (0.01, None, 0.3))
    assert np.ptp(flat) < 1.5
    assert np.all(low < flat - 15)
    assert np.all(high > flat + 5)


@quoted(
    "deep-networks",
    "표준편차가 0.01인 ReLU는 앞으로 갈 때 값이, 돌아올 때 기울기가 작아져서 마지막 층의 것까지 "
    "아주 작다.",
    "With ReLU and a standard deviation of 0.01, the values shrink on the way forward and the "
    "gradients on the way back, so even that of the last layer is tiny.",
)
def test_values_shrink_forward_and_gradients_back():
    net = stack(lambda: [ReLU()], 0.01)
    x, t = images(100)
    values = [x := layer.forward(x) for layer in net.layers]
    assert all(np.mean(b) < np.mean(a) for a, b in pairwise(values[1:-1:2]))
    net.last.forward(x, t)
    delta, gradients = net.last.backward(), []
    for layer in reversed(net.layers):
        delta = layer.backward(delta)
        gradients += [np.mean(abs(delta))] if isinstance(layer, Affine) else []
    assert all(b < a for a, b in pairwise(gradients))
    assert sizes(net)[-1] < -20


@quoted(
    "deep-networks",
    "$J_{ij} = \\partial F_i / \\partial x_j$가 아무리 작아도 $\\Delta$는 그대로 지나간다.",
    "However small $J_{ij} = \\partial F_i / \\partial x_j$ may be, $\\Delta$ passes as it is.",
)
def test_what_goes_around_passes_as_it_is():
    x, delta = np.random.default_rng(0).normal(size=(2, 5, 4))
    start = Shortcut()
    layer, end = Affine(4, 4, rng=np.random.default_rng(0), std=0), Add(start)
    end.forward(layer.forward(start.forward(x)))
    assert np.array_equal(start.backward(layer.backward(end.backward(delta))), delta)


@quoted(
    "deep-networks",
    "![걸음에 따른 손실. He 초깃값만 쓴 선은 2 가까이에 머물고, 배치 정규화와 잔차 연결의 선은 "
    "그보다 훨씬 낮은 데까지 내려간다](deep-losses.svg)",
    "![The loss by step. With He's initial values alone it stays close to 2; with batch "
    "normalization and with residual connections it falls far lower](deep-losses.svg)",
)
@quoted(
    "deep-networks",
    "이미지 6,000장을 100장씩, 60걸음 동안 배운다.",
    "We learn from 6,000 images, 100 at a time: 60 steps.",
)
@quoted(
    "deep-networks",
    "여기서 He 초깃값은 기울기를 지키고도 절반을 맞히지 못한다. 배치 정규화와 잔차 연결은 절반을 "
    "넘긴다.",
    "Here, He's initial values keep the gradient alive, and still fewer than half are right. With "
    "batch normalization and with residual connections it is more than half.",
)
def test_what_learns_in_sixty_steps():
    x, t = images(6000)
    ends = []
    for net in (stack(lambda: [ReLU()]), stack(normalized, 0.1), residual(0.01)):
        rng = np.random.default_rng(0)
        history = train(net, x, t, epochs=1, learning_rate=0.1, rng=rng)
        assert len(history.loss) == 60
        ends.append(np.mean(history.loss[-10:]))
    assert 1.6 < ends[0] < 2.4
    assert max(ends[1:]) < 1.3
    for seed in SEEDS:
        assert accuracy(stack(normalized, 0.1, seed=seed), seed) > 0.5
        assert accuracy(residual(0.01, seed=seed), seed) > 0.5


@quoted(
    "deep-networks",
    "He 초깃값도 학습률을 0.01로 낮추고 걸음을 다섯 배로 늘리면 절반을 넘긴다.",
    "With a rate of 0.01 and five times the steps, He's initial values alone get there, too.",
)
@each_seed
def test_small_and_patient_steps_learn_without_help(seed):
    assert accuracy(stack(lambda: [ReLU()], seed=seed), seed, epochs=5, rate=0.01) > 0.5


@quoted(
    "deep-networks",
    "**잔차 연결도 터진다**: 블록의 가중치를 He 초깃값으로 뽑으면 더할 때마다 값이 커진다.",
    "**Residual connections explode, too**: if the weights of the blocks are He's initial values, "
    "the values grow with each addition.",
)
@each_seed
def test_the_values_grow_with_each_addition(seed):
    net, (x, _) = residual(None, seed=seed), images(100)
    values = [x := layer.forward(x) for layer in net.layers]
    added = [
        np.mean(y**2) for y, layer in zip(values, net.layers, strict=True) if isinstance(layer, Add)
    ]
    assert all(b > a for a, b in pairwise(added))


@quoted(
    "deep-networks",
    "- **몇 걸음 만에 오류가 난다**: 값이나 기울기가 터졌다. 아래의 0.3이 그렇다.",
    "- **An error after a few steps**: values or gradients have exploded. So it is below with 0.3.",
)
@each_seed
def test_what_explodes_ends_in_an_error(seed):
    for net in (stack(lambda: [ReLU()], 0.3, seed=seed), residual(None, seed=seed)):
        with pytest.raises(ValueError, match=r"step \d: .* must hold finite numbers"):
            accuracy(net, seed)


@quoted(
    "deep-networks",
    "- **형상이 달라서 더할 수 없다**: $x$와 $F(x)$의 형상이 같아야 한다.",
    "- **The shapes differ and cannot be added**: $x$ and $F(x)$ must have the same shape.",
)
def test_shapes_that_differ_are_refused():
    start = Shortcut()
    start.forward(np.ones((2, 3)))
    with pytest.raises(ValueError, match="Add takes what went into its Shortcut"):
        Add(start).forward(np.ones((2, 4)))
