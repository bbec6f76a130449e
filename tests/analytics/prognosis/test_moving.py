"""The cheap look at many courses."""

import numpy as np
import pytest

from analytics.prognosis.moving import may_move, scatter
from analytics.prognosis.trend import foresee
from bench.prognosis.courses import DRAWS, seen, until_failure


def test_no_course_that_would_be_told_a_date_is_passed_over() -> None:
    rng, dated = np.random.default_rng(7), 0
    for kind in DRAWS:
        for share in (0.6, 0.9):
            path = until_failure(rng, DRAWS[kind])
            course = seen(rng, np.concatenate((np.zeros(480), path[: int(share * len(path))])), 0.03)
            if foresee(course).life is not None:
                dated += 1
                assert may_move(course.value[None], np.array([0.03]))[0]
    assert dated >= 5


def test_most_of_what_stays_is_passed_over_and_all_that_is_constant_or_unknown() -> None:
    rng = np.random.default_rng(8)
    still = rng.normal(size=(300, 160))
    assert may_move(still, np.ones(300)).mean() < 0.8
    nothing = np.stack((np.full(160, np.nan), np.full(160, 3.0)))
    assert not may_move(nothing, np.array([np.nan, np.nan])).any()


def test_scatter_is_that_of_the_noise_whatever_is_missing_and_however_it_drifts() -> None:
    rng = np.random.default_rng(9)
    values = 0.2 * rng.normal(size=(50, 400)) + np.linspace(0, 1, 400)
    values[rng.random(values.shape) < 0.2] = np.nan
    assert np.median(scatter(values)) == pytest.approx(0.2, rel=0.1)
