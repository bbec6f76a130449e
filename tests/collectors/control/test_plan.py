"""Changes made to a world by hand: part of the world from then on, in its own words, on disk whole or not at all."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from collectors.control import book
from collectors.control.meter import Meter
from collectors.control.plan import Changes, planned, under_way
from collectors.scenario import Planned
from collectors.world import World
from contract.errors import ContractError
from contract.time import DAY, HOUR, MINUTE, SECOND
from tests.collectors.worlds import START, asset, moments, scenario

WEAR = {"asset": "PUMP-1", "mode": "bearing_wear", "grow": "30m"}
RECURRING = Planned("PUMP-1", "bearing_wear", HOUR, HOUR, 3 * HOUR, 6 * HOUR)
ONE = scenario(asset("pump"))


def episodes(world_of: object, moment: int) -> list[str]:
    """The ids of what is under way."""
    return [episode.id for _, episode in under_way(world_of, moment)]  # type: ignore[arg-type]


def test_an_injected_fault_is_what_a_scenario_would_have_planned() -> None:
    changed = Changes().inject(WEAR, START + 2 * HOUR).over(ONE)
    assert changed == replace(ONE, faults=(Planned("PUMP-1", "bearing_wear", 2 * HOUR, 30 * MINUTE),))


def test_a_cleared_fault_is_repaired_at_that_moment_and_no_other_is() -> None:
    changes = Changes().inject(WEAR, START + HOUR).inject({**WEAR, "asset": "PUMP-2"}, START + HOUR)
    world_of = scenario(asset("pump"), asset("pump", "PUMP-2"))
    name = episodes(changes.over(world_of), START + 2 * HOUR)[0]
    changed = changes.clear(name, START + 2 * HOUR).over(world_of)
    assert [fault.repair for fault in changed.faults] == [HOUR, None]
    assert len(episodes(changed, START + 2 * HOUR - 1)) == 2
    assert len(episodes(changed, START + 2 * HOUR)) == 1


def test_one_occurrence_of_what_recurs_can_be_cleared_and_the_others_stay() -> None:
    world_of = scenario(asset("pump"), faults=(RECURRING,))
    third = START + HOUR + 12 * HOUR
    name = episodes(world_of, third + MINUTE)[0]
    changed = Changes().clear(name, third + HOUR).over(world_of)
    for n in range(6):
        onset = START + HOUR + n * 6 * HOUR
        still = [bool(episodes(changed, onset + after)) for after in (0, HOUR - 1, HOUR, 3 * HOUR - 1, 3 * HOUR)]
        assert still == [True, True, n != 2, n != 2, False]
    assert episodes(changed, third + MINUTE) == [name]


def test_an_id_that_is_not_there_changes_nothing() -> None:
    world_of = scenario(asset("pump"), faults=(RECURRING,))
    changes = Changes().clear("PUMP-1:bearing_wear:2020-01-01T00:00:00Z", START)
    assert changes.over(world_of) == world_of


def test_a_changed_world_is_the_same_whether_it_was_changed_on_the_way_or_entered_so() -> None:
    times = moments(START, 4 * HOUR, MINUTE)
    onset = int(times[89]) + SECOND
    world = World(ONE)
    world.enter(START)
    lines = world.advance(times[:90])
    changes = Changes().inject(WEAR, onset)
    world.replan(changes.over(ONE).faults)
    lines += world.advance(times[90:150])
    changes = changes.clear(episodes(changes.over(ONE), onset)[0], int(times[149]) + SECOND)
    world.replan(changes.over(ONE).faults)
    lines += world.advance(times[150:])
    fresh = World(changes.over(ONE))
    fresh.enter(START)
    assert lines == fresh.advance(times)
    assert any('phase="repaired"' in line for line in lines)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"asset": "PUMP-9"}, "asset"),
        ({"mode": "nothing"}, "mode"),
        ({"grow": "soon"}, "grow"),
        ({"grow": "9000d"}, "grow"),
        ({"signal": "accel_g"}, "signal"),
        ({"mode": "sensor_bias", "signal": "accel_g", "amount": float("nan")}, "amount"),
        ({"mode": "counter_reset", "signal": "accel_g"}, "signal"),
        ({"mode": "clock_skew", "signal": "accel_g"}, "signal"),
        ({"mode": "duplicate", "amount": 2.0}, "amount"),
    ],
)
def test_a_fault_that_cannot_be_is_refused_by_field(words: dict[str, object], field: str) -> None:
    with pytest.raises(ContractError) as refused:
        planned(ONE, {**WEAR, **words}, START)
    assert refused.value.field == field


def test_the_file_gives_back_what_was_saved(tmp_path: Path) -> None:
    words = {"asset": "PUMP-1", "mode": "sensor_bias", "signal": "accel_g", "amount": 0.25, "grow": "0s"}
    changes = Changes().inject(WEAR, START).inject(words, START + SECOND)
    changes = changes.clear("PUMP-1:bearing_wear:2026-11-18T11:06:00Z", START + DAY)
    book.save(tmp_path / "injected.json", changes)
    assert book.load(tmp_path / "injected.json") == changes
    assert [path.name for path in tmp_path.iterdir()] == ["injected.json"]
    assert book.load(tmp_path / "none.json") == Changes()


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", '{"injected": [{}], "cleared": {}}', '{"injected": [], "cleared": []}',
        '{"injected": [], "cleared": {"PUMP-1": "2026-01-01T00:00:00Z"}}',
        '{"injected": [{"asset": "P", "mode": "m", "onset": "now"}], "cleared": {}}',
    ],
)  # fmt: skip
def test_a_file_that_we_did_not_write_is_refused_by_its_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "injected.json").write_text(text)
    with pytest.raises(ContractError, match=r"injected\.json"):
        book.load(tmp_path / "injected.json")


def test_a_fault_whose_machine_is_gone_is_left_out_and_the_others_stay(caplog: pytest.LogCaptureFixture) -> None:
    changes = Changes().inject({**WEAR, "asset": "GONE"}, START).inject(WEAR, START)
    assert [fault.asset for fault in changes.over(ONE).faults] == ["PUMP-1"]
    assert "GONE" in caplog.text


def test_a_meter_tells_the_rate_of_its_last_ten_seconds() -> None:
    now = [100.0]
    meter = Meter(lambda: now[0])
    assert meter.per_s() == 0
    for _ in range(30):
        now[0] += 1
        meter.add(50)
    assert np.isclose(meter.per_s(), 50, rtol=0.11)
    now[0] += 60
    assert meter.per_s() == 0
