"""The home page's map: which formula stands for which page."""

import re

# `1. [퍼셉트론](perceptron.md) $b + w_1 x_1 + w_2 x_2 > 0$`
CARD = re.compile(r"^\d+\. \[[^\]]*\]\(([^)#]+)\)\s+\$([^$\n]+)\$", re.M)


def formulas(markdown: str) -> dict[str, str]:
    """The TeX that the map gives each page, by the page's file name."""
    return dict(CARD.findall(markdown))
