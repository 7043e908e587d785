"""The language of the formulas: what it reads, what it refuses, and where."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from numpy.typing import ArrayLike
from scipy.stats import norm

from press.read.formulas import find_formulas
from press.read.tex.evaluate import Evaluator
from press.read.tex.statements import parse
from press.read.tex.tokens import TexError
from press.read.tex.verify import Binding, verify
from press.read.tex.world import Given, World

GIVEN: dict[str, str] = {
    "x": "2.0",
    "y": "3.0",
    "n": "3",
    "v": "np.array([1.0, 2.0, 4.0])",
    "u": "np.array([0.5, -1.0, 3.0])",
    "A": "np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])",
    "B": "np.array([[2.0, 0.0, 1.0], [1.0, 3.0, 5.0]])",
    "S": "np.array([[2.0, 1.0], [1.0, 3.0]])",
    "W1": "np.array([[1.0, 2.0], [3.0, 4.0]])",
    "w1_12": "7.0",
    "x_0": "10.0",
    "n_in": "5",
    "m_hat": "6.0",
    "C_prime": "8.0",
    "lambda_": "9.0",
    "ones": "np.ones((3, 1))",
    "M": "np.array([1, 3])",
    "pm": "-1",
    "f(x)": "np.sin(x) * x",
    "g(x, y)": "x**2 * y",
    "q(v)": "np.sum(v**3)",
    "z": "x**2 * y",
    "draws(x, y)": "[(1.0, 2.0), (3.0, 2.0), (8.0, 2.0)]",
}
KNOWN = {
    "np": np,
    "softmax": lambda a: np.exp(a) / np.exp(a).sum(axis=-1, keepdims=True),
    "windows": np.lib.stride_tricks.sliding_window_view,
    "density": lambda x, mean, spread: norm.pdf(x, mean, spread),
}
V, U = np.array([1.0, 2.0, 4.0]), np.array([0.5, -1.0, 3.0])
A = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
B = np.array([[2.0, 0.0, 1.0], [1.0, 3.0, 5.0]])


def check(tex: str, given: Mapping[str, str | list[str]] | None = None, **words: Any) -> None:
    verify(tex, Binding({**GIVEN, **(given or {})}, KNOWN, **words))


@pytest.mark.parametrize(
    ("tex", "value"),
    [
        # precedence
        (r"x + y x^2", 14),
        (r"-x^2 + y", -1),
        (r"x - y - 1", -2),
        (r"x^{y - 1}", 4),
        (r"2 x y", 12),
        (r"x (y + 1)", 8),
        (r"x y / n", 2),
        (r"\frac{x}{y + 1}", 0.5),
        (r"\sqrt{x + y - 1}", 2),
        (r"\sqrt[3]{8}", 2),
        (r"x \cdot y", 6),
        (r"28 \times 28", 784),
        (r"0.01 x^2 + 0.1 x", 0.24),
        (r"x \pm y \mp 1", 0),
        (r"{x + 1}", 3),
        # functions
        (r"\exp(x) \log y", math.exp(2) * math.log(3)),
        (r"\log_e y - \ln y", 0),
        (r"\log_2 8 + \log_{10} 100", 5),
        (r"e^{-x}", math.exp(-2)),
        (r"\bigl(1 + \exp(-x)\bigr)^2", (1 + math.exp(-2)) ** 2),
        (r"\left( x + 1 \right) y", 9),
        (r"\sin 2", math.sin(2)),
        (r"\max(v) - \min(v)", 3),
        (r"\max(x, y)", 3),
        (r"|x - y|", 1),
        (r"x |x - y| y", 6),
        (r"\lfloor x / y \rfloor + \lceil x / y \rceil", 1),
        (r"f(x)", 2 * math.sin(2)),
        (r"f", 2 * math.sin(2)),
        (r"f(y + 1)^2", (4 * math.sin(4)) ** 2),
        (r"\operatorname{softmax}(v)", np.exp(V) / np.exp(V).sum()),
        (r"\pi", math.pi),
        # names
        (r"\hat{m} C' \lambda", 432),
        (r"n_\text{in} - n_{\text{in}} + x_0", 10),
        (r"w^{(1)}_{12} + W^{(1)}_{12}", 9),
        (r"W^{(1)}[2]", np.array([3.0, 4.0])),
        (r"\mathbf{x} + \mathrm{x}", 4),
        # indices
        (r"v_1 + v_{n}", 5),
        (r"\sum_k v_k u_k", V @ U),
        (r"(\sum_k v_k) + u_1", 7.5),
        (r"\sum_{i=1}^{n} i v_i", 17),
        (r"\sum_{i=2}^{n} v_{i-1} v_i", 10),
        (r"\sum_{i,j} A_{ij}", 21),
        (r"\sum_i \sum_j A_{ij} B_{ji}", np.trace(A @ B)),
        (r"\sum_{j \ne 2} v_j", 5),
        (r"\prod_k v_k", 8),
        (r"\operatorname{argmax}_{k < n} v_k - \operatorname{argmin}_{k > 1} v_k", 0),
        (r"\sum_{k \in M} v_k - \sum_{k \in \{1, 2\}} v_k", 2),
        (r"A^{(n)}_2", 6),
        (r"\max_k u_k", 3),
        (r"\operatorname{argmax}_k v_k + \arg\min_k u_k", 5),
        (r"\frac{1}{n} \sum_k (v_k - u_k)^2", np.mean((V - U) ** 2)),
        (r"\frac{1}{n} \sum_k \mathbb{1}[v_k > 1]", 2 / 3),
        (r"\sum_k [v_k = 2]", 1),
        (r"\frac{\exp(v_k)}{\sum_i \exp(v_i)}", np.exp(V) / np.exp(V).sum()),
        # vectors and matrices
        (r"A B", A @ B),
        (r"A^\top v", A.T @ V),
        (r"A^{\top} v", A.T @ V),
        (r"v^\top u", V @ U),
        (r"v u^\top", np.outer(V, U)),
        (r"v \cdot u", V @ U),
        (r"v \odot u", V * U),
        (r"A \odot B^\top", A * B.T),
        (r"x v - u / 2", 2 * V - U / 2),
        (r"v^2", V**2),
        (r"\frac{v}{u}", V / U),
        (r"B + v", B + V),
        (r"S^{-1} S", np.eye(2)),
        (r"\mathbf{1}^\top A", A.sum(axis=0)),
        (r"\|v\| + \|u\|_1", math.sqrt(21) + 4.5),
        (r"\|A\|_F^2", 91),
        (r"\begin{pmatrix} x & y \\ 0 & 1 \end{pmatrix}", np.array([[2.0, 3.0], [0.0, 1.0]])),
        (r"\left( x, \; y \right)", np.array([2.0, 3.0])),
        # derivatives, limits, means
        (r"f'(x)", math.sin(2) + 2 * math.cos(2)),
        (r"\frac{df(x)}{dx}", math.sin(2) + 2 * math.cos(2)),
        (r"\frac{d}{dx} f(x)", math.sin(2) + 2 * math.cos(2)),
        (r"\frac{\partial z}{\partial x}", 12),
        (r"\partial z / \partial y", 4),
        (r"\frac{\partial g}{\partial y}", 4),
        (r"\nabla g", np.array([12.0, 4.0])),
        (r"\nabla q(u)", 3 * U**2),
        (r"\frac{\partial q}{\partial v_2}", 12),
        (r"\nabla_v q", 3 * V**2),
        (r"\nabla_{v} q", 3 * V**2),
        (r"\sum_k v_k \sum_k u_k", 17.5),
        (r"\lim_{h \to 0} \frac{f(x + h) - f(x)}{h}", math.sin(2) + 2 * math.cos(2)),
        (r"\operatorname{E}[x y]", 8),
        (r"\mathbb{E}[x] + \operatorname{Var}(x)", 4 + 26 / 3),
        (r"\lim_{h \to \infty} h \sin(x / h)", 2),
        # cases
        (r"\begin{cases} x & (y \le 0) \\ y & (y > 0) \end{cases}", 3),
        (r"\begin{cases} x, & \text{if } (x + 1) y < 0 \\ 0, & \text{otherwise} \end{cases}", 0),
    ],
)
def test_a_term_has_its_value(tex: str, value: ArrayLike) -> None:
    evaluator = Evaluator(World(Given(GIVEN), KNOWN, 0))
    (statement,) = parse(tex, {"f", "g", "q"})
    (side,) = statement.relation.sides
    got = evaluator.values(side, evaluator.free(side))
    np.testing.assert_allclose(np.squeeze(got), np.asarray(value, float), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    ("tex", "message", "marked"),
    [
        # signs that nobody knows
        (r"x \star y", "\\star is not understood here", r"\star"),
        (r"x \sim y", "\\sim is not understood here", r"\sim"),
        (r"x \in \mathbb{C}", "a set that is not known", r"\mathbb"),
        ("x - 1e-7", "e is not given", "e"),
        ("가 = x", "'가' is not known", "가"),
        (r"x; y", "';' is not known", ";"),
        (r"\mathbb{R}", r"\mathbb{R} is not known", r"\mathbb"),
        (r"\begin{array} x \end{array}", "the environment array is not known", r"\begin"),
        # what readers would differ about
        ("x2", "a number after a factor", "2"),
        ("1 / x y", "what the slash divides by", "y"),
        ("1 / x / y", "what the slash divides by", "/ y"),
        (r"\log x y", "where the argument of the function ends", "y"),
        (r"\sin 2x", "where the argument of the function ends", "x"),
        (r"\log(x)^2", "what the exponent belongs to", "^"),
        (r"\frac12", "where the argument ends", "12"),
        (r"B_{2n}", "one index or several", "2n"),
        (r"A \odot A \cdot x", "in one product", r"\cdot"),
        (r"y(x)", "y is not given as a function", "y"),
        (r"S^2", "a power of a matrix", "S"),
        (r"v u", "do not multiply", "v"),
        (r"v^u", "an exponent that is no number", "v"),
        (r"\|S\|", "a norm is of a vector, or of a matrix and has an F", r"\|"),
        (r"f^2(x)", "what hangs on the function f", "f"),
        # what is not finished
        ("x +", "expected a term, got the end", ""),
        ("(x + y", "expected ), got the end", ""),
        (r"\frac{x}", "expected a name, got the end", ""),
        (r"\begin{pmatrix} x & y \\ 0 \end{pmatrix}", "rows of different lengths", r"\begin"),
        (r"\begin{cases} x \end{cases}", "expected &", r"\end"),
        ("x^2^2", "a second ^", "^2"),
        ("(x)^2^2", "^ is not understood here", "^2"),
        # names, indices, shapes
        ("p + x", "p is not given", "p"),
        ("v_4", "the index 4 of an axis of 3", "v"),
        ("v_0", "the index 0 of an axis of 3", "v"),
        (r"v_{1/2}", "the index 0.5 of an axis of 3", "v"),
        ("v_{11}", "the index 11 of an axis of 3", "v"),
        ("x_n", "1 indices for the shape ()", "x"),
        (r"\sum_k x", "the index k runs over no axis", "x"),
        (r"\sum_k v_k A_{1,k}", "the index k runs over axes of [2, 3]", "v"),
        (r"\sum_{k \in [1, 3]} v_k", "a range that cannot be counted", "[1, 3]"),
        (r"\prod_i W^{(1)}[i]", "prod of arrays", r"\prod"),
        (r"\max_{k < 0} v_k", "max of nothing", r"\max"),
        (r"\sum_{ij=1}^{n} A_{ij}", "one range for several indices", r"\sum"),
        (r"\sum_{i=1}^{x/y} v_i", "bounds that are not whole", r"\sum"),
        ("A + B", "shapes (3, 2) and (2, 3) do not add", "+"),
        ("A A", "shapes (3, 2) and (3, 2) do not multiply", "A"),
        (r"x^\top", "the transpose of a number", "x"),
        (r"\log(x - 2)", "not a finite number", r"\log"),
        (r"\frac{x}{y - 3}", "not a finite number", r"\frac"),
        (r"v_u", "an index that is no number", "v"),
        (r"\log_b x", "a logarithm to a base that is no number", "b"),
        (r"\sum_{2 i} v_i", "one index or several", "2 i"),
        (r"\sum_{v_1} v_i", "what the index of \\sum is", r"\sum"),
        (r"\mathbf{2}", "the vector 2 is not known", "2"),
        (r"\frac{A}{B}", "shapes (3, 2) and (2, 3) do not divide", r"\frac"),
        (r"|v|", "| of an array", "|"),
        (r"(v, x)", "a vector of what are no numbers", "("),
        (r"[x] y", "brackets [ ] hold a condition or arguments", "["),
        (r"\operatorname{tr}(A)", "tr is not given as a function", r"\operatorname"),
        # derivatives, cases, means
        (r"\frac{\partial v}{\partial v_1}", "the derivative of what is no number", r"\frac"),
        (r"\frac{d x}{d f(x)}", "expected a name", "f(x)"),
        (r"f''(x)", "more than one prime or argument", "f"),
        (r"\nabla (x + y)", "the gradient of what is no function", r"\nabla"),
        (r"\begin{cases} x & y \end{cases}", "a case without a condition", "y"),
        (r"\begin{cases} x & \text{unless } y > 0 \end{cases}", "is not known", r"\text"),
        (r"\begin{pmatrix} x \end{cases}", "pmatrix is not closed", r"\begin"),
        (r"\frac{\partial f}{\partial p}", "p is not given", "p"),
        (r"\frac{\partial x}{\partial z}", "this does not depend on z", r"\frac"),
        (r"\frac{\partial^2 z}{\partial x^2}", "expected a term", "^"),
        (r"\nabla z", "z is not given as a function", r"\nabla"),
        (
            r"\begin{cases} x & (y > 0) \\ y & (y > 1) \end{cases}",
            "2 cases hold at once",
            r"\begin",
        ),
        (
            r"\begin{cases} x & (y < 0) \\ y & (y > 3) \end{cases}",
            "0 cases hold at once",
            r"\begin",
        ),
        (r"\lim_{h \to 0} \sin(1/h)", "a limit that is not reached", r"\lim"),
    ],
)
def test_what_is_not_clear_is_refused_at_its_place(tex: str, message: str, marked: str) -> None:
    with pytest.raises(TexError) as refused:
        check(tex, value="0")
    assert message in refused.value.message
    assert tex[refused.value.at :].startswith(marked)


def test_a_message_shows_the_line_and_the_place() -> None:
    with pytest.raises(TexError) as refused:
        check("x\n  = p\n  = y")
    assert refused.value.shown("x\n  = p\n  = y") == "p is not given\n    = p\n      ^"


@pytest.mark.parametrize(
    "tex",
    [
        "x + 1 = y",
        r"0 < x < y \le 3",
        r"x \ne y",
        "v_k^2 = v_k v_k",
        r"z = x^2 y \qquad f(x) = x \sin(x)",
        r"z = x^2 y, \quad x = 2",
        r"\begin{aligned} z &= x^2 y & x &= 2 \\ y &= 3 \end{aligned}",
        r"\begin{aligned} z &= x^2 y \\[1ex] &= 12 \end{aligned}",
        r"v_j = v_k \Rightarrow u_j = u_k",
        r"1 / 3 \approx 0.33",
        "{x = 2}",
        r"v_i = v_j, \; u_i = u_j \Rightarrow v_i u_j = v_j u_i",
        r"v_{k+1} = v_k + v_1 (v_k)^{1} - (k - 1)(v_k - 2) ",
        r"A \in \mathbb{R}^{n \times 2}",
        r"v \in \mathbb{R}^n",
        r"v_3 - 1 \in M",
        r"x \in \mathbb{R}",
        r"x \in \{0, 1, 2\}",
        r"x / y \in [0, 1]",
        r"\begin{pmatrix} 1 & 2 & 4 \end{pmatrix} = v",
    ],
)
def test_what_holds(tex: str) -> None:
    check(tex)


@pytest.mark.parametrize(
    ("tex", "message"),
    [
        ("x = y", "the sides are 2. and 3."),
        ("x = 2.000001", "the sides are"),
        ("z = x^2 y = 13", "the sides are"),
        ("v_k = u_k", "the sides are 1. and 0.5 at k = 1"),
        (r"x \ge y", "the sides are"),
        (r"0 < x < 2", "the sides are"),
        (r"A_{ij} = B_{ij}", "the index i runs over axes of [2, 3]"),
        (r"v_j = v_k \Rightarrow v_j = u_k", "the sides are"),
        (r"v_k = 0 \Rightarrow x = y", "the premise never holds"),
        (r"1 / 3 \approx 0.34", "the sides are"),
        (r"1 / 3 \approx x / 6", "does not say `within`"),
        ("x = x", "both sides are the same"),
        ("f(x) = f", "f is called elsewhere"),
        ("x + y", "of which the table says nothing"),
        ("p = x", "p is bound to nothing"),
        (r"x \leftarrow y", "x_new is not given"),
        (r"A \in \mathbb{R}^{2 \times n}", "the sides are"),
        (r"x \in \{0, 1\}", "the sides are 2."),
        (r"x \in [0, 1]", "the sides are 2."),
        (r"v_{k+1} = v_k", "the sides are 2. and 1. at k = 1"),
        (r"v_{k+3} = v_k", "the index 6 of an axis of 3"),
        (r"x \leftarrow y = 3", "an update is a name, an arrow, a value"),
        (r"p < x", "p is not given"),
        (r"v < u", "< compares numbers"),
        ("x = 2, y = 3", r"a comma parts premises, \quad statements"),
        ("v = A", "shapes (3,) and (3, 2) are not equal"),
    ],
)
def test_what_does_not_hold(tex: str, message: str) -> None:
    with pytest.raises(TexError) as refused:
        check(tex)
    assert message in refused.value.message


@pytest.mark.parametrize(
    ("tex", "given", "words"),
    [
        (  # a convolution
            r"y_{ij} = \sum_{a=0}^{F-1} \sum_{b=0}^{F-1} x_{i+a, j+b}\, w_{ab}",
            {
                "F": "3",
                "x": "normal(6, 7)",
                "w": "normal(F, F)",
                "y": "np.einsum('ijab,ab', windows(x, (F, F)), w)",
            },
            {"base": 0},
        ),
        (
            r"O_h = \left\lfloor \frac{\mathrm{H} + 2P - F}{S} \right\rfloor + 1",
            {"H": "9", "P": "1", "F": "4", "S": "2", "O_h": "len(range(0, H + 2 * P - F + 1, S))"},
            {},
        ),
        (  # regression
            r"w^* = (X^\top X)^{-1} X^\top y",
            {"X": "normal(7, 3)", "y": "normal(7)", "w_star": "np.linalg.lstsq(X, y)[0]"},
            {},
        ),
        (
            r"\frac{\partial E}{\partial w} = \frac{2}{N} X^\top (X w - y)",
            {
                "N": "7",
                "X": "normal(N, 3)",
                "y": "normal(N)",
                "w": "normal(3)",
                "E": "np.mean((X @ w - y) ** 2)",
            },
            {},
        ),
        (
            r"E = \frac{1}{N} \|X w - y\|^2 + \frac{\lambda}{2} \|w\|_2^2 + \mu \sum_i |w_i|",
            {
                "N": "7",
                "X": "normal(N, 3)",
                "y": "normal(N)",
                "w": "normal(3)",
                "mu": "3",
                "E": "np.mean((X @ w - y) ** 2) + lambda_ / 2 * w @ w + mu * np.abs(w).sum()",
            },
            {},
        ),
        (
            r"\text{recall} = \frac{\mathrm{TP}}{\mathrm{TP} + \mathrm{FN}}",
            {"TP": "6", "FN": "2", "recall": "0.75"},
            {},
        ),
        (  # batch normalization
            r"\mu_B = \frac{1}{N} \sum_n x_n \qquad \hat{x}_n = \frac{x_n - \mu_B}{s}",
            {
                "N": "5",
                "x": "normal(N)",
                "s": "x.std()",
                "mu_B": "x.mean()",
                "x_hat": "(x - x.mean()) / x.std()",
            },
            {},
        ),
        (  # trees and clusters
            r"H = -\sum_k p_k \log_2 p_k \qquad G = 1 - \sum_k p_k^2",
            {"p": "rng.dirichlet(np.ones(3))", "H": "-(p * np.log2(p)).sum()", "G": "1 - p @ p"},
            {},
        ),
        (
            r"c_n = \operatorname*{arg\,min}_k \|x_n - m_k\|^2",
            {
                "x": "normal(9, 2)",
                "m": "normal(3, 2)",
                "c": "((x[:, None] - m) ** 2).sum(axis=-1).argmin(axis=-1)",
            },
            {"base": 0},
        ),
        (
            r"\text{accuracy} = \frac{1}{N} \sum_n [\hat{y}_n = y_n]",
            {
                "N": "9",
                "y": "integer(0, 1, N)",
                "y_hat": "integer(0, 1, N)",
                "accuracy": "np.mean(y == y_hat)",
            },
            {},
        ),
        (
            r"\cos \theta = \frac{a \cdot b}{\|a\| \|b\|}",
            {
                "a": "normal(3)",
                "b": "normal(3)",
                "theta": "np.arccos(a @ b / np.sqrt(a @ a * (b @ b)))",
            },
            {},
        ),
        (
            r"Y = \operatorname{softmax}\left(\frac{Q K^\top}{\sqrt{d_k}}\right) V",
            {
                "Q": "normal(2, 5)",
                "K": "normal(3, 5)",
                "V": "normal(3, 4)",
                "d_k": "5",
                "Y": "softmax(Q @ K.T / np.sqrt(5)) @ V",
            },
            {},
        ),
        (
            r"x_{t+1} = x_t - \eta \nabla q(x_t)",
            {"eta": "0.1", "q(x)": "x**2", "x": "0.8 ** np.arange(6)"},
            {},
        ),
        (
            r"p(x) = \frac{1}{\sqrt{2 \pi} s} \exp\left(-\frac{(x - \mu)^2}{2 s^2}\right)",
            {
                "x": "normal()",
                "mu": "normal()",
                "s": "rng.random()",
                "p(x)": "density(x, mu, s)",
            },
            {},
        ),
    ],
)
def test_what_other_pages_may_write(
    tex: str, given: Mapping[str, str | list[str]], words: dict[str, Any]
) -> None:
    check(tex, given, **words)


def test_what_a_formula_defines_is_used_below_or_by_then() -> None:
    check(r"p = x^2 \qquad z = p y")
    check("p = x^2", then="p == 4")
    check(r"p_i = v_i^2 \qquad \sum_i p_i = 21")
    with pytest.raises(TexError, match="then p == 5 is not true"):
        check("p = x^2", then="p == 5")


def test_updates_are_seen_by_those_below_unless_at_once() -> None:
    tex = r"\begin{aligned} x &\leftarrow x + 1 \\ y &\leftarrow y + x \end{aligned}"
    one, other = {"x_new": "3", "y_new": "6"}, {"x_new": "3", "y_new": "5"}
    check(tex, one)
    check(tex, other, at_once=True)
    for given, at_once in ((one, True), (other, False)):
        with pytest.raises(TexError, match="y becomes"):
            check(tex, given, at_once=at_once)
    check(r"v_k \leftarrow 2 v_k", {"v_new": "v * 2"})


def test_a_list_has_an_expression_for_each_statement() -> None:
    check(r"p = x \qquad p = y", {"p": ["2", "3"]})
    with pytest.raises(TexError, match="a list that is not of 1 statements"):
        check("p = x", {"p": ["2", "3"]})


def test_a_question_has_both_answers() -> None:
    check("p > 0", {"p": "integer(-1, 1)"}, value="bool(p == 1)")
    with pytest.raises(TexError, match="True, but the table says False"):
        check(r"p \ge 0", {"p": "integer(-1, 1)"}, value="bool(p == 1)")
    with pytest.raises(TexError, match="always answered by True"):
        check("x > 0", value="True")


def test_each_case_comes_true() -> None:
    tex = r"f(p) = \begin{cases} 0 & (p \le 0) \\ 1 & (p > 0) \end{cases}"
    check(tex, {"p": "integer(-1, 1)", "f(p)": "np.where(p > 0, 1, 0)"})
    with pytest.raises(TexError, match="a case that never comes true"):
        check(tex, {"p": "2", "f(p)": "1"})


def test_indices_may_count_from_zero() -> None:
    check("v_0 = 1", base=0)
    check(r"\operatorname{argmax}_k v_k", value="2", base=0)
    check(r"\sum_{i=0}^{n-1} i v_i", value="10", base=0)


def test_nearness_is_what_the_table_says() -> None:
    check(r"x \approx y", within=1.0)
    check("x = y", within=1.0)
    with pytest.raises(TexError, match="the sides are"):
        check("x = y", within=0.9)


def test_a_name_is_drawn_once_and_what_depends_on_it_follows() -> None:
    world = World(
        Given({"a": "normal()", "b": "normal() + c", "c": "2 * a", "f(a)": "a * c"}), {}, 0
    )
    other = world.replaced("a", 1.0)
    assert world["c"] == 2 * world["a"]
    assert other["c"] == 2
    assert other["b"] - 2 == pytest.approx(world["b"] - world["c"])
    assert (other["f"](3.0), world["f"](3.0)) == (6, 6 * world["a"])
    assert World(world.given, {}, 0)["b"] == world["b"]
    assert World(world.given, {}, 1)["b"] != world["b"]


def test_what_only_the_table_can_give() -> None:
    for tex, missing in ((r"x \pm y", "pm"), (r"\operatorname{E}[x]", "draws")):
        given = {key: text for key, text in GIVEN.items() if key.split("(")[0] != missing}
        with pytest.raises(TexError, match="the table does not give"):
            verify(tex, Binding(given, KNOWN, "0"))


def test_a_fault_of_the_table_is_named() -> None:
    for given, message in (
        ({"p": "f"}, "p is <function"),
        ({"p(x": "0"}, "neither a name nor f\\(x\\)"),
        ({"p(absent)": "0"}, "a function of what is not given"),
    ):
        with pytest.raises(TexError, match=message):
            check("p = x", given)
    with pytest.raises(TexError, match="the table's p: ZeroDivisionError"):
        check("p = x", {"p": "1 / 0"})
    with pytest.raises(TexError, match="h refuses it: invalid literal"):
        check("h(x) = x", {"h(x)": "int('no')"})


def test_formulas_of_a_page() -> None:
    page = "a $x = 1$ b `$no$` $\\left(y\\right)$\n```\n$no$\n```\n> $$\n> z\n> $$\n"
    start = page.index("```\n")
    found = find_formulas(page, [(start, page.rindex("```") + 3)])
    assert [(one.tex, one.line, one.display, one.states) for one in found] == [
        ("x = 1", 1, False, True),
        (r"\left(y\right)", 1, False, False),
        ("z", 6, True, True),
    ]
