"""Explain each term where a page first uses it: the other language's word and the definition."""

import html
import re

from press.words import terms

TAG = re.compile(r"(<[^>]+>)")
NAME = re.compile(r"</?([\w-]+)")
# Where no term is explained: what is not prose, and what is a link or a heading already.
PASSED_OVER = re.compile(
    r"<(?:h\d|a|abbr|code|pre|table|dl|figure|svg|script|summary"
    r'|p class="admonition-title"|(?:span|div) class="arithmatex")[ >]'
)


def with_tooltips(content: str, table: list[terms.Term], language: str) -> str:
    """The HTML with the first use of each term in its prose marked as <abbr>."""
    other = {"ko": "en", "en": "ko"}[language]
    unseen = {term[language].casefold(): term for term in table}
    names = terms.pattern([term[language] for term in table], language)

    def explain(found: re.Match[str]) -> str:
        term = unseen.pop(found[1].casefold(), None)
        if not term:
            return found[0]
        known = [] if term["ko"] == term["en"] else [term[other]]
        title = html.escape(": ".join([*known, term["define"][language]]), quote=True)
        return f'<abbr title="{title}" tabindex="0">{found[0]}</abbr>'

    parts, outside, depth = [], "", 0
    for part in TAG.split(content):
        if outside:
            name = NAME.match(part)
            if name and name[1] == outside:
                depth += -1 if part.startswith("</") else 1
            outside = outside if depth else ""
        elif PASSED_OVER.match(part) and (name := NAME.match(part)):
            outside, depth = name[1], 1
        elif not part.startswith("<"):
            part = names.sub(explain, part)
        parts.append(part)
    return "".join(parts)
