"""The shapes of a course since its onset."""

import numpy as np
import pytest

from analytics.prognosis.shapes import BENDS, LINE, STEP, ages, between, rise, steepness, until, widths


def test_every_shape_is_0_before_its_onset_and_1_now_and_never_falls() -> None:
    shapes = rise(np.linspace(-40, 0, 161), np.array([10.0, 30.0]))
    assert shapes.shape == (2, len(BENDS), 161)
    assert (shapes[0, :, :120] == 0).all()
    assert shapes[:, :, -1] == pytest.approx(1.0)
    assert (np.diff(shapes, axis=2) >= -1e-12).all()


@pytest.mark.parametrize("bend", BENDS[BENDS > 0][:-1].tolist())
def test_a_growth_rises_by_so_much_more_in_the_time_that_is_told(bend: float) -> None:
    ahead = until(np.array(bend), np.array(0.7))
    assert np.expm1(bend * (1 + ahead)) / np.expm1(bend) == pytest.approx(1.7)
    step = 1e-6
    grown = (np.expm1(bend * (1 + ahead + step)) - np.expm1(bend * (1 + ahead))) / np.expm1(bend)
    assert steepness(np.array(bend), ahead) == pytest.approx(grown / step, rel=1e-4)


def test_what_slows_down_never_comes_further_than_where_it_stays() -> None:
    assert until(np.array(-4.0), np.array(0.5)) == np.inf
    assert until(np.array(-4.0), np.array(0.01)) < np.inf
    assert until(BENDS[STEP], np.array(0.01)) == np.inf
    assert until(BENDS[LINE], np.array(0.3)) == pytest.approx(0.3)


def test_ages_that_are_tried_closer_lie_around_the_best_and_share_its_weight() -> None:
    first = ages(120.0)
    more = between(first, 5)
    assert (first[4] < more).all()
    assert (more < first[6]).all()
    every = np.sort(np.append(first, more))
    assert widths(every).sum() == pytest.approx(1.0)
    assert widths(every)[every > first[6]] == pytest.approx(widths(first)[first > first[6]], rel=0.2)
