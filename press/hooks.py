"""The build: what happens at each event of MkDocs, in the order in which it happens.

MkDocs builds one language at a time, the English site at the end of the Korean one. What stands in
`site` belongs to the build that runs.
"""

import html
import logging
import os
import re
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path, PurePosixPath
from shutil import rmtree
from tempfile import gettempdir
from typing import Any
from urllib.parse import quote, urlsplit

from filelock import BaseFileLock, FileLock, Timeout
from jinja2 import Environment, FileSystemBytecodeCache
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils import get_relative_url

from press.draw import cards, diagrams, figures, fonts, formulas
from press.material import edit, languages, names, offline, patches, policy, search, tables
from press.play import play
from press.read.page import Fault, Page
from press.read.slots import Slots
from press.run import lab, runner
from press.run.engine import build as engine
from press.run.record import Ran
from press.take import archive, copies, hosting, markdown_files, notebooks, pdf, sheet
from press.tools import history, node
from press.tools.cache import CACHE
from press.words import (
    addresses,
    counts,
    descriptions,
    glossary,
    headings,
    home,
    learning,
    plot_words,
    terms,
    tooltips,
)

log = logging.getLogger("mkdocs.press")


@dataclass
class Site:
    """What the build of one language knows."""

    root: Path
    language: str
    words: dict[str, str]
    lock: BaseFileLock  # on the folder that it is built into
    project: copies.Project
    commit: str | None
    changed: dict[str, date]  # by the pages' paths
    pages: dict[str, Page] = field(default_factory=dict)  # by their files' names, as the others
    runs: dict[str, Future[list[Ran]]] = field(default_factory=dict)
    figures: dict[str, dict[str, str]] = field(default_factory=dict)
    slots: dict[str, Slots] = field(default_factory=dict)
    pieces: dict[str, str] = field(default_factory=dict)
    starts: dict[str, int] = field(default_factory=dict)  # where the front matter ends
    menu: list[MkDocsPage] = field(default_factory=list)
    urls: dict[str, str] = field(default_factory=dict)
    runnable: bool = False  # in the reader's browser
    engine: Future[bytes] | None = (
        None  # in which readers run the listings, once for both languages
    )
    old: addresses.Addresses = field(default_factory=addresses.Addresses)

    def say(self, page: Page, faults: list[Fault]) -> None:
        """Each is a warning, which ends a strict build."""
        for line, fault in faults:
            log.warning(f"{page.path}:{line}: {fault}")


site: Site
serving = False
KEPT = CACHE / f"english-{os.getpid()}"  # the English site, while both are served


def on_startup(command: str, dirty: bool) -> None:
    global serving
    serving = command == "serve"  # which puts a script of its own into each page
    history.date_from_commit(Path(__file__).parents[1])
    lab.prepare()
    search.read_less()


def on_config(config: MkDocsConfig) -> None:
    global site
    root = Path(config.config_file_path).resolve().parent
    try:
        repository = edit.repository()
    except ValueError as error:
        raise PluginError(str(error)) from None
    lock = locked(Path(config.site_dir))
    language, words = config.theme["language"], config.extra["words"]
    project = copies.project(root, repository)
    commit, changed = history.commit(root), history.changed(root)
    site = Site(root, language, words, lock, project, commit, changed)
    if config.strict:
        count_warnings_unseen()
    config.mdx_configs["toc"]["permalink_title"] = site.words["permalink"]
    node.fetch_packages()
    if config.nav is None:
        config.nav = home.menu(root)
    offline.configure(config)
    languages.link_homes(config)
    pdf.configure(config)
    archive.configure(config)
    site.runnable = engine.configure(config)
    if site.runnable and site.language == "ko":
        site.engine = engine.beside()


def locked(folder: Path) -> BaseFileLock:
    """Two builds that write into one folder would mix their pages."""
    name = sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    lock = FileLock(Path(gettempdir(), f"mlcheats-{name}.lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise PluginError(
            f"another build is writing into {folder}: wait for it, or name another --site-dir"
        ) from None
    return lock


def count_warnings_unseen() -> None:
    """With --quiet, MkDocs drops warnings before it counts them: let them be counted, not shown."""
    mkdocs = logging.getLogger("mkdocs")
    if mkdocs.level > logging.WARNING:
        for handler in mkdocs.handlers:
            if isinstance(handler, logging.StreamHandler):
                handler.setLevel(mkdocs.level)
        mkdocs.setLevel(logging.WARNING)


def on_files(files: Files, config: MkDocsConfig) -> None:
    patches.patch(files)
    offline.add_shim(files, config)
    search.add_worker(files, config)
    for address, content in play.files().items():
        files.append(File.generated(config, address, content=content))
    menu = [str(name) for name in config.nav or []]
    pool = ThreadPoolExecutor(os.cpu_count())  # listings run beside all else
    for file in files.documentation_pages():
        text = glossary.expand(file.content_string, site.root, menu, site.language)
        text = counts.expand(text, site.root)
        path = Path(file.abs_src_path or "").relative_to(site.root).as_posix()
        try:
            text = home.expand(text, site.root, site.language)
            text = sheet.expand(text, site.root, menu, site.language)
        except ValueError as error:
            raise PluginError(str(error)) from None
        page = site.pages[file.src_uri] = Page(path, text)
        site.urls[file.src_uri] = file.url
        try:
            _ = page.fences
        except ValueError as error:
            raise PluginError(f"{path}: {error}") from None
        if page.is_notebook:
            site.runs[file.src_uri] = Future()
        else:
            site.runs[file.src_uri] = pool.submit(runner.run, page, site.root)
    pool.shutdown(wait=False)
    site.old = addresses.load(site.root)
    if site.language == "ko":
        for fault in addresses.faults(site.old, site.pages):
            log.warning(fault)
        new = addresses.unpublished(site.old, site.pages)
        if new and urlsplit(config.site_url).hostname != "localhost":
            log.warning(f"{addresses.TABLE} is to have what is published: {addresses.ADD} adds it")


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    site.menu = nav.pages


def on_pre_page(page: MkDocsPage, config: MkDocsConfig, files: Files) -> MkDocsPage:
    name = page.file.src_uri
    if site.pages[name].is_notebook:
        site.runs[name].set_result(lab.run(site.pages[name], page, config, files))
        del page.render  # mkdocs-jupyter's own: from here on it is a page like any other
    return page


def on_page_markdown(markdown: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
    name = page.file.src_uri
    source = site.pages[name]
    start = site.starts[name] = len(page.file.content_string) - len(markdown)
    slots = site.slots[name] = Slots(source.text)

    site.say(source, headings.missing(source))
    ran = site.runs[name].result()
    site.say(source, runner.faults(source, ran))
    scripts = copies.scripts(source, ran, site.project)
    for script, text in scripts.items():
        place = PurePosixPath(page.file.dest_uri).with_name(script).as_posix()
        files.append(File.generated(config, place, content=text))
    book = f"{source.name}.ipynb"
    if book not in files.src_uris:  # mkdocs-jupyter copies the lab's own
        pages = {other: each.text for other, each in site.pages.items()}
        needs, alone = site.words["notebook.needs"], site.words["notebook.alone"]
        published = config.site_url if urlsplit(config.site_url).hostname != "localhost" else None
        text = notebooks.notebook(
            source.text[start:], needs, pages, edit.repository(), alone, published
        )
        files.append(File.generated(config, book, content=text))

    site.pieces[name] = copies.place(source, slots, scripts, site.words, runnable=site.runnable)
    copies.place_link(source, slots, get_relative_url(book, page.url), site.words)
    site.say(source, diagrams.place(source, slots))
    if source.is_notebook:
        lab.place(source, slots, ran)
    korean = plot_words.korean() if site.language == "ko" else None
    folder = (site.root / source.path).parent
    site.figures[name], faults = figures.place(source, slots, ran, korean, folder)
    site.say(source, faults)

    if page.is_homepage:
        page.meta["hide"] = ["navigation", "toc"]  # the map leads on, and takes their room
    if sheet.MARKER.search(page.file.content_string):
        page.meta["hide"], page.meta["search"] = ["toc"], {"boost": 0.5}
    if glossary.MARKER.search(page.file.content_string):
        page.meta["search"] = {"boost": 0.5}  # first the page that explains, then the glossary
    search.rank(page, site.menu)
    page.meta["markdown"] = quote(f"{source.name}.md")
    return slots.markdown(start)


def on_page_content(content: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
    name = page.file.src_uri
    text = page.meta.get("description") or descriptions.describe(content)
    # The theme puts it into an attribute as it is.
    page.meta["description"] = html.escape(text or config.site_description or "")
    if name not in ("glossary.md", "sheet.md"):
        before = "".join(site.pages[each].text for each in pages_before(page))
        content = tooltips.with_tooltips(content, terms.load(), site.language, before)
    content, faults = formulas.place(site.pages[name], content)
    site.say(site.pages[name], faults)
    formulas.in_titles(page.toc)
    content = addresses.with_old(content, name, site.old, site.pages, site.urls)
    return tables.framed(site.slots[name].fill(content)) + site.pieces[name]


def pages_before(page: MkDocsPage) -> list[str]:
    """What a reader of the pages in their order has read."""
    names = [each.file.src_uri for each in site.menu]
    return names[: names.index(page.file.src_uri)] if page in site.menu else []


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Before MkDocs copies the files: all pages have their titles by now."""
    env.bytecode_cache = FileSystemBytecodeCache()
    motifs = home.formulas(site.root)
    for file in files.documentation_pages():
        page = file.page
        assert page is not None  # MkDocs has read it
        title = re.sub(r"<[^>]+>", "", html.unescape(str(page.title)))
        if page.is_homepage:
            title = (config.site_description or "").partition(".")[0]
        card = f"cards/{PurePosixPath(file.src_uri).with_suffix('.png')}"
        page.meta["card"] = quote(card)
        content = cards.card(title, motifs.get(file.src_uri))
        files.append(File.generated(config, card, content=content))
    for icon, content in cards.icons().items():
        files.append(File.generated(config, icon, content=content))
    env.globals["groups"] = [
        (
            group.name.get(site.language),
            [page for page in site.menu if page.file.src_uri in group.pages],
        )
        for group in home.groups(site.root)
    ]


def on_page_context(
    context: dict[str, Any], page: MkDocsPage, config: MkDocsConfig, nav: Navigation
) -> None:
    languages.link_twin(page, config)
    page.meta["learning"] = learning.script(
        learning.resource(
            site.pages[page.file.src_uri],
            str(page.title),
            page.meta["description"],
            site.language,
            page.canonical_url or "",
            config.site_url or "",
        )
    )
    page.meta["changed"] = site.changed.get(site.pages[page.file.src_uri].path)
    page.meta["commit"] = site.commit
    if repository := edit.repository():
        page.edit_url = edit.edit_url(repository, site.language, page.file.src_uri)
        page.meta["commits"] = f"{repository}/commit/"
        page.meta["report"] = edit.report_url(
            repository, site.language, page.canonical_url or "", site.commit
        )


def on_post_page(output: str, page: MkDocsPage, config: MkDocsConfig) -> str:
    name = page.file.src_uri
    markdown_files.write(
        site.pages[name], site.figures[name], site.starts[name], Path(config.site_dir)
    )
    return names.with_names(output, site.words)


def on_post_template(output: str, template_name: str, config: MkDocsConfig) -> str:
    return names.with_names(output, site.words) if template_name.endswith(".html") else output


def on_build_error(error: Exception) -> None:
    if "site" in globals():  # it has begun
        site.lock.release()


def on_shutdown() -> None:
    """However the build ended, by Ctrl-C, too: what still waits in line is not drawn."""
    if "site" in globals():
        for run in site.runs.values():
            run.cancel()
        runner.stop()
    rmtree(KEPT, ignore_errors=True)


def on_post_build(config: MkDocsConfig) -> None:
    language, lock = site.language, site.lock  # the English build has a site of its own
    if config.use_directory_urls:  # as published; the site on a disk is no older than itself
        addresses.write_redirects(site.old, site.pages, site.urls, Path(config.site_dir))
    markdown_files.write_all([page.file.name for page in site.menu], Path(config.site_dir))
    fonts.write(Path(config.site_dir))
    pdf.write(site.menu, config)  # with these fonts
    if site.engine:
        needs = {
            page.name: copies.needs(page, site.runs[name].result())
            for name, page in site.pages.items()
        }
        engine.write(site.engine.result(), site.root, needs, Path(config.site_dir))
    offline_site = bool(config.extra.get("offline"))
    if not serving and not offline_site:
        hosting.name_by_content(Path(config.site_dir))
    if language == "ko" and languages.english(config).exists():
        if serving:
            languages.keep_english(config, KEPT)
        else:
            languages.build_english(config)
    if not serving:
        archive.write(config)
    if policy.is_due(language, serving=serving, offline=offline_site):
        hosting.write_headers(Path(config.site_dir), policy.write(Path(config.site_dir)))
    lock.release()
