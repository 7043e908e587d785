"""Pages of which the listings that need another library run, too."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from checking import Page

from press.read.listings import Listing
from press.read.page import Page as Text

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Here(Listing):
    """A listing that runs for all that it imports."""

    runs = True


def is_program(listing: Listing) -> bool:
    """Processes of its own run it."""
    return "torch.distributed" in listing.source


def page_with(
    library: str, path: str, change: Callable[[str], str] = lambda source: source
) -> Page:
    """The page, of which the listings with this library run, too."""
    page = Page(ROOT / path, ROOT)
    page.page = Text(page.name, change(page.page.text))
    page.listings = page.page.fences = [
        Here(**vars(fence)) if fence.elsewhere == library and not is_program(fence) else fence
        for fence in page.page.fences
    ]
    return page


def faults(page: Page) -> list[str]:
    """Where the page says something else than its listings do."""
    return [
        f"{page.name}:{problem.line}: {problem.text}"
        for listing in page.listings
        for problem in page.check(listing)
    ]
