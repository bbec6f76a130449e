"""Facts that nobody wrote, learned of a series."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.ground.columns import Floats
from analytics.ground.fleet import SeriesFacts
from analytics.layers.baseline.facts import CLASS_PART, RANGE_PART, SIGMAS, Found, LearnedFacts, find, resolution
from analytics.layers.baseline.warmup import size

ROWS = 400


def of_one(values: Floats, scale: float | None = None) -> dict[str, float]:
    """The facts of one series, which scatters about its median where no scale is given."""
    robust = size(values[:, None]) if scale is None else np.array([scale])
    found = find(values[None, :], robust)
    return {name: float(getattr(found, name)[0]) for name in ("min_deviation", "resolution", "low", "high")}


def ordinary(seed: int, step: float = 0.0) -> Floats:
    values = np.random.default_rng(seed).normal(20.0, 2.0, ROWS)
    return np.round(values / step) * step if step else values


@given(seed=st.integers(0, 99), factor=st.floats(1e-6, 1e6), step=st.sampled_from([0.0, 0.25, 1.0]))
def test_what_is_learned_follows_a_change_of_unit(seed: int, factor: float, step: float) -> None:
    one, other = of_one(ordinary(seed, step)), of_one(ordinary(seed, step) * factor)
    assert other == pytest.approx({name: value * factor for name, value in one.items()}, rel=1e-6)


@given(seed=st.integers(0, 99), share=st.floats(0, 0.1), far=st.floats(-1e6, 1e6), step=st.sampled_from([0.0, 0.25]))
def test_a_tenth_of_wild_values_changes_little(seed: int, share: float, far: float, step: float) -> None:
    clean = ordinary(seed, step)
    wild = clean.copy()
    # Spread out over the time and over their size, as a loose contact would do it.
    at = np.random.default_rng(seed).choice(ROWS, int(share * ROWS), replace=False)
    wild[at] = far * np.linspace(1, 2, len(at))
    one, other = of_one(clean), of_one(wild)
    assert 0.7 * one["min_deviation"] <= other["min_deviation"] <= 1.5 * one["min_deviation"]
    room = one["high"] - one["low"]
    assert abs(other["low"] - one["low"]) <= 1.2 * room
    assert abs(other["high"] - one["high"]) <= 1.2 * room
    assert other["resolution"] == pytest.approx(one["resolution"], rel=1e-6)


def test_a_deviation_matters_that_stands_out_of_the_ordinary_scatter() -> None:
    found = of_one(ordinary(1), scale=2.0)
    assert found["min_deviation"] == SIGMAS * 2.0
    assert found["low"] == pytest.approx(14, abs=1.5)
    assert found["high"] == pytest.approx(26, abs=1.5)


def test_where_duty_explains_nearly_all_a_part_of_the_range_still_has_to_be_passed() -> None:
    driven = np.linspace(0, 100, ROWS)
    found = of_one(driven, scale=0.01)
    assert found["min_deviation"] == pytest.approx(RANGE_PART * (found["high"] - found["low"]))


def test_no_deviation_matters_that_an_industrial_sensor_could_not_be_trusted_for() -> None:
    found = of_one(230 + 1e-3 * np.random.default_rng(2).normal(size=ROWS))
    assert found["min_deviation"] == pytest.approx(CLASS_PART * 230, rel=1e-3)


def test_no_deviation_matters_that_is_a_step_of_the_display() -> None:
    found = of_one(np.tile([0.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], ROWS // 10))
    assert (found["resolution"], found["min_deviation"]) == (0.5, 1.0)


def test_a_switch_is_normal_at_each_of_its_places() -> None:
    shut_and_open = np.concatenate((np.zeros(220), np.linspace(0, 1, 20), np.ones(160)))
    assert of_one(shut_and_open, scale=0.1)["min_deviation"] > 2
    assert of_one(np.linspace(0, 1, ROWS), scale=0.1)["min_deviation"] < 1


@pytest.mark.parametrize("value", [0.0, 7.5, -1e9])
def test_of_what_never_moves_it_is_not_known_what_matters(value: float) -> None:
    assert np.isnan(of_one(np.full(ROWS, value))["min_deviation"])
    assert np.isnan(list(of_one(np.full(ROWS, np.nan), scale=0.0).values())).all()


def test_values_that_seldom_come_again_have_no_steps() -> None:
    assert resolution(np.random.default_rng(3).normal(size=ROWS)) == 0
    assert resolution(np.round(np.random.default_rng(3).normal(size=ROWS), 1)) == pytest.approx(0.1)


def test_only_what_the_catalogue_leaves_open_is_told() -> None:
    facts, learned = SeriesFacts.of(3), LearnedFacts.of(3)
    facts.min_deviation[:] = [0.4, np.inf, np.inf]
    facts.learns_deviation[:] = [False, True, True]
    one = np.ones(2)
    learned.put(np.array([0, 1]), Found(9 * one, one, -one, 3 * one))
    learned.tell(facts)
    assert facts.min_deviation.tolist() == [0.4, 9.0, np.inf]
    assert facts.resolution.tolist() == [0.0, 0.0, 0.0]
    facts.learns_resolution[:] = facts.learns_normal[:] = True
    learned.tell(facts)
    assert facts.resolution.tolist() == [1.0, 1.0, 0.0]
    assert facts.normal_middle[:2].tolist() == [1.0, 1.0]
    assert facts.normal_width.tolist() == [4.0, 4.0, np.inf]


def test_what_was_learned_under_another_duty_counts_too() -> None:
    facts, one = LearnedFacts.of(1), np.array([0])
    for least, step, low, high in ((1.0, 0.5, 0.0, 10.0), (3.0, 0.1, 5.0, 20.0), (2.0, 1.0, 6.0, 7.0)):
        facts.widen(one, Found(*np.array([[least], [step], [low], [high]])))
    assert [float(values[0]) for values in facts.pack().values()] == [3.0, 0.1, 0.0, 20.0]
