"""What listings did when they ran: what the build draws from and the tests compare with the page.

It knows listings by their number and their own lines, not by the page: those of two languages that
are the same have one record.
"""

import json
from dataclasses import asdict, dataclass, field


@dataclass
class Step:
    """What a top-level statement did, or all those on one line."""

    printed: str = ""
    dropped: bool = False  # it computed a value that nobody sees
    lost: list[str] = field(default_factory=list)  # what was raised where nobody can catch it
    needs: list[int] = field(default_factory=list)  # the steps of the page, counted from 0
    later: list[int] = field(default_factory=list)  # and for calling the functions it defines


@dataclass
class Frame:
    """A place that an exception went through."""

    listing: int | None  # counted from 0; None: in no listing, but in `file`
    file: str
    line: int
    name: str
    code: str


@dataclass
class Raised:
    what: str  # ZeroDivisionError: division by zero
    frames: list[Frame] = field(default_factory=list)  # from the listing that ran, inwards


@dataclass
class Ran:
    """What one listing did. None runs after one that raised."""

    steps: list[Step] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)  # SVGs
    raised: Raised | None = None

    def dumps(self) -> str:
        return json.dumps(asdict(self))


def loads(line: str) -> Ran:
    read = json.loads(line)
    raised = read["raised"]
    frames = [Frame(**frame) for frame in raised["frames"]] if raised else []
    return Ran(
        [Step(**step) for step in read["steps"]],
        read["drawn"],
        Raised(raised["what"], frames) if raised else None,
    )
