"""When limits are written."""

from analytics.policies.judging import Judging
from analytics.worker.limits import EVERY_S, Telling
from contract.time import SECOND

HOUR = EVERY_S * SECOND


def test_limits_are_told_at_first_and_those_of_a_new_series_when_it_appears() -> None:
    judging, telling = Judging.of(2), Telling()
    assert telling.due(judging, 1).tolist() == [0, 1]
    assert telling.due(judging, 2).tolist() == []
    judging.grow(3)
    assert telling.due(judging, 3).tolist() == [2]


def test_all_limits_are_told_anew_when_a_threshold_changed_and_after_an_hour() -> None:
    judging, telling = Judging.of(2), Telling()
    telling.due(judging, HOUR)
    judging = Judging.of(2)
    assert telling.due(judging, HOUR + 5).tolist() == [0, 1]
    assert telling.due(judging, 2 * HOUR).tolist() == []
    assert telling.due(judging, 2 * HOUR + 5).tolist() == [0, 1]
