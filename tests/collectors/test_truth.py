"""The truth of an episode: its phases in order, at least hourly, under a name that never changes."""

from itertools import pairwise

import numpy as np
import pytest

from collectors import episodes, registry
from collectors.episodes import Episode
from collectors.faults import Fault
from collectors.scenario import Planned, Scenario
from collectors.truth import Chronicle
from collectors.world import World
from contract.measurements import TRUTH
from contract.time import DAY, HOUR, MINUTE, SECOND
from store.points import Point
from tests.collectors.worlds import CONDITIONS, START, asset, episode, live_through, moments, scenario

WEAR = Planned("PUMP-1", "bearing_wear", 2 * HOUR, DAY, DAY + 6 * HOUR, 3 * DAY)


def _world(*planned: Planned) -> Scenario:
    return scenario(asset("pump"), asset("motor"), faults=planned)


def _points(planned: Planned, after: int, until: int, known: Chronicle | None = None) -> list[Point]:
    ledger = known or Chronicle(CONDITIONS)
    found = episodes.between(_world(planned), planned, after, until)
    return [point for entry in found for point in ledger.points(entry, after, until)]


def test_an_episode_goes_through_its_phases_in_order_and_ends_repaired() -> None:
    points = _points(WEAR, START, START + 2 * DAY)
    phases = list(dict.fromkeys(point.fields["phase"] for point in points))
    assert phases == ["onset", "detectable", "failed", "repaired"]
    severities = [float(point.fields["severity"]) for point in points]
    assert severities[0] == 0
    assert severities[-2:] == [1, 0]
    assert severities[:-1] == sorted(severities[:-1])


def test_a_sudden_fault_tells_all_its_phases_too() -> None:
    sudden = Planned("PUMP-1", "bearing_wear", 0, 0, 5 * HOUR)
    points = _points(sudden, START - 1, START + DAY)
    changes = [(point.fields["phase"], (point.time - START) // SECOND) for point in points]
    assert changes[:3] == [("onset", 0), ("detectable", 1), ("failed", 2)]
    assert {phase for phase, _ in changes[3:-1]} == {"failed"}
    assert changes[-1] == ("repaired", 5 * 3600)


def test_truth_is_repeated_at_least_hourly_while_the_fault_is_there() -> None:
    times = [point.time for point in _points(WEAR, START, START + 2 * DAY)]
    assert times[0] == START + 2 * HOUR
    assert times[-1] == START + 2 * HOUR + DAY + 6 * HOUR
    assert all(0 < later - earlier <= HOUR for earlier, later in pairwise(times))


def test_truth_does_not_depend_on_the_pieces_in_which_time_is_walked() -> None:
    whole = _points(WEAR, START, START + 5 * DAY)
    edges, known = [*range(START, START + 5 * DAY, 37 * MINUTE), START + 5 * DAY], Chronicle(CONDITIONS)
    pieces = [point for after, until in pairwise(edges) for point in _points(WEAR, after, until, known)]
    assert pieces == whole


def test_an_episode_s_name_says_asset_mode_and_onset() -> None:
    ids = {point.tags["episode"] for point in _points(WEAR, START, START + 5 * DAY)}
    assert ids == {"PUMP-1:bearing_wear:2026-11-18T13:06:00Z", "PUMP-1:bearing_wear:2026-11-21T13:06:00Z"}


def test_a_sensor_fault_s_name_says_which_signal() -> None:
    stuck = Planned("MOTOR-1", "sensor_stuck", 0, 0, None, None, "winding_temp_c")
    (found,) = episodes.between(_world(stuck), stuck, START - 1, START)
    assert found.id == "MOTOR-1:sensor_stuck.winding_temp_c:2026-11-18T11:06:00Z"


def test_truth_points_have_the_contract_s_tags_and_fields() -> None:
    for point in _points(WEAR, START, START + 2 * DAY):
        assert point.measurement == TRUTH.name
        assert set(point.tags) == set(TRUTH.tags)
        assert {name: type(value) for name, value in point.fields.items()} == {
            name: field.kind for name, field in TRUTH.fields.items()
        }


def test_truth_stands_among_the_telemetry_of_the_world_that_it_tells_of() -> None:
    world = World(_world(WEAR))
    world.enter(START)
    lines = world.advance(moments(START, 3 * HOUR, MINUTE))
    assert [line for line in lines if line.startswith("truth,asset=PUMP-1,") and 'phase="onset"' in line]
    assert not [line for line in lines if line.startswith("truth,asset=MOTOR-1,")]


def test_detectable_is_when_a_twin_without_the_fault_first_differs_by_three_sigma() -> None:
    wear: Episode = episode("pump", "bearing_wear", DAY)
    lived = live_through(wear, DAY)
    seen = np.any([np.abs(lived.sigmas("pump", name)) > 3 for name in ("accel_g", "vibration_mm_s")], axis=0)
    assert Chronicle(CONDITIONS).detectable(wear) == int(lived.readings.times[np.argmax(seen)])


@pytest.mark.parametrize("fault", registry.FAULTS, ids=lambda fault: f"{fault.asset_class}-{fault.mode}")
def test_every_failure_mode_is_detectable_before_or_soon_after_it_has_failed(fault: Fault) -> None:
    grown = episode(fault.asset_class, fault.mode, DAY)
    detectable = Chronicle(CONDITIONS).detectable(grown)
    assert detectable is not None
    assert grown.onset <= detectable < grown.failed + 2 * HOUR
