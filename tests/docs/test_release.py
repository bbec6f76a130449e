"""The version is that of the newest release in the changelog, and what came after stands above it."""

import re
import tomllib
from datetime import date

from tests.support.store import ROOT

_RELEASE = re.compile(r"(?P<version>\d+\.\d+\.\d+) \((?P<day>\d{4}-\d\d-\d\d)\)")


def headings() -> list[str]:
    return re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)


def test_the_changelog_has_what_comes_and_then_releases_from_the_newest_down() -> None:
    first, *releases = headings()
    assert first == "Unreleased"
    found = [_RELEASE.fullmatch(heading) for heading in releases]
    days = [date.fromisoformat(release["day"]) for release in found if release]
    assert len(days) == len(releases) >= 1
    assert days == sorted(days, reverse=True)


def test_the_version_is_that_of_the_newest_release() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert headings()[1].startswith(f"{project['version']} (")
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert f"FOREWARN_VERSION={project['version']}" in example
