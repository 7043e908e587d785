"""Tell machines what a page teaches, as a LearningResource of schema.org in JSON-LD."""

import json
import re
from html import unescape
from typing import Any

from press.read.page import Page

LEVEL = {"ko": "입문", "en": "Beginner"}
KIND = {"ko": "치트시트", "en": "Cheat sheet"}
LICENSE = "https://spdx.org/licenses/MIT.html"


def resource(
    page: Page, title: str, description: str, language: str, url: str, site: str
) -> dict[str, Any]:
    """What the page is, in whose words, for whom and under which licence."""
    return {
        "@context": "https://schema.org",
        "@type": "LearningResource",
        "name": title,
        "description": unescape(description),
        "url": url,
        "inLanguage": language,
        "learningResourceType": KIND[language],
        "educationalLevel": LEVEL[language],
        "teaches": [as_text(heading) for heading in [*page.headings.values()][1:]],
        "license": LICENSE,
        "isAccessibleForFree": True,
        "isPartOf": {"@type": "WebSite", "name": "mlcheats", "url": site},
        "author": {"@type": "Person", "name": "Kisae Lee"},
    }


def as_text(heading: str) -> str:
    return re.sub(r"[*`$\\{}]", "", heading)


def script(resource: dict[str, Any]) -> str:
    """The resource as the text of a script, which nothing in it can end."""
    return json.dumps(resource, ensure_ascii=False).replace("<", "\\u003c")
