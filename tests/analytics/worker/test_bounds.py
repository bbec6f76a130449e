"""How many assets a worker takes, and whom it lets go of."""

import numpy as np

from analytics.engine.state import State
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import SEASONAL
from analytics.worker.bounds import BRIEF_S, Bounds
from analytics.worker.lateness import Seen
from contract.time import DAY_S, SECOND
from tests.analytics.feeds import START, samples

NOW = START + 100 * DAY_S * SECOND


def fleet(silent_s: list[float], learned: list[bool]) -> State:
    """Pumps that have been silent for so long; of some it was learned what is normal."""
    state = State()
    for number in range(len(silent_s)):
        state.fleet.series(state.fleet.asset(f"P{number}", "machine", "north"), "vibration_mm_s")
    state.fit()
    state.assets.time[:] = NOW - np.round(np.array(silent_s) * SECOND).astype(np.int64)
    state.of(Baseline).normal.kind[np.flatnonzero(learned)] = SEASONAL
    return state


def test_who_is_silent_for_longer_than_is_set_is_let_go_of() -> None:
    state = fleet([10.0, 29 * DAY_S, 31 * DAY_S], [False] * 3)
    assert Bounds(100, 30.0).gone(state, NOW).tolist() == [False, False, True]
    assert Bounds(100, 20.0).gone(state, NOW).tolist() == [False, True, True]


def test_one_that_was_told_of_or_learned_lately_is_not_silent_yet() -> None:
    state = fleet([100 * DAY_S] * 3, [False] * 3)
    state.assets.reported[0] = state.assets.learned[1] = NOW - DAY_S * SECOND
    assert Bounds(100, 30.0).gone(state, NOW).tolist() == [False, False, True]


def test_where_there_is_no_room_those_go_that_were_never_learned_and_are_not_heard() -> None:
    state = fleet([10.0, 2 * BRIEF_S, 2 * BRIEF_S], [False, False, True])
    assert Bounds(3, 30.0).gone(state, NOW).tolist() == [False, True, False]
    assert Bounds(100, 30.0).gone(state, NOW).tolist() == [False, False, False]


def test_what_was_seen_of_who_is_left_is_still_known() -> None:
    seen, times, values = Seen(), [START, START + SECOND], [1.0, 2.0]
    for name in ("A", "B", "C"):
        seen.add(samples(name, "machine", times, {"vibration_mm_s": values, "flow_m3h": values}))
    kept = seen.only({("C", "machine"), ("A", "machine")})
    assert len(kept) == 4
    for name, new in (("A", False), ("C", False), ("B", True)):
        batch = samples(name, "machine", times, {"flow_m3h": values, "vibration_mm_s": values})
        assert kept.add(batch).tolist() == [new] * 4
