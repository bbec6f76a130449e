"""What can be followed to a limit."""

import numpy as np
import pytest

from analytics.layers.baseline.normal import SHORT
from analytics.prognosis.indicators import Indicator, indicators
from contract.time import DAY
from tests.analytics.prognosis.machines import goes, pump


def of(signal: str, found: list[Indicator]) -> Indicator:
    return next(one for one in found if one.signal == signal)


def test_a_signal_with_a_limit_is_followed_by_quarters_of_the_last_days_and_by_days_before() -> None:
    state = pump()
    now = goes(state, "vibration_mm_s", 40, 2.0, lambda day: 0.05 * day)
    one = of("vibration_mm_s", list(indicators(state, 0, now)))
    assert one.is_above
    assert one.limit == state.judging.crit_high[state.fleet.find(0, "vibration_mm_s")]
    assert (np.diff(one.time_h) > 0).all()
    assert one.time_h[-1] <= 0.0
    steps = np.diff(one.time_h)
    assert steps[0] == pytest.approx(24.0)
    assert steps[-2] == pytest.approx(6.0)
    assert -40 * 24 <= one.time_h[0] <= -38 * 24
    assert np.polyfit(one.time_h, one.value, 1)[0] * 24 == pytest.approx(0.05, rel=0.02)


def test_duty_that_moves_what_is_expected_does_not_move_the_indicator() -> None:
    state = pump()
    expected = np.where(np.arange(24 * 30) < 24 * 15, 2.0, 4.0)
    now = goes(state, "vibration_mm_s", 30, expected, lambda day: 0.0 * day)
    one = of("vibration_mm_s", list(indicators(state, 0, now)))
    assert np.ptp(one.value) == pytest.approx(0.0, abs=1e-5)


def test_of_a_short_history_the_values_themselves_are_followed() -> None:
    state = pump(kind=SHORT)
    now = goes(state, "vibration_mm_s", 5, 2.0, lambda day: 0.1 * day)
    one = of("vibration_mm_s", list(indicators(state, 0, now)))
    assert one.value[-1] - one.value[0] == pytest.approx(0.1 * (one.time_h[-1] - one.time_h[0]) / 24, rel=0.05)
    assert np.isnan(one.noise)


def test_a_course_begins_after_the_last_work_on_the_machine() -> None:
    state = pump()
    now = goes(state, "vibration_mm_s", 20, 2.0, lambda day: 0.05 * day)
    state.assets.out_until[0] = now - 5 * DAY
    one = of("vibration_mm_s", list(indicators(state, 0, now)))
    assert -5 * 24 <= one.time_h[0] <= -4.5 * 24


@pytest.mark.parametrize(("part", "wanted"), [(0.0, 0.0), (0.5, 0.5), (1.4, 1.0), (-0.3, 0.0)])
def test_progress_is_the_part_of_the_way_to_the_limit_that_is_used_up(part: float, wanted: float) -> None:
    state = pump()
    limit = float(state.judging.crit_high[state.fleet.find(0, "vibration_mm_s")])
    now = goes(state, "vibration_mm_s", 30, 2.0, lambda day: np.where(day < 20, 0.0, part * (limit - 2.0)))
    one = of("vibration_mm_s", list(indicators(state, 0, now)))
    assert one.progress == pytest.approx(wanted, abs=0.01)


def test_what_has_no_limit_is_switched_off_or_unknown_is_not_followed() -> None:
    state = pump()
    now = goes(state, "vibration_mm_s", 3, 2.0, lambda day: 0.0 * day)
    assert {one.signal for one in indicators(state, 0, now)} == {"vibration_mm_s"}
    state.judging.enabled[:] = False
    assert list(indicators(state, 0, now)) == []
