"""A healthy van in a heat wave and in a cold spell: its own cooling and heating hold it inside every limit."""

from datetime import UTC, datetime

import numpy as np
import pytest

from collectors.group import Group
from collectors.model import Conditions, Spell
from collectors.written import normal
from contract.time import DAY, MINUTE, SECOND
from tests.collectors.worlds import asset, moments

SCHEDULES = ("continuous", "day", "night", "two_shift")


@pytest.mark.parametrize(("month", "degrees"), [(7, 14.0), (1, -14.0)])
def test_no_weather_takes_a_healthy_van_out_of_what_is_normal(month: int, degrees: float) -> None:
    start = int(datetime(2026, month, 16, tzinfo=UTC).timestamp()) * SECOND
    spell = Spell(start / SECOND - 3 * 86_400, start / SECOND + 6 * 86_400, degrees)
    group = Group([asset("ev", f"EV-{name}", name) for name in SCHEDULES], Conditions(3, spell.start_s, (spell,)))
    group.enter(start, lambda *_: [])
    readings = group.advance(moments(start, 3 * DAY, 5 * MINUTE), [], lambda _: 0.0)
    assert abs(np.nanmean(readings.signal("ambient_temp_c"))) > 8
    assert np.nanmax(readings.signal("batt_temp_c")) < 42
    for name in readings.signals:
        low, high = normal(group.spec.signals[name])
        assert low <= np.nanmin(readings.signal(name)) <= np.nanmax(readings.signal(name)) <= high, name
