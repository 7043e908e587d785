"""What the page on regularization says in words, computed, with other seeds than the page's."""

import functools

import numpy as np
import pytest
from figures_of import figure
from quoting import quoted

from mlcheats import (
    SGD,
    AdaGrad,
    Adam,
    AdamW,
    Affine,
    BatchNormalization,
    Dropout,
    Momentum,
    Nesterov,
    Network,
    ReLU,
    RMSprop,
    WeightDecay,
    load_mnist,
    random_search,
    train,
)

PAGE = "regularization"
data = functools.cache(load_mnist)


def generator(seed=0):
    return np.random.default_rng(seed)


def normalized():
    return [BatchNormalization(100, dtype=np.float32), ReLU()]


METHODS = {
    "plain": (lambda: [ReLU()], 0),
    "decay": (lambda: [ReLU()], 0.05),
    "dropout": (lambda: [ReLU(), Dropout(0.5, rng=generator(7))], 0),
    "normalized": (normalized, 0),
}


@functools.cache
def learn(method, seed, epochs=30):
    """The page's experiment on other images: accuracy on the 300 and on 2,000 others by epoch."""
    (x, t), (x_test, t_test) = data()
    rng, (between, decay), seen = generator(seed), METHODS[method], []
    few = rng.permutation(len(x))[:300]
    x, t = x[few], t[few]
    t[:60] = rng.integers(10, size=60)
    layers = [Affine(784, 100, rng=rng, dtype=np.float32), *between()]
    layers += [Affine(100, 100, rng=rng, dtype=np.float32), *between()]
    net = Network([*layers, Affine(100, 10, rng=rng, dtype=np.float32)])

    def report(history):
        seen.append((net.accuracy(x, t), net.accuracy(x_test[:2000], t_test[:2000])))

    optimizer = WeightDecay(SGD(0.1), decay)
    options = {"epochs": epochs, "batch_size": 30, "optimizer": optimizer}
    train(net, x, t, **options, rng=rng, report=report)
    return np.array(seen)


def gap(seen):
    return np.mean(seen[-5:, 0] - seen[-5:, 1])


@quoted(PAGE, "훈련 데이터를 외우고 다른 데이터는 틀린다", "learns its training data by heart")
@quoted(PAGE, "60장에는 무작위로 뽑은 정답을 붙인다", "give 60 of them a label drawn at random")
@quoted(PAGE, "외우는 수밖에 없다", "a network can only learn them by heart")
@quoted(PAGE, "에폭마다 두 정확도를 잰다", "After each epoch we measure")
@quoted(PAGE, "시험 이미지 2,000장의 정확도다", "and on 2,000 test images")
@quoted(PAGE, "세 가지를 같은 이미지 300장으로", "Three ways are tried here on the same 300 images")
@quoted(PAGE, "1 가까이 오른다", "climbs to almost 1, random labels and all")
@quoted(
    PAGE,
    "![에폭에 따른 정확도. 처음 몇 에폭에는 훈련 정확도와 시험 정확도가 비슷하다. 그 뒤로 훈련 "
    "정확도는 1까지 오르고 시험 정확도는 0.75 아래에 머문다](gap.svg)",
    "![Accuracy by epoch. In the first epochs training and test accuracy are close; then the "
    "training accuracy climbs to 1, while the test accuracy stays below 0.75](gap.svg)",
)
def test_the_gap_opens():
    (axes,) = figure(PAGE, "gap.svg", names := {}).axes
    known, unseen = (line.get_ydata() for line in axes.lines)
    assert np.max(np.abs(known - unseen)[:4]) < 0.1 < 0.3 < (known - unseen)[-1]
    assert known[-1] > 0.98
    assert max(unseen) < 0.75
    assert len(names["few"]) == 300
    assert np.sum(names["t_few"] != names["t_all"][names["few"]]) > 40  # a tenth is right by luck
    assert len(names["x_unseen"]) == 2000
    for seed in (1, 2):
        seen = learn("plain", seed)
        assert seen[-1, 0] > 0.95
        assert gap(seen) > 0.2


@quoted(
    PAGE,
    "가파르게 꺾일 수 있는 신경망일수록 예 하나하나에 꼭 맞추고, 그러려면 큰 가중치가 필요하다.",
    "The steeper a network can turn, the more closely it fits each example, and for that it needs "
    "large weights.",
)
@quoted(PAGE, "틈은 0.6배보다 좁아졌고", "The gap is less than 0.6 times as wide")
@quoted(PAGE, "제곱해 더한 값은 5분의 1이", "add up to less than a fifth")
@quoted(PAGE, "틈이 좁아진 것은 대부분", "Most of that comes from the training accuracy")
@quoted(PAGE, "$\\lambda$를 열 배로 키우면", "With ten times the $\\lambda$, the network does not")
@quoted(PAGE, "| 가중치를 0 쪽으로 당긴다 |", "| Pulls the weights towards 0 |")
@quoted(
    PAGE,
    "![가중치 감쇠가 없을 때와 있을 때의 정확도. 없으면 훈련 정확도가 1까지 오른다. 있으면 0.9 "
    "아래에 머물고, 시험 정확도는 둘이 비슷하다](weight-decay.svg)",
    "![Accuracy by epoch without and with weight decay. Without it the training accuracy rises to "
    "1; with it, it stays below 0.9, and the test accuracy is much the same in both]",
)
def test_weight_decay_narrows_it():
    plain, decayed = figure(PAGE, "weight-decay.svg", names := {}).axes
    (known, unseen), (less, others) = ([line.get_ydata() for line in ax.lines]
                                       for ax in (plain, decayed))  # fmt: skip
    assert known[-1] > 0.98
    assert max(less) < 0.9
    assert abs(np.mean(unseen[-5:]) - np.mean(others[-5:])) < 0.06
    sizes = names["sizes"]
    assert sizes[1] < sizes[0] / 5
    assert names["stuck"][-1, 0] < 0.5
    loose, tight = (steepness(names[each], names["x_few"]) for each in ("plain_net", "decayed_net"))
    assert tight < loose / 3
    assert less[-1] < known[-1]
    for seed in (1, 2):
        one, other = learn("plain", seed), learn("decay", seed)
        assert gap(other) < 0.6 * gap(one)
        fallen, risen = one[-5:].mean(axis=0) - other[-5:].mean(axis=0)
        assert fallen > 3 * abs(risen)


def steepness(net, x):
    """How fast the highest score changes with the pixels, averaged over images."""
    scores = net.forward(x)
    delta = np.eye(10, dtype=x.dtype)[scores.argmax(axis=1)]
    for layer in reversed(net.layers):
        delta = layer.backward(delta)
    return np.mean(np.linalg.norm(delta, axis=1))


@quoted(PAGE, "어떤 옵티마이저든 감쌀 수 있다", "It fits around any optimizer")
@quoted(PAGE, "편향은 그대로 둔다", "biases do not")
@quoted(PAGE, "줄이는 것과 같다", "the same as first shrinking the weight")
@quoted(PAGE, "기울기를 그 크기로 나누기 때문", "because Adam divides the gradient by its size")
@quoted(PAGE, "기울기와 따로 가중치를 줄인다", "shrinks the weights apart from the gradient")
@quoted(PAGE, "$\\lambda W$가 더해진다", "it adds $\\lambda W$")
@quoted(PAGE, "$\\lambda / 2$를 곱해 손실에 더한다", "to the loss, $\\lambda / 2$ times")
def test_a_step_of_weight_decay():
    W, g, b = generator().normal(size=(3, 4))
    params, grads = {"W1": W, "b1": b}, {"W1": g, "b1": g}
    for make in (lambda: SGD(0.1), lambda: Momentum(0.1), lambda: Adam(0.1)):
        moved = WeightDecay(make(), 0.5).update(params, grads)
        assert np.array_equal(moved["b1"], make().update(params, grads)["b1"])
    step = WeightDecay(SGD(0.1), 0.5).update(params, grads)["W1"]
    assert np.allclose(step, (1 - 0.1 * 0.5) * W - 0.1 * g)
    within = WeightDecay(Adam(0.1), 0.5).update(params, grads)["W1"]
    apart = AdamW(0.1, weight_decay=0.5).update(params, grads)["W1"]
    assert np.allclose(apart, Adam(0.1).update(params, grads)["W1"] - 0.1 * 0.5 * W)
    assert not np.allclose(within, apart, atol=0.001)


@quoted(PAGE, "저마다 확률 $p$로 0으로", "sets each neuron to 0 with probability $p$, anew at")
@quoted(PAGE, "어느 뉴런도 다른 뉴런 하나에", "no neuron can lean on a certain other one")
@quoted(PAGE, "평균이 그대로이게", "keeps the mean as it was")
@quoted(PAGE, "추론할 때는 아무것도 끄지 않는다", "In inference nothing is dropped")
@quoted(PAGE, "뉴런을 무작위로 끈다", "| Switches neurons off at random |")
@quoted(PAGE, "모든 뉴런을 쓴다", "Nothing: all neurons take part")
@quoted(PAGE, "0에서 1까지 고르게 뽑은", "drawn evenly from 0 to 1")
@quoted(PAGE, "같은 마스크를 곱한다", "multiplied by the same mask")
def test_dropout():
    layer, x = Dropout(0.25, rng=generator()), generator(1).normal(5, size=(400, 500))
    first, second = (layer.forward(x, training=True) for _ in range(2))
    for y in (first, second):
        assert np.mean(y == 0) == pytest.approx(0.25, abs=0.01)
        assert y.mean() == pytest.approx(x.mean(), rel=0.01)
    assert not np.array_equal(first == 0, second == 0)
    assert np.array_equal(layer.backward(x) == 0, second == 0)
    assert np.array_equal(layer.forward(x), x)


@quoted(PAGE, "`Network`는 기울기를 구할 때는", "`Network` has said `training=True` all along")
@quoted(PAGE, "`train`은 그대로다", "and `train` stays as it is")
def test_who_says_training():
    said = []

    class Told(ReLU):
        def forward(self, x, training=False):
            said.append(training)
            return super().forward(x, training)

    net = Network([Affine(2, 2, rng=generator()), Told()])
    x, t = generator().normal(size=(4, 2)), [0, 1, 0, 1]
    net.predict(x)
    net.accuracy(x, t)
    assert not any(said)
    net.gradient(x, t)
    assert said[-1]


@quoted(
    PAGE, "틈이 좁아지고, 여기서는 시험 정확도도", "The gap narrows, and here the test accuracy"
)
@quoted(PAGE, "배우는 것이 느려진다", "Learning becomes slower")
@quoted(PAGE, "처음 몇 에폭의 정확도는", "in the first epochs the accuracy is lower")
@quoted(
    PAGE,
    "![드롭아웃이 없을 때와 있을 때의 정확도. 있으면 훈련 정확도가 더 천천히 올라 0.95 아래에 "
    "머물고, 시험 정확도는 더 높은 데서 끝난다](dropout.svg)",
    "![Accuracy by epoch without and with dropout. With it the training accuracy rises more slowly "
    "and stays below 0.95, and the test accuracy ends higher](dropout.svg)",
)
def test_dropout_narrows_it():
    plain, dropped = figure(PAGE, "dropout.svg").axes
    (known, unseen), (less, others) = ([line.get_ydata() for line in ax.lines]
                                       for ax in (plain, dropped))  # fmt: skip
    assert np.all(less[:10] < known[:10])
    assert max(less) < 0.95
    assert others[-1] > unseen[-1]
    for seed in (1, 2):
        one, other = learn("plain", seed), learn("dropout", seed)
        assert gap(other) < 0.7 * gap(one)
        assert other[-5:, 1].mean() > one[-5:, 1].mean()
        assert other[:3].mean() < one[:3].mean()


@quoted(PAGE, "배치에서 평균 0, 분산 1로", "to mean 0 and variance 1 over the batch (S.")
@quoted(PAGE, "뉴런마다 배치에서 평균 0, 분산", "Gives each neuron mean 0 and variance 1 over")
@quoted(PAGE, "모아 둔 평균과 분산을 쓴다", "Uses a mean and a variance kept from training")
@quoted(
    PAGE,
    "$\\varepsilon$은 0으로 나누지 않게 한다. 데이터가 바뀌어도 합이 거의 그대로인 뉴런은 그 "
    "때문에 분산이 1보다 작다.",
    "$\\varepsilon$ keeps it from dividing by 0; where the sums hardly differ, it also keeps the "
    "variance below 1.",
)
@quoted(PAGE, "함께 든 데이터에 달려", "an answer must not hang on what else is in the batch")
@quoted(PAGE, "$\\mu$와 $v$를 10분의 1씩 섞어", "mixes a tenth of its $\\mu$ and $v$ into")
@quoted(PAGE, "매개변수 사이에 둔다", "They stand among the parameters")
@quoted(PAGE, "학습할 때의 손실은 이 둘과", "In training the loss does not depend on them")
@quoted(
    PAGE,
    "그래서 기울기가 0이고 옵티마이저는 건드리지 않는다. [AdamW](optimizers.md#adamw)만은 이 "
    "둘까지 줄이지만, 기본값으로는 1만분의 1쯤이다.",
    "so their gradient is 0 and an optimizer leaves them alone. Only [AdamW](optimizers.md#adamw) "
    "shrinks the two, with its defaults by about one part in ten thousand.",
)
def test_batch_normalization():
    layer, x = BatchNormalization(3), generator().normal(4, 3, size=(50, 3))
    y = layer.forward(x, training=True)
    assert np.allclose(y.mean(axis=0), 0)
    assert np.allclose(y.var(axis=0), 1, atol=1e-4)
    assert np.allclose(layer.params["mean"], x.mean(axis=0) / 10)
    assert np.allclose(layer.params["var"], 0.9 + x.var(axis=0) / 10)
    layer.backward(x)
    assert not layer.grads["mean"].any()
    assert not layer.grads["var"].any()
    for make in (SGD, Momentum, Nesterov, AdaGrad, RMSprop, Adam, lambda: WeightDecay(SGD(), 0.5)):
        moved = make().update(layer.params, layer.grads)
        assert all(np.array_equal(moved[name], layer.params[name]) for name in ("mean", "var"))
    before = layer.forward(x, training=True)
    layer.params |= {"mean": x[0], "var": x[1] ** 2}
    assert np.array_equal(layer.forward(x, training=True), before)
    assert np.allclose(layer.forward(x)[:1], layer.forward(x[:1]))
    assert np.isfinite(layer.forward(np.ones((5, 3)), training=True)).all()
    quiet = layer.forward(generator().normal(4, 0.001, size=(50, 3)), training=True)
    assert np.all(quiet.var(axis=0) < 0.2)

    ends = []
    for optimizer in (Adam(), AdamW()):
        layer = BatchNormalization(3)
        for _ in range(200):
            layer.backward(layer.forward(x, training=True))
            layer.params = optimizer.update(layer.params, layer.grads)
        ends.append(layer.params)
    for name in ("mean", "var"):
        assert np.allclose(1 - ends[1][name] / ends[0][name], 1e-4, rtol=0.1)


@quoted(PAGE, "한 뉴런의 기울기를 모두 더하면 0", "The gradients of one neuron add up to 0")
@quoted(PAGE, "똑같이 옮겨서는 아무것도", "moving the whole batch by the same amount changes")
@quoted(PAGE, "세 길로 $x_n$에 닿고", "reaches $x_n$ in three ways, and the three add up")
@quoted(PAGE, "`training`을 잊는 것", "Forgetting `training`")
def test_the_gradient_through_the_batch():
    layer, (x, dout) = BatchNormalization(3), generator().normal(size=(2, 6, 3))
    y = layer.forward(x, training=True)
    dx = layer.backward(dout)
    assert np.allclose(dx.sum(axis=0), 0)
    assert np.allclose(layer.forward(x + 5, training=True), y)
    direct = dout / np.sqrt(x.var(axis=0) + 1e-5)
    mean = -direct.mean(axis=0)
    var = -y * (direct * y).mean(axis=0)
    assert np.allclose(dx, direct + mean + var)
    layer.forward(x)
    assert not np.allclose(layer.backward(dout), dx, atol=0.1)


@quoted(PAGE, "틈은 좁히지 못한다", "It does not close the gap")
@quoted(
    PAGE,
    "그냥은 SGD로 배우지 못할 초깃값에서도 배운다.",
    "with it, SGD learns from a start from which it would not otherwise.",
)
@quoted(PAGE, "표준편차가 0.01로", "with weights of standard deviation 0.01, far smaller than")
@quoted(
    PAGE,
    "![가중치가 작은 다섯 층의 걸음에 따른 손실. ReLU만 쓰면 2.3에 머물고, 배치 정규화를 쓰면 "
    "0.5 아래로 내려간다](normalized-start.svg)",
    "![The loss by step of five layers with small weights. With ReLU alone it stays at 2.3; with "
    "batch normalization it falls below 0.5](normalized-start.svg)",
)
def test_what_batch_normalization_does_and_does_not():
    (axes,) = figure(PAGE, "normalized-start.svg").axes
    alone, batches = (line.get_ydata() for line in axes.lines)
    assert np.all(np.abs(alone - 2.3) < 0.05)
    assert batches[-5:].mean() < 0.5
    assert np.sqrt(2 / 784) > 5 * 0.01
    (x, t), (x_test, t_test) = data()
    reached = []
    for between, optimizer, epochs, seed in (
        (normalized, SGD(0.1), 1, 1),
        (lambda: [ReLU()], SGD(0.1), 4, 1),
        (lambda: [ReLU()], Adam(0.003), 3, 0),  # which needs no help here
    ):
        rng, layers = generator(seed), []
        for n_in in (784, 100, 100, 100, 100):
            layers += [Affine(n_in, 100, rng=rng, std=0.01, dtype=np.float32), *between()]
        net = Network([*layers, Affine(100, 10, rng=rng, std=0.01, dtype=np.float32)])
        train(net, x[:6000], t[:6000], epochs=epochs, optimizer=optimizer, rng=rng)
        reached.append(net.accuracy(x_test[:2000], t_test[:2000]))
    assert reached[0] > 0.7
    assert reached[1] < 0.2
    assert reached[2] > 0.4
    for seed in (1, 2):
        assert 0.9 < gap(learn("normalized", seed)) / gap(learn("plain", seed)) < 1.2


@quoted(PAGE, "출력이 모두 $\\beta$가 된다", "every output is $\\beta$")
@quoted(PAGE, "하나뿐인 배치에는 분산이 없다", "A batch of one has no variance")
@quoted(PAGE, "`train`에서는 마지막 미니배치도", "In `train`, the last mini-batch counts, too")
@quoted(PAGE, "301장을 100장씩 나누면", "301 images in batches of 100 leave one")
@quoted(PAGE, "첫 걸음 전에 이를 거절한다", "refuses that before the first step")
def test_a_batch_of_one():
    bare = BatchNormalization.__mro__[2](3)  # the page's, which refuses nothing
    bare.params["beta"] = np.array([1.0, 2.0, 3.0])
    assert np.array_equal(bare.forward(generator().normal(size=(1, 3)), True), [[1, 2, 3]])
    (x, t), _ = data()
    rng = generator()
    net = Network([Affine(784, 100, rng=rng), *normalized(), Affine(100, 10, rng=rng)])
    with pytest.raises(ValueError, match="got 1 as the last of 301 examples in batches of 100"):
        train(net, x[:301], t[:301], epochs=1, batch_size=100, rng=rng)


@quoted(PAGE, "**바로 앞의 편향은 하는 일이 없다.**", "**A bias right before it does nothing.**")
@quoted(PAGE, "평균을 빼면 사라진다", "The mean takes it away again")
def test_a_bias_before_batch_normalization():
    affine, layer = Affine(4, 3, rng=generator()), BatchNormalization(3)
    x, dout = generator(1).normal(size=(6, 4)), generator(2).normal(size=(6, 3))
    y = layer.forward(affine.forward(x), training=True)
    affine.params["b"] = np.array([3.0, -2.0, 5.0])
    assert np.allclose(layer.forward(affine.forward(x), training=True), y)
    affine.backward(layer.backward(dout))
    assert np.allclose(affine.grads["b"], 0, atol=1e-12)


@quoted(PAGE, "둘 다 무작위로 뽑아", "Draw both at random, train briefly")
@quoted(PAGE, "똑같이 자주 뽑힌다", "from 0.001 to 0.01 is as likely as from 0.1 to 1")
@quoted(PAGE, "무작위로 뽑으면 열여섯씩 본다", "at random, 16 of each")
@quoted(PAGE, "격자는 다른 하나를 네 값밖에", "the grid tries only four values of the other (J.")
@quoted(PAGE, "Y. Bengio, 2012).", "Bengio, 2012).")
def test_the_logarithmic_scale():
    ranges = {"rate": (0.001, 1), "decay": (0.0001, 1)}
    found = random_search(lambda **numbers: 0, ranges, trials=3000, rng=generator(3))
    rates = np.array([numbers["rate"] for _, numbers in found])
    for low in (0.001, 0.01, 0.1):
        assert np.mean((rates >= low) & (rates < 10 * low)) == pytest.approx(1 / 3, abs=0.03)
    few = random_search(lambda **numbers: 0, ranges, trials=16, rng=generator(4))
    assert [len({n[name] for _, n in few}) for name in ranges] == [16, 16]
    assert len({(a, b) for a in range(4) for b in range(4)}) == 16


@quoted(PAGE, "여기서 가장 좋은 셋은", "Here the best three have a rate between 0.03 and 0.3")
@quoted(
    PAGE,
    "![점 열여섯 개. 가로는 학습률, 세로는 감쇠율이고 둘 다 로그 눈금이다. 색은 정확도다. 가장 "
    "좋은 셋은 학습률이 0.03과 0.3 사이, 감쇠율이 0.1 아래인 곳에 있다](search.svg)",
    "![Sixteen points, rate across and decay up, both on logarithmic scales, colored by accuracy. "
    "The three best lie between rates of 0.03 and 0.3, at decays below 0.1](search.svg)",
)
def test_the_search():
    axes = figure(PAGE, "search.svg").axes[0]
    (points,) = axes.collections
    rates, decays = points.get_offsets().T
    best = np.argsort(points.get_array())[-3:]
    assert len(rates) == 16
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    assert np.all((rates[best] > 0.03) & (rates[best] < 0.3))
    assert np.all(decays[best] < 0.1)
