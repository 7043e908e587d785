"""The tables of the sheet, computed."""

import re
from pathlib import Path

import numpy as np
import pytest
from quoting import quoted

import mlcheats
from mlcheats import TwoLayerNet, backpropagate, one_hot, sigmoid, softmax, softmax_cross_entropy

DOCS = Path(__file__).parents[2] / "docs"
SIZES = {"N": 5, "D": 7, "H": 4, "K": 3}
NAME = re.compile(r"(?<![.\w])(?:[xWbaty]|delta)\b")
CODE = re.compile("`([^`]*)`")

SYMBOLS_KO = r"""| $X$ | 입력 | `(N, D)` | `x` |
| $t$ | 정답 레이블 | `(N,)` | `t` |
| $T$ | 원-핫 레이블 | `(N, K)` | `one_hot(t, K)` |
| $W_1$ | 첫째 층의 가중치 | `(D, H)` | `params["W1"]` |
| $b_1$ | 첫째 층의 편향 | `(H,)` | `params["b1"]` |
| $A_1$ | 가중치를 곱하고 편향을 더한 값 | `(N, H)` | `a1` |
| $Z_1$ | 활성화 함수를 지난 값 | `(N, H)` | `z1` |
| $Y$ | 출력, 확률 | `(N, K)` | `y` |
| $E$ | 손실 | `()` | `loss` |
| $\partial E / \partial W_1$ | 기울기 | `(D, H)` | `grads["W1"]` |
| $\Delta_1$ | $\partial E / \partial A_1$ | `(N, H)` | `delta1` |
| $\eta$ | 학습률 | `()` | `learning_rate` |"""
SYMBOLS_EN = r"""| $X$ | input | `(N, D)` | `x` |
| $t$ | labels | `(N,)` | `t` |
| $T$ | one-hot labels | `(N, K)` | `one_hot(t, K)` |
| $W_1$ | weights of the first layer | `(D, H)` | `params["W1"]` |
| $b_1$ | bias of the first layer | `(H,)` | `params["b1"]` |
| $A_1$ | weighted sum plus bias | `(N, H)` | `a1` |
| $Z_1$ | output of the activation function | `(N, H)` | `z1` |
| $Y$ | output, probabilities | `(N, K)` | `y` |
| $E$ | loss | `()` | `loss` |
| $\partial E / \partial W_1$ | gradient | `(D, H)` | `grads["W1"]` |
| $\Delta_1$ | $\partial E / \partial A_1$ | `(N, H)` | `delta1` |
| $\eta$ | learning rate | `()` | `learning_rate` |"""


def rows(language, section):
    """The code in each cell of each row of a table, without its head."""
    text = (DOCS / language / "sheet.md").read_text(encoding="utf-8")
    table = text.partition(f"{{ #{section} }}")[2].partition("## ")[0]
    lines = [line for line in table.split("\n") if line.startswith("| ")][2:]
    return [[CODE.findall(cell) for cell in line.strip("| ").split(" | ")] for line in lines]


def shape(text):
    return eval(text, SIZES.copy())


@pytest.mark.parametrize("language", ["ko", "en"])
@quoted(
    "sheet",
    "예가 $N$개, 입력이 $D$개, 은닉층의 뉴런이 $H$개, 클래스가 $K$개다.",
    "There are $N$ examples, $D$ inputs, $H$ neurons in the hidden layer and $K$ classes.",
)
@quoted("sheet", SYMBOLS_KO, SYMBOLS_EN)
def test_symbols_have_these_shapes_in_the_code(language):
    n, d, h, k = SIZES.values()
    rng = np.random.default_rng(0)
    params = TwoLayerNet(d, h, k, rng=rng).params
    x, t = rng.normal(size=(n, d)), rng.integers(k, size=n)
    a1 = x @ params["W1"] + params["b1"]
    z1 = sigmoid(a1)
    a2 = z1 @ params["W2"] + params["b2"]
    loss, y, learning_rate = softmax_cross_entropy(a2, t), softmax(a2), 0.1
    log_y, grads = backpropagate(params, x, t)
    delta1 = (y - one_hot(t, k)) / n @ params["W2"].T * z1 * (1 - z1)
    assert np.allclose(x.T @ delta1, grads["W1"])
    assert np.allclose(np.exp(log_y), y)
    names = locals() | {"K": k, "one_hot": one_hot}
    found = rows(language, "symbols")
    assert len(found) == 12
    for *_, (stated,), (code,) in found:
        assert np.shape(eval(code, names)) == shape(stated), code


@pytest.mark.parametrize("language", ["ko", "en"])
@quoted("sheet", "## 형상 { #shapes }", "## Shapes { #shapes }")
def test_shapes_go_in_and_come_out_as_said(language):
    found = rows(language, "shapes")
    assert len(found) == 11
    for (code,), given, (out,) in found:
        names = dict.fromkeys(NAME.findall(code))  # in the order of their shapes
        arrays = {name: np.ones(shape(size)) for name, size in zip(names, given, strict=True)}
        if "t" in arrays:
            arrays["t"] = arrays["t"].astype(int)
        scope = vars(mlcheats) | {"np": np} | SIZES | arrays
        assert np.shape(eval(code, scope)) == shape(out), code
