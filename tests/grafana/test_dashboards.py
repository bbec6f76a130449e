"""The dashboards that ship: generated from their source, and sound by every guard."""

import json
from pathlib import Path
from typing import Any

import pytest

from grafana.dashboard import COLUMNS, placed
from grafana.generate import FILES, HERE, canonical
from tests.grafana import guards

SHIPPED = sorted((HERE / "dashboards").glob("*.json"))


def load(path: Path) -> dict[str, Any]:
    board: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return board


@pytest.mark.parametrize("name", FILES)
def test_a_generated_file_is_what_its_source_says(name: str) -> None:
    assert (HERE / name).read_text(encoding="utf-8") == canonical(FILES[name]()), "run `make dashboards`"


def test_every_dashboard_is_generated() -> None:
    assert SHIPPED
    assert {f"dashboards/{path.name}" for path in SHIPPED} <= set(FILES)


@pytest.mark.parametrize("guard", guards.GUARDS, ids=lambda guard: guard.__name__)
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_dashboard_passes_every_guard(path: Path, guard: guards.Guard) -> None:
    assert guard(load(path)) == []


def test_no_two_dashboards_share_a_uid() -> None:
    assert guards.shared_uids({path: load(path) for path in SHIPPED}) == []


def test_panels_flow_into_rows_without_overlap() -> None:
    sizes = [(24, 4), (12, 9), (12, 7), (15, 10), (10, 8)]
    laid = [panel["gridPos"] for panel in placed([{"gridPos": {"w": w, "h": h}} for w, h in sizes])]
    assert [(place["x"], place["y"]) for place in laid] == [(0, 0), (0, 4), (12, 4), (0, 13), (0, 23)]
    assert all(place["x"] + place["w"] <= COLUMNS for place in laid)
