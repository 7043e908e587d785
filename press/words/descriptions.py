"""Give each page a description for search engines and previews: what its first paragraph says."""

import html
import re

LONGEST = 160  # more than this a search engine does not show
PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.S)
SENTENCE = re.compile(r"(?<=[.?!])\s+")


def describe(content: str) -> str:
    """The first paragraph of the HTML as plain text, as many whole sentences as fit."""
    found = PARAGRAPH.search(content)
    if not found:
        return ""
    text = html.unescape(re.sub(r"<[^>]+>|\\[()]", "", found[1]))
    text = " ".join(text.split())
    if len(text) <= LONGEST:
        return text
    fitting = ""
    for sentence in SENTENCE.split(text):
        if len(f"{fitting} {sentence}") > LONGEST:
            break
        fitting = f"{fitting} {sentence}".strip()
    return fitting or text[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
