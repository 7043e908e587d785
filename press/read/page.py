"""A page of the site, parsed once: what the steps of the build and the tests pass along."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from press.read.blocks import Block, find_blocks
from press.read.formulas import Formula, find_formulas
from press.read.listings import FRONT_MATTER, Listing, find_listings

Fault = tuple[int, str]  # the line, and what is wrong there

HEADING = re.compile(r"^#+ +(?P<title>.+?) *\{ *#(?P<id>[\w-]+) *\}[ \t]*$", re.M)


@dataclass(eq=False)
class Page:
    """`path` is the page's from the project's folder, as messages name it: docs/ko/loss.md."""

    path: str
    text: str

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).stem

    @property
    def language(self) -> str:
        return PurePosixPath(self.path).parts[1]

    @property
    def is_notebook(self) -> bool:
        """Whether Jupyter runs it, and the build shows what its cells print."""
        return FRONT_MATTER.match(self.text) is not None

    @cached_property
    def fences(self) -> list[Listing]:
        """All fences, diagrams among them."""
        return find_listings(self.text)

    @cached_property
    def diagrams(self) -> list[Listing]:
        return [fence for fence in self.fences if fence.info.strip() == "mermaid"]

    @cached_property
    def shown(self) -> list[Listing]:
        """The listings that a reader sees as text, whatever their language."""
        return [fence for fence in self.fences if fence.info.strip() != "mermaid"]

    @cached_property
    def listings(self) -> list[Listing]:
        """The listings that run."""
        return [fence for fence in self.fences if fence.runs]

    @cached_property
    def blocks(self) -> list[Block]:
        return find_blocks(self.text)

    @cached_property
    def formulas(self) -> list[Formula]:
        return find_formulas(self.text, [(fence.start, fence.end) for fence in self.fences])

    @cached_property
    def headings(self) -> dict[str, str]:
        """The titles of the sections, by their ids."""
        return {found["id"]: found["title"] for found in HEADING.finditer(self.text)}
