"""Every query that ships finds what must be there, in the embedded store as simulator and worker fill it.

Lines without one of their tags are there too: a single one of them must not take a panel or an alert away.
"""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from grafana.generate import HERE
from store import queries
from store.annotated_csv import Block
from store.gateway import Gateway
from tests.grafana import bad_lines, simulated_fleet
from tests.support.provisioned import provisioned

VARIABLES: dict[str, Any] = {
    "asset": simulated_fleet.SICK,
    "assets": [simulated_fleet.SICK],
    "signal": simulated_fleet.SIGNAL,
    "asset_class": "machine",
    "signals": ["speed_rpm", "power_kw", "flow_m3_h"],
    "site": ["north", "south"],
    "class": ["machine", "ice", "ev"],
    "units": "us",
    "most": 1000,
    "bucket": "telemetry",
    "measurement": "telemetry",
    "tag": "asset",
    "values": [simulated_fleet.SICK],
}
"""A value for every variable that a shipped query may have."""
VEHICLE = {"asset": simulated_fleet.VEHICLE}
RIG = {"asset": simulated_fleet.RIG, "signal": "cell_temperature_c"}
PEERS = {**RIG, "class": "rig"}
ABOUT: dict[str, dict[str, Any]] = {
    **dict.fromkeys(("panel_route", "panel_drive_now", "panel_speed", "panel_engine_speed"), VEHICLE),
    **dict.fromkeys(("panel_rig_figures", "panel_rig_bounds", "panel_rig_z", "panel_rig_cell"), RIG),
    "panel_decomposition": RIG,
    **dict.fromkeys(("panel_class_signals", "panel_peers", "panel_outliers", "panel_peer_lines"), PEERS),
}
"""Other values for the queries that are about something else than the asset that fails."""

HOUR_NS = 3600 * 10**9
NOON_NS = (time.time_ns() // (24 * HOUR_NS)) * 24 * HOUR_NS - 12 * HOUR_NS
"""Yesterday's noon: what a fleet does depends on the time of day, and no test should."""


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A day of a fleet in a store that is set up, seen with Grafana's rights."""
    folder = tmp_path_factory.mktemp("loop")
    with provisioned(folder) as store:
        with Gateway(store.url, store.token, store.org) as operator:
            simulated_fleet.fill(operator, folder, NOON_NS)
            bad_lines.write(operator, NOON_NS)
        token = (folder / "grafana.token").read_text(encoding="utf-8").strip()
        with Gateway(store.url, token, store.org) as grafana:
            yield grafana


def run(gateway: Gateway, name: str) -> list[Block]:
    span = {"start": NOON_NS - 6 * HOUR_NS, "stop": NOON_NS + HOUR_NS}
    return gateway.blocks(queries.render(name, **span, every_s=60, **{**VARIABLES, **ABOUT.get(name, {})}))


def tables() -> list[tuple[str, dict[str, Any]]]:
    """Every panel of every dashboard that names columns, with a name for the test."""
    boards = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((HERE / "dashboards").glob("*.json"))]
    return [
        (f"{board['uid']} {panel['title']}", panel)
        for board in boards
        for panel in board["panels"]
        if any(step["id"] == "filterFieldsByName" for step in panel["transformations"])
    ]


@pytest.mark.parametrize("name", queries.names())
def test_a_shipped_query_answers_with_rows(gateway: Gateway, name: str) -> None:
    assert sum(len(block.rows) for block in run(gateway, name)) > 0


@pytest.mark.parametrize("panel", [panel for _, panel in tables()], ids=[name for name, _ in tables()])
def test_every_column_that_a_panel_shows_is_in_its_querys_answer(gateway: Gateway, panel: dict[str, Any]) -> None:
    (name,) = [name for name in queries.names() if queries.source(name) == panel["targets"][0]["query"]]
    shown = panel["transformations"][0]["options"]["include"]["names"]
    answered = {column for block in run(gateway, name) for column in block.rows.column_names}
    assert set(shown) <= answered
