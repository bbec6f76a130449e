"""Fitting on history: the day's shape, the dependence on duty, and a scale that is honest."""

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.layers.baseline.normal import PHASES
from analytics.learning.fit import MIN_ROWS, Fitted, fit
from tests.analytics.feeds import noise

Floats = npt.NDArray[np.float64]
DAYS, SLOTS = 6, 160
COUNT = DAYS * SLOTS
SLOT = np.arange(COUNT) % SLOTS
WINDOW_S = 540
TIME = WINDOW_S * np.arange(COUNT)
DUTY = noise(COUNT, 11)[None, :]
EVER = np.ones(COUNT, np.bool_)


def day_shape() -> Floats:
    """A sine over the day."""
    return np.sin(2 * np.pi * SLOT / SLOTS)


def must(value: Floats, use: npt.NDArray[np.bool_] = EVER) -> Fitted:
    """The fit of a series that has history enough."""
    (found,) = fit(value[None, :], DUTY, use, TIME, TIME, WINDOW_S)
    assert found is not None
    return found


def test_it_finds_the_level_and_the_scale_of_plain_noise() -> None:
    found = must(5 + 0.5 * noise(COUNT))
    assert abs(found.level - 5) < 0.1
    assert abs(found.scale - 0.5) < 0.1
    assert not found.beta.any()
    assert not found.profile.any()


def test_it_finds_the_dependence_on_duty() -> None:
    found = must(5 + 3 * DUTY[0] + 0.2 * noise(COUNT))
    assert abs(found.beta[0] - 3) < 0.1
    assert found.scale < 0.3


def test_it_finds_the_shape_of_the_day() -> None:
    found = must(5 + 4 * day_shape() + 0.2 * noise(COUNT))
    truth = 4 * np.sin(2 * np.pi * np.arange(PHASES) / PHASES)
    assert np.corrcoef(found.profile, truth)[0, 1] > 0.99
    assert np.ptp(found.profile) > 6
    assert found.scale < 1.2


def test_it_finds_both_together() -> None:
    found = must(5 + 3 * DUTY[0] + 4 * day_shape() + 0.2 * noise(COUNT))
    assert abs(found.beta[0] - 3) < 0.2
    assert np.ptp(found.profile) > 5


def test_it_finds_a_cycle_of_the_machine_s_own_and_its_shape() -> None:
    found = must(5 + 3 * np.sin(2 * np.pi * TIME / 7000) + 0.5 * noise(COUNT))
    assert abs(found.period_s - 7000) < 20
    assert np.ptp(found.cycle) > 5
    assert found.scale < 0.7


def test_a_second_profile_must_earn_its_place() -> None:
    found = must(5 + 4 * day_shape() + 0.2 * noise(COUNT))
    assert found.period_s == 0
    assert not found.cycle.any()


def test_it_finds_the_shape_of_the_week_where_there_are_two() -> None:
    time = WINDOW_S * np.arange(15 * SLOTS)
    weekend = time // 86_400 % 7 >= 5
    value = np.where(weekend, 2.0, 5.0) + 0.3 * noise(len(time))
    nothing, ever = np.zeros((1, len(time))), np.ones(len(time), np.bool_)
    (found,) = fit(value[None, :], nothing, ever, time, time, WINDOW_S)
    assert found is not None
    assert found.period_s == 7 * 86_400
    assert np.ptp(found.cycle) > 2.5
    days = time[: 13 * SLOTS]
    (short,) = fit(value[None, : len(days)], nothing[:, : len(days)], ever[: len(days)], days, days, WINDOW_S)
    assert short is not None
    assert short.period_s == 0


def test_a_fault_in_a_third_of_history_moves_neither_level_nor_band_by_much() -> None:
    value = 5 + 0.5 * noise(COUNT)
    value[-2 * SLOTS :] += np.linspace(0, 30, 2 * SLOTS)
    found = must(value)
    assert abs(found.level - 5) < 0.5
    assert found.above < 5


def test_an_excursion_of_every_day_belongs_to_what_is_ordinary() -> None:
    value = 5 + 0.1 * noise(COUNT)
    value[np.arange(COUNT) % 97 == 0] += 6
    found = must(value)
    assert found.above > 5
    assert found.below < 1


def test_gaps_and_rest_do_not_count() -> None:
    value = 5 + 0.5 * noise(COUNT)
    use = SLOT < 80
    value[~use] = np.where(np.arange(int((~use).sum())) % 2, np.nan, 1e6)
    found = must(value, use)
    assert abs(found.level - 5) < 0.1
    assert found.scale < 1


def test_a_constant_series_gives_a_finite_baseline() -> None:
    found = must(np.full(COUNT, 7.0))
    assert found.level == 7
    assert found.scale == 0
    assert found.rest >= SLOTS


def test_too_little_history_gives_no_baseline() -> None:
    use = np.zeros(COUNT, np.bool_)
    use[: MIN_ROWS - 1] = True
    assert fit(np.ones((1, COUNT)), DUTY, use, TIME, TIME, WINDOW_S) == [None]


def test_the_longest_rest_is_that_of_the_median_day() -> None:
    value = noise(COUNT)
    for day in range(DAYS):
        value[day * SLOTS + 10 : day * SLOTS + 14] = 1.0
    value[20:80] = 2.0
    assert must(value).rest == 4


def test_errors_are_on_the_grid_and_missing_where_a_row_was_not_used() -> None:
    value = 5 + 0.5 * noise(COUNT)
    value[100:120] = np.nan
    use = SLOT < 80
    errors = must(value, use).errors
    assert np.array_equal(np.isfinite(errors), use & np.isfinite(value))
    assert abs(np.nanstd(errors) - 0.5) < 0.05


def test_each_series_is_fitted_as_if_it_were_alone() -> None:
    values = np.stack((5 + 3 * DUTY[0] + noise(COUNT), day_shape() * 4 + noise(COUNT, 2), noise(COUNT, 3)))
    values[1, ::7] = np.nan
    together = fit(values, DUTY, EVER, TIME, TIME, WINDOW_S)
    for value, found in zip(values, together, strict=True):
        assert found is not None
        alone = must(value)
        assert np.isclose(found.scale, alone.scale)
        assert np.allclose(found.profile, alone.profile)
        assert np.allclose(found.errors, alone.errors, equal_nan=True)


@given(constant=st.floats(-1e3, 1e3), factor=st.floats(1e-2, 1e2))
@settings(max_examples=10, deadline=None)
def test_a_constant_moves_the_level_alone_and_a_factor_scales_everything(constant: float, factor: float) -> None:
    value = 2 * DUTY[0] + 2 * day_shape() + 0.5 * noise(COUNT)
    plain, moved = must(value), must(factor * value + constant)
    assert np.isclose(moved.level, factor * plain.level + constant, atol=1e-6)
    for name in ("beta", "profile", "cycle", "scale", "above", "below"):
        assert np.allclose(getattr(moved, name), factor * getattr(plain, name), atol=1e-6)
    assert moved.rest == plain.rest


def test_what_few_days_show_of_the_scatter_is_widened_and_no_more_from_seven_days_on() -> None:
    value = 5 + 0.5 * noise(COUNT)
    three, six = must(value, TIME < 3 * SLOTS * WINDOW_S), must(value)
    assert three.scale / six.scale > 1.2
    assert three.above > six.above
    weeks = 7 * SLOTS
    time = WINDOW_S * np.arange(weeks)
    long = fit((5 + 0.5 * noise(weeks))[None, :], noise(weeks, 11)[None, :], time >= 0, time, time, WINDOW_S)[0]
    assert long is not None
    assert abs(long.scale - 0.5) < 0.03
