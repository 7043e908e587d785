"""Keep what is costly to make in .cache, under a name that changes with all it depends on."""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

CACHE = Path(__file__).parents[2] / ".cache"


def cached(folder: str, key: bytes, make: Callable[[], bytes]) -> bytes:
    """What `make` returns, made once for each key."""
    file = CACHE / folder / sha256(key).hexdigest()[:32]
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        # Written aside and renamed: two builds at once never see half a file.
        part = file.with_suffix(f".{os.getpid()}")
        part.write_bytes(make())
        part.replace(file)
    return file.read_bytes()
