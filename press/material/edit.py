"""Lead from each page to its source and to a form for its mistakes: MLCHEATS_REPO names the host.

.github/ISSUE_TEMPLATE holds the forms; sections.js adds the section and what a reader marked.
"""

import os
import re
from urllib.parse import urlencode

ADDRESS = re.compile(r"(https?://[\w.-]+(?::\d+)?/[\w.~/-]*?)(?:\.git)?/*")


def repository() -> str | None:
    """The address of the repository, where one is named, or a ValueError."""
    named = os.environ.get("MLCHEATS_REPO")
    if not named:
        return None
    found = ADDRESS.fullmatch(named)
    if not found:
        raise ValueError(
            "MLCHEATS_REPO is to be the address of a repository, like "
            f"https://github.com/owner/name, not {named!r}"
        )
    return found[1]


def edit_url(repository: str, language: str, source: str) -> str:
    """Where GitHub, and hosts that follow it, let a reader change the page."""
    return f"{repository}/edit/main/docs/{language}/{source}"


def report_url(repository: str, language: str, page: str, commit: str | None) -> str:
    """Where a reader tells of a mistake on the page of this address."""
    fields = {"template": f"mistake.{language}.yml", "page": page, "commit": commit or ""}
    return f"{repository}/issues/new?{urlencode(fields)}"
