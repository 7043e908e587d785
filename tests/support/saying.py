"""What a page says that its listings print."""

from pathlib import Path

from press.read.listings import find_listings


def listings(page: Path) -> list[str]:
    """The listings of a page that run."""
    text = page.read_text(encoding="utf-8")
    return [listing.source for listing in find_listings(text) if listing.runs]
