"""Ask for an explicit id on every heading, so that anchors survive rewording and translation."""

import re

from press.read.blocks import IDS
from press.read.page import Fault, Page

OF_A_TITLE = re.compile(r'^(?:#+|!!! *[\w-]+) *"?')


def missing(page: Page) -> list[Fault]:
    """The headings that have no id of their own: the line, and what is wrong there."""
    return [
        (block.line, f"the heading “{title}” needs an id of its own, such as {{ #softmax }}")
        for block in page.blocks
        if block.kind in ("heading", "admonition") and not IDS.search(block.text)
        for title in [OF_A_TITLE.sub("", block.text).rstrip('"')]
        if title  # a box may have none
    ]
