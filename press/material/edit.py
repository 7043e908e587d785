"""Lead from each page to its source, where MLCHEATS_REPO names the repository's address."""

import os


def repository() -> str | None:
    """The address of the repository, where one is named."""
    return os.environ.get("MLCHEATS_REPO")


def edit_url(repository: str, language: str, source: str) -> str:
    """Where GitHub, and hosts that follow it, let a reader change the page."""
    return f"{repository.rstrip('/')}/edit/main/docs/{language}/{source}"
