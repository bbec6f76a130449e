"""What a threshold would have done: a candidate policy judged on the scores that a signal already has.

It uses the very functions that judge live: band, hard limits, dwell and hysteresis. Two things it cannot know: CUSUM,
whose memory is not written down, and how narrow a learned band would be below the least width of the policy that was
in force.
"""

from dataclasses import dataclass

import numpy as np

from analytics.ground.columns import Floats, Ints
from analytics.layers import limits
from analytics.policies.policy import Policy
from analytics.verdict import alarm, scoring
from contract.errors import ContractError
from contract.levels import CRITICAL, SCORE_EDGES, WARNING
from contract.time import SECOND

LONGEST_S = 300.0
"""A gap between two rows counts as this much time at most."""


@dataclass(frozen=True, slots=True)
class Written:
    """n rows of measurement `score` of one signal, oldest first: nanoseconds, and the values in the signal's unit."""

    time: Ints
    observed: Floats
    expected: Floats
    lower: Floats
    upper: Floats


@dataclass(frozen=True, slots=True)
class Preview:
    """What would have happened: alarms raised (warning or worse), hours in each level, hours judged, highest score."""

    alarms: int
    warning_h: float
    critical_h: float
    judged_h: float
    highest: float


def preview(rows: Written, candidate: Policy, in_force: Policy) -> Preview:
    """Judge written rows by a candidate; `in_force` is the policy under which they were written.

    Raises
    ------
    ContractError
        A value is not finite (the band may be missing, as NaN), or times do not rise; the error names the field.
    """
    _check(rows)
    if not candidate.enabled or not len(rows.time):
        return Preview(0, 0.0, 0.0, 0.0, 0.0)
    learned, limit = scores(rows, candidate, in_force)
    score = np.maximum(learned, limit)
    level = _levels(learned, limit, rows.time, candidate)
    hours = np.minimum(np.diff(rows.time, append=rows.time[-1]) / SECOND, LONGEST_S) / 3600
    raised = (level >= WARNING) & (np.concatenate(([0], level[:-1])) < WARNING)
    return Preview(
        alarms=int(raised.sum()),
        warning_h=float(hours[level == WARNING].sum()),
        critical_h=float(hours[level == CRITICAL].sum()),
        judged_h=float(hours.sum()),
        highest=float(score.max()),
    )


def scores(rows: Written, candidate: Policy, in_force: Policy) -> tuple[Floats, Floats]:
    """(n,) scores under the candidate by what was learned, and by its hard limits."""
    least = max(candidate.min_deviation or 0.0, 1e-9)
    learned = (rows.upper - rows.lower) / 2 * in_force.sensitivity
    half = np.maximum(learned / candidate.sensitivity, least)
    off = np.nan_to_num((rows.observed - rows.expected) / half)
    up = np.maximum(off, 0) if candidate.direction != "below" else np.zeros_like(off)
    down = np.maximum(-off, 0) if candidate.direction != "above" else np.zeros_like(off)
    hard, width = candidate.limits, np.full(len(off), least * 10)
    high = limits.score(rows.observed, *_pair(hard.warn_high, hard.crit_high, len(off)), width)
    low = limits.score(-rows.observed, *_pair(_negative(hard.warn_low), _negative(hard.crit_low), len(off)), width)
    return scoring.beyond(np.maximum(up, down)), np.maximum(high, low)


def _levels(learned: Floats, limit: Floats, time: Ints, policy: Policy) -> Ints:
    """The level after each row, by the dwell and the hysteresis of a signal with a known history."""
    state, at = alarm.Alarms.of(1), np.array([0])
    dwell = alarm.dwell_s(learned, np.diff(time, prepend=time[0]) / SECOND)
    at_once = policy.immediate & (limit >= SCORE_EDGES[-1])
    limit_dwell = np.where(at_once, 0.0, alarm.LIMIT_DWELL_S)
    dwell, limit_dwell = (np.maximum(each, policy.dwell_s or 0.0) for each in (dwell, limit_dwell))
    levels, clear = np.zeros(len(time), np.int64), np.array([alarm.CLEAR_S])
    for row in range(len(time)):
        part = slice(row, row + 1)
        by_learning, by_limit = alarm.Said(learned[part], dwell[part]), alarm.Said(limit[part], limit_dwell[part])
        alarm.step(state, at, by_learning, by_limit, time[part], clear)
        levels[row] = state.level[0]
    return levels


def _check(rows: Written) -> None:
    if not np.isfinite(rows.observed).all():
        raise ContractError("observed", "holds a value that is not a finite number")
    for name in ("expected", "lower", "upper"):
        if np.isinf(getattr(rows, name)).any():
            raise ContractError(name, "infinity is not a value")
    if (np.diff(rows.time) <= 0).any():
        raise ContractError("time", "rows must be oldest first, each time once")


def _pair(warn: float | None, crit: float | None, size: int) -> tuple[Floats, Floats]:
    return np.full(size, np.inf if warn is None else warn), np.full(size, np.inf if crit is None else crit)


def _negative(limit: float | None) -> float | None:
    return None if limit is None else -limit
