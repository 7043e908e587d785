"""Give each page a description for search engines and previews: what its first paragraph says."""

import html
import re

LONGEST = 160  # more than this a search engine does not show
PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.S)
SENTENCE = re.compile(r"(?<=[.?!])\s+")


def on_page_content(content, page, config, files):
    text = page.meta.get("description") or describe(content) or config.site_description
    page.meta["description"] = html.escape(text)  # the theme puts it into an attribute as it is


def describe(content):
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
