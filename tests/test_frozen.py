"""What is installed is what constraints.txt says, down to the last dependency's dependency."""

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "constraints.txt").read_text(encoding="utf-8")
FROZEN = [Requirement(line) for line in TEXT.splitlines() if not line.strip().startswith("#")]
HOW = "renew it with `uv pip compile pyproject.toml`, then install again: CONTRIBUTING.md"
# The README's environment, and the one of .ci/run, of which most have a part.
ENVIRONMENTS = {"test": True, "ci": False}


def frozen(**environment: str) -> dict[str, str]:
    """The version of each package: on this system and this Python, if no other is named."""
    found: dict[str, str] = {}
    for each in FROZEN:
        if not each.marker or each.marker.evaluate(environment):
            assert canonicalize_name(each.name) not in found, f"{each.name} has two versions"
            found[canonicalize_name(each.name)] = str(each.specifier).removeprefix("==")
    return found


def needed(extra: str) -> Iterator[tuple[str, str | None]]:
    """All packages that the extra of mlcheats brings here, and their installed versions."""
    waiting, seen = [("mlcheats", extra)], set()
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        try:
            installed, lines = version(name), requires(name) or []
        except PackageNotFoundError:
            yield name, None
            continue
        if name != "mlcheats":
            yield name, installed
        for each in map(Requirement, lines):
            if not each.marker or each.marker.evaluate({"extra": extra}):
                waiting += [(canonicalize_name(each.name), it) for it in ("", *each.extras)]


@pytest.mark.parametrize("extra", ENVIRONMENTS)
def test_what_is_installed_is_frozen(extra):
    whole, wanted, faults = ENVIRONMENTS[extra], frozen(), set()
    for name, installed in needed(extra):
        if name not in wanted:
            faults.add(f"{name} is not in constraints.txt; {HOW}")
        elif installed != wanted[name] and (installed or whole):
            faults.add(f"{name} is {installed}, not {wanted[name]}, which constraints.txt says")
    assert not faults, "\n".join(sorted(faults))


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_each_system_has_one_version_of_each_package(python, system):
    found = frozen(
        python_version=python,
        python_full_version=f"{python}.0",
        sys_platform=system,
        platform_system={"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}[system],
    )
    assert len(found) > 100
    assert ("appnope" in found) == (system == "darwin")
    assert ("colorama" in found) or system != "win32"


def test_the_file_names_versions_alone():
    assert all(str(each.specifier).startswith("==") and not each.url for each in FROZEN)
    assert "://" not in TEXT


def test_the_citation_has_the_version():
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {version('mlcheats')}\n" in text
