"""What the page on evaluation says in words, computed."""

from pathlib import Path

import numpy as np
import pytest
from figures_of import figure
from quoting import quoted
from sklearn import metrics

from mlcheats import (
    auc,
    confusion_matrix,
    k_fold,
    knn,
    load_table,
    mean_and_std,
    precision_recall_f1,
    roc_curve,
)

ASSETS = Path(__file__).parents[2] / "assets"
IRIS = load_table(ASSETS / "iris.csv")
CANCER = load_table(ASSETS / "breast_cancer.csv")
X, T = CANCER.x, CANCER.t
RADIUS = X[:, 0]


@quoted("evaluation", "| 무작위성 | 없다. 거리가 같으면", "| randomness | none: of equal distances")
def test_ties():
    assert knn([[1], [-1]], [1, 0], [[0]], 1).tolist() == [1]
    assert knn([[1], [-1]], [1, 0], [[0]], 2).tolist() == [0]


@quoted("evaluation", "숫자가 가장 큰 열이 답을 정한다", "column with the largest numbers decides")
@quoted("evaluation", "넓이는 2501까지", "the area of a nucleus goes up to 2501")
@quoted("evaluation", "열 하나에 달렸다", "answers by a single column")
def test_the_largest_column_decides():
    area, smoothness = CANCER.features.index("mean_area"), CANCER.features.index("mean_smoothness")
    assert X[:, area].max() == 2501
    assert X[:, smoothness].max().round(2) == 0.16
    x = X[:, [area, smoothness]]
    both, one = knn(x[:400], T[:400], x[400:], 1), knn(x[:400, :1], T[:400], x[400:, :1], 1)
    assert np.mean(both == one) > 0.97


@quoted("evaluation", "| 빠진 값 | 오류 |", "| missing values | an error |")
def test_missing_values_are_refused():
    with pytest.raises(ValueError, match="finite"):
        knn([[np.nan]], [0], [[1]], 1)


@quoted("evaluation", "다르게 나누면 다른 수가 나온다", "another draw gives another number")
def test_another_draw_gives_another_number():
    def accuracy(seed):
        order = np.random.default_rng(seed).permutation(150)
        train, test = order[:100], order[100:]
        return np.mean(knn(IRIS.x[train], IRIS.t[train], IRIS.x[test], 5) == IRIS.t[test])

    assert len({accuracy(seed) for seed in range(10)}) > 2


@quoted("evaluation", "212개가 악성이다", "212 of them malignant")
@quoted("evaluation", "클래스의 크기가 다르다", "the classes are of different sizes")
@quoted("evaluation", "569개 가운데 357개가 양성이므로", "If 357 of 569 tumors are benign")
def test_the_tumors():
    assert X.shape == (569, 30)
    assert CANCER.classes == ["benign", "malignant"]
    assert np.bincount(T).tolist() == [357, 212]
    never = np.zeros_like(T)
    assert np.mean(never == T).round(2) == 0.63
    assert precision_recall_f1(never, T)[1][1] == 0


@quoted("evaluation", "무엇이든 시험하는 쪽을 건드리면", "whatever touches the test part")
@quoted("evaluation", "시험 데이터가 끼어들었다", "the test data took part")
def test_choosing_on_the_test_flatters():
    """Columns of noise, chosen by what fits all labels: the test finds what is not there."""
    rng = np.random.default_rng(0)
    noise, labels = rng.normal(size=(40, 5000)), rng.integers(2, size=40)

    def correlation(rows):
        return np.abs(np.corrcoef(noise[rows].T, labels[rows])[-1, :-1])

    def accuracy(choose):
        right = []
        for train, test in k_fold(40, 5, rng=np.random.default_rng(0)):
            best = np.argsort(-correlation(choose(train)))[:10]
            y = knn(noise[train][:, best], labels[train], noise[test][:, best], 5)
            right.append(np.mean(y == labels[test]))
        return np.mean(right)

    assert accuracy(lambda train: np.arange(40)) > 0.8
    assert accuracy(lambda train: train) < 0.65


@quoted("evaluation", "훈련 데이터의 오차는 0에서", "On the training data it starts at 0")
@quoted("evaluation", "자기 자신이 가장 가까운 이웃이다", "is its own nearest neighbor")
def test_the_curves_of_k():
    train, validation = figure("evaluation", "k-nearest.svg").axes[0].lines
    assert train.get_ydata()[0] == 0
    steps = np.diff(train.get_ydata())
    assert np.sum(steps > 0) > 4 * np.sum(steps < 0)
    errors = validation.get_ydata()
    best = np.argmin(errors)
    assert validation.get_xdata()[best] == 5
    assert errors[0] > errors[best] < errors[-1]
    assert np.all(np.diff(errors[best:]) > 0)


@quoted("evaluation", "수가 적은 클래스가 밀린다", "the rarer class loses out")
@quoted("evaluation", "오차가 두 배를 넘는다", "more than twice as large")
def test_the_rarer_class_loses_out():
    recalls, errors = {}, {}
    for k, scaled in ((5, True), (200, True), (5, False)):
        answers = np.empty_like(T)
        for train, test in k_fold(len(X), 5, rng=np.random.default_rng(0)):
            mean, std = mean_and_std(X[train]) if scaled else (0, 1)
            z = (X - mean) / std
            answers[test] = knn(z[train], T[train], z[test], k)
        recalls[k, scaled] = precision_recall_f1(answers, T)[1]
        errors[k, scaled] = np.mean(answers != T)
    assert recalls[200, True][1] < 0.75 < 0.9 < recalls[5, True][1]
    assert recalls[200, True][0] > 0.95
    assert errors[5, False] > 2 * errors[5, True]


@quoted("evaluation", "둘 다 높아야 높다", "is high only if both are")
def test_f1_is_between_and_near_the_lower():
    for P in (0.01, 0.3, 0.9):
        for R in (0.01, 0.5, 1.0):
            f = 2 / (1 / P + 1 / R)
            assert min(P, R) - 1e-12 <= f <= min(2 * min(P, R), max(P, R)) + 1e-12


@quoted("evaluation", "정답마다 행이, 답마다 열이", "has a row for each label and a column")
@quoted(
    "evaluation", "정답을 먼저 받고, 여기서는 답을 먼저", "take the labels first, ours the answers"
)
def test_rows_are_labels():
    assert metrics.confusion_matrix([0], [1]).tolist() == [[0, 1], [0, 0]]
    assert confusion_matrix([1], [0]).tolist() == [[0, 1], [0, 0]]


@quoted("evaluation", "잘못된 경보도 늘어난다", "finds more of the cancers and raises more")
def test_lower_thresholds_find_more_and_cry_more():
    found, alarms = [], []
    for threshold in range(20, 8, -1):
        alarm = threshold <= RADIUS
        found.append(np.mean(alarm[T == 1]))
        alarms.append(np.mean(alarm[T == 0]))
    assert np.all(np.diff(found) >= 0)
    assert np.all(np.diff(alarms) >= 0)


@quoted("evaluation", "완벽하게 가르면 1이고", "is 1 for a score that separates")
@quoted("evaluation", "점수가 같으면 반으로 센다", "equal scores count half")
@quoted("evaluation", "뒤집혔거나 0과 1이 바뀌었다", "turned round, or 0 and 1 are")
@quoted("evaluation", "`-radius`의 AUC는 0.062다", "With `-radius` the AUC is 0.062")
def test_areas():
    def area(scores):
        return auc(*roc_curve(scores, T)[:2])

    assert area(T + 0.0) == 1
    assert area(np.zeros_like(T)) == 0.5
    noise = np.random.default_rng(0).normal(size=len(T))
    assert abs(area(noise) - 0.5) < 0.05
    assert area(-RADIUS).round(3) == 0.062
    assert auc(*roc_curve(RADIUS, 1 - T)[:2]).round(3) == 0.062
    sick, well = RADIUS[T == 1][:, np.newaxis], RADIUS[T == 0]
    assert area(RADIUS) == pytest.approx(np.mean(sick > well) + np.mean(sick == well) / 2)


@quoted("evaluation", "모든 임계값을 훑는다", "runs through all thresholds")
@quoted("evaluation", "환자가 아닌데 경보가 울린 비율", "of the others raises an alarm")
def test_the_rates_are_those_of_each_threshold():
    fpr, tpr, thresholds = roc_curve(RADIUS, T)
    assert set(thresholds[1:]) == set(RADIUS)
    for false, true, threshold in zip(fpr, tpr, thresholds, strict=True):
        alarm = threshold <= RADIUS
        assert false == np.mean(alarm[T == 0])
        assert true == np.mean(alarm[T == 1])


@quoted("evaluation", "임계값 16, 14, 12의 점이 왼쪽부터", "the thresholds 16, 14 and 12 from left")
def test_the_curves_of_the_thresholds():
    axes = figure("evaluation", "roc.svg").axes[0]
    radius, texture, _ = axes.lines
    at = np.linspace(0.01, 0.99, 50)
    one, other = (np.interp(at, line.get_xdata(), line.get_ydata()) for line in (radius, texture))
    assert np.all(other > at)
    assert np.mean(one > other) > 0.95
    points = {text.get_text(): text.xy[0] for text in axes.texts}
    assert points["16"] < points["14"] < points["12"]
