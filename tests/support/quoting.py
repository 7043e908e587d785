"""A test of a claim quotes it: a sentence that has changed sends its test back for review."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[2] / "docs"


def quoted(page: str, korean: str, english: str) -> Callable[[Callable[..., None]], Any]:
    """Let a test fail, too, when its page no longer says in either language what it computes."""

    def decorated(test: Callable[..., None]) -> Callable[..., None]:
        @wraps(test)
        def checked(*args: Any, **kwargs: Any) -> None:
            for language, claim in (("ko", korean), ("en", english)):
                text = (DOCS / language / f"{page}.md").read_text(encoding="utf-8")
                assert claim in text, f"docs/{language}/{page}.md no longer says: {claim}"
            test(*args, **kwargs)

        return checked

    return decorated
