"""What would be said of values that nobody measured: each signal by its band and its limits, then all of an asset.

It uses the functions that judge live. What takes time is left out: how long it lasts, creep, and how fast it changes.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.layers.limits import Limits
from analytics.layers.residual import Residual
from analytics.policies.policy import Policy
from analytics.verdict import risk
from analytics.verdict.preview import Written, scores
from analytics.verdict.reason import Finding, also, describe
from contract.levels import LEVELS, SCORE_EDGES

WORTH_SAYING, ALSO = 15.0, 0.2
"""Points of risk below which there is nothing to explain; share of it from which on a further signal is named."""


@dataclass(frozen=True, slots=True)
class Given:
    """A signal's value and what is normal of it, in its unit; NaN for a band that is not known."""

    signal: str
    unit: str
    observed: float
    expected: float
    lower: float
    upper: float
    policy: Policy


@dataclass(frozen=True, slots=True)
class Scored:
    """A signal's score by its band and by its hard limits, 0 as expected, 1 at the edge of normal."""

    given: Given
    learned: float
    limit: float

    @property
    def score(self) -> float:
        """The worse of both."""
        return max(self.learned, self.limit)

    @property
    def level(self) -> str:
        """The level that it has if it lasts."""
        return LEVELS[int(np.searchsorted(SCORE_EDGES, self.score, side="right"))]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Risk 0 to 100, its band, why, and the points that each signal adds, which add up to it."""

    risk: float
    band: str
    reason: str
    points: list[float]


def score(given: Given) -> Scored:
    """Judge one value."""
    if not given.policy.enabled:
        return Scored(given, 0.0, 0.0)
    values = (np.array([value]) for value in (given.observed, given.expected, given.lower, given.upper))
    learned, limit = scores(Written(np.array([0]), *values), given.policy, given.policy)
    return Scored(given, float(learned[0]), float(limit[0]))


def fuse(signals: Sequence[Scored]) -> Verdict:
    """Judge an asset by its signals."""
    severity = risk.severity(np.array([each.score for each in signals]))
    whole, points = risk.fuse(severity, np.zeros(len(signals), np.int64), 1)
    reason = _reason(signals, points.tolist(), float(whole[0])) if whole[0] >= WORTH_SAYING else "as expected"
    return Verdict(float(whole[0]), risk.band(whole)[0], reason, points.tolist())


def _reason(signals: Sequence[Scored], points: list[float], whole: float) -> str:
    order = sorted(range(len(signals)), key=lambda number: -points[number])
    others = [signals[number].given.signal for number in order[1:] if points[number] >= ALSO * whole]
    return also(describe(_finding(signals[order[0]])), others)


def _finding(scored: Scored) -> Finding:
    given, is_hard = scored.given, scored.limit > scored.learned
    limit, is_critical, is_high = _limit(given) if is_hard else (math.nan, False, given.observed > given.expected)
    return Finding(
        signal=given.signal,
        unit=given.unit,
        cause=(Limits if is_hard else Residual).causes[0],
        high=is_high,
        observed=given.observed,
        expected=given.expected,
        half=(given.upper - given.lower) / 2,
        score=scored.score,
        limit=limit,
        critical=is_critical,
        lasted_s=0.0,
    )


def _limit(given: Given) -> tuple[float, bool, bool]:
    """The furthest hard limit that a value is at or beyond, else the nearest: whether critical, whether above."""
    hard = given.policy.limits
    ends = (
        (hard.crit_high, True, True), (hard.warn_high, False, True),
        (hard.crit_low, True, False), (hard.warn_low, False, False),
    )  # fmt: skip
    known = [(limit, critical, above) for limit, critical, above in ends if limit is not None]
    passed = [end for end in known if (given.observed >= end[0] if end[2] else given.observed <= end[0])]
    return passed[0] if passed else min(known, key=lambda end: abs(given.observed - end[0]))
