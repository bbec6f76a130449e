"""The firing sequence goes through its phases in order, within the campaign's hours, and counts its starts."""

import numpy as np
import pytest

from collectors.rig.sequence import IDLE, IGNITION, MAINSTAGE, SHUTDOWN, Sequencer
from collectors.shifts import SCHEDULES, hour
from contract.time import DAY_S
from tests.collectors.worlds import START, asset

T = START / 1e9 + np.arange(0, 2 * DAY_S, 1.0)


def _watched(
    schedule: str,
) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """Phase and count of starts of one rig, a second a step, (T,)."""
    sequencer = Sequencer([asset("rig", schedule=schedule)], 3)
    return sequencer.at(T)[0][:, 0], sequencer.starts(T)[:, 0]


def test_each_phase_is_followed_by_the_next_and_the_last_by_idle() -> None:
    states, _ = _watched("continuous")
    changes = states[np.flatnonzero(np.diff(states)) + 1]
    first = changes[0]
    assert np.array_equal(changes, (first + np.arange(len(changes))) % (SHUTDOWN + 1))


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_every_ignition_is_one_start_and_nothing_else_is(schedule: str) -> None:
    states, starts = _watched(schedule)
    ignited = (states[1:] == IGNITION) & (states[:-1] != IGNITION)
    assert ignited.any()
    assert np.array_equal(np.diff(starts), ignited.astype(float))


def test_a_campaign_rests_at_night() -> None:
    states, _ = _watched("campaign")
    assert np.all(states[(hour(T) > 0) & (hour(T) < 5.9)] == IDLE)
    assert np.any(states[(hour(T) > 8) & (hour(T) < 20)] == MAINSTAGE)


def test_seconds_since_ignition_begin_with_the_ignition() -> None:
    states, lit = Sequencer([asset("rig")], 3).at(T)
    began = np.flatnonzero((states[1:, 0] == IGNITION) & (states[:-1, 0] != IGNITION)) + 1
    assert np.all((lit[began, 0] >= 0) & (lit[began, 0] <= 1))
