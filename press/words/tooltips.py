"""Explain each term where a page first uses it: the definition and the other language's word.

Material's script shows the title; patched, it adds the word, marked with its language.
"""

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


def with_tooltips(content: str, table: list[terms.Term], language: str, before: str = "") -> str:
    """The HTML with the first use of each term in its prose marked as <abbr>.

    A Korean word of several senses has the one that this page named last, or else the one that the
    pages `before` introduced last.
    """
    other = {"ko": "en", "en": "ko"}[language]
    meant = {term[language].casefold(): term for term in table}
    unexplained = {term["en"] for term in table}
    names = terms.pattern([term[language] for term in table], language)
    named = terms.senses(table, content) if language == "ko" else []
    if language == "ko":
        several = terms.homonyms(table)
        meant = {word: term for word, term in meant.items() if word not in several}
        meant |= {term["ko"]: term for _, term in terms.senses(table, before, introduced=True)}

    def explain(found: re.Match[str]) -> str:
        while named and named[0][0] <= start + found.start():
            _, sense = named.pop(0)
            meant[sense["ko"]] = sense
        word = found[1].casefold()
        if word not in meant or meant[word]["en"] not in unexplained:
            return found[0]
        term = meant[word]
        unexplained.remove(term["en"])
        title = html.escape(term["define"][language])
        name = "" if term["ko"] == term["en"] else f' data-{other}="{html.escape(term[other])}"'
        return f'<abbr title="{title}"{name} tabindex="0">{found[0]}</abbr>'

    parts, outside, depth, start = [], "", 0, 0
    for part in TAG.split(content):
        shown = part
        if outside:
            name = NAME.match(part)
            if name and name[1] == outside:
                depth += -1 if part.startswith("</") else 1
            outside = outside if depth else ""
        elif PASSED_OVER.match(part) and (name := NAME.match(part)):
            outside, depth = name[1], 1
        elif not part.startswith("<"):
            shown = names.sub(explain, part)
        parts.append(shown)
        start += len(part)
    return "".join(parts)
