"""A mistake is told from where it stands; a page says when it changed, and its commit."""

import re
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from building import build
from mkdocs.utils.yaml import yaml_load

ROOT = Path(__file__).parents[2]
FORMS = ROOT / ".github" / "ISSUE_TEMPLATE"
REPOSITORY = "https://github.com/a/b"
STYLES = ROOT / "press/material/theme/assets/stylesheets"
PAGE = "# 제목 { #title }\n\n글.\n\n## 둘째 절 { #second }\n\n틀린 문장 $x^2$이다.\n"
WHO = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
LAPTOP = {"width": 1280, "height": 800}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A site of one page, of a commit, which knows its repository."""
    folder = tmp_path_factory.mktemp("reports")
    git = ["git", *WHO]
    (folder / "docs" / "ko").mkdir(parents=True)
    (folder / "docs" / "ko" / "index.md").write_text(PAGE, encoding="utf-8")
    for command in (["init"], ["add", "docs"], ["commit", "-m", "a"]):
        subprocess.run([*git, *command], cwd=folder, check=True, capture_output=True)
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    done = build(folder, {"index.md": PAGE}, environment={"MLCHEATS_REPO": f"{REPOSITORY}.git/"})
    assert done.returncode == 0, done.stderr
    return folder


def output(folder, *arguments):
    return subprocess.check_output(["git", *arguments], cwd=folder, encoding="utf-8").strip()


def fields(address):
    return {name: value for name, (value,) in parse_qs(urlsplit(address).query).items()}


def test_the_foot_says_when_and_of_which_commit(made):
    html = (made / "site" / "index.html").read_text(encoding="utf-8")
    commit, day = output(made, "log", "-1", "--format=%H %cs").split()
    year, month, number = map(int, day.split("-"))
    assert f'<time datetime="{day}">{year}년 {month}월 {number}일</time>' in html
    assert f'커밋 <a href="{REPOSITORY}/commit/{commit}">{commit[:10]}</a>' in html
    (link,) = re.findall(r'<a class="report" href="([^"]*)"', html)
    link = link.replace("&amp;", "&")
    assert link.startswith(f"{REPOSITORY}/issues/new?")
    assert fields(link) == {
        "template": "mistake.ko.yml",
        "page": "http://localhost/",
        "commit": commit,
    }


@pytest.mark.parametrize("language", ["ko", "en"])
def test_without_a_repository_nothing_leads_nowhere(site, language):
    folder = site if language == "ko" else site / "en"
    for page in (folder / "index.html", folder / "loss" / "index.html"):
        html = page.read_text(encoding="utf-8")
        assert 'class="report"' not in html
        assert "/commit/" not in html
        day = output(ROOT, "log", "-1", "--format=%cs", "--", f"docs/{language}/{page_name(page)}")
        if output(ROOT, "rev-parse", "--is-shallow-repository") == "false":
            assert f'<time datetime="{day}">' in html


def page_name(page):
    return "loss.md" if page.parent.name == "loss" else "index.md"


def test_english_says_it_in_english():
    words = yaml_load((ROOT / "mkdocs.en.yml").read_text(encoding="utf-8"))["extra"]["words"]
    from datetime import date

    assert words["date"].format(date(2026, 11, 7)) == "November 7, 2026"


@pytest.mark.browser
def test_a_section_offers_its_form(browser, made):
    from axe import violations
    from browsing import host
    from playwright.sync_api import expect

    options = {"viewport": LAPTOP, "bypass_csp": True}  # for the style below
    with host(made / "site") as address, browser.new_context(**options) as context:
        page = context.new_page()
        page.goto(address, wait_until="networkidle")
        page.add_style_tag(path=STYLES / "site.css")  # which sites of tests leave out
        link = page.locator("h2#second .report")
        expect(link).to_have_css("opacity", "0")
        expect(page.locator("footer .report")).to_have_css("opacity", "1")
        page.hover("h2#second")
        expect(link).to_have_css("opacity", "1")
        expect(link).to_have_accessible_name("틀린 곳 알리기")
        assert fields(link.get_attribute("href"))["section"] == "second"

        page.evaluate(
            """() => {
            addEventListener("click", (event) => event.preventDefault())
            getSelection().selectAllChildren(document.querySelector("#second + p"))
        }"""
        )
        link.click()
        told = fields(link.get_attribute("href"))
        assert told.pop("commit")
        assert told == {
            "template": "mistake.ko.yml",
            "page": "http://localhost/",
            "section": "second",
            "marked": "틀린 문장 $x^2$이다.",
        }
        page.evaluate("getSelection().removeAllRanges()")
        link.click()
        assert "marked" not in fields(link.get_attribute("href"))
        link.focus()
        expect(link).to_have_css("opacity", "1")
        page.evaluate("document.activeElement.blur()")
        page.mouse.move(600, 700)
        expect(page.locator(".md-tooltip2")).to_have_count(0)
        assert not violations(page, None)
        page.emulate_media(media="print")
        assert not page.locator(".report:visible").count()
        assert page.locator("h2#second").inner_text().strip() == "둘째 절"


@pytest.mark.browser
def test_what_a_finger_can_press_is_seen(browser, made):
    from browsing import host
    from playwright.sync_api import expect

    phone = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True}
    with host(made / "site") as address, browser.new_context(**phone, bypass_csp=True) as context:
        page = context.new_page()
        page.goto(address, wait_until="networkidle")
        page.add_style_tag(path=STYLES / "site.css")
        link = page.locator("h2#second .report")
        expect(link).to_have_css("opacity", "1")
        box = link.bounding_box()
        assert min(box["width"], box["height"]) >= 24  # WCAG 2.5.8


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_forms_have_the_fields_that_the_links_fill(language):
    form = yaml.safe_load((FORMS / f"mistake.{language}.yml").read_text(encoding="utf-8"))
    ids = [field["id"] for field in form["body"]]
    assert {"page", "section", "marked", "commit"} <= {*ids}
    for kind in ("mistake", "picture"):
        one, other = (
            yaml.safe_load((FORMS / f"{kind}.{each}.yml").read_text(encoding="utf-8"))
            for each in (language, "en")
        )
        assert [field["id"] for field in one["body"]] == [field["id"] for field in other["body"]]
