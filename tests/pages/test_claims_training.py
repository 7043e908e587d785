"""What the pages from loss to training say in words, computed."""

import functools

import numpy as np
import pytest
from figures_of import figure
from quoting import quoted

from mlcheats import (
    TwoLayerNet,
    backpropagate,
    cross_entropy_error,
    forward,
    load_mnist,
    networks,
    numerical_diff,
    numerical_gradient,
    sigmoid,
    softmax,
    softmax_cross_entropy,
    train,
    training,
)

data = functools.cache(load_mnist)


@quoted(
    "loss",
    "유한 번 고치면 반드시 풀린다는 것이 **퍼셉트론 수렴 정리**",
    "a finite number of corrections always solves it (A. Novikoff, 1962)",
)
def test_a_perceptron_learns_what_is_separable_and_never_xor():
    x = np.array([[0, 0, 1], [1, 0, 1], [0, 1, 1], [1, 1, 1]])

    def corrections(t):
        w, count = np.zeros(3), 0
        for _ in range(1000):
            before = count
            for row, right in zip(x, t, strict=True):
                if wrong := right - (row @ w > 0):
                    w, count = w + wrong * row, count + 1
            if count == before:
                return count
        return None

    assert all(corrections(t) for t in ([0, 1, 1, 1], [0, 0, 0, 1], [1, 1, 1, 0]))
    assert corrections([0, 1, 1, 0]) is None


@quoted(
    "loss",
    "확률이 $10^{-7}$보다 훨씬 작아지면 [기울기](gradient.md#partial-derivative)도 0에 가까워져",
    "when the probability is far below $10^{-7}$, the [gradient]",
)
def test_what_is_added_in_the_logarithm_takes_the_gradient_away():
    def slope(loss, score):
        return numerical_diff(lambda s: loss(np.array([s, 0.0])), score)

    def added(a):
        return cross_entropy_error(softmax(a), [1, 0])

    assert abs(slope(added, -25.0)) < 0.001 < 0.9 < abs(slope(added, -10.0))
    assert slope(lambda a: softmax_cross_entropy(a, [1, 0]), -25.0) == pytest.approx(-1)


@quoted(
    "gradient",
    "한쪽만 보는 전방 차분의 오차는 $h$에 비례하고, 중심 차분의 오차는 $h^2$에 비례한다.",
    "the error of the central difference is proportional to $h^2$.",
)
def test_the_order_of_the_differences():
    h = np.array([1e-3, 1e-2])
    forward_error = (np.sin(1 + h) - np.sin(1)) / h - np.cos(1)
    central_error = (np.sin(1 + h) - np.sin(1 - h)) / (2 * h) - np.cos(1)
    assert forward_error[1] / forward_error[0] == pytest.approx(10, rel=0.05)
    assert central_error[1] / central_error[0] == pytest.approx(100, rel=0.05)


@quoted(
    "gradient",
    "정수 배열에서는 소수점 아래가 잘려 나가 `[25000. 35000.]` 같은 엉뚱한 값이 된다.",
    "which gives nonsense such as `[25000. 35000.]`.",
)
def test_the_gradient_of_the_draft_on_integers():
    x, h, grad = np.array([3, 4]), 1e-4, np.zeros(2)
    for i in range(2):
        kept = x[i]
        x[i] = kept + h
        above = np.sum(x**2)
        x[i] = kept - h
        grad[i] = (above - np.sum(x**2)) / (2 * h)
        x[i] = kept
    assert grad == pytest.approx([25000, 35000])


@quoted(
    "gradient",
    "0.9는 걸음마다 골짜기를 건너뛰면서도 0.1과 똑같이 줄어든다. 1.0은 양쪽을 오가기만 한다.",
    "With 0.9, every step leaps across the valley, and yet the value falls exactly as with 0.1.",
)
def test_the_rates_that_are_watched():
    x = np.array([-3.0, 4.0])
    near, far, stuck = (x - rate * numerical_gradient(lambda v: v @ v, x) for rate in (0.1, 0.9, 1))
    assert near == pytest.approx(-far)
    assert stuck == pytest.approx(-x)


@quoted(
    "backpropagation",
    "순전파 두세 번 하는 계산으로",
    "with the work of two or three forward passes",
)
@pytest.mark.parametrize("sizes", [(784, 50, 10), (784, 200, 10), (20, 30, 30)])
def test_backpropagation_multiplies_two_or_three_times_as_much(sizes):
    inputs, hidden, outputs = sizes
    passed = inputs * hidden + hidden * outputs
    assert 2 <= (passed + hidden * outputs * 2 + inputs * hidden) / passed <= 3


@quoted(
    "backpropagation",
    "위의 검산을 그대로 하면 상대 오차가 $10^{-3}$을 넘는다.",
    "in the check above, the relative error then exceeds $10^{-3}$.",
)
def test_a_check_in_float32_is_blurred():
    rng = np.random.default_rng(0)
    shapes = {"W1": (20, 8), "b1": 8, "W2": (8, 3), "b2": 3}
    params = {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    x = rng.normal(size=(5, 20)).astype(np.float32)
    t = np.eye(3, dtype=np.float32)[rng.integers(3, size=5)]
    _, analytic = backpropagate(params, x, t)
    h, grad = np.float32(1e-4), np.zeros((20, 8), np.float32)
    for i in np.ndindex(grad.shape):
        up, down = params["W1"].copy(), params["W1"].copy()
        up[i], down[i] = up[i] + h, down[i] - h
        above, below = (
            softmax_cross_entropy(forward(params | {"W1": W}, x), t) for W in (up, down)
        )
        grad[i] = (above - below) / (2 * h)
    assert np.max(np.abs(grad - analytic["W1"])) / np.max(np.abs(analytic["W1"])) > 1e-3


@quoted(
    "backpropagation",
    "$1 - Z_1$을 빠뜨리고 MNIST를 배워도 시험 정확도가 0.87까지 오른다. 빠뜨리지 않으면 0.92다.",
    "Without $1 - Z_1$, training on MNIST still reaches a test accuracy of 0.87; with it, 0.92.",
)
@pytest.mark.parametrize(("missing", "accuracy"), [(True, 0.87), (False, 0.92)])
def test_a_wrong_gradient_learns_too(missing, accuracy):
    (x, t), (x_test, t_test) = data()
    targets = np.eye(10, dtype=np.float32)[t]
    rng = np.random.default_rng(0)
    net = TwoLayerNet(784, 50, 10, rng=rng, dtype=np.float32)
    for batch in rng.permutation(len(x)).reshape(600, 100):
        W1, b1, W2, b2 = (net.params[name] for name in ("W1", "b1", "W2", "b2"))
        z1 = sigmoid(x[batch] @ W1 + b1)
        delta2 = (softmax(z1 @ W2 + b2) - targets[batch]) / 100
        delta1 = delta2 @ W2.T * z1 * (1 if missing else 1 - z1)
        steps = {"W1": x[batch].T @ delta1, "b1": delta1.sum(0)}
        steps |= {"W2": z1.T @ delta2, "b2": delta2.sum(0)}
        net.params = {name: net.params[name] - 0.7 * steps[name] for name in net.params}
    assert net.accuracy(x_test, t_test) == pytest.approx(accuracy, abs=0.01)


@quoted(
    "backpropagation",
    "MNIST에서는 픽셀 다섯 가운데 넷이 0이고, 나머지에도 밝기가 같은 것이 여럿 있다.",
    "In MNIST, four pixels out of five are 0, and among the rest, several share a brightness.",
)
def test_the_pixels_of_mnist():
    (x, _), _ = data()
    assert np.mean(x == 0) == pytest.approx(0.8, abs=0.02)
    lit = [image[image > 0] for image in x[:500]]
    assert all(len(np.unique(pixels)) < 0.9 * len(pixels) for pixels in lit)


@quoted(
    "training",
    "시드가 다르면 다른 숫자를 답하고, 정확도는 그 숫자의 비율이 된다.",
    "With another seed it gives another answer, and the accuracy is the share of that digit.",
)
def test_an_untrained_net_gives_one_answer():
    _, (x_test, t_test) = data()
    nets = [TwoLayerNet(784, 50, 10, rng=np.random.default_rng(seed)) for seed in range(3)]
    answers = [np.unique(np.argmax(net.predict(x_test), axis=-1)) for net in nets]
    assert [len(answer) for answer in answers] == [1, 1, 1]
    assert len(np.unique(np.concatenate(answers))) > 1
    for net, (answer,) in zip(nets, answers, strict=True):
        assert net.accuracy(x_test, t_test) == np.mean(t_test == answer)


@quoted(
    "initialization",
    "학습률을 0.7로 키우면 0.01과 Xavier의 시험 정확도는 0.02도 차이 나지 않는다.",
    "with 0.7, the test accuracies from 0.01 and from Xavier differ by less than 0.02.",
)
def test_a_larger_rate_closes_the_gap_between_the_starts():
    (x, t), test = data()
    accuracies = []
    for scale in (None, 2):
        rng = np.random.default_rng(0)
        net = TwoLayerNet(784, 50, 10, rng=rng, dtype=np.float32)
        for name in ("W1", "W2") if scale else ():
            shape = net.params[name].shape
            W = np.sqrt(scale / sum(shape)) * rng.normal(size=shape)
            net.params[name] = W.astype(np.float32)
        train(net, x, t, epochs=1, learning_rate=0.7, rng=rng)
        accuracies.append(net.accuracy(*test))
    assert abs(accuracies[0] - accuracies[1]) < 0.02


@quoted(
    "initialization",
    "깊으면 tanh의 네 배, 얕으면 tanh와 같이 해도 된다",
    "Four times that of tanh if deep; if shallow, the same as tanh will do",
)
def test_deep_sigmoids_keep_more_spread_from_four_times_xavier():
    def spread(scale, depth):
        rng = np.random.default_rng(0)
        z = rng.normal(size=(1000, 100))
        for _ in range(depth):
            z = sigmoid(z @ (scale / 10 * rng.normal(size=(100, 100))))
        return z.std(axis=0).mean()

    assert spread(4, 5) > 50 * spread(1, 5)
    assert spread(1, 1) > 0.2


@quoted(
    "initialization",
    "Xavier로는 백만분의 일 아래로 떨어지고 He로는 0.01과 100 사이에 남는다.",
    "falls below one millionth with Xavier, and stays between 0.01 and 100 with He.",
)
@pytest.mark.parametrize("seed", range(20))
def test_fifty_layers_of_relu(seed):
    for variance, low, high in ((1, 0, 1e-6), (2, 0.01, 100)):
        rng = np.random.default_rng(seed)
        z = rng.normal(size=(50, 100))
        for _ in range(50):
            z = np.maximum(z @ (np.sqrt(variance / 100) * rng.normal(size=(100, 100))), 0)
        assert low < np.sqrt(np.mean(z**2)) < high


@quoted(
    "training",
    "에폭이 끝날 때마다 그때까지의 기록을 받는다. 그 함수가 참을 돌려주면 학습을 멈춘다",
    "receives the history so far after every epoch. Training stops when that function returns",
)
def test_a_report_gets_the_history_and_may_stop():
    (x, t), _ = data()
    seen = []

    def report(history):
        seen.append(history)
        return len(seen) == 3

    rng = np.random.default_rng(0)
    net = TwoLayerNet(784, 5, 10, rng=rng)
    history = train(net, x[:300], t[:300], epochs=9, rng=rng, report=report)
    assert [len(each.loss) for each in seen] == [3, 6, 9]
    assert [len(each.train_accuracy) for each in seen] == [1, 2, 3]
    assert np.array_equal(history.loss, seen[-1].loss)
    assert np.array_equal(seen[1].loss, history.loss[:6])


@quoted(
    "training",
    "| `predict(x)` | 순전파를 거쳐 확률을 낸다 |\n"
    "| `loss(x, t)` | [교차 엔트로피 오차](loss.md#cross-entropy-error)를 점수에서 곧장 구한다 |\n"
    "| `accuracy(x, t)` | 맞힌 비율을 센다 |\n"
    "| `backpropagate(x, t)` | 확률의 로그와 기울기를 한 번에 구한다. `train`이 쓴다 |\n"
    "| `gradient(x, t)` | 모든 매개변수의 기울기를 [오차역전파법](backpropagation.md)으로 "
    "구한다 |\n"
    "| `numerical_gradient(x, t)` | 같은 기울기를 [수치 "
    "미분](backpropagation.md#central-differences)으로 구한다 |",
    "| `predict(x)` | Gives the probabilities by forward propagation |\n"
    "| `loss(x, t)` | Computes the [cross-entropy error](loss.md#cross-entropy-error) directly "
    "from the scores |\n"
    "| `accuracy(x, t)` | Counts the share of right answers |\n"
    "| `backpropagate(x, t)` | Computes the log-probabilities and the gradient at once, for "
    "`train` |\n"
    "| `gradient(x, t)` | Finds the gradients of all parameters by "
    "[backpropagation](backpropagation.md) |\n"
    "| `numerical_gradient(x, t)` | Finds the same gradients by [numerical "
    "differentiation](backpropagation.md#central-differences) |",
)
@quoted(
    "training",
    "순전파 한 번과 역전파 한 번으로 같은 기울기를 얻는다.",
    "gets the same gradient with one forward pass and one backward pass.",
)
def test_what_the_methods_do():
    rng = np.random.default_rng(0)
    net = TwoLayerNet(7, 5, 3, rng=rng, weight_init_std=1)
    x, t = rng.normal(size=(6, 7)), rng.integers(3, size=6)
    y = net.predict(x)
    assert np.allclose(y.sum(axis=-1), 1)
    assert net.loss(x, t) == pytest.approx(-np.mean(np.log(y[np.arange(6), t])))
    assert net.accuracy(x, t) == np.mean(y.argmax(axis=-1) == t)
    log_y, grads = net.backpropagate(x, t)
    assert np.allclose(np.exp(log_y), y)
    numerical = net.numerical_gradient(x, t)
    for name, grad in net.gradient(x, t).items():
        assert np.array_equal(grad, grads[name])
        assert np.allclose(grad, numerical[name], atol=1e-8)
    assert grads.keys() == net.params.keys()


@quoted(
    "training",
    "가중치는 표준편차가 0.01인 정규분포에서 뽑고, 편향은 0에서 시작한다. "
    "난수 생성기 `rng`를 밖에서 받으므로, 같은 버전의 NumPy에서 같은 시드로 만들면 같은 "
    "신경망이 나온다.",
    "The weights are drawn from a normal distribution with standard deviation 0.01, and the biases "
    "start at 0. The random generator `rng` comes from outside, so with the same version of NumPy, "
    "the same seed gives the same network.",
)
@quoted(
    "training",
    "가중치가 작으니 배우기 전의 신경망은 열 가지에 거의 같은 확률을 준다.",
    "The weights are small, so before training the network gives all ten classes almost the same",
)
@quoted(
    "training",
    "정확도가 0.1이 아니라 0.1135인 것은 이 신경망이 어떤 이미지에나 1이라고 답하기 때문이다. "
    "시험 데이터 10,000장 가운데 1이 1,135장이다.",
    "The accuracy is 0.1135 and not 0.1 because this network answers 1 for every image, "
    "and 1,135 of the 10,000 test images are ones.",
)
def test_a_fresh_net():
    one, same, other = (
        TwoLayerNet(784, 50, 10, rng=np.random.default_rng(seed)) for seed in (0, 0, 1)
    )
    assert all(np.array_equal(one.params[name], same.params[name]) for name in one.params)
    assert not np.array_equal(one.params["W1"], other.params["W1"])
    assert one.params["W1"].std() == pytest.approx(0.01, rel=0.02)
    assert not one.params["b1"].any()
    assert not one.params["b2"].any()
    _, (x, t) = data()
    y = one.predict(x)
    assert np.abs(y - 0.1).max() < 0.02
    assert set(y.argmax(axis=-1)) == {1}
    assert (np.sum(t == 1), len(t), one.accuracy(x, t)) == (1135, 10_000, 0.1135)


@quoted(
    "training",
    "4. **반복**: 1~3단계를 되풀이한다.",
    "4. **Repeat**: do steps 1 to 3 again and again.",
)
@quoted(
    "training",
    "훈련 데이터를 한 번씩 다 쓰는 것을 1**에폭**(epoch)이라 한다. "
    "에폭마다 순서를 새로 섞고, 앞에서부터 미니배치를 차례로 잘라 쓴다. "
    "나누어떨어지지 않으면 마지막 미니배치가 더 작다.",
    "Using all the training data once is called one **epoch**. In every epoch, we shuffle the data "
    "anew and cut consecutive mini-batches from the front. If the data do not divide evenly, the "
    "last mini-batch is smaller.",
)
@quoted(
    "training",
    "그러면 600걸음을 걸어도 열에 서너 장은 한 번도 쓰지 않는다. "
    "섞어서 자르면 모든 이미지를 꼭 한 번씩 쓴다.",
    "Then 600 steps leave out more than a third of the images altogether. "
    "Shuffling and cutting uses every image exactly once.",
)
@quoted(
    "training",
    "초고는 걸음마다 전체에서 100장씩 복원 추출했다.",
    "The draft drew 100 images with replacement at every step.",
)
@quoted(
    "training",
    "미니배치를 뽑고, 기울기를 구하고, 갱신하는 일이 안쪽 반복문의 전부다.",
    "Draw a mini-batch, find the gradient, update: that is all the inner loop does.",
)
@quoted(
    "training",
    "| 손실, 훈련 정확도 | 기울기를 구할 때 나온 `log_y`를 다시 쓴다. 맞힌 것은 에폭이 끝나면 "
    "한꺼번에 센다 | 순전파를 따로 한 번 더 하지 않는다 |\n"
    "| 갱신 | 학습률을 곱한 배열에 `+=`로 매개변수를 더한다 | 배열을 하나 더 만들지 않는다. "
    "받은 배열은 고치지 않는다 |",
    "| Loss, training accuracy | Reuse the `log_y` that comes with the gradient anyway, and "
    "count the right answers once per epoch | There is no second forward pass |\n"
    "| Update | `+=` adds the parameters to the array that the multiplication has made | No "
    "second array is made. Those that were passed in do not change |",
)
@quoted(
    "training",
    "훈련 정확도는 미니배치마다 **배우기 직전에** 맞힌 것을 세어 에폭 동안 평균한 값이다.",
    "Training accuracy counts the right answers in each mini-batch **just before** the network "
    "learns from it, averaged over the epoch.",
)
def test_an_epoch():
    rng = np.random.default_rng(0)
    x, t = rng.normal(size=(25, 4)), rng.integers(3, size=25)
    seen, right, calls = [], [], []

    class Watched(networks.TwoLayerNet):
        def backpropagate(self, batch, labels):
            calls.append("backpropagate")
            seen.append(batch.copy())
            right.extend(super().predict(batch).argmax(-1) == labels.argmax(-1))
            return super().backpropagate(batch, labels)

        def predict(self, batch):
            calls.append("predict")
            return super().predict(batch)

    net = Watched(4, 5, 3, rng=rng)
    before = {name: (value, value.copy()) for name, value in net.params.items()}
    history = training.train(net, x, t, epochs=2, batch_size=10, rng=rng)
    assert [len(batch) for batch in seen] == [10, 10, 5] * 2
    for epoch in (seen[:3], seen[3:]):
        assert sorted(map(tuple, np.concatenate(epoch))) == sorted(map(tuple, x))
    assert not np.array_equal(seen[0], seen[3])
    assert calls.count("backpropagate") == 6
    assert calls.count("predict") <= 1  # how many classes there are
    assert history.train_accuracy == pytest.approx([np.mean(right[:25]), np.mean(right[25:])])
    assert all(np.array_equal(value, copy) for value, copy in before.values())
    left_out = 1 - len(np.unique(rng.choice(60_000, size=(600, 100)))) / 60_000
    assert 0.3 < 1 / 3 < left_out < 0.4


@quoted(
    "training",
    "손실이 유한한 수가 아니면 더 배울 수 없으니 멈춘다. "
    "10,000번 넘게 도는 곳이므로 세 가지에 신경을 썼다.",
    "When the loss is no finite number, nothing more can be learned, and it stops. "
    "It runs more than 10,000 times, so three things deserve care.",
)
@quoted(
    "training",
    "60,000장을 100장씩 나누면 1에폭이 600걸음이다.",
    "With 60,000 images in mini-batches of 100, one epoch is 600 steps.",
)
@quoted(
    "training",
    "39,760개에 79,520번이 한 걸음이다. "
    "순전파 한 번에 0.4밀리초가 걸린다면 한 걸음에 32초, 10,000걸음이면 여든 시간이 넘는다.",
    "39,760 parameters take 79,520 of them per step. If one forward pass takes 0.4 milliseconds, "
    "a step takes 32 seconds, and 10,000 steps take more than 80 hours.",
)
def test_the_numbers_of_steps():
    (x, _), _ = data()
    assert (len(x), len(x) // 100) == (60_000, 600)
    assert 17 * 600 > 10_000
    parameters = 784 * 50 + 50 + 50 * 10 + 10
    assert (parameters, 2 * parameters) == (39_760, 79_520)
    assert round(2 * parameters * 0.4e-3) == 32
    assert 2 * parameters * 0.4e-3 * 10_000 / 3600 > 80
    net = TwoLayerNet(2, 2, 2, rng=np.random.default_rng(0))
    with np.errstate(all="ignore"), pytest.raises(ValueError, match="learning rate"):
        train(
            net,
            np.eye(2),
            np.arange(2),
            epochs=9,
            learning_rate=1e308,
            rng=np.random.default_rng(0),
        )


@quoted(
    "training",
    "손실은 미니배치마다 들쭉날쭉하지만 평균은 내려간다. 아래에서는 100걸음씩 평균한 선을 겹쳐 "
    "그렸다.",
    "The loss jumps around from one mini-batch to the next, but its average goes down. "
    "The plot below adds a line that averages every 100 steps.",
)
@quoted(
    "training",
    "![걸음 수에 따른 손실. 2.3에서 시작해 처음 1,000걸음에 0.6 아래로 떨어지고 그 뒤로 천천히 "
    "줄어든다]",
    "![The loss by step. It starts at 2.3, drops below 0.6 in the first 1,000 steps, "
    "and then falls slowly]",
)
@quoted(
    "training",
    "![에폭에 따른 훈련 정확도와 시험 정확도. 훈련 정확도가 낮은 데서 시작해 곧 시험 정확도에 "
    "붙고, "
    "두 선이 함께 올라간다]",
    "![Training accuracy and test accuracy by epoch. Training accuracy starts lower, soon catches "
    "up with test accuracy, and the two lines rise together]",
)
@quoted(
    "training",
    "처음에 훈련 정확도가 더 낮은 것은 에폭 내내 배우면서 센 평균이기 때문이다. "
    "시험 정확도는 에폭이 끝난 뒤에 잰다.",
    "At first, training accuracy is the lower of the two, because it is an average over an epoch "
    "of learning. Test accuracy is measured after the epoch.",
)
def test_the_curves_of_training():
    loss, smooth = (line.get_ydata() for line in figure("training", "loss-curve.svg").axes[0].lines)
    assert loss[0] == pytest.approx(2.3, abs=0.01)
    assert np.allclose(smooth, loss.reshape(-1, 100).mean(axis=-1))
    assert smooth[9] < 0.6
    assert np.abs(np.diff(loss[2000:])).mean() > 5 * np.abs(np.diff(smooth[20:])).mean()
    assert smooth[0] - smooth[9] > 5 * (smooth[10] - smooth[19])
    assert smooth[-1] < smooth[50] < smooth[10]
    names = {}
    lines = figure("training", "accuracy-curve.svg", names).axes[0].lines
    train_line, test_line = (line.get_ydata() for line in lines)
    assert train_line[0] < test_line[0] - 0.2
    assert np.abs(train_line[2:] - test_line[2:]).max() < 0.02
    assert train_line[-1] > train_line[2]
    assert test_line[-1] > test_line[2]
    (x, t), _ = data()  # measured after the last epoch, it is not the lower one
    assert names["net"].accuracy(x, t) > train_line[-1] - 0.005


@quoted(
    "training",
    "학습률 0.1은 작게 잡은 값이다.",
    "A learning rate of 0.1 is on the small side.",
)
@quoted(
    "training",
    "작은 학습률에서는 큰 입력이 오히려 빨리 배운다. 그러나 은닉층의 시그모이드가 거의 모두 "
    "0이나 1에 "
    "붙어 버려, 학습률을 키워도 정규화한 것을 따라잡지 못한다.",
    "With a small learning rate, large inputs even learn faster. But almost all the sigmoids of "
    "the hidden layer stick to 0 or 1, and no larger rate lets the network catch up with "
    "normalized data.",
)
def test_small_rates_and_large_inputs():
    (x, t), (x_test, t_test) = data()

    def reached(scale, rate):
        rng = np.random.default_rng(0)
        net = TwoLayerNet(784, 50, 10, rng=rng, dtype=np.float32)
        train(net, np.float32(scale) * x, t, epochs=1, learning_rate=rate, rng=rng)
        return net.accuracy(np.float32(scale) * x_test, t_test)

    raw = {rate: reached(255, rate) for rate in (0.01, 0.03, 0.1)}
    scaled = {rate: reached(1, rate) for rate in (0.01, 0.1, 0.7)}
    assert raw[0.01] > scaled[0.01] + 0.5
    assert scaled[0.1] < scaled[0.7] - 0.1
    assert max(raw.values()) < scaled[0.7]
