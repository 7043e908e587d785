"""What the lab says in words and in its descriptions of figures, computed; its numbers are in
tests/run/test_lab.py, which asks the built page."""

import numpy as np
import pytest
from figures_of import figure
from quoting import quoted

from mlcheats import load_mnist


@quoted(
    "lab",
    "![숫자별 훈련 이미지의 수. 열 막대의 높이가 비슷하다]",
    "![The number of training images of each digit: ten bars of similar height]",
)
@quoted(
    "lab",
    "그러니 한 가지만 답해서는 높은 정확도를 얻지 못한다. "
    "한 가지가 90%인 데이터라면 그것만 답해도 정확도가 0.9다.",
    "So always giving one answer does not score high. "
    "If one of them made up 90% of the data, always answering that one would score 0.9.",
)
def test_how_many_of_each():
    heights = [bar.get_height() for bar in figure("lab", "lab-balance.svg").axes[0].patches]
    _, (_, t) = load_mnist()
    (_, t_train), _ = load_mnist()
    assert heights == [np.sum(t_train == digit) for digit in range(10)]
    assert max(heights) < 1.3 * min(heights)
    assert max(np.mean(t == digit) for digit in range(10)) < 0.12
    uneven = np.repeat([0, 1], [90, 10])
    assert np.mean(uneven == 0) == 0.9


@quoted(
    "lab",
    "![0부터 9까지의 평균 이미지. 가장자리가 흐릿하고, 1이 가장 또렷하다]",
    "![The mean images from 0 to 9: blurred at the edges, and 1 the sharpest]",
)
@quoted(
    "lab",
    "밝은 곳은 잉크가 자주 닿는 곳이고, 흐린 곳은 쓸 때마다 다른 곳이다. "
    "여기서 아무것도 배우지 않는 분류기를 하나 얻는다.",
    "Where the picture is bright, there is often ink; where it is blurred, each digit is written "
    "differently. From this we get a classifier that learns nothing at all:",
)
def test_the_mean_images():
    cells = figure("lab", "lab-means.svg").axes
    (x, t), _ = load_mnist()
    steepest, mean_slope = [], []
    for digit, cell in enumerate(cells):
        mean = x[t == digit].mean(axis=0).reshape(28, 28)
        assert np.allclose(cell.images[0].get_array(), mean)
        assert cell.get_title() == str(digit)
        slope = np.hypot(*np.gradient(mean))
        steepest.append(slope.max())
        mean_slope.append(slope[mean > 0.05].mean())
        often = (x[t == digit] > 0.5).mean(axis=0).reshape(28, 28)
        assert np.corrcoef(mean.ravel(), often.ravel())[0, 1] > 0.99
    assert np.argmax(steepest) == np.argmax(mean_slope) == 1


@pytest.fixture(scope="module")
def names():
    """What the cells define, up to the last figure."""
    found = {}
    figure("lab", "lab-shift.svg", found)
    return found


@quoted(
    "lab",
    "![걸음 수에 따른 손실. 처음에 가파르게 떨어지고, 끝까지 천천히 줄어든다]",
    "![The loss by step: steep at first, and falling slowly to the end]",
)
@quoted(
    "lab",
    "손실은 100걸음씩 평균하고, 작은 값도 보이도록 세로축을 로그로 잡는다.",
    "We average the loss over every 100 steps, "
    "and make the vertical axis logarithmic to show small values too.",
)
@quoted(
    "lab",
    "![에폭에 따른 정확도. 훈련 정확도는 끝까지 오르고, 시험 정확도는 뒤로 갈수록 조금만 오른다]",
    "![The accuracy by epoch: training accuracy rises to the end, "
    "test accuracy rises less and less]",
)
@quoted(
    "lab",
    "훈련 데이터에서 더 배우는 것이 시험 데이터에는 점점 덜 도움이 된다.",
    "What the network still learns from the training data helps less and less on the test data:",
)
@quoted(
    "lab",
    "`TwoLayerNet`을 `train`의 기본값으로 20에폭 학습시킨다.",
    "for 20 epochs, with the defaults of `train`.",
)
def test_the_curves(names):
    axes = figure("lab", "lab-loss.svg").axes[0]
    loss = axes.lines[0].get_ydata()
    assert axes.get_yscale() == "log"
    assert len(loss) == 20 * 600 / 100
    assert loss[0] / loss[6] > 3 * loss[6] / loss[12]
    assert loss[-6:].mean() < loss[-30:-24].mean() < loss[30:36].mean()
    train_line, test_line = (
        line.get_ydata() for line in figure("lab", "lab-accuracy.svg").axes[0].lines
    )
    assert len(train_line) == 20
    assert np.all(np.diff(train_line) > -0.001)
    assert test_line[4] - test_line[0] > 3 * (test_line[9] - test_line[4]) > 0
    assert test_line[9] - test_line[4] > test_line[-1] - test_line[14]
    gap = train_line - test_line
    assert gap[-1] > gap[10] > gap[2]


@quoted(
    "lab",
    "![대각선을 뺀 혼동 행렬. 원이 클수록 자주 틀린다. 정답 4를 9로 읽은 원이 가장 크다]",
    "![The confusion matrix without its diagonal. The larger a circle, the more frequent the "
    "mistake; the largest is a 4 read as a 9]",
)
@quoted(
    "lab",
    "이 신경망이 가장 자주 하는 실수는 4를 9로 읽는 것이다. 위를 닫아 쓴 4는 9와 비슷하다.",
    "The most frequent mistake of this network is to read a 4 as a 9. "
    "A 4 that is closed at the top resembles a 9.",
)
def test_the_circles(names):
    circles = figure("lab", "lab-confusion.svg").axes[0].collections[0]
    answer, label = circles.get_offsets()[np.argmax(circles.get_sizes())]
    assert (label, answer) == (4, 9)
    places = np.array(circles.get_offsets()).astype(int)
    counts = [np.sum((names["t_test"] == j) & (names["answers"] == i)) for i, j in places]
    assert np.array_equal(
        np.argsort(counts, stable=True), np.argsort(circles.get_sizes(), stable=True)
    )
    assert np.all(places[:, 0] != places[:, 1])
    means = names["means"]
    four = names["x_test"][(names["t_test"] == 4) & (names["answers"] == 9)]
    assert (
        np.linalg.norm(four - means[9], axis=1).mean()
        < np.linalg.norm(four - means[7], axis=1).mean()
    )


@quoted(
    "lab",
    "크게 확신하고도 틀린 것부터 열 장을 꺼내 본다.",
    "Here are ten of its mistakes, from the surest down.",
)
@quoted(
    "lab",
    "![크게 확신하고 틀린 열 장. 제목은 정답과 신경망의 답이다]",
    "![The ten surest mistakes, each titled with the label and the answer of the network]",
)
@quoted(
    "lab",
    "90%보다 확신할 때만 답하고 나머지는 사람에게 넘긴다고 하자.",
    "Suppose the network answers only when it is more than 90% sure, "
    "and leaves the rest to people.",
)
def test_the_surest_mistakes(names):
    cells = figure("lab", "lab-surest.svg").axes
    y, t = names["net"].predict(names["x_test"]), names["t_test"]
    wrong = np.flatnonzero(y.argmax(axis=-1) != t)
    surest = wrong[np.argsort(y[wrong].max(axis=-1))[::-1][:10]]
    assert [cell.get_title() for cell in cells] == [f"{t[i]} → {y[i].argmax()}" for i in surest]
    assert y.max(axis=-1)[surest].min() > 0.985
    assert np.mean(y.max(axis=-1) > 0.9) > 0.9


@quoted(
    "lab",
    "은닉층의 뉴런 하나에는 픽셀마다 가중치가 하나씩, 784개 있다. 이것을 28 × 28로 되돌려 그린다. "
    "잉크가 빨간 곳에 있으면 뉴런의 출력이 커지고, 파란 곳에 있으면 작아진다.",
    "A neuron of the hidden layer has one weight per pixel, 784 in all. We draw them back in their "
    "28 × 28 places. Ink on red raises the output of the neuron, ink on blue lowers it.",
)
@quoted(
    "lab",
    "![은닉 뉴런 50개의 가중치. 빨강과 파랑의 획과 얼룩이 저마다 다르고, 가장자리는 비어 있다]",
    "![The weights of the 50 hidden neurons: strokes and blots of red and blue, each different, "
    "and empty edges]",
)
@quoted(
    "lab",
    "어느 숫자인지는 출력층이 50개의 출력을 모아 정한다. 한 번도 켜지지 않은 가장자리의 픽셀은 "
    "기울기가 언제나 0이어서,",
    "The output layer gathers all 50 outputs and decides on the digit. "
    "For the pixels at the edges that are never lit, the gradient is always 0,",
)
def test_the_hidden_neurons(names):
    W1 = names["net"].params["W1"]
    cells = figure("lab", "lab-hidden.svg").axes
    assert len(cells) == W1.shape[1] == 50
    for k, cell in enumerate(cells):
        image = cell.images[0]
        assert np.array_equal(image.get_array(), W1[:, k].reshape(28, 28))
        red, _, blue, _ = image.cmap(image.norm(0.5))
        assert red > blue
        red, _, blue, _ = image.cmap(image.norm(-0.5))
        assert blue > red
    likeness = np.corrcoef(W1.T) - np.eye(50)
    assert np.abs(likeness).max() < 0.95
    corner = W1.reshape(28, 28, 50)[:2]
    assert np.abs(corner).max() < 0.1 < np.abs(W1).max()
    (x, t), _ = load_mnist()
    never = ~x.any(axis=0)
    assert np.all(names["net"].gradient(x[:500], t[:500])["W1"][never] == 0)


@quoted(
    "lab",
    "![숫자 7에 잡음을 점점 많이 섞은 다섯 장. 정확도는 0.1까지는 거의 그대로이고, 그 뒤로 "
    "떨어진다]",
    "![The digit 7 five times with more and more noise: accuracy hardly changes up to 0.1, "
    "then falls]",
)
@quoted(
    "lab",
    "![숫자 7을 오른쪽으로 한 픽셀씩 옮긴 다섯 장. 정확도는 두 픽셀부터 빠르게 떨어진다]",
    "![The digit 7 five times, each one pixel further to the right: from two pixels on, "
    "accuracy falls fast]",
)
@quoted(
    "lab",
    "네 픽셀만 옮겨도 절반을 훨씬 넘게 틀린다. "
    "픽셀마다 가중치가 따로 있으니, 이 신경망에는 모양만이 아니라 잉크가 놓이는 **자리**가 "
    "중요하다.",
    "A shift of four pixels makes it fail far more than half the time. Each pixel has weights of "
    "its own, so to this network not only the shape counts but the **place** where the ink lies.",
)
def test_noise_and_shift(names):
    for name, amounts in (("lab-noise.svg", (0, 0.1, 0.2, 0.3, 0.4)), ("lab-shift.svg", range(5))):
        cells = [cell for cell in figure("lab", name).axes if cell.images]
        titles = [cell.get_title().split(": ") for cell in cells]
        assert [amount for amount, _ in titles] == [str(amount) for amount in amounts]
        scores = [int(score.rstrip("%")) for _, score in titles]
        assert np.all(np.diff(scores[1:]) < 0)
        assert scores[0] - scores[1] < 5
        seven = names["x_test"][0].reshape(28, 28)
        if name == "lab-shift.svg":
            assert scores[4] < 40
            for k, cell in enumerate(cells):
                assert np.array_equal(cell.images[0].get_array(), np.roll(seven, k, axis=1))
    assert names["t_test"][0] == 7
