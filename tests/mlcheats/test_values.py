"""Every public function with every kind of argument: a right value, or an error that says why.

`TABLE` has an entry for each name in `mlcheats.__all__`: what it is called with, drawn by
Hypothesis, and what must come out, computed in 50 digits. Whatever is drawn, a call either
gives a right, finite value of its own, or a ValueError or TypeError that says what came; no
argument has changed, nor the state of what refuses.
"""

import copy
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import mpmath
import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import mlcheats
from mlcheats import Affine, Network, ReLU, Sigmoid, TwoLayerNet

mp = mpmath.mp.clone()
mp.dps = 50
FAR = 40000  # exp(-40000) is less than the smallest long double

DTYPES = [np.float16, np.float32, np.float64, np.longdouble, np.int8, np.uint64, np.int64, bool]
FORMS = ["plain", "plain", "strided", "reversed", "fortran", "read-only", "swapped", "list"]
REFUSED = ["masked", "nan", "inf", "empty", "complex", "text", "object"]


# What is drawn


def values_of(dtype):
    """Small numbers mostly, and those at the ends of the type."""
    if dtype is bool:
        return st.booleans()
    if np.dtype(dtype).kind in "iu":
        info = np.iinfo(dtype)
        return st.integers(max(info.min, -5), 5) | st.sampled_from([info.min, info.max])
    info = np.finfo(dtype)
    ends = [info.max, -info.max, info.tiny, info.smallest_subnormal, -info.tiny]
    powers = [sign * dtype(2) ** n for n in (-14, -1, 3, 7, 10, 15) for sign in (1, -1)]
    return st.floats(-5, 5, width=16) | st.sampled_from([*ends, *powers])


@st.composite
def arrays(draw, *shapes, small=False, bad=True, dtype=None):
    """An array of one of the shapes in one of the types, laid out in one of many ways."""
    shape = draw(st.sampled_from(shapes))
    dtype = dtype or draw(st.sampled_from(DTYPES[:5] if small else DTYPES))
    values = st.integers(-2, 2) if small and dtype is np.int8 else values_of(dtype)
    values = st.floats(-3, 3, width=16) if small and dtype is not np.int8 else values
    size = int(np.prod(shape))
    flat = draw(st.lists(values, min_size=size, max_size=size))
    array = np.array(flat, dtype).reshape(shape)
    form = draw(st.sampled_from(REFUSED if bad and draw(st.integers(0, 4)) == 4 else FORMS))
    return formed(array, form)


@np.errstate(over="ignore")  # of the largest longdouble as a complex number
def formed(array, form):
    match form:
        case "strided":
            wide = np.zeros((*array.shape, 2), array.dtype)
            wide[..., 0] = array
            return wide[..., 0]
        case "reversed":
            return np.flip(np.flip(array).copy())
        case "fortran":
            return np.asfortranarray(array)
        case "read-only":
            array.flags.writeable = False
        case "swapped" if array.dtype.itemsize <= 8:
            return array.astype(array.dtype.newbyteorder())
        case "list" if array.dtype.itemsize <= 8:
            return array.tolist()
        case "masked":
            return np.ma.array(array, mask=True)
        case "nan" | "inf":
            return np.full(array.shape, float(form))
        case "empty":
            return array[..., :0] if array.ndim else array.reshape(1)[:0]
        case "complex":
            return array.astype(complex)
        case "text":
            return array.astype(str)
        case "object":
            return array.astype(object)
    return array


# What must come out


def floats(value):
    """As the package's boundary says: float32 at least, integers are float64."""
    array = np.asarray(value)
    return array.astype(np.promote_types(array.dtype, np.float32) if array.dtype.kind == "f" else
                        np.float64)  # fmt: skip


def exact(value):
    """An array of numbers of 50 digits, the same to the last bit."""
    array = np.asarray(value)
    numbers = np.empty(array.shape, object)
    for i in np.ndindex(array.shape):
        part, power = np.frexp(np.longdouble(array[i]))
        high = float(part)
        numbers[i] = mp.ldexp(mp.mpf(high) + mp.mpf(float(part - high)), int(power))
    return numbers


def near(got, right, ulps=8, scale=None):
    """Right to some units in the last place; of `scale`, where that is larger."""
    info, right = np.finfo(np.asarray(got).dtype), np.asarray(right, object)
    for i in np.ndindex(np.shape(got)):
        size = max(abs(right[i]), 0 if scale is None else np.broadcast_to(scale, got.shape)[i])
        slack = ulps * mp.mpf(float(info.eps)) * size + 4 * exact(info.tiny)[()]
        assert np.isfinite(got[i])
        assert abs(exact(got[i])[()] - right[i]) <= slack, (got[i], right[i])


def each(function):
    return np.vectorize(function, otypes=[object])


def mp_sigmoid(x):
    return 1 / (1 + mp.exp(-x)) if abs(x) < FAR else mp.mpf(x > 0)


def mp_exp(x):
    """Of what is not above 0; 1e-17000 is nothing beside any float."""
    return mp.exp(x) if x > -FAR else mp.mpf(0)


def mp_log_softmax(a):
    a = a - np.max(a, axis=-1, keepdims=True)
    small = each(mp_exp)(a)
    return a - each(mp.log)(np.sum(small, axis=-1, keepdims=True))


def mp_softmax(a):
    return each(mp_exp)(mp_log_softmax(a))


def mp_targets(t, shape):
    t = np.asarray(t)
    rows = t if t.shape == shape else np.eye(shape[-1])[t.astype(int)]
    return exact(rows)


def mean(rows):
    return np.sum(rows) / max(1, np.size(rows))


def bits(array):
    data = np.ma.getdata(array)
    if data.dtype == np.longdouble:  # whose last bytes are padding, with whatever was there
        return [str(number) for number in data.ravel()], np.signbit(data).tobytes()
    return data.tobytes()


def same(a, b):
    """The same numbers, bit by bit, or the same of any other thing."""
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and bits(a) == bits(b)
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if hasattr(a, "__dict__") and not callable(a):
        return same(vars(a), vars(b))
    return a == b or (a != a and b != b) or callable(a) or isinstance(a, np.random.Generator)


def leaves(value):
    if isinstance(value, np.ndarray | np.generic):
        yield value
    for part in value.values() if isinstance(value, dict) else ():
        yield from leaves(part)
    for part in value if isinstance(value, list | tuple) else ():
        yield from leaves(part)


def must_be_refused(array):
    if isinstance(array, np.ma.MaskedArray) or array.dtype.kind not in "biuf":
        return True
    return not np.isfinite(array).all()


def call(function, *arguments, **options):
    """The result, or None where it is refused with a reason; nothing given has changed."""
    before, result, reason = copy.deepcopy(arguments), None, "got "
    try:
        result = function(*arguments, **options)
    except (TypeError, ValueError) as error:
        reason = str(error)
    assert "got " in reason or "lower the learning rate" in reason
    assert same(before, arguments)
    assert result is None or not any(map(must_be_refused, leaves(arguments)))
    for leaf in leaves(result):
        assert np.isfinite(leaf).all()
        assert not any(np.may_share_memory(leaf, given) for given in leaves(arguments))
    return result


# The functions: what each is called with, and what is right

TABLE = {}
EXAMPLES = {}


def entry(*names, examples=40):
    def enter(check):
        for name in names:
            TABLE[name] = check
            EXAMPLES[name] = examples
        return check

    return enter


GATE_WEIGHTS = {"AND": (0.5, -0.7), "NAND": (-0.5, 0.7), "OR": (0.5, -0.2)}


@entry("AND", "NAND", "OR", "XOR")
def gates(draw, name):
    x = [draw(arrays((), (3,), (2, 3), (2,))) for _ in range(2)]
    y = call(getattr(mlcheats, name), *x)
    if y is None:
        return
    x1, x2 = np.broadcast_arrays(*map(exact, map(floats, x)))
    largest = np.maximum(abs(x1), abs(x2)) + 1
    width = max(np.finfo(floats(each).dtype).eps for each in x)

    def fires(name):
        w, b = GATE_WEIGHTS[name]
        total = mp.mpf(w) * (x1 + x2) + mp.mpf(b)
        return np.where(total > 0, 1, 0), abs(total) > 4 * mp.mpf(float(width)) * largest

    if name == "XOR":
        (nand, sure), (either, sure_too) = fires("NAND"), fires("OR")
        right, sure = nand & either, sure & sure_too
    else:
        right, sure = fires(name)
    assert np.array_equal(np.where(sure, y, right), right)
    assert np.shape(y) == x1.shape


ELEMENTWISE = {
    "step_function": lambda x: mp.mpf(x > 0),
    "sigmoid": mp_sigmoid,
    "relu": lambda x: max(x, mp.mpf(0)),
    "identity_function": lambda x: x,
}


@entry(*ELEMENTWISE)
def elementwise(draw, name):
    x = draw(arrays((), (3,), (2, 3)))
    y = call(getattr(mlcheats, name), x)
    if y is not None:
        if name != "step_function":
            assert y.dtype == floats(x).dtype
        numbers = exact(floats(x))
        right = [ELEMENTWISE[name](number) for number in numbers.flat]
        near(floats(y), np.array(right, object).reshape(numbers.shape))


@entry("softmax", "log_softmax")
def along_classes(draw, name):
    a = draw(arrays((), (3,), (2, 3), (2, 1), (1, 2, 2)))
    y = call(getattr(mlcheats, name), a)
    if y is not None:
        scores = exact(floats(a))
        lowest = exact(np.finfo(y.dtype).min)[()]
        right = mp_log_softmax(scores)
        # The difference a - max a is rounded, to the size of its terms at most.
        scale = np.max(abs(scores), axis=-1, keepdims=True) + 1
        if name == "softmax":
            probable = mp_softmax(scores)
            near(y, probable, scale=probable * (1 + abs(right)))
        else:
            near(y, np.maximum(right, lowest), scale=scale)


def mp_cross_entropy(y, t):
    return mean(-np.sum(t * each(mp.log)(y + mp.mpf(1e-7)), axis=-1))


LOSSES = {
    "sum_squares_error": lambda y, t: mean(np.sum((y - t) ** 2, axis=-1) / 2),
    "cross_entropy_error": mp_cross_entropy,
    "softmax_cross_entropy": lambda a, t: mean(
        -np.sum(np.where(t == 0, 0, t * mp_log_softmax(a)), axis=-1)
    ),
}


@st.composite
def targets(draw, shape):
    """Labels or one-hot rows that fit, in some type, mostly."""
    if draw(st.integers(0, 9)) == 0:
        return draw(arrays(shape, shape[:-1]))
    count = int(np.prod(shape[:-1]))
    label = st.integers(0, shape[-1] - 1)
    labels = np.array(draw(st.lists(label, min_size=count, max_size=count)), int)
    labels = labels.reshape(shape[:-1]).astype(draw(st.sampled_from(["i1", "u8", "i8", ">i4"])))
    rows = np.eye(shape[-1], dtype=draw(st.sampled_from(["?", "e", "f", "d", "g"])))[labels]
    return formed(draw(st.sampled_from([labels, rows])), draw(st.sampled_from(FORMS)))


@entry(*LOSSES)
def losses(draw, name):
    shape = draw(st.sampled_from([(3,), (2, 3), (2, 1)]))
    y, t = draw(arrays(shape, small=name == "cross_entropy_error")), draw(targets(shape))
    if name == "cross_entropy_error" and draw(st.booleans()) and not isinstance(y, list):
        y = np.abs(np.asarray(y)) / 8 if np.asarray(y).dtype.kind == "f" else y
    loss = call(getattr(mlcheats, name), y, t)
    if loss is not None:
        assert isinstance(loss, np.float64)
        outputs = exact(floats(y))
        right = LOSSES[name](outputs, mp_targets(t, outputs.shape))
        near(loss, np.array(right, object), scale=np.max(abs(outputs)) if "soft" in name else None,
             ulps=64)  # fmt: skip


def mp_softplus(x):
    return max(x, mp.mpf(0)) + mp.log1p(mp_exp(-abs(x)))


@entry("sigmoid_cross_entropy")
def binary(draw, name):
    shape = draw(st.sampled_from([(3,), (2, 3)]))
    a, t = draw(arrays(shape)), draw(targets(shape))
    if draw(st.booleans()):
        t = draw(arrays(shape, (), dtype=bool))
    loss = call(mlcheats.sigmoid_cross_entropy, a, t)
    if loss is not None:
        assert isinstance(loss, np.float64)
        given, scores = exact(floats(t)), exact(floats(a))
        right = given * each(mp_softplus)(-scores) + (1 - given) * each(mp_softplus)(scores)
        near(loss, np.array(mean(right), object), ulps=64)


@entry("one_hot", "one_hot_like")
def one_hots(draw, name):
    shape = draw(st.sampled_from([(3,), (2, 3)]))
    t = draw(targets(shape))
    if name == "one_hot":
        count = draw(st.sampled_from([3, 3, np.int8(3), 0, -1, 2.5, True, "3"]))
        rows = call(mlcheats.one_hot, t, count)
        if rows is not None:
            assert rows.shape == (*np.shape(t), 3)
            assert np.array_equal(np.argmax(rows, axis=-1), np.asarray(t).astype(int))
            assert rows.sum() == np.size(t)
        return
    y = draw(arrays(shape))
    rows = call(mlcheats.one_hot_like, t, y)
    if rows is not None:
        assert rows.dtype == floats(y).dtype
        near(rows, mp_targets(t, shape))


def square(x):
    return 3 * x**2 - 2 * x


@entry("numerical_diff", "tangent_line", "numerical_gradient", examples=60)
def derivatives(draw, name):
    x = draw(arrays((), (3,), (2, 2)))
    f = square if name != "numerical_gradient" else lambda x: np.sum(square(x))
    with np.errstate(all="ignore"):
        slope = call(lambda x: getattr(mlcheats, name)(f, x), x)
        if slope is None:
            return
        at = exact(np.asarray(x).astype(np.float64))
        size = np.sum(abs(3 * at**2) + abs(2 * at)) if "gradient" in name else abs(3 * at**2) + 2
        h = np.maximum(mp.mpf(1e-4), mp.mpf(1e-8) * abs(at))
        error = 8 * mp.mpf(2) ** -52 * size / h  # of rounding; a parabola has no other
        if name == "tangent_line":
            slope, line = line_of(slope, x)
            assert np.all(abs(exact(line) - square(at)) <= np.max(error * (abs(at) + 1)))
        assert np.all(abs(exact(slope) - (6 * at - 2)) <= error + 1e-9)


def line_of(line, x):
    """The slope of a line, and where it is at x."""
    x = np.asarray(x).astype(np.float64)
    step = np.maximum(1, abs(x))
    return (line(x + step) - line(x)) / step, line(x)


@entry("gradient_descent", examples=20)
def descents(draw, name):
    x, lr = draw(arrays((), (3,))), draw(st.sampled_from([0.1, np.float32(0.1), 0, -1, "a", 1e300]))
    steps = draw(st.sampled_from([0, 3, np.int8(3), -1, 2.5]))
    with np.errstate(all="ignore"):
        walk = call(lambda x: mlcheats.gradient_descent(lambda x: np.sum(x**2), x, lr, steps), x)
    if walk is not None:
        start = np.asarray(x).astype(np.float64)
        end, path = walk
        assert path.shape == (steps + 1, *start.shape)
        assert np.array_equal(path[0], start)
        assert np.array_equal(path[-1], end)
        size = max(1.0, np.max(np.abs(start), initial=0))
        assert np.allclose(end / size, start / size * (1 - 2 * float(lr)) ** steps, atol=1e-6)


# Networks


@st.composite
def weights(draw, sizes, wild=True):
    """W1, b1, …, mostly small."""
    network = {}
    wild = wild and draw(st.integers(0, 3)) == 0
    one = None if wild else draw(st.sampled_from([None, np.float32, np.float64, np.float64]))
    for i, (n, m) in enumerate(pairwise(sizes), 1):
        network[f"W{i}"] = draw(arrays((n, m), small=not wild, bad=wild, dtype=one))
        network[f"b{i}"] = draw(arrays((m,), small=not wild, bad=wild, dtype=one))
    return network


def wide(network, *inputs):
    """The narrowest type that has a part in it: what comes out is no more right than that."""
    kinds = [floats(value).dtype for value in (*network.values(), *inputs)]
    return min(kinds, key=lambda dtype: -np.finfo(dtype).eps)


def mp_forward(network, x):
    z = np.atleast_2d(exact(floats(x)))
    depth = len(network) // 2
    for i in range(1, depth + 1):
        a = z.dot(exact(network[f"W{i}"])) + exact(network[f"b{i}"])
        z = each(mp_sigmoid)(a) if i < depth else a
    return z


def tolerance(network, x):
    """A bound on rounding: of the largest sums that can be."""
    largest = np.max(abs(exact(floats(x))))
    size = mp.mpf(1)
    for name in (n for n in network if n[0] == "W"):
        part = abs(exact(network[name])).sum() + abs(exact(network["b" + name[1:]])).sum()
        size *= 1 + part * (largest if name == "W1" else 1)
    return 16 * mp.mpf(float(np.finfo(wide(network, x)).eps)) * size


@entry("forward", "predict", examples=40)
def networks(draw, name):
    sizes = draw(st.sampled_from([(2, 2), (2, 3, 2)]))
    network, x = draw(weights(sizes)), draw(arrays((2,), (2, 2), (3,)))
    y = call(getattr(mlcheats, name), network, x)
    if y is not None:
        right, slack = mp_forward(network, x), tolerance(network, x)
        if name == "predict":
            right, slack = mp_softmax(right), min(slack, 1)
        # Where saturated units hide what came in, the bound says nothing, and need not.
        assert np.all(abs(exact(y) - right.reshape(y.shape)) <= slack)


def mp_gradient(network, x, t):
    """By nudging each weight, with 50 digits: no derivative of ours."""
    network = {name: exact(value) for name, value in network.items()}
    t = mp_targets(t, (*np.shape(x)[:-1], len(network["b2"]))).reshape(-1, len(network["b2"]))
    h = mp.mpf(10) ** -20
    x = np.atleast_2d(exact(floats(x)))

    def loss():
        z = x
        for i in (1, 2):
            a = z.dot(network[f"W{i}"]) + network[f"b{i}"]
            z = each(mp_sigmoid)(a)
        return mean(-np.sum(t * mp_log_softmax(a), axis=-1))

    grads = {}
    for name, value in network.items():
        grads[name] = np.empty(value.shape, object)
        for i in np.ndindex(value.shape):
            kept = value[i]
            value[i] = kept + h
            up = loss()
            value[i] = kept - h
            grads[name][i] = (up - loss()) / (2 * h)
            value[i] = kept
    return grads


def check_gradient(grads, network, x, t, slack=0):
    right = mp_gradient(network, x, t)
    bound = tolerance(network, x) * (1 + np.max(abs(exact(floats(x))))) + slack
    for name, grad in grads.items():
        assert np.all(abs(exact(grad) - right[name]) <= bound)


@entry("backpropagate", "central_differences", examples=15)
def gradients(draw, name):
    network = draw(weights((2, 2, 2)))
    x = draw(arrays((2,), (2, 2), small=draw(st.integers(0, 3)) > 0))
    t = draw(targets((*np.shape(x)[:-1], 2)))
    found = call(getattr(mlcheats, name), network, x, t)
    if found is not None and np.max(np.abs(floats(x))) < 100:
        grads = found[1] if name == "backpropagate" else found
        check_gradient(grads, network, x, t, slack=0 if name == "backpropagate" else 1e-6)


def drawn_net(draw, wild=False):
    net = TwoLayerNet(2, 2, 2, rng=np.random.default_rng(0), weight_init_std=1)
    net.params = draw(weights((2, 2, 2), wild=wild))
    return net


@entry("TwoLayerNet", examples=25)
def two_layers(draw, name):
    net = drawn_net(draw, wild=True)
    before = copy.deepcopy(net.params)
    x = draw(arrays((2,), (2, 2), small=draw(st.booleans())))
    t = draw(targets((*np.shape(x)[:-1], 2)))
    y, loss = call(net.predict, x), call(net.loss, x, t)
    share, grads = call(net.accuracy, x, t), call(net.gradient, x, t)
    call(net.numerical_gradient, x, t)
    assert same(before, net.params)
    if y is not None:
        assert np.all(abs(exact(y) - mp_softmax(mp_forward(net.params, x)).reshape(y.shape))
                      <= min(tolerance(net.params, x), 1))  # fmt: skip
    if loss is not None and np.max(np.abs(floats(x))) < 100:
        rows = mp_forward(net.params, x)
        t = mp_targets(t, (*np.shape(x)[:-1], 2)).reshape(rows.shape)
        right = mean(-np.sum(t * mp_log_softmax(rows), axis=-1))
        assert abs(exact(loss)[()] - right) <= tolerance(net.params, x)
    assert share is None or share in (0, 0.5, 1)
    assert grads is None or all(np.shape(grads[n]) == np.shape(before[n]) for n in before)


def mp_below(x):
    """The share of a normal distribution below x."""
    return mp.ncdf(x) if abs(x) < 200 else mp.mpf(x > 0)


def mp_density(x):
    return mp.npdf(x) if abs(x) < 200 else mp.mpf(0)


SMOOTH = {  # a function and its derivative
    "Tanh": (mp.tanh, lambda x: 1 - mp.tanh(x) ** 2),
    "GELU": (lambda x: x * mp_below(x), lambda x: mp_below(x) + x * mp_density(x)),
}


@entry("Affine", "Sigmoid", "ReLU", "Tanh", "LeakyReLU", "GELU", "SoftmaxCrossEntropy", examples=40)
def one_layer(draw, name):
    rng = np.random.default_rng(0)
    layer = Affine(3, 2, rng=rng) if name == "Affine" else getattr(mlcheats, name)()
    x, params = draw(arrays((3,), (2, 3), (2, 2))), copy.deepcopy(getattr(layer, "params", {}))
    if name == "SoftmaxCrossEntropy":
        t = draw(targets(np.shape(x) or (2,)))
        loss = call(layer.forward, x, t)
        if loss is not None:
            near(layer.backward(), (mp_softmax(exact(floats(x))) - mp_targets(t, np.shape(x))) / 2,
                 ulps=64, scale=1 + np.max(abs(exact(floats(x)))) * mp.mpf(2) ** -40)  # fmt: skip
        return
    y = call(layer.forward, x)
    if y is None:
        return
    dout = draw(arrays(y.shape))
    kept = copy.deepcopy(layer.grads)
    dx = call(layer.backward, dout)
    assert same(params, layer.params)
    inputs, given = exact(floats(x)), exact(floats(dout)) if dx is not None else None
    slack = max(np.finfo(floats(x).dtype).eps, 0)
    if name == "Affine":
        W = exact(params["W"])
        scale = abs(inputs).dot(abs(W)) + 1
        near(y, inputs.dot(W), scale=scale)
        if dx is None:
            assert same(kept, layer.grads)
            return
        near(dx, given.dot(W.T), scale=abs(given).dot(abs(W.T)) + 1)
        near(layer.grads["W"], inputs.T.dot(given), scale=abs(inputs).T.dot(abs(given)) + 1)
    elif name == "Sigmoid":
        s = each(mp_sigmoid)(inputs)
        near(y, s)
        if dx is not None:  # 1 - z cancels where z is near 1
            bound = 16 * mp.mpf(float(slack)) * (abs(given) + 1)
            assert np.all(abs(exact(dx) - given * s * (1 - s)) <= bound)
    elif name in ("Tanh", "GELU"):
        slack = max(slack, np.finfo(float).eps)  # of math.erfc
        right, slope = (each(f)(inputs) for f in SMOOTH[name])
        tiny = 4 * exact(np.finfo(y.dtype).tiny)[()]
        assert np.all(abs(exact(y) - right) <= 16 * mp.mpf(float(slack)) * abs(inputs) + tiny)
        if dx is not None:
            bound = 64 * mp.mpf(float(slack)) * (abs(given) + 1)
            assert np.all(abs(exact(dx) - given * slope) <= bound)
    elif name == "LeakyReLU":
        near(y, np.where(inputs > 0, inputs, mp.mpf(0.01) * inputs))
        if dx is not None:
            near(dx, np.where(inputs > 0, given, mp.mpf(0.01) * given))
    else:
        near(y, np.maximum(inputs, mp.mpf(0)))
        if dx is not None:
            near(dx, np.where(inputs > 0, given, mp.mpf(0)))


@entry("Shortcut", "Add", examples=40)
def around(draw, name):
    start = mlcheats.Shortcut()
    end = mlcheats.Add(start)
    x, through = draw(arrays((2, 3))), draw(arrays((2, 3), (3, 2)))
    sent = call(start.forward, x)
    if sent is None:
        return
    assert same(sent, floats(x).astype(sent.dtype))
    y = call(end.forward, through)
    if y is None:
        return
    one, other = exact(floats(x)), exact(floats(through))
    near(y, one + other, scale=abs(one) + abs(other))
    dout, back = draw(arrays(y.shape)), draw(arrays(y.shape))
    if call(end.backward, dout) is None:
        return
    dx = call(start.backward, back)
    if dx is not None:
        one, other = exact(floats(dout)), exact(floats(back))
        near(dx, one + other, scale=abs(one) + abs(other))


def mp_conv(x, W, b, stride, pad):
    """The sum of each window, one product after the other."""
    x = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), constant_values=mp.mpf(0))
    h, w = W.shape[2:]
    rows, columns = ((side - k) // stride + 1 for side, k in zip(x.shape[2:], (h, w), strict=True))
    y = np.zeros((len(x), len(W), rows, columns), object)
    for n, k, i, j in np.ndindex(y.shape):
        window = x[n, :, i * stride : i * stride + h, j * stride : j * stride + w]
        y[n, k, i, j] = np.sum(window * W[k]) + b[k]
    return y


IMAGES = [(2, 1, 3, 3), (1, 2, 2, 3), (2, 3)]


@entry("conv2d", "max_pool", examples=40)
def windows(draw, name):
    x, stride = draw(arrays(*IMAGES)), draw(st.sampled_from([1, 1, 2, 3, 0, "a"]))
    if name == "max_pool":
        size = draw(st.sampled_from([1, 2, 2, 3, 4, 1.5]))
        y = call(lambda x: mlcheats.max_pool(x, size, stride=stride), x)
        if y is not None:
            inputs = exact(floats(x))
            for n, c, i, j in np.ndindex(y.shape):
                rows, columns = (
                    slice(i * stride, i * stride + size),
                    slice(j * stride, j * stride + size),
                )
                assert exact(y)[n, c, i, j] == np.max(inputs[n, c, rows, columns])
        return
    W, b = draw(arrays((2, 1, 2, 2), (1, 2, 2, 1), (1, 1, 4, 4))), draw(arrays((1,), (2,)))
    pad = draw(st.sampled_from([0, 0, 1, 2, -1]))
    y = call(lambda x, W, b: mlcheats.conv2d(x, W, b, stride=stride, pad=pad), x, W, b)
    if y is not None:
        inputs, filters, bias = exact(floats(x)), exact(floats(W)), exact(floats(b))
        scale = mp_conv(abs(inputs), abs(filters), abs(bias), stride, pad) + 1
        near(y, mp_conv(inputs, filters, bias, stride, pad), scale=scale)


@entry("Convolution", "MaxPool", "Flatten", examples=40)
def image_layer(draw, name):
    rng = np.random.default_rng(0)
    made = {"Convolution": (2, 1, 2), "MaxPool": (2,), "Flatten": ()}[name]
    options = {"rng": rng} if name == "Convolution" else {}
    layer = getattr(mlcheats, name)(*made, **options)
    x, params = draw(arrays((1, 2, 2, 3), (2, 2, 2, 2), (2, 3))), copy.deepcopy(layer.params)
    y = call(layer.forward, x)
    if y is None:
        return
    inputs = exact(floats(x))
    dout, kept = draw(arrays(y.shape)), copy.deepcopy(layer.grads)
    dx = call(layer.backward, dout)
    assert same(params, layer.params)
    if dx is None:
        assert same(kept, layer.grads)
        return
    given, right = exact(floats(dout)), np.full(np.shape(x), mp.mpf(0))
    if name == "Flatten":
        assert same(np.asarray(y), floats(x).reshape(len(x), -1))
        right, scale = given.reshape(np.shape(x)), mp.mpf(0)
    elif name == "MaxPool":
        for n, c, i, j in np.ndindex(y.shape):
            window = np.s_[n, c, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
            assert exact(y)[n, c, i, j] == np.max(inputs[window])
            u, v = np.unravel_index(np.argmax(inputs[window]), (2, 2))
            right[n, c, 2 * i + u, 2 * j + v] = given[n, c, i, j]
        scale = mp.mpf(0)
    else:
        W, dW, most = exact(params["W"]), np.full((1, 2, 2, 2), mp.mpf(0)), abs(right) + 1
        wide = np.full((1, 2, 2, 2), mp.mpf(1))
        near(y, mp_conv(inputs, W, exact(params["b"]), 1, 0),
             scale=mp_conv(abs(inputs), abs(W), exact(params["b"]), 1, 0) + 1)  # fmt: skip
        for n, k, i, j in np.ndindex(y.shape):
            window = np.s_[n, :, i : i + 2, j : j + 2]
            right[window] += given[n, k, i, j] * W[k]
            most[window] += abs(given[n, k, i, j] * W[k])
            dW[k] += given[n, k, i, j] * inputs[window]
            wide[k] += abs(given[n, k, i, j] * inputs[window])
        near(layer.grads["W"], dW, scale=wide)
        scale = most
    near(dx, right, scale=scale)


@entry("ConvNet", examples=15)
def images_net(draw, name):
    net = mlcheats.ConvNet((1, 4, 4), (2,), 2, size=3, rng=np.random.default_rng(0))
    params = copy.deepcopy(net.params)
    x, t = draw(arrays((2, 1, 4, 4), (2, 16), small=draw(st.booleans()))), draw(targets((2, 2)))
    y, found = call(net.predict, x), call(net.gradient, x, t)
    call(net.loss, x, t), call(net.accuracy, x, t)
    assert same(params, net.params)
    if y is not None and np.max(np.abs(floats(x))) < 100:
        sums = mp_conv(exact(floats(x)), exact(params["W1"]), exact(params["b1"]), 1, 0)
        z = np.maximum(np.max(sums, axis=(2, 3)), mp.mpf(0))
        right = mp_softmax(z.dot(exact(params["W2"])) + exact(params["b2"]))
        assert np.all(abs(exact(y) - right) <= 1e-3 if floats(x).dtype == np.float32 else 1e-9)
    assert found is None or all(np.shape(found[n]) == np.shape(params[n]) for n in params)


@entry("Dropout", examples=25)
def dropped(draw, name):
    rate = draw(st.sampled_from([0.5, 0.5, np.float32(0.5), 0, 1, -0.1, np.nan, "a"]))
    layer = call(lambda rate: mlcheats.Dropout(rate, rng=np.random.default_rng(0)), rate)
    if layer is None:
        return
    x, training = draw(arrays((2, 3), (2, 2, 2))), draw(st.booleans())
    y = call(layer.forward, x, training)
    if y is None:
        return
    gone, grown = y == 0, 1 / (1 - mp.mpf(float(rate))) if training else 1
    assert training or same(y, floats(x).astype(y.dtype))
    near(y, np.where(gone, mp.mpf(0), exact(floats(x)) * grown))
    dout = draw(arrays(y.shape))
    dx = call(layer.backward, dout)
    if dx is not None:
        stays = ~gone | (dx != 0)
        near(dx, np.where(stays, exact(floats(dout)) * grown, mp.mpf(0)))


@entry("BatchNormalization", examples=25)
def normalized(draw, name):
    layer = mlcheats.BatchNormalization(2)
    x, training = draw(arrays((2, 2), (3, 2), (1, 2), small=draw(st.booleans()))), True
    before = copy.deepcopy(vars(layer))
    y = call(layer.forward, x, training)
    if y is None:
        assert same(before, vars(layer))
        return
    rows = exact(floats(x))
    middle = np.sum(rows, axis=0) / len(rows)
    var = np.sum((rows - middle) ** 2, axis=0) / len(rows)
    std = each(mp.sqrt)(var + mp.mpf(1e-5))
    lost = mp.mpf(float(np.finfo(floats(x).dtype).eps / np.finfo(y.dtype).eps))
    large = np.max(abs(rows), axis=0)
    scale = np.broadcast_to(lost * (1 + large / std), y.shape)
    near(y, (rows - middle) / std, scale=scale, ulps=64)
    near(layer.params["mean"], middle / 10, scale=lost * large)
    near(layer.params["var"], mp.mpf(0.9) + var / 10, scale=lost * large**2, ulps=64)
    dout = draw(arrays(y.shape, small=True))
    kept = copy.deepcopy(layer.grads)
    if call(layer.backward, dout) is None:
        assert same(kept, layer.grads)
        return
    assert not layer.grads["mean"].any()
    given = exact(floats(dout))
    near(layer.grads["beta"], np.sum(given, axis=0), scale=np.sum(abs(given), axis=0) * lost)


@entry("Network", examples=25)
def layered(draw, name):
    rng = np.random.default_rng(0)
    between = draw(st.sampled_from([Sigmoid, ReLU]))
    net = Network([Affine(2, 2, rng=rng, std=1), between(), Affine(2, 2, rng=rng, std=1)])
    new = draw(weights((2, 2, 2)))
    before = copy.deepcopy(net.params)
    if call(lambda new: setattr(net, "params", new) or True, new) is None:
        assert same(before, net.params)
    params = copy.deepcopy(net.params)
    x, t = draw(arrays((2,), (2, 2), small=draw(st.booleans()))), draw(targets((2, 2)))
    call(net.predict, x), call(net.loss, x, t), call(net.accuracy, x, t)
    found = call(net.backpropagate, x, t)
    assert same(params, net.params)
    if found is not None and between is Sigmoid and np.max(np.abs(floats(x))) < 100:
        check_gradient(found[1], params, x, t)


# Steps


def mp_step(name, state, g, t, eta, eps=mp.mpf(1e-8)):  # noqa: B008
    """The step of one number, in 50 digits."""
    if name == "SGD":
        return -eta * g
    if name in ("Momentum", "Nesterov"):
        v = state["v"] = mp.mpf(0.9) * state.get("v", 0) - eta * g
        return v if name == "Momentum" else mp.mpf(0.9) * v - eta * g
    if name == "AdaGrad":
        h = state["h"] = state.get("h", 0) + g**2
        return -eta * g / (mp.sqrt(h) + eps)
    if name == "RMSprop":
        h = state["h"] = mp.mpf(0.9) * state.get("h", 0) + (1 - mp.mpf(0.9)) * g**2
        return -eta * g / (mp.sqrt(h) + eps)
    b1, b2 = mp.mpf(0.9), mp.mpf(0.999)
    m = state["m"] = b1 * state.get("m", 0) + (1 - b1) * g
    v = state["v"] = b2 * state.get("v", 0) + (1 - b2) * g**2
    return -eta * (m / (1 - b1**t)) / (mp.sqrt(v / (1 - b2**t)) + eps)


STEPPERS = ["SGD", "Momentum", "Nesterov", "AdaGrad", "RMSprop", "Adam", "AdamW"]


@entry(*STEPPERS, examples=40)
def steps(draw, name):
    rate = draw(st.sampled_from([0.1, 0.1, np.float32(0.5), 2.0**-140, 1e30, 0, -1, np.nan, "a"]))
    optimizer = call(getattr(mlcheats, name), rate)
    if optimizer is None:
        return
    shape = draw(st.sampled_from([(), (2,), (1, 2)]))
    params, states, t = {"w": draw(arrays(shape))}, None, 0
    for _ in range(2):
        grads = {"w": draw(arrays(shape))}
        before = copy.deepcopy(vars(optimizer))
        moved = call(optimizer.update, params, grads)
        if moved is None:
            assert same(before, vars(optimizer))
            continue
        t += 1
        w, g = exact(params["w"]), exact(grads["w"])
        states = states or [{} for _ in range(w.size)]
        step = [mp_step(name, s, g_i, t, mp.mpf(float(rate)))
                for s, g_i in zip(states, g.ravel(), strict=True)]  # fmt: skip
        right = w + np.array(step, object).reshape(w.shape)
        if name == "AdamW":
            right = right - mp.mpf(float(rate)) * mp.mpf(0.01) * w
        kind = np.asarray(params["w"]).dtype
        assert moved["w"].dtype == (kind.newbyteorder("=") if kind.kind == "f" else np.float64)
        # 1 - 0.999**t is a number of Python's, which has 53 bits: long doubles gain nothing by it.
        lost = 1e3 * np.finfo(float).eps / np.finfo(moved["w"].dtype).eps
        ulps = max(64, lost) if name.startswith("Adam") else 64
        near(moved["w"], right, scale=abs(w) + np.reshape(np.abs(step), w.shape), ulps=ulps)
        params = moved


@entry("WeightDecay", examples=25)
def decaying(draw, name):
    rate = draw(st.sampled_from([0.5, 0.5, np.float32(0.5), 0, -1, 1e300, np.nan, "a"]))
    optimizer = call(lambda rate: mlcheats.WeightDecay(mlcheats.SGD(0.5), rate), rate)
    if optimizer is None:
        return
    shape = draw(st.sampled_from([(2,), (1, 2)]))
    params = {"W1": draw(arrays(shape)), "b1": draw(arrays(shape))}
    grads = {"W1": draw(arrays(shape)), "b1": draw(arrays(shape))}
    moved = call(optimizer.update, params, grads)
    if moved is None:
        return
    for key, share in (("W1", mp.mpf(float(rate))), ("b1", mp.mpf(0))):
        w, g = exact(params[key]), exact(grads[key])
        scale = abs(w) * (1 + share) + abs(g)
        ulps = 64 * max(1, np.finfo(floats(grads[key]).dtype).eps / np.finfo(moved[key].dtype).eps)
        near(moved[key], w - (g + share * w) / 2, scale=scale, ulps=ulps)


@entry("random_search", examples=25)
def searching(draw, name):
    ends = st.sampled_from([1e-3, 1, np.float32(0.5), 10, 10, 0, -1, np.inf, np.nan, "a"])
    ranges, trials = {"a": (draw(ends), draw(ends))}, draw(st.sampled_from([1, 3, 0, "a"]))
    value = draw(st.sampled_from([1.0, np.float32(2), 3, np.nan, "a", [1.0]]))

    def search(ranges, trials):
        rng = np.random.default_rng(0)
        return mlcheats.random_search(lambda a: value, ranges, trials=trials, rng=rng)

    found = call(search, ranges, trials)
    if found is not None:
        assert len(found) == trials
        low, high = ranges["a"]
        slack = 1 + 1e-12
        assert all(s == value and low / slack <= n["a"] <= high * slack for s, n in found)


@entry("train", examples=25)
def training(draw, name):
    net = drawn_net(draw)
    if not all(isinstance(v, np.ndarray) and v.dtype.kind == "f" for v in net.params.values()):
        net.params = {name: floats(value) for name, value in net.params.items()}
    before = copy.deepcopy(net.params)
    x, t = draw(arrays((2,), (2, 2), (3, 2), small=draw(st.booleans()))), None
    t = draw(targets((*np.shape(x)[:-1], 2)))
    rate = draw(st.sampled_from([0.5, 0.5, np.float32(0.5), 1e300, 0, "a"]))

    def once(x, t):
        rng = np.random.default_rng(0)
        return mlcheats.train(net, x, t, epochs=1, batch_size=9, learning_rate=rate, rng=rng)

    history = call(once, x, t)
    assert all(same(net.params[n].dtype, before[n].dtype) for n in before)
    if history is None:
        assert same(before, net.params)
    elif np.max(np.abs(floats(x))) < 100:
        grads = {n: (exact(before[n]) - exact(net.params[n])) / mp.mpf(float(rate)) for n in before}
        right = mp_gradient(before, x, t)
        bound = 8 * tolerance(before, x) * (1 + np.max(abs(exact(floats(x)))))
        ulp = max(np.finfo(before[n].dtype).eps for n in before) * 8
        assert all(np.all(abs(grads[n] - right[n]) <= bound + ulp) for n in before)


@entry("EarlyStopping", examples=25)
def stopping(draw, name):
    net = drawn_net(draw)
    before = copy.deepcopy(net.params)
    x = draw(arrays((2,), (2, 2), small=draw(st.booleans())))
    t, patience = draw(targets((*np.shape(x)[:-1], 2))), draw(st.sampled_from([1, 2, 0, -1, 1.5]))
    stop = call(lambda x, t: mlcheats.EarlyStopping(net, x, t, patience=patience), x, t)
    if stop is not None:
        said = []
        for scale in (1, 0.5, 1, 1, 1):
            net.params = {key: np.asarray(value) * scale for key, value in before.items()}
            said.append(stop(None))
        best = stop.losses.index(min(stop.losses))
        waited = [i - stop.losses.index(min(stop.losses[: i + 1])) for i in range(5)]
        assert said == [wait >= patience for wait in waited]
        best_scale = (1, 0.5)[best]
        assert all(same(stop.params[k], np.asarray(v) * best_scale) for k, v in before.items())


@entry("save_weights", "load_weights", examples=15)
def files(draw, name):
    network = draw(weights(draw(st.sampled_from([(2, 2), (2, 3, 2)]))))
    with TemporaryDirectory() as folder:
        if call(lambda n: mlcheats.save_weights(f"{folder}/w.npz", n) or True, network) is None:
            return
        loaded = mlcheats.load_weights(f"{folder}/w.npz")
    for n, value in network.items():
        kind = np.asarray(value).dtype
        right = np.asarray(value).astype(kind if kind.kind == "f" else np.float64)
        assert same(loaded[n], np.ascontiguousarray(right.astype(right.dtype.newbyteorder("="))))


@entry("mean_and_std", examples=40)
def scales(draw, name):
    x = draw(arrays((3, 2), (2, 2), (3,)))
    found = call(mlcheats.mean_and_std, x)
    if found is not None:
        columns = exact(np.asarray(x).astype(np.float64))
        middle = np.sum(columns, axis=0) / len(columns)
        spread = each(mp.sqrt)(np.sum((columns - middle) ** 2, axis=0) / len(columns))
        near(found[0], middle, scale=np.max(abs(columns), axis=0))
        alike = np.all(columns == columns[0], axis=0)
        near(found[1], np.where(alike, found[1], spread), scale=np.max(abs(columns), axis=0))


PENALTIES = {
    "linear_regression": lambda w, alpha, n: 0,
    "ridge": lambda w, alpha, n: alpha * np.sum(w**2) / 2,
    "lasso": lambda w, alpha, n: n * alpha * np.sum(abs(w)),
}


@entry(*PENALTIES, examples=25)
def fits(draw, name):
    x, t = draw(arrays((3, 2), (4, 1), small=True)), draw(arrays((3,), (4,), small=True))
    alpha = draw(st.sampled_from([0.5, 0.5, np.float32(0.5), 0, -1, "a"]))
    options = () if name == "linear_regression" else (alpha,)
    alpha = alpha if options else 0
    found = call(getattr(mlcheats, name), x, t, *options)
    if found is None:
        return
    w, b = map(exact, found)
    x, t = exact(np.asarray(x).astype(float)), exact(np.asarray(t).astype(float))

    def cost(w, b):
        return np.sum((x.dot(w) + b - t) ** 2) / 2 + PENALTIES[name](
            w, mp.mpf(float(alpha)), len(x)
        )

    least = cost(w, b)
    for step in (1e-3, -1e-3):  # nowhere around is it less
        for i in range(len(w)):
            assert cost(w + step * np.eye(len(w), dtype=object)[i], b) >= least - 1e-9
        assert cost(w, b + step) >= least - 1e-9


@entry("k_means", "gaussian_mixture", "silhouette", examples=25)
def clusters(draw, name):
    x, k = draw(arrays((4, 2), (5, 1), small=True)), draw(st.sampled_from([1, 2, 2, 0, 9, "a"]))
    if name == "silhouette":
        found = call(mlcheats.silhouette, x, draw(targets((4, 2)) | targets((5, 3))))
        assert found is None or np.all(np.abs(found) <= 1)
        return
    found = call(lambda x, k: getattr(mlcheats, name)(x, k, rng=np.random.default_rng(0)), x, k)
    if found is None:
        return
    rows = np.asarray(x).astype(float)
    if name == "gaussian_mixture":
        shares, means, covs, odds = found
        assert np.allclose(odds.sum(axis=1), 1)
        assert np.allclose(shares.sum(), 1)
        assert np.allclose(shares @ means, rows.mean(axis=0), atol=1e-7)
        assert np.all(np.linalg.eigvalsh(covs) > 0)
        return
    centers, labels = found
    for c, center in enumerate(centers):
        assert np.allclose(center, rows[labels == c].mean(axis=0))
    far = np.sum((rows[:, np.newaxis] - centers) ** 2, axis=-1)
    assert np.allclose(far[range(len(rows)), labels], far.min(axis=1))


def below(node):
    """The leaves of a tree, and its thresholds."""
    if not isinstance(node, tuple):
        return [node], []
    left, right = below(node[2]), below(node[3])
    return left[0] + right[0], [node[1], *left[1], *right[1]]


@entry("grow_tree", "predict_tree", "random_forest", "boost", examples=25)
def trees(draw, name):
    x, t = draw(arrays((4, 2), (5, 1), small=True)), draw(targets((4, 2)) | arrays((5,), (4, 2)))
    depth = draw(st.sampled_from([1, 2, 9, 0, 999, "a"]))
    if name == "predict_tree":
        node = draw(st.sampled_from([(0, 0.5, 1.0, (1, 0.0, 2.0, 3.0)), [0.5, 0.5], (0, 1, 2)]))
        y = call(mlcheats.predict_tree, node, x)
        if y is not None and isinstance(node, tuple):
            rows = np.asarray(x).astype(float)
            right = np.where(rows[:, 0] <= 0.5, 1, np.where(rows[:, 1] <= 0, 2, 3))
            assert np.array_equal(y, right)
        return
    options = {"max_depth": depth}
    if name == "random_forest":
        options |= {"max_columns": 1, "rng": np.random.default_rng(0), "trees": 3}
    elif name == "boost":
        options |= {"trees": 3, "learning_rate": draw(st.sampled_from([0.5, 1, 2, 0]))}
    found = call(lambda x, t: getattr(mlcheats, name)(x, t, **options), x, t)
    if found is None:
        return
    rows, right = np.asarray(x).astype(float), np.asarray(t).astype(float)
    low, high = right.min(axis=0), right.max(axis=0)
    slack = 1e-9 * (1 + np.max(np.abs(right)))
    for node in found if name == "random_forest" else [found] if name == "grow_tree" else []:
        leaves_, thresholds = below(node)
        assert np.all(np.array(leaves_) >= low - slack)
        assert np.all(np.array(leaves_) <= high + slack)
        assert all(rows.min() <= each < rows.max() for each in thresholds)
    if name == "grow_tree":  # the mean of the leaves' answers is the mean
        y = mlcheats.predict_tree(found, rows)
        assert np.allclose(y.mean(axis=0), right.mean(axis=0), atol=slack)
    if name == "boost":
        y = np.sum([mlcheats.predict_tree(each, rows) for each in found], axis=0)
        assert np.sum((y - right) ** 2) <= np.sum((right - right.mean(axis=0)) ** 2) + slack**2


@entry("pca", "linear_svm", "naive_bayes", "predict_bayes", examples=25)
def components(draw, name):
    x, t = draw(arrays((4, 2), (5, 1), small=True)), draw(targets((4, 2)))
    if name == "pca":
        found = call(mlcheats.pca, x, draw(st.sampled_from([1, 1, 2, 0, 9, "a"])))
        if found is not None:
            mean, directions, shares = found
            assert np.allclose(directions @ directions.T, np.eye(len(directions)))
            assert np.all(np.diff(shares) <= 1e-12)
            assert 0 < shares.sum() <= 1 + 1e-12
            assert np.allclose(mean, np.asarray(x).astype(float).mean(axis=0))
    elif name == "linear_svm":
        C = draw(st.sampled_from([0.1, 1, 0, -1, np.nan]))
        found = call(mlcheats.linear_svm, x, t, C)
        if found is not None:  # no step makes it less
            rows, s = np.asarray(x).astype(float), 2 * np.asarray(t).astype(int) - 1

            def loss(w, b):
                return (w @ w + b * b) / 2 + C * np.sum(np.maximum(0, 1 - s * (rows @ w + b)))

            w, b = found
            for step in (1e-3, -1e-3):
                assert loss(w, b + step) >= loss(w, b) - 1e-8
                assert loss(w + step, b) >= loss(w, b) - 1e-8
    elif name == "naive_bayes":
        found = call(mlcheats.naive_bayes, x, t)
        if found is not None:
            shares, means, variances = found
            assert np.allclose(shares @ means, np.asarray(x).astype(float).mean(axis=0))
            assert np.all(variances > 0)
    else:
        spread = draw(st.sampled_from([[[1.0, 2], [1, 1]], [[0.0, 1], [1, 1]], [[1.0]]]))
        y = call(mlcheats.predict_bayes, [0.5, 0.5], [[0.0, 0], [1, 1]], spread, x)
        assert y is None or np.allclose(y.sum(axis=1), 1)


@entry("logistic_regression", examples=25)
def probabilities(draw, name):
    x, t = draw(arrays((4, 2), (4, 1), small=True)), draw(targets((4, 2)))
    alpha = draw(st.sampled_from([0.5, 0.5, np.float32(0.5), 0, -1, "a"]))
    found = call(mlcheats.logistic_regression, x, t, alpha)
    if found is None:
        return
    w, b = map(exact, found)
    x, t = exact(np.asarray(x).astype(float)), exact(np.asarray(t).astype(float))
    wrong = each(mp_sigmoid)(x.dot(w) + b) - t  # the loss is convex: least where it is flat
    assert np.all(abs(x.T.dot(wrong) + mp.mpf(float(alpha)) * w) < 1e-9)
    assert abs(np.sum(wrong)) < 1e-9


@entry("load_mnist", examples=1)
def mnist(draw, name):
    options = {n: draw(st.booleans()) for n in ("normalize", "flatten", "one_hot")}
    for x, t in mlcheats.load_mnist(**options):
        assert x.shape[1:] == ((784,) if options["flatten"] else (28, 28))
        assert x.max() == (1 if options["normalize"] else 255)
        assert t.shape[1:] == ((10,) if options["one_hot"] else ())


@entry("confusion_matrix", "precision_recall_f1")
def answers(draw, name):
    y, t = draw(targets((4, 2))), draw(targets((4, 2)) | arrays((4,), (3,)))
    found = call(getattr(mlcheats, name), y, t)
    if found is None:
        return
    pairs = [(int(b), int(a)) for a, b in zip(np.asarray(y), np.asarray(t), strict=True)]
    count = max(map(max, pairs)) + 1
    if name == "confusion_matrix":
        right = [[pairs.count((i, j)) for j in range(count)] for i in range(count)]
        assert found.tolist() == right
        return
    for c in range(count):
        hits, said = pairs.count((c, c)), sum(b == c for _, b in pairs)
        true = sum(a == c for a, _ in pairs)
        right = [hits / max(1, said), hits / max(1, true), 2 * hits / max(1, said + true)]
        assert np.allclose([values[c] for values in found], right, rtol=1e-15, atol=0)


@entry("roc_curve", "auc")
def curves(draw, name):
    if name == "auc":
        x, y = draw(arrays((2,), (3,))), draw(arrays((2,), (3,)))
        area = call(mlcheats.auc, x, y)
        if area is not None:
            across, up = (exact(np.asarray(v).astype(np.float64)) for v in (x, y))
            parts = np.diff(across) * (up[1:] + up[:-1]) / 2
            near(area, np.sum(parts), scale=np.ptp(across) * np.max(abs(up)))
        return
    scores, t = draw(arrays((4,))), draw(targets((4, 2)))
    rates = call(lambda scores, t: mlcheats.roc_curve(scores, t)[:2], scores, t)
    if rates is not None:
        pairs = list(zip(exact(np.asarray(scores).astype(np.float64)), np.asarray(t), strict=True))
        for k, got in enumerate(rates):
            of_class = [s for s, label in pairs if label == k]
            right = [sum(s >= least for s in of_class) / len(of_class)
                     for least in sorted({s for s, _ in pairs}, reverse=True)]  # fmt: skip
            assert got.tolist() == [0, *right]


@entry("k_fold", examples=20)
def folds(draw, name):
    n, k = (draw(st.sampled_from([2, 3, 7, np.int8(5), 0, -1, 2.0, True, "a"])) for _ in range(2))
    pairs = call(lambda n, k: mlcheats.k_fold(n, k, rng=np.random.default_rng(0)), n, k)
    if pairs is not None:
        assert sorted(i for _, test in pairs for i in test) == list(range(n))
        assert all(sorted([*train, *test]) == list(range(n)) for train, test in pairs)


@entry("knn", examples=40)
def neighbors(draw, name):
    known, x = draw(arrays((3, 2))), draw(arrays((2, 2), (1, 2)))
    t, k = draw(targets((3, 2))), draw(st.sampled_from([1, 1, 3, 0, 4, 1.5]))
    y = call(mlcheats.knn, known, t, x, k)
    if y is not None:
        rows, asked = (exact(np.asarray(v).astype(np.float64)) for v in (known, x))
        labels = np.asarray(t).astype(int)
        for answer, row in zip(y, asked, strict=True):
            far = np.sum((rows - row) ** 2, axis=1)
            if k == 3:
                assert answer == (labels.sum() >= 2)
            elif k == 1:  # of those as near as rounding can tell
                assert answer in labels[far <= np.min(far) * (1 + mp.mpf(2) ** -48)]


@entry("load_table", examples=10)
def tables(draw, name):
    x = draw(st.lists(st.tuples(st.floats(), st.floats()), max_size=3))
    ending = draw(st.sampled_from(["\n", "\r\n"]))
    with TemporaryDirectory() as folder:
        path = Path(folder, "table.csv")
        lines = ["a,b,c", *(f"{a!r},{b!r},{i}" for i, (a, b) in enumerate(x))]
        path.write_text(ending.join(lines), encoding="utf-8", newline="")
        table = call(mlcheats.load_table, path)
    if x:
        assert np.array_equal(table.x, x, equal_nan=True)
        assert table.t.tolist() == list(range(len(x)))


def looks_at_nothing(kind):
    return isinstance(kind, type) and issubclass(kind, tuple)


PUBLIC = [name for name in mlcheats.__all__ if not looks_at_nothing(getattr(mlcheats, name))]


def test_every_public_function_has_an_entry():
    assert sorted(TABLE) == sorted(PUBLIC)


@pytest.mark.parametrize("name", PUBLIC)
def test_any_argument_gives_a_right_value_or_a_reason(name):
    @settings(max_examples=EXAMPLES[name], derandomize=True, database=None, deadline=None,
              suppress_health_check=list(HealthCheck), phases=[Phase.generate])  # fmt: skip
    @given(st.data())
    def run(data):
        TABLE[name](data.draw, name)

    run()
