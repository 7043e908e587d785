"""What the page on evaluation says in words, computed."""

from itertools import combinations
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


@quoted(
    "evaluation",
    "단위가 다르면 그렇다. 그러지 않으면 가장 넓게 퍼진 열이 답을 정한다",
    "yes, if their units differ, or the column that spreads most decides",
)
@quoted(
    "evaluation",
    "평균 넓이는 144부터 2501까지인데, 평균 매끄러움은 0.05부터 0.16까지다",
    "the mean area goes from 144 to 2501, the mean smoothness from 0.05 to 0.16",
)
@quoted("evaluation", "열 하나에 달렸다", "answers by a single column")
def test_the_column_that_spreads_most_decides():
    area, smoothness = CANCER.features.index("mean_area"), CANCER.features.index("mean_smoothness")
    x = X[:, [area, smoothness]]
    assert (x[:, 0].min().round(), x[:, 1].min().round(2)) == (144, 0.05)
    assert (x[:, 0].max(), x[:, 1].max().round(2)) == (2501, 0.16)
    both, one = knn(x[:400], T[:400], x[400:], 1), knn(x[:400, :1], T[:400], x[400:, :1], 1)
    assert np.mean(both == one) > 0.97
    x[:, 1] += 10_000  # now the smoothness has the largest numbers, and decides as little
    assert np.array_equal(knn(x[:400], T[:400], x[400:], 1), both)
    errors = []
    for seed in range(20):  # the columns of the irises have one unit
        train, test = np.split(np.random.default_rng(seed).permutation(150), [100])
        mean, std = mean_and_std(IRIS.x[train])
        for z in (IRIS.x, (IRIS.x - mean) / std):
            errors.append(np.mean(knn(z[train], IRIS.t[train], z[test], 5) != IRIS.t[test]))
    assert np.mean(errors[::2]) < np.mean(errors[1::2])  # scaling does no good


@quoted("evaluation", "| 빠진 값 | 오류 |", "| missing values | an error |")
def test_missing_values_are_refused():
    for examples, asked in (([[np.nan]], [[1]]), ([[1]], [[np.nan]])):
        with pytest.raises(ValueError, match="finite"):
            knn(examples, [0], asked, 1)


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


@quoted("evaluation", "평균과 표준편차도 배우는 쪽에서만", "the test part stands for data that")
def test_the_test_part_is_as_data_not_yet_seen():
    train, test = k_fold(len(X), 5, rng=np.random.default_rng(0))[0]
    mean, std = mean_and_std(X[train])

    def answers(rows):  # those of one row do not hang on which others are tested with it
        return knn((X[train] - mean) / std, T[train], (X[rows] - mean) / std, 5)

    assert np.array_equal(answers(test)[:9], answers(test[:9]))


@quoted("evaluation", "데이터가 끼어들지 않았는지 본다", "see whether the test data took part when")
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


@quoted("evaluation", "열이나 $k$를 고를 때, 여러 방법", "the columns, $k$, or one of many methods")
def test_what_is_best_in_the_test_is_worse_later():
    rng, pairs = np.random.default_rng(0), [(i, i + 1) for i in range(0, 30, 2)]
    every = tuple(range(30))
    of_k = [(k, every) for k in (1, 3, 5, 7, 9, 15, 25, 45)]
    of_methods = [(5, pair) for pair in pairs]
    for methods in (of_k, of_methods):
        found = []
        for _ in range(12):
            train, test, later = np.split(rng.permutation(len(X))[:300], [100, 150])
            mean, std = mean_and_std(X[train])
            z = (X - mean) / std
            errors = [
                [
                    np.mean(knn(z[train][:, of], T[train], z[rows][:, of], k) != T[rows])
                    for rows in (test, later)
                ]
                for k, of in methods
            ]
            found.append(min(errors))
        best, afterwards = np.mean(found, axis=0)
        assert afterwards > 1.2 * best


@quoted("evaluation", "훈련 데이터의 오차는 0에서", "On the training data it starts at 0")
@quoted("evaluation", "먼저 내려가 5에서", "falls first, is lowest at 5, and then grows, too")
@quoted("evaluation", "자기 자신이 가장 가까운 이웃이다", "is its own nearest neighbor")
@quoted("evaluation", "똑같은 종양은 없으므로", "No two tumors are alike")
def test_the_curves_of_k():
    assert len(np.unique(X, axis=0)) == len(X)
    assert knn([[1], [1]], [0, 1], [[1], [1]], 1).tolist() == [0, 0]  # of two that are alike
    train, validation = figure("evaluation", "k-nearest.svg").axes[0].lines
    assert train.get_ydata()[0] == 0
    steps = np.diff(train.get_ydata())
    assert np.sum(steps > 0) > 4 * np.sum(steps < 0)
    errors = validation.get_ydata()
    best = np.argmin(errors)
    assert validation.get_xdata()[best] == 5
    assert 0 < best < len(errors) - 1
    assert np.all(np.diff(errors[: best + 1]) < 0)
    assert np.all(np.diff(errors[best:]) > 0)


def in_five_parts(k, seed=0, *, scaled=True):
    answers = np.empty_like(T)
    for train, test in k_fold(len(X), 5, rng=np.random.default_rng(seed)):
        mean, std = mean_and_std(X[train]) if scaled else (0, 1)
        z = (X - mean) / std
        answers[test] = knn(z[train], T[train], z[test], k)
    return answers


@quoted("evaluation", "수가 적은 클래스가 밀린다", "so many vote that the rarer class loses out")
def test_the_rarer_class_loses_out():
    few, many = (precision_recall_f1(in_five_parts(k), T)[1] for k in (5, 200))
    assert many[1] < 0.75 < 0.9 < few[1]
    assert many[0] > 0.95


@quoted(
    "evaluation",
    "여기서는 크기를 맞추지 않으면 오차가",
    "the error here is more than twice as large",
)
def test_without_scaling_the_error_is_larger():
    ratios = [
        np.mean(in_five_parts(5, seed, scaled=False) != T) / np.mean(in_five_parts(5, seed) != T)
        for seed in range(3)
    ]
    assert ratios[0] > 2
    assert min(ratios) > 1.3


@quoted("evaluation", "둘 다 높아야 높다", "is high only if both are")
def test_f1_is_between_and_near_the_lower():
    for P in (0.01, 0.3, 0.9):
        for R in (0.01, 0.5, 1.0):
            f = 2 / (1 / P + 1 / R)
            assert min(P, R) - 1e-12 <= f <= min(2 * min(P, R), max(P, R)) + 1e-12


@quoted("evaluation", "정답마다 행이, 답마다 열이", "has a row for each label and a column")
@quoted(
    "evaluation",
    "정답을 먼저, 여기의 함수는 답이나",
    "the labels first, ours the answers or scores",
)
def test_rows_are_labels():
    assert metrics.confusion_matrix([0], [1]).tolist() == [[0, 1], [0, 0]]
    assert confusion_matrix([1], [0]).tolist() == [[0, 1], [0, 0]]
    y, t, scores = [0, 1, 1, 1], [0, 1, 0, 0], [0.1, 0.9, 0.4, 0.6]
    theirs = metrics.precision_recall_fscore_support(t, y)[:3]
    np.testing.assert_allclose(precision_recall_f1(y, t), theirs)
    assert auc(*roc_curve(scores, t)[:2]) == metrics.auc(*metrics.roc_curve(t, scores)[:2]) == 1


@quoted("evaluation", "잘못된 경보도 늘어난다", "finds more of the cancers and raises more")
def test_lower_thresholds_find_more_and_cry_more():
    found, alarms = [], []
    for threshold in range(20, 8, -1):
        alarm = threshold <= RADIUS
        found.append(np.mean(alarm[T == 1]))
        alarms.append(np.mean(alarm[T == 0]))
    assert np.all(np.diff(found) >= 0)
    assert np.all(np.diff(alarms) >= 0)
    for shares in (found, alarms):  # and more at each of the thresholds that the page tries
        assert shares[20 - 16] < shares[20 - 14] < shares[20 - 12]


@quoted(
    "evaluation", "완벽하게 가르면 1이고, 아무것도 모르면 평균 0.5다", "and 0.5 on average for one"
)
@quoted("evaluation", "점수가 같으면 반으로 센다", "equal scores count half")
@quoted("evaluation", "뒤집혔거나 0과 1이 바뀌었다", "turned round, or 0 and 1 are")
@quoted("evaluation", "`-radius`의 AUC는 0.062다", "With `-radius` the AUC is 0.062")
def test_areas():
    def area(scores):
        return auc(*roc_curve(scores, T)[:2])

    assert area(T + 0.0) == 1
    assert area(np.zeros_like(T)) == 0.5
    draws = np.random.default_rng(0)
    few = [auc(*roc_curve(draws.normal(size=10), np.arange(10) % 2)[:2]) for _ in range(2000)]
    assert np.mean(few) == pytest.approx(0.5, abs=0.02)
    assert np.std(few) > 0.15
    assert area(-RADIUS).round(3) == 0.062
    assert auc(*roc_curve(RADIUS, 1 - T)[:2]).round(3) == 0.062
    sick, well = RADIUS[T == 1][:, np.newaxis], RADIUS[T == 0]
    assert area(RADIUS) == pytest.approx(np.mean(sick > well) + np.mean(sick == well) / 2)


@quoted("evaluation", "데이터가 적으면 우연일 수도 있다", "With few data, it may be chance")
@quoted("evaluation", "아홉 번에 한 번은 0.25보다 작다", "is below 0.25 one time in nine")
def test_chance_alone():
    areas = []
    for sick in combinations(range(10), 5):  # all orders are equally likely
        t = np.isin(np.arange(10), sick).astype(int)
        areas.append(auc(*roc_curve(np.arange(10), t)[:2]))
    assert np.mean(np.array(areas) < 0.25) == pytest.approx(1 / 9)


@quoted("evaluation", "모든 임계값을 훑는다", "runs through all thresholds")
@quoted("evaluation", "환자가 아닌데 경보가 울린 비율", "of the others raises an alarm")
def test_the_rates_are_those_of_each_threshold():
    fpr, tpr, thresholds = roc_curve(RADIUS, T)
    assert set(thresholds[1:]) == set(RADIUS)
    for false, true, threshold in zip(fpr, tpr, thresholds, strict=True):
        alarm = threshold <= RADIUS
        assert false == np.mean(alarm[T == 0])
        assert true == np.mean(alarm[T == 1])


@quoted("evaluation", "끝에서 대각선에 닿을 뿐", "above the diagonal, but for the upper right end")
@quoted("evaluation", "임계값 16, 14, 12의 점이 왼쪽부터", "the thresholds 16, 14 and 12 from left")
@quoted(
    "evaluation", "왼쪽 위 모서리에 가깝다", "lies closer to the top left corner than that of the"
)
def test_the_curves_of_the_thresholds():
    axes = figure("evaluation", "roc.svg").axes[0]
    radius, texture, _ = axes.lines
    for line in (radius, texture):
        fpr, tpr = line.get_xdata(), line.get_ydata()
        middle = (fpr > 0) & (fpr < 1)
        assert np.all((tpr > fpr)[middle & (fpr < 0.99)])
        assert np.all((tpr > fpr - 0.002)[middle])
    fpr, tpr = texture.get_xdata(), texture.get_ydata()
    assert np.any((tpr < fpr)[fpr > 0.99])
    at = np.linspace(0.01, 0.99, 99)
    one, other = (np.interp(at, line.get_xdata(), line.get_ydata()) for line in (radius, texture))
    assert np.all(one > other)
    far = [np.hypot(line.get_xdata(), 1 - line.get_ydata()).min() for line in (radius, texture)]
    assert far[0] < 0.7 * far[1]
    points = {text.get_text(): text.xy[0] for text in axes.texts}
    assert points["16"] < points["14"] < points["12"]
