"""What the page on initial weights says in words and figures, computed."""

import math
from itertools import pairwise

import numpy as np
import pytest
from figures_of import figure
from quoting import quoted

from mlcheats import (
    Affine,
    Network,
    ReLU,
    TwoLayerNet,
    load_mnist,
    one_hot,
    relu,
    sigmoid,
    softmax_cross_entropy,
    train,
)


@pytest.fixture(scope="module")
def page():
    """What the page's listings define, all run."""
    names = {}
    figure("initialization", "initialization-comparison.svg", names)
    return names


def spreads(page, function, std, seed):
    """As the page computes them, from other random numbers."""
    rng = np.random.default_rng(seed)
    z, found = rng.normal(size=(1000, 100)), []
    for _ in range(5):
        z = function(z @ (std * rng.normal(size=(100, 100))))
        found.append(z.std(axis=0).mean())
    return np.array(found)


@quoted(
    "initialization",
    "가중치가 모두 0이면 은닉층의 뉴런이 모두 같은 값을 낸다.",
    "If all weights are 0, all neurons of the hidden layer give the same value.",
)
@quoted(
    "initialization",
    "같은 값을 냈으니 같은 기울기를 받고, 같은 만큼 움직여 다시 같은 값을 낸다. "
    "반올림이 없는 계산이라면 이 **대칭**(symmetry)은 아무리 배워도 깨지지 않는다.",
    "So they get the same gradient, move by the same amount, and give the same value again. "
    "In a computation without rounding, no amount of training breaks this **symmetry**.",
)
def test_nothing_breaks_the_symmetry_where_nothing_is_rounded_differently():
    """In plain Python each neuron does the same operations, so that all are rounded alike."""
    w, b, v, c = [0.0] * 3, [0.0] * 3, [0.0] * 3, 0.0  # one input, three neurons, one output
    examples = [(0.5, 1.0), (-1.0, 0.2), (2.0, -0.7)]
    for step in range(600):
        x, t = examples[step % 3]
        z = [1 / (1 + math.exp(-(w[k] * x + b[k]))) for k in range(3)]
        error = sum(v[k] * z[k] for k in range(3)) + c - t
        da = [error * v[k] * z[k] * (1 - z[k]) for k in range(3)]
        v = [v[k] - 0.1 * error * z[k] for k in range(3)]
        w = [w[k] - 0.1 * da[k] * x for k in range(3)]
        b, c = [b[k] - 0.1 * da[k] for k in range(3)], c - 0.1 * error
        assert all(len(set(each)) == 1 for each in (w, b, v))
    assert w[0] != 0


@quoted(
    "initialization",
    "어디서 시작하느냐에 따라 빨리 배우기도 하고 거의 배우지 못하기도 한다. "
    "모두 0이면 안 되고, 너무 커도 너무 작아도 안 된다.",
    "Where it starts decides whether a network learns fast or hardly at all. "
    "The weights must not all be 0, nor too large, nor too small.",
)
@quoted(
    "initialization",
    "초깃값이 0이면 뉴런마다의 가중치, 곧 `W1`의 열이 반올림 오차만큼만 다르다. "
    "뉴런이 하나뿐인 신경망과 다름없다.",
    "Starting from 0, the weights of all neurons, the columns of `W1`, differ only by rounding "
    "errors. The network is no better than one with a single neuron.",
)
@quoted(
    "initialization",
    "은닉층의 뉴런 50개로 MNIST를 한 에폭 학습한다.",
    "We train 50 hidden neurons on MNIST for one epoch.",
)
def test_fifty_neurons_like_one(page):
    (x, t), (x_test, t_test) = load_mnist()
    assert page["zero"].params["W1"].shape == (784, 50)
    assert np.ptp(page["zero"].params["W1"], axis=1).max() < 1e-5
    rng = np.random.default_rng(0)
    one = TwoLayerNet(784, 1, 10, rng=rng, dtype=np.float32)
    train(one, x, t, epochs=1, learning_rate=0.1, rng=rng)
    zero, best = (page[name].accuracy(x_test, t_test) for name in ("zero", "best"))
    assert zero < one.accuracy(x_test, t_test) < 0.3 < best


@quoted(
    "initialization",
    "반올림 오차만큼의 차이도 오래 배우면 자란다.",
    "Even a difference as small as a rounding error grows in a long training.",
)
@quoted(
    "initialization",
    "차이를 $10^{-8}$으로 두고 시작하면, 한 에폭 뒤에는 여전히 작지만 다섯 에폭 뒤에는 대칭이 깨져 "
    "있다. 0에서 시작해도 뉴런마다 다르게 반올림되면 이렇게 된다. 여기서는 다섯 에폭 안에, "
    "학습률이 0.7이면 한 에폭 안에 깨진다.",
    "Start with differences of $10^{-8}$: after one epoch they are still small, but after five the "
    "symmetry is broken. A start from 0 ends up there, too, where the neurons are rounded "
    "differently: here within five epochs, and at a learning rate of 0.7 within one.",
)
@pytest.mark.parametrize(("std", "rate", "seed"), [(1e-8, 0.1, 1), (0, 0.1, 0), (0, 0.7, 1)])
def test_rounding_breaks_the_symmetry(std, rate, seed):
    (x, t), _ = load_mnist()
    rng, apart = np.random.default_rng(seed), []
    net = TwoLayerNet(784, 50, 10, rng=rng, weight_init_std=std, dtype=np.float32)

    def broken(history):
        apart.append(np.ptp(net.params["W1"], axis=1).max())
        return apart[-1] > 0.05

    train(net, x, t, epochs=5 if rate < 0.7 else 1, learning_rate=rate, rng=rng, report=broken)
    assert apart[-1] > 0.05
    assert rate == 0.7 or apart[0] < 1e-3


@quoted(
    "initialization",
    "편향은 0이어도 된다. 가중치가 다르면 이미 대칭이 깨졌기 때문이다.",
    "The biases may be 0, because different weights have already broken the symmetry.",
)
@quoted("initialization", "| 편향 | 0 | |", "| Bias | 0 | |")
def test_biases_of_0_hold_nobody_up(page):
    fresh = TwoLayerNet(784, 50, 10, rng=np.random.default_rng(0))
    assert not fresh.params["b1"].any()
    _, (x, t) = load_mnist()
    assert page["best"].accuracy(x, t) > 0.8
    assert np.ptp(page["best"].params["b1"]) > 1e-3


@quoted(
    "initialization",
    "뉴런이 100개인 층을 다섯 개 쌓고, 데이터 1,000개를 흘려보내 각 층의 출력을 본다.",
    "We stack five layers of 100 neurons, send 1,000 items through, "
    "and look at the output of each layer.",
)
@quoted(
    "initialization",
    "이것이 0이면 무엇을 넣어도 같은 값이 나온다.",
    "If it is 0, every input gives the same value.",
)
def test_five_layers_of_a_hundred(page):
    assert [z.shape for z in page["outputs"](relu, 0.1)] == [(1000, 100)] * 5
    assert page["spread"](lambda a: np.ones_like(a), 1).tolist() == [0] * 5


@quoted(
    "initialization",
    "가중치의 표준편차를 1, 0.01, $1/\\sqrt{100} = 0.1$로 바꾸어 본다.",
    "We set the standard deviation of the weights to 1, to 0.01, and to $1/\\sqrt{100} = 0.1$.",
)
@quoted(
    "initialization",
    "![시그모이드 다섯 층의 히스토그램. 표준편차 1에서는 값이 0과 1에 몰리고, 0.01에서는 0.5에 "
    "몰리고, "
    "0.1에서는 0.5를 중심으로 퍼진다]",
    "![Histograms of five sigmoid layers. With standard deviation 1 the values crowd at 0 and 1, "
    "with 0.01 they crowd at 0.5, and with 0.1 they spread around 0.5]",
)
@quoted(
    "initialization",
    "- **1이면** 출력의 절반쯤이 0이나 1에 붙어 **포화**(saturation)한다. "
    "그 자리의 미분 $z(1 - z)$는 0에 가까워서, 포화한 뉴런에는 기울기가 거의 흐르지 않는다. "
    "층을 거슬러 갈수록 기울기가 0에 가까워지는 것을",
    "- **With 1**, about half of the outputs stick to 0 or 1: **saturation**. The derivative "
    "there, $z(1 - z)$, is close to 0, so hardly any gradient gets through a saturated neuron. "
    "When the gradient comes closer to 0 with every layer on the way back,",
)
@quoted(
    "initialization",
    "- **0.01이면** 출력이 모두 0.5에 몰린다. "
    "다섯 층을 지나면 어떤 데이터를 넣어도 거의 같은 값이 나온다.",
    "- **With 0.01**, all outputs crowd at 0.5. After five layers, every input gives almost the "
    "same value.",
)
@quoted(
    "initialization",
    "그래도 한 층마다 퍼진 정도가 1/4쯤으로 준다. 시그모이드의 미분이 아무리 커도 "
    "[0.25](backpropagation.md#sigmoid-derivative)이기 때문이다.",
    "Even so, each layer reduces the spread to about 1/4, because the derivative of the sigmoid is "
    "[0.25](backpropagation.md#sigmoid-derivative) at most.",
)
@quoted("initialization", "- **0.1이면** 둘 다 피한다.", "- **With 0.1**, neither happens.")
def test_sigmoid(page):
    drawn = histograms("sigmoid-layers.svg")
    assert list(drawn) == ["std 1", "std 0.01", "std 0.1"]
    for counts, middles in drawn["std 1"]:
        assert counts[(middles < 0.05) | (middles > 0.95)].sum() > 0.4 * counts.sum()
        assert counts[[0, -1]].min() > counts[8:-8].max()
    for (counts, middles), std in zip(
        drawn["std 0.01"], page["outputs"](sigmoid, 0.01), strict=True
    ):
        assert abs(middles[np.argmax(counts)] - 0.5) < 0.05
        assert np.abs(std - 0.5).max() < 0.2
    for counts, middles in drawn["std 0.1"]:
        assert np.average(middles, weights=counts) == pytest.approx(0.5, abs=0.1)
        assert np.mean(counts[(middles < 0.05) | (middles > 0.95)]) < 0.01 * counts.sum()
    for z in page["outputs"](sigmoid, 1):
        stuck = (z < 0.01) | (z > 0.99)
        assert 0.4 < stuck.mean() < 0.7
        assert np.max((z * (1 - z))[stuck]) < 0.01
    for seed in range(3):
        found = spreads(page, sigmoid, 0.1, seed)
        assert np.all(np.abs(found[1:] / found[:-1] - 0.25) < 0.03)
        assert spreads(page, sigmoid, 0.01, seed)[-1] < 1e-7
    z = sigmoid(np.linspace(-9, 9, 1001))
    assert (z * (1 - z)).max() == 0.25


def histograms(name):
    """The counts and the middles of their bins, of each layer, by the label of the row."""
    cells = np.array(figure("initialization", name).axes).reshape(-1, 5)
    found = {}
    for row in cells:
        layers = []
        for cell in row:
            corners = cell.patches[0].get_xy()
            counts, edges = (
                np.array([y for _, y in corners[1:-1:2]]),
                sorted({x for x, _ in corners}),
            )
            layers.append((counts[: len(edges) - 1], (np.diff(edges) / 2 + edges[:-1])))
        found[row[0].get_ylabel()] = layers
    return found


@quoted(
    "initialization",
    "두 층의 뉴런 수가 같으면 두 식도 같다. 다섯 층을 쌓는 아래의 실험이 그렇다.",
    "If both layers have the same number of neurons, as in the stacks of five layers below, "
    "the two formulas are the same.",
)
@quoted(
    "initialization",
    "ReLU는 음수를 모두 0으로 만들어 제곱의 평균을 반으로 줄인다.",
    "ReLU halves the mean of the squares by turning all negative numbers into 0.",
)
@quoted(
    "initialization",
    "tanh는 0 둘레에서 $\\tanh a \\approx a$이므로",
    "Around 0, $\\tanh a \\approx a$,",
)
def test_the_sizes():
    for n in (10, 100, 1000):
        assert np.sqrt(2 / (n + n)) == pytest.approx(1 / np.sqrt(n))
    a = np.random.default_rng(0).normal(size=1_000_000)
    assert np.mean(relu(a) ** 2) == pytest.approx(np.var(a) / 2, rel=0.01)
    assert np.tanh(0.01) == pytest.approx(0.01, rel=1e-4)


@quoted(
    "initialization",
    "Xavier 초깃값에서는 퍼진 정도가 줄기는 해도 다섯째 층에 첫째 층의 절반쯤이 남는다.",
    "With Xavier initialization, the spread shrinks, "
    "but in the fifth layer about half of that in the first is left.",
)
@quoted(
    "initialization",
    "![tanh 다섯 층의 히스토그램. 표준편차 1에서는 -1과 1에 몰리고, 0.01에서는 0에 몰리고, "
    "0.1에서는 조금씩 좁아지지만 다섯 층 내내 퍼져 있다]",
    "![Histograms of five tanh layers. With standard deviation 1 the values crowd at −1 and 1, "
    "with 0.01 at 0, and with 0.1 they narrow a little but stay spread out through all five "
    "layers]",
)
@quoted(
    "initialization",
    "시그모이드는 0에서의 기울기(slope)가 tanh의 1/4이므로, Xavier의 네 배를 쓰기도 한다",
    "At 0, the slope of the sigmoid is 1/4 that of tanh, so some use four times the Xavier value",
)
@quoted(
    "initialization",
    "그래도 층마다 줄지만 훨씬 덜 줄어, 다섯째 층의 퍼진 정도가 0.0006에서 0.04로 커진다.",
    "The spread still shrinks from layer to layer, but far less: "
    "that of the fifth layer rises from 0.0006 to 0.04.",
)
def test_tanh(page):
    for seed in range(5):
        found = spreads(page, np.tanh, 0.1, seed)
        assert np.all(np.diff(found) < 0)
        assert found[-1] / found[0] == pytest.approx(0.5, abs=0.05)
        wide = spreads(page, sigmoid, 0.4, seed)
        assert np.all(np.diff(wide) < 0)
        assert np.round(wide[-1], 2) in (0.04, 0.05)
    assert round(page["spread"](sigmoid, 0.1)[-1], 4) == 0.0006
    assert round(page["spread"](sigmoid, 0.4)[-1], 2) == 0.04
    assert (np.tanh(1e-6), sigmoid(1e-6) - 0.5) == pytest.approx((1e-6, 1e-6 / 4))
    drawn = histograms("tanh-layers.svg")
    for counts, _ in drawn["std 1"]:
        assert counts[[0, -1]].min() > counts[8:-8].max()
    for counts, middles in drawn["std 0.01"]:
        assert abs(middles[np.argmax(counts)]) < 0.05
    widths = [np.sqrt(np.average(m**2, weights=c)) for c, m in drawn["std 0.1"]]
    assert np.all(np.diff(widths) < 0)
    assert widths[-1] > 0.25


@quoted(
    "initialization",
    "Xavier 초깃값을 쓰면 층마다 값이 0.7배쯤으로 작아진다. He 초깃값이면 크기가 거의 그대로다.",
    "shrinks the values to about 0.7 of their size in every layer. "
    "With He initialization, they roughly keep their size.",
)
@quoted(
    "initialization",
    "![ReLU 다섯 층의 히스토그램. 0.01에서는 모두 0에 몰리고, "
    "Xavier에서는 층이 깊을수록 0 쪽으로 쏠리고, He에서는 다섯 층이 거의 같다]",
    "![Histograms of five ReLU layers. With 0.01 all values crowd at 0, with Xavier they drift "
    "toward 0 layer by layer, and with He all five layers are much the same]",
)
def test_relu(page):
    for std, factor in ((np.sqrt(1 / 100), 0.7), (np.sqrt(2 / 100), 1)):
        sizes = [np.sqrt(np.mean(z**2)) for z in page["outputs"](relu, std)]
        factors = np.array(sizes[1:]) / sizes[:-1]
        assert factors.mean() == pytest.approx(factor, abs=0.07)
    tiny, xavier, he = histograms("relu-layers.svg").values()
    assert all(counts[:4].sum() > 0.99 * counts.sum() for counts, _ in tiny)
    means = [[np.average(m, weights=c) for c, m in layers] for layers in (xavier, he)]
    assert np.all(np.diff(means[0]) < 0)
    assert means[0][-1] < 0.4 * means[0][0]
    assert max(means[1]) < 1.3 * min(means[1])


@quoted(
    "initialization",
    "![걸음에 따른 손실. 0에서 시작하면 2.3 언저리에 머물고, 0.01은 한참 뒤에야 내려가고, "
    "1은 5가 넘는 데서 시작하고, Xavier는 처음부터 꾸준히, 가장 낮은 데까지 내려간다]",
    "![The loss by step. From 0 it stays around 2.3, from 0.01 it falls only after a long while, "
    "from 1 it starts above 5, and from Xavier it falls the soonest and lowest]",
)
@quoted(
    "initialization",
    "은닉층이 하나뿐이어도 초깃값에 따라 학습 속도가 다르다. 0, 0.01, 1과 Xavier 초깃값을 "
    "비교한다.",
    "We compare 0, 0.01, 1 and Xavier initialization.",
)
@quoted(
    "initialization",
    "0에서 시작한 신경망은 2.3에서 거의 움직이지 않고, "
    "1에서 시작한 신경망은 틀린 답에 높은 확률을 주는 데서 시작한다. "
    "0.01도 이 신경망에서는 쓸 만하지만 출발이 늦다. 학습률 0.1로 한 에폭을 배운 결과이고,",
    "The network that starts at 0 hardly moves from 2.3, and the one that starts at 1 begins by "
    "giving wrong answers a high probability. For this network 0.01 will do, but it is slow to get "
    "going. These are the results of one epoch with a learning rate of 0.1;",
)
@quoted(
    "initialization",
    "- **손실이 2.3에서 꼼짝하지 않는다**: 가중치가 모두 같거나,",
    "- **The loss does not move from 2.3**: the weights are all the same,",
)
def test_the_comparison():
    names = {}
    axes = figure("initialization", "initialization-comparison.svg", names).axes[0]
    lines = {line.get_label(): line.get_ydata() for line in axes.lines}
    assert list(lines) == ["0", "0.01", "Xavier", "1"]
    assert np.all(np.abs(lines["0"] - 2.3) < 0.1)
    assert names["large_losses"][0] > 5
    assert lines["1"][0] > 2.3
    assert np.argmin([line[-1] for line in lines.values()]) == 2
    late = np.argmax(lines["0.01"] < 2)
    assert late > 5 * max(1, np.argmax(lines["Xavier"] < 2))
    assert lines["0.01"][-1] < 1
    (x, t), _ = load_mnist()
    fresh = TwoLayerNet(784, 50, 10, rng=np.random.default_rng(0), weight_init_std=1)
    log_y = np.log(np.maximum(fresh.predict(x[:2000]), 1e-300))
    wrong = log_y.argmax(axis=-1) != t[:2000]
    assert np.median(np.exp(log_y.max(axis=-1)[wrong])) > 0.7


@quoted(
    "initialization",
    "층이 깊은데 너무 작다.",
    "or too small for a deep network.",
)
@quoted(
    "initialization",
    "- **첫 손실이 2.3보다 훨씬 크다**: 가중치가 너무 크거나 입력을 정규화하지 않았다. "
    "아직 배우지 않았으니 열 가지에 비슷한 확률을 주어야 한다.",
    "- **The first loss is far above 2.3**: the weights are too large, or the inputs are not "
    "normalized. The network has not learned yet, so it should give all ten classes about the "
    "same probability.",
)
@quoted(
    "initialization",
    "- **출력이 0이나 1뿐이다**: 포화했다. 가중치를 줄이거나 입력을 정규화한다.",
    "- **The outputs are all 0 or 1**: the neurons are saturated. "
    "Reduce the weights, or normalize the inputs.",
)
def test_what_goes_wrong(page):
    assert np.log(10) == pytest.approx(2.3, abs=0.01)
    (x, t), _ = load_mnist()
    first = {}
    for std in (0.01, 1):
        net = TwoLayerNet(784, 50, 10, rng=np.random.default_rng(0), weight_init_std=std)
        first[std] = net.loss(x[:1000], t[:1000])
    assert first[0.01] == pytest.approx(np.log(10), abs=0.1)
    assert first[1] > 5
    sizes, rng, layers = (784, 50, 10), np.random.default_rng(0), []
    for n_in, n_out in pairwise(sizes):
        layers += [Affine(n_in, n_out, rng=rng), ReLU()]  # as He has it
    net = Network(layers[:-1])
    assert net.loss(x[:1000], t[:1000]) < 4
    assert net.loss(255 * x[:1000], t[:1000]) > 50

    # Deep and small: what the last layer sends depends on nothing that came in.
    z = x[:100].astype(float)
    rng = np.random.default_rng(0)
    for size in (50, 50, 50, 50, 50):
        z = sigmoid(z @ (0.01 * rng.normal(size=(z.shape[1], size))))
    a = z @ (0.01 * rng.normal(size=(50, 10)))
    assert softmax_cross_entropy(a, one_hot(t[:100], 10)) == pytest.approx(np.log(10), abs=0.05)
    assert z.std(axis=0).max() < 1e-6

    W = np.random.default_rng(0).normal(size=(784, 50))

    def stuck(x, W):
        z = sigmoid(x @ W)
        return np.mean((z < 0.01) | (z > 0.99))

    raw = 255 * x[:1000].astype(float)
    assert stuck(raw, W) > 0.9 > stuck(raw / 255, W) > stuck(raw / 255, 0.01 * W) == 0
