"""What the page on validation says in words, computed."""

import functools

import numpy as np
from figures_of import figure
from quoting import quoted

from mlcheats import SGD, EarlyStopping, TwoLayerNet, load_mnist, load_weights, save_weights, train

data = functools.cache(load_mnist)


def learn(seed, n=1000, **options):
    (x, t), _ = data()
    rng = np.random.default_rng(seed)
    net = TwoLayerNet(784, 50, 10, rng=rng, dtype=np.float32)
    history = train(net, x[:n], t[:n], rng=rng, **options)
    return net, history


@quoted("validation", "정확도가 실제보다 높게 나온다", "for choosing comes out too high")
@quoted("validation", "가장 잘한 것은 17장을 넘게 맞힌다", "gets more than 17 right")
@quoted("validation", "다른 100장에서는 다시 10장쯤 맞힌다", "it is back at about 10")
def test_the_best_of_many_guessers_looks_good():
    rng = np.random.default_rng(1)
    again = []
    for _ in range(100):
        right = rng.integers(10, size=(1000, 200)) == rng.integers(10, size=200)
        best = np.argmax(right[:, :100].mean(axis=1))
        assert right[best, :100].mean() > 0.17
        again.append(right[best, 100:].mean())
    assert 0.09 < np.mean(again) < 0.11


@quoted("validation", "훈련 데이터가 적으면 신경망은 그것을 외우기", "begins to memorize it")
@quoted("validation", "100에폭까지 할 수 있지만 그 전에", "There may be 100 epochs, but it stops")
@quoted("validation", "마지막 가중치보다 골라 둔", "The weights it kept have a smaller")
@quoted("validation", "검증 손실은 에폭마다 조금씩 오르내린다", "goes up and down a little")
@quoted("validation", "우연히 한 번 오른 것만으로도", "a single accidental rise is enough")
@quoted("validation", "그때부터 검증 손실이 커진다", "from then on the validation loss rises")
@quoted(
    "validation", "검증 손실이 `patience`에폭 동안 줄지", "has not fallen for `patience` epochs"
)
@quoted("validation", "에폭이 끝날 때마다 `report`를 부른다", "calls `report` after every epoch")
@quoted("validation", "멈출 때가 되면 참을 돌려준다", "returns something true when it is time")
@quoted(
    "validation", "검증 손실이 더 줄지 않으면 멈춘다", "when the validation loss no longer falls"
)
@quoted(
    "validation",
    "![에폭에 따른 손실. 훈련 손실은 0 가까이까지",
    "![The loss by epoch. The training loss keeps falling to near 0",
)
def test_few_images_are_memorized():
    (x, t), _ = data()
    train_line, val_line, mark = figure("validation", "early-stopping.svg").axes[0].lines
    seen, val = train_line.get_ydata(), val_line.get_ydata()
    best = np.argmin(val)
    assert list(mark.get_xdata()) == [best + 1] * 2
    assert seen[-1] < 0.1
    assert seen[-1] == min(seen)
    assert val[best] + 0.02 < val[-1]
    assert np.any(np.diff(val[:best]) > 0) or np.any(np.diff(val[best:]) < 0)
    for seed in (1, 3):  # other nets stop, too, and one that hardly waits stops earlier
        stops = {}
        for patience in (1, 10):
            rng = np.random.default_rng(seed)
            net = TwoLayerNet(784, 50, 10, rng=rng, dtype=np.float32)
            stop = EarlyStopping(net, x[-1000:], t[-1000:], patience=patience)
            options = {"epochs": 100, "batch_size": 10, "learning_rate": 1}
            train(net, x[:300], t[:300], rng=rng, report=stop, **options)
            stops[patience] = len(stop.losses)
            assert stops[patience] == np.argmin(stop.losses) + 1 + patience
        assert stops[1] < stops[10] < 100


@quoted("validation", "학습률이 작으면 아직 배우지", "With a small rate the network has not")
@quoted("validation", "같은 학습률로는 덜 배운다", "So the same rate learns less")
@quoted("validation", "한 에폭의 걸음 수는 10분의 1", "an epoch has a tenth of the steps")
@quoted(
    "validation", "배치 100은 학습률 1로 0.8을 넘게", "A batch of 100 exceeds 0.8 at a rate of 1"
)
@quoted("validation", "어느 학습률로도 거의 배우지", "at no rate does it learn much")
@quoted("validation", "배치를 키우면 학습률도 키운다", "A larger batch wants a larger rate")
@quoted("validation", "걸음 수가 모자라면 소용없다", "no use when there are too few steps")
def test_rates_and_batches():
    (x, t), _ = data()
    x_val, t_val = x[-1000:], t[-1000:]

    def accuracy(seed, size, rate):
        net, history = learn(seed, n=10_000, epochs=1, batch_size=size, learning_rate=rate)
        assert len(history.loss) == 10_000 // size
        return net.accuracy(x_val, t_val)

    for seed in (1, 2):
        of_10 = [accuracy(seed, 10, rate) for rate in (0.1, 0.3, 10)]
        of_100 = [accuracy(seed, 100, rate) for rate in (0.1, 0.3, 1, 10)]
        assert min(of_10[:2]) > of_100[1] > of_100[0]
        assert of_100[2] > 0.8 > 0.6 > of_100[1]
        assert max(of_10[2], of_100[3]) < 0.3
        assert max(accuracy(seed, 1000, rate) for rate in (0.1, 1, 3, 10)) < 0.4


@quoted("validation", "전체의 기울기에 가까워지지만", "closer to that of all the data")
@quoted(
    "validation",
    "작은 배치로는 기울기가 들쭉날쭉해서",
    "With small batches the gradient is erratic",
)
def test_a_large_batch_is_nearer_to_the_gradient_of_all():
    (x, t), _ = data()
    net, _ = learn(0, epochs=3)
    rng = np.random.default_rng(0)
    whole = net.gradient(x[:5000], t[:5000])["W2"]

    def miss(size):
        draws = (rng.choice(5000, size, replace=False) for _ in range(10))
        return np.mean([np.linalg.norm(net.gradient(x[d], t[d])["W2"] - whole) for d in draws])

    assert miss(10) > 2.5 * miss(100) > 6 * miss(1000)


@quoted("validation", "골짜기 바닥에서 계속 흔들린다", "keeps shaking at the bottom of the valley")
@quoted("validation", "줄이면 가라앉는다", "At a falling rate it settles")
@quoted("validation", "끝으로 갈수록 학습률을 줄인다", "Lower the learning rate towards the end")
@quoted("validation", "0이 되도록 줄인다", "lowers the rate to 0 after $n$ epochs")
def test_a_falling_rate_settles():
    def last(seed, cosine):
        optimizer, rates = SGD(2.0), []

        def report(history):
            rates.append(1 + np.cos(np.pi * len(history.train_accuracy) / 5))
            if cosine and rates[-1] > 0:
                optimizer.learning_rate = rates[-1]

        options = {"epochs": 5, "batch_size": 10, "optimizer": optimizer, "report": report}
        _, history = learn(seed, n=3000, **options)
        assert np.all(np.diff([2, *rates]) < 0)
        assert abs(rates[-1]) < 1e-12
        return history.loss[-300:].mean()

    assert all(last(seed, True) < 0.8 * last(seed, False) for seed in (1, 2))


@quoted(
    "validation",
    "`save_weights`로 파일에 쓰고 `load_weights`로",
    "`save_weights` writes the weights",
)
@quoted("validation", "배열마다 이름이 있는 NumPy의", "in which every array has a name")
def test_weights_are_saved_by_name(tmp_path):
    net, _ = learn(0, epochs=1)
    save_weights(tmp_path / "net.npz", net.params)
    with np.load(tmp_path / "net.npz") as file:
        assert sorted(file) == ["W1", "W2", "b1", "b2"]
    loaded = load_weights(tmp_path / "net.npz")
    assert all(np.array_equal(loaded[name], net.params[name]) for name in loaded)


@quoted("validation", "명령줄의 `mlcheats train`도", "The command `mlcheats train` does the same")
@quoted(
    "validation", "훈련 이미지의 6분의 1을 떼어 두고", "holds back a sixth of the training images"
)
@quoted("validation", "고르는 데 쓰지 않은 시험 이미지의", "which were not used for choosing")
def test_the_command_holds_back_a_sixth():
    """tests/mlcheats/test_cli.py shows it; its help says so."""
    from mlcheats.cli import TRAIN

    assert "A sixth of the training images is held back" in TRAIN
    assert "Their accuracy on the test images is told at the end" in TRAIN
