"""Keep what is costly to make under a name that changes with all it depends on."""

import os
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import get_ident
from typing import Any

import yaml

CACHE = Path(__file__).parents[2] / ".cache"


def cached(folder: str, key: bytes, make: Callable[[], bytes]) -> bytes:
    """What `make` returns, made once for each key and kept in .cache.

    The file begins with a checksum of the rest: what a crash or a full disk cut off is made anew.
    """
    file = CACHE / folder / sha256(key).hexdigest()[:32]
    with suppress(OSError):
        checksum, content = (kept := file.read_bytes())[:32], kept[32:]
        if checksum == sha256(content).digest():
            return content
    content = make()
    with suppress(OSError):  # where nothing can be kept, it is made each time
        file.parent.mkdir(parents=True, exist_ok=True)
        # Written aside and renamed: two builds at once never see half a file.
        part = file.with_suffix(f".{os.getpid()}-{get_ident()}")
        part.write_bytes(sha256(content).digest() + content)
        part.replace(file)
    return content


def read_yaml(file: Path) -> Any:
    """What the YAML file says, parsed once for each state of the file. Not to be changed."""
    return parse_yaml(file.read_text(encoding="utf-8"))


@lru_cache(maxsize=8)
def parse_yaml(text: str) -> Any:
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
