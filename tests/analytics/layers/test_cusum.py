"""The cumulative sum of what lasts."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.layers.cusum import ALLOWANCE, CAP, DECISION_H, Sums, add
from tests.analytics import naive


def run(deviations: list[float], dt_s: float) -> list[tuple[float, float]]:
    """Scores above and below after each deviation."""
    state, at, out = Sums.of(1), np.array([0]), []
    for deviation in deviations:
        above, below = add(state, at, np.array([deviation]), np.array([dt_s]))
        out.append((float(above[0]), float(below[0])))
    return out


@given(st.lists(st.floats(-3, 3), min_size=1, max_size=50), st.floats(1, 300))
@settings(deadline=None, max_examples=50)
def test_it_agrees_with_the_obvious_sum(deviations: list[float], dt: float) -> None:
    hours = [dt / 3600] * len(deviations)
    above = naive.cusum(deviations, hours, ALLOWANCE, CAP * DECISION_H)
    below = naive.cusum([-value for value in deviations], hours, ALLOWANCE, CAP * DECISION_H)
    found = np.array(run(deviations, dt))
    assert np.allclose(found[:, 0], np.array(above) / DECISION_H)
    assert np.allclose(found[:, 1], np.array(below) / DECISION_H)


def test_what_stays_well_inside_the_band_never_counts() -> None:
    assert max(above for above, _ in run([0.5] * 2000, 60)) == 0


def test_a_whole_half_width_is_creep_after_an_hour_and_a_quarter() -> None:
    found = [above for above, _ in run([1.0] * 80, 60)]
    assert found[74] >= 0.99
    assert found[70] < 1


def test_the_sum_is_capped_and_forgives_within_two_hours() -> None:
    found = [above for above, _ in run([2.0] * 5000 + [0.0] * 120, 60)]
    assert max(found) <= CAP
    assert found[-1] == 0


def test_the_cadence_of_samples_does_not_matter() -> None:
    assert np.allclose(run([0.9] * 60, 60)[-1], run([0.9] * 3600, 1)[-1])


def test_a_gap_counts_as_five_minutes_at_most() -> None:
    assert run([1.0], 1e6) == run([1.0], 300)
