"""Flux can import nothing of ours: each figure that a query shares with the code is held to the code's here."""

import re
from pathlib import Path

import pytest

from bench.faults.counting import AFTER
from bench.faults.plan import ENOUGH
from contract import units
from contract.catalogue import CLASSES
from contract.levels import RISK_EDGES, WARNING
from contract.silence import ASSET_S, LIVE_S
from contract.time import HOUR
from grafana.alerting import assets, system
from grafana.boards import drives, rig
from grafana.boards.system import build as system_board
from store.queries import source
from store.writer import BATCH_LINES

MEDIUM, HIGH = RISK_EDGES
TOLERANCE_KMH = CLASSES["ice"].signals["speed_limit_kmh"].min_deviation or 0.0
FASTEST_KMH = CLASSES["ev"].signals["speed_kmh"].limits.warn_high
REDLINE_RPM = CLASSES["ice"].signals["engine_rpm"].limits.warn_high
GONE_S = ASSET_S + 60 * int(assets.SILENT_FOR.removesuffix("m"))


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("panel_risk_bands", [f"r._value < {MEDIUM}", f">= {MEDIUM} and r._value < {HIGH}", f"r._value >= {HIGH}"]),
        ("panel_drive_events", [f"road + {TOLERANCE_KMH}", f"else {FASTEST_KMH}", f"r.rpm > {REDLINE_RPM}"]),
        ("panel_drive_events", [f"road < {FASTEST_KMH - TOLERANCE_KMH}" if FASTEST_KMH else "no limit"]),
        ("panel_speed_heat", [f"r.speed_limit_kmh + {TOLERANCE_KMH} else {FASTEST_KMH}"]),
        (
            "panel_system_freshness",
            [f"age < {LIVE_S} ", f"age >= {LIVE_S} and age < {GONE_S} ", f"age >= {GONE_S} and"],
        ),
        ("panel_rig_bounds", [f"then {rig.Z_TEMPERATURE} else {rig.Z_PRESSURE}", f"size > {rig.Z_NEAR} "]),
        ("panel_rig_z", [f"then {rig.Z_TEMPERATURE} else {rig.Z_PRESSURE}"]),
        ("panel_truth_lanes", [f"r._value >= {WARNING}"]),
        ("alert_waiting", [f"/ {BATCH_LINES}.0"]),
        ("panel_system_waiting", [f"/ {BATCH_LINES}.0"]),
        ("worker_alarms", [f"r._value >= {WARNING}"]),
    ],
)
def test_a_query_has_the_figures_of_the_code(query: str, words: list[str]) -> None:
    text = source(query)
    assert [said for said in words if said not in text] == []


@pytest.mark.parametrize("query", ["panel_truth", "panel_false_alarms", "panel_verdict"])
def test_the_panels_on_truth_count_as_the_bench_does(query: str) -> None:
    assert f"after = {AFTER // HOUR} * hour" in source(query)
    assert f"stop - r.detectable >= {ENOUGH // HOUR} * hour" in source(query)
    assert f"hour = {HOUR}" in source(query)


def test_telegraf_sends_batches_of_the_size_in_which_what_waits_is_counted() -> None:
    telegraf = (Path(__file__).parents[2] / "telegraf/telegraf.conf").read_text(encoding="utf-8")
    assert f"metric_batch_size = {BATCH_LINES}\n" in telegraf


@pytest.mark.parametrize(
    "query", ["panel_decomposition", "panel_freeze_frame", "panel_signal_band", "panel_rig_bounds", "panel_rig_cell"]
)
def test_a_query_converts_units_by_the_factors_of_the_contract(query: str) -> None:
    of_bar = units.FACTORS[units.number("bar")][0]
    psi = {float(figure) for figure in re.findall(r"\d+\.\d*503774", source(query))}
    assert psi
    assert [one for one in psi if not any(one == pytest.approx(of_bar / by, rel=1e-6) for by in (1, 100, 1000))] == []


def test_what_panels_and_alerts_say_has_the_figures_of_the_code() -> None:
    panels = [*drives.build()["panels"], *system_board()["panels"]]
    said = " ".join([*(panel["description"] for panel in panels), system.waiting().description])
    over = f"{TOLERANCE_KMH:.0f} km/h above"
    assert said.count(over) == 2
    assert f"{over} the limit, or above {FASTEST_KMH:g} km/h" in said
    assert said.count(f"atches of up to {BATCH_LINES} points") == 2
