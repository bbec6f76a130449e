"""The slow charts against their definition, written out one residual at a time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.ground.columns import Floats, Ints
from analytics.layers.ewma_charts.charts import (
    ALWAYS,
    CLIP,
    SPANS,
    WINDOW_S,
    Charts,
    Places,
    add,
    forget,
    learn,
    open_charts,
    spread,
)
from contract.time import SECOND

ALL = np.ones((3, 1), np.bool_)


def charts_of_one(*conditions: int) -> tuple[Charts, Places]:
    charts, places = Charts(), Places.of(1)
    open_charts(charts, places, {0: list(conditions)})
    return charts, places


def feed(charts: Charts, places: Places, values: Floats, times: Ints, holds: np.ndarray = ALL) -> None:
    none = np.zeros(1, np.int64)
    for value, time in zip(values.tolist(), times.tolist(), strict=True):
        add(charts, places, none, np.array([value]), np.array([time]), none, holds)


def slowly(values: Floats, times: Ints, unit: float) -> list[float]:
    """The means that the definition asks for: windows that are over, each clipped, in exponential means from 0."""
    windows: dict[int, list[float]] = {}
    for value, time in zip(values.tolist(), times.tolist(), strict=True):
        windows.setdefault(time // (WINDOW_S * SECOND), []).append(value)
    found = [0.0] * len(SPANS)
    for window in sorted(windows)[:-1]:
        mean = float(np.clip(np.mean(windows[window]), -CLIP * unit, CLIP * unit))
        found = [old + (mean - old) / span for old, span in zip(found, SPANS, strict=True)]
    return found


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=60), st.lists(st.integers(1, 900), min_size=60, max_size=60))
def test_the_means_are_those_of_the_definition_however_samples_are_spaced(values: list[float], gaps: list[int]) -> None:
    charts, places = charts_of_one()
    charts.unit[:] = 1.0
    times = np.cumsum(gaps[: len(values)]) * SECOND
    feed(charts, places, np.array(values), times)
    assert charts.mean[:, 0] == pytest.approx(slowly(np.array(values), times, 1.0), abs=1e-9)


def test_a_chart_of_a_condition_sees_only_what_was_under_it() -> None:
    charts, places = charts_of_one(2)
    apart = np.zeros((3, 1), np.bool_)
    times = np.arange(1, 40) * 60 * SECOND
    feed(charts, places, np.full(39, 5.0), times, apart)
    assert charts.condition.tolist() == [ALWAYS, 2]
    assert charts.mean[0, 0] > 1.0
    assert charts.mean[0, 1] == 0.0


def test_a_lasting_deviation_is_reached_by_every_mean_and_the_shorter_is_there_first() -> None:
    charts, places = charts_of_one()
    times = np.arange(1, 400) * WINDOW_S * SECOND
    feed(charts, places, np.full(399, 2.0), times[:399])
    quick, middle, long = charts.mean[:, 0]
    assert 2.0 >= quick >= middle >= long > 1.9


def test_an_offset_that_is_there_in_health_is_no_deviation() -> None:
    charts, places = charts_of_one()
    charts.offset[:] = 3.0
    feed(charts, places, np.full(50, 3.0), np.arange(1, 51) * WINDOW_S * SECOND)
    assert charts.mean[:, 0] == pytest.approx(0.0)


def test_one_wild_window_is_clipped_where_the_ordinary_size_is_known() -> None:
    charts, places = charts_of_one()
    charts.unit[:] = 1.0
    feed(charts, places, np.array([1e6, 0.0]), np.array([1, 2]) * WINDOW_S * SECOND)
    assert charts.mean[0, 0] == pytest.approx(CLIP / SPANS[0])


def test_what_is_forgotten_starts_from_nothing() -> None:
    charts, places = charts_of_one()
    feed(charts, places, np.full(30, 9.0), np.arange(1, 31) * WINDOW_S * SECOND)
    forget(charts, np.array([0]))
    assert not charts.mean.any()
    assert charts.count[0] == 0


@given(st.floats(0.01, 1000), st.integers(0, 2**32 - 1))
def test_scales_follow_the_size_of_history_and_never_fall_below_that_of_independent_windows(
    size: float, seed: int
) -> None:
    history = np.random.default_rng(seed).normal(size=500)
    unit, scale, _ = learn(history)
    bigger, wider, _ = learn(size * history)
    assert bigger == pytest.approx(size * unit)
    assert wider == pytest.approx(size * scale)
    assert (scale >= unit / np.sqrt(2 * np.array(SPANS) - 1) - 1e-12).all()


def test_history_that_wanders_widens_the_long_means_most() -> None:
    noise = np.random.default_rng(1).normal(size=1500)
    wander = 2 * np.sin(np.arange(1500) / 80)
    _, calm, _ = learn(noise)
    _, restless, _ = learn(noise + wander)
    assert restless[2] / calm[2] > restless[0] / calm[0] > 1


def test_the_less_history_the_less_its_scatter_is_believed() -> None:
    noise = np.random.default_rng(3).normal(size=3000)
    (_, short, _), (_, long, _) = learn(noise[:300]), learn(noise)
    assert (short / long > 1).all()
    assert short[2] / long[2] > short[0] / long[0]


def test_gaps_in_history_are_passed_over() -> None:
    history = np.random.default_rng(2).normal(size=400)
    with_gaps = np.insert(history, [5, 100, 399], np.nan)
    unit, scale, course = learn(with_gaps)
    assert (unit, scale.tolist()) == (learn(history)[0], learn(history)[1].tolist())
    assert np.isnan(course).sum() == 3 * len(SPANS)


def test_the_spread_of_nothing_is_nothing() -> None:
    assert spread(np.zeros(0)) == 0.0
