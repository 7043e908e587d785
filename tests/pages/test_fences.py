"""Every code block on every page is accounted for. What the listings do is tested one by one."""

import subprocess
import sys
from pathlib import Path

import markdown
import pytest
from checking import OTHER_KINDS
from mkdocs.utils.yaml import yaml_load
from quoting import quoted

from press.read.listings import IMAGE, NOT_RUN, find_listings
from press.words import addresses

ROOT = Path(__file__).parents[2]
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted([*ROOT.glob("docs/**/*.md"), *ROOT.glob("README*.md")])
}
EXTENSIONS = yaml_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["markdown_extensions"]
each_page = pytest.mark.parametrize(("page", "text"), PAGES.items(), ids=PAGES)


def render(text, extensions):
    names = [name for each in extensions for name in ([each] if isinstance(each, str) else each)]
    settings = {
        name: it for each in extensions if isinstance(each, dict) for name, it in each.items()
    }
    return markdown.markdown(text, extensions=names, extension_configs=settings)


@pytest.mark.parametrize("number", range(len(EXTENSIONS)))
def test_each_extension_of_markdown_is_used(number):
    others = EXTENSIONS[:number] + EXTENSIONS[number + 1 :]
    texts = [page.text for page in addresses.sources(ROOT).values()]
    assert any(render(text, EXTENSIONS) != render(text, others) for text in texts)


@quoted(
    "about",
    "페이지의 파이썬 코드는 둘을 빼고 모두 실행되고, 그 옆에 적은 출력은 실제 출력과 비교된다.",
    "All Python code on the pages but two listings is run, and the output written beside it is "
    "compared with the real one.",
)
@quoted(
    "about",
    "- 실행하지 않는 셸 명령: {{ commands }}번 나온다. `pip install` 같은 것이다.",
    "- Shell commands that are not run: they appear {{ commands }} times. `pip install` is one.",
)
@each_page
def test_every_fence_is_run_or_on_a_list(page, text):
    for listing in find_listings(text):
        named = listing.not_run or listing.elsewhere  # the latter: test_claims_elsewhere.py
        listed = listing.info in OTHER_KINDS or (listing.info == "python" and named)
        assert listing.runs or listed, f"{page}:{listing.line - 1}: {listing.info!r}"


@each_page
def test_a_listing_fits_beside_the_menus_of_a_laptop(page, text):
    for listing in find_listings(text):
        if listing.info == "python":
            lines = enumerate(listing.source.splitlines(), listing.line)
            wide = [f"{page}:{number}: {line}" for number, line in lines if len(line) > 79]
            assert not wide, "\n".join(wide)


@each_page
def test_no_code_block_stands_outside_a_fence(page, text):
    """Without its fences, the rendered page has no code block left: an indented one, or HTML."""
    for listing in reversed(find_listings(text)):
        text = text[: listing.start] + text[listing.end :]
    html = render(text, EXTENSIONS)
    left = html[html.find("<pre") :].split("</pre>")[0]
    assert "<pre" not in html, f"{page}: a code block that nothing runs:\n{left}"


@each_page
def test_every_drawn_image_stands_below_a_listing_that_runs(page, text):
    listings = find_listings(text)
    below = [listing.image.name for listing in listings if listing.image and listing.runs]
    images = [found["name"] for found in IMAGE.finditer(text)]
    drawn = [name for name in images if not (ROOT / page).with_name(name).exists()]
    assert drawn == below
    assert len(set(drawn)) == len(drawn), "one name for two pictures"


def test_pytest_collects_every_fence():
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--collect-only",
        "-qq",
        "docs",
        "README.md",
        "README.ko.md",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    collected = dict(line.split(": ") for line in done.stdout.splitlines() if ".md: " in line)
    fences = {page: str(len(find_listings(text))) for page, text in PAGES.items()}
    assert collected == {page: count for page, count in fences.items() if count != "0"}


def test_only_the_listed_listings_are_not_run():
    """In each language one listing per package on `mnist.md`, and nothing else."""
    not_run = [
        (page, listing.not_run)
        for page, text in PAGES.items()
        for listing in find_listings(text)
        if listing.info == "python" and listing.not_run
    ]
    pages = [page for page in PAGES if Path(page).name == "mnist.md"]
    packages = sorted(name.split(".")[0] for name in NOT_RUN)
    assert sorted(not_run) == [(page, package) for page in pages for package in packages]
