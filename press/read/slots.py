"""Keep finished HTML out of Markdown's reach: an empty slot in the text, filled in the result."""

import re
from hashlib import sha256

_SLOT = re.compile(r'(?:<p>\s*)?<figure data-svg="(\w+)"></figure>(?:\s*</p>)?')


class Slots:
    """A page's Markdown in which finished HTML stands for some of its parts."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._parts: list[tuple[int, int, str]] = []
        self._held: dict[str, str] = {}

    def put(self, start: int, end: int, html: str, around: str = "{}") -> None:
        """Let `html` stand for text[start:end]; `around` is the Markdown around its slot."""
        name = sha256(html.encode()).hexdigest()[:16]
        self._held[name] = html
        slot = around.format(f'<figure data-svg="{name}"></figure>')
        self._parts.append((start, end, slot))

    def markdown(self, start: int = 0) -> str:
        """The text from `start` on, with its slots."""
        parts, at = [], start
        for begin, end, slot in sorted(self._parts):
            parts += [self.text[at:begin], slot]
            at = end
        return "".join([*parts, self.text[at:]])

    def fill(self, html: str) -> str:
        """The rendered page with what its slots stand for."""
        return _SLOT.sub(lambda found: self._held[found[1]], html)
