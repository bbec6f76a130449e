"""What is to be believed of a course, given what it speaks for and what is usual."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from analytics.ground.columns import Floats
from analytics.prognosis.evidence import Evidence
from analytics.prognosis.normal import below
from analytics.prognosis.shapes import BENDS, STEP, widths
from contract.failures.types import Growth

_RISES, _STEPS = 0.01, 0.05
"""How likely it is beforehand that a signal is on its way, and that it has stepped. The first is low because it is
asked of every signal of every asset every hour; `bench.prognosis` tells what false dates are left."""
_EVEN = np.array([0.05, 0.1, 0.35, 0.08, 0.08, 0.08, 0.08, 0.08, 0.06, 0.04, 1.0])
"""Prior weights of the bends."""
_NOTHING = 1e-9
"""What is no likelier against the likeliest need not be told up from down."""
_FOLD = 4.0
"""How much more a shape counts where a failure mode is known to grow so."""
_KNOWN: Mapping[Growth, tuple[float, float]] = MappingProxyType(
    {
        Growth.LINEAR: (-0.5, 0.5),
        Growth.ERRATIC: (-0.5, 0.5),
        Growth.EXPONENTIAL: (0.5, 5.0),
        Growth.WEAR: (1.5, 10.0),
    }
)
"""Within which bends each growth appears."""


@dataclass(frozen=True, slots=True)
class Beliefs:
    """The probability that it is on its way to its limit, and that it is on its way from it; and of each onset, kind of
    noise and shape (t, m, k) given the former, 0 for a step."""

    rises: float
    falls: float
    weight: Floats


def believe(evidence: Evidence, age: Floats, growth: Growth | None) -> Beliefs:
    """Weigh rising, falling and staying against each other; onsets were `age` (t,) days ago."""
    each = np.log(_bends(growth))
    each[:STEP] += np.log(_RISES)
    each[STEP] += np.log(_STEPS)
    moved = evidence.rising + each + np.log(widths(age))[:, None, None]
    most = max(float(moved.max()), float(evidence.still.max()))
    moved, still = np.exp(moved - most), np.exp(evidence.still - most).sum()
    likely = moved > _NOTHING
    upwards = np.ones_like(moved)
    upwards[likely] = 1.0 - below(-evidence.gain[likely] / evidence.gain_sd[likely])
    rises, falls = (moved * part for part in (upwards, 1.0 - upwards))
    total = still + moved.sum()
    rises[..., STEP] = falls[..., STEP] = 0.0
    weight = rises / max(float(rises.sum()), 1e-300)
    return Beliefs(float(rises.sum() / total), float(falls.sum() / total), weight)


def _bends(growth: Growth | None) -> Floats:
    weight = _EVEN.copy()
    if growth is not None and growth in _KNOWN:
        low, high = _KNOWN[growth]
        weight[(low < BENDS) & (high > BENDS)] *= _FOLD
    weight[:STEP] /= weight[:STEP].sum()
    return weight


def usual(total: Floats, hours: tuple[float, float] | None) -> Floats:
    """How much lives count that take so many days from onset to failure where shortest and longest usual hours are
    known: the range holds eight of ten on a scale of factors, with long tails, for it is rough knowledge."""
    if hours is None or not 0 < hours[0] <= hours[1]:
        return np.ones_like(total)
    middle, half = np.log(hours[0] * hours[1]) / 2, np.log(hours[1] / hours[0]) / 2 / 1.2816
    away = (np.log(np.maximum(total, 1e-3) * 24) - middle) / max(half, 0.4)
    return np.asarray((1 + away**2 / 3) ** -2)
