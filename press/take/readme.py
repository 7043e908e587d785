"""Make the READMEs' links and pictures absolute: PyPI shows them without the files beside them.

`python -m press.take.readme FOLDER TAG` rewrites those in FOLDER, and names the repository, as
MLCHEATS_REPO names, in its pyproject.toml; .ci/release does it to a copy of what it releases.
"""

import re
import sys
from pathlib import Path

from press.material.edit import repository
from press.read.page import Page

LINK = re.compile(r"(!?)\[((?:[^][]|\[[^]]*\])*)\]\((?!#|\w+:)([^)\s]+)\)")


def absolute(page: Page, address: str, tag: str) -> str:
    """The text of the page, whose links lead to the files of the tag."""

    def lead(match: re.Match[str]) -> str:
        picture, words, place = match.groups()
        kind = "raw" if picture else "blob"
        return f"{picture}[{words}]({address}/{kind}/{tag}/{place})"

    text, at = [], 0
    for fence in page.fences:
        text += [LINK.sub(lead, page.text[at : fence.start]), page.text[fence.start : fence.end]]
        at = fence.end
    return "".join([*text, LINK.sub(lead, page.text[at:])])


def main(folder: Path, tag: str) -> None:
    address = repository()
    assert address, "MLCHEATS_REPO is to name the address of the repository"
    for readme in folder.glob("README*.md"):
        page = Page(readme.name, readme.read_text(encoding="utf-8"))
        readme.write_text(absolute(page, address, tag), encoding="utf-8", newline="\n")
    project = folder / "pyproject.toml"
    urls = f'\n[project.urls]\nRepository = "{address}"\n'
    project.write_text(project.read_text(encoding="utf-8") + urls, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
