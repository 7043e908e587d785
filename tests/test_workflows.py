"""What the workflows run on GitHub is what runs here: each `run:` of theirs is accounted for.

`pytest -m workflows` runs them in a clone of the last commit, but for those that .ci/run has run
by then, and those that change the world or need more of it than this machine has.
"""

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml
from building import build

ROOT = Path(__file__).parents[1]
README = re.findall(r"^python3 -m venv .*", (ROOT / "README.md").read_text("utf-8"), re.M)
CI = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
INSTALL = re.compile(r"(python3 -m venv \.venv && \.venv/bin/pip install .*-e )\"\.\[(\w+)\]\"")
WITHIN = {"site": "test"}  # by pyproject.toml

# What GitHub puts in the place of the expressions.
GIVEN = {
    "github.repository": "owner/name",
    "github.server_url": "https://github.example",
    "steps.pages.outputs.base_url": "https://owner.example:8443/a/site",
}


@dataclass(frozen=True)
class Step:
    place: str
    run: str
    environment: dict[str, str] = field(hash=False)


def steps() -> list[Step]:
    return [
        Step(f"{file.name}: {step.get('name')}", step["run"], step.get("env", {}))
        for file in sorted((ROOT / ".github" / "workflows").glob("*.yml"))
        for job in yaml.safe_load(file.read_text(encoding="utf-8"))["jobs"].values()
        for step in job.get("steps", ())
        if "run" in step
    ]


def is_readme(run: str) -> bool:
    """.ci/run runs its parts, one by one."""
    parts = 'step "install" "${install[@]}" ".[test]"', 'step "tests" "$bin/pytest"'
    return run == README[1] and all(part in CI for part in parts)


def is_readme_on_windows(run: str) -> bool:
    """As the README has it, but with the Python that the matrix names, for the newest, `py`."""
    there = README[1].replace("python3", "python").replace(".venv/bin/", ".venv\\Scripts\\")
    return run == there


def is_ci(run: str) -> bool:
    return run == ".ci/run"


def is_installed(run: str) -> bool:
    """.ci/run has installed that, or more, by the same command."""
    found = INSTALL.fullmatch(run)
    return (
        found is not None
        and README[1].startswith(found[1])
        and f'"${{install[@]}}" ".[{WITHIN.get(found[2], found[2])}]"' in CI
    )


def is_built(run: str) -> bool:
    """.ci/run has built it by the same command; another address is tried below."""
    return run == ".venv/bin/mkdocs build --strict" and '"$bin/mkdocs" build --strict' in CI


def publishes(run: str) -> bool:
    return run.startswith("gh release create ")


def takes_long(run: str) -> bool:
    """It is for the week, and to be run by hand."""
    return run in {".ci/newest", ".venv/bin/pytest -m twice"}


def needs_firefox(run: str) -> bool:
    """Which .ci/run does not install."""
    return run == ".venv/bin/pytest -n0 -m firefox"


def needs_large_libraries(run: str) -> bool:
    """They take minutes to install, and a test of its own names each listing that needs them."""
    found = re.fullmatch(r"(python3 -m venv .*-e )\"\.\[test,bench\]\"", run)
    installs = found is not None and README[1].startswith(found[1])
    return installs or run == ".venv/bin/pytest -n0 -m elsewhere"


def needs_the_net(run: str) -> bool:
    return run.endswith(" .ci/links")


NOT_HERE: dict[str, Callable[[str], bool]] = {
    "publish.yml: Build": is_built,
    "publish.yml: Install": is_installed,
    "release.yml: Install": is_installed,
    "release.yml: Publish the release": publishes,
    "test.yml: Check everything": is_ci,
    "test.yml: Test": is_readme,
    "test.yml: Test on Windows": is_readme_on_windows,
    "weekly.yml: Build twice": takes_long,
    "weekly.yml: Follow the links": needs_the_net,
    "weekly.yml: Install": is_installed,
    "weekly.yml: Press Run": needs_firefox,
    "weekly.yml: Install the other libraries": needs_large_libraries,
    "weekly.yml: Run what needs them": needs_large_libraries,
    "weekly.yml: Try the newest of everything": takes_long,
}
HERE = ["release.yml: Build"]


def test_each_step_runs_here_or_is_named():
    assert {step.place for step in steps()} == {*NOT_HERE, *HERE}


@pytest.mark.parametrize("step", steps(), ids=lambda step: step.place)
def test_no_step_has_foreign_text_in_its_shell(step):
    assert "${{" not in step.run


@pytest.mark.parametrize("place", NOT_HERE)
def test_what_does_not_run_here_is_what_its_name_says(place):
    for step in steps():
        assert step.place != place or NOT_HERE[place](step.run), step.run


def given(place: str) -> dict[str, str]:
    """The environment of the step, as GitHub would give it."""
    (step,) = [step for step in steps() if step.place == place]
    return {
        name: re.sub(r"\$\{\{ (.+?) \}\}", lambda found: GIVEN[found[1]], value)
        for name, value in step.environment.items()
    }


def test_a_site_has_the_address_that_the_host_names(monkeypatch, tmp_path):
    for name, value in given("publish.yml: Build").items():
        monkeypatch.setenv(name, value)
    pages = {"index.md": "# 제목 { #title }\n\n글.\n", "a.md": "# 다른 제목 { #other }\n\n글.\n"}
    table = tmp_path / "docs" / "addresses.yml"
    table.parent.mkdir()
    table.write_text("published: {index.md: [title], a.md: [other]}\n", encoding="utf-8")
    done = build(tmp_path, pages)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "site" / "a" / "index.html").read_text(encoding="utf-8")
    assert 'rel="canonical" href="https://owner.example:8443/a/site/a/"' in page
    assert 'href="https://github.example/owner/name/edit/main/docs/ko/a.md"' in page


def test_what_is_no_address_ends_the_build(tmp_path):
    done = build(tmp_path, {"index.md": "글."}, environment={"MLCHEATS_REPO": "javascript:1"})
    assert done.returncode == 1
    assert "MLCHEATS_REPO is to be the address of a repository, like" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of the last commit as a release has it, with what .ci/run has made and fetched."""
    folder = tmp_path_factory.mktemp("clone") / "mlcheats"
    git(ROOT, "clone", "--quiet", str(ROOT), str(folder))
    made = {".venv": Path(sys.prefix), **{name: ROOT / name for name in (".cache", "node_modules")}}
    for name, there in made.items():
        (folder / name).symlink_to(there)
    (folder / ".git/info/exclude").write_text("\n".join(made), encoding="utf-8")
    changes = folder / "CHANGELOG.md"
    text = changes.read_text(encoding="utf-8")
    changes.write_text(text.replace(" (unreleased)", "", 1), encoding="utf-8")
    git(folder, "commit", "--quiet", "--all", "--message=A release")
    return folder


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=mlcheats", "-c", "user.email=mlcheats@example.org"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True)


def ran(place: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """What the step does in the folder, run as GitHub runs it."""
    (step,) = [step for step in steps() if step.place == place]
    return subprocess.run(
        ["bash", "-e", "-c", step.run],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder)} | given(place) | environment,
        capture_output=True,
        encoding="utf-8",
    )


@pytest.mark.posix
@pytest.mark.workflows
def test_a_tag_is_released(clone):
    done = ran("release.yml: Build", clone, GITHUB_REF_NAME="v0.1.0")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "accuracy 0.9" in done.stdout
    assert {file.suffix for file in (clone / "dist").glob("mlcheats-0.1.0*")} == {".whl", ".gz"}
    (wheel,) = (clone / "dist").glob("*.whl")
    metadata = zipfile.ZipFile(wheel).read("mlcheats-0.1.0.dist-info/METADATA").decode()
    assert "Project-URL: Repository, https://github.example/owner/name\n" in metadata
    assert "](https://github.example/owner/name/blob/v0.1.0/README.ko.md)" in metadata
    notes = (clone / "notes.md").read_text(encoding="utf-8")
    assert notes.strip() in (clone / "CHANGELOG.md").read_text(encoding="utf-8")
    assert notes.strip().startswith("- ")


@pytest.mark.posix
@pytest.mark.workflows
@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"GITHUB_REF_NAME": "v9.9.9"}, "the tag is 'v9.9.9', the version"),
        ({"GITHUB_REF_NAME": "0.1.0"}, "the tag is '0.1.0', the version"),
        ({"GITHUB_REF_NAME": "v0.1.0; touch there"}, "the tag is 'v0.1.0; touch there', the"),
        ({"GITHUB_REF_NAME": "v0.1.0", "MLCHEATS_REPO": ""}, "MLCHEATS_REPO is to name"),
        ({"GITHUB_REF_NAME": "v0.1.0", "MLCHEATS_REPO": "javascript:1"}, "MLCHEATS_REPO is to be"),
    ],
)
def test_what_cannot_be_released_is_said(clone, environment, message):
    done = ran("release.yml: Build", clone, **environment)
    assert done.returncode != 0
    assert message in done.stderr
    assert not (clone / "there").exists()


@pytest.mark.posix
@pytest.mark.workflows
def test_what_is_not_named_in_the_changelog_is_not_released(clone):
    file = clone / "CHANGELOG.md"
    text = file.read_text(encoding="utf-8")
    for heading, message in [("0.1.0 (unreleased)", "calls 0.1.0 unreleased"), ("0.1", "no sec")]:
        file.write_text(text.replace("## 0.1.0", f"## {heading}"), encoding="utf-8")
        done = ran("release.yml: Build", clone, GITHUB_REF_NAME="v0.1.0")
        assert "no commit" in done.stderr
        git(clone, "commit", "--quiet", "--all", "--message=Another heading")
        done = ran("release.yml: Build", clone, GITHUB_REF_NAME="v0.1.0")
        assert message in done.stderr
