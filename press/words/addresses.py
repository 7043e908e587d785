"""Keep every address that was ever published: docs/addresses.yml says where each leads now.

`python -m press.words.addresses` adds the pages and sections that are new; with --check it fails
where there are any.
"""

import json
import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from mkdocs.utils import get_relative_url

from press.read.page import Page
from press.take import sheet
from press.tools.cache import read_yaml
from press.words import glossary, home

TABLE = "docs/addresses.yml"
ADD = "python -m press.words.addresses"
ANCHOR = re.compile(r"\{ ?#([\w-]+) ?\}")


@dataclass(frozen=True)
class Addresses:
    moved: dict[str, str] = field(default_factory=dict)
    published: dict[str, list[str]] = field(default_factory=dict)

    def now(self, page: str, section: str) -> tuple[str, str]:
        """The page and the section, perhaps "", where this one of old is to be found."""
        seen = set()
        while (page, section) not in seen:
            seen.add((page, section))
            place = self.moved.get(f"{page}#{section}") or self.moved.get(page)
            if place:
                page, _, inside = place.partition("#")
                section = inside or section
        return page, section


def load(root: Path) -> Addresses:
    """The table of the project, if it has one."""
    file = root / TABLE
    return Addresses(**read_yaml(file)) if file.exists() else Addresses()


def anchors(page: Page) -> list[str]:
    """The ids of the page's sections and terms, in order."""
    text, at = [], 0
    for fence in page.fences:
        text.append(page.text[at : fence.start])
        at = fence.end
    return ANCHOR.findall("".join([*text, page.text[at:]]))


def faults(table: Addresses, pages: Mapping[str, Page]) -> list[str]:
    """What leads nowhere, of what was published."""
    there = {name: {*anchors(page), ""} for name, page in pages.items()}
    return [
        f"{TABLE}: {page}#{section} was published and leads nowhere: there is no "
        f"{'#'.join(now).rstrip('#')}. Say below `moved` where it is to be found"
        for page, sections in table.published.items()
        for section in ["", *sections]
        if (now := table.now(page, section))[1] not in there.get(now[0], ())
    ]


def unpublished(table: Addresses, pages: Mapping[str, Page]) -> dict[str, list[str]]:
    """The sections that are not in the table yet, by page."""
    new = {
        name: [it for it in anchors(page) if it not in table.published.get(name, ())]
        for name, page in pages.items()
    }
    return {name: sections for name, sections in new.items() if sections}


def with_old(
    content: str, name: str, table: Addresses, pages: Mapping[str, Page], urls: Mapping[str, str]
) -> str:
    """The page's HTML, in which its old sections lead to where they are."""
    here, notes = anchors(pages[name]), []
    for old in table.published.get(name, ()):
        page, section = table.now(name, old)
        if old in here or page not in pages or section not in anchors(pages[page]):
            continue
        if page == name:
            anchor = f'<span class="old" id="{old}"></span>'
            heading = re.compile(rf'<\w+ id="{section}"')
            content = heading.sub(rf"{anchor}\g<0>", content, count=1)
        else:
            place = f"{get_relative_url(urls[page], urls[name])}#{section}"
            title = escape(title_of(pages[page], section))
            notes.append(
                f'<p class="moved" id="{old}" data-search-exclude><a href="{place}">{title}</a></p>'
            )
    return "\n".join([content, *notes])


def title_of(page: Page, section: str) -> str:
    """The section's heading, the title of the page before it, as text."""
    titles = dict.fromkeys([next(iter(page.headings), ""), section])
    shown = [page.headings.get(it, it) for it in titles]
    return ": ".join(re.sub(r"[*`$\\]", "", title) for title in shown if title)


def write_redirects(
    table: Addresses, pages: Mapping[str, Page], urls: Mapping[str, str], site: Path
) -> None:
    """Write a page that leads on in place of each that is no more, and what stood beside it."""
    for old in table.published:
        page, _ = table.now(old, "")
        if old in pages or page not in pages:
            continue
        name, here = Path(old).stem, f"{Path(old).stem}/"
        places = {
            section: f"{get_relative_url(urls[there], here)}#{inside}"
            for section in table.published[old]
            for there, inside in [table.now(old, section)]
            if there in pages and (there, inside) != (page, section)
        }
        to = get_relative_url(urls[page], here)
        text = REDIRECT.format(
            language=pages[page].language,
            title=escape(title_of(pages[page], "")),
            to=escape(to),
            script=f"let to={json.dumps(places)}[location.hash.slice(1)];"
            f"location.replace(to??{json.dumps(to)}+location.search+location.hash)",
        )
        (site / name).mkdir(exist_ok=True)
        (site / name / "index.html").write_text(text, encoding="utf-8", newline="\n")
        for kind in (".md", ".ipynb"):
            shutil.copy(site / Path(page).with_suffix(kind), site / f"{name}{kind}")


REDIRECT = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<title>{title}</title>
<link rel="canonical" href="{to}">
<script>{script}</script>
<noscript><meta http-equiv="refresh" content="0; url={to}"></noscript>
</head>
<body><p><a href="{to}">{title}</a></p></body>
</html>
"""


def sources(root: Path) -> dict[str, Page]:
    """The Korean pages as they are published, with what the build makes of tables."""
    menu, pages = home.menu(root), {}
    for file in sorted((root / "docs" / "ko").glob("*.md")):
        text = glossary.expand(file.read_text(encoding="utf-8"), root, menu, "ko")
        text = sheet.expand(home.expand(text, root, "ko"), root, menu, "ko")
        pages[file.name] = Page(f"docs/ko/{file.name}", text)
    return pages


def main() -> None:
    root = Path(__file__).parents[2]
    file, table, pages = root / TABLE, load(root), sources(root)
    new = unpublished(table, pages)
    if new and "--check" in sys.argv:
        sys.exit(f"{TABLE} lacks sections of {', '.join(new)}: `{ADD}` adds them")
    head, _, _ = file.read_text(encoding="utf-8").partition("\npublished:\n")
    lines = [
        f"  {name}: [{', '.join([*table.published.get(name, []), *new.get(name, [])])}]\n"
        for name in sorted({*table.published, *new})
    ]
    file.write_text(f"{head}\npublished:\n{''.join(lines)}", encoding="utf-8", newline="\n")
    for name, sections in new.items():
        print(f"{name}: {', '.join(sections)}")


if __name__ == "__main__":
    main()
