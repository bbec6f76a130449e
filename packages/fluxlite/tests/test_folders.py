"""The folders of the package: each says what it is, none is too full, and those of a language import downwards only."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.store import ROOT

PACKAGE = ROOT / "fluxlite"
FOLDERS = [path.parent for path in sorted(PACKAGE.rglob("__init__.py"))]
UPWARDS = {"flux": ("language", "blocks", "fidelity", "run", "functions"), "influxql": ("language",)}
"""The folders of the languages: each may import those before it, and the seam."""
FULL = 26


def imported(path: Path) -> Iterator[str]:
    """The modules of ours that a file imports, for types only or not."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("fluxlite"):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("fluxlite"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_a_folder_says_what_it_is_and_is_not_too_full(folder: Path) -> None:
    assert ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8")))
    assert len(list(folder.glob("*.py"))) <= FULL


def test_every_folder_with_modules_is_a_package() -> None:
    assert {path.parent for path in PACKAGE.rglob("*.py")} == set(FOLDERS)


@pytest.mark.parametrize(("language", "folder"), [(name, folder) for name in UPWARDS for folder in UPWARDS[name]])
def test_the_folders_of_a_language_import_downwards_only(language: str, folder: str) -> None:
    below = UPWARDS[language][: UPWARDS[language].index(folder) + 1]
    allowed = ("fluxlite.seam.", *(f"fluxlite.{language}.{name}." for name in below))
    files = list((PACKAGE / language / folder).glob("*.py"))
    assert len(files) > 5
    assert [(path.name, name) for path in files for name in imported(path) if not name.startswith(allowed)] == []
