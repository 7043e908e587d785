"""What the pages on optimizers say in words, computed. A sentence that changes comes back here."""

import numpy as np
import pytest
from figures_of import figure
from quoting import quoted

from mlcheats import (
    SGD,
    AdaGrad,
    Adam,
    AdamW,
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


def losses(optimizer, seed=0, count=10_000):
    (x, t), _ = load_mnist()
    rng = np.random.default_rng(seed)
    net = TwoLayerNet(784, 50, 10, rng=rng, dtype=np.float32)
    return train(net, x[:count], t[:count], epochs=1, optimizer=optimizer, rng=rng).loss


@quoted(
    "optimizers",
    "이 골짜기에서는 학습률 0.8까지는 $\\alpha$나 학습률이 클수록 더 멀리 지나친다.",
    "In that valley, up to a learning rate of 0.8, a larger $\\alpha$ or a larger learning rate "
    "takes it farther past.",
)
def test_momentum_goes_farther_past_with_a_larger_alpha_or_rate():
    rates, alphas = (0.05, 0.1, 0.2, 0.4, 0.8), (0.8, 0.9, 0.95, 0.99)
    paths = [[descend(Momentum(rate, alpha=a), 400) for a in alphas] for rate in rates]
    for sign, axis in ((1, 0), (-1, 1)):  # it comes from below in x, from above in y
        past = np.array([[(sign * path[:, axis]).max() for path in row] for row in paths])
        for differences in (np.diff(past, axis=0), np.diff(past, axis=1)):
            beyond = past[-differences.shape[0] :, -differences.shape[1] :] > 0
            assert np.all(differences[beyond] > 0)
            assert beyond.sum() > 10
    far = [-descend(Momentum(1.5, alpha=a), 400)[:, 1].min() for a in (0.5, 0.9)]
    assert far[0] > far[1]  # above 0.8, not any more


@quoted(
    "optimizers",
    "**곧 도착할 자리**의 기울기를 재면, 학습률이 작을 때 덜 지나치고 돌아선다",
    "with a small learning rate it turns before it has gone as far",
)
@pytest.mark.parametrize("rate", [0.05, 0.1, 0.2, 0.4])
def test_nesterov_goes_less_far_past(rate):
    ours, theirs = descend(Nesterov(rate), 400), descend(Momentum(rate), 400)
    assert ours[:, 0].max() < theirs[:, 0].max()
    assert ours[:, 1].min() > theirs[:, 1].min()


@quoted(
    "optimizers",
    "학습률이 크면 먼저 발산한다. [골짜기](optimizers-compared.md#valley)에서 네스테로프는 0.7에서 "
    "발산하고, 모멘텀은 1.8에서도 발산하지 않는다.",
    "With a large one it diverges sooner: in the [valley](optimizers-compared.md#valley) at 0.7, "
    "where momentum does not even at 1.8.",
)
@quoted(
    "optimizers",
    "모멘텀과 같고, 모멘텀보다 작은 학습률에서 발산한다 |",
    "The same as for momentum, and it diverges at a smaller learning rate |",
)
def test_nesterov_diverges_at_a_smaller_rate():
    for rate, alpha in ((0.7, 0.9), (0.7, 0.95), (1.8, 0.9)):
        assert np.abs(descend(Nesterov(rate, alpha=alpha), 400)[-1]).max() > 1e6
        assert np.abs(descend(Momentum(rate, alpha=alpha), 400)[-1]).max() < 0.01
    assert np.abs(descend(Nesterov(0.6), 400)[-1]).max() < 0.01


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
    "optimizers-compared",
    "기울기가 $\\varepsilon$보다 훨씬 크기만 하면, 걸음은 그 크기와 상관없이 $\\eta$다.",
    "if only the gradient is much larger than $\\varepsilon$, the step is $\\eta$",
)
def test_adam_steps_by_the_learning_rate_unless_the_gradient_is_tiny():
    steps = [abs(walk(Adam(0.1), [size])[1]) for size in (1e4, 1.0, 1e-4)]
    assert steps == pytest.approx([0.1] * 3, rel=1e-3)
    assert abs(walk(Adam(0.1), [1e-9])[1]) < 0.01


@quoted(
    "optimizers-compared",
    "6.6배 가까이 커진다. 열두 번째 걸음이 가장 크게 어긋난다.",
    "by a factor of almost 6.6. The twelfth step is off the most.",
)
def test_the_steps_of_adam_without_the_correction():
    t = np.arange(1, 10_000)
    factor = (1 - 0.9**t) / np.sqrt(1 - 0.999**t)
    assert 6.55 < factor.max() < 6.6
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
    assert losses(Adam(0.1), seed=4)[:30].max() > 3
    assert losses(Adam(0.01))[:30].max() < 2.5


@quoted(
    "optimizers-compared",
    "여기서 학습률이 1일 때 $\\alpha$를 0.99에서 0.9로 줄이면 100걸음 뒤의 손실이 1.3에서 0.4로 "
    "내려간다.",
    "Here, at a learning rate of 1, reducing $\\alpha$ from 0.99 to 0.9 takes the loss after 100 "
    "steps from 1.3 to 0.4.",
)
def test_less_momentum_where_it_keeps_overshooting():
    wide, narrow = (losses(Momentum(1.0, alpha=a))[-20:].mean() for a in (0.99, 0.9))
    assert wide == pytest.approx(1.3, abs=0.1)
    assert narrow == pytest.approx(0.4, abs=0.06)
    for seed in (3, 4, 5):
        wide, narrow = (losses(Momentum(1.0, alpha=a), seed)[-20:].mean() for a in (0.99, 0.9))
        assert narrow < 0.5 < 0.8 < wide


@quoted(
    "optimizers-compared",
    "- **AdaGrad의 손실이 너무 천천히 내려간다**: $h$에 비해 학습률이 작다. 학습률을 키우거나, 옛 "
    "기울기를 잊는 RMSprop이나 Adam으로 바꾸어 본다.",
    "- **The loss of AdaGrad falls too slowly**: the learning rate is small for its $h$. Increase "
    "it, or try RMSprop or Adam, which forget old gradients.",
)
@quoted(
    "optimizers-compared",
    "- **옵티마이저를 바꿨더니 나빠졌다**: 학습률부터 새로 고른다. [알맞은 "
    "크기](#learning-rates)가 다르다.",
    "- **A change of optimizer made it worse**: first choose the learning rate again. The [right "
    "size](#learning-rates) is a different one.",
)
@pytest.mark.parametrize("seed", [1, 2])
def test_what_another_rate_or_optimizer_does(seed):
    def end(optimizer):
        return losses(optimizer, seed)[-20:].mean()

    slow = end(AdaGrad(0.001))
    assert max(end(AdaGrad(0.1)), end(RMSprop(0.001)), end(Adam(0.001))) < slow - 0.3
    sgd = end(SGD(1.0))
    assert end(Adam(1.0)) > sgd > end(Adam(0.03))
    quiet = [100.0] + [0.0] * 200
    adagrad, rmsprop, adam = AdaGrad(), RMSprop(), Adam(beta2=0.9)
    for optimizer in (adagrad, rmsprop, adam):
        walk(optimizer, quiet)
    assert adagrad.h["w"] == 100.0**2
    assert max(rmsprop.h["w"], adam.v["w"]) < 1e-4


@quoted(
    "optimizers",
    "SGD와 그것을 고친 여섯 가지를 차례로 만든다.",
    "We build SGD and six that are made from it, one after another.",
)
@quoted(
    "optimizers",
    "옵티마이저는 상태를 이어 가므로, 새 신경망에는 새 옵티마이저를 쓴다.",
    "An optimizer carries its state along, so give a new network a new optimizer.",
)
@pytest.mark.parametrize("kind", [Momentum, Nesterov, AdaGrad, RMSprop, Adam, AdamW])
def test_an_optimizer_carries_its_state_along(kind):
    used = kind()
    walk(used, [3.0] * 20)
    assert walk(used, [-1.0])[-1] != pytest.approx(walk(kind(), [-1.0])[-1], rel=0.1)


@quoted(
    "optimizers",
    "`update`는 매개변수와 기울기를 받아 새 매개변수를 돌려준다. 받은 배열은 고치지 않는다.",
    "`update` takes parameters and gradients and returns new parameters. It does not change the "
    "arrays it is given.",
)
@pytest.mark.parametrize("kind", [SGD, Momentum, Nesterov, AdaGrad, RMSprop, Adam, AdamW])
def test_what_is_given_is_not_changed(kind):
    optimizer, w, g = kind(), np.arange(3.0), np.ones(3)
    params, grads = {"w": w}, {"w": g}
    for _ in range(3):
        new = optimizer.update(params, grads)
        assert not np.shares_memory(new["w"], w)
        new["w"] += 1
        assert not np.array_equal(new["w"], w)
        assert np.array_equal(w, np.arange(3.0))
        assert np.array_equal(g, np.ones(3))
        assert (params, grads) == ({"w": w}, {"w": g})


@quoted(
    "optimizers",
    "연산은 모두 원소끼리 한다.",
    "All operations work element by element.",
)
def test_element_by_element():
    kinds = (SGD, Momentum, Nesterov, AdaGrad, RMSprop, Adam, AdamW)
    gradients = np.random.default_rng(0).normal(size=(5, 3))
    for kind in kinds:
        together, alone = kind(), [kind() for _ in range(3)]
        params, single = {"w": np.zeros(3)}, [{"w": 0.0}] * 3
        for gradient in gradients:
            params = together.update(params, {"w": gradient})
            pairs = zip(alone, single, gradient, strict=True)
            single = [one.update(w, {"w": g}) for one, w, g in pairs]
        assert np.allclose(params["w"], [w["w"] for w in single])


@quoted(
    "optimizers",
    "| [좁은 골짜기](optimizers-compared.md#valley)에서 느리다 |",
    "| Slow in [narrow valleys](optimizers-compared.md#valley) |",
)
@quoted(
    "optimizers",
    "걸음이 열 배까지 커지니 학습률을 SGD보다 작게 잡는다",
    "Its steps grow up to ten times as long, so it needs a smaller learning rate than SGD",
)
@quoted(
    "optimizers",
    "흔히 0.9로 둔다. 기울기가 늘 같으면 걸음은 SGD의 $1/(1 - \\alpha)$배, 곧 열 배까지 커진다.",
    "is usually 0.9. If the gradient stays the same, the steps grow to $1/(1 - \\alpha)$ times "
    "those of SGD, that is, ten times.",
)
@quoted(
    "optimizers",
    "늘 같은 쪽으로 밀리면 빨라지고 이쪽저쪽으로 밀리면 걸음이 반쯤으로 준다",
    "pushes in one direction add up, and pushes back and forth come to about half a step",
)
def test_momentum_adds_up():
    for kind in (Momentum, Nesterov):
        steps = np.abs(np.diff(walk(kind(0.1), [1.0] * 300)))
        assert np.all(np.diff(steps) >= -1e-12)
        assert steps.max() == pytest.approx(10 * 0.1, rel=1e-3)
    back_and_forth = np.abs(np.diff(walk(Momentum(0.1), [1.0, -1.0] * 150)))
    assert back_and_forth[-20:] == pytest.approx(0.1 / 1.9)  # SGD: 0.1
    assert np.abs(descend(SGD(0.95), 30)[-1, 0]) > np.abs(descend(RMSprop(0.3), 30)[-1, 0])


@quoted(
    "optimizers",
    "| 같은 기울기에 걷는 걸음이 갈수록 작아진다 |",
    "| Its steps for the same gradient keep getting smaller |",
)
@quoted(
    "optimizers",
    "$h$는 줄어드는 일이 없다. 그래서 기울기가 늘 같고 $\\varepsilon$보다 훨씬 크면, 그 크기와 "
    "상관없이 $t$번째 걸음이 $\\eta / \\sqrt{t}$로 줄어든다.",
    "$h$ never shrinks. So if the gradient stays the same and is much larger than $\\varepsilon$, "
    "step number $t$ shrinks to $\\eta / \\sqrt{t}$, whatever the size of the gradient.",
)
@quoted(
    "optimizers",
    "$\\varepsilon$은 0으로 나누지 않게 하는 아주 작은 수다. 기울기가 그만큼 작으면 걸음도 "
    "작아진다.",
    "$\\varepsilon$ is a tiny number that prevents division by 0. Where the gradient is as small "
    "as that, the steps are smaller, too.",
)
def test_adagrad_goes_slower_and_slower():
    t = np.arange(1, 200)
    for size in (1e-3, 1.0, 1e5):
        optimizer = AdaGrad(0.1)
        steps = np.abs(np.diff(walk(optimizer, [size] * 199)))
        assert steps == pytest.approx(0.1 / np.sqrt(t), rel=1e-4)
    assert walk(AdaGrad(0.1), [0.0])[-1] == 0
    assert walk(AdaGrad(0.1), [1e-8])[-1] == pytest.approx(-0.1 / 2)


@quoted(
    "optimizers",
    "걸음이 대체로 학습률을 넘지 않는다 | 매개변수의 두 배를 더 기억한다 |",
    "most of its steps are no larger than the learning rate | "
    "Stores two more numbers for each parameter |",
)
@quoted(
    "optimizers-compared",
    "$m$과 $v$는 0에서 시작하므로 처음에는 평균이 0 쪽으로 치우친다.",
    "$m$ and $v$ start at 0, so at first the averages are too close to 0.",
)
def test_the_steps_and_the_memory_of_adam():
    (x, t), _ = load_mnist()
    for seed, rate in ((0, 0.001), (1, 0.003), (2, 0.01)):
        rng, optimizer, sizes = np.random.default_rng(seed), Adam(rate), []
        net = TwoLayerNet(784, 50, 10, rng=rng, dtype=np.float32)
        for batch in rng.integers(len(x), size=(100, 100)):
            new = optimizer.update(net.params, net.gradient(x[batch], t[batch]))
            moved = [np.ravel(w - net.params[name]) for name, w in new.items()]
            sizes.append(np.abs(np.concatenate(moved)))
            net.params = new
        sizes = np.concatenate(sizes)
        assert np.mean(sizes[sizes > 0] <= 1.01 * rate) > 0.85
        assert sizes.max() < 4 * rate
    there_and_back = np.abs(np.diff(walk(Adam(0.1), [1.0, -1.0] * 200)))
    assert there_and_back[-1] < 0.1 / 15  # and some are far smaller
    optimizer = Adam()
    optimizer.update({"w": np.zeros(7)}, {"w": np.ones(7)})
    assert (optimizer.m["w"].size, optimizer.v["w"].size) == (7, 7)
    assert np.all(optimizer.m["w"] < 0.2)
    assert np.all(optimizer.v["w"] < 0.2)


@quoted(
    "optimizers",
    "여기서 $v$는 속도가 아니다.",
    "Here $v$ is not a velocity.",
)
@quoted(
    "optimizers",
    "제곱을 모두 더하지 않고 최근 것에 더 큰 비중을 두어 평균한다.",
    "Instead of adding up all squares, it takes an average in which recent ones count more.",
)
def test_averages_of_squares():
    gradients = np.random.default_rng(0).normal(size=50)
    rmsprop, adam = RMSprop(), Adam()
    walk(rmsprop, gradients)
    walk(adam, gradients)
    for h, decay in ((rmsprop.h["w"], 0.9), (adam.v["w"], 0.999)):
        weights = (1 - decay) * decay ** np.arange(50)[::-1]
        assert np.all(np.diff(weights) > 0)
        assert h == pytest.approx(np.sum(weights * gradients**2))


@quoted(
    "optimizers-compared",
    "다음 함수는 $y$ 쪽이 $x$ 쪽보다 스무 배 가파르게 굽었다.",
    "The next function curves twenty times as sharply along $y$ as along $x$.",
)
@quoted(
    "optimizers-compared",
    "골짜기의 바닥은 오른쪽에 있는데 걸음은 위아래로 튄다. "
    "기울기의 반대쪽은 최솟값이 있는 쪽이 아니라 그 자리에서 가장 가파른 내리막이기 때문이다.",
    "The lowest point lies to the right, but the steps bounce up and down. The negative gradient "
    "does not point at the minimum; it points down the steepest slope at that spot.",
)
@quoted(
    "optimizers-compared",
    "![가로로 긴 타원의 등고선 위에서, SGD의 길이 위아래로 크게 꺾이며 가운데로 천천히 다가간다]",
    "![On contours that are wide, flat ellipses, the path of SGD zigzags up and down and only "
    "slowly approaches the center]",
)
def test_the_zigzag():
    assert pytest.approx(20) == 2 / (1 / 10)
    (axes,) = figure("optimizers-compared", "sgd-zigzag.svg").axes
    path = axes.lines[0].get_xydata()
    assert np.allclose(path, descend(SGD(0.95), 30))
    assert np.all(path[:-1, 1] * path[1:, 1] < 0)
    assert np.all(np.diff(path[:, 0]) > 0)
    assert path[15, 0] < -1
    levels = axes.collections[0]
    ellipse = levels.get_paths()[0].vertices
    assert np.ptp(ellipse[:, 0]) > 4 * np.ptp(ellipse[:, 1])


@quoted(
    "optimizers-compared",
    "같은 골짜기에서 여섯 옵티마이저가 서른 걸음을 간 길이다.",
    "Here are thirty steps of each of the six optimizers in the same valley.",
)
@quoted(
    "optimizers-compared",
    "![등고선 위의 여섯 길. SGD는 위아래로 튀고, 모멘텀은 크게 휘돌고, 네스테로프는 덜 휘돌고, "
    "AdaGrad와 RMSprop은 거의 곧게, Adam은 조금 휘며 가운데로 간다]",
    "![Six paths on contours. SGD bounces up and down, momentum swings wide, Nesterov less wide, "
    "AdaGrad and RMSprop go almost straight to the center, and Adam curves a little on the way]",
)
@quoted(
    "optimizers-compared",
    "이 학습률에서 모멘텀과 네스테로프는 0인 바닥을 지나쳤다가 돌아오지만, 네스테로프가 덜 "
    "지나친다. Adam도 지나치지만 그보다 덜하고, AdaGrad와 RMSprop은 거의 지나치지 않는다.",
    "At these learning rates momentum and Nesterov go past the bottom, at 0, and come back, "
    "Nesterov not as far. Adam goes past it, too, but less; AdaGrad and RMSprop hardly at all.",
)
def test_six_paths():
    cells = figure("optimizers-compared", "optimizer-paths.svg").axes
    paths = {cell.get_title(): cell.lines[0].get_xydata() for cell in cells}
    assert {len(path) for path in paths.values()} == {31}
    lowest = {name: path[:, 1].min() for name, path in paths.items()}
    assert lowest["Momentum"] < lowest["Nesterov"] < lowest["Adam"] < -0.1
    assert min(lowest["AdaGrad"], lowest["RMSprop"]) > -0.05
    others = AdaGrad(3), RMSprop(1), Adam(2)  # at other rates all go past it
    assert all(descend(optimizer, 30)[:, 1].min() < -0.9 for optimizer in others)

    def detour(path):
        """How much longer the way is than the straight line from its start to its end."""
        return np.sum(np.hypot(*np.diff(path, axis=0).T)) / np.hypot(*(path[-1] - path[0]))

    detours = {name: detour(path) for name, path in paths.items()}
    assert max(detours["AdaGrad"], detours["RMSprop"]) < 1.1
    assert detours["AdaGrad"] < detours["Adam"] < detours["Nesterov"] < detours["Momentum"]
    assert np.all(paths["SGD"][:-1, 1] * paths["SGD"][1:, 1] < 0)


@quoted(
    "optimizers-compared",
    "SGD의 걸음은 기울기에 비례하지만, AdaGrad, RMSprop, Adam은 기울기를 그 크기로 나누므로 "
    "학습률이 걸음의 크기를 정한다.",
    "The steps of SGD are proportional to the gradient, but AdaGrad, RMSprop and Adam divide the "
    "gradient by its size, so there the learning rate itself sets the size of the step.",
)
def test_what_sets_the_size_of_a_step():
    for kind, by_gradient in ((SGD, True), (AdaGrad, False), (RMSprop, False), (Adam, False)):
        one, thousand = (np.abs(np.diff(walk(kind(0.1), [size] * 5))) for size in (1.0, 1e3))
        assert thousand == pytest.approx(1000 * one if by_gradient else one, rel=1e-3)


@quoted(
    "optimizers-compared",
    "여기서 가장 좋은 학습률이 SGD와 Adam은 백 배쯤 다르고, 시드를 바꾸어도 서른 배 넘게 다르다.",
    "Here the best learning rates of SGD and Adam differ by a factor of about a hundred, and with "
    "other seeds by more than thirty.",
)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_best_rates_of_sgd_and_adam(seed):
    best = []
    for kind, places in ((SGD, (-0.5, 0, 0.5)), (Adam, (-2.5, -2, -1.5, -1))):
        rates = 10.0 ** np.array(places)
        best.append(rates[np.argmin([losses(kind(r), seed)[-20:].mean() for r in rates])])
    assert best[0] > 30 * best[1]


@quoted(
    "optimizers-compared",
    "| `SGD(η)` | 0.1 | `SGD(lr=η)` |",
    "| `SGD(η)` | 0.1 | `SGD(lr=η)` |",
)
@quoted(
    "optimizers-compared",
    "| `Momentum(η)` | 0.01 | `SGD(lr=η, momentum=0.9)` |",
    "| `Momentum(η)` | 0.01 | `SGD(lr=η, momentum=0.9)` |",
)
@quoted(
    "optimizers-compared",
    "| `Nesterov(η)` | 0.01 | `SGD(lr=η, momentum=0.9, nesterov=True)` |",
    "| `Nesterov(η)` | 0.01 | `SGD(lr=η, momentum=0.9, nesterov=True)` |",
)
@quoted(
    "optimizers-compared",
    "| `AdaGrad(η)` | 0.01 | `Adagrad(lr=η)` |",
    "| `AdaGrad(η)` | 0.01 | `Adagrad(lr=η)` |",
)
@quoted(
    "optimizers-compared",
    "| `RMSprop(η)` | 0.001 | `RMSprop(lr=η, alpha=0.9)` |",
    "| `RMSprop(η)` | 0.001 | `RMSprop(lr=η, alpha=0.9)` |",
)
@quoted(
    "optimizers-compared",
    "| `Adam(η)` | 0.001 | `Adam(lr=η)` |",
    "| `Adam(η)` | 0.001 | `Adam(lr=η)` |",
)
@quoted(
    "optimizers-compared",
    "| `AdamW(η)` | 0.001 | `AdamW(lr=η, weight_decay=0.01)` |",
    "| `AdamW(η)` | 0.001 | `AdamW(lr=η, weight_decay=0.01)` |",
)
@pytest.mark.elsewhere
@pytest.mark.parametrize("size", [1, 1e-3])
def test_the_names_in_pytorch_take_the_same_steps(size):
    import torch

    rate, rng = 0.05, np.random.default_rng(0)
    start, gradients = rng.normal(size=5), size * rng.normal(size=(20, 5))
    there = torch.optim
    pairs = [
        (SGD, there.SGD, {}),
        (Momentum, there.SGD, {"momentum": 0.9}),
        (Nesterov, there.SGD, {"momentum": 0.9, "nesterov": True}),
        (AdaGrad, there.Adagrad, {}),
        (RMSprop, there.RMSprop, {"alpha": 0.9}),
        (Adam, there.Adam, {}),
        (AdamW, there.AdamW, {"weight_decay": 0.01}),
    ]
    for ours, theirs, options in pairs:
        w = torch.tensor(start, requires_grad=True)
        optimizer = theirs([w], lr=rate, **options)
        for gradient in gradients:
            w.grad = torch.tensor(gradient)
            optimizer.step()
        assert np.allclose(walk(ours(rate), gradients, start)[-1], w.detach().numpy(), atol=1e-6)


@quoted(
    "optimizers-compared",
    "MNIST 10,000장으로 한 에폭, 곧 100걸음 학습하고 마지막 20걸음의 손실을 평균한다.",
    "We train for one epoch on 10,000 MNIST images, that is, for 100 steps, "
    "and average the loss of the last 20.",
)
@quoted(
    "optimizers-compared",
    "![학습률에 따른 손실. 여섯 선이 모두 골짜기 모양이고, RMSprop과 Adam의 바닥은 0.03 언저리, "
    "SGD의 바닥은 3 언저리에 있다]",
    "![The loss by learning rate. All six lines are valleys; RMSprop and Adam are lowest around "
    "0.03, SGD around 3]",
)
@quoted(
    "optimizers-compared",
    "저마다 가장 좋은 학습률 가까이에서 60,000장으로 한 에폭 학습한다.",
    "We train each for one epoch on all 60,000 images, near its best learning rate.",
)
@quoted(
    "optimizers-compared",
    "![걸음에 따른 여섯 손실 곡선. SGD가 처음에 뒤처졌다가 차츰 따라붙는다]",
    "![Six loss curves by step. SGD lags behind at first and gradually catches up]",
)
def test_the_figures_of_losses():
    names = {}
    lines = figure("optimizers-compared", "learning-rates.svg").axes[0].lines
    best = {}
    for line in lines:
        rates, ends = line.get_data()
        low = np.argmin(ends)
        assert 0 < low < len(ends) - 1
        best[line.get_label()] = rates[low]
    assert len(best) == 6
    assert best["RMSprop"] == pytest.approx(0.03, rel=0.1)
    assert best["Adam"] == pytest.approx(0.03, rel=0.1)
    assert best["SGD"] == pytest.approx(3, rel=0.1)
    lines = figure("optimizers-compared", "optimizer-comparison.svg", names).axes[0].lines
    curves = {line.get_label(): line.get_ydata() for line in lines}
    others = np.median([curve for name, curve in curves.items() if name != "SGD"], axis=0)
    lag = curves["SGD"] - others
    assert lag[:3].min() > 0.1 > np.abs(lag[-5:]).max()
    for optimizer in names["optimizers"]:
        near = best[type(optimizer).__name__] / optimizer.learning_rate
        assert 1 / 3.5 < near < 3.5


@quoted("optimizers", "Adam으로 배우면서 가중치를 작게", "Adam whose weights should stay small")
@quoted("optimizers", "SGD에서는 같은 일이 된다", "With SGD, adding $\\frac{\\lambda}{2} w^2$")
@quoted(
    "optimizers", "기울기가 큰 가중치일수록 덜 줄어든다", "weights with large gradients shrink less"
)
@quoted("optimizers", "AdamW는 기울기와 따로 줄인다", "AdamW shrinks them apart from the gradient")
@quoted("optimizers", "조금씩 0 쪽으로 줄이는 것을", "a little towards 0 at every step")
@quoted(
    "optimizers",
    "기울기가 처음부터 내내 0이면 걸음마다",
    "Where the gradient has always been 0, a step multiplies",
)
def test_weights_decay_apart_from_the_gradient():
    still, moving = (walk(AdamW(0.1, weight_decay=0.5), [g, 0.0, 0.0], 1.0) for g in (0.0, 1.0))
    assert np.allclose(still, 0.95 ** np.arange(4))
    assert np.all(moving[2:] < 0.94 * moving[1:-1])  # momentum is left of the first gradient
    decay, rate, w = 0.1, 0.01, np.ones(2)
    noise = np.random.default_rng(0).choice([-1.0, 1.0], 2000)
    grads = noise[:, None] * [0.1, 10.0]  # they pull nowhere on average

    def end(make, penalty):
        optimizer, params = make(), {"w": w}
        for grad in grads:
            params = optimizer.update(params, {"w": grad + penalty * params["w"]})
        return params["w"]

    def shrunk(make, penalty, base):
        return 1 - end(make, penalty) + (end(base, 0) - 1)

    # SGD: the penalty in the loss multiplies the weight by 1 - ηλ, whatever the gradient.
    step = SGD(rate).update({"w": w}, {"w": grads[0] + decay * w})["w"]
    assert np.allclose(step, (1 - rate * decay) * w - rate * grads[0], rtol=1e-15)
    # Adam: less where the gradient is large. AdamW: alike.
    small, large = shrunk(lambda: Adam(rate), decay, lambda: Adam(rate))
    assert small > 2 * abs(large)
    for gradient in (0.1, 10.0):  # a step of AdamW differs from Adam's by η λ w
        apart = AdamW(rate, weight_decay=decay).update({"w": w}, {"w": gradient * w})["w"]
        alone = Adam(rate).update({"w": w}, {"w": gradient * w})["w"]
        assert np.allclose(alone - apart, rate * decay * w, rtol=1e-12)
