"""See which statements a statement needs of those before it: by the values that it reads.

What a name stands for was made by the statement that bound it, and by those that changed it since,
under whatever name: that they did, the value tells, which is compared before and after each.
Where a value cannot be looked into, all that ran since it is there may have changed it.
"""

import os
import pickle
import random
import sys
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

from press.read.names import names

ATOMS = (type(None), bool, int, float, complex, str, bytes)
HIDDEN = {"__dict__", "__weakref__", "__slotnames__"}  # of a class: looking makes them
LARGE = 1 << 16  # bytes of an array: of more, their sum is compared, and some of them

# What all draw from, and settings, on which all that follows may depend: as if they had names.
STATES: dict[str, Callable[[], object]] = {
    "<random>": lambda: random.getstate(),
    "<numpy.random>": lambda: (numpy := sys.modules.get("numpy")) and numpy.random.get_state(),
}
SETTINGS: dict[str, Callable[[], object]] = {
    "<os>": lambda: (dict(os.environ), Path.cwd()),
    "<sys>": lambda: list(sys.path),
    "<numpy>": lambda: (numpy := sys.modules.get("numpy")) and numpy.get_printoptions(),
    "<matplotlib>": lambda: (plot := sys.modules.get("matplotlib")) and dict(plot.rcParams),
}
FILES = "<files>"
CHANGES_FILES = {"os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.system", "subprocess.Popen"}
_heard = set[str]()  # "read" and "write": what was done with files


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if event in CHANGES_FILES:
        _heard.add("write")
    elif event == "open" and "__pycache__" not in str(arguments[0]):
        _heard.add("write" if (arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR) else "read")


@cache
def _listen() -> None:
    sys.addaudithook(_hear)  # which cannot be taken away


class Namespace(dict[str, Any]):
    """The names of the listings. It knows what has been bound, and what was read before that."""

    def __init__(self) -> None:
        super().__init__()
        self.bound = set[str]()
        self.read = set[str]()

    def __getitem__(self, name: str) -> Any:
        value = super().__getitem__(name)
        if name not in self.bound:
            self.read.add(name)
        return value

    def __setitem__(self, name: str, value: Any) -> None:
        self.bound.add(name)
        super().__setitem__(name, value)


class Look(NamedTuple):
    """What is to be seen of a value."""

    content: object = b""  # None: it cannot be looked into
    uses: frozenset[str] = frozenset()  # the names that the listings' functions in it may read
    large: bool = False


class Observer:
    """Tells after each step, counted from 0, which earlier ones it needs."""

    def __init__(self, namespace: Namespace) -> None:
        _listen()
        self.namespace = namespace
        self.count = 0
        self.values = dict[str, object](namespace)  # held: what takes a place is another value
        self.makers: dict[str, set[int]] = {}  # of what a name stands for
        self.looks = self._look({})

    def begin_step(self) -> None:
        self.namespace.bound.clear()
        self.namespace.read.clear()
        _heard.clear()

    def _look(self, known: dict[str, Look]) -> dict[str, Look]:
        shared = {name: get() for name, get in (STATES | SETTINGS).items()}
        shared = {name: state for name, state in shared.items() if state is not None}
        values = {**shared, **self.namespace}
        return known | {
            name: look(it, self.namespace) for name, it in values.items() if name not in known
        }

    def end_step(self) -> tuple[list[int], list[int]]:
        """What the step needs, and what else the functions that it defines need when called."""
        read, bound, heard = {*self.namespace.read}, {*self.namespace.bound}, {*_heard}
        for name, value in self.namespace.items():
            if value is not self.values.get(name, self):
                bound.add(name)
        looks = self._look(self._unseen(read, bound))
        changed = {name for name, old in self.looks.items() if looks.get(name, old) != old} - bound
        read |= SETTINGS.keys() | STATES.keys() & changed | ({FILES} if heard else set())
        needs = self._made(read)
        self.values, self.looks = dict(self.namespace), looks
        self.makers |= {name: {self.count} for name in bound}
        for name in changed | ({FILES} if "write" in heard else set()):
            self.makers.setdefault(name, set()).add(self.count)
        later = self._made({used for name in bound for used in looks.get(name, Look()).uses})
        later -= {*needs, self.count}
        self.count += 1
        return sorted(needs), sorted(later)

    def _unseen(self, read: set[str], bound: set[str]) -> dict[str, Look]:
        """The large values, if the step had none of them in its hands: to look takes its time."""
        if any(self.looks[name].large for name in read & self.looks.keys()):
            return {}
        there = self.namespace.keys() - bound
        return {name: it for name, it in self.looks.items() if it.large and name in there}

    def _made(self, read: set[str]) -> set[int]:
        """The steps that made what these names stand for, and what the functions there use."""
        found, todo = set[str](), read
        while todo:
            found |= todo
            todo = {used for it in todo if it in self.looks for used in self.looks[it].uses} - found
        steps = set[int]()
        for name in found & self.makers.keys():
            steps |= self.makers[name]
            if name in self.looks and self.looks[name].content is None:
                steps.update(range(min(self.makers[name]), self.count))
        return steps


def look(value: object, namespace: Namespace) -> Look:
    if isinstance(value, ATOMS):
        return Look()
    reader = Reader(namespace)
    try:
        reader.dump(value)
    except Exception:
        return Look(None, frozenset(reader.uses), True)
    text = reader.text.getvalue()
    content = sha256(text).digest(), *reader.arrays
    return Look(content, frozenset(reader.uses), reader.large or len(text) > LARGE)


class Reader(pickle.Pickler):
    """Writes what a value is made of: arrays by their bytes, the listings' functions by theirs."""

    def __init__(self, namespace: Namespace) -> None:
        self.namespace = namespace
        self.text = BytesIO()
        self.arrays: list[object] = []
        self.uses = set[str]()
        self.large = False
        super().__init__(self.text, 5, buffer_callback=self.add_array)

    def add_array(self, buffer: pickle.PickleBuffer) -> None:
        raw = buffer.raw()
        if raw.nbytes < LARGE:
            self.arrays.append(raw.tobytes())
        else:
            self.large = True
            words = sys.modules["numpy"].asarray(raw[: raw.nbytes // 8 * 8].cast("Q"))
            self.arrays.append((raw.nbytes, int(words.sum()), words[::997].tobytes()))

    def reducer_override(self, value: Any) -> Any:
        if value is int:  # with which each of these stands for itself
            return NotImplemented
        if isinstance(value, FunctionType) and value.__globals__ is self.namespace:
            self.uses |= uses(value.__code__)
            cells = [cell.cell_contents for cell in value.__closure__ or ()]
            parts = [value.__defaults__, value.__kwdefaults__, vars(value), cells]
            return int, (id(value.__code__),), parts
        if isinstance(value, type) and value.__module__ == "__main__":
            own = {name: it for name, it in vars(value).items() if name not in HIDDEN}
            return int, (id(value),), [value.__bases__, own]
        if isinstance(value, property):
            return int, (0,), [value.fget, value.fset, value.fdel]
        if isinstance(value, (staticmethod, classmethod)):
            return int, (0,), [value.__func__]
        if isinstance(value, ModuleType):
            return int, (id(value),), patched(value)
        if isinstance(value, (FunctionType, type)):
            return int, (id(value),)
        if hasattr(value, "__next__") or type(value).__module__.startswith("matplotlib"):
            raise TypeError("it has a state that cannot be seen")
        return NotImplemented


@cache
def uses(code: CodeType) -> set[str]:
    return names(code)[1]


def patched(module: ModuleType) -> dict[str, int]:
    """What a listing may have put into a module; other modules come there by imports."""
    return {
        name: id(it)
        for name, it in vars(module).items()
        if not (name.startswith("_") or isinstance(it, ModuleType))
    }
