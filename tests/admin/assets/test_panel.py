"""What the asset page shows of one signal."""

from datetime import UTC, datetime, timedelta

import numpy as np

from admin.assets.panel import Panel, gap_s, panel
from admin.assets.service import Courses, Report
from admin.assets.span import Span
from admin.readings.scores import Band, Score
from analytics.policies.policy import default_policy
from contract.catalogue import CLASSES
from tests.admin.charts.support import path_of, points

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
SPAN = Span(NOON - timedelta(hours=1), NOON, 60)
VIBRATION = CLASSES["machine"].signals["vibration_mm_s"]


def shown(lower: float, score: float | None = 0.5, asset_class: str = "machine") -> Panel:
    """The panel of a vibration that was 1.5 for an hour, expected between `lower` and 3."""
    ns = (int(NOON.timestamp()) - 60 * np.arange(60, 0, -1, dtype=np.int64)) * 10**9
    column = np.ones(len(ns))
    band = Band(ns=ns, observed=column * 1.5, expected=column, lower=column * lower, upper=column * 3, score=column * 0)
    found = Score(signal=VIBRATION.name, time=NOON, observed=1.5, expected=1.0, lower=lower, upper=3.0, score=score)
    report = Report(
        asset="PUMP-001", asset_class=asset_class, site="", seen=NOON, risk=None, diagnosis=None, contributions=[],
        scores=[found], faults=[],
    )  # fmt: skip
    courses = Courses([], {VIBRATION.name: band}, {VIBRATION.name: default_policy(VIBRATION)})
    return panel(found, report, courses, SPAN, "1h")


def test_a_band_is_cut_off_at_what_is_physically_possible() -> None:
    below, at = shown(lower=-4), shown(lower=0)
    assert below.score.lower == 0
    assert points(path_of(below.chart, "band")) == points(path_of(at.chart, "band"))


def test_the_chart_says_in_words_what_it_shows() -> None:
    assert 'aria-label="Vibration velocity (drive end) over the last 1h: now 1.5' in shown(lower=0).chart
    assert "inside its band of 0" in shown(lower=0).chart
    assert "outside its band" in shown(lower=0, score=1.2).chart


def test_limits_are_told_as_a_sentence() -> None:
    assert shown(lower=0).limits == "Warning above 3\xa0mm/s, critical above 5\xa0mm/s"


def test_a_class_that_the_catalogue_does_not_know_is_shown_without_units() -> None:
    found = shown(lower=-4, asset_class="boat")
    assert (found.unit, found.score.lower) == ("", -4)


def test_a_chart_bridges_a_few_windows_and_never_less_than_three_minutes() -> None:
    assert gap_s(SPAN) == 180
    assert gap_s(Span(NOON - timedelta(days=7), NOON, 200)) == 3 * 3024
