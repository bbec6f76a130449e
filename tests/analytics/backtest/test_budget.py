"""Under a budget of alarms the least wide policies are found that keep it, and that miss nothing that is known."""

from collections.abc import Sequence

import numpy as np
import pytest

from analytics.backtest.budget import Suggested, search
from analytics.backtest.found import Episode
from analytics.backtest.known import Known
from analytics.backtest.labels import Failure
from analytics.backtest.side import judge
from analytics.backtest.straight import How, learn_anew
from analytics.ground.course import Course
from analytics.policies.policy import Threshold, parse, record_of
from analytics.policies.proposal import proposal
from contract.time import DAY, HOUR, MINUTE
from tests.analytics.backtest.recordings import SIGNAL, START, recording, spoilt

DAYS = 10
BEGIN = START + 5 * DAY
TIMES = tuple(BEGIN + day * DAY for day in range(1, 5))


def warm(name: str, seed: int, value: float, hours: float = 6, step: int = 5 * MINUTE) -> Course:
    """A pump that is warmer than usual once a day."""
    found = recording(DAYS, name=name, seed=seed, step=step)
    for time in TIMES:
        found = spoilt(found, time, time + round(hours * HOUR), value)
    return found


def found(courses: Sequence[Course], budget: float, known: Known | None = None) -> Suggested:
    how = How(since=BEGIN - 3 * DAY)
    return search(courses, BEGIN, how, known or Known(), budget, learn_anew, lambda _done, _of: None)


def raised(courses: Sequence[Course], row: Threshold) -> list[Episode]:
    """What a row raises by itself."""
    how = How(thresholds={(row.scope, row.signal): row}, since=BEGIN - 3 * DAY)
    return judge(courses, how, BEGIN, learn_anew, lambda _done, _of: None).episodes


@pytest.fixture(scope="module")
def both() -> list[Course]:
    """Two pumps that are a few °C too warm six hours a day."""
    return [warm("P-1", 3, 49.5), warm("P-2", 9, 49.5)]


def test_a_budget_that_is_kept_asks_for_nothing(both: list[Course]) -> None:
    kept = found(both, 100.0)
    assert (kept.suggestions, kept.kept) == ([], [])
    assert kept.before == kept.after > 3


def test_a_band_is_widened_for_the_class_until_the_budget_is_kept_and_no_further(both: list[Course]) -> None:
    calm = found(both, 1.0)
    (one,) = calm.suggestions
    assert (one.row.scope, one.row.signal) == ("machine", SIGNAL)
    assert one.before >= 8
    assert one.after <= 1.0 * 2 * (calm.trial.stop - BEGIN) / (7 * DAY)
    assert calm.after <= 1.0 < calm.before
    assert parse({**record_of(one.row.policy), "scope": "machine", "signal": SIGNAL}).policy == one.row.policy
    assert len(calm.trial.after.episodes) == len(calm.trial.before.episodes) - one.before + one.after
    assert raised(both, one.row) == calm.trial.after.episodes


def test_what_one_machine_alone_raises_is_answered_on_that_machine() -> None:
    calm = found([warm("P-1", 3, 49.5), recording(DAYS, name="P-2", seed=9)], 1.0)
    assert [one.row.scope for one in calm.suggestions] == ["P-1"]


def test_what_is_over_soon_is_answered_by_a_dwell() -> None:
    calm = found([warm("P-1", 3, 53.0, 0.3, MINUTE), warm("P-2", 9, 53.0, 0.3, MINUTE)], 0.5)
    (one,) = calm.suggestions
    assert one.row.policy.dwell_s is not None
    assert one.row.policy.sensitivity == 1.0
    assert one.after < one.before


def test_nothing_is_widened_by_which_something_true_would_be_missed(both: list[Course]) -> None:
    true = Known([Failure("P-1", TIMES[0] + HOUR, TIMES[0] + 6 * HOUR, "bearing wear")])
    kept = found(both, 0.0, true)
    assert [one.signal for one in kept.kept] == [SIGNAL]
    assert "bearing wear of P-1 would be missed" in kept.kept[0].why
    assert kept.before > 0


def test_what_people_dismissed_is_widened_away_even_within_the_budget(both: list[Course]) -> None:
    span = Failure("P-2", TIMES[1], TIMES[1] + 6 * HOUR, "")
    calm = found(both, 100.0, Known((), [span]))
    (one,) = calm.suggestions
    assert one.dismissed == 1
    assert not any(e.asset == "P-2" and e.raised in range(TIMES[1], span.end) for e in calm.trial.after.episodes)


def test_a_critical_limit_is_not_widened() -> None:
    hot = found([warm("P-1", 3, 120.0), warm("P-2", 9, 120.0)], 0.0)
    assert hot.suggestions == []
    assert np.isclose(hot.before, hot.after)
    assert all("critical limit" in one.why or "widest" in one.why or "measuring" in one.why for one in hot.kept)
    assert hot.kept


def test_a_policy_that_raises_as_much_when_it_is_wider_stays_as_it_is() -> None:
    hot = found([warm("P-1", 3, 75.0), warm("P-2", 9, 75.0)], 0.0)
    assert hot.suggestions == []
    assert [one.why for one in hot.kept] == ["even the widest policy that is tried raises it"]
    assert hot.trial.after.episodes == hot.trial.before.episodes


def test_what_is_still_open_is_no_noise_until_it_is_dismissed() -> None:
    open_one = spoilt(recording(DAYS, name="P-1", seed=3), START + 9 * DAY, START + DAYS * DAY, 60.0)
    courses = [open_one, recording(DAYS, name="P-2", seed=9)]
    assert found(courses, 0.0).before == 0
    span = Failure("P-1", START + 9 * DAY, START + DAYS * DAY, "")
    assert found(courses, 0.0, Known((), [span])).before > 0


def test_a_row_is_suggested_as_it_was_judged_also_where_a_band_raises_what_a_limit_does_not_any_more() -> None:
    courses = [warm("P-1", 3, 51.5, 3), warm("P-2", 9, 51.5, 3)]
    limits = {"warn_high": 50.0, "crit_high": 60.0}
    low = proposal({}, "machine", "machine", SIGNAL, limits)
    how = How(thresholds={("machine", SIGNAL): low}, since=BEGIN - 3 * DAY)
    calm = search(courses, BEGIN, how, Known(), 0.0, learn_anew, lambda _done, _of: None)
    (one,) = calm.suggestions
    assert (one.row.policy.limits.warn_high or 0.0) > 50
    assert one.row.policy.sensitivity < 1
    assert raised(courses, one.row) == calm.trial.after.episodes
