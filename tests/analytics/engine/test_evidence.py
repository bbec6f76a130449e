"""What diagnosis is shown of an asset."""

import numpy as np
import pytest

from analytics.engine.evidence import candidates, deviations
from analytics.engine.state import State
from analytics.layers.conditions import table
from analytics.layers.ewma_charts.charts import ALWAYS as ANY
from analytics.layers.ewma_charts.charts import WINDOW_NS, EwmaCharts
from analytics.layers.quality import Quality
from contract.failures import ALWAYS
from contract.failures.types import UNKNOWN
from tests.support.catalogue import when

FAST = when("ice", "above 60 km/h")
NOW = 1_760_000_000 * 10**9
SIGNALS = ("coolant_temp_c", "coolant_level_pct", "intake_air_temp_c", "vibration_mm_s", "speed_kmh", "fuel_rate_lph")


def car() -> State:
    state = State()
    asset = state.fleet.asset("ICE-1", "ice", "north")
    for name in SIGNALS:
        state.fleet.series(asset, name)
    state.fit()
    state.assets.time[:] = NOW
    return state


def number(state: State, name: str) -> int:
    return state.fleet.find(0, name)


def judge_now(state: State, name: str, off: float) -> None:
    """Let the newest sample of a signal be so many half-widths off."""
    at = number(state, name)
    state.current.observed[at], state.current.expected[at], state.current.half[at] = 10.0 + 2 * off, 10.0, 2.0
    state.current.judged[at] = NOW


def holds(*wanted: str) -> np.ndarray:
    return np.array([known.text in wanted for _, known in table().conditions])


def test_what_has_lasted_is_told_by_the_charts_of_each_condition() -> None:
    state = car()
    known = state.of(EwmaCharts)
    for entry in known.of([number(state, "coolant_temp_c")]).tolist():
        known.charts.distance[entry] = -1.5 if known.charts.condition[entry] != ANY else -0.5
    found = deviations(state, 0, holds())
    assert found["coolant_temp_c", ALWAYS] == -0.5
    assert found["coolant_temp_c", FAST] == -1.5


def test_what_is_minutes_old_is_told_by_the_newest_sample_under_the_conditions_that_hold() -> None:
    state = car()
    judge_now(state, "coolant_temp_c", 3.0)
    found = deviations(state, 0, holds(FAST.text))
    assert found["coolant_temp_c", ALWAYS] == pytest.approx(3.0)
    assert found["coolant_temp_c", FAST] == pytest.approx(3.0)
    assert len(found) == 2


def test_a_condition_that_has_just_ended_is_told_of_by_the_minutes_in_which_it_held() -> None:
    state = car()
    judge_now(state, "coolant_temp_c", 0.5)
    charts = state.of(EwmaCharts).charts
    at = np.flatnonzero(charts.series == number(state, "coolant_temp_c"))
    fast = at[charts.condition[at] == list(table().conditions).index(("ice", FAST))]
    charts.window[fast], charts.total[fast], charts.count[fast] = NOW // WINDOW_NS, 6.0, 2
    assert deviations(state, 0, holds())["coolant_temp_c", FAST] == pytest.approx(1.5)
    charts.window[fast] -= 2
    assert ("coolant_temp_c", FAST) not in deviations(state, 0, holds())


def test_an_old_sample_tells_nothing_of_now() -> None:
    state = car()
    judge_now(state, "coolant_temp_c", 3.0)
    state.assets.time[:] = NOW + 3600 * 10**9
    assert deviations(state, 0, holds()) == {}


def test_a_cold_engine_at_speed_is_a_thermostat_that_stays_open() -> None:
    state = car()
    state.of(Quality).value[number(state, "speed_kmh")] = 100.0
    for name in ("coolant_level_pct", "intake_air_temp_c", "vibration_mm_s"):
        judge_now(state, name, 0.0)
    judge_now(state, "coolant_temp_c", -3.0)
    first = candidates(state, 0, NOW)[0]
    assert first.mode == "thermostat_stuck_open"
    assert first.confidence > 0.5
    assert first.supports == ("coolant_temp_c falls above 60 km/h",)


def test_a_van_that_speeds_is_told_so_and_no_wear_is_guessed_from_it() -> None:
    state = car()
    asset = state.fleet.asset("ICE-1", "ice", "north")
    for name in ("oil_pressure_bar", "oil_temp_c"):
        state.fleet.series(asset, name)
    state.fit()
    state.assets.time[:] = NOW
    state.of(Quality).value[number(state, "speed_kmh")] = 140.0
    for name in SIGNALS:
        judge_now(state, name, 0.0)
    judge_now(state, "oil_pressure_bar", -2.0)
    assert candidates(state, 0, NOW)[0].mode == "oil_pump_wear"
    state.current.score[number(state, "speed_kmh")] = 1.4
    assert [found.mode for found in candidates(state, 0, NOW)] == [UNKNOWN]
    known = state.of(EwmaCharts)
    known.charts.distance[known.of([number(state, "oil_pressure_bar")])] = -1.5
    assert candidates(state, 0, NOW)[0].mode == "oil_pump_wear"
