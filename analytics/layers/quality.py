"""Data faults: what is wrong with the measuring, kept apart from what is wrong with the machine.

impossible   a value that the quantity cannot have
jump         a lone value far from its neighbours: held back until the next sample agrees with it, or shows it alone
stuck        the same value for many times as long as it ever rested in health
"""

from dataclasses import dataclass

import numpy as np

from analytics.engine.columns import Bools, Columns, Floats, Ints, column
from analytics.engine.fleet import SeriesFacts

STUCK_RUNS = 5.0
"""A series is stuck after this many times the longest rest that it has shown in health ..."""
STUCK_S = 600.0
"""... and not before this many seconds."""
LEAST_CHANGES = 100
"""Changes that must have been seen before a rest can be called long, where history has not told."""
GAP_S = 300.0
"""A gap in the data is no rest: it counts as this much at most."""
JUMP_DEVIATIONS = 8.0
"""A jump is this many smallest deviations that matter, and at least half of the normal range."""


@dataclass(slots=True)
class Quality(Columns):
    """The last good value of each series, how long it has rested and ever rested (s), and what is held back."""

    value: Floats = column(np.nan)
    rest: Floats = column(0.0)
    longest: Floats = column(0.0)
    changes: Ints = column(0, np.int64)
    suspect: Floats = column(np.nan)
    stuck: Bools = column(False, np.bool_)


@dataclass(frozen=True, slots=True)
class Verdict:
    """For n samples: which are good, are impossible, show the one before as a jump, and where `stuck` begins."""

    good: Bools
    impossible: Bools
    jump: Bools
    stuck: Bools


def inspect(state: Quality, facts: SeriesFacts, at: Ints, value: Floats, elapsed_s: Floats, working: Bools) -> Verdict:
    """Judge one new sample of each series `at` and remember it.

    Parameters
    ----------
    at, value : (n,) numbers of the series, their samples
    elapsed_s : (n,) seconds since each series' last sample, NaN for the first
    working : (n,) whether the asset works; only then must a signal move
    """
    possible = np.isfinite(value) & (value >= facts.physical_low[at]) & (value <= facts.physical_high[at])
    leaves, lone = _jumps(state, facts, at, value, elapsed_s)
    leaves, lone = possible & leaves, possible & lone
    state.suspect[at] = np.where(leaves, value, np.nan)
    good = possible & ~leaves
    begun = _watch(state, at, value, elapsed_s, good & working & facts.symptom[at])
    state.value[at] = np.where(good, value, state.value[at])
    return Verdict(good, ~possible, lone, begun)


def _jumps(state: Quality, facts: SeriesFacts, at: Ints, value: Floats, elapsed_s: Floats) -> tuple[Bools, Bools]:
    """(symptoms that leave their last value by far, unless the sample before said the same; those that came back)."""
    far = np.maximum(JUMP_DEVIATIONS * facts.min_deviation[at], 0.5 * facts.normal_width[at])
    last, suspect = state.value[at], state.suspect[at]
    with np.errstate(invalid="ignore"):
        away = np.abs(value - last) > far
        confirmed = np.abs(value - suspect) <= far
        soon = elapsed_s <= GAP_S
    leaves = facts.symptom[at] & away & ~confirmed & soon
    return np.asarray(leaves), np.asarray(~np.isnan(suspect) & ~confirmed & ~away)


def _watch(state: Quality, at: Ints, value: Floats, elapsed_s: Floats, seen: Bools) -> Bools:
    """Measure how long the series that are `seen` rest; returns which are found stuck by this sample."""
    changed = seen & (value != state.value[at])
    passed = np.clip(np.nan_to_num(elapsed_s), 0.0, GAP_S)
    rest = np.where(changed, 0.0, state.rest[at] + np.where(seen, passed, 0.0))
    # A rest that was called a fault is no measure of health.
    healthy = changed & ~state.stuck[at]
    state.longest[at] = np.where(healthy, np.maximum(state.longest[at], state.rest[at] + passed), state.longest[at])
    state.changes[at] += changed
    known = state.changes[at] >= LEAST_CHANGES
    long = known & (rest >= np.maximum(STUCK_RUNS * state.longest[at], STUCK_S))
    stuck = np.where(seen, long, state.stuck[at])
    begun = stuck & ~state.stuck[at]
    state.rest[at], state.stuck[at] = rest, stuck
    return np.asarray(begun)


def know(state: Quality, number: int, longest_s: float) -> None:
    """Take the longest rest of a healthy day from history."""
    state.longest[number] = max(longest_s, float(state.longest[number]))
    state.changes[number] = max(LEAST_CHANGES, int(state.changes[number]))
