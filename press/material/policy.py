"""Give each page a Content-Security-Policy: nothing runs or loads but what the build put there."""

import base64
import re
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

CHARSET = '<meta charset="utf-8">'
INLINE = re.compile(r"<(script|style)((?:\s[^>]*)?)>(.*?)</\1>", re.S)
DATA = re.compile(r'\ssrc=|\stype="application/(?:json|ld\+json)"')  # not run, or not inline


def is_due(language: str, *, serving: bool, offline: bool) -> bool:
    """Whether the build that ends now gives the pages a policy.

    It is the Korean one, which has all pages of both languages. `mkdocs serve` puts a script of
    its own into each page, and a site on a disk has no origin that 'self' could be.
    """
    return language == "ko" and not serving and not offline


def write(site: Path) -> str:
    """Give all pages of the built site one policy, and return it: what one runs, each may."""
    pages = {page: page.read_text(encoding="utf-8") for page in site.rglob("*.html")}
    one = policy(pages.values())
    meta = f'<meta http-equiv="Content-Security-Policy" content="{one}">'
    for file, text in pages.items():
        text = text.replace(CHARSET, f"{CHARSET}\n{meta}", 1)
        file.write_text(text, encoding="utf-8", newline="\n")
    return one


def policy(pages: Iterable[str]) -> str:
    """The policy under which these pages work, and no other script or style."""
    found: dict[str, set[str]] = {"script": set(), "style": set()}
    for page in pages:
        for tag, attributes, text in INLINE.findall(page):
            if not DATA.search(attributes):
                found[tag].add(hashed(text))
    return "; ".join(
        [
            "default-src 'self'",  # as Firefox fetches the next page ahead
            " ".join(["script-src 'self'", *sorted(found["script"])]),
            " ".join(["style-src-elem 'self'", *sorted(found["style"])]),
            "style-src-attr 'unsafe-inline'",  # KaTeX and the figures place things with it
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self'",
            "frame-src 'none'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"
