"""Scales and ticks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from admin.charts.scale import Scale, nice_ticks, padded, tick_label, time_ticks
from contract.time import DAY_S

NUMBERS = st.floats(-1e12, 1e12, allow_nan=False)
NOON = 1_767_268_800.0


def test_a_scale_maps_its_ends_and_its_middle() -> None:
    scale = Scale(10, 20, 100, 0)
    assert scale(np.array([10.0, 15.0, 20.0])).tolist() == [100, 50, 0]


def test_a_value_beyond_is_drawn_at_the_edge_and_nan_stays_nan() -> None:
    found = Scale(0, 1, 0, 10)(np.array([-5.0, 5.0, np.nan]))
    assert found[:2].tolist() == [0, 10]
    assert np.isnan(found[2])


def test_a_scale_without_extent_draws_in_the_middle() -> None:
    assert Scale(3, 3, 0, 10).at(3) == 5


@given(NUMBERS, NUMBERS)
@settings(deadline=None, max_examples=200)
def test_ticks_are_few_rise_evenly_and_lie_within(one: float, other: float) -> None:
    # As charts ask for them: padded, so that the span is never below what floats of that size can tell apart.
    low, high = padded(min(one, other), max(one, other))
    ticks = nice_ticks(low, high)
    span = high - low
    assert 2 <= len(ticks) <= 10
    assert all(low - span * 1e-6 <= tick <= high + span * 1e-6 for tick in ticks)
    steps = np.diff(ticks)
    assert np.allclose(steps, steps[0], rtol=1e-5)


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [(0, 100, [0, 20, 40, 60, 80, 100]), (0.31, 0.74, [0.4, 0.5, 0.6, 0.7]), (-2, 2, [-2, -1, 0, 1, 2]), (5, 5, [])],
)
def test_ticks_are_round_numbers(low: float, high: float, ticks: list[float]) -> None:
    assert nice_ticks(low, high) == pytest.approx(ticks)


@pytest.mark.parametrize(
    ("value", "step", "label"),
    [
        (0.4, 0.2, "0.4"),
        (50, 50, "50"),
        (-1.5, 0.5, "−1.5"),
        (0.0, 0.2, "0.0"),
        (2e7, 1e7, "2e+07"),
        (0.25, 0.05, "0.25"),
    ],
)
def test_a_tick_shows_the_decimals_of_its_step(value: float, step: float, label: str) -> None:
    assert tick_label(value, step) == label


@pytest.mark.parametrize(
    ("span", "labels"),
    [
        (3600, ["11:00", "11:15", "11:30", "11:45", "12:00"]),
        (6 * 3600, ["06:00", "08:00", "10:00", "12:00"]),
        (7 * DAY_S, ["26 Dec", "28 Dec", "30 Dec", "01 Jan"]),
        (70 * DAY_S, ["08 Nov", "28 Nov", "18 Dec"]),
        (1400 * DAY_S, ["May 2023", "Oct 2024"]),
    ],
)
def test_time_ticks_stand_at_round_times(span: float, labels: list[str]) -> None:
    assert [label for _, label in time_ticks(NOON - span, NOON)] == labels


@given(st.floats(1, 4e9), st.floats(1, 36_000 * DAY_S))
@settings(deadline=None, max_examples=100)
def test_time_ticks_are_few_and_lie_within(start: float, span: float) -> None:
    ticks = time_ticks(start, start + span)
    assert len(ticks) <= 5
    assert all(start <= time <= start + span for time, _ in ticks)


@given(NUMBERS, NUMBERS)
@settings(deadline=None, max_examples=100)
def test_padding_makes_room_on_both_sides(one: float, other: float) -> None:
    low, high = min(one, other), max(one, other)
    wide_low, wide_high = padded(low, high)
    assert wide_low <= low <= high <= wide_high
    assert wide_low < wide_high
