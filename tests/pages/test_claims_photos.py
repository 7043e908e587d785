"""What the page on photographed digits says in words, computed."""

import numpy as np
import photographs
import pytest
from figures_of import figure
from PIL import Image
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
TOLD = [(39, 3, 0), (54, 1, 1), (46, 2, 1), (2, 54, 0)]


def outcome(picture, truth, network):
    """0 if it is read right, 1 if that is not sure, 2 if it is sure and wrong."""
    try:
        reading = read(picture, network)
    except ValueError:  # a blank one
        return 1
    return 1 if reading.doubt or not reading.text else 0 if reading.text == truth else 2


@quoted("photos", "| 39 | 3 | 0 |", "| 39 | 3 | 0 |")
@quoted("photos", "| 54 | 1 | 1 |", "| 54 | 1 | 1 |")
@quoted("photos", "| 46 | 2 | 1 |", "| 46 | 2 | 1 |")
@quoted("photos", "| 2 | 54 | 0 |", "| 2 | 54 | 0 |")
@quoted("photos", "테스트는 그림 203장을 무작위로 그려서", "The tests draw 203 pictures by chance")
@quoted("photos", "확실하지 않다고 하는 것이 맞다", "not being sure is right")
@quoted(
    "photos", "이런 조각을 빼고, 큰 조각이 여럿이면", "leaves such parts out, and reads several"
)
def test_the_table_of_pictures():
    network = load_weights(PHOTO_WEIGHTS)
    total = right = wrong = 0
    for kinds, told in zip(ROWS, TOLD, strict=True):
        counts = np.zeros(3, int)
        for kind in kinds.split(", "):
            for truth, picture in photographs.pictures(kind, 7):
                counts[outcome(picture, truth, network)] += 1
        total += counts.sum()
        right += counts[0] if kinds != ROWS[-1] else 0
        wrong += counts[2]
        # Another version of Pillow draws and packs a little differently.
        assert np.abs(counts - told).max() <= 2
        assert counts[2] <= told[2] + 1
    assert total == 203
    assert right >= 0.92 * 147  # of which are digits
    assert wrong <= 0.01 * total


def as_they_are(image, rng):
    return image


def turned(image, rng):
    angle = rng.uniform(-30, 30)
    return np.asarray(Image.fromarray(image).rotate(angle, Image.Resampling.BILINEAR))


def noisy(image, rng):
    return np.clip(image + 25 * rng.standard_normal(image.shape), 0, 255).astype(np.uint8)


@quoted("photos", "| MNIST의 시험 이미지 | 97 | 3 | 0 |", "| MNIST's test images | 97 | 3 | 0 |")
@quoted("photos", "| 30도까지 돌린 것 | 93 | 7 | 0 |", "turned by up to 30 degrees | 93 | 7 | 0 |")
@quoted(
    "photos",
    "| 표준편차가 25인 잡음을 더한 것 | 97 | 3 | 0 |",
    "with noise of standard deviation 25 | 97 | 3 | 0 |",
)
@quoted(
    "photos",
    "처음 세 행은 MNIST의 첫 시험 이미지 100장이고, 픽셀은 0부터 255까지다",
    "The first three rows are the first 100 test images of MNIST, with pixels from 0 to 255",
)
@pytest.mark.parametrize(
    ("changed", "told"),
    [(as_they_are, (97, 3, 0)), (turned, (93, 7, 0)), (noisy, (97, 3, 0))],
)
def test_mnist_itself(changed, told):
    network, rng = load_weights(PHOTO_WEIGHTS), np.random.default_rng(0)
    _, (x_test, t_test) = load_mnist(normalize=False)
    counts = np.zeros(3, int)
    for image, truth in zip(x_test[:100].reshape(-1, 28, 28), t_test[:100], strict=True):
        counts[outcome(Image.fromarray(changed(image, rng)), str(truth), network)] += 1
    # Another version of Pillow or NumPy turns and adds a little differently.
    assert np.abs(counts - told).max() <= 2
    assert counts[2] <= told[2] + 1


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
