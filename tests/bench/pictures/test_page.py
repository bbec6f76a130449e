"""The page of the simulators is the one that the data give, and shows the pictures that lie beside it."""

import re

import pytest

from bench.pictures import page
from bench.pictures.families import FAMILIES, OTHER, families
from bench.pictures.panels import PANELS
from collectors import registry
from contract.catalogue import CLASSES
from tests.support.store import ROOT

DOCS = ROOT / "docs"


def test_the_page_on_file_is_the_one_that_the_data_give() -> None:
    assert (DOCS / "simulators.md").read_text(encoding="utf-8") == page.text(), "run `make docs`"


def test_the_page_shows_each_picture_once_and_every_picture_is_small() -> None:
    shown = re.findall(r"\]\(simulators/(.+?)\)", page.text())
    sizes = {path.name: path.stat().st_size for path in (DOCS / page.FOLDER).iterdir()}
    assert sorted(shown) == sorted(sizes)
    assert max(sizes.values()) < 200_000
    assert sum(sizes.values()) < 2_500_000


@pytest.mark.parametrize("asset_class", FAMILIES)
def test_every_failure_mode_is_in_one_family_and_on_the_page(asset_class: str) -> None:
    placed = [mode for modes in FAMILIES[asset_class].values() for mode in modes]
    assert sorted(placed) == sorted(CLASSES[asset_class].modes)
    assert OTHER not in families(asset_class)
    assert all(page.text().count(f"| `{mode}` |") >= 1 for mode in placed)


@pytest.mark.parametrize("kind", registry.KINDS)
def test_each_panel_of_a_day_shows_signals_that_the_kind_reports_in_one_unit(kind: str) -> None:
    for names in PANELS[kind]:
        assert set(names) <= set(registry.KINDS[kind].sensors)
        assert len({CLASSES[kind].signals[name].unit for name in names}) == 1
