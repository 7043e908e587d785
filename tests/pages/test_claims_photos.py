"""What the page on photographed digits says in words, computed."""

import numpy as np
import photographs
from figures_of import figure
from quoting import quoted

from mlcheats import load_mnist, load_weights, predict
from mlcheats._commands import PHOTO_WEIGHTS
from mlcheats.photos import answers
from mlcheats.photos.paper import ink, papers
from mlcheats.photos.reading import read

ROWS = [
    "plain, light falls off, shadow, grainy, chalk, coloured",
    "table, note, frame, circled, ruled, squared, specks, underline",
    "side by side, leaning, pencil, small, printed, strokes, other writers",
    "cut off, letter, dashes, scribble, noise, nothing, touching, on its side",
]
TOLD = [(39, 3, 0), (54, 1, 1), (45, 3, 1), (2, 54, 0)]


@quoted("photos", "| 39 | 3 | 0 |", "| 39 | 3 | 0 |")
@quoted("photos", "| 54 | 1 | 1 |", "| 54 | 1 | 1 |")
@quoted("photos", "| 45 | 3 | 1 |", "| 45 | 3 | 1 |")
@quoted("photos", "| 2 | 54 | 0 |", "| 2 | 54 | 0 |")
@quoted("photos", "테스트는 그림 203장을 무작위로 그려서", "The tests draw 203 pictures by chance")
@quoted("photos", "확실하지 않다고 하는 것이 맞다", "not being sure is right")
@quoted(
    "photos", "이런 조각을 빼고, 큰 조각이 여럿이면", "leaves such parts out, and reads several"
)
def test_the_table_of_pictures():
    network = load_weights(PHOTO_WEIGHTS)
    total = wrong = 0
    for kinds, told in zip(ROWS, TOLD, strict=True):
        counts = np.zeros(3, int)
        for kind in kinds.split(", "):
            for truth, picture in photographs.pictures(kind, 7):
                try:
                    reading = read(picture, network)
                    text = "" if reading.doubt else reading.text
                except ValueError:  # a blank one
                    text = ""
                counts[1 if text == "" else 0 if text == truth else 2] += 1
        total += counts.sum()
        wrong += counts[2]
        # Another version of Pillow draws and packs a little differently.
        assert np.abs(counts - told).max() <= 2
        assert counts[2] <= told[2] + 1
    assert total == 203
    assert wrong <= 0.01 * total


@quoted("photos", "가장 큰 확률이 0.7보다 작거나", "If the largest probability is below 0.7")
@quoted("photos", "열한째 출력이 있는", "an eleventh output for what is no digit")
def test_the_nets_eleventh_output():
    assert len(load_weights(PHOTO_WEIGHTS)["b2"]) == 11
    assert answers.doubt(np.array([0.69, 0.31, *[0] * 9]))
    assert not answers.doubt(np.array([0.71, 0.29, *[0] * 9]))
    assert answers.doubt(np.array([*[0] * 10, 1]))


@quoted("photos", "40%가 넘는 수에 0.9보다 큰", "To more than 40% of the test images")
@quoted("photos", "숫자 하나를 댈 수밖에 없다", "A network with ten outputs must name a digit")
def test_digits_on_their_side_are_answered():
    _, (x_test, _) = load_mnist()
    network = load_weights("assets/sample_weight.npz")
    for turns in (1, 3):
        lying = np.rot90(x_test.reshape(-1, 28, 28), turns, axes=(1, 2))
        y = predict(network, lying.reshape(-1, 784))
        assert np.mean(y.max(axis=-1) > 0.9) > 0.4
        assert np.allclose(y.sum(axis=-1), 1)


@quoted(
    "photos", "그늘 속의 종이가 밝은 곳의 잉크보다 어두우므로", "The paper in the shadow is darker"
)
@quoted("photos", "획은 둘레의 절반도 덮지 않기 때문", "since strokes cover less than half")
@quoted("photos", "밝은 곳에서나 그늘에서나 같다", "is the same in the light and in the shadow")
def test_ink_is_a_share_of_the_light():
    stroke = np.zeros((120, 200, 1), np.float32)
    stroke[30:90, 10:20] = stroke[30:90, 150:160] = 1
    light = np.linspace(1, 0.3, 200, dtype=np.float32)[:, None]
    photo = np.repeat(light * (0.9 - 0.6 * stroke), 3, axis=-1)
    assert photo[0, 199, 0] < photo[60, 15, 0]
    found = ink(photo, papers(photo))
    assert abs(found[32:88, 12:18].mean() - 2 / 3) < 0.03
    assert abs(found[32:88, 152:158].mean() - 2 / 3) < 0.03
    assert np.mean(stroke) < 0.5


@quoted("photos", "7을 키워서 얼룩이 있는 종이에", "We enlarge a 7 and put it on a sheet")
@quoted("photos", "오른쪽으로 갈수록 어둡다", "The light falls off to the right")
@quoted("photos", "그림 넷. 오른쪽으로 어두워지는", "Four pictures: the photograph that darkens")
def test_the_steps():
    photo, ink, own, x = (
        np.asarray(axes.images[0].get_array()) for axes in figure("photos", "photo-steps.svg").axes
    )
    assert np.all(np.diff(photo[0]) < 0)
    assert ink[:, 190:].max() < 0.2
    assert ink[92, 22] > 0.4
    assert not own[92, 22]
    assert x.shape == (28, 28)
    rows, columns = (np.flatnonzero(x.any(axis=axis)) for axis in (1, 0))
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
