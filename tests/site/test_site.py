"""The built site: whole, light, with its formulas set, and asking no other host for anything."""

import gzip
import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from building import build
from fontTools.ttLib import TTFont
from mkdocs.exceptions import PluginError
from seeing import written

from press import hooks
from press.material import patches

ROOT = Path(__file__).parents[2]
LANGUAGES = {"ko": "", "en": "en"}  # where each stands in the site
SOURCES = [
    (language, source.stem)
    for language in LANGUAGES
    for source in sorted((ROOT / "docs" / language).glob("*.md"))
]
BUDGET = 350_000  # bytes of one page, all files counted, text compressed

# Attributes that name a place without loading it.
NAMES_ONLY = {("a", "href"), ("form", "action"), ("meta", "content")}
LINKS_ONLY = {"canonical", "alternate", "prev", "next"}
FOREIGN = re.compile(r"\s*(https?:)?//")
FOREIGN_IN_CSS = re.compile(r"""(?:url\(|@import)\s*["']?\s*(?:https?:)?//[^"')]*""")


class Reader(HTMLParser):
    """What a page loads from elsewhere, and its text outside code, scripts and pictures."""

    SILENT = ("code", "script", "style", "svg", "template")

    def __init__(self, text):
        super().__init__()
        self.foreign, self.text, self.silent = [], "", []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag in self.SILENT:
            self.silent.append(tag)
        if tag == "link" and values.get("rel") in LINKS_ONLY:
            return
        for name, value in attributes:
            if name.startswith("xmlns") or (tag, name) in NAMES_ONLY:
                continue
            if FOREIGN.match(value or "") or FOREIGN_IN_CSS.search(value or ""):
                self.foreign.append(value)

    def handle_endtag(self, tag):
        if self.silent and tag == self.silent[-1]:
            self.silent.pop()

    def handle_data(self, data):
        if not self.silent:
            self.text += data
        elif self.silent[-1] == "style":
            self.foreign += FOREIGN_IN_CSS.findall(data)


def page(site, language, name):
    folder = site / LANGUAGES[language]
    return folder / "index.html" if name == "index" else folder / name / "index.html"


@pytest.mark.parametrize(("language", "name"), SOURCES)
def test_a_page_is_whole(site, language, name):
    text = page(site, language, name).read_text(encoding="utf-8")
    source = written(ROOT / "docs" / language / f"{name}.md").text
    reader = Reader(text)
    assert f'<html lang="{language}"' in text
    assert reader.foreign == []
    assert "formula-error" not in text
    assert "arithmatex" not in text
    assert text.count("<math ") == text.count('class="katex-html"')
    assert ("<math " in text) == ("$" in re.sub(r"(?s)```.*?```|`[^`\n]*`", "", source))
    assert not re.search(r"\$|\\[()\[\]]", reader.text)


def test_the_reader_sees_what_it_should():
    reader = Reader(
        '<script src="https://a.b/c.js"></script><link rel="stylesheet" href="//a.b/c.css">'
        '<img src="/x.png"><a href="https://a.b/">a</a><svg><image href="https://a.b/c.png"/></svg>'
        '<p style="background:url(https://a.b/c.png)">$x$ <code>$HOME</code></p>'
        "<style>@import 'https://a.b/c.css'</style>"
    )
    assert len(reader.foreign) == 5
    assert reader.text == "a$x$ "


def test_no_stylesheet_or_script_knows_another_host(site):
    for sheet in site.rglob("*.css"):
        assert FOREIGN_IN_CSS.findall(sheet.read_text(encoding="utf-8")) == [], sheet
    for script in site.rglob("*.js"):
        text = script.read_text(encoding="utf-8")
        assert not re.search(r"unpkg|jsdelivr|cdnjs|sourceMappingURL=(?!search)", text), script


@pytest.mark.parametrize("of_file", patches.PATCHED.values(), ids=["script", "stylesheet"])
def test_what_is_mended_in_material_must_be_there(of_file):
    with pytest.raises(PluginError, match=r"x\.js has changed, it does not have this: "):
        patches.patched("another release", of_file, "x.js")
    with pytest.raises(PluginError, match=r"has 0 files named assets/javascripts/bundle"):
        patches.patch([])


def test_every_file_that_a_stylesheet_names_is_there(site):
    for sheet in site.rglob("*.css"):
        for name in re.findall(r"url\(([^)]+)\)", sheet.read_text(encoding="utf-8")):
            if not name.strip("\"'").startswith(("data:", "#")):
                assert (sheet.parent / name.strip("\"'")).exists(), f"{sheet.name}: {name}"


@pytest.mark.parametrize(("language", "name"), SOURCES)
def test_a_page_is_light(site, language, name):
    folder = site / LANGUAGES[language]
    files = [page(site, language, name)]
    files += folder.glob("assets-*/**/*.*")  # more than any page loads: all fonts, all scripts
    # Not what is loaded for who searches, or draws a digit.
    files = [file for file in files if not {"lunr", "play"} & {*file.parts}]
    weights = {file.relative_to(site): weight(file) for file in files}
    heaviest = sorted(weights.items(), key=lambda item: -item[1])[:5]
    assert sum(weights.values()) < BUDGET, heaviest


@pytest.mark.parametrize(("language", "name"), SOURCES)
def test_the_pieces_on_a_page_make_up_its_scripts(site, language, name):
    text = page(site, language, name).read_text(encoding="utf-8")
    found = re.search(r'<template class="pieces"[^>]*>(.*?)</template>', text)
    pieces = json.loads(unescape(found[1])) if found else []
    assert len(set(pieces)) == len(pieces)
    offers = re.findall(r'href="([\w-]+\.py)".*?data-script="([\d ]+)"', text)
    scripts = {
        file: [pieces[int(number)] for number in numbers.split()] for file, numbers in offers
    }
    folder = page(site, language, name).parent
    assert sorted(scripts) == sorted(file.name for file in folder.glob("*.py"))
    for file, parts in scripts.items():
        assert "\n\n".join(parts) == (folder / file).read_text(encoding="utf-8")


def weight(file):
    content = file.read_bytes()
    return len(content) if file.suffix == ".woff2" else len(gzip.compress(content))


@pytest.mark.parametrize("language", sorted({language for language, _ in SOURCES}))
@pytest.mark.parametrize("font", ["text.woff2", "bold.woff2"])
def test_the_fonts_hold_every_syllable_of_the_pages(site, language, font):
    names = [name for source, name in SOURCES if source == language]
    text = "".join(page(site, language, name).read_text(encoding="utf-8") for name in names)
    (file,) = (site / LANGUAGES[language]).glob(f"assets-*/fonts/{font}")
    with TTFont(file) as cut:
        missing = set(re.findall("[가-힣]", text)) - set(map(chr, cut.getBestCmap()))
    assert not missing


SOUND = """\
# 제목 { #title }

값은 $x_1$이고 [아래](#below)를 보라.

## 아래 { #below }
"""
FAULTS = {  # a fault: what the build says of it
    "$\\frac{1}$": r"index\.md:8: the formula \\frac\{1\} does not render: .*end of input",
    "$$\n\\nabl f\n$$": r"index\.md:11: the formula \\nabl f does not render: .*Undefined control",
    "[page](nowhere.md)": r"'index\.md' contains a link 'nowhere\.md'",
    "[place](#nowhere)": r"'index\.md' contains a link '#nowhere'",
    "[root](/nowhere/)": r"'index\.md' contains an absolute link '/nowhere/'",
    "## 제목뿐": r"index\.md:20: the heading “제목뿐” needs an id",
}


def test_a_sound_page_builds(tmp_path):
    done = build(tmp_path, {"index.md": SOUND})
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    assert "end of life" not in done.stderr


def test_each_fault_fails_the_strict_build(tmp_path):
    done = build(tmp_path, {"index.md": "\n\n".join([SOUND, *FAULTS])})
    warnings = [line for line in done.stderr.splitlines() if line.startswith("WARNING")]
    assert done.returncode == 1
    for message in FAULTS.values():
        assert any(re.search(message, line) for line in warnings), (message, warnings)
    assert len(warnings) == len(FAULTS)


DRAWS = "```python\nimport matplotlib.pyplot as plt\n\n"
RAISES = f"{DRAWS}plt.plot([1], [1, 2])\n```\n\n![A curve](a.svg)\n"
FORGOTTEN = "```python\nimport matplotlib.pyplot as plt\nplt.plot([1])\n```\n\n![](a.svg)\n"
SYNTAX = "```python\nx = 1\ndef f(:\n```\n"
TWICE = FORGOTTEN.replace("```\n\n", "plt.show()\nplt.plot([2])\n```\n\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (RAISES, "docs/ko/index.md:6: the listing raises ValueError"),
        (FORGOTTEN, "docs/ko/index.md:8: the figure has no description"),
        (SYNTAX, "docs/ko/index.md:5: the listing raises SyntaxError"),
        (TWICE, "docs/ko/index.md:4: the listing draws two figures"),
        ("```python\n", "docs/ko/index.md: line 3: the fence is not closed"),
        ("- ```python\n  x = 1\n  ```\n", "docs/ko/index.md: line 3: a fence stands on a line of"),
    ],
    ids=["raises", "no description", "no syntax", "two figures", "not closed", "beside a marker"],
)
@pytest.mark.parametrize("quiet", [False, True], ids=["", "quiet"])
def test_a_faulty_listing_is_named_without_a_traceback(tmp_path, text, message, quiet):
    done = build(tmp_path, {"index.md": f"# 제목 {{ #title }}\n\n{text}"}, *["--quiet"] * quiet)
    assert done.returncode == 1
    assert quiet or message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("WARNING") <= 1


def test_a_page_may_be_in_no_menu_and_have_a_space_in_its_name(tmp_path):
    pages = {"index.md": SOUND, "a b.md": "# 다른 제목 { #other }\n\n글.\n"}
    done = build(tmp_path, pages, nav=["index.md"])
    assert "Traceback" not in done.stderr
    text = (tmp_path / "site" / "a b" / "index.html").read_text(encoding="utf-8")
    assert 'type="text/markdown" href="../a%20b.md"' in text
    assert '/cards/a%20b.png"' in text
    assert (tmp_path / "site" / "cards" / "a b.png").exists()
    build(tmp_path, pages)
    assert "/a%20b.md)" in (tmp_path / "site" / "llms.txt").read_text(encoding="utf-8")


DRAWN = FORGOTTEN.replace("![]", "![그림]").replace("([1])", "([1], label='가'); plt.legend()")


def test_no_file_is_read_in_the_encoding_of_the_system(tmp_path):
    """As on a Korean Windows. The linter asks each `open` for its encoding, where it sees one."""
    ascii_alone = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    told = {"PYTHONWARNDEFAULTENCODING": "1", "PYTHONWARNINGS": "always::EncodingWarning"}
    diagram = "```mermaid\nflowchart LR\n    accTitle: 그림\n    a[가] --> b\n```\n"
    pages = {"index.md": f"{SOUND}\n{DRAWN}\n{diagram}"}
    done = build(tmp_path, pages, environment=ascii_alone | told)
    assert done.returncode == 0, done.stderr
    assert not re.search(r"(press|mlcheats)[/\\\\][^\n]*EncodingWarning", done.stderr)


def test_line_ends_and_folders_change_nothing(tmp_path):
    """As Windows may have them: \\r\\n, a space and Hangul."""
    sites = []
    for folder, end in [("a", "\n"), ("빈 칸", "\r\n")]:
        root = tmp_path / folder
        root.mkdir()
        done = build(root, {"index.md": f"{SOUND}\n{DRAWN}".replace("\n", end)})
        assert done.returncode == 0, done.stderr
        files = [file for file in (root / "site").rglob("*") if file.is_file()]
        sites.append({file.relative_to(root).as_posix(): file.read_bytes() for file in files})
    assert sites[0].keys() == sites[1].keys()
    assert [name for name in sites[0] if sites[0][name] != sites[1][name]] == []


def test_a_build_needs_no_import_path_of_its_folder(tmp_path):
    done = build(tmp_path, {"index.md": SOUND}, environment={"PYTHONSAFEPATH": "1"})
    assert done.returncode == 0, done.stderr


def test_settings_are_found_from_a_relative_path(tmp_path):
    build(tmp_path, {"index.md": SOUND})
    for options in (["--config-file", "mkdocs.yml"], ["--dirty"]):
        done = build(tmp_path, {"index.md": SOUND}, *options)
        assert "Traceback" not in done.stderr


def test_two_builds_do_not_share_a_folder(tmp_path):
    with hooks.locked(tmp_path / "site"):
        done = build(tmp_path, {"index.md": SOUND})
    assert done.returncode == 1
    assert "another build is writing into" in done.stderr
    assert "Traceback" not in done.stderr
    assert build(tmp_path, {"index.md": SOUND}).returncode == 0
