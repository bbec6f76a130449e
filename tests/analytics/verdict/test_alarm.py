"""Levels: entered after a dwell, left with hysteresis."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.verdict.alarm import (
    CLEAR_S,
    DOUBTFUL_S,
    DWELL_S,
    LIMIT_DWELL_S,
    RELEASE,
    Alarms,
    Said,
    dwell_s,
    step,
)
from contract.levels import SCORE_EDGES
from tests.analytics import naive

START = 10**18


def run(
    scores: list[float],
    dt: float = 10.0,
    dwell: float = DWELL_S,
    clear: float = CLEAR_S,
    limits: list[float] | None = None,
) -> list[int]:
    """The level after each score of what was learned, with one of hard limits beside it where these are given."""
    state, at, out = Alarms.of(1), np.array([0]), []
    for number, (score, limit) in enumerate(zip(scores, limits or [0.0] * len(scores), strict=True)):
        time = np.array([START + round(number * dt * 1e9)])
        learned, hard = Said(np.array([score]), np.array([dwell])), Said(np.array([limit]), np.array([LIMIT_DWELL_S]))
        step(state, at, learned, hard, time, np.array([clear]))
        out.append(int(state.level[0]))
    return out


@given(st.lists(st.sampled_from([0.0, 0.5, 0.8, 1.2, 1.5, 2.5]), min_size=1, max_size=40), st.sampled_from([10, 60]))
@settings(deadline=None, max_examples=150)
def test_it_agrees_with_the_obvious_version_after_every_score(scores: list[float], dt: int) -> None:
    times = [number * float(dt) for number in range(len(scores))]
    assert run(scores, dt, clear=60.0) == naive.levels(scores, times, SCORE_EDGES, DWELL_S, RELEASE, 60.0)


def test_every_level_is_reached() -> None:
    assert [run([score] * 5)[-1] for score in (0.5, 0.8, 1.2, 2.0)] == [0, 1, 2, 3]


def test_a_lone_score_raises_nothing() -> None:
    assert max(run([0, 0, 9, 0, 0])) == 0


def test_without_dwell_the_first_score_raises() -> None:
    assert run([9.0], dwell=0.0) == [3]


@given(st.lists(st.tuples(st.floats(0, 5), st.floats(0, 5)), min_size=1, max_size=40))
@settings(deadline=None, max_examples=100)
def test_what_was_learned_never_delays_a_hard_limit(both: list[tuple[float, float]]) -> None:
    learned, limits = [score for score, _ in both], [limit for _, limit in both]
    alone = run([0.0] * len(both), dt=1, limits=limits)
    assert all(with_it >= without for with_it, without in zip(run(learned, dt=1, limits=limits), alone, strict=True))


def test_a_hard_limit_has_a_dwell_of_its_own_beside_a_score_that_has_been_outside_for_long() -> None:
    found = run([1.2] * 40, dt=1, dwell=600.0, limits=[0.0] * 20 + [1.1] * 20)
    assert found == [0] * 30 + [2] * 10


def test_a_score_that_dances_around_an_edge_is_one_alarm() -> None:
    found = run([1.1] * 5 + [0.9, 1.1] * 200)
    assert set(found[4:]) == {2}


def test_a_level_ends_only_after_the_release_has_lasted() -> None:
    found = run([1.2] * 5 + [0.1] * 100, dt=10)
    assert found[5 + 59] == 2
    assert found[5 + 60] == 0


@given(st.lists(st.floats(0, 5), min_size=1, max_size=40), st.lists(st.floats(0, 2), min_size=40, max_size=40))
@settings(deadline=None, max_examples=60)
def test_worse_scores_never_give_a_lower_level(scores: list[float], more: list[float]) -> None:
    worse = [score + add for score, add in zip(scores, more, strict=False)]
    assert all(high >= low for low, high in zip(run(scores), run(worse), strict=True))


def test_what_is_hardly_outside_must_last_longer_and_three_slow_samples_must_agree() -> None:
    score, second = np.array([1.1, 1.5, 1.5, 1.5]), np.array([1.0, 1.0, 60.0, np.nan])
    assert dwell_s(score, second).tolist() == [DOUBTFUL_S, DWELL_S, 120.0, DWELL_S]


@given(st.floats(1, 10), st.floats(0, 1e5), st.floats(0, 1e5))
def test_slower_samples_never_need_less_time(score: float, one: float, other: float) -> None:
    seconds = dwell_s(np.array([score, score]), np.sort(np.array([one, other])))
    assert seconds[0] <= seconds[1] <= max(DOUBTFUL_S, 2 * CLEAR_S)
