"""How healthy an asset is, 0 failed to 100 sound, out of several factors, and in a word.

Each factor takes a share of what the others leave, so that no one of them hides the rest and nothing falls below 0:

`now`     how far off it is at this moment: 7 tenths of its risk
`faults`  what is open: three tenths for a warning, six for a critical one, and a fiftieth for each more, up to
          a tenth
`wear`    how much of the way to the nearest hard limit is used up: half of its square
`trend`   how likely it fails within 30 days: three tenths of that
`data`    the part of its signals that tell nothing for now: a fifth of it

The first three tell mostly of the same, the state that it is in now: the largest of them counts in full, a quarter of
the others. The shares are ours: they are set so that a sound asset is at about 100, one that degrades between 60 and
85, one at a warning between 35 and 70, and at a critical one between 10 and 40.

The word follows from what is known of it rather than from the number: an asset is down where it is critical and was
past its hard limit over the last day, or is at its end. Another one still runs, however little health is left of it.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analytics.ground.columns import Floats
from contract import levels

HEALTHY, DEGRADING, WARNING = 80.0, 60.0, 35.0
"""The least health of each, whatever else is known."""
DEGRADES = 0.5
"""Points of health lost a day from which on an asset degrades."""
SOON_H = 90 * 24.0
"""So does one whose median life ends within this time."""
_NOW, _WEAR, _TREND, _DATA = 0.7, 0.5, 0.3, 0.2
_WARNS, _CALLS, _MORE, _MOST_MORE = 0.3, 0.6, 0.02, 0.1
_SAME = ("now", "wear", "faults")
"""What tells mostly of the same."""
_AGAIN = 0.25
"""How much of what is told again counts."""
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
        "faults": _open(standing),
        "data": _DATA * standing.faulty,
    }
    parts = {name: -math.log1p(-min(share, _MOST)) for name, share in shares.items()}
    told, most = sum(parts[name] for name in _SAME), max(parts[name] for name in _SAME)
    if told:
        part = (most + _AGAIN * (told - most)) / told
        parts |= {name: part * parts[name] for name in _SAME}
    missing, total = -100 * math.expm1(-sum(parts.values())), sum(parts.values())
    return {name: missing * part / total if total else 0.0 for name, part in parts.items()}


def _open(standing: Standing) -> float:
    """The share that open faults take."""
    number = standing.warnings + standing.criticals
    first = _CALLS if standing.criticals else _WARNS
    return first + min(_MORE * (number - 1), _MOST_MORE) if number else 0.0


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
    if standing.level >= levels.CRITICAL and (standing.progress >= 1.0 or standing.rul_h <= 0.0):
        return "down"
    if health < WARNING or standing.level >= levels.CRITICAL:
        return "critical"
    if health < DEGRADING or standing.level == levels.WARNING:
        return "warning"
    degrades = health < HEALTHY or lost >= DEGRADES or standing.rul_h <= SOON_H
    return "degrading" if degrades else "healthy"


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
