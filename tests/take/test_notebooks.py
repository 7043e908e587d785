"""Each page as a notebook: the same text in Jupyter's Markdown, the same code with its outputs."""

import json
import re
from pathlib import Path

import nbformat
import pytest
from markdown_it import MarkdownIt
from nbclient import NotebookClient
from saying import listings
from seeing import written

from press.read.outputs import same
from press.read.statements import said
from press.take.notebooks import FILES, notebook
from press.take.scripts import without_outputs

ROOT = Path(__file__).parents[2]
LANGUAGES = {"ko": "", "en": "en"}  # where each stands in the site
PAGES = [
    (language, page.stem)
    for language in LANGUAGES
    for page in sorted((ROOT / "docs" / language).glob("*.md"))
]
each_page = pytest.mark.parametrize(("language", "name"), PAGES)
MARKS = re.compile(r"\{ ?[#.:]|^!!! |\?\?\? |^:   |\]\([^)]*\.md\b|\*\*", re.M)
FORMULA = re.compile(r"(\$\$.+?\$\$|\$[^$\n]+\$)", re.S)


def read(site, language, name):
    book = nbformat.read(site / LANGUAGES[language] / f"{name}.ipynb", 4)
    nbformat.validate(book)
    return book


def codes(book):
    return [cell.source for cell in book.cells if cell.cell_type == "code" and cell.source != FILES]


@each_page
def test_a_notebook_has_the_listings_of_its_page(site, language, name):
    page = ROOT / "docs" / language / f"{name}.md"
    wanted = [without_outputs(source).strip("\n") for source in listings(page)]
    assert codes(read(site, language, name)) == wanted


@each_page
def test_jupyter_understands_the_text_of_a_notebook(site, language, name):
    """Rendered as CommonMark with tables, nothing is left of marks that only MkDocs knows."""
    for cell in read(site, language, name).cells:
        if cell.cell_type == "markdown":
            text = FORMULA.sub("formula", cell.source)  # Jupyter sets them aside, too
            html = MarkdownIt("commonmark").enable("table").render(text)
            prose = re.sub(r"(?s)<(pre|code).*?</\1>", "", html)
            assert not MARKS.search(prose), prose


@each_page
def test_a_notebook_has_the_formulas_and_diagrams_of_its_page(site, language, name):
    page = written(ROOT / "docs" / language / f"{name}.md").text
    cells = read(site, language, name).cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert text.count("```mermaid") == page.count("```mermaid")
    plain = [re.sub(r"(?s)```.*?```|`[^`\n]*`", "", part) for part in (page, text)]
    formulas = [["".join(f.split()) for f in FORMULA.findall(part)] for part in plain]
    assert formulas[0] == formulas[1]


@each_page
def test_links_lead_to_notebooks_that_are_there(site, language, name):
    for cell in read(site, language, name).cells:
        if cell.cell_type == "markdown":
            for target in re.findall(r"\]\(([\w-]+\.\w+)(?:#[^)]*)?\)", cell.source):
                assert (site / LANGUAGES[language] / target).exists()


@pytest.mark.parametrize("name", ["matplotlib", "network"])
def test_jupyter_runs_a_notebook(site, tmp_path, monkeypatch, name):
    monkeypatch.delenv("MPLBACKEND")  # Jupyter draws into the notebook
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    book = read(site, "en", name)
    NotebookClient(book, timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()
    page = ROOT / "docs" / "en" / f"{name}.md"
    cells = [c for c in book.cells if c.cell_type == "code" and c.source != FILES]
    for source, cell in zip(listings(page), cells, strict=True):
        printed = "".join(output.text for output in cell.outputs if output.output_type == "stream")
        drawn = [o for o in cell.outputs if "image/png" in o.get("data", {})]
        assert same(said(source), printed)
        assert len(drawn) == source.count("plt.show()")


PAGE = """\
# Title { #title }

Text with a [link](other.md#there) and [another](#here).

!!! note "Mind this"
    $$
    x > 1
    $$

    - a [link](other.md)

```mermaid
graph LR
  accTitle: x_1 leads to y
  x1((x_1)) -- "w^{(1)}_{12}" --> y((y))
```

## Here `now` { #here }

```python
print([1, 2])
#> [1, 2]
```

![A picture](picture.svg)

term { #term }
:   What it means.

```bash
pip install x  # { #no-id }
```
"""


def test_a_page_is_put_into_what_jupyter_knows():
    book = json.loads(notebook(PAGE, "> Note.", {"other.md": "## Over there { #there }"}))
    assert ["".join(cell["source"]) for cell in book["cells"]] == [
        """\
# Title

> Note.

Text with a [link](other.ipynb#Over-there) and [another](#Here-now).

> **Mind this**
>
> $$x > 1$$
>
> - a [link](other.ipynb)

```mermaid
graph LR
  accTitle: x₁ leads to y
  x1((x₁)) -- "w⁽¹⁾₁₂" --> y((y))
```

## Here `now`""",
        "print([1, 2])",
        """\
**term**  \n\
What it means.

```bash
pip install x  # { #no-id }
```""",
    ]


def test_a_notebook_with_files_goes_where_they_are():
    book = json.loads(notebook("# T\n\n```python\nread('assets/a.npz')\n```\n", "> Note.", {}))
    assert ["".join(cell["source"]) for cell in book["cells"]] == [
        "# T\n\n> Note.",
        FILES,
        "read('assets/a.npz')",
    ]


def test_a_notebook_installs_what_it_imports():
    """In any Jupyter: from the repository, where one is named, and before its first listing."""
    page = "# T\n\n```python\nimport mlcheats\n```\n"
    address = "https://example.org/owner/name"
    book = json.loads(notebook(page, "> Note.", {}, address, "> Alone."))
    assert ["".join(cell["source"]) for cell in book["cells"]] == [
        "# T\n\n> Alone.",
        '%pip install --quiet "mlcheats @ git+https://example.org/owner/name" matplotlib',
        "import mlcheats",
    ]


def test_a_notebook_with_files_needs_the_folder_that_has_them():
    page = "# T\n\n```python\nread('assets/a.npz')\n```\n"
    address = "https://example.org/owner/name"
    book = notebook(page, "> Note.", {}, address)
    assert "%pip" not in book  # what that installs has no assets
    assert f"git clone {address}" in book


def test_links_lead_to_the_site_where_its_address_is_known():
    """A notebook is downloaded alone."""
    page = (
        "# T\n\n[a](other.md#there), [b](other.md), [c](index.md), [d](#here)\n\n## H { #here }\n"
    )
    site = "https://host.example/base/en/"
    book = json.loads(notebook(page, "", {"other.md": "## Over there { #there }"}, site=site))
    text = "".join(book["cells"][0]["source"])
    assert f"[a]({site}other/#there), [b]({site}other/), [c]({site}), [d](#H)" in text


def test_a_notebook_is_the_same_each_time():
    assert notebook(PAGE, "", {"other.md": ""}) == notebook(PAGE, "", {"other.md": ""})
