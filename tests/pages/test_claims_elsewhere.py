"""What the page on other libraries says, computed: its listings are run where these are installed.

`pytest -m elsewhere` runs those with PyTorch, JAX and Keras, and fails where one of them is
missing: `pip install -c constraints.txt -e ".[test,bench]"`. scikit-learn comes with the tests.
"""

import inspect
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import yaml
from elsewhere import Here, faults, is_program, page_with
from quoting import quoted

from mlcheats import TwoLayerNet, load_mnist
from press.read.listings import ELSEWHERE, find_listings

ROOT = Path(__file__).parents[2]
PATHS = {language: ROOT / "docs" / language / "elsewhere.md" for language in ("ko", "en")}
WEEKLY = yaml.safe_load((ROOT / ".github/workflows/weekly.yml").read_text(encoding="utf-8"))
SECTIONS = {"torch": "pytorch", "jax": "jax", "keras": "keras", "sklearn": "scikit-learn"}
CENTRAL = "torch", "jax", "keras"  # of which `pip install .[test]` has none
LIBRARIES = [
    pytest.param(name, marks=[pytest.mark.elsewhere] if name in CENTRAL else [])
    for name in SECTIONS
]
each_language = pytest.mark.parametrize("language", PATHS)


@pytest.mark.parametrize("library", LIBRARIES)
@quoted(
    "elsewhere",
    "같은 가중치에서 출발하면 손실도, 기울기도, 한 걸음 뒤의 가중치도 반올림 오차 말고는 같다.",
    "Starting from the same weights, the loss, the gradient and the weights after one step are the "
    "same but for rounding.",
)
@quoted(
    "elsewhere",
    "아래의 네 라이브러리가 모두 이 손실을 같은 여덟 자리로 내고, 기울기와 새 가중치는 여기서 "
    "$10^{-12}$도 다르지 않다.",
    "All four libraries below give this loss with the same eight decimals, and here their "
    "gradients and new weights differ by less than $10^{-12}$.",
)
@quoted(
    "elsewhere",
    "그래서 가중치를 **전치**해서 넣고 기울기도 전치해서 읽는다.",
    "So weights go in **transposed**, and gradients are read transposed.",
)
@quoted(
    "elsewhere",
    "역전파를 쓸 필요가 없고, 식은 NumPy처럼 쓴다.",
    "There is no backpropagation to write, and the expressions are those of NumPy.",
)
@quoted(
    "elsewhere",
    "`train_on_batch`는 걸음을 내딛기 전의 손실을 돌려준다. 기울기는 한 걸음의 차이를 학습률로 "
    "나누어 얻는다.",
    "`train_on_batch` returns the loss from before the step. The gradient is the change of one "
    "step, divided by the learning rate.",
)
@quoted(
    "elsewhere",
    "`partial_fit`은 한 번에 데이터를 한 바퀴 도는데, 100장이 곧 배치 하나이니 한 걸음이다.",
    "`partial_fit` goes over the data once, and 100 images are one batch, so that is one step.",
)
def test_each_library_gives_what_the_page_says(library):
    """Its listings are the same in both languages, which test_parity.py looks at."""
    page = page_with(library, "docs/ko/elsewhere.md")
    ours = [listing for listing in page.listings if isinstance(listing, Here)]
    assert ours
    assert faults(page) == []
    text = "\n".join(listing.source for listing in ours)
    assert text.count("# 2.25838726") == 1
    assert text.count("< 1e-12)  # True") == 2  # the gradient, and the weights after the step


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_wrong_output_is_found(library):
    page = page_with(
        library,
        "docs/en/elsewhere.md",
        lambda text: text.replace("# 2.25838726", "# 2.25838727"),
    )
    wrong = faults(page)
    assert len(wrong) == 2  # NumPy's and the library's
    assert all("got       2.25838726" in each for each in wrong)


@each_language
def test_all_listings_are_run_here_or_by_themselves(language):
    text = PATHS[language].read_text(encoding="utf-8")
    apart = [fence for fence in find_listings(text) if fence.elsewhere]
    assert sorted({fence.elsewhere for fence in apart}) == sorted(SECTIONS)
    assert {*SECTIONS, "dask"} == {*ELSEWHERE}  # test_claims_scale.py
    assert sum(map(is_program, apart)) == 1
    for library, section in SECTIONS.items():
        (body,) = re.findall(rf"{{ #{section} }}(.*?)(?=^## |\Z)", text, re.S | re.M)
        assert {fence.elsewhere for fence in find_listings(body)} == {library}


@quoted(
    "about",
    "그 가운데 {{ listings_elsewhere }}개는 [다른 라이브러리](elsewhere.md)가 있어야 한다. "
    "scikit-learn의 것은 다른 테스트와 함께, 나머지는 1주일에 한 번 실행한다.",
    "{{ listings_elsewhere }} of them need [other libraries](elsewhere.md): the one with "
    "scikit-learn is run with the other tests, the rest once a week.",
)
def test_a_workflow_runs_them_every_week():
    steps = [step.get("run", "") for step in WEEKLY["jobs"]["elsewhere"]["steps"]]
    assert any('".[test,bench]"' in run for run in steps)
    assert any("pytest" in run and "-m elsewhere" in run for run in steps)
    assert WEEKLY[True]["schedule"][0]["cron"].endswith(" * * 1")
    fences = find_listings(PATHS["ko"].read_text(encoding="utf-8"))
    assert [fence.elsewhere for fence in fences].count("sklearn") == 1


@pytest.mark.elsewhere
@quoted(
    "elsewhere",
    "두 프로세스 모두 기울기가 홀로 구한 것과 같았고, 열 걸음 뒤의 가중치도 같다.",
    "In both processes the gradients were those found alone, and so are the weights after ten "
    "steps.",
)
@quoted(
    "elsewhere",
    "`all_reduce`는 모든 프로세스의 배열을 더해 저마다에게 돌려준다. 같은 시드를 쓰므로 가중치는 "
    "처음부터 같다. 홀로 배운 신경망 `alone`과 열 걸음 동안 기울기를 견주고, 끝으로 가중치를 "
    "견준다.",
    "`all_reduce` adds the arrays of all processes and gives each of them the sum. They use the "
    "same seed, so their weights are the same from the start. For ten steps we compare the "
    "gradients with those of `alone`, a network that learns by itself, and at the end the weights.",
)
@each_language
def test_two_processes_take_the_same_steps(language, tmp_path):
    fences = find_listings(PATHS[language].read_text(encoding="utf-8"))
    (program,) = (fence for fence in fences if is_program(fence))
    (console,) = (fence for fence in fences if fence.info == "console")
    assert torchrun(tmp_path, program.source, console.source) == console.source.splitlines()[1:]


@pytest.mark.elsewhere
@quoted(
    "elsewhere",
    "- **처음의 가중치가 다르면** 같은 기울기를 더해도 계속 다르다.",
    "- **If the first weights differ**, they keep differing, though the same gradients are added.",
)
def test_other_first_weights_stay_other(tmp_path):
    fences = find_listings(PATHS["en"].read_text(encoding="utf-8"))
    (program,) = (fence for fence in fences if is_program(fence))
    (console,) = (fence for fence in fences if fence.info == "console")
    source = program.source.replace("default_rng(0)", "default_rng(rank)")
    wrong = ["0 of 2: False False", "1 of 2: False False"]
    assert torchrun(tmp_path, source, console.source) == wrong
    own = "first = net.params['W1']\n\nfor start"
    ends = """
theirs = [torch.zeros(784, 50, dtype=torch.float64) for _ in range(4)]
dist.all_gather(theirs[:2], torch.from_numpy(first))
dist.all_gather(theirs[2:], torch.from_numpy(net.params["W1"]))
before, after = theirs[1] - theirs[0], theirs[3] - theirs[2]
print(f"{rank} of 2: {bool(abs(before).max() > 0.01)} {torch.allclose(before, after)}", flush=True)
dist.destroy_process_group()"""
    source = source.replace("for start", own, 1).replace("\ndist.destroy_process_group()", ends)
    same = ["0 of 2: False False", "0 of 2: True True", "1 of 2: False False", "1 of 2: True True"]
    assert torchrun(tmp_path, source, console.source) == same


@pytest.mark.elsewhere
@quoted(
    "elsewhere",
    "- **한 프로세스만 `all_reduce`를 건너뛰면** 그다음 것이 그 자리에 더해진다. 형상이 같으면 "
    "틀린 합이 말없이 나온다. 마지막 것은 짝이 없어서, 나머지 프로세스가 기다리거나 오류로 끝난다. "
    "걸음 수가 같아야 한다.",
    "- **If one process skips an `all_reduce`**, its next one is added in that place. Where the "
    "shapes are alike, a wrong sum comes out without a word. The last one has no partner: the "
    "other processes wait, or end with an error. All must take the same number of steps.",
)
def test_what_a_skipped_sum_does(tmp_path):
    source = """
import time
import torch
import torch.distributed as dist

dist.init_process_group("gloo")
rank, sums = dist.get_rank(), []
for step in range(4):
    if rank == 1 and step == 1:
        continue  # it skips this one
    number = torch.tensor(10.0**step)
    start = time.monotonic()
    if rank == 1 and step == 3:
        time.sleep(1)
    try:
        dist.all_reduce(number)
    except RuntimeError:
        sums.append("error")
    else:
        sums.append(number.item())
if rank == 1:
    time.sleep(4)  # the other one waits until this one has ended
    print(f"1 of 2: {sums == [2.0, 110.0, 1100.0]} {len(sums) == 3}", flush=True)
else:
    waited = time.monotonic() - start
    print(f"0 of 2: {sums == [2.0, 110.0, 1100.0, 'error']} {waited > 3}", flush=True)
"""
    console = "$ torchrun --standalone --nproc-per-node 2 skips.py"
    assert torchrun(tmp_path, source, console) == ["0 of 2: True True", "1 of 2: True True"]


def torchrun(folder, source, console):
    """The lines that the page's own command prints, in order."""
    command = console.split("\n")[0].removeprefix("$ ").split()
    assert command[0] == "torchrun"
    (folder / command[-1]).write_text(source, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "torch.distributed.run", *command[1:]],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return sorted(re.findall(r"\d of \d: (?:True|False) (?:True|False)", done.stdout))


@cache
def net():
    return TwoLayerNet(784, 50, 10, rng=np.random.default_rng(0))


@pytest.mark.elsewhere
@quoted(
    "elsewhere",
    "| 가중치 | `W1`, `(784, 50)` | `Linear.weight`, `(50, 784)` | 직접 만든 배열 | "
    "`Dense.kernel`, `(784, 50)` | `coefs_[0]`, `(784, 50)` |\n"
    "| 편향 | `b1` | `Linear.bias` | 직접 만든 배열 | `Dense.bias` | `intercepts_[0]` |\n"
    "| 기본 자료형 | `float64` | `float32` | `float32` | `float32` | 입력의 자료형 |\n"
    "| 소프트맥스와 손실 | `softmax_cross_entropy` | `CrossEntropyLoss` | `log_softmax`로 직접 "
    "쓴다 | `SparseCategoricalCrossentropy(from_logits=True)` | 안에 들어 있다 |\n"
    '| 배치의 손실 | 평균 | 평균. `reduction="sum"`이면 합 | 쓰기 나름 | 평균 | 평균에 `alpha`의 '
    "가중치 감소를 더한 값 |\n"
    "| 은닉층의 활성화 | 시그모이드 | 넣은 층 | 쓰기 나름 | 없음. `activation`으로 고른다 | ReLU. "
    '시그모이드는 `"logistic"` |\n'
    "| 기울기 | `gradient` | `backward`한 뒤 `.grad` | `value_and_grad` | `train_on_batch` "
    "안에서 | `partial_fit` 안에서 |",
    "| Weights | `W1`, `(784, 50)` | `Linear.weight`, `(50, 784)` | Your own array | "
    "`Dense.kernel`, `(784, 50)` | `coefs_[0]`, `(784, 50)` |\n"
    "| Biases | `b1` | `Linear.bias` | Your own array | `Dense.bias` | `intercepts_[0]` |\n"
    "| Type by default | `float64` | `float32` | `float32` | `float32` | That of the input |\n"
    "| Softmax and loss | `softmax_cross_entropy` | `CrossEntropyLoss` | Write it, with "
    "`log_softmax` | `SparseCategoricalCrossentropy(from_logits=True)` | Built in |\n"
    '| Loss of a batch | Mean | Mean; the sum with `reduction="sum"` | As you write it | Mean | '
    "Mean, plus weight decay by `alpha` |\n"
    "| Activation of the hidden layer | Sigmoid | The layer you put there | As you write it | "
    'None; chosen by `activation` | ReLU; the sigmoid is `"logistic"` |\n'
    "| Gradient | `gradient` | `.grad`, after `backward` | `value_and_grad` | Inside "
    "`train_on_batch` | Inside `partial_fit` |",
)
@quoted(
    "elsewhere",
    "`Linear`는 `x @ W`가 아니라 `x @ weight.T`를 계산한다.",
    "`Linear` computes `x @ weight.T`, not `x @ W`.",
)
@quoted(
    "elsewhere",
    "설정을 켜지 않으면 `float64`도 `float32`로 바뀐다.",
    "Without the setting, even `float64` becomes `float32`.",
)
@quoted(
    "elsewhere",
    "`backward`는 기울기를 `.grad`에 **더한다**.",
    "`backward` **adds** the gradient to `.grad`.",
)
@quoted(
    "elsewhere",
    "`MLPClassifier`는 활성화 함수, 옵티마이저, 가중치 감소의 기본값이 우리와 다르다. 모두 바꾸어 "
    "준다.",
    "`MLPClassifier` has other defaults than ours for the activation function, the optimizer and "
    "weight decay. We change them all.",
)
def test_what_corresponds(tmp_path):
    """In a process of its own: the backend of Keras and JAX's 64 bits hold for a whole process."""
    program = tmp_path / "table.py"
    body = inspect.getsource(table).replace("def table", "def rows", 1)
    program.write_text(f"import numpy as np\n\n\n{body}\n\nrows()\n", encoding="utf-8")
    environment = os.environ | {"KERAS_BACKEND": "jax", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, str(program)],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert net().params["W1"].shape == (784, 50)
    assert net().params["W1"].dtype == np.float64


def table():
    import jax
    import keras
    import torch
    from sklearn.neural_network import MLPClassifier

    rng = np.random.default_rng(0)
    x, t = rng.normal(size=(20, 784)), np.arange(20) % 10

    layer = torch.nn.Linear(784, 50)
    assert layer.weight.shape == (50, 784)
    assert layer.bias.shape == (50,)
    assert layer.weight.dtype == torch.float32
    with torch.no_grad():
        ours = x @ layer.weight.numpy().T + layer.bias.numpy()
        assert np.allclose(layer(torch.tensor(x).float()).numpy(), ours, atol=1e-4)
    scores, answers = torch.tensor(ours[:, :10]), torch.tensor(t)
    mean = torch.nn.CrossEntropyLoss()(scores, answers)
    assert torch.isclose(torch.nn.CrossEntropyLoss(reduction="sum")(scores, answers), 20 * mean)
    log_y = ours[:, :10] - np.log(np.exp(ours[:, :10]).sum(axis=1, keepdims=True))
    loss = -log_y[np.arange(20), t].mean()
    assert np.isclose(mean.item(), loss)
    layer(torch.ones(784)).sum().backward()
    once = layer.weight.grad.clone()
    layer(torch.ones(784)).sum().backward()
    assert torch.equal(layer.weight.grad, 2 * once)

    assert jax.numpy.asarray(x).dtype == np.float32
    assert np.allclose(jax.nn.log_softmax(ours[:, :10]), log_y, atol=1e-5)

    dense = keras.layers.Dense(50)
    dense.build((None, 784))
    assert dense.kernel.shape == (784, 50)
    assert dense.bias.shape == (50,)
    assert dense.kernel.dtype == "float32"
    assert dense.activation is keras.activations.linear
    theirs = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(t, ours[:, :10])
    assert np.isclose(float(theirs), loss, atol=1e-5)

    model = MLPClassifier(50)
    assert (model.activation, model.solver, model.alpha) == ("relu", "adam", 0.0001)
    for dtype in (np.float32, np.float64):
        model = MLPClassifier(50, alpha=100)
        model.partial_fit(x.astype(dtype), t, classes=np.arange(10))
        assert model.coefs_[0].shape == (784, 50)
        assert model.intercepts_[0].shape == (50,)
        assert model.coefs_[0].dtype == dtype
    before = [w.copy() for w in model.coefs_]
    share = np.mean([-np.log(p[k]) for p, k in zip(model.predict_proba(x), t, strict=True)])
    model.partial_fit(x, t)
    decay = 100 / 2 * sum(np.sum(w**2) for w in before) / 20
    assert np.isclose(model.loss_, share + decay)


@quoted(
    "elsewhere",
    "레이블 순서로 나누면 샤드 하나에 숫자가 두어 가지뿐이고, 신경망은 마지막에 본 숫자만 "
    "기억한다.",
    "Cut in the order of the labels, a shard has only two or three of the digits, and the network "
    "remembers only those it saw last.",
)
def test_shards_in_the_order_of_the_labels():
    from mlcheats import train

    (x, t), (x_test, _) = load_mnist()
    shards = np.array_split(np.argsort(t), 6)
    assert {len(set(t[shard].tolist())) for shard in shards} == {2, 3}
    for seed in range(3):
        rng = np.random.default_rng(seed)
        learned = TwoLayerNet(784, 50, 10, rng=rng, dtype=np.float32)
        for shard in shards:
            train(learned, x[shard], t[shard], epochs=1, rng=rng)
        answers = np.argmax(learned.predict(x_test), axis=-1)
        last = sorted(set(t[shards[-1]].tolist()))
        assert np.mean(np.isin(answers, last)) > 0.95


@quoted(
    "elsewhere",
    "합은 더하는 순서에 따라 마지막 비트가 달라질 수 있으니, `==`로 견주지 않는다.",
    "The last bit of a sum may depend on the order of its terms, so do not compare with `==`.",
)
def test_sums_in_another_order():
    rng = np.random.default_rng(0)
    terms = rng.normal(size=100)
    sums = {sum(rng.permutation(terms)) for _ in range(20)}
    assert len(sums) > 1
    assert np.ptp(list(sums)) < 1e-13


@quoted(
    "elsewhere",
    "개수가 같으면 그냥 평균해도 된다.",
    "With equal shares, the plain mean will do.",
)
def test_the_plain_mean_of_equal_shares():
    (x, t), _ = load_mnist()
    x, t = x[:60].astype(float), t[:60]
    whole = net().gradient(x, t)
    for count in (2, 3, 4):
        parts = np.split(np.arange(60), count)
        shares = [net().gradient(x[part], t[part]) for part in parts]
        for name, ours in whole.items():
            assert np.allclose(np.mean([g[name] for g in shares], axis=0), ours, atol=1e-15)


@quoted(
    "elsewhere",
    "학습률이 0.01이면 거의 같은 곳에 닿지만, 0.7이면 간 거리의 절반 넘게 어긋난다.",
    "At a rate of 0.01 they arrive at nearly the same place; at 0.7 they miss each other by more "
    "than half of the way they went.",
)
def test_the_large_step_misses_at_a_high_rate():
    (x, t), _ = load_mnist()
    for seed in range(4):
        rng = np.random.default_rng(seed)
        chosen = rng.choice(len(x), 400, replace=False)
        learned = TwoLayerNet(784, 50, 10, rng=rng, weight_init_std=0.1)
        start = learned.params
        for rate, low, high in [(0.01, 0, 0.05), (0.7, 0.5, 9)]:
            learned.params = start
            whole = learned.gradient(x[chosen], t[chosen])
            large = {n: w - 4 * rate * whole[n] for n, w in start.items()}
            for batch in np.split(chosen, 4):
                grads = learned.gradient(x[batch], t[batch])
                learned.params = {n: w - rate * grads[n] for n, w in learned.params.items()}
            small = learned.params
            gap, way = (
                np.sqrt(sum(np.sum((small[n] - other[n]) ** 2) for n in small))
                for other in (large, start)
            )
            assert low < gap / way < high
