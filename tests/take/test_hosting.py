"""What the site loads is named by what is in it, and hosts are told what may be kept."""

import os
import re
from fnmatch import fnmatchcase
from html import unescape
from pathlib import Path
from urllib.parse import urljoin
from zipfile import ZipFile

import pytest
from building import build

from press.take import archive, hosting

PAGE = """<link href="{0}assets/stylesheets/a.css" rel="stylesheet">
<script src="{0}assets/javascripts/b.js"></script>
<script id="__config">{{"search": "{0}assets/javascripts/workers/c.js"}}</script>
<code>open("assets/images.npz"), "my_assets/fonts/x", assets/fonts/</code>"""


def named(site: Path) -> str:
    files = {"stylesheets/a.css": "a", "javascripts/b.js": "b", "javascripts/workers/c.js": "c"}
    for name, text in {**files, "fonts/d.woff2": "d"}.items():
        file = site / "assets" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    for page, way in {"index.html": "", "p/index.html": "../", "404.html": "/sub/"}.items():
        (site / page).parent.mkdir(exist_ok=True)
        (site / page).write_text(PAGE.format(way))
    if (site / "change").exists():
        (site / "assets/fonts/d.woff2").write_text("e")
    hosting.name_by_content(site)
    (folder,) = {it.name for it in site.glob("assets*")} - set((site / "old").read_text().split())
    return folder


def test_the_folder_is_named_by_what_is_in_it(tmp_path):
    (tmp_path / "old").write_text("")
    first = named(tmp_path)
    assert named(tmp_path) == first  # in a folder that is kept, too
    for page, way in {"index.html": "", "p/index.html": "../", "404.html": "/sub/"}.items():
        text = (tmp_path / page).read_text()
        head, code = PAGE.format(way).split("<code>")
        assert text == head.replace("assets/", f"{first}/") + "<code>" + code
    (tmp_path / "old").write_text(first)
    (tmp_path / "change").touch()
    assert named(tmp_path) != first


def rules(site: Path) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    here: dict[str, str] = {}
    for line in (site / "_headers").read_text(encoding="utf-8").splitlines():
        assert len(line) <= 2000  # or Cloudflare ends
        if line.startswith("  "):
            name, _, value = line.strip().partition(": ")
            assert name not in here
            here[name] = value
        else:
            here = {}
            found[line] = here
    return found


def headers(site: Path, address: str) -> dict[str, list[str]]:
    """What a host says with the file at the address: what two rules say of one thing, it joins."""
    said: dict[str, list[str]] = {}
    for path, values in rules(site).items():
        if fnmatchcase(address, path):
            for name, value in values.items():
                said.setdefault(name, []).append(value)
    return said


@pytest.mark.parametrize("language", ["", "en/"])
def test_what_a_page_loads_is_there_and_may_be_kept(site, language):
    page = site / language / "loss" / "index.html"
    text = page.read_text(encoding="utf-8")
    places = re.findall(r'<(?:script|link)[^>]* (?:src|href)="([^"]+)"', text)
    loaded = [it for it in places if re.search(r"\.(js|css|woff2)$", it)]
    assert len(loaded) > 10
    for place in loaded:
        address = urljoin(f"/{language}loss/", place)
        assert (site / address[1:]).is_file()
        assert headers(site, address)["Cache-Control"] == ["public, max-age=31536000, immutable"], (
            place
        )
    assert not (site / language / "assets").exists()


@pytest.mark.parametrize("address", ["/", "/loss/", "/en/loss/", "/search/search_index.json"])
def test_a_page_has_its_policy_and_is_not_kept(site, address):
    said = headers(site, address)
    text = (site / "loss" / "index.html").read_text(encoding="utf-8")
    (policy,) = re.findall(r'"Content-Security-Policy" content="([^"]*)"', text)
    assert said["Content-Security-Policy"] == [unescape(policy)]
    assert said["X-Content-Type-Options"] == ["nosniff"]
    assert "Cache-Control" not in said


def test_what_is_downloaded_has_its_type(site):
    assert headers(site, "/en/loss.ipynb")["Content-Type"] == ["application/x-ipynb+json"]
    assert headers(site, "/run/python.wasm")["Content-Type"] == ["application/wasm"]
    ends = {file.suffix[1:] for file in site.rglob("*.*")}
    assert {"ipynb", "md", "py", "txt"} <= ends


def test_the_archive_holds_the_site_and_each_page_leads_to_it(monkeypatch, tmp_path):
    monkeypatch.setenv("MLCHEATS_ARCHIVE", "true")
    done = build(tmp_path, {"index.md": "# 제목 { #title }\n\n글.\n"})
    assert done.returncode == 0, done.stderr
    with ZipFile(tmp_path / "site" / "mlcheats.zip") as packed:
        page = packed.read("mlcheats/index.html").decode()
        assert {it.date_time for it in packed.infolist()} == {packed.infolist()[0].date_time}
    assert "mlcheats.zip" not in page
    text = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert '<a href="mlcheats.zip">전체 사이트 (.zip)</a>' in text


def test_the_same_files_are_packed_to_the_same_bytes(monkeypatch, tmp_path):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    for name in ("a", "b"):
        file = tmp_path / name / "site" / "가 나" / "x.html"
        file.parent.mkdir(parents=True)
        file.write_text("x" * 100)
        os.utime(file, (1, 1) if name == "a" else None)
        archive.pack(tmp_path / name / "site", tmp_path / name / "mlcheats.zip")
    assert (tmp_path / "a/mlcheats.zip").read_bytes() == (tmp_path / "b/mlcheats.zip").read_bytes()
    with ZipFile(tmp_path / "a/mlcheats.zip") as packed:
        assert packed.namelist() == ["mlcheats/가 나/x.html"]
