"""Admonitions whose title is a heading with an id: `!!! warning "Title" { #id }`.

So search leads to each as it does to a section, a link can, and who hears the page finds it among
its headings. One without an id is as Python-Markdown's own.
"""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.admonition import AdmonitionProcessor

from press.read.page import Page

LEVEL = "h3"  # they stand in sections, which have the second
START = re.compile(r'!!! *(?P<sort>[\w-]+) *"(?P<title>[^"]*)"(?: *\{ *#(?P<id>[\w-]+) *\})?\s*$')


class Headed(AdmonitionProcessor):  # type: ignore[misc]
    RE = re.compile(
        r'(?:^|\n)!!! ?([\w\-]+(?: +[\w\-]+)*)(?: +"(.*?)")?(?: +\{ *#([\w-]+) *\})? *(?:\n|$)'
    )

    def run(self, parent: Element, blocks: list[str]) -> None:
        begun = self.RE.search(blocks[0])
        super().run(parent, blocks)
        last = self.lastChild(parent)
        if begun and begun[3] and last is not None:
            for title in last.findall(f"p[@class='{self.CLASSNAME_TITLE}']"):
                title.tag = LEVEL
                title.set("id", begun[3])


class Admonitions(Extension):  # type: ignore[misc]
    def extendMarkdown(self, md: Markdown) -> None:
        md.registerExtension(self)
        md.parser.blockprocessors.register(Headed(md.parser), "admonition", 105)


def makeExtension(**options: Any) -> Admonitions:
    return Admonitions(**options)


def titles(page: Page) -> Iterator[tuple[str, str, str | None]]:
    """The sort, the title and the id of each admonition of a page."""
    for block in page.blocks:
        if block.kind == "admonition" and (found := START.match(block.text)):
            yield found["sort"], found["title"], found["id"]
