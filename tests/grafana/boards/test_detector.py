"""What the panels of "Is the detector itself right?" make of four days of a hand-made truth."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from bench.faults.plan import FAST_HOURS
from contract.failures import Growth
from contract.failures.sensors import SENSOR_FAULTS
from contract.measurements import FAULT, RISK, TRUTH, Measurement
from contract.time import HOUR
from store import queries
from store.gateway import Gateway
from store.points import Point
from tests.grafana.boards.filled import NOON, ask, filled, written
from tests.support.catalogue import MODES

START, HOURS = NOON - 96 * HOUR, 96
WORN, BENT, HOT, RIG, DIRTY = (
    "PUMP-001 machine north", "MOTOR-001 machine north", "EVAN-001 ev south", "RIG-001 rig south",
    "PUMP-002 machine north",
)  # fmt: skip
LATE, REAL = "PUMP-003 machine west", "PUMP-009 machine east"
Written = tuple[Measurement, Point]


def at(hours: float) -> int:
    return START + round(hours * HOUR)


def ms(hours: float) -> int:
    return at(hours) // 10**6


def truth(whose: str, mode: str, phases: dict[float, str], until: float = HOURS) -> Iterator[Written]:
    """A point at each phase, and hourly ones of the furthest, as a simulator writes them."""
    begin = min(phases)
    for hour in sorted({*phases, *(begin + step for step in range(int(until - begin)))}):
        phase = [phases[change] for change in sorted(phases) if change <= hour][-1]
        yield written(TRUTH, whose, at(hour), {"phase": phase, "severity": 0.5}, mode=mode, episode=f"{mode}@{begin}")


def alarm(
    whose: str, code: str, begin: float, end: float | None = None, *, severity: str = "warning", mode: str = "unknown"
) -> Iterator[Written]:
    """A fault episode with its hourly repetition."""
    tags = {"code": code, "severity": severity, "episode": f"{code}-{severity}-{begin}"}
    for hour in (begin, begin + 1):
        yield written(FAULT, whose, at(hour), {"state": "raised", "mode": mode}, **tags)
    if end is not None:
        yield written(FAULT, whose, at(end), {"state": "cleared", "mode": mode}, **tags)


def fleet() -> Iterator[Written]:
    for whose in (WORN, BENT, HOT, RIG, DIRTY, LATE, REAL):
        yield from (written(RISK, whose, at(hour), {"level": 0}) for hour in (40 if whose == LATE else 0, 95))
    yield from truth(WORN, "bearing_wear", {10: "onset", 20: "detectable", 40: "failed", 50: "repaired"}, until=50)
    # One alarm: the next severity of a code belongs to it, however late; one after the repair; one for nothing.
    yield from alarm(WORN, "VIBRATION_HIGH", 23, 30)
    yield from alarm(WORN, "VIBRATION_HIGH", 30, 52, severity="critical", mode="bearing_wear")
    yield from alarm(WORN, "BEARING_HOT", 55, 56)
    yield from alarm(WORN, "BEARING_HOT", 70, 71, mode="bearing_wear")
    yield from truth(BENT, "misalignment", {5: "detectable"})
    yield from truth(HOT, "cooling_pump", {80: "detectable", 80.001: "failed"})
    yield from alarm(HOT, "BATTERY_HOT", 80.5, severity="critical", mode="battery_overheat")
    yield from truth(RIG, "sensor_stuck", {30: "failed"}, until=40)
    yield from alarm(RIG, "THRUST_LOW", 31, 32)
    yield from alarm(RIG, "ISP_LOW", 60, severity="advisory")
    yield from truth(DIRTY, "clogged_strainer", {90: "onset", 95: "detectable"})
    yield from truth(LATE, "bearing_wear", {10: "onset", 20: "detectable", 90: "failed"})
    yield from alarm(LATE, "VIBRATION_HIGH", 41)
    yield from alarm(REAL, "VIBRATION_HIGH", 41)


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    with filled(tmp_path_factory.mktemp("tokens"), list(fleet())) as gateway:
        yield gateway


def run(gateway: Gateway, name: str, columns: str, site: tuple[str, ...] = ("north", "south")) -> list[tuple[Any, ...]]:
    kinds = {"class": ["machine", "ev", "rig"]}
    return ask(gateway, name, columns, start=START, stop=NOON, every_s=3600, site=list(site), **kinds)


def test_every_fault_is_found_missed_or_open_with_what_it_was_named_first(gateway: Gateway) -> None:
    assert run(gateway, "panel_truth", "asset mode verdict named right") == [
        ("PUMP-002", "clogged strainer", "open", "unknown", "–"),
        ("EVAN-001", "cooling pump", "found", "battery overheat", "no"),
        ("RIG-001", "sensor stuck", "data fault", "unknown", "–"),
        ("PUMP-001", "bearing wear", "found", "bearing wear", "yes"),
        ("MOTOR-001", "misalignment", "missed", "unknown", "–"),
    ]


def test_a_delay_counts_from_when_a_fault_could_be_seen(gateway: Gateway) -> None:
    assert run(gateway, "panel_truth", "asset seen_ms alarm_ms repaired_ms delay_s")[3:] == [
        ("PUMP-001", ms(20), ms(23), ms(50), 3 * 3600.0),
        ("MOTOR-001", ms(5), 0, 0, -1.0),
    ]


def test_nothing_is_late_before_it_was_judged(gateway: Gateway) -> None:
    assert run(gateway, "panel_truth", "asset verdict delay_s", site=("west",)) == [("PUMP-003", "found", 3600.0)]


def test_false_alarms_are_those_that_no_fault_of_the_machine_was_behind(gateway: Gateway) -> None:
    assert run(gateway, "panel_false_alarms", "asset code named sensor first_ms from_ms to_ms") == [
        ("PUMP-001", "BEARING_HOT", "bearing wear", None, ms(70), ms(69), ms(71)),
        ("RIG-001", "THRUST_LOW", "unknown", "sensor stuck", ms(31), ms(30), ms(32)),
    ]


def test_the_verdict_is_counted_as_the_bench_counts(gateway: Gateway) -> None:
    # Five alarms, two of them false; three faults count, of which two were found, one of them named rightly.
    ((precision, recall, named, fast, slow, rate),) = run(
        gateway, "panel_verdict", "precision recall named delay_fast_s delay_slow_s false_rate"
    )
    assert (precision, recall, named) == (3 / 5, pytest.approx(2 / 3), 1 / 2)
    assert (fast, slow) == (pytest.approx(0.5 * 3600), 3 * 3600)
    # Of five times 96 hours, hours 10 to 62, 5 to 95, 80 to 95 and 90 to 95 are not sound.
    assert rate == pytest.approx(2 / ((5 * 96 - 53 - 91 - 16 - 6) / 168))


def test_without_a_truth_there_is_no_verdict(gateway: Gateway) -> None:
    for name in ("panel_verdict", "panel_truth", "panel_false_alarms"):
        assert run(gateway, name, "asset", site=("east",)) == []


def test_truth_and_alarm_of_an_asset_have_a_lane_each(gateway: Gateway) -> None:
    lanes = run(gateway, "panel_truth_lanes", "lane _value")
    assert {lane for lane, _ in lanes if lane.startswith("PUMP-001")} == {
        "PUMP-001 alarm",
        "PUMP-001 truth: bearing wear",
    }
    worn = [state for lane, state in lanes if lane == "PUMP-001 truth: bearing wear"]
    assert list(dict.fromkeys(worn)) == ["onset", "detectable", "failed", "repaired"]
    assert {state for lane, state in lanes if lane.endswith("alarm")} == {"Quiet"}
    assert run(gateway, "panel_truth_lanes", "lane", site=("east",)) == []


def test_queries_of_the_board_share_their_parts_to_the_letter() -> None:
    parts: dict[str, set[str]] = {}
    for name in ("panel_truth", "panel_false_alarms", "panel_verdict"):
        title, *texts = re.split(r"^// --- (part \d).*\n", queries.source(name).split("// --- what")[0], flags=re.M)
        assert title.startswith("// ")
        for part, text in zip(texts[::2], texts[1::2], strict=True):
            parts.setdefault(part, set()).add(text.strip())
    assert {part: len(texts) for part, texts in parts.items()} == {"part 1": 1, "part 2": 1, "part 3": 1}


def test_fast_modes_and_sensor_faults_of_the_queries_are_those_of_the_catalogue() -> None:
    text = queries.source("panel_verdict")
    (fast,) = re.findall(r"/\^\((thermostat[\w|]*)\)\$/", text)
    expected = {mode.mode for mode in MODES if mode.growth is Growth.STEP or mode.hours[1] <= FAST_HOURS}
    assert set(fast.split("|")) == expected
    assert not expected & {mode.mode for mode in MODES if mode.growth is not Growth.STEP and mode.hours[1] > FAST_HOURS}
    (sensor,) = {re.compile(found) for found in re.findall(r"[=!]~ /\^(\(sensor_[\w|]*\))/", text)}
    assert {mode for mode in SENSOR_FAULTS if sensor.match(mode)} == set(SENSOR_FAULTS)
    assert not [mode.mode for mode in MODES if sensor.match(mode.mode)]
