"""What a chart tells of the values that it draws."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from admin.charts.band import band_chart
from admin.charts.course import risk_chart
from admin.charts.frame import Plot
from admin.charts.values import Line, told
from admin.readings.scores import Band
from tests.admin.charts.support import parsed
from tests.admin.charts.test_charts import LIMITS, START, STOP, bands, course
from tests.admin.charts.test_fan import DAY, FAN, NOW, drawn


def said(picture: Markup) -> dict[str, Any]:
    """The picture's values, as strictly read as a browser reads them: JSON has no NaN."""
    return read(parsed(picture).get("data-values", ""))


def read(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text, parse_constant=pytest.fail)
    return found


def test_a_band_chart_tells_of_each_time_what_was_seen_what_was_expected_and_the_band() -> None:
    band = course([1.0, np.nan, 3.0])
    found = said(band_chart(band, start=START, stop=STOP, gap_s=120, limits={}, label="any", unit='"g" & <b>'))
    assert (found["start"], found["stop"], found["unit"]) == (START, STOP, '"g" & <b>')
    assert found["times"] == [0, 60, 120]
    assert found["lines"] == [
        {"name": "seen", "kind": "observed", "values": [1, None, 3]},
        {"name": "expected", "kind": "expected", "values": [5, 5, 5]},
        {"name": "band", "kind": "band", "values": [4, 4, 4], "upper": [6, 6, 6]},
    ]


def test_what_lies_outside_the_charts_span_is_not_told() -> None:
    band = course([1.0, 2.0, 3.0])
    found = said(band_chart(band, start=START + 30, stop=START + 90, gap_s=120, limits={}, label="any"))
    assert (found["times"], found["lines"][0]["values"]) == ([30], [2])


def test_risk_and_health_are_told_by_their_names() -> None:
    times, values = np.array([START]), np.array([7.5])
    for more, name in (({}, "risk"), ({"name": "health"}, "health")):
        found = said(risk_chart(times, values, start=START, stop=STOP, gap_s=60, label="any", **more))  # type: ignore[arg-type]
        assert found["lines"] == [{"name": name, "kind": "observed", "values": [7.5]}]


def test_a_fan_tells_the_past_until_now_and_the_futures_from_then_on() -> None:
    found = said(drawn(FAN))
    seen, middle, fan = found["lines"]
    times = np.array(found["times"]) + found["start"]
    past = times < NOW
    assert seen["values"][: past.sum() + 1] == [1, 2, 3, 4]
    assert not any(seen["values"][past.sum() + 1 :])
    assert not any(middle["values"][: past.sum()])
    at = int(np.argmin(np.abs(times - (NOW + 10 * DAY))))
    assert (fan["values"][at], middle["values"][at], fan["upper"][at]) == pytest.approx((5.875, 7, 7), abs=0.2)


def test_a_number_has_the_digits_that_matter_and_no_more() -> None:
    values = np.array([1 / 3, 101_325.25, 1e-9, -0.0, 1e300, -np.inf, np.nan])
    text = told(Plot(0, 10, 0, 1), np.arange(7.0), [Line("any", "any", values)])
    assert '"values":[0.333333,101325,1e-09,0,1e+300,null,null]' in text


@given(bands(), LIMITS)
@settings(deadline=None, max_examples=60)
def test_whatever_the_data_every_line_has_a_value_or_nothing_at_each_time(band: Band, limits: dict[str, float]) -> None:
    found = said(band_chart(band, start=START, stop=STOP, gap_s=60, limits=limits, label="any"))
    columns = [each[key] for each in found["lines"] for key in ("values", "upper") if key in each]
    assert {len(column) for column in columns} == {len(found["times"])}
    assert found["times"] == sorted(found["times"])
    assert all(0 <= time <= STOP - START for time in found["times"])


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_value_is_told_to_six_digits(value: float) -> None:
    (line,) = read(told(Plot(0, 1, 0, 1), np.zeros(1), [Line("any", "any", np.array([value]))]))["lines"]
    assert line["values"] == [pytest.approx(value, rel=1e-5)]
