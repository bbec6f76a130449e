"""Every query that ships finds what must be there, in the embedded store as simulator and worker fill it.

Lines without one of their tags come in then: a single one of them must not take anything away from anybody.
"""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from contract.measurements import TELEMETRY
from grafana.generate import HERE
from store import queries
from store.annotated_csv import Block
from store.gateway import Gateway
from store.sources.foreign import Foreign
from store.sources.own import OWN
from store.sources.place import Wanted
from tests.grafana import bad_lines, foreign, simulated_fleet
from tests.support.provisioned import provisioned

VARIABLES: dict[str, Any] = {
    "asset": simulated_fleet.SICK,
    "assets": [simulated_fleet.SICK],
    "signal": simulated_fleet.SIGNAL,
    "asset_class": "pump",
    "incident": simulated_fleet.BY_HAND.format(simulated_fleet.SICK),
    "signals": ["speed_rpm", "power_kw", "flow_m3_h"],
    "site": ["north", "south"],
    "class": ["pump", "motor", "ice", "ev"],
    "units": "us",
    "most": 1000,
    "key": simulated_fleet.KEPT,
    "episode": simulated_fleet.BY_HAND.format(simulated_fleet.SICK),
    "named": ".+",
    "task": simulated_fleet.DUE.format(simulated_fleet.SICK),
    "measurement": "telemetry",
    "tag": "asset",
    "values": [simulated_fleet.SICK],
    "bucket": OWN.bucket,
    "columns": OWN.columns,
    "tags": TELEMETRY.tags,
    "rows": OWN.rows(Wanted(signals=["speed_rpm"])),
}
"""A value for every variable that a shipped query may have."""
VEHICLE = {"asset": simulated_fleet.VEHICLE}
RIG = {"asset": simulated_fleet.RIG, "signal": "cell_temperature_c"}
PEERS = {**RIG, "class": "rig"}
ABOUT: dict[str, dict[str, Any]] = {
    **dict.fromkeys(
        ("panel_route", "panel_drive_now", "panel_speed", "panel_engine_speed", "panel_codes", "asset_codes"), VEHICLE
    ),
    **dict.fromkeys(("panel_rig_figures", "panel_rig_bounds", "panel_rig_z", "panel_rig_cell"), RIG),
    "panel_decomposition": RIG,
    **dict.fromkeys(("panel_class_signals", "panel_peers", "panel_outliers", "panel_peer_lines"), PEERS),
}
"""Other values for the queries that are about something else than the asset that fails."""

HOUR_NS = 3600 * 10**9
NOON_NS = (time.time_ns() // (24 * HOUR_NS)) * 24 * HOUR_NS - 12 * HOUR_NS
"""Yesterday's noon: what a fleet does depends on the time of day, and no test should."""


SUMS = {
    "admin_issue_totals", "admin_issues", "alert_silent_assets", "panel_data_quality", "panel_system_data_faults",
    "panel_system_freshness", "worker_maintenance_count", "worker_threshold_count",
}  # fmt: skip
"""Queries that count: data faults of nobody, rows that people have written, time since the newest line, also without a
site."""
OURS_ALONE = {
    "admin_incident", "admin_newest_risk", "admin_seen", "admin_task_versions", "api_episode", "api_latest",
    "api_samples", "asset_codes", "export_rows", "export_series", "panel_codes", "panel_truth", "worker_day_states",
    "worker_truth",
}  # fmt: skip
"""Queries of what our own bucket alone holds: what is not judged yet (of others the worker tells what it has still to
read), samples, run states and trouble codes (of others there are minutes), what is exported, and what a simulator says
is true; the one that names five assets and no more, and those of one incident, episode or task."""
OF_AN_ASSET = [name for name in queries.names() if '$asset"' in queries.source(name)]
OF_A_PLACE = [name for name in queries.names() if "$bucket" in queries.source(name) and name not in OURS_ALONE]
CLOCK = {"silent_s"}
"""Columns that tell the time that has passed."""


def columns_of(blocks: Sequence[Block]) -> set[str]:
    return {column for block in blocks for column in block.rows.column_names}


Asked = tuple[Gateway, dict[str, list[Block]], Gateway]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """A day of a fleet, seen with Grafana's rights; all answers without the bad lines; the store with all rights."""
    folder = tmp_path_factory.mktemp("loop")
    with provisioned(folder) as store:
        token = (folder / "grafana.token").read_text(encoding="utf-8").strip()
        with Gateway(store.url, store.token, store.org) as operator, Gateway(store.url, token, store.org) as grafana:
            simulated_fleet.fill(operator, folder, NOON_NS)
            sound = {name: run(grafana, name) for name in queries.names()}
            bad_lines.write(operator, NOON_NS - 1)
            yield grafana, sound, operator


@pytest.fixture
def place(tmp_path: Path) -> Foreign:
    """Where the twins lie."""
    (found,) = (foreign.files(tmp_path / "sources").changed() or {}).values()
    return found


@pytest.fixture(scope="module")
def gateway(asked: Asked) -> Gateway:
    """The store with the bad lines."""
    return asked[0]


@pytest.fixture(scope="module")
def answer(gateway: Gateway) -> Callable[[str], list[Block]]:
    """What a query of that name answers beside the bad lines; nothing comes in any more, so each is asked once."""
    return cache(lambda name: run(gateway, name))


def run(gateway: Gateway, name: str, **variables: Any) -> list[Block]:
    span = {"start": NOON_NS - 6 * HOUR_NS, "stop": NOON_NS + HOUR_NS}
    return gateway.blocks(queries.render(name, **span, every_s=60, **{**VARIABLES, **ABOUT.get(name, {}), **variables}))


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
def test_a_shipped_query_answers_with_rows(answer: Callable[[str], list[Block]], name: str) -> None:
    assert sum(len(block.rows) for block in answer(name)) > 0


@pytest.mark.parametrize("name", sorted({*OF_AN_ASSET} - OURS_ALONE))
def test_what_is_asked_of_an_asset_is_answered_wherever_its_telemetry_lies(
    gateway: Gateway, answer: Callable[[str], list[Block]], name: str
) -> None:
    own = ABOUT.get(name, VARIABLES)["asset"]
    twin = run(gateway, name, asset=foreign.TWINS[own])
    assert sum(len(block.rows) for block in twin) > 0
    assert columns_of(twin) >= columns_of(answer(name))


@pytest.mark.parametrize("name", sorted({*queries.names()} - {*OF_AN_ASSET, *OF_A_PLACE} - OURS_ALONE))
def test_who_is_named_of_our_bucket_has_a_twin_that_is_named_of_another(asked: Asked, name: str) -> None:
    grafana, sound, _ = asked
    both = [simulated_fleet.SICK, foreign.TWINS[simulated_fleet.SICK]]
    own = {asset for (asset,) in rows(sound[name], {"asset"})}
    found = {asset for (asset,) in rows(run(grafana, name, assets=both), {"asset"})}
    assert {foreign.TWINS[asset] for asset in own if asset in foreign.TWINS} <= found


@pytest.mark.parametrize("name", OF_A_PLACE)
def test_what_is_asked_of_a_place_is_answered_of_one_of_others(asked: Asked, place: Foreign, name: str) -> None:
    where = {"bucket": place.bucket, "columns": place.columns, "rows": place.rows(Wanted(signals=["speed_rpm"]))}
    named = {"measurement": foreign.MEASUREMENT, "tag": "machine", "values": [foreign.TWINS[simulated_fleet.SICK]]}
    assert sum(len(block.rows) for block in run(asked[2], name, **where, **named)) > 0


def rows(blocks: Sequence[Block], columns: set[str]) -> Counter[tuple[str, ...]]:
    """How often each row is there, as far as it lies in some columns."""
    names = sorted(columns)
    return Counter(
        tuple(str(row.get(name)) for name in names) for block in blocks for row in block.rows.to_pylist()
    )  # fmt: skip


@pytest.mark.parametrize("name", sorted(set(queries.names()) - SUMS))
def test_lines_without_a_tag_take_no_row_of_a_sound_asset_away(
    asked: Asked, answer: Callable[[str], list[Block]], name: str
) -> None:
    found = asked[1][name]
    columns = {name for block in found for name in block.rows.column_names} - {"result", "table"} - CLOCK
    assert rows(found, columns) - rows(answer(name), columns) == Counter()


@pytest.mark.parametrize("panel", [panel for _, panel in tables()], ids=[name for name, _ in tables()])
def test_every_column_that_a_panel_shows_is_in_its_querys_answer(
    answer: Callable[[str], list[Block]], panel: dict[str, Any]
) -> None:
    (name,) = [name for name in queries.names() if queries.source(name) == panel["targets"][0]["query"]]
    shown = panel["transformations"][0]["options"]["include"]["names"]
    answered = columns_of(answer(name))
    assert set(shown) <= answered
