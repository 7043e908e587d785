"""What the page on MNIST says in words, computed."""

import functools
import inspect
import pickle
import re
import socket
import time
import warnings
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from diagrams_of import arrows
from figures_of import figure
from quoting import quoted

from mlcheats import forward, load_mnist, load_weights, predict, sigmoid
from press.read.listings import find_listings

DOCS = Path(__file__).parents[2] / "docs"
data = functools.cache(load_mnist)
weights = functools.cache(lambda: load_weights("assets/sample_weight.npz"))


@quoted(
    "mnist",
    "`mlcheats`에 통째로 들어 있어 인터넷 없이도 바로 읽는다.",
    "All of it comes with `mlcheats`, so it loads at once, even offline.",
)
@quoted(
    "mnist",
    "훈련 이미지 60,000장과 시험 이미지 10,000장이 있고, 한 장은 28 × 28픽셀의 흑백이다.",
    "It has 60,000 training images and 10,000 test images, each 28 × 28 pixels in grayscale.",
)
@quoted(
    "mnist",
    "| `normalize` | 픽셀 0~255를 0.0~1.0으로 | `True` |\n"
    "| `flatten` | 28 × 28을 784개 한 줄로 | `True` |\n"
    "| `one_hot` | 정답 7을 `[0, …, 1, 0, 0]`으로(",
    "| `normalize` | Pixels from 0–255 to 0.0–1.0 | `True` |\n"
    "| `flatten` | 28 × 28 to a single row of 784 | `True` |\n"
    "| `one_hot` | The answer 7 to `[0, …, 1, 0, 0]` (",
)
def test_the_data_and_its_arguments(monkeypatch):
    def no_network(*args, **kwargs):
        raise OSError("a network was asked for")

    monkeypatch.setattr(socket, "socket", no_network)
    (x_train, t_train), (x, t) = data()
    raw = load_mnist(normalize=False, flatten=False, one_hot=True)
    assert raw[0][0].shape == (60_000, 28, 28)
    assert (raw[0][0].min(), raw[0][0].max()) == (0, 255)
    assert np.allclose(raw[0][0].reshape(-1, 784)[::50] / 255, x_train[::50])
    assert (x_train.shape, x.shape) == ((60_000, 784), (10_000, 784))
    assert set(t_train) == set(range(10))
    assert list(raw[1][1][0]) == [0, 0, 0, 0, 0, 0, 0, 1, 0, 0]
    assert t[0] == 7


@quoted(
    "mnist",
    "![MNIST 훈련 이미지의 처음 아홉 장: 5, 0, 4, 1, 9, 2, 1, 3, 1]",
    "![The first nine MNIST training images: 5, 0, 4, 1, 9, 2, 1, 3, 1]",
)
@quoted(
    "mnist",
    "처음 아홉 장을 그려 본다. 한 줄로 편 이미지는 `reshape`로 되돌린다.",
    "Draw the first nine images. `reshape` turns a flattened row back into an image.",
)
def test_the_first_nine():
    (x_train, t_train), _ = data()
    assert list(t_train[:9]) == [5, 0, 4, 1, 9, 2, 1, 3, 1]
    cells = figure("mnist", "mnist-digits.svg").axes
    assert [cell.get_title() for cell in cells] == [f"digit: {t}" for t in t_train[:9]]
    for cell, x in zip(cells, x_train, strict=False):
        assert np.array_equal(cell.images[0].get_array(), x.reshape(28, 28))


@quoted(
    "mnist",
    "은닉층 둘에는 뉴런이 50개와 100개 있다. 이 두 수는 사람이 정한다.",
    "The two hidden layers have 50 and 100 neurons. These two numbers are chosen by people.",
)
def test_other_hidden_layers_work_as_well():
    rng = np.random.default_rng(0)
    for hidden in ([], [7], [30, 20], [20, 300]):
        sizes = [784, *hidden, 10]
        network = {}
        for i in range(1, len(sizes)):
            network[f"W{i}"] = rng.normal(size=sizes[i - 1 : i + 1])
            network[f"b{i}"] = np.zeros(sizes[i])
        assert predict(network, data()[1][0][:3]).shape == (3, 10)


@quoted(
    "mnist",
    "틀린 253장에서도 신경망이 제 답에 준 확률은 평균 0.80이다.",
    "Even on the 253 that it gets wrong, it gives its own answer a probability of 0.80 on average.",
)
@quoted(
    "mnist",
    "![틀린 이미지 열 장. 제목은 정답과 신경망의 답]",
    "![Ten images that the network gets wrong. Each title shows the right answer and the answer of",
)
@quoted(
    "mnist",
    "10,000장 가운데 9,747장을 맞혔다.",
    "The network gets 9,747 of the 10,000 images right.",
)
def test_what_the_network_gets_wrong():
    _, (x, t) = data()
    y = predict(weights(), x)
    wrong = y.argmax(axis=-1) != t
    assert (wrong.sum(), round(float(y.max(axis=-1)[wrong].mean()), 2)) == (253, 0.80)
    assert np.sum(~wrong) == 9747
    cells = figure("mnist", "mnist-mistakes.svg").axes
    assert len(cells) == 10
    for cell, i in zip(cells, np.flatnonzero(wrong), strict=False):
        assert cell.get_title() == f"{t[i]} → {y[i].argmax()}"
        assert np.array_equal(cell.images[0].get_array(), x[i].reshape(28, 28))


class Touch:
    """What runs while it is unpickled."""

    def __init__(self, file):
        self.file = file

    def __reduce__(self):
        return open, (self.file, "w")


@quoted(
    "mnist",
    "`pickle.load`는 파일이 시키는 대로 코드를 **실행한다**.",
    "`pickle.load` **executes** whatever the file tells it to.",
)
@quoted(
    "mnist",
    "다른 것이 하나라도 있으면 실행하지 않고 거절한다.",
    "If the file contains anything else, it is rejected and nothing is executed.",
)
def test_a_pickle_runs_code_and_load_weights_does_not(tmp_path):
    touched, file = tmp_path / "touched", tmp_path / "weights.pkl"
    good = {"W1": np.eye(2), "b1": np.zeros(2)}
    file.write_bytes(pickle.dumps(good | {"W2": Touch(str(touched))}))
    with pytest.raises((ValueError, TypeError, pickle.UnpicklingError)):
        load_weights(file)
    assert not touched.exists()
    pickle.loads(file.read_bytes())["W2"].close()
    assert touched.exists()
    file.write_bytes(pickle.dumps(good))
    assert load_weights(file)["W1"].shape == (2, 2)


@quoted(
    "mnist",
    "포화한 뉴런은 기울기(slope)가 0에 가까워, 가중치를 조금 바꾸어도 출력이 거의 바뀌지 않는다.",
    "The slope of a saturated neuron is close to 0: "
    "a small change in a weight hardly changes the output.",
)
@quoted(
    "mnist",
    "입력이 255배가 되면 시그모이드에 들어가는 값도 커져, 출력이 거의 0 아니면 1에 달라붙는다.",
    "When the inputs are 255 times as large, the values that enter the sigmoid grow too",
)
@quoted(
    "mnist",
    "그래도 답은 대부분 그대로여서, 정확도는 0.9747에서 0.9440으로 내려갈 뿐이다.",
    "Most answers stay the same even so: the accuracy only falls from 0.9747 to 0.9440.",
)
def test_pixels_as_they_come():
    _, (x, _) = data()
    x, network = x[:2000].astype(np.float64), weights()
    change, size, answers = [], [], []
    for scale in (1, 255):
        a = scale * x @ network["W1"] + network["b1"]
        moved = scale * x @ (1.001 * network["W1"]) + network["b1"]
        change.append(np.median(np.abs(sigmoid(moved) - sigmoid(a))))
        size.append(np.median(np.abs(a)))
        answers.append(forward(network, scale * x).argmax(axis=-1))
    assert change[1] < 1e-6 < change[0]
    assert size[1] > 100 * size[0]
    assert np.mean(answers[0] == answers[1]) > 0.9


@quoted(
    "mnist",
    "$a$가 0보다 아주 작으면 $\\exp(-a)$가 무한대로 넘쳐, 식을 그대로 옮긴 구현은 경고를 낸다.",
    "And if $a$ is far below 0, $\\exp(-a)$ overflows to infinity, "
    "and code copied straight from the formula raises a warning.",
)
def test_the_formula_as_it_stands_warns():
    a = np.array([-9000.0, 0.0])
    with pytest.warns(RuntimeWarning, match="overflow"):
        y = 1 / (1 + np.exp(-a))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.array_equal(sigmoid(a), y)
        1 / (1 + np.exp(a))  # far above 0 there is none


@quoted(
    "mnist",
    "같은 정확도가 몇 배 빨리 나온다. 파이썬 반복문이 10,000번에서 100번으로 줄고",
    "The same accuracy comes out several times faster. "
    "The Python loop runs 100 times instead of 10,000",
)
@quoted(
    "mnist",
    "코드는 그대로이고, 입력과 출력의 형상 앞에 축이 하나 붙을 뿐이다.",
    "The shapes of input and output only get one more axis in front.",
)
def test_batches_are_several_times_faster():
    _, (x, _) = data()
    x, network = x[:1000], weights()

    def seconds(size):
        """The least of some runs, in CPU time: other programs disturb it little."""
        times = []
        for _ in range(3):
            start = time.process_time()
            for i in range(0, len(x), size):
                forward(network, x[i : i + size] if size > 1 else x[i])
            times.append(time.process_time() - start)
        return min(times)

    assert seconds(1) > 3 * seconds(100)
    one, batch = forward(network, x[0]), forward(network, x[:100])
    assert (one.shape, batch.shape) == ((10,), (100, 10))
    assert len(range(0, 10_000, 100)) == 100


@quoted("mnist", "다시 셀 때는 0부터", "Count from 0 again")
@quoted(
    "mnist",
    "1을 넘는 정확도는 세는 법이 틀렸다는 신호다.",
    "An accuracy above 1 means that the counting is wrong.",
)
@quoted(
    "mnist",
    "맞힌 것이 두 번 세어져 정확도가 1.9494로 나온다.",
    "the right answers count twice and the accuracy comes out as 1.9494.",
)
def test_counting_twice():
    assert (9747 + 9747) / 10_000 == 1.9494


@quoted(
    "mnist",
    "| `directory` | 형식이 같은 다른 데이터(예: Fashion-MNIST)의 폴더 | 없음 |",
    "| `directory` | Folder of other data in the same format (such as Fashion-MNIST) | None |",
)
@quoted(
    "mnist",
    "| `normalize` | 픽셀 0~255를 0.0~1.0으로 | `True` |\n"
    "| `flatten` | 28 × 28을 784개 한 줄로 | `True` |\n"
    "| `one_hot` | 정답 7을 `[0, …, 1, 0, 0]`으로"
    "([원-핫 인코딩](loss.md#loss-function)) | `False` |",
    "| `normalize` | Pixels from 0–255 to 0.0–1.0 | `True` |\n"
    "| `flatten` | 28 × 28 to a single row of 784 | `True` |\n"
    "| `one_hot` | The answer 7 to `[0, …, 1, 0, 0]` "
    "([one-hot encoding](loss.md#loss-function)) | `False` |",
)
def test_the_defaults_of_load_mnist():
    parameters = inspect.signature(load_mnist).parameters
    defaults = {name: parameter.default for name, parameter in parameters.items()}
    wanted = {"normalize": True, "flatten": True, "one_hot": False, "directory": None}
    assert defaults == wanted


@quoted(
    "mnist",
    "이 사이트의 파이썬 코드 가운데 이 둘만 실행해 보지 않았다.",
    "so they are the only two Python listings on this site that we have not run.",
)
def test_no_other_listing_is_not_run():
    not_run = [
        (path.name, listing.not_run)
        for path in sorted(DOCS.glob("en/*.md"))
        for listing in find_listings(path.read_text(encoding="utf-8"))
        if listing.info == "python" and not listing.runs and not listing.elsewhere
    ]
    assert not_run == [("mnist.md", "keras"), ("mnist.md", "torchvision")]


@quoted(
    "mnist",
    "입력층은 픽셀 수만큼 784개, 출력층은 숫자의 가짓수만큼 10개다.",
    "The input layer has 784 neurons, one for each pixel, and the output layer has 10, "
    "one for each digit.",
)
@quoted(
    "mnist",
    "784개의 입력이 50개와 100개의 은닉 뉴런을 지나 10개의 출력이 되는 흐름",
    "The flow from 784 inputs through 50 and 100 hidden neurons to 10 outputs",
)
def test_the_sizes_of_the_layers():
    (_, t), _ = data()
    sizes = [28 * 28, 50, 100, len(set(t))]
    assert [weights()[f"W{i}"].shape for i in (1, 2, 3)] == list(pairwise(sizes))
    drawn = [*(start for start, _ in arrows("mnist", 1)), [*arrows("mnist", 1)][-1][1]]
    assert [int(re.findall(r"\((\d+)\)", name)[0]) for name in drawn] == sizes == [784, 50, 100, 10]


@quoted(
    "mnist",
    "`load_weights`는 `.npz`를 `allow_pickle=False`로 읽고,",
    "`load_weights` reads `.npz` with `allow_pickle=False`",
)
def test_an_archive_with_a_pickle_is_refused(tmp_path):
    file = tmp_path / "weights.npz"
    np.savez(file, W1=np.array([[object()]], dtype=object), b1=np.zeros(1))
    with pytest.raises(ValueError, match="allow_pickle=False"):
        load_weights(file)


@quoted(
    "mnist",
    "0~255의 픽셀을 255로 나누어 0.0~1.0으로 바꾸는 것처럼",
    "Dividing pixels from 0–255 by 255 turns them into numbers from 0.0 to 1.0.",
)
def test_pixels_are_divided_by_255():
    raw = load_mnist(normalize=False)[1][0]
    assert (raw.min(), raw.max()) == (0, 255)
    assert np.allclose(raw / 255, data()[1][0])


ONE = "| `(784,)` | `(784, 50)` | `(50, 100)` | `(100, 10)` | `(10,)` |"
MANY = "| `(100, 784)` | `(784, 50)` | `(50, 100)` | `(100, 10)` | `(100, 10)` |"


@quoted("mnist", f"| 한 장 {ONE}\n| 100장 {MANY}", f"| One image {ONE}\n| 100 images {MANY}")
def test_the_table_of_shapes():
    x = data()[1][0][:100]
    for given, row in ((x[0], ONE), (x, MANY)):
        shapes = [given, *(weights()[f"W{i}"] for i in (1, 2, 3)), predict(weights(), given)]
        assert row == f"| {' | '.join(f'`{array.shape}`' for array in shapes)} |"
