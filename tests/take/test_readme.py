"""The READMEs are whole on PyPI, which shows them without the files beside them."""

import re
from pathlib import Path

import pytest
from markdown import markdown

from press.material import edit
from press.read.page import Page
from press.take.readme import absolute

ROOT = Path(__file__).parents[2]
ADDRESS = "https://github.example/owner/name"


@pytest.mark.parametrize("name", ["README.md", "README.ko.md"])
def test_links_and_pictures_lead_to_files_of_the_tag(name):
    source = (ROOT / name).read_text(encoding="utf-8")
    text = absolute(Page(name, source), ADDRESS, "v1.2.3")
    html = markdown(text, extensions=["fenced_code"])
    places = re.findall(r'(?:href|src)="([^"]*)"', html)
    led = [place for place in places if place.startswith(ADDRESS)]
    assert len(led) > 15
    assert all(re.match(r"https?://", place) for place in places)
    for place in led:
        kind, tag, file = place.removeprefix(f"{ADDRESS}/").split("/", 2)
        assert kind == ("raw" if file.endswith(".png") else "blob")
        assert tag == "v1.2.3"
        assert (ROOT / file.partition("#")[0]).exists(), file
    fences = re.compile(r"^(`{3,}).*?^\1$", re.M | re.S)
    assert [it[0] for it in fences.finditer(text)] == [it[0] for it in fences.finditer(source)]


def test_other_links_stay():
    text = "[a](#there) [b](https://example.org/x) [c](mailto:a@b.c)\n\n![f [g]](h.png)\n"
    done = absolute(Page("README.md", text), ADDRESS, "v1")
    assert done == text.replace("h.png", f"{ADDRESS}/raw/v1/h.png")


@pytest.mark.parametrize("end", ["", "/", ".git", ".git/", "//"])
def test_an_address_is_taken_as_it_is_copied(monkeypatch, end):
    monkeypatch.setenv("MLCHEATS_REPO", f"https://host.example:8443/o.w-n/na.me{end}")
    assert edit.repository() == "https://host.example:8443/o.w-n/na.me"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "https://github.com/a b/c",
        "https://github.com/a/b?c=d",
        'https://github.com/a"/b',
        "https://github.com",
        "github.com/a/b",
        "git@github.com:a/b.git",
        " ",
    ],
)
def test_no_other_address_is_taken(monkeypatch, address):
    monkeypatch.setenv("MLCHEATS_REPO", address)
    with pytest.raises(ValueError, match="MLCHEATS_REPO is to be the address"):
        edit.repository()
