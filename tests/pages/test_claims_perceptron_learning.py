"""What the page on the perceptron learning rule says in words, computed."""

from itertools import permutations, product

import numpy as np
from quoting import quoted

X = np.array([[0, 0], [1, 0], [0, 1], [1, 1]])


def rounds(x, t):
    """The weights, bias and mistakes after each round, by the rule written with one array."""
    x1, w = np.hstack([x, np.ones((len(x), 1), int)]), np.zeros(x.shape[1] + 1, int)
    while True:
        mistakes = 0
        for row, right in zip(x1, t, strict=True):
            wrong = right - int(row @ w > 0)
            w, mistakes = w + wrong * row, mistakes + abs(wrong)
        yield tuple(w.tolist()), mistakes


def separable(x, t):
    """Does some line with small whole numbers tell them apart?"""
    lines = product(range(-3, 4), repeat=3)
    return any(np.array_equal((x @ (2 * a, 2 * b) + c > 0).astype(int), t) for a, b, c in lines)


PAGE = "perceptron-learning"


@quoted(PAGE, "유한 번 고치면 반드시 끝난다", "a finite number of corrections always suffices")
@quoted(
    PAGE, "틀릴 때마다 조금씩 고쳐 가며 스스로", "by correcting them a little whenever it is wrong"
)
@quoted(PAGE, "한 바퀴 내내 틀리지 않으면 멈춘다", "When a whole round has no mistake, we stop")
@quoted(PAGE, "적어도 하나는 틀린다", "whatever the weights, at least one answer is wrong")
@quoted(PAGE, "100바퀴를 돌아도 바퀴마다 틀린다", "Even 100 rounds have mistakes in every round")
@quoted(PAGE, "더 오래 돌려도 마찬가지다", "More rounds would not help")
@quoted(PAGE, "두 바퀴가 끝났을 때와 세 바퀴가", "after two rounds and after three are the same")
@quoted(PAGE, "여기서부터는 끝없이 맴돈다", "from here on it goes round in circles for ever")
def test_what_is_separable_is_learned_in_any_order_and_xor_never():
    learned = 0
    for t in product((0, 1), repeat=4):
        for order in permutations(range(4)):
            walk, seen = rounds(X[list(order)], np.array(t)[list(order)]), set()
            for state, mistakes in walk:
                if mistakes == 0 or state in seen:
                    break
                seen.add(state)
            # Back where it was before, it goes the same way again: never.
            assert (mistakes == 0) == separable(X, t)
        learned += mistakes == 0
    assert learned == 14  # of 16 truth tables: all but XOR and its opposite
    walk = rounds(X, [0, 1, 1, 0])
    states, mistakes = zip(*(next(walk) for _ in range(100)), strict=True)
    assert min(mistakes) > 0
    assert states[0] != states[1] == states[2] == states[99]


@quoted(PAGE, "$x$를 더한다. 같은 입력의 합이 커진다", "Add $x$. The sum for the same input grows")
@quoted(
    PAGE,
    "$x$를 뺀다. 같은 입력의 합이 작아진다",
    "Subtract $x$. The sum for the same input shrinks",
)
@quoted(PAGE, "0 | 0 | 그대로 둔다", "0 | 0 | Stay as they are")
@quoted(PAGE, "1 | 1 | 그대로 둔다", "1 | 1 | Stay as they are")
def test_a_correction_moves_the_sum_towards_the_answer():
    rng = np.random.default_rng(0)
    for _ in range(100):
        x, w, b = rng.normal(size=3), rng.normal(size=3), rng.normal()
        for y, t in product((0, 1), repeat=2):
            moved = (w + (t - y) * x) @ x + b + (t - y) - (w @ x + b)
            assert np.sign(moved.round(12)) == t - y


@quoted(PAGE, "0에서 시작해 몇 바퀴 만에 AND를", "Starting from 0, it learns AND in a few rounds")
def test_and_takes_a_few_rounds():
    walk = rounds(X, [0, 0, 0, 1])
    assert [next(walk)[1] for _ in range(6)].index(0) == 5
