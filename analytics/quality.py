"""Data faults: what is wrong with the measuring, kept apart from what is wrong with the machine.

impossible   a value that the quantity cannot have
jump         a lone value far from its neighbours: held back until the next one agrees with it
stuck        the same value for so long that, by how often it used to change, chance is ruled out
"""

from dataclasses import dataclass

import numpy as np

from analytics.clock import gain
from analytics.columns import Bools, Columns, Floats, Ints, column
from analytics.fleet import SeriesFacts

CHANGE_TAU_S = 3600.0
"""Memory of how often a series changes."""
STUCK_EXPECTED = 30.0
"""A series is stuck once this many changes are missing (chance: e to the minus this, were changes independent)."""
STUCK_S = 300.0
"""... and this many seconds have passed."""
JUMP_DEVIATIONS = 8.0
"""A jump is this many smallest deviations that matter, and at least half of the normal range."""


@dataclass(slots=True)
class Quality(Columns):
    """What the last good value of each series was, how often it changes (per second), and what is held back."""

    value: Floats = column(np.nan)
    changed: Ints = column(0, np.int64)
    changes: Floats = column(0.0)
    missing: Floats = column(0.0)
    suspect: Floats = column(np.nan)
    stuck: Bools = column(False, np.bool_)


@dataclass(frozen=True, slots=True)
class Verdict:
    """For n samples: which are good, and which of the data faults each shows (`stuck` where it begins)."""

    good: Bools
    impossible: Bools
    jump: Bools
    stuck: Bools


def inspect(
    state: Quality, facts: SeriesFacts, at: Ints, value: Floats, time: Ints, elapsed_s: Floats, working: Bools
) -> Verdict:
    """Judge one new sample of each series `at` and remember it.

    Parameters
    ----------
    at, value, time : (n,) numbers of the series, their samples, nanoseconds
    elapsed_s : (n,) seconds since each series' last sample, NaN for the first
    working : (n,) whether the asset works; only then must a signal move
    """
    possible = np.isfinite(value) & (value >= facts.physical_low[at]) & (value <= facts.physical_high[at])
    jump = possible & _jumps(state, facts, at, value)
    state.suspect[at] = np.where(jump, value, np.nan)
    good = possible & ~jump
    begun = _watch(state, at, value, time, elapsed_s, good & working)
    state.value[at] = np.where(good, value, state.value[at])
    return Verdict(good, ~possible, jump, begun)


def _jumps(state: Quality, facts: SeriesFacts, at: Ints, value: Floats) -> Bools:
    """Symptoms that leave their last value by far, unless the sample before had said the same."""
    far = np.maximum(JUMP_DEVIATIONS * facts.min_deviation[at], 0.5 * facts.normal_width[at])
    last, suspect = state.value[at], state.suspect[at]
    with np.errstate(invalid="ignore"):
        leaves = np.abs(value - last) > far
        confirmed = np.abs(value - suspect) <= far
    return np.asarray(facts.symptom[at] & leaves & ~confirmed)


def _watch(state: Quality, at: Ints, value: Floats, time: Ints, elapsed_s: Floats, seen: Bools) -> Bools:
    """Count what should have changed and did not; returns which series are found stuck by this sample."""
    changed = seen & (value != state.value[at])
    still = seen & ~changed
    passed = np.where(np.isnan(elapsed_s), 0.0, elapsed_s)
    missing = np.where(changed, 0.0, state.missing[at] + np.where(still, state.changes[at] * passed, 0.0))
    state.changed[at] = np.where(changed | (state.changed[at] == 0), time, state.changed[at])
    long = (time - state.changed[at]) / 1e9 >= STUCK_S
    stuck = np.where(seen, still & long & (missing >= STUCK_EXPECTED), state.stuck[at])
    begun = stuck & ~state.stuck[at]
    # What a stuck series does is no measure of how often it changes.
    weight = np.where(seen & ~stuck & (passed > 0), gain(elapsed_s, CHANGE_TAU_S), 0.0)
    state.changes[at] += weight * (changed / np.maximum(passed, 1e-3) - state.changes[at])
    state.missing[at], state.stuck[at] = missing, stuck
    return np.asarray(begun)
