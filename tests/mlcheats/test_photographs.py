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
        "9c283abbd33916f56f192f9b08e3a43eaa849d8f7d29ec4c81441272c8d82e71"
    )
    assert {name: each.shape for name, each in NETWORK.items()} == {
        "W1": (392, 500),
        "b1": (500,),
        "W2": (500, 11),
        "b2": (11,),
    }
    assert PHOTO_WEIGHTS.stat().st_size < 420_000


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


@pytest.mark.parametrize("corner", [(120, 160), (90, 250)])
def test_the_paper_ends_where_the_sheet_does(corner):
    rng = np.random.default_rng(0)
    sheet, table = np.array([0.9, 0.88, 0.85]), np.array([0.2, 0.25, 0.4])
    colours = np.broadcast_to(table, (240, 320, 3)).copy()
    y, x = np.indices((240, 320))
    on = np.abs(y - corner[0]) + 10 < x - corner[1] + 80
    colours[on] = sheet
    colours[corner[0] - 30 : corner[0] + 30, corner[1] : corner[1] + 10] *= 0.2
    colours = (colours + 0.01 * rng.standard_normal(colours.shape)).astype(np.float32)
    found = papers(colours).repeat(8, axis=0).repeat(8, axis=1)
    assert np.abs(found - np.where(on[..., None], sheet, table)).max(axis=-1).mean() < 0.03
    strength = ink(colours, papers(colours))
    at = slice(corner[0] - 28, corner[0] + 28), slice(corner[1] + 2, corner[1] + 8)
    assert strength[at].mean() == pytest.approx(0.8, abs=0.02)
    strength[corner[0] - 32 : corner[0] + 32, corner[1] - 2 : corner[1] + 12] = 0
    assert np.mean(strength > 0.12) < 0.01


@pytest.mark.parametrize("paper", [0.0, 0.02, 0.2])
def test_bright_ink_on_dark_paper_is_as_strong_as_it_covers(paper):
    """An edge that is blurred stays where it is: half of the ink covers half of a pixel."""
    cover = np.zeros((160, 200), np.float32)
    cover[40:120, 90:110] = np.convolve(np.ones(14), np.ones(7) / 7)
    colours = np.repeat((paper + cover * (0.9 - paper))[..., None], 3, axis=-1)
    found = ink(colours, papers(colours))
    assert found.max() == pytest.approx((0.9 - paper) / 0.9, abs=0.01)
    assert np.abs(found / found.max() - cover).max() < 0.03


def test_a_thick_stroke_is_no_paper():
    """The median of a picture that is mostly ink is the ink."""
    colours = np.zeros((240, 240, 3), np.float32)
    colours[40:200, 40:200] = 0.9
    found = ink(colours, papers(colours, cut_out=True))
    assert found[45:195, 45:195].min() > 0.95
    assert found[:35].max() < 0.05


@pytest.mark.parametrize("angle", [0, 4, 20, 45, 70])
def test_a_sheet_may_lie_askew(angle):
    table = np.full((360, 480, 3), (90, 60, 40), np.uint8)
    table += (12 * np.sin(0.25 * np.arange(360)))[:, None, None].astype(np.uint8)
    note = Image.new("L", (480, 360), 0)
    note.paste(255, (150, 90, 330, 270))
    note = note.rotate(angle, Image.Resampling.BICUBIC)
    small = written(STROKES[14][1], ink=0, paper=255, height=90, size=(480, 360))
    sheet = Image.merge("RGB", [small] * 3)
    assert read(Image.composite(sheet, Image.fromarray(table), note), NETWORK).text == "7"


@pytest.mark.parametrize("edge", [0, 1, 2, 3])
def test_what_was_cut_out_along_a_digit_may_reach_the_edge(edge):
    image = SEVEN.crop(SEVEN.point(lambda p: 255 - p).getbbox())
    image = ImageOps.pad(image, (20, 20), color=255, centering=(0.5, 0.5))
    at = [(4, 0), (0, 4), (4, 8), (8, 4)][edge]
    small = Image.new("L", (28, 28), 255)
    small.paste(image, at)
    assert read(small, NETWORK).text == "7"
    large = Image.new("L", (480, 360), 255)  # in a photograph nobody knows what is beyond
    digit = image.resize((200, 200))
    large.paste(digit, [(140, -40), (-70, 80), (140, 200), (350, 80)][edge])
    assert read(large, NETWORK).doubt


def test_pieces_are_joined_where_only_the_whole_is_a_digit():
    line = STROKES[6][1][0]
    three = written([line[:19], line[27:]], ink=0, paper=255, pen=0.07)
    assert len(parts(np.asarray(three) < 128, np.ones((360, 420)))[1]) == 2
    assert read(three, NETWORK).text == "3"


@pytest.mark.parametrize("digits", [(7, 1), (1, 0), (4, 9)])
def test_numbers_stay_apart(digits):
    strokes = dict(STROKES)
    beside = Image.new("L", (520, 360), 255)
    above = Image.new("L", (400, 520), 255)
    for i, digit in enumerate(digits):
        one = written(strokes[digit], ink=0, paper=255)
        one = one.crop(one.point(lambda p: 255 - p).getbbox())
        beside.paste(one, (90 + 190 * i, 80))
        above.paste(one, (120, 40 + 240 * i))
    assert read(beside, NETWORK).text == "".join(map(str, digits))
    assert read(above, NETWORK).text == " ".join(map(str, digits))


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


def test_slopes_turn_with_the_picture():
    x = np.random.default_rng(0).random((3, 28, 28))
    found = slopes(x.reshape(3, 784)).reshape(3, 8, 7, 7)
    turned = slopes(np.rot90(x, -1, axes=(1, 2)).reshape(3, 784)).reshape(3, 8, 7, 7)
    assert np.allclose(turned, np.rot90(np.roll(found, 2, axis=1), -1, axes=(2, 3)), atol=1e-6)


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
