"""Every folder that a stranger meets first says what it is."""

from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.support.store import ROOT

IGNORED = [line.strip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").split()]


def below(folder: Path) -> list[Path]:
    return sorted(
        entry
        for entry in folder.iterdir()
        if entry.is_dir() and entry.name[0].isalpha() and not any(fnmatch(entry.name, name) for name in IGNORED)
    )


FOLDERS = [folder for at in (ROOT, ROOT / "packages", ROOT / "analytics") for folder in below(at)]


def test_the_folders_are_found() -> None:
    assert {"contract", "docs", "layers"} <= {folder.name for folder in FOLDERS}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_a_folder_says_what_it_is(folder: Path) -> None:
    page = folder / "README.md"
    assert page.exists()
    title, *rest = page.read_text(encoding="utf-8").splitlines()
    assert title.startswith("# ")
    assert len([line for line in rest if line]) >= 4
