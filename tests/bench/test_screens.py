"""Pictures of the pages: those that are taken are small, and a page of the docs shows each."""

from pathlib import Path

import pytest

import docs
from bench.screens import PAGES, measure
from contract.errors import ContractError

DOCS = Path(docs.__file__).parent
SCREENS = DOCS / "screens"
MOST_BYTES = 150_000


def test_the_pictures_that_ship_are_those_that_are_taken() -> None:
    assert {path.stem for path in SCREENS.iterdir()} == {*PAGES, "phone"}


@pytest.mark.parametrize("path", sorted(SCREENS.iterdir()), ids=lambda path: path.name)
def test_a_picture_is_small_and_shown(path: Path) -> None:
    assert path.stat().st_size < MOST_BYTES
    pages = [DOCS.parent / "README.md", *DOCS.glob("*.md")]
    assert any(f"screens/{path.name})" in page.read_text(encoding="utf-8") for page in pages)


def test_where_nothing_runs_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="begin with `make run`"):
        measure(tmp_path / "var", tmp_path / "out")
