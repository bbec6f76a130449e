"""Operating modes."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analytics.layers.modes import (
    PART,
    RESUME_S,
    SETTLE_S,
    SHORT_RUN_S,
    SILENCE,
    SILENCE_S,
    Modes,
    enter,
    informed,
    listen,
    settle_s,
    worked_s,
)

ONE = np.array([0])


def say(modes: Modes, seconds: float, working: bool) -> None:
    """An asset says whether it works."""
    enter(modes, ONE, np.array([round(seconds * 1e9)]), np.array([working]))


def worked(modes: Modes, seconds: float) -> float:
    """How long it has worked by then."""
    return float(worked_s(modes, ONE, np.array([round(seconds * 1e9)]))[0])


def test_an_asset_that_says_nothing_works_and_is_settled() -> None:
    assert worked(Modes.of(1), 1000) == np.inf


def test_the_first_word_starts_no_settling() -> None:
    modes = Modes.of(1)
    say(modes, 1000, True)
    assert worked(modes, 1001) == np.inf


def test_outside_work_nothing_is_worked() -> None:
    modes = Modes.of(1)
    say(modes, 1000, False)
    assert worked(modes, 1001) == 0


def test_work_is_counted_from_its_start() -> None:
    modes = Modes.of(1)
    for second, working in ((1000, False), (1010, True), (1020, True)):
        say(modes, second, working)
    assert worked(modes, 1030) == 20


def settles(runs: list[float], *, begun: bool = False) -> float:
    """After how many seconds an asset is settled that has run for so long each time; the first may have begun before
    it was heard of."""
    modes, now = Modes.of(1), 1000.0
    if not begun:
        say(modes, now, False)
    for run in runs:
        say(modes, now + 10, True)
        now += 10 + run
        say(modes, now, False)
    return float(settle_s(modes, ONE)[0])


def test_a_machine_that_runs_for_seconds_settles_within_them_once_it_has_run_twice() -> None:
    assert settles([20]) == SETTLE_S
    assert settles([20, 30]) == PART * 30
    assert settles([20, 30, SHORT_RUN_S]) == SETTLE_S
    assert settles([20, 30, 20], begun=True) == SETTLE_S


def hear(modes: Modes, elapsed: list[float], usual: float) -> list[bool]:
    """Whether it is informed at each word, `elapsed` seconds after the one before."""
    found, now = [], 10**18
    for seconds in elapsed:
        now += 0 if np.isnan(seconds) else round(seconds * 1e9)
        listen(modes, ONE, np.array([now]), np.array([seconds]), np.array([usual]))
        found.append(bool(informed(modes, ONE, np.array([now]))[0]))
    return found


def test_after_its_first_word_and_after_a_silence_it_takes_a_while_to_be_informed() -> None:
    half = RESUME_S / 2
    found = hear(Modes.of(1), [np.nan, half, half - 1, 1, SILENCE_S, SILENCE_S + 1, half, half], 60.0)
    assert found == [False, False, False, True, True, False, False, True]


def test_whoever_speaks_rarely_is_not_silent_between_words() -> None:
    assert hear(Modes.of(1), [np.nan, 3600, 3600, SILENCE * 3600 + 1], 3600.0) == [False, True, True, False]


@given(st.lists(st.tuples(st.integers(1, 500), st.booleans()), min_size=1, max_size=20), st.integers(0, 500))
def test_it_agrees_with_walking_back_through_all_that_was_said(words: list[tuple[int, bool]], later: int) -> None:
    modes, now, said = Modes.of(1), 1000, []
    for pause, working in words:
        now += pause
        say(modes, now, working)
        said.append((now, working))
    start = len(said) - 1
    while start > 0 and said[start - 1][1]:
        start -= 1
    begun = said[start][0]
    seen = start > 0  # that it did not work before
    wanted = 0.0 if not said[-1][1] else now + later - begun if seen else np.inf
    assert worked(modes, now + later) == wanted
