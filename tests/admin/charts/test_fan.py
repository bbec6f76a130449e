"""The fan of futures: what is drawn of an indicator's way to its limit."""

from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from admin.charts.fan import Fan, fan_chart
from admin.charts.frame import LEFT, RIGHT, WIDTH
from tests.admin.charts.support import assert_inside, parsed, path_of, points

NOW, DAY = 1_767_268_800.0, 86_400.0
SPAN = {"start": NOW - 10 * DAY, "stop": NOW + 20 * DAY}
TIMES = NOW + np.array([-9.0, -6.0, -3.0, 0.0]) * DAY
VALUES = np.array([1.0, 2.0, 3.0, 4.0])
FAN = Fan(NOW, value=4.0, limit=7.0, early=NOW + 8 * DAY, middle=NOW + 10 * DAY, late=NOW + 16 * DAY)
REACHED = st.just(inf) | st.floats(1.0, 1e4 * DAY).map(lambda ahead: NOW + ahead)
SIZES = st.floats(-1e12, 1e12)


def place(time: float) -> float:
    """Where a time is on the axis."""
    return LEFT + (time - SPAN["start"]) / (SPAN["stop"] - SPAN["start"]) * (WIDTH - RIGHT - LEFT)


def drawn(fan: Fan) -> Markup:
    return fan_chart(TIMES, VALUES, fan, start=SPAN["start"], stop=SPAN["stop"], gap_s=4 * DAY, label="any")


def test_the_fan_begins_where_the_past_ends_and_reaches_the_limit_at_each_of_its_times() -> None:
    past, middle = (points(path_of(drawn(FAN), kind)) for kind in ("observed", "expected"))
    assert past[-1] == middle[0]
    heights = {y for x, y in points(path_of(drawn(FAN), "band")) if x == pytest.approx(place(FAN.late), abs=0.1)}
    assert heights == {middle[-1][1]}
    assert [x for x, _ in middle] == pytest.approx([place(NOW), place(FAN.middle)], abs=0.1)
    limit = next(item for item in parsed(drawn(FAN)).iter("line") if "limit" in item.get("class", ""))
    assert float(limit.get("y1", "")) == pytest.approx(middle[-1][1], abs=0.1)


def test_what_is_reached_beyond_the_chart_or_never_is_cut_at_its_edge() -> None:
    fan = Fan(NOW, value=4.0, limit=8.0, early=NOW + 10 * DAY, middle=NOW + 40 * DAY, late=inf)
    band, middle = (points(path_of(drawn(fan), kind)) for kind in ("band", "expected"))
    assert middle[-1][0] == pytest.approx(WIDTH - RIGHT)
    flat = [y for x, y in band if x == pytest.approx(WIDTH - RIGHT)]
    assert middle[0][1] in flat
    assert min(flat) < middle[-1][1] < max(flat)


def test_without_a_median_there_is_no_line_in_the_middle() -> None:
    fan = Fan(NOW, value=4.0, limit=7.0, early=NOW + 8 * DAY, middle=inf, late=inf)
    assert 'class="expected"' not in drawn(fan)


@given(SIZES, SIZES, REACHED, REACHED, REACHED, st.lists(SIZES, max_size=6))
@settings(deadline=None, max_examples=100)
def test_whatever_lies_ahead_the_chart_stays_within_its_view_box(
    value: float, limit: float, early: float, middle: float, late: float, past: list[float]
) -> None:
    times = NOW - np.arange(len(past), 0, -1.0) * DAY
    picture = fan_chart(
        times,
        np.array(past),
        Fan(NOW, value, limit, early, middle, late),
        start=SPAN["start"],
        stop=SPAN["stop"],
        gap_s=DAY,
        label="x",
    )
    assert_inside(picture)
