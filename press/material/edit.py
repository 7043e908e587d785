"""Lead from each page to its source, where MLCHEATS_REPO names the repository's address."""

import os
import re

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
