"""Pictures as people take them: how many are read, and how many surely and wrongly."""

import contextlib
import hashlib

import numpy as np
import pytest
from digits import STROKES, written
from PIL import Image, ImageOps
from scipy import ndimage

from mlcheats import load_mnist, load_weights, predict
from mlcheats._commands import PHOTO_WEIGHTS
from mlcheats.photos.answers import NONE
from mlcheats.photos.paper import ink, papers
from mlcheats.photos.parts import label, parts
from mlcheats.photos.pixels import TURNS, pixels
from mlcheats.photos.reading import read, read_file
from mlcheats.photos.rulings import without_rulings
from mlcheats.photos.slopes import slopes

NETWORK = load_weights(PHOTO_WEIGHTS)
SEVEN = written(STROKES[14][1], ink=0, paper=255)


def test_the_trained_weights():
    joined = b"".join(NETWORK[name].tobytes() for name in sorted(NETWORK))
    assert hashlib.sha256(joined).hexdigest() == (
        "4d921c292c83125ae755f34feb76a753e0fda51cc45dd7b4958c759b297a449e"
    )
    assert {name: each.shape for name, each in NETWORK.items()} == {
        "W1": (392, 400),
        "b1": (400,),
        "W2": (400, 11),
        "b2": (11,),
    }
    assert PHOTO_WEIGHTS.stat().st_size < 400_000


def test_the_net_by_itself():
    _, (x_test, t_test) = load_mnist()
    y = predict(NETWORK, slopes(x_test))
    assert y.shape == (10000, NONE + 1)
    assert np.mean(np.argmax(y, axis=-1) == t_test) >= 0.985
    assert np.mean(np.argmax(y, axis=-1) == NONE) <= 0.01


@pytest.mark.parametrize("share", [0.02, 0.3, 0.5, 0.6, 0.8])
def test_parts_are_scipys(share):
    rng = np.random.default_rng(0)
    for shape in ((1, 1), (1, 40), (40, 1), (30, 50), (97, 64)):
        mask = rng.random(shape) < share
        labels, count = label(mask)
        expected, expected_count = ndimage.label(mask, np.ones((3, 3)))
        assert count == expected_count
        pairs = set(zip(labels.ravel().tolist(), expected.ravel().tolist(), strict=True))
        assert len(pairs) == count + (0 if mask.all() else 1)  # one name for one name
        _, found = parts(mask, np.where(mask, 1.0, 0))
        boxes = ndimage.find_objects(labels)
        for part, (rows, columns) in zip(found, boxes, strict=True):
            assert (part.top, part.bottom) == (rows.start, rows.stop)
            assert (part.left, part.right) == (columns.start, columns.stop)
            assert part.area == np.count_nonzero(labels == part.number)


def test_a_spiral_is_one_part():
    mask = np.zeros((99, 99), bool)
    for i in range(0, 48, 4):
        mask[i, i : 99 - i] = mask[98 - i, i : 99 - i] = True
        mask[i : 99 - i, 98 - i] = mask[i + 4 : 99 - i, i] = True
        mask[i + 4, i : i + 4] = True
    assert label(mask)[1] == ndimage.label(mask, np.ones((3, 3)))[1] == 1


def test_ink_is_the_same_in_any_light():
    rng = np.random.default_rng(0)
    reflects = np.full((240, 320, 3), 0.9, np.float32)
    reflects[60:180, 100:120] = 0.3
    light = np.linspace(1, 0.4, 320, dtype=np.float32)[:, None]
    for colours in (reflects, reflects * light):
        noisy = (colours + 0.01 * rng.standard_normal(colours.shape)).astype(np.float32)
        found = ink(noisy, papers(noisy))
        assert found[62:178, 102:118].mean() == pytest.approx(2 / 3, abs=0.03)
        found[55:185, 95:125] = 0
        assert found.max() < 0.12


def test_rulings_go_and_strokes_stay():
    mask = np.zeros((200, 300), bool)
    stroke = mask.copy()
    stroke[40:160, 140:150] = True
    for y in (50, 100, 150):
        rows = np.rint(y + 0.03 * np.arange(300)).astype(int)
        mask[rows, np.arange(300)] = mask[rows + 1, np.arange(300)] = True
    left = without_rulings(mask | stroke)
    assert np.array_equal(left & stroke, stroke)
    assert np.count_nonzero(left & ~stroke) < 20
    assert np.array_equal(without_rulings(stroke), stroke)


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "LA", "P", "1", "I;16", "I", "F", "CMYK"])
@pytest.mark.parametrize("orientation", [1, *TURNS])
def test_exif_turns_every_mode(mode, orientation):
    grey = np.full((60, 80), 255, np.uint8)
    grey[5:30, 10:20] = 0
    if mode == "I;16":
        image = Image.fromarray(grey.astype(np.uint16) * 257)
    else:
        image = Image.fromarray(grey).convert(mode)
    plain = Image.fromarray(grey)
    for each in (image, plain):
        each.getexif()[0x0112] = orientation
    found, _ = pixels(image)
    expected, _ = pixels(ImageOps.exif_transpose(plain))
    assert found.shape == expected.shape
    dark = [np.argwhere(each.mean(axis=-1) < 0.5).mean(axis=0) for each in (found, expected)]
    assert np.allclose(*dark, atol=1.5)


def test_slopes_are_those_of_the_picture():
    """A step from dark to light, turned by 45 degrees each time, is in the next direction."""
    y, x = np.indices((28, 28)) - 13.5
    for k in range(8):
        angle = 2 * np.pi * k / 8
        step = (x * np.cos(angle) + y * np.sin(angle) > 0).astype(np.float32)
        step[:2] = step[-2:] = 0
        found = slopes(step.reshape(1, 784)).reshape(8, 7, 7)
        assert np.argmax(found[:, 3, 3]) == k


@pytest.mark.parametrize("size", [(1, 2), (2, 1), (500, 1), (1, 500), (3, 3)])
def test_odd_sizes_are_no_digits(size):
    image = Image.new("L", size, 255)
    image.putpixel((0, 0), 0)
    with contextlib.suppress(ValueError):
        assert read(image, NETWORK).doubt


@pytest.mark.parametrize("height", [14, 20, 30, 60])
def test_small_pictures(height):
    size = (round(1.6 * height), round(1.5 * height))
    pictures = [(digit, written(lines, height=height, size=size)) for digit, lines in STROKES]
    texts = [(read(picture, NETWORK), str(digit)) for digit, picture in pictures]
    assert np.mean([each.doubt or each.text == digit for each, digit in texts]) == 1
    assert np.mean([each.text == digit for each, digit in texts]) >= 0.8


def test_files(tmp_path):
    SEVEN.save(tmp_path / "seven.png")
    for path in (tmp_path / "seven.png", str(tmp_path / "seven.png")):
        assert read_file(path, NETWORK).text == "7"


def test_files_that_are_no_picture(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        read_file(tmp_path / "nowhere.png", NETWORK)
    path = tmp_path / "digit.png"
    SEVEN.save(path)
    good = path.read_bytes()
    for content in (b"", b"no picture", good[:8]):
        path.write_bytes(content)
        with pytest.raises(
            ValueError, match=r"digit\.png: expected a picture such as PNG or JPEG$"
        ):
            read_file(path, NETWORK)
    for content in (good[:60], good[: len(good) // 2]):
        path.write_bytes(content)
        with pytest.raises(ValueError, match=r"digit\.png: "):
            read_file(path, NETWORK)
    Image.new("L", (50, 50), 255).save(path)
    with pytest.raises(ValueError, match=r"digit\.png: expected a picture of a digit, got a blank"):
        read_file(path, NETWORK)
