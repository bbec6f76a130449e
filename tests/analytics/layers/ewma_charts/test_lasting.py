"""What the slow charts of a fleet say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.ground.columns import Floats
from analytics.layers.ewma_charts.charts import SPANS, Charts
from analytics.layers.ewma_charts.lasting import AGREES, MATTERS, SIGMAS, by_series, deviations, distances, shared
from analytics.layers.ewma_charts.peers import MAX_EXPLAINED
from analytics.verdict.scoring import beyond
from contract.levels import SCORE_EDGES

ALONE = np.array([-1])
ONE = np.ones(1)


def chart(*means: float, scale: float = 1.0) -> Charts:
    charts = Charts.of(1)
    charts.window[:], charts.unit[:], charts.scale[:] = 1, scale, scale
    charts.mean[:, 0] = means
    return charts


def judged(charts: Charts, sensitivity: float = 1.0, least: float = 0.0) -> float:
    beyond = deviations(charts, ALONE, least * ONE)
    return float(distances(beyond, charts, sensitivity * ONE, least * ONE)[0])


def test_a_mean_reaches_the_edge_at_so_many_scales() -> None:
    assert judged(chart(SIGMAS, SIGMAS, SIGMAS)) == pytest.approx(1.0)
    assert judged(chart(-SIGMAS, -SIGMAS, -SIGMAS)) == pytest.approx(-1.0)


def test_a_sensitive_policy_reaches_it_earlier() -> None:
    assert judged(chart(3.0, 3.0, 3.0), sensitivity=2.0) == pytest.approx(3.0 * 2 / SIGMAS)


def test_what_does_not_matter_is_not_outside_however_small_the_scatter() -> None:
    assert judged(chart(0.4, 0.4, 0.4, scale=1e-3), least=1.0) == pytest.approx(0.4 / MATTERS[-1])


def test_what_is_over_is_not_held_against_a_machine_for_a_day() -> None:
    assert judged(chart(0.0, 8.0, 8.0)) == 0.0
    assert judged(chart(1.0, 8.0, 8.0)) == pytest.approx(AGREES**2 / SIGMAS)


def test_a_chart_that_has_learned_nothing_says_nothing() -> None:
    fresh = Charts.of(1)
    assert np.isnan(distances(deviations(fresh, ALONE, ONE), fresh, ONE, ONE)).all()


def test_what_the_whole_fleet_does_is_not_held_against_one() -> None:
    charts = Charts.of(9)
    charts.window[:], charts.scale[:] = 1, 1.0
    charts.mean[:] = 3.0
    charts.mean[:, 4] = 12.0
    beyond = deviations(charts, np.zeros(9, np.int64), np.zeros(9))
    found = distances(beyond, charts, np.ones(9), np.zeros(9))
    assert np.abs(np.delete(found, 4)).max() == 0.0
    assert found[4] == pytest.approx(9.0 / SIGMAS)


@pytest.mark.parametrize(("least", "left"), [(0.0, 20.0 - MAX_EXPLAINED), (1.0, 10.0), (3.0, 0.0)])
def test_the_fleet_may_be_off_together_by_the_least_deviation_that_matters(least: float, left: float) -> None:
    charts = Charts.of(9)
    charts.window[:], charts.scale[:], charts.mean[:] = 1, 0.1, 2.0
    beyond = deviations(charts, np.zeros(9, np.int64), np.full(9, least))
    assert beyond == pytest.approx(np.full((len(SPANS), 9), left))


def test_what_peers_share_is_told_in_the_unit_of_the_signal() -> None:
    charts = Charts.of(9)
    charts.window[:], charts.scale[:] = 1, 2.0
    charts.mean[0] = 3.0
    charts.mean[0, 4] = 50.0
    assert shared(charts, np.zeros(9, np.int64), np.zeros(9)) == pytest.approx(np.full(9, 3.0))
    assert not shared(charts, np.full(9, -1), np.zeros(9)).any()


def test_a_series_is_as_far_as_its_furthest_chart_in_the_directions_that_matter() -> None:
    above, below = np.array([True, True]), np.array([True, False])
    high, low = by_series(np.array([0.5, -2.0, 1.5, -9.0]), np.array([0, 0, 1, 1]), above, below)
    assert (high.tolist(), low.tolist()) == ([0.5, 1.5], [2.0, 0.0])


def test_what_is_small_but_lasts_is_never_critical() -> None:
    high, _ = by_series(np.array([1e6]), np.array([0]), np.array([True]), np.array([True]))
    assert beyond(high)[0] < SCORE_EDGES[-1]


@given(st.lists(st.floats(-50, 50), min_size=len(SPANS), max_size=len(SPANS)), st.floats(1.0, 3.0))
def test_going_further_never_looks_better(means: list[float], factor: float) -> None:
    near, far = chart(*means), chart(*(factor * mean for mean in means))
    assert abs(judged(far)) >= abs(judged(near)) - 1e-9


def test_distances_do_not_depend_on_the_unit() -> None:
    def in_unit(factor: float) -> Floats:
        charts = chart(4 * factor, 5 * factor, 3 * factor, scale=factor)
        return distances(deviations(charts, ALONE, ONE), charts, ONE, 0.5 * factor * ONE)

    assert in_unit(1000.0) == pytest.approx(in_unit(1.0))
