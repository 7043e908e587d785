"""Mend what keeps a screen reader, a keyboard or a translator from using the pages."""

import re

EMPTY_HEADER = re.compile(r"<th(?P<rest>[^>]*)>\s*</th>")
# A header cell with a formula and nothing else has, to axe and to many readers, no name.
FORMULA_HEADER = re.compile(r"(<th[^>]*>\s*(?:<span[^>]*>)+<math)((?:(?!</th>).)*?</math>)", re.S)
DRAWER = '<label class="md-header__button md-icon" for="__drawer"'
ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox='
# The code inside a <pre> follows from it.
CODE = re.compile(r"<pre(?=[ >])|(?<!<span></span>)<code(?=>)")
# What appears here is to be heard: that something is copied, how much is found.
STATUS = re.compile(r'class="md-(?:dialog__inner md-typeset|search-result__meta)"')
TAG = re.compile(r"<[^>]*>")


def with_names(html: str, words: dict[str, str]) -> str:
    """The page with names and roles where they were missing."""
    # No dialog opens: the box is always there, and the search in it is a landmark of its own.
    html = html.replace('data-md-component="search" role="dialog"', 'data-md-component="search"')
    # accessible.js and accessible.css bring what these two labels open within the keyboard's reach.
    html = html.replace(DRAWER, f'{DRAWER} aria-label="{words["nav"]}"')
    html = html.replace('id="__toc"', f'id="__toc" aria-label="{words["toc"]}"')
    html = html.replace(ICON, ICON.replace("<svg", '<svg aria-hidden="true"'))
    html = STATUS.sub(r'\g<0> role="status"', html)
    html = CODE.sub(r'\g<0> translate="no"', html)
    html = EMPTY_HEADER.sub(r"<td\g<rest>></td>", html)
    return FORMULA_HEADER.sub(named, html)


def named(formula: re.Match[str]) -> str:
    name = TAG.sub("", formula[2].partition(">")[2])
    return f'{formula[1]} aria-label="{name}"{formula[2]}'
