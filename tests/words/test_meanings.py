"""What docs/terms.yml says that terms mean, where that has a number or a strong word: computed."""

import numpy as np
import pytest
from quoting import quoted

from mlcheats import (
    AND,
    TwoLayerNet,
    lasso,
    numerical_gradient,
    one_hot,
    relu,
    sigmoid,
    softmax,
    step_function,
    train,
)

RNG = np.random.default_rng(0)


@quoted(
    "terms",
    "입력의 가중합이 임계값을 넘으면 1, 아니면 0을 내는 뉴런.",
    "A neuron that gives 1 if the weighted sum of its inputs exceeds a threshold and 0 otherwise.",
)
@quoted(
    "terms",
    "출력이 0에서 1로 바뀌는 경계.",
    "The boundary at which the output turns from 0 to 1.",
)
@quoted(
    "terms",
    "0을 경계로 출력이 0에서 1로 바뀌는 함수.",
    "The function whose output jumps from 0 to 1 at 0.",
)
def test_thresholds():
    smallest = np.nextafter(0, 1)
    assert step_function(np.array([-smallest, 0, smallest])).tolist() == [0, 0, 1]
    for x in RNG.integers(0, 2, (20, 2)):
        assert AND(*x) == (1 if 0.5 * x[0] + 0.5 * x[1] > 0.7 else 0)


@quoted(
    "terms",
    "1/(1+e⁻ˣ). 모든 실수를 0과 1 사이로 매끄럽게 옮긴다.",
    "1/(1+e⁻ˣ), which maps every real number smoothly between 0 and 1.",
)
@quoted(
    "terms",
    "0보다 크면 입력을 그대로, 아니면 0을 내는 함수.",
    "The function that gives its input if it is above 0, and 0 otherwise.",
)
@quoted(
    "terms",
    "점수를 합이 1인 양수, 곧 확률로 읽을 수 있는 수로 바꾸는 함수.",
    "The function that turns scores into positive numbers that sum to 1, "
    "to be read as probabilities.",
)
@quoted(
    "terms",
    "활성화 함수가 평평한 곳에 이르러 기울기가 거의 0이 된 상태.",
    "The state in which an activation function has reached its flat part and its slope is nearly",
)
@quoted(
    "terms",
    "앞 층으로 거슬러 갈수록 기울기가 0에 가까워져, 앞 층이 거의 배우지 못하는 일.",
    "What happens when the gradient shrinks toward 0 on its way back to the early layers, "
    "which then hardly learn.",
)
@quoted(
    "terms",
    "입력이 늘 0 이하라 기울기를 받지 못하는 ReLU 뉴런.",
    "A ReLU neuron whose input is never above 0, so that it gets no gradient.",
)
def test_functions_and_their_slopes():
    x = RNG.normal(0, 10, 1000)
    y = sigmoid(x)
    assert np.allclose(y, 1 / (1 + np.exp(-x)))
    assert np.all((y > 0) & (y < 1))
    assert relu(x).tolist() == [each if each > 0 else 0 for each in x]
    probabilities = softmax(x.reshape(100, 10))
    assert np.all(probabilities > 0)
    assert np.allclose(probabilities.sum(axis=-1), 1)
    slopes = [sigmoid(a) * (1 - sigmoid(a)) for a in (0.0, 20.0, -20.0)]
    assert slopes[0] > 1e7 * max(slopes[1:])
    product = np.cumprod([0.25] * 10)  # through ten sigmoids at best
    assert product[-1] < 1e-6
    off = numerical_gradient(lambda w: np.sum(relu(-np.abs(x) * w[0] ** 2 - 1)), np.ones(1))
    assert off == 0


@quoted(
    "terms",
    "정답 자리만 1이고 나머지는 0인 배열로 레이블을 나타내는 표기법.",
    "Writing a label as an array that is 1 at the right class and 0 elsewhere.",
)
@quoted(
    "terms",
    "훈련 데이터를 모두 한 번씩 쓰는 동안을 이르는 단위.",
    "One pass through the whole training data.",
)
@quoted(
    "terms",
    "모든 변수의 편미분을 벡터로 모은 것.",
    "The partial derivatives with respect to all variables, as a vector.",
)
@quoted(
    "terms",
    "한 층의 뉴런들이 들어오고 나가는 가중치와 편향까지 모두 같아 똑같이 움직이는 상태.",
    "The state in which neurons of a layer have equal weights, coming in and going out, "
    "and equal biases, and so move alike.",
)
def test_learning():
    assert one_hot(2, 4).tolist() == [0, 0, 1, 0]
    gradient = numerical_gradient(lambda x: x[0] ** 2 + 3 * x[1], np.array([2.0, 5.0]))
    assert gradient == pytest.approx([4, 3])
    net = TwoLayerNet(3, 4, 2, rng=RNG, weight_init_std=0)
    x, t = RNG.normal(size=(25, 3)), RNG.integers(2, size=25)
    history = train(net, x, t, epochs=2, batch_size=10, rng=RNG)
    assert len(history.loss) == 2 * 3  # each of the 25 once: 10, 10 and 5
    assert np.ptp(net.params["W1"], axis=1).max() < 1e-12


@quoted(
    "terms",
    "가중치를 표준편차가 √(2/(n+m))인 분포에서 뽑는 초깃값.",
    "Weights drawn with standard deviation √(2/(n+m)),",
)
@quoted(
    "terms",
    "가중치를 표준편차가 √(2/n)인 분포에서 뽑는, ReLU에 맞는 초깃값.",
    "Weights drawn with standard deviation √(2/n),",
)
@quoted(
    "terms",
    "0에서 시작한 평균이 처음에 0 쪽으로 치우친 것을 바로잡는 일.",
    "Making up for averages that are too close to 0 at first because they start at 0.",
)
@quoted(
    "terms",
    "큰 가중치에 기대지 않도록 걸음마다 가중치를 조금씩 0 쪽으로 줄이는 것.",
    "Shrinking the weights a little towards 0 at every step,",
)
@quoted(
    "terms",
    "가중치의 절댓값에 벌점을 주어 가중치 몇 개를 0으로 만드는 선형 회귀.",
    "Linear regression with a penalty on the absolute values of the weights, "
    "which makes some of them 0.",
)
def test_weights():
    z = RNG.normal(size=(2000, 100))
    kept = relu(z) @ (np.sqrt(2 / 100) * RNG.normal(size=(100, 100)))
    assert kept.std() == pytest.approx(1, rel=0.1)  # He keeps the size through ReLU
    assert (z @ (np.sqrt(2 / 200) * RNG.normal(size=(100, 100)))).std() == pytest.approx(1, rel=0.1)
    average = (1 - 0.9) * 5.0
    assert average == pytest.approx(0.5)  # of fives, before it is corrected
    assert average / (1 - 0.9) == pytest.approx(5)
    w = 2.0
    assert 0 < w - 0.1 * 0.01 * w < w
    x = RNG.normal(size=(200, 5))
    w, _ = lasso(x, x @ [3.0, 0, 0, -2.0, 0] + 0.1 * RNG.normal(size=200), 0.5)
    assert (w != 0).tolist() == [True, False, False, True, False]
