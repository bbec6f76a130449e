"""Whether confidence is how often it is right: what the product named first when it called, against the truth."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.ground.columns import Bools, Floats
from analytics.verdict.confidence import chance, odds
from bench.faults.plan import Case
from bench.faults.trial import Opinion, Raised
from contract.failures.types import UNKNOWN
from contract.time import MINUTE

EDGES = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0)
"""Of the bins of what was said; the last one holds its upper edge, too."""
FRESH = 10 * MINUTE
"""A diagnosis is said anew so often: what was said last is what is said with a warning."""
ADVISORY = "advisory"
_STEPS, _STEADY = 50, 1e-3


@dataclass(frozen=True, slots=True)
class Said:
    """What was named first, n times: with which share of belief, which confidence, and whether it was right; how often
    it was `unknown`."""

    belief: Floats
    confidence: Floats
    right: Bools
    unknown: int


def said_with(raised: Sequence[Raised], opinions: Sequence[Opinion], faults: Sequence[Case], after: int) -> Said:
    """What was said of an asset when a warning or worse was raised, but within `after` (ns) of a repair."""
    told = [opinion for entry in raised if entry.severity != ADVISORY and (opinion := _newest(opinions, entry))]
    judged = [(opinion, right) for opinion in told if (right := _is_right(opinion, faults, after)) is not None]
    return Said(
        np.array([opinion.belief for opinion, _ in judged], np.float64),
        np.array([opinion.confidence for opinion, _ in judged], np.float64),
        np.array([right for _, right in judged], np.bool_),
        sum(opinion.modes[0] == UNKNOWN for opinion, _ in judged),
    )


def _newest(opinions: Sequence[Opinion], entry: Raised) -> Opinion | None:
    """The newest opinion on an asset when something was raised, opinions being in the order of time."""
    mine = (one for one in opinions if one.asset == entry.asset and entry.time - FRESH <= one.time <= entry.time)
    return next(iter(deque(mine, maxlen=1)), None)


def _is_right(opinion: Opinion, faults: Sequence[Case], after: int) -> bool | None:
    """Whether what was named first is at work, or nothing is and that was said; None where a repair is too near."""
    mine = [case for case in faults if case.asset == opinion.asset]
    modes = {case.mode for case in mine if case.onset <= opinion.time < case.repaired}
    if not modes and any(case.repaired <= opinion.time <= case.repaired + after for case in mine):
        return None
    return opinion.modes[0] in (modes or {UNKNOWN})


def shares(said: Floats, right: Bools) -> list[tuple[int, float]]:
    """How many of (n,) fall into each bin, and which share of them was right, NaN for none."""
    place = _bins(said)
    return [
        (int((place == number).sum()), float(right[place == number].mean()) if (place == number).any() else np.nan)
        for number in range(len(EDGES) - 1)
    ]


def error(said: Floats, right: Bools) -> float:
    """Expected calibration error, 0..1 (Naeini and others, 2015): mean distance of what is said from what is right."""
    place = _bins(said)
    parts = [abs(float(said[place == number].sum() - right[place == number].sum())) for number in np.unique(place)]
    return sum(parts) / len(said)


def _bins(said: Floats) -> Floats:
    return np.clip(np.searchsorted(EDGES, said, side="right") - 1, 0, len(EDGES) - 2)


def fitted(belief: Floats, right: Bools) -> tuple[float, float]:
    """The shift and slope of `analytics.verdict.confidence`, by Newton's method on the likelihood.

    The two outcomes are drawn together a little, as Platt does (1999), so that a few that are all right fit, too.
    """
    wanted = np.where(right, (right.sum() + 1) / (right.sum() + 2), 1 / ((~right).sum() + 2))
    columns = np.stack((np.ones(len(belief)), odds(belief)))
    weights = np.array([0.0, 1.0])
    for _ in range(_STEPS):
        share = chance(belief, *weights)
        slope = columns @ (wanted - share) - _STEADY * weights
        bend = (columns * share * (1 - share)) @ columns.T + _STEADY * np.eye(2)
        weights = weights + np.clip(np.linalg.solve(bend, slope), -1, 1)
    return float(weights[0]), float(weights[1])
