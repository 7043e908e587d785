"""Lead from each page to its source, where MLCHEATS_REPO names the repository's address."""

import os


def on_page_context(context, page, config, nav):
    repository = os.environ.get("MLCHEATS_REPO")
    if repository:
        page.edit_url = edit_url(repository, config.theme["language"], page.file.src_uri)
    return context


def edit_url(repository, language, source):
    """Where GitHub, and hosts that follow it, let a reader change the page."""
    return f"{repository.rstrip('/')}/edit/main/docs/{language}/{source}"
