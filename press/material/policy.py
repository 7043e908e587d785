"""Give each page a Content-Security-Policy: nothing runs or loads but what the build put there."""

import base64
import re
from hashlib import sha256
from pathlib import Path

serving = False
CHARSET = '<meta charset="utf-8">'
INLINE = re.compile(r"<(script|style)((?:\s[^>]*)?)>(.*?)</\1>", re.S)
DATA = re.compile(r'\ssrc=|\stype="application/(?:json|ld\+json)"')  # not run, or not inline


def on_startup(command, dirty):
    global serving
    serving = command == "serve"  # which puts a script of its own into each page


def on_post_build(config):
    # A site on a disk has no origin, so that 'self' would be nothing.
    if serving or config.extra.get("offline") or config.theme["language"] != "ko":
        return
    # One policy for all pages: instant navigation stays in the document of the first one.
    pages = {
        page: page.read_text(encoding="utf-8") for page in Path(config.site_dir).rglob("*.html")
    }
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy(pages.values())}">'
    for file, text in pages.items():
        file.write_text(text.replace(CHARSET, f"{CHARSET}\n{meta}", 1), encoding="utf-8")


def policy(pages):
    """The policy under which these pages work, and no other script or style."""
    found = {"script": set(), "style": set()}
    for page in pages:
        for tag, attributes, text in INLINE.findall(page):
            if not DATA.search(attributes):
                found[tag].add(hashed(text))
    return "; ".join(
        [
            "default-src 'none'",
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


def hashed(text):
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"
