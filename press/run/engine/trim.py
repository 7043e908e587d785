"""Empty those functions of a WebAssembly module that no listing needs.

The linker lays functions down library by library, so a library is what stands between two names.
What is called from a library that stays, stays, too. An emptied function traps: Python says so, it
computes nothing wrong. The names are those of the module's own name section.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

# From the first function of this name to the next of that one: what neither NumPy nor Matplotlib
# nor Python's own library is. A name that ends with * begins so.
EMPTIED = [
    ("PyInit__cyutility", "PyInit__imaging"),  # pandas
    ("PyInit__regex", "agg::*"),  # regex, lxml, SciPy, scikit-learn, statsmodels
    ("clauum_U_single", "FT_*"),  # LAPACK
    ("fitpack::*", "adler32_z"),  # HiGHS, libxml2
    ("sqlite3_log", "_Py_LibHacl_*"),
]
STUB = b"\x00\x00\x0b"  # no variables; unreachable; end
CUSTOM, IMPORT, CODE = 0, 2, 10


@dataclass(frozen=True)
class Section:
    kind: int
    name: str  # of a custom one
    start: int
    end: int


class Module:
    """A module's sections, and its functions: their names and bodies, by their numbers."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.sections = list(_sections(data))
        self.first, _ = leb(data, self._section(IMPORT).start)  # functions come after the imports
        self.bodies = list(_bodies(data, self._section(CODE)))
        self.names = dict(_names(data, self._section(CUSTOM, "name")))

    def _section(self, kind: int, name: str = "") -> Section:
        return next(it for it in self.sections if (it.kind, it.name) == (kind, name))

    def find(self, name: str, start: int = 0) -> int:
        """The number of the first function of this name from `start` on."""
        for number in range(max(start, self.first), self.first + len(self.bodies)):
            found = self.names.get(number, "")
            if found == name or (name.endswith("*") and found.startswith(name[:-1])):
                return number
        raise ValueError(f"the module has no function {name}")

    def body(self, number: int) -> bytes:
        start, end = self.bodies[number - self.first]
        return self.data[start:end]

    def with_bodies(self, body: Callable[[int], bytes]) -> bytes:
        """The module with these bodies, and without its names."""
        out = [self.data[:8]]
        for section in self.sections:
            content = self.data[section.start : section.end]
            if section.name == "name":
                continue
            if section.kind == CODE:
                parts = [uleb(len(self.bodies))]
                for number in range(self.first, self.first + len(self.bodies)):
                    code = body(number)
                    parts += [uleb(len(code)), code]
                content = b"".join(parts)
            out += [bytes([section.kind]), uleb(len(content)), content]
        return b"".join(out)


def trim(data: bytes) -> bytes:
    """The module with what is left out emptied."""
    module = Module(data)
    numbers = range(module.first, module.first + len(module.bodies))
    out: set[int] = set()
    for name, following in EMPTIED:
        start = module.find(name)
        out |= {*range(start, module.find(following, start))}
    todo = [number for number in numbers if number not in out]
    while todo:
        for called in calls(module.body(todo.pop())):
            if called in out and not module.names.get(called, "").startswith("PyInit_"):
                out.remove(called)
                todo.append(called)
    return module.with_bodies(lambda number: STUB if number in out else module.body(number))


def calls(body: bytes) -> list[int]:
    """The functions that a body calls by their numbers."""
    found, at = [], 0
    groups, at = leb(body, at)
    for _ in range(groups):  # of variables
        at = skip(body, at)
        at = skip(body, at + 1) if body[at] in (0x63, 0x64) else at + 1
    while at < len(body):
        code = body[at]
        at += 1
        if code == 0x10:
            called, at = leb(body, at)
            found.append(called)
        else:
            at = _after(code, body, at)
    return found


# Instructions with one number after them, with two, and with so many bytes.
ONE = {2, 3, 4, 6, 7, 8, 9, 12, 13, 18, 20, 21, 24, 0x3F, 0x40, 0x41, 0x42, 0xD0, 0xD2, 0xD5, 0xD6}
ONE |= {0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26}
TWO = {0x11, 0x13}
BYTES = {0x43: 4, 0x44: 8}


def _after(code: int, body: bytes, at: int) -> int:
    """Where the next instruction begins."""
    if code in ONE:
        return skip(body, at)
    if code in TWO:
        return skip(body, skip(body, at))
    if code in BYTES:
        return at + BYTES[code]
    if 0x28 <= code <= 0x3E:
        return _after_address(body, at)
    if code == 0x0E:  # a table of branches
        count, at = leb(body, at)
        for _ in range(count + 1):
            at = skip(body, at)
        return at
    if code == 0x1C:
        count, at = leb(body, at)
        return at + count
    if code == 0x1F:  # a table of catches
        count, at = leb(body, skip(body, at))
        for _ in range(count):
            kind = body[at]
            at = skip(body, skip(body, at + 1) if kind < 2 else at + 1)
        return at
    if code == 0xFC:
        kind, at = leb(body, at)
        return (
            skip(body, skip(body, at)) if kind in (8, 10, 12, 14) else _one_if(kind > 7, body, at)
        )
    if code == 0xFD:
        return _after_vector(body, at)
    if code == 0xFE:
        raise ValueError("the module has threads")
    return at


def _after_vector(body: bytes, at: int) -> int:
    kind, at = leb(body, at)
    if kind <= 11 or 84 <= kind <= 93:
        return _after_address(body, at) + (84 <= kind <= 91)
    return at + 16 if kind in (12, 13) else at + (21 <= kind <= 34)


def _after_address(body: bytes, at: int) -> int:
    flags, at = leb(body, at)
    return skip(body, _one_if(bool(flags & 64), body, at))


def _one_if(there: bool, body: bytes, at: int) -> int:
    return skip(body, at) if there else at


def leb(data: bytes, at: int) -> tuple[int, int]:
    """The unsigned number that stands there, and what comes after it."""
    number = shift = 0
    while True:
        byte = data[at]
        at += 1
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return number, at


def skip(data: bytes, at: int) -> int:
    while data[at] > 127:
        at += 1
    return at + 1


def uleb(number: int) -> bytes:
    out = bytearray()
    while True:
        out.append(number & 127 | (128 if number > 127 else 0))
        number >>= 7
        if not number:
            return bytes(out)


def _sections(data: bytes) -> Iterator[Section]:
    at = 8
    while at < len(data):
        kind = data[at]
        size, at = leb(data, at + 1)
        name = ""
        if kind == CUSTOM:
            length, start = leb(data, at)
            name = data[start : start + length].decode()
        yield Section(kind, name, at, at + size)
        at += size


def _bodies(data: bytes, section: Section) -> Iterator[tuple[int, int]]:
    count, at = leb(data, section.start)
    for _ in range(count):
        size, at = leb(data, at)
        yield at, at + size
        at += size


def _names(data: bytes, section: Section) -> Iterator[tuple[int, str]]:
    length, at = leb(data, section.start)
    at += length
    while at < section.end:
        kind = data[at]
        size, at = leb(data, at + 1)
        if kind == 1:  # of functions
            count, each = leb(data, at)
            for _ in range(count):
                number, each = leb(data, each)
                length, each = leb(data, each)
                yield number, data[each : each + length].decode(errors="replace")
                each += length
        at += size
