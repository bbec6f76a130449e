"""When prognosis and condition of assets are written."""

from itertools import count

import pytest

from analytics.engine.state import State
from analytics.prognosis.trained import Foretold
from analytics.worker.foresight import EVERY_NS, Foresight
from contract.measurements import CONDITION, PROGNOSIS
from contract.time import DAY, MINUTE

NOW = 20_400 * DAY


def fleet(size: int) -> State:
    state = State()
    for number in range(size):
        state.fleet.series(state.fleet.asset(f"PUMP-{number:03d}", "pump", "north"), "vibration_mm_s")
    state.fit()
    state.assets.time[:] = NOW
    return state


def told(foresight: Foresight, state: State) -> list[str]:
    points = list(foresight.points(state))
    assert [point.measurement for point in points] == [PROGNOSIS.name, CONDITION.name] * (len(points) // 2)
    return [point.tags["asset"] for point in points[::2]]


def test_each_asset_is_told_of_hourly_and_when_its_level_changes() -> None:
    state, foresight = fleet(3), Foresight({}, clock=lambda: 0.0)
    assert told(foresight, state) == ["PUMP-000", "PUMP-001", "PUMP-002"]
    state.assets.time[:] += MINUTE
    assert told(foresight, state) == []
    state.assets.level[1] = 2
    assert told(foresight, state) == ["PUMP-001"]
    state.assets.time[:] = NOW + EVERY_NS
    assert told(foresight, state) == ["PUMP-000", "PUMP-002"]


def test_of_a_condition_that_is_not_known_no_number_is_told() -> None:
    state = fleet(1)
    _, unknown = Foresight({}, clock=lambda: 0.0).points(state)
    assert set(unknown.fields) == {"status", "because"}
    state.current.judged[:] = NOW
    _, known = Foresight({}, clock=lambda: 0.0).points(state)
    assert known.fields["status"] == "healthy"
    assert set(CONDITION.fields) <= set(known.fields)


def test_where_time_is_short_the_rest_follows_and_nobody_is_forgotten() -> None:
    ticks = count()
    state, foresight = fleet(5), Foresight({}, clock=lambda: float(next(ticks)))
    parts = [told(foresight, state) for _ in range(6)]
    assert [len(part) for part in parts] == [1, 1, 1, 1, 1, 0]
    assert sorted(name for part in parts for name in part) == [f"PUMP-{n:03d}" for n in range(5)]


def test_of_an_asset_that_is_silent_for_a_day_nothing_new_is_told() -> None:
    state, foresight = fleet(2), Foresight({}, clock=lambda: 0.0)
    state.assets.time[0] = NOW - 2 * DAY
    assert told(foresight, state) == ["PUMP-001"]


class Odd:
    """A model that knows nothing of one asset but an error."""

    version, method = "odd", "boosting"

    def foretell(self, state: State, asset: int, now: int) -> Foretold:
        if asset == 1:
            raise ValueError("no such leaf")
        return Foretold(None, f"nothing is known of {state.fleet.assets[asset].name} at {now}")


def test_a_model_that_fails_of_one_asset_costs_no_other_what_is_told_of_it(caplog: pytest.LogCaptureFixture) -> None:
    state, foresight = fleet(3), Foresight({"pump": Odd()}, clock=lambda: 0.0)
    assert told(foresight, state) == ["PUMP-000", "PUMP-002"]
    assert caplog.messages == ["nothing is foreseen of PUMP-001: ValueError: no such leaf"]
    state.assets.time[:] += EVERY_NS
    assert told(foresight, state) == ["PUMP-000", "PUMP-002"]


def test_when_assets_are_let_go_the_others_are_told_of_anew() -> None:
    foresight = Foresight({}, clock=lambda: 0.0)
    assert len(told(foresight, fleet(4))) == 4
    assert len(told(foresight, fleet(2))) == 2
