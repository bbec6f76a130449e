"""What the panels of "What does the fleet look like against itself?" answer about an hour of seven assets."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from contract.measurements import RISK, SCORE, Measurement
from contract.time import HOUR, MINUTE
from store import queries
from store.gateway import Gateway
from store.points import Point
from tests.grafana.boards.filled import NOON, ask, filled, written

START = NOON - HOUR
TEMPERATURES = {"EVAN-001": 40.0, "EVAN-002": 41.0, "EVAN-003": 42.0, "EVAN-004": 43.0, "EVAN-005": 80.0}
SITES = {"EVAN-001": "south"}
"""Of those that are not in the north."""
HEALTH = {"EVAN-001": 90.0, "EVAN-005": 20.0}
RISKS = {"EVAN-004": 34.0, "EVAN-005": 67.0}


def score(asset: str, signal: str, time: int, observed: float, width: float) -> tuple[Measurement, Point]:
    fields = {"observed": observed, "expected": 40.0, "upper": 40.0 + width, "score": observed / 100}
    return written(SCORE, f"{asset} ev {SITES.get(asset, 'north')}", time, fields, signal=signal)


def fleet() -> Iterator[tuple[Measurement, Point]]:
    for quarter in range(4):
        time = START + quarter * 15 * MINUTE + MINUTE
        for number, (asset, temperature) in enumerate(TEMPERATURES.items()):
            yield score(asset, "batt_temp_c", time, temperature, 2.0)
            # All alike but the last, which is off by less than it takes.
            yield score(asset, "dcdc_v", time, 14.2 if number == 4 else 14.0, 0.4)
            risk = {"risk": RISKS.get(asset, 0.0), "level": 0, "health": HEALTH.get(asset, 100.0)}
            yield written(RISK, f"{asset} ev {SITES.get(asset, 'north')}", time, risk)
        for asset in ("RIG-001", "RIG-002"):
            yield written(
                SCORE, f"{asset} rig north", time, {"observed": 1.0, "expected": 9.0, "upper": 9.5}, signal="x"
            )
            yield written(RISK, f"{asset} rig north", time, {"risk": 0.0, "level": 0, "health": 100.0})


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    with filled(tmp_path_factory.mktemp("tokens"), list(fleet())) as gateway:
        yield gateway


def run(gateway: Gateway, name: str, columns: str, **more: Any) -> list[tuple[Any, ...]]:
    chosen = {"class": "ev", "site": ["north", "south"], "signal": "batt_temp_c", **more}
    return ask(gateway, name, columns, start=START, stop=NOON, every_s=60, **chosen)


def test_the_largest_class_and_the_highest_score_come_first(gateway: Gateway) -> None:
    assert run(gateway, "panel_class", "asset_class asset") == [("ev", 5), ("rig", 2)]
    assert run(gateway, "panel_class_signals", "signal") == [("batt_temp_c",), ("dcdc_v",)]


def test_distance_is_told_in_units_and_in_robust_deviations(gateway: Gateway) -> None:
    # The median is 42; of the deviations 2, 1, 0, 1, 38 it is 1.
    assert run(gateway, "panel_peers", "asset value median off peers sigmas") == [
        ("EVAN-005", 80.0, 42.0, 38.0, 5, pytest.approx(38 / 1.4826)),
        ("EVAN-001", 40.0, 42.0, -2.0, 5, pytest.approx(-2 / 1.4826)),
        ("EVAN-002", 41.0, 42.0, -1.0, 5, pytest.approx(-1 / 1.4826)),
        ("EVAN-004", 43.0, 42.0, 1.0, 5, pytest.approx(1 / 1.4826)),
        ("EVAN-003", 42.0, 42.0, 0.0, 5, 0.0),
    ]


def test_where_peers_agree_to_the_digit_a_deviation_is_a_quarter_of_half_their_band(gateway: Gateway) -> None:
    ((asset, sigmas), *_) = run(gateway, "panel_peers", "asset sigmas", signal="dcdc_v")
    assert (asset, sigmas) == ("EVAN-005", pytest.approx(0.2 / (0.4 / 4)))


def test_only_what_is_three_deviations_off_stands_out(gateway: Gateway) -> None:
    assert run(gateway, "panel_outliers", "asset signal site") == [("EVAN-005", "batt_temp_c", "north")]


def test_peers_are_those_of_the_chosen_sites_and_two_are_too_few(gateway: Gateway) -> None:
    assert len(run(gateway, "panel_peers", "asset", site=["north"])) == 4
    assert run(gateway, "panel_peers", "asset", site=["south"]) == []
    assert run(gateway, "panel_outliers", "asset", **{"class": "rig"}) == []


def test_an_asset_is_drawn_among_the_quartiles_of_its_peers(gateway: Gateway) -> None:
    lines: dict[str, set[float]] = {}
    for name, value in run(gateway, "panel_peer_lines", "name _value"):
        lines.setdefault(name, set()).add(value)
    assert lines == {
        "lowest": {40.0}, "lower quartile": {41.0}, "median": {42.0}, "upper quartile": {43.0}, "highest": {80.0},
        **{asset: {temperature} for asset, temperature in TEMPERATURES.items()},
    }  # fmt: skip


def test_assets_are_counted_by_site_class_and_band_of_risk(gateway: Gateway) -> None:
    assert run(gateway, "panel_risk_bands", "name low medium high") == [
        ("north ev", 2, 1, 1),
        ("north rig", 2, 0, 0),
        ("south ev", 1, 0, 0),
    ]


def test_the_health_of_a_class_is_the_mean_of_its_assets(gateway: Gateway) -> None:
    assert set(run(gateway, "panel_class_health", "asset_class _value")) == {("ev", 82.0), ("rig", 100.0)}


def test_both_tables_compare_in_the_same_way() -> None:
    first, second = (
        re.sub(r'\s*\|> filter\(fn: \(r\) => r.signal == "\$signal"\)', "", queries.source(name))
        for name in ("panel_peers", "panel_outliers")
    )
    parts = [text.split("// --- the same")[1].split("// --- until")[0] for text in (first, second)]
    assert parts[0] == parts[1]
