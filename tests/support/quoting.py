"""A test of a claim quotes it: a sentence that has changed sends its test back for review."""

from collections.abc import Callable
from functools import wraps
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from press.words import claims
from press.words.claims import Quote

TESTS = Path(__file__).parents[1]
QUOTES: list[Quote] = []  # of the tests that have been imported


def quoted(page: str, korean: str, english: str) -> Callable[[Callable[..., None]], Any]:
    """Let a test fail, too, when its page no longer says in either language what it computes."""

    def decorated(test: Callable[..., None]) -> Callable[..., None]:
        QUOTES.append(Quote(page, korean, english))

        @wraps(test)
        def checked(*args: Any, **kwargs: Any) -> None:
            for language, claim in (("ko", korean), ("en", english)):
                ko, en = claims.read(f"{page}.yml" if page == claims.TERMS.stem else f"{page}.md")
                said = ko if language == "ko" else en
                assert claim in said.text, f"{said.path} no longer says: {claim}"
            test(*args, **kwargs)

        return checked

    return decorated


def quotes() -> list[Quote]:
    """The quotes of all tests."""
    for path in TESTS.glob("*/test_*.py"):
        if "\n@quoted(" in path.read_text(encoding="utf-8"):
            spec = spec_from_file_location(f"quotes_of_{path.stem}", path)
            assert spec
            assert spec.loader
            spec.loader.exec_module(module_from_spec(spec))
    return QUOTES
