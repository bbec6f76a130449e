"""The alert budget."""

import numpy as np

from analytics.ground.columns import Floats
from analytics.layers.novelty.budget import ALERT, REFRACTORY, Budget, spend
from tests.analytics.layers.novelty import slow


def alerts(surprise: Floats) -> tuple[Floats, list[bool]]:
    score, alert = spend(Budget.of(1), np.zeros(len(surprise), np.int64), np.arange(len(surprise)), surprise)
    return score, alert.tolist()


def test_it_agrees_with_the_obvious_version() -> None:
    random = np.random.default_rng(0)
    surprise = random.exponential(20, 3000) * (random.random(3000) < 0.1)
    score, alert = alerts(surprise)
    exact, exact_alert = slow.alerts(surprise)
    np.testing.assert_allclose(score, exact)
    assert alert == exact_alert
    assert 5 < sum(alert) < 200


def test_an_alert_silences_what_follows_unless_that_is_more_than_twice_as_bad() -> None:
    surprise = np.zeros(REFRACTORY + 5)
    surprise[[0, 1, 2, 3, REFRACTORY + 3]] = [50, 90, 101, 150, 150]
    _, alert = alerts(surprise)
    assert np.flatnonzero(alert).tolist() == [0, 2, REFRACTORY + 3]


def test_a_signal_that_alerts_often_raises_its_own_bar() -> None:
    surprise = np.zeros(20_000)
    surprise[::100] = 30.0
    _, alert = alerts(surprise)
    assert sum(alert[:1000]) > 3
    assert sum(alert[10_000:]) < sum(alert[:10_000]) < 60


def test_ordinary_rows_never_alert_and_scores_stay_finite() -> None:
    score, alert = alerts(np.zeros(100))
    assert np.isfinite(score).all()
    assert (score < ALERT).all()
    assert not any(alert)
