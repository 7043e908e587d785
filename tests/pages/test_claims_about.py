"""The sources: what a page cites is listed, by author and year, and what is listed is cited."""

import re
import time
from pathlib import Path

import numpy as np
import pytest
from quoting import quoted

from mlcheats import TwoLayerNet, load_mnist, step_function, train

DOCS = Path(__file__).parents[2] / "docs"
CITED = re.compile(r"\b([A-Z]\. ?[A-Z]?\w+)(?:, [A-Z]\. [\w ,.]+?| 등| et al\.)?(?:, |\()(\d{4})")


def sources(text):
    """The lines of the section, as (what stands before the title, all of it)."""
    section = text.split("{ #sources }")[1].split("\n## ")[0]
    return [line[2:] for line in section.splitlines() if line.startswith("- ")]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_a_page_cites_is_listed(language):
    listed = sources((DOCS / language / "about.md").read_text(encoding="utf-8"))
    for page in sorted((DOCS / language).glob("*.md")):
        if page.name == "about.md":
            continue
        for author, year in CITED.findall(page.read_text(encoding="utf-8")):
            name = author.split()[-1]
            found = [line for line in listed if name in line and year in line]
            assert found, f"{language}/{page.name} cites {author}, {year}"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_is_listed_is_cited(language):
    pages = [path for path in (DOCS / language).glob("*.md") if path.name != "about.md"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in pages)
    for line in sources((DOCS / language / "about.md").read_text(encoding="utf-8")):
        author = line.split(",")[0].split()[-1 if language == "en" or line[0] < "~" else 0]
        year = "|".join(re.findall(r"\b(?:19|20)\d\d\b", line))  # of the original, too
        near = rf"{author}.{{0,60}}(?:{year})|(?:{year}).{{0,60}}{author}"
        assert re.search(near, text), f"no page cites {author}, {year}"


@quoted(
    "about",
    "| `np.array([1,2], [3,4])`는 오류 | `np.array([[1, 2], [3, 4]])` |",
    "| `np.array([1,2], [3,4])` raises an error | `np.array([[1, 2], [3, 4]])` |",
)
@quoted(
    "about",
    "| AND의 값을 모두 뒤집으면 NAND | $(1.0, 1.0, 1.0)$은 경계에 걸려 안 됨 |",
    "| Flipping all values of AND gives NAND | $(1.0, 1.0, 1.0)$ is on the boundary and does "
    "not work",
)
@quoted(
    "about",
    "| $\\theta = -0.7$은 $(0, 0)$에서 1 | $\\theta = 0.2$ |",
    "| $\\theta = -0.7$ gives 1 for $(0, 0)$ | $\\theta = 0.2$ |",
)
@quoted(
    "about", "| 간격이 0이라 그릴 수 없음 | 간격 0.1 |", "| A step of 0, so nothing can be drawn |"
)
@quoted(
    "about",
    "| `[[1, 2, 3, 4]]`의 형상이 `(4,)` | `(1, 4)` |",
    "| `[[1, 2, 3, 4]]` has shape `(4,)` | `(1, 4)` |",
)
@quoted("about", "| 0 이하에서 `None` | 0 |", "| `None` for 0 and below | 0 |")
@quoted(
    "about",
    "| `1e-4`쯤에서 좋은 결과 | 중심 차분은 `1e-5`, 전방 차분은 `1e-8`쯤 |",
    "| Good results around `1e-4` | Around `1e-5` for the central difference, `1e-8` for the "
    "forward",
)
@quoted(
    "about",
    "| 복원 추출이라 한 에폭에 37%를 쓰지 않음 |",
    "| Drawn with replacement, so an epoch leaves out 37% |",
)
@quoted(
    "about",
    "| 수치 미분으로 10,000걸음에 여든 시간 넘게 | 오차역전파법으로 1분 안에 |",
    "| 10,000 steps of numerical differentiation in more than 80 hours | "
    "Within a minute, with backpropagation |",
)
@quoted(
    "about",
    "| 카운터를 0으로 되돌리지 않아 정확도가 1.87 | 0으로 되돌림 |",
    "| Counter not reset, accuracy 1.87 | Reset to 0 |",
)
@quoted("about", "| 단층 퍼셉트론만 그러함 |", "| Only a single-layer perceptron cannot |")
def test_what_was_wrong_in_the_draft():
    with pytest.raises(TypeError):
        np.array([1, 2], [3, 4])
    assert np.array([[1, 2, 3, 4]]).shape == (1, 4)
    assert -1.0 * 1 + -1.0 * 0 == -1.0  # the sum at (1, 0), and the threshold
    assert 0.5 * 0 + 0.5 * 0 > -0.7
    assert 0.5 * 0 + 0.5 * 0 <= 0.2
    with pytest.raises(ZeroDivisionError):
        np.arange(-5.0, 5.0, 0)
    assert step_function(np.array([-1.0, 0.0])).tolist() == [0, 0]
    errors = {}
    for h in 10.0 ** np.arange(-12, 0):
        errors[h] = [
            abs((np.sin(1 + h) - np.sin(1)) / h - np.cos(1)),
            abs((np.sin(1 + h) - np.sin(1 - h)) / (2 * h) - np.cos(1)),
        ]
    best = [min(errors, key=lambda h, kind=kind: errors[h][kind]) for kind in (0, 1)]
    assert best == pytest.approx([1e-8, 1e-5])
    assert 1 - np.exp(-1) == pytest.approx(1 - 0.37, abs=0.01)
    assert 2 * 39_760 * 0.4e-3 * 10_000 / 3600 > 80
    assert pytest.approx(1.87, abs=0.001) == 2 * 0.9352  # the accuracy of the book's weights, twice
    rng = np.random.default_rng(0)
    net = TwoLayerNet(784, 50, 10, rng=rng, dtype=np.float32)
    (x, t), _ = load_mnist()
    start = time.process_time()
    train(net, x, t, epochs=1, rng=rng)
    assert (time.process_time() - start) * 10_000 / 600 < 60


@quoted(
    "about",
    "코드와 글은 MIT 라이선스, MNIST 데이터는 CC BY-SA 3.0이다.",
    "Code and text are under the MIT license, the MNIST data under CC BY-SA 3.0.",
)
@quoted("about", "저마다 `assets/LICENSE`에 적힌", "the terms that `assets/LICENSE` names for each")
def test_the_licence():
    root = DOCS.parent
    terms = (root / "assets/LICENSE").read_text(encoding="utf-8")
    assert all(f"\n{table.name}\n" in terms for table in root.glob("assets/*.csv"))
    assert (root / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")


@quoted(
    "about",
    "패키지의 함수는 SciPy, 닫힌 식, 중심 차분 등 다른 방법으로 구한 값과 비교한다.",
    "The functions of the package are compared with values found another way: "
    "SciPy, closed forms, central differences and so on.",
)
def test_the_package_has_other_opinions():
    tests = "".join(
        path.read_text(encoding="utf-8") for path in (DOCS.parent / "tests/mlcheats").glob("*.py")
    )
    assert "scipy" in tests
    assert "mpmath" in tests
