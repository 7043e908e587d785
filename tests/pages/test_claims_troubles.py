"""What the page on troubles says in words, computed with other seeds, sizes and arrays."""

import functools
import operator
import re
from pathlib import Path
from timeit import repeat

import numpy as np
import pytest
from quoting import quoted

from mlcheats import (
    TwoLayerNet,
    central_differences,
    confusion_matrix,
    load_mnist,
    load_table,
    mean_and_std,
    numerical_gradient,
    one_hot,
    precision_recall_f1,
    softmax,
    softmax_cross_entropy,
    train,
)

DOCS = Path(__file__).parents[2] / "docs"
SEEDS = (1, 2, 3)
data = functools.cache(load_mnist)


def learn(seed, x, t, rate, epochs, size=20, hidden=20, classes=10):
    rng = np.random.default_rng(seed)
    net = TwoLayerNet(784, hidden, classes, rng=rng, dtype=np.float32)
    options = {"epochs": epochs, "batch_size": size, "learning_rate": rate}
    return net, train(net, x, t, **options, rng=rng).loss


@pytest.mark.parametrize("language", ["ko", "en"])
@quoted("troubles", "앞의 코드는 일부러 문제를 일으키고", "the first listing causes the trouble")
def test_each_section_has_two_listings_and_a_row(language):
    text = (DOCS / language / "troubles.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## [^\n]*\{ #(\S+) \}\n(.*?)(?=\n## |\Z)", text, re.M | re.S))
    assert all(section.count("```python") == 2 for section in sections.values())
    table = text.partition("## ")[0]
    assert re.findall(r"\]\(#(\S+)\) \|", table) == list(sections)


@quoted(
    "troubles",
    "| 손실이 줄지 않는다 | 학습률이 작다. 정답이 이미지와 어긋났다 | "
    "[예 몇 개를 외우게 해 본다](#flat) |",
    "| The loss does not fall | The learning rate is small. The labels are out of order | "
    "[Let it learn a few examples by heart](#flat) |",
)
@quoted("troubles", "찍는 것이나 다름없는 손실은 2.3이다", "as well guess is 2.3")
@quoted("troubles", "작으면 거기에 머문다", "too small, it stays there")
@quoted("troubles", "먼저 예 20개만 외우게 해 본다", "learn just 20 examples by heart")
@quoted("troubles", "1에서는 모두 맞힌다", "1 gets all of them right")
@quoted("troubles", "3,000장을 배우면 손실이 줄어든다", "the loss on 3,000 images falls")
@quoted("troubles", "뒤섞인 정답도 20개쯤은 외운다", "Some 20 shuffled labels can be learned")
@quoted("troubles", "**어느 학습률로도 외우지 못한다**", "**It does not learn them at any rate**")
@quoted("troubles", "**외우지만 전체에서는 줄지 않는다**", "the loss on all data does not fall**")
@pytest.mark.parametrize("seed", SEEDS)
def test_twenty_examples_are_learned_by_heart_at_a_good_rate(seed):
    (x, t), _ = data()
    assert abs(-np.log(1 / 10) - 2.3) < 0.01
    slow = learn(seed, x[:3000], t[:3000], 0.01, 3)[1]
    assert np.ptp([slow[:50].mean(), slow[-50:].mean(), 2.3]) < 0.02
    start = 100 * seed  # other examples than the page's
    few, labels = x[start : start + 20], t[start : start + 20]
    right = {r: learn(seed, few, labels, r, 100)[0].accuracy(few, labels) for r in (0.01, 0.1, 1)}
    assert right[1] == 1 > 0.8 > max(right[0.01], right[0.1])
    assert learn(seed, x[:3000], t[:3000], 1, 3)[1][-50:].mean() < 0.6
    shuffled = np.random.default_rng(seed).permutation(t[:3000])
    mixed = shuffled[:20]
    assert learn(seed, x[:20], mixed, 1, 200)[0].accuracy(x[:20], mixed) == 1
    assert learn(seed, x[:3000], shuffled, 1, 3)[1][-50:].mean() > 2.2
    rng = np.random.default_rng(seed)
    equal = TwoLayerNet(784, 20, 10, rng=rng, weight_init_std=0, dtype=np.float32)
    for rate in (0.1, 1, 3):  # a fault of the code: all weights equal
        equal = TwoLayerNet(784, 20, 10, rng=rng, weight_init_std=0, dtype=np.float32)
        train(equal, few, labels, epochs=100, batch_size=20, learning_rate=rate, rng=rng)
        assert equal.accuracy(few, labels) < 1


@quoted(
    "troubles",
    "| 손실이 커진다 | 학습률이 크다. 갱신의 부호가 틀렸다 | "
    "[아주 작은 걸음을 내디뎌 본다](#grows) |",
    "| The loss grows | The learning rate is large. The sign of the update is wrong | "
    "[Take a tiny step](#grows) |",
)
@quoted("troubles", "학습률이 너무 크면 골짜기를 건너뛰고", "a step leaps across the valley")
@quoted("troubles", "손실은 둘 다 커진다", "The loss grows either way")
@quoted("troubles", "아주 작은 걸음을 내디뎌 보면 둘이 갈린다", "A tiny step tells the two apart")
@quoted("troubles", "틀리면 작은 걸음으로도 커진다", "with the wrong one it grows even then")
@quoted("troubles", "[학습률](validation.md#rate-and-batch)만 낮추면", "is enough")
@pytest.mark.parametrize("seed", SEEDS)
def test_a_tiny_step_tells_the_sign(seed):
    (x, t), _ = data()
    x, t = x[500:700], t[500:700]

    def losses(rate, sign):
        net = TwoLayerNet(784, 20, 10, rng=np.random.default_rng(seed))
        found = [net.loss(x, t)]
        for _ in range(3):
            steps = {name: sign * rate * grad for name, grad in net.gradient(x, t).items()}
            net.params = {name: value + steps[name] for name, value in net.params.items()}
            found.append(net.loss(x, t))
        return np.array(found)

    assert losses(30, -1)[-1] > losses(30, -1)[0]
    assert np.all(np.diff(losses(1, 1)) > 0)
    assert np.all(np.diff(losses(0.001, 1)) > 0)
    assert all(np.all(np.diff(losses(rate, -1)) < 0) for rate in (0.001, 1))


@quoted(
    "troubles",
    "| 손실이 `nan`이다 | 값이 넘쳤다. 0의 로그를 구했다. 데이터에 빈칸이 있다 | "
    "[유한하지 않은 값을 찾는다](#nan) |",
    "| The loss is `nan` | Values overflow. A logarithm of 0. The data have gaps | "
    "[Find what is not finite](#nan) |",
)
@quoted(
    "troubles", "그것으로 계산한 값도 `nan`이 된다", "it makes `nan` of what is computed from it"
)
@quoted("troubles", "걸음마다 가중치가 커져 넘치거나", "The weights grow with each step until")
@quoted("troubles", "같은 학습률로도 넘치지 않는다", "nothing overflows at the same learning rate")
@quoted("troubles", "확률을 거치지 않고 점수에서", "without going through probabilities")
@quoted("troubles", "여기서는 나머지의 평균으로 채운다", "here the gap is filled with the mean")
def test_three_ways_to_nan_and_back():
    table = load_table("assets/diabetes.csv")
    mean, std = mean_and_std(table.x)

    def sizes(x, steps):
        w = np.zeros(x.shape[1])
        for _ in range(steps):
            w = w - 0.1 * x.T @ (x @ w - table.t) / len(x)
            yield np.max(abs(w))

    with np.errstate(all="ignore"):
        grown = list(sizes(table.x, 500))
    assert np.all(np.diff(grown[:20]) > 0)  # with each step
    first = np.flatnonzero(~np.isfinite(grown))[0]
    assert first > 20
    assert np.isnan(grown[-1])
    assert np.all(np.isfinite(list(sizes((table.x - mean) / std, 500))))
    with np.errstate(all="ignore"):
        for a in ([800.0, 0.0], [0.0, -800.0]):  # an exponential, a logarithm
            y = np.exp(a) / np.sum(np.exp(a))
            assert np.isnan(np.sum([1, 0] * np.log(y)))
            assert np.isfinite(softmax_cross_entropy(np.array(a), np.array([1, 0])))
    for work in (operator.add, operator.mul, operator.truediv, operator.sub, np.maximum):
        assert np.isnan(work(np.nan, 2.0))


@quoted(
    "troubles",
    "| 정확도가 0.1에 머문다 | 세는 법이 틀렸다. 정답이 이미지와 어긋났다 | "
    "[형상과 순서를 본다](#chance) |",
    "| The accuracy stays near 0.1 | The counting is wrong. The labels are out of order | "
    "[Look at shapes and order](#chance) |",
)
@quoted("troubles", "## 정확도가 0.1에 머문다 { #chance }", "near 0.1 { #chance }")
@quoted("troubles", "찍어서 맞히는 비율이 0.1이다", "guessing is right at a rate of 0.1")
@quoted(
    "troubles", "손실은 줄고 있다면 세는 법이 틀린", "If the loss falls nevertheless, the counting"
)
@quoted("troubles", "답마다 정답 전부와 비교된다", "each answer is compared with every label")
@quoted("troubles", "이미지만 섞지 않았는지 본다", "see whether the images alone were shuffled")
@pytest.mark.parametrize("seed", SEEDS)
def test_a_column_of_labels_and_images_shuffled_alone(seed):
    (x, t), (x_test, t_test) = data()
    x, t, x_test, t_test = x[:3000], t[:3000], x_test[:1000], t_test[:1000]
    rng = np.random.default_rng(seed)
    assert abs(np.mean(rng.integers(10, size=1000) == t_test) - 0.1) < 0.03
    net, losses = learn(seed, x, t, 1, 3)
    answers = np.argmax(net.predict(x_test), axis=-1)
    assert losses[-50:].mean() < 0.6  # it falls, and yet:
    column = answers == t_test[:, np.newaxis]
    assert column.shape == (1000, 1000)
    assert abs(column.mean() - 0.1) < 0.02
    assert all(np.array_equal(column[:, i], t_test == answers[i]) for i in range(5))
    assert np.mean(answers == t_test) > 0.8
    order = rng.permutation(3000)
    apart, losses = learn(seed, x[order], t, 1, 3)
    assert apart.accuracy(x_test, t_test) < 0.2
    assert losses[-50:].mean() > 2.2
    assert learn(seed, x[order], t[order], 1, 3)[0].accuracy(x_test, t_test) > 0.8


@quoted(
    "troubles",
    "| 훈련 데이터만 잘 맞힌다 | 데이터가 적다. 시험 데이터를 다르게 준비했다 | "
    "[데이터를 늘리고 평균을 본다](#gap) |",
    "| It gets training data right, test data wrong | There are few data. The test data were "
    "prepared in another way | [Add data, look at the means](#gap) |",
)
@quoted(
    "troubles", "데이터가 적으면 외워 버린다", "With few data, the network learns them by heart"
)
@quoted(
    "troubles", "다르게 준비하면 맞히지 못한다", "it still fails if the test data were prepared"
)
@quoted("troubles", "데이터를 늘리면 시험 정확도가 오른다", "With more data, test accuracy rises")
@quoted("troubles", "두 데이터의 평균에서 드러난다", "The means of the two data sets show")
@pytest.mark.parametrize("seed", SEEDS)
def test_more_data_close_the_gap_and_the_means_tell(seed):
    (x, t), (x_test, t_test) = data()
    x_test, t_test = x_test[:1000], t_test[:1000]
    few, _ = learn(seed, x[:100], t[:100], 1, 100)
    more, _ = learn(seed, x[:3000], t[:3000], 1, 10)
    assert few.accuracy(x[:100], t[:100]) > 0.95
    assert few.accuracy(x_test, t_test) + 0.1 < more.accuracy(x_test, t_test)
    assert more.accuracy(1 - x_test, t_test) < 0.2
    assert abs(x[:3000].mean() - x_test.mean()) < 0.01 < abs(x[:3000].mean() - (1 - x_test).mean())


@quoted(
    "troubles",
    "| 오류에 `matmul`, `not aligned` | 곱하는 두 축의 크기가 다르다 | "
    "[형상을 찍어 보고 전치한다](#matmul) |",
    "| An error says `matmul` or `not aligned` | The two axes to multiply differ in size | "
    "[Print the shapes, and transpose](#matmul) |",
)
@quoted("troubles", "두 크기가 같아야 한다", "so both must have the same size")
@quoted("troubles", "`operand 1`은 뒤의 것", "`operand 1` is the second one")
@quoted(
    "troubles", "오류를 그대로 적되 줄만 나눈다", "prints an error as it is, only broken into lines"
)
@quoted("troubles", "두 크기가 맞닿도록 한쪽을 전치하거나", "so that equal sizes meet")
@pytest.mark.parametrize("shapes", [((4, 6), (5, 6)), ((2, 3), (4, 7)), ((3, 3), (4, 3))])
def test_a_product_pairs_last_with_first(shapes):
    A, B = map(np.ones, shapes)
    message = rf"operand 1 .* core dimension 0.*\(size {len(B)} is different from {A.shape[1]}\)"
    with pytest.raises(ValueError, match=message):
        A @ B
    with pytest.raises(ValueError, match="not aligned"):
        np.dot(A, B)
    if A.shape[1] == B.shape[1]:
        assert (A @ B.T).shape == (len(A), len(B))


@quoted(
    "troubles",
    "| 오류에 `broadcast` | 축이 하나 빠졌다 | [축을 남긴다](#broadcast) |",
    "| An error says `broadcast` | An axis is missing | [Keep the axis](#broadcast) |",
)
@quoted("troubles", "줄인 축을 남기지 않으면 어긋난다", "is not kept, they do not line up")
@quoted("troubles", "받는 쪽의 형상이 늘어나지 않는다", "its own shape does not grow")
@quoted("troubles", "줄인 축을 남기거나, 더 있는 축을", "Keep the axis, sum over the axis")
@pytest.mark.parametrize("shape", [(4, 2), (2, 7), (6, 5)])
def test_an_axis_that_is_not_kept_does_not_line_up(shape):
    x = np.ones(shape)
    with pytest.raises(ValueError, match="operands could not be broadcast together"):
        x / x.sum(axis=1)
    assert (x / x.sum(axis=1, keepdims=True)).shape == shape
    b = np.ones(shape[1])
    assert (b - x).shape == shape  # out of place, it grows
    with pytest.raises(ValueError, match="non-broadcastable output operand"):
        b -= x
    assert (b - x.sum(axis=0)).shape == b.shape
    with pytest.raises(ValueError, match="could not broadcast input array"):
        b[:] = np.ones(shape[1] + 1)


@quoted(
    "troubles",
    "| 오류에 `reshape` | 원소의 수가 맞지 않는다 | [한 축을 `-1`에 맡긴다](#reshape) |",
    "| An error says `reshape` | The numbers of elements differ | "
    "[Leave one axis to `-1`](#reshape) |",
)
@quoted("troubles", "앞뒤의 원소 수가 같아야 한다", "so their number must be the same")
@quoted("troubles", "한 축을 `-1`로 두면 크기를 알아서", "the size of that axis is worked out")
@quoted("troubles", "원소의 자리가 다르다", "the elements are in other places")
def test_reshape_keeps_the_order():
    x = np.arange(24)
    for rows in range(1, 25):
        if 24 % rows:
            with pytest.raises(ValueError, match="cannot reshape array of size 24"):
                x.reshape(rows, -1)
        else:
            A = x.reshape(rows, -1)
            assert A.shape == (rows, 24 // rows)
            assert np.array_equal(A.ravel(), x)
            other = A.reshape(24 // rows, rows)
            assert other.shape == A.T.shape
            assert np.array_equal(other, A.T) == (rows in (1, 24))


@quoted(
    "troubles",
    "| 오류에 `concatenation`, `inhomogeneous` | 이을 배열의 다른 축이 다르다 | "
    "[이을 축을 바꾼다](#concatenate) |",
    "| An error says `concatenation` or `inhomogeneous` | The arrays to join differ along another "
    "axis | [Join along another axis](#concatenate) |",
)
@quoted("troubles", "잇는 축 말고는 크기가 같고", "along every axis but the one to join")
@quoted("troubles", "넣는 목록도 길이가 같아야 한다", "must have equal lengths, too")
@quoted("troubles", "`A[0]` 대신 `A[:1]`로 축을", "keep the axis with `A[:1]` instead of `A[0]`")
def test_what_joins_agrees_along_the_other_axes():
    A, B = np.ones((3, 4)), np.ones((3, 2))
    with pytest.raises(ValueError, match=r"must match exactly, .* has size 4 .* has size 2"):
        np.concatenate([A, B])
    assert np.concatenate([A, B], axis=1).shape == (3, 6)
    with pytest.raises(ValueError, match="same number of dimensions"):
        np.concatenate([A, A[0]])
    assert np.concatenate([A, A[:1]]).shape == (4, 4)
    with pytest.raises(ValueError, match="inhomogeneous shape"):
        np.array([[1], [2, 3]])


@quoted(
    "troubles",
    "| 오류에 `index`, `indices` | 번호는 0부터 센다 | [크기보다 작은 번호를 쓴다](#index) |",
    "| An error says `index` or `indices` | Counting starts at 0 | [Stay below the size](#index) |",
)
@quoted("troubles", "크기가 5이면 마지막은 4다", "with a size of 5 the last index is 4")
@quoted("troubles", "클래스도 0부터 세고, 번호는 정수여야", "Classes start at 0, too, and an index")
@quoted("troubles", "1부터 세어져 있으면 1을 뺀다", "If the labels start at 1, subtract 1")
@quoted("troubles", "나눗셈은 `//`로 한다", "For the middle, divide with `//`")
@pytest.mark.parametrize("size", [1, 5, 8])
def test_indices_end_before_the_size(size):
    x = np.arange(size)
    assert x[size - 1] == x[-1]
    message = f"index {size} is out of bounds for axis 0 with size {size}"
    with pytest.raises(IndexError, match=message):
        x[size]
    labels = np.arange(1, size + 1)
    with pytest.raises(IndexError, match=message):
        np.eye(size)[labels]
    assert np.array_equal(np.eye(size)[labels - 1], one_hot(labels - 1, size))
    with pytest.raises(ValueError, match=f"t must hold labels from 0 to {size - 1}, got"):
        one_hot(labels, size)
    with pytest.raises(IndexError, match="too many indices"):
        x[0, 0]
    with pytest.raises(IndexError, match="only integers"):
        x[size / 2]
    assert x[size // 2] == size // 2


@quoted(
    "troubles",
    "| 기울기 검산이 맞지 않는다 | 상수나 항이 빠졌다 | [비를 본다](#check) |",
    "| The gradient check fails | A factor or a term is missing | [Look at the ratio](#check) |",
)
@quoted(
    "troubles", "하나에 예의 수로 나누는 것을", "one lacks the division by the number of examples"
)
@quoted(
    "troubles", "비가 어디서나 같으면 상수 하나가", "If the ratio is the same everywhere, a factor"
)
@quoted("troubles", "예가 5개다", "there are 5 examples")
@quoted("troubles", "비가 들쭉날쭉하면 항이나 전치가", "If it varies, a term or a transpose")
@pytest.mark.parametrize("seed", SEEDS)
def test_the_ratio_tells_what_is_missing(seed):
    rng = np.random.default_rng(seed)
    n = 5 + seed
    x, t, W = rng.normal(size=(n, 4)), rng.integers(3, size=n), rng.normal(size=(4, 3))
    numerical = numerical_gradient(lambda W: softmax_cross_entropy(x @ W, t), W)
    delta = softmax(x @ W) - one_hot(t, 3)
    assert np.allclose(x.T @ delta / numerical, n, rtol=1e-4)
    assert np.allclose(x.T @ delta / n, numerical)
    # a term is missing, of the softmax and of the sigmoid; a transpose, where the shapes allow it
    assert np.ptp(x.T @ (x @ W - one_hot(t, 3)) / numerical) > 1
    net = TwoLayerNet(4, 4, 4, rng=rng, weight_init_std=1)
    x, t = rng.normal(size=(n, 4)), rng.integers(4, size=n)
    p, numerical = net.params, central_differences(net.params, x, t)["W1"]
    z = 1 / (1 + np.exp(-(x @ p["W1"] + p["b1"])))
    delta = (net.predict(x) - one_hot(t, 4)) / n
    right = x.T @ (delta @ p["W2"].T * z * (1 - z))
    assert np.allclose(right, numerical, atol=1e-7)
    for wrong in (x.T @ (delta @ p["W2"].T * z), x.T @ (delta @ p["W2"] * z * (1 - z))):
        assert np.ptp(wrong / numerical) > 0.1


@quoted(
    "troubles",
    "| 한 클래스만 답한다 | 한 클래스가 훨씬 많다 | [수를 맞추어 뽑는다](#one-class) |",
    "| It answers one class only | One class is far more frequent | "
    "[Draw equal numbers](#one-class) |",
)
@quoted("troubles", "## 한 클래스만 답한다 { #one-class }", "one class only { #one-class }")
@quoted("troubles", "4는 1,000장, 9는 50장뿐이다", "There are 1,000 fours to learn from")
@quoted("troubles", "이 신경망은 4라고만 답한다", "this network answers nothing but 4")
@quoted("troubles", "훈련 정확도는 0.95다", "Its training accuracy is 0.95 all the same")
@quoted("troubles", "에서는 드러난다", "shows it")
@quoted("troubles", "되풀이해 뽑아 수를 맞춘다", "again and again until the numbers are equal")
@quoted("troubles", "200장 가운데 150장 넘게", "more than 150 of 200 right")
@quoted("troubles", "정확도보다 [재현율]", "Look at the [recall]")
@pytest.mark.parametrize("seed", SEEDS)
def test_a_rare_class_is_not_answered(seed):
    (x, t), _ = data()
    fours, nines = np.flatnonzero(t == 4), np.flatnonzero(t == 9)
    is_nine = (t == 9).astype(int)
    unseen = np.concatenate([fours[-200:], nines[-200:]])
    rare = nines[100 * seed : 100 * seed + 50]
    many = fours[1000 * seed : 1000 * seed + 1000]

    def learned(rows):
        net, _ = learn(seed, x[rows], is_nine[rows], 0.3, 5, size=100, classes=2)
        answers = np.argmax(net.predict(x[unseen]), axis=-1)
        return net.accuracy(x[rows], is_nine[rows]), answers

    accuracy, answers = learned(np.concatenate([many, rare]))
    assert round(float(accuracy), 2) == 0.95
    assert not np.any(answers)
    assert precision_recall_f1(answers, is_nine[unseen])[1][1] == 0
    again = np.random.default_rng(seed).choice(rare, size=1000)
    _, answers = learned(np.concatenate([many, again]))
    assert np.all(np.diag(confusion_matrix(answers, is_nine[unseen])) > 150)


@quoted(
    "troubles",
    "| 느리다 | 파이썬의 반복문이 하나씩 계산한다 | [한꺼번에 계산한다](#slow) |",
    "| It is slow | A Python loop computes one at a time | [Compute all at once](#slow) |",
)
@quoted("troubles", "## 느리다 { #slow }", "## It is slow { #slow }")
@quoted("troubles", "반복문이 1,000번 돈다", "a Python loop runs 1,000 times")
@quoted(
    "troubles", "같은 계산을 층마다 행렬 곱 한 번으로", "Do the same in a single matrix product"
)
@quoted("troubles", "여기서는 3배 넘게 빨라진다", "Here, that is more than 3 times as fast")
def test_a_loop_over_images_is_slow():
    (_, _), (x, _) = data()
    net = TwoLayerNet(784, 20, 10, rng=np.random.default_rng(1), dtype=np.float32)
    alone = repeat(lambda: [net.predict(image) for image in x[:1000]], number=1, repeat=5)
    together = repeat(lambda: net.predict(x[:1000]), number=1, repeat=5)
    assert min(together) < min(alone) / 3
