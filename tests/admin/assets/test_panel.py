"""What the asset page shows of one signal."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from admin.assets.panel import Panel, gap_s, panel
from admin.assets.service import Courses, Report
from admin.assets.span import Span
from admin.prognosis.service import Past
from admin.readings.learned import Learned
from admin.readings.scores import Band, Score
from analytics.policies.policy import Policy, default_policy
from contract.catalogue import CLASSES
from tests.admin.charts.support import path_of, points

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
SPAN = Span(NOON - timedelta(hours=1), NOON, 60)
VIBRATION = CLASSES["machine"].signals["vibration_mm_s"]


def shown(
    lower: float,
    score: float | None = 0.5,
    asset_class: str = "machine",
    learned: list[Learned] | None = None,
    policy: Policy | None = None,
) -> Panel:
    """The panel of a vibration that was 1.5 for an hour, expected between `lower` and 3."""
    ns = (int(NOON.timestamp()) - 60 * np.arange(60, 0, -1, dtype=np.int64)) * 10**9
    column = np.ones(len(ns))
    band = Band(ns=ns, observed=column * 1.5, expected=column, lower=column * lower, upper=column * 3, score=column * 0)
    found = Score(signal=VIBRATION.name, time=NOON, observed=1.5, expected=1.0, lower=lower, upper=3.0, score=score)
    report = Report(
        asset="PUMP-001", asset_class=asset_class, site="", seen=NOON, due=NOON, risk=None, diagnosis=None,
        condition=None, prognosis=None, contributions=[], scores=[found], learned=learned or [], faults=[],
        incidents=[], criticality="medium", retired=False,
    )  # fmt: skip
    policies = {VIBRATION.name: policy or default_policy(VIBRATION)}
    courses = Courses([], {VIBRATION.name: band}, policies, Past(SPAN.start, [], []))
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


def test_what_was_learned_is_told_as_such_and_only_where_nobody_wrote_it() -> None:
    facts = Learned(
        signal=VIBRATION.name, time=NOON, min_deviation=0.4, resolution=None, normal_low=None, normal_high=None
    )
    assert shown(lower=0).learned == ""
    assert shown(lower=0, learned=[facts]).learned == ""
    ranges = replace(facts, normal_low=0.5, normal_high=2.0)
    assert shown(lower=0, learned=[ranges]).learned == "Learned: normal 0.5 to 2\xa0mm/s"
    unwritten = replace(default_policy(VIBRATION), min_deviation=None)
    assert "deviations matter from 0.4\xa0mm/s, normal" in shown(lower=0, learned=[ranges], policy=unwritten).learned


def test_a_class_that_the_catalogue_does_not_know_is_shown_without_units() -> None:
    found = shown(lower=-4, asset_class="boat")
    assert (found.unit, found.score.lower) == ("", -4)


def test_a_chart_bridges_a_few_windows_and_never_less_than_three_minutes() -> None:
    often, seldom = 10.0 * np.arange(60, dtype=np.float64), 3600.0 * np.arange(10, dtype=np.float64)
    assert gap_s(SPAN, often) == gap_s(SPAN, often[:0]) == 180
    assert gap_s(Span(NOON - timedelta(days=7), NOON, 200), often) == 3 * 3024
    assert gap_s(SPAN, seldom) == 3 * 3600
