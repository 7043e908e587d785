"""What hosts and browsers may keep: the folder of scripts, styles and fonts is named by its hash.

So a page loads what it was built with, or nothing, and the host may let it be kept for ever. Pages,
and the index of the search with them, keep their addresses and are asked for anew.
"""

import re
import shutil
from hashlib import sha256
from pathlib import Path

FOLDER = "assets"
NAMED = re.compile(
    rf"""(?<=["'])((?:[\w:./-]*/)?){FOLDER}/(?=(?:fonts|images|javascripts|stylesheets)/)"""
)
TYPES = {
    "ipynb": "application/x-ipynb+json",
    "md": "text/markdown; charset=utf-8",
    "py": "text/x-python; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "wasm": "application/wasm",
}
KEPT = "Cache-Control: public, max-age=31536000, immutable"


def name_by_content(site: Path) -> None:
    """Give the folder its name, and let the pages of the site load from there."""
    folder, found = site / FOLDER, sha256()
    for file in sorted(it for it in folder.rglob("*") if it.is_file()):
        found.update(f"{file.relative_to(folder).as_posix()}\0".encode())
        found.update(sha256(file.read_bytes()).digest())
    named = folder.with_name(f"{FOLDER}-{found.hexdigest()[:12]}")
    shutil.rmtree(named, ignore_errors=True)  # of an earlier build, if that is kept
    folder.rename(named)
    for page in site.rglob("*.html"):
        text = NAMED.sub(rf"\g<1>{named.name}/", page.read_text(encoding="utf-8"))
        page.write_text(text, encoding="utf-8", newline="\n")


def write_headers(site: Path, policy: str) -> None:
    """Write what Netlify, Cloudflare Pages and their like read; on other hosts it is a file.

    They let no page be kept unless they are told to, and would join what two rules say of one
    header: no rule that fits a page speaks of Cache-Control.
    """
    named = sorted(it.relative_to(site).as_posix() for it in site.rglob(f"{FOLDER}-*"))
    rules = {
        "/*": [f"Content-Security-Policy: {policy}", "X-Content-Type-Options: nosniff"],
        **{f"/{folder}/*": [KEPT] for folder in named},
        "/run/*.bin": [KEPT],  # each has a hash in its name
        **{f"/*.{end}": [f"Content-Type: {kind}"] for end, kind in TYPES.items()},
    }
    lines = [line for path, says in rules.items() for line in (path, *(f"  {it}" for it in says))]
    (site / "_headers").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
