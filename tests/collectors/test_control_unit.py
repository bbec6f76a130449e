"""Trouble codes of a simulated engine: their life, and that they follow from the faults at work."""

from datetime import UTC, datetime
from itertools import accumulate
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from collectors.control_unit import LAMP_OFF_TRIPS, WARM_UPS, Told, Trip, life
from collectors.grid import blocks, grid
from collectors.scenario import Scenario, parse
from collectors.world import World
from contract.time import DAY, HOUR, MINUTE, SECOND
from contract.trouble import CONFIRMED, ERASED, PENDING

START = datetime(2026, 11, 1, tzinfo=UTC)
BEGUN = int(START.timestamp()) * SECOND


def trips(fails: str) -> list[Trip]:
    """A trip an hour: `x` is one that fails after five minutes, `.` one that passes."""
    begins = [number * HOUR for number in range(len(fails))]
    return [
        Trip(begin, begin + HOUR // 2, begin + 5 * MINUTE if each == "x" else None)
        for begin, each in zip(begins, fails, strict=True)
    ]


def told(fails: str) -> list[Told]:
    return list(life(trips(fails)))


def at_end(fails: str) -> tuple[str, bool]:
    return next(((each.state, each.mil) for each in reversed(told(fails))), (ERASED, False))


def test_one_trip_that_fails_makes_a_code_pending_with_a_freeze_frame_of_that_moment() -> None:
    assert told(".x") == [Told(HOUR + 5 * MINUTE, PENDING, mil=False, frame=True)]


def test_a_trip_that_passes_erases_a_pending_code() -> None:
    assert told("x.")[1:] == [Told(HOUR, PENDING, mil=False), Told(HOUR + HOUR // 2, ERASED, mil=False)]


def test_the_second_trip_in_a_row_confirms_it_and_lights_the_lamp() -> None:
    assert told("xx")[-1] == Told(HOUR + 5 * MINUTE, CONFIRMED, mil=True)
    assert at_end("x.x") == (PENDING, False)


def test_the_lamp_goes_off_after_three_good_trips_and_the_code_after_forty_warm_ups_more() -> None:
    lit = "xx" + "." * (LAMP_OFF_TRIPS - 1)
    assert at_end(lit) == (CONFIRMED, True)
    assert at_end(lit + ".") == (CONFIRMED, False)
    kept = lit + "." * WARM_UPS
    assert at_end(kept) == (CONFIRMED, False)
    assert at_end(kept + ".") == (ERASED, False)


def test_a_code_that_comes_back_lights_the_lamp_again_and_counts_anew() -> None:
    assert at_end("xx...x") == (CONFIRMED, True)
    assert at_end("xx..x..") == (CONFIRMED, True)


@given(st.text("x.", max_size=120))
def test_the_lamp_is_lit_of_confirmed_codes_only_and_what_is_kept_is_told_as_each_trip_begins(fails: str) -> None:
    said = told(fails)
    assert [each.time for each in said] == sorted(each.time for each in said)
    assert not any(each.mil and each.state != CONFIRMED for each in said)
    assert all((each.state == PENDING) == each.frame or not each.frame for each in said)
    ends = list(accumulate(fails, initial=""))
    for number, before in enumerate(ends[:-1]):
        state, mil = at_end(before)
        begins = [each for each in said if each.time == number * HOUR]
        assert begins == ([] if state == ERASED else [Told(number * HOUR, state, mil)])


def vans(*faults: dict[str, Any]) -> Scenario:
    assets = [{"name": "VAN-1", "class": "ice", "site": "north"}, {"name": "EVAN-1", "class": "ev", "site": "north"}]
    past = {"length": "1d", "step": "60s"}
    return parse({"seed": 3, "start": START, "backfill": past, "assets": assets, "faults": list(faults)})


def lines(scenario: Scenario, start: int, stop: int) -> list[str]:
    world = World(scenario)
    world.enter(start, MINUTE)
    return [line for block in blocks(grid(start, stop, MINUTE)) for line in world.advance(block)]


def codes(scenario: Scenario, start: int, stop: int) -> list[str]:
    return [line for line in lines(scenario, start, stop) if line.startswith("dtc,")]


MISFIRE = {"asset": "VAN-1", "mode": "misfire", "after": "6h", "grow": "6h", "repair": "2d"}


def test_a_misfire_sets_its_code_with_a_frame_and_its_repair_ends_it() -> None:
    said = codes(vans(MISFIRE), BEGUN, BEGUN + 16 * DAY)
    assert {line.split(" ")[0] for line in said} == {"dtc,asset=VAN-1,asset_class=ice,code=P0300,site=north"}
    states = [line.split('state="')[1].split('"')[0] for line in said]
    assert states[0] == PENDING
    assert CONFIRMED in states
    assert states[-1] == ERASED
    assert "frame_engine_rpm=" in said[0]


def test_a_frame_is_what_the_van_reads_as_its_test_fails() -> None:
    found = lines(vans(MISFIRE), BEGUN, BEGUN + DAY)
    frame = next(number for number, line in enumerate(found) if "frame_" in line)
    beside = next(line for line in reversed(found[:frame]) if line.startswith("telemetry,asset=VAN-1"))
    rpm = found[frame].split("frame_engine_rpm=")[1].split(",")[0]
    assert f"engine_rpm={rpm}," in beside


def test_a_sound_fleet_an_electric_van_and_a_fault_without_a_code_set_none() -> None:
    none = [
        {"asset": "EVAN-1", "mode": "cooling_pump", "after": "1h", "grow": "1h"},
        {"asset": "VAN-1", "mode": "brake_drag", "after": "1h", "grow": "1h"},
    ]
    assert codes(vans(*none), BEGUN, BEGUN + 2 * DAY) == []


def test_a_restarted_simulator_tells_the_same_codes() -> None:
    whole = codes(vans(MISFIRE), BEGUN, BEGUN + 4 * DAY)
    cut = BEGUN + DAY + 7 * HOUR
    again = [line for line in whole if int(line.split()[-1]) > cut]
    assert again
    # What a frame reads may differ in the last digit, as physics is entered anew; when and what is told may not.
    assert [line.split(",frame_")[0] for line in codes(vans(MISFIRE), cut, BEGUN + 4 * DAY)] == [
        line.split(",frame_")[0] for line in again
    ]


def test_a_fault_that_is_planned_while_the_world_runs_sets_its_code() -> None:
    world = World(vans())
    world.enter(BEGUN, MINUTE)
    first = world.advance(grid(BEGUN, BEGUN + HOUR, MINUTE))
    world.replan(vans(MISFIRE).faults)
    rest = [line for block in blocks(grid(BEGUN + HOUR, BEGUN + 2 * DAY, MINUTE)) for line in world.advance(block)]
    assert not any(line.startswith("dtc,") for line in first)
    assert any(line.startswith("dtc,") for line in rest)


def test_a_test_fails_only_while_the_van_is_on() -> None:
    found = lines(vans(MISFIRE), BEGUN, BEGUN + 2 * DAY)
    sent = [line for line in found if line.startswith("telemetry,asset=VAN-1")]
    times = [int(line.split()[-1]) for line in sent]
    failed = [int(line.split()[-1]) for line in found if line.startswith("dtc,") and "frame_" in line]
    assert failed
    assert not any('run_state="off"' in sent[int(np.searchsorted(times, each))] for each in failed)
