"""The charts: whatever the data, what is drawn is well formed and within the view box."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from admin.charts.band import band_chart
from admin.charts.bars import bar
from admin.charts.course import risk_chart
from admin.charts.sparkline import sparkline
from admin.readings.scores import Band
from tests.admin.charts.support import assert_inside, parsed, path_of, points

START, STOP = 1_767_268_800.0, 1_767_272_400.0
VALUES = st.one_of(st.floats(-1e12, 1e12), st.just(float("nan")), st.floats(-100, 100))
Floats = npt.NDArray[np.float64]


@st.composite
def bands(draw: st.DrawFn) -> Band:
    """Any course: in time and beyond it, with gaps, with values that are missing."""
    times = sorted(draw(st.lists(st.floats(START - 900, STOP + 900), max_size=30, unique=True)))
    column = st.lists(VALUES, min_size=len(times), max_size=len(times))
    columns = {name: np.array(draw(column)) for name in ("observed", "expected", "lower", "upper", "score")}
    return Band(ns=np.array([round(time * 1e9) for time in times], dtype=np.int64), **columns)


LIMITS = st.dictionaries(st.sampled_from(["warn_low", "warn_high", "crit_low", "crit_high"]), st.floats(-1e9, 1e9))


@given(bands(), LIMITS)
@settings(deadline=None, max_examples=150)
def test_a_band_chart_stays_within_its_view_box(band: Band, limits: dict[str, float]) -> None:
    assert_inside(band_chart(band, start=START, stop=STOP, gap_s=60, limits=limits, label="any"))


@given(bands())
@settings(deadline=None, max_examples=60)
def test_a_risk_chart_and_a_sparkline_stay_within_theirs(band: Band) -> None:
    assert_inside(risk_chart(band.times, band.observed, start=START, stop=STOP, gap_s=60, label="any"))
    assert_inside(sparkline(band.times, band.observed, start=START, stop=STOP, gap_s=60, state="normal", label="any"))


@given(st.floats(0, 1e9), st.floats(1e-3, 1e9), st.lists(st.floats(0, 1e9), max_size=3))
@settings(deadline=None, max_examples=60)
def test_a_bar_stays_within_its_view_box(value: float, whole: float, marks: list[float]) -> None:
    assert_inside(bar(value, whole, state="normal", label="any", marks=tuple(marks)))


def test_a_line_breaks_where_a_value_is_missing() -> None:
    band = course([1.0, 2.0, np.nan, 3.0, 4.0])
    drawn = band_chart(band, start=START, stop=STOP, gap_s=120, limits={}, label="any")
    assert path_of(drawn, "observed").count("M") == 2
    assert len(points(path_of(drawn, "observed"))) == 4
    assert path_of(drawn, "expected").count("M") == 1


def test_what_is_outside_its_band_is_drawn_again_on_top() -> None:
    band = course([1.0, 1.0, 9.0, 9.0, 1.0], score=[0.1, 0.2, 1.5, 3.0, 0.9])
    drawn = band_chart(band, start=START, stop=STOP, gap_s=120, limits={}, label="any")
    seen, outside = points(path_of(drawn, "observed")), points(path_of(drawn, "outside"))
    assert outside == seen[2:4]


def test_a_limit_near_the_data_is_drawn_with_its_name_and_a_far_one_is_not() -> None:
    band = course([50.0, 55.0, 60.0, 65.0, 70.0])
    drawn = band_chart(band, start=START, stop=STOP, gap_s=120, limits={"warn_high": 75, "crit_high": 900}, label="any")
    texts = [item.text for item in parsed(drawn).iter("text")]
    assert "warning 75" in texts
    assert not any("900" in (text or "") for text in texts)


def test_a_chart_without_data_still_has_its_axes_and_its_name() -> None:
    drawn = band_chart(course([]), start=START, stop=STOP, gap_s=60, limits={"crit_high": 5}, label="Nothing seen")
    assert parsed(drawn).get("aria-label") == "Nothing seen"
    assert "12:15" in [item.text for item in parsed(drawn).iter("text")]


@pytest.mark.parametrize(("value", "width"), [(0, 0), (0.001, 2), (50, 100), (100, 200), (250, 200)])
def test_a_bar_is_as_long_as_its_share_and_never_invisible(value: float, width: float) -> None:
    drawn = parsed(bar(value, 100, state="normal", label="any"))
    filled = next(item for item in drawn.iter("rect") if item.get("class") == "filled")
    assert float(filled.get("width", "")) == width


def course(observed: list[float], score: list[float] | None = None) -> Band:
    """A point a minute, expected 5 within 4 to 6."""
    count = len(observed)
    return Band(
        ns=(int(START) + np.arange(count, dtype=np.int64) * 60) * 10**9,
        observed=np.array(observed, np.float64),
        expected=np.full(count, 5.0),
        lower=np.full(count, 4.0),
        upper=np.full(count, 6.0),
        score=np.array(score or [0.0] * count, np.float64),
    )
