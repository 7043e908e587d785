"""The figures that the build draws: their SVG read with an XML parser, and each fault found."""

import base64
import gzip
import io
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from building import build
from PIL import Image
from placing import with_figures

from press.draw import svg_text
from press.run import runner
from press.run.record import Ran

ROOT = Path(__file__).parents[2]


def page(*listings):
    """A page of listings, each followed by an image line of its own."""
    return "\n".join(
        f"```python\nimport matplotlib.pyplot as plt\n{listing}\n```\n\n![Picture {n}](p{n}.svg)\n"
        for n, listing in enumerate(listings)
    )


def drawn(markdown, root):
    markdown, faults = with_figures(markdown, "docs/ko/x.md", root)
    assert faults == []
    return markdown


def svgs(markdown, root):
    html = drawn(markdown, root).replace("xlink:", "")  # an HTML parser knows the prefix, XML not
    return [ElementTree.fromstring(svg) for svg in re.findall("<svg.*?</svg>", html)]


def texts(svg):
    return ["".join(text.itertext()) for text in svg.iter("text")]


def points(path):
    return np.array(re.findall(r"-?[\d.]+", path.get("d")), float).reshape(-1, 2)


def lines(svg, colour):
    return [path for path in svg.iter("path") if path.get("stroke") == f"var(--fig-{colour})"]


def test_a_plot_is_text_and_theme_colours(tmp_path):
    source = """\
plt.plot([0, 1, 2], [0, 1, 0], label="계단 & <b>")
plt.plot([0, 2], [1, 1], "--", label="$x^{(1)}_{12}$")
plt.title("sin & cos")
plt.xlabel("$x_0$")
plt.legend()
plt.show()"""
    (svg,) = svgs(page(source), tmp_path)
    assert {"계단 & <b>", "sin & cos", "x0"} <= set(texts(svg))
    assert "x(1)12" in [text.strip("\u200b") for text in texts(svg)]

    peak, dashed = lines(svg, 1)[0], lines(svg, 2)[0]
    (x0, y0), (x1, y1), (x2, y2) = points(peak)
    assert x1 - x0 == pytest.approx(x2 - x1, abs=0.02)
    assert y0 == y2 > y1  # SVG counts downwards
    assert dashed.get("stroke-dasharray")
    assert not peak.get("stroke-dasharray")

    text = ElementTree.tostring(svg, encoding="unicode")
    assert svg.get("fill") == "currentColor"
    assert 'stroke="currentColor"' in text
    assert "var(--fig-grid)" in text
    assert not re.search("#fe01|#000| style=|font-family|metadata|DejaVu|§", text)
    assert not re.search(r"\d\.\d{3}", re.sub(r'transform="[^"]*"', "", text))


def test_the_description_is_the_name_and_the_search_leaves_the_labels_out(tmp_path):
    markdown = page("plt.plot([1, 2])").replace("Picture 0", 'x < y & "z"')
    (svg,) = svgs(markdown, tmp_path)
    assert svg.get("role") == "img"
    assert svg.get("aria-label") == 'x < y & "z"'
    assert "data-search-exclude" in svg.attrib


def test_ids_are_unique_on_the_page_and_every_reference_leads_somewhere(tmp_path):
    source = "plt.figure()\nplt.scatter([1, 2], [3, 4])\nplt.plot([1, 2], [3, 4])"
    html = drawn(page(source, source), tmp_path)
    ids = re.findall(r'\bid="([^"]*)"', html)
    assert len(ids) == len(set(ids)) > 2
    assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', html)) == set(ids)


def test_the_same_listing_gives_the_same_figure():
    sources = [f"{DRAW}\nplt.scatter([1, 2], [2, 3])", "plt.plot([1, 2])"]
    one, two = ([ran.drawn for ran in runner.execute(sources, ROOT)] for _ in range(2))
    assert one == two
    assert [len(svgs) for svgs in one] == [1, 1]


def test_black_is_the_ink_and_a_named_colour_stays(tmp_path):
    source = "plt.bar([1], [1], color='black')\nplt.bar([2], [1], color='#123456')"
    (svg,) = svgs(page(source), tmp_path)
    fills = [path.get("fill", svg.get("fill")) for path in svg.iter("path")]
    assert {"currentColor", "#123456"} <= set(fills)


def test_small_images_stay_exact_and_photos_become_small(tmp_path):
    rng = np.random.default_rng(0)
    digit = rng.integers(0, 256, (28, 28))
    digit[0, :2] = 0, 255  # imshow stretches to the whole range
    photo = np.full((200, 300, 3), 90, np.uint8) + rng.integers(0, 40, (200, 300, 3), np.uint8)
    np.savez(tmp_path / "images.npz", digit=digit, photo=photo)
    load = "import numpy as np\nimages = np.load('images.npz')\n"
    one, two = svgs(
        page(load + "plt.imshow(images['digit'], cmap='gray')", "plt.imshow(images['photo'])"),
        tmp_path,
    )
    (small,), (large,) = one.iter("image"), two.iter("image")
    seen = Image.open(io.BytesIO(base64.b64decode(small.get("href").partition(",")[2])))
    assert seen.mode in ("L", "RGB")
    seen = np.asarray(seen.convert("L"), int)
    assert np.abs(seen - digit).max() <= 1  # the colour map rounds on its own
    assert small.get("image-rendering") == "pixelated"

    data = base64.b64decode(large.get("href").partition(",")[2])
    seen = Image.open(io.BytesIO(data))
    assert seen.size == (300, 200)
    assert np.abs(np.asarray(seen, float).mean((0, 1)) - photo.mean((0, 1))).max() < 1
    png = io.BytesIO()
    Image.fromarray(photo).save(png, "png")
    assert len(data) < len(png.getvalue()) / 2
    assert large.get("image-rendering") is None


def test_surface_and_quiver_are_whole_and_small(tmp_path):
    grid = "import numpy as np\nX, Y = np.meshgrid(*2 * [np.linspace(-3, 3, 25)])\n"
    surface = "ax = plt.figure().add_subplot(projection='3d')\n" \
              "ax.plot_surface(X, Y, X**2 + Y**2, cmap='viridis')"  # fmt: skip
    quiver = "plt.figure()\nplt.quiver(X, Y, -X, -Y)"
    one, two = svgs(page(grid + surface, quiver), tmp_path)
    facets = [p for p in one.iter("path") if re.fullmatch("#[0-9a-f]{6}", p.get("fill", ""))]
    assert len(facets) == 24 * 24
    arrows = [p for p in two.iter("path") if p.get("d").count(" ") > 10 and not p.get("stroke")]
    assert len(arrows) == 25 * 25
    assert [len(gzip.compress(ElementTree.tostring(svg))) < 25_000 for svg in (one, two)] == [
        True
    ] * 2


def test_wide_figures_keep_their_letters(tmp_path):
    plots = (f"plt.figure(figsize={size})\nplt.plot([1, 2])" for size in [(4, 3), (12, 6)])
    narrow, wide = svgs(page(*plots), tmp_path)
    assert float(wide.get("viewBox").split()[2]) < 4.9 * 72
    sizes = [{text.get("font-size") for text in svg.iter("text")} for svg in (narrow, wide)]
    assert sizes[0] == sizes[1]


def test_nothing_but_images_is_pixels(tmp_path):
    (svg,) = svgs(page("plt.plot([0, 1, 2], [0, 1, 0], rasterized=True)"), tmp_path)
    assert list(svg.iter("image")) == []
    assert lines(svg, 1)


def test_listings_share_one_namespace_and_run_in_the_project(tmp_path):
    (tmp_path / "data.txt").write_text("7")
    first = "n = int(open('data.txt').read())\nprint(n)\nplt.plot([n])\nplt.show()"
    one, two = svgs(page(first, "plt.title(f'n = {n}')\nplt.plot([n])"), tmp_path)
    assert "n = 7" in texts(two)
    assert "n = 7" not in texts(one)


DRAW = "import matplotlib.pyplot as plt\nplt.plot([1, 2])"


@pytest.mark.parametrize(("markdown", "line", "message"), [
    (f"```python\n{DRAW}\n```\n\ntext\n", 2, "draws, but no"),
    ("text\n\n![A curve](a.svg)\n", 3, "no listing draws"),
    ("```python\nx = 1\n```\n\n![A curve](a.svg)\n", 5, "no listing draws"),
    (f"```python\nimport keras\n{DRAW}\n```\n\n![A curve](a.svg)\n", 7, "no listing draws"),
    (f"```python\n{DRAW}\n```\n\n![ ](a.svg)\n", 6, "no description"),
    (f"```python\n{DRAW}\nplt.figure()\n```\n\n![A curve](a.svg)\n", 2, "two figures"),
    (f"\n```python\n{DRAW}\n\nplt.plot([1], [1, 2])\n```\n", 6, "ValueError"),
    (f"```python\n{DRAW}\n```\n\n![A](a.svg)\n\n```python\ndef f(:\n```\n", 9, "SyntaxError"),
])  # fmt: skip
def test_faults_are_found_at_their_line(tmp_path, markdown, line, message):
    _, faults = with_figures(markdown, "docs/ko/x.md", tmp_path)
    assert [at for at, _ in faults] == [line]
    assert message in faults[0][1]


def test_an_image_that_exists_is_left_alone(tmp_path):
    (tmp_path / "docs/ko").mkdir(parents=True)
    (tmp_path / "docs/ko/logo.svg").write_text("<svg/>")
    markdown = f"![The logo](logo.svg)\n\n```text\n![not one](a.svg)\n```\n\n{DRAW}"
    assert with_figures(markdown, "docs/ko/x.md", tmp_path) == (markdown, [])


def test_a_warm_build_runs_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv(runner.STORE, str(tmp_path))
    markdown = page("plt.plot([1, 2])")
    before = with_figures(markdown, "docs/ko/x.md", tmp_path)
    runs = []
    ran = [Ran(drawn=["<svg>"])]
    monkeypatch.setattr(runner, "execute", lambda *args: runs.append(args) or ran)
    assert with_figures(markdown, "docs/en/x.md", tmp_path) == before
    assert runs == []
    with_figures("\n\n" + markdown.replace("Picture", "Other"), "docs/ko/x.md", tmp_path)
    assert runs == []  # a line or a description more, the same drawing
    (tmp_path / "mlcheats").mkdir()
    (tmp_path / "mlcheats/a.py").write_text("x = 1")
    with_figures(markdown, "docs/ko/x.md", tmp_path)
    assert len(runs) == 1


@pytest.mark.parametrize(("label", "shown"), [
    ("sin & cos", "sin &amp; cos"),
    ("$x$", '<tspan class="math" font-style="italic">x</tspan>'),
    ("a $1$", '<tspan>a </tspan><tspan class="math upright">1</tspan>'),
    (r"$\log y$", '<tspan class="math upright">log\u2009</tspan>'
                '<tspan class="math" font-style="italic">y</tspan>'),
    (r"$\mathdefault{10^{-3}}$", '<tspan>10</tspan><tspan font-size="7" dy="-4">−3</tspan>'),
])  # fmt: skip
def test_labels(label, shown):
    assert svg_text.tspans(svg_text.parse(label), 10) == shown


def test_an_index_stands_below_its_exponent_and_the_line_goes_on_level():
    runs = svg_text.parse("$w^{(1)}_{12}x$")
    spans = ElementTree.fromstring(f"<t>{svg_text.tspans(runs, 10)}</t>")
    shifts = [float(span.get("dy", 0)) for span in spans]
    assert np.cumsum(shifts) == pytest.approx([0, -4, 2.2, 0, 0][: len(shifts)])
    exponent, index = runs[1], runs[2]
    assert (exponent.text, index.text) == ("(1)", "12")
    assert -index.skip == pytest.approx(exponent.width)


@pytest.mark.parametrize("label", [r"$\frac{1}{2}$", "$x_{1$", "$x_{a_1}$", "$x}$"])
def test_labels_that_cannot_be_set_are_refused(label):
    with pytest.raises(ValueError, match=re.escape(label.strip("$")[0]) + "|index|bracket|lone"):
        svg_text.parse(label)


def test_a_formula_beyond_the_labels_stays_as_matplotlib_sets_it(tmp_path):
    (svg,) = svgs(page(r"plt.title(r'$\frac{a}{b}$')" + "\nplt.plot([1, 2])"), tmp_path)
    assert any(sorted(text) == ["a", "b"] for text in texts(svg))


def test_a_strict_build_names_every_fault(tmp_path):
    page = f"""---
title: x
---

# X {{ #x }}

```python
{DRAW}
```

```mermaid
graph LR
  accTitle: x
  a ==> b
```

![A curve](a.svg)
"""
    result = build(tmp_path, {"index.md": page})
    assert result.returncode != 0
    assert "docs/ko/index.md:8: the listing draws" in result.stderr
    assert "docs/ko/index.md:15: not understood" in result.stderr
    assert "docs/ko/index.md:18: no listing draws" in result.stderr


def test_a_strict_build_puts_the_pictures_into_the_page(tmp_path):
    source = f'{DRAW}\nplt.title("AdaGrad")'.replace("\n", "\n    ")
    page = f"""# X {{ #x }}

!!! note

    ```python
    {source}
    ```

    ![A curve](a.svg)

```mermaid
graph LR
  accTitle: One edge
  a[inthediagram] --> b
```
"""
    result = build(tmp_path, {"index.md": page})
    assert result.returncode == 0, result.stderr
    html = (tmp_path / "site/index.html").read_text(encoding="utf-8")
    index = (tmp_path / "site/search/search_index.json").read_text(encoding="utf-8")
    assert 'aria-label="A curve"' in html
    assert 'aria-label="One edge"' in html
    assert "<p><figure" not in html
    assert ">AdaGrad</text>" in html
    assert ">inthediagram</text>" in html
    assert "inthediagram" not in index
    assert index.count("AdaGrad") == 1  # in the listing, not in the figure
