"""How healthy an asset is, 0 failed to 100 sound, out of several factors, and in a word.

Each factor takes a share of what the others leave, so that no one of them hides the rest and nothing falls below 0:

`now`     how far off it is at this moment: 7 tenths of its risk
`wear`    how much of the way to the nearest hard limit is used up: half of its square
`trend`   how likely it fails within 30 days: two fifths of that
`faults`  what is open: a twentieth for each warning, twice that for a critical one, three tenths at most
`data`    the part of its signals that tell nothing for now: a fifth of it

The shares are ours: they are set so that an asset at a warning is at about 75, at a critical one at about 50, and below
30, where it is called down, only where several agree.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analytics.ground.columns import Floats

HEALTHY, WARNING, CRITICAL = 80.0, 60.0, 30.0
"""The least health of each; what is below all of them is down."""
DEGRADES = 0.5
"""Points of health lost a day from which on an asset degrades."""
SOON_H = 90 * 24.0
"""So does one whose median life ends within this time."""
_NOW, _WEAR, _TREND, _DATA = 0.7, 0.5, 0.4, 0.2
_WARNS, _CALLS, _FAULTS = 0.05, 0.1, 0.3
_MOST = 0.99
"""A share that one factor takes at most, so that its part can be told from the others'."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of an asset: its risk (0..100) and level (0..3); the way to the nearest limit that is used up, 0 to
    1, and by which signal; how likely it fails within 30 days (0..1, NaN for not known) and its median life in hours
    (infinite where none is known); open warnings and critical ones; how many of its symptoms can be judged, and which
    part of them has a data fault (0..1)."""

    risk: float
    level: int
    progress: float = 0.0
    indicator: str = ""
    p_fail: float = math.nan
    rul_h: float = math.inf
    warnings: int = 0
    criticals: int = 0
    judged: int = 1
    faulty: float = 0.0


@dataclass(frozen=True, slots=True)
class Condition:
    """Health 0..100, a word for it, points lost a day, what takes most in words, and the points that each factor takes;
    those add up to what is missing from 100."""

    health: float
    status: str
    degradation: float
    because: str
    factors: Mapping[str, float]


def condition(standing: Standing, past: Floats) -> Condition:
    """The condition of an asset, whose health was `past` (n,) on the last days, one a day, NaN for not known."""
    factors = points(standing)
    health = 100.0 - sum(factors.values())
    lost = degradation(np.append(past, health))
    return Condition(health, _status(standing, health, lost), lost, _because(standing, factors), factors)


def points(standing: Standing) -> dict[str, float]:
    """The points of health that each factor takes."""
    shares = {
        "now": _NOW * standing.risk / 100,
        "wear": _WEAR * standing.progress**2,
        "trend": _TREND * (0.0 if math.isnan(standing.p_fail) else standing.p_fail),
        "faults": min(_WARNS * standing.warnings + _CALLS * standing.criticals, _FAULTS),
        "data": _DATA * standing.faulty,
    }
    parts = {name: -math.log1p(-min(share, _MOST)) for name, share in shares.items()}
    missing, total = -100 * math.expm1(-sum(parts.values())), sum(parts.values())
    return {name: missing * part / total if total else 0.0 for name, part in parts.items()}


def degradation(health: Floats) -> float:
    """Points lost a day: the median of the slopes between any two of (n,) days (Theil, 1950; Sen, 1968); below 0 where
    it heals, 0 where fewer than three days are known."""
    days = np.flatnonzero(np.isfinite(health))
    if len(days) < 3:
        return 0.0
    first, second = np.triu_indices(len(days), 1)
    slopes = (health[days[second]] - health[days[first]]) / (days[second] - days[first])
    return -float(np.median(slopes)) + 0.0


def _status(standing: Standing, health: float, lost: float) -> str:
    if not standing.judged:
        return "unknown"
    if health < CRITICAL:
        return "down"
    if health < WARNING or standing.level >= 3:
        return "critical"
    if health < HEALTHY or standing.level == 2:
        return "warning"
    return "degrading" if lost >= DEGRADES or standing.rul_h <= SOON_H else "healthy"


def _because(standing: Standing, factors: Mapping[str, float]) -> str:
    if not standing.judged:
        return "none of its signals can be judged yet"
    name = max(factors, key=lambda factor: factors[factor])
    if factors[name] < 1.0:
        return "nothing takes a point from it"
    words = {
        "now": f"it is off now: a risk of {standing.risk:.0f}",
        "wear": f"{standing.indicator} has used up {standing.progress:.0%} of the way to its limit",
        "trend": f"it fails within 30 days with a probability of {standing.p_fail:.0%}",
        "faults": f"{standing.warnings + standing.criticals} faults are open",
        "data": f"{standing.faulty:.0%} of its signals tell nothing for now",
    }
    return words[name]
