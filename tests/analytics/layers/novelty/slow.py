"""Novelty, slow and obvious: everything ever seen is kept in lists, and every sum is taken anew.

The memory keeps the values themselves, so that a distance differs from the layer's by less than two bins.
"""

import itertools
import math
from dataclasses import dataclass, field

import numpy as np

from analytics.ground.columns import Floats, Ints

HALF_HOUR_NS = 1_800_000_000_000


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


@dataclass
class Channels:
    """The six channels of one signal."""

    x: list[float] = field(default_factory=list)
    residuals: list[float] = field(default_factory=list)
    profile: dict[int, float] = field(default_factory=dict)
    visits: dict[int, int] = field(default_factory=dict)
    origin: float = 0.0
    slot: int = -1
    in_slot: list[float] = field(default_factory=list)

    def take(self, value: float, time_ns: int) -> list[float]:
        if not self.x:
            self.origin = value
        self.x.append(value - self.origin)
        x = self.x
        steps = [0.0] * (len(x) < 50) + [abs(b - a) for a, b in itertools.pairwise(x[-49:])]
        rough = math.nan
        if len(x) > 64:
            rough = math.log(mean(steps[-48:]) + 0.002 * (max(x) - min(x)) + 1e-12)
        self.residuals.append(self.residual(x[-1], time_ns // HALF_HOUR_NS % 48))
        daily = sum(self.residuals[-4:]) / 4
        return [x[-1], mean(x[-16:]), mean(x[-64:]), mean(steps[-16:]), daily, rough]

    def residual(self, x: float, slot: int) -> float:
        if slot != self.slot and self.in_slot:
            visits = self.visits[self.slot] = self.visits.get(self.slot, 0) + 1
            old = self.profile.get(self.slot, 0.0)
            self.profile[self.slot] = old + max(0.2, 1 / visits) * (mean(self.in_slot) - old)
            self.in_slot = []
        self.slot = slot
        self.in_slot.append(x)
        return x - self.profile[slot] if slot in self.profile else 0.0


def channels(value: Floats, time_ns: Ints) -> Floats:
    """The channels [channel, row] of a signal."""
    state = Channels()
    return np.array([state.take(x, t) for x, t in zip(value.tolist(), time_ns.tolist(), strict=True)]).T


def distances(values: Floats, renewal: int) -> tuple[Floats, Floats]:
    """Distance of each value of a channel to the nearest that is remembered, and the range remembered before it."""
    distance, span = np.zeros(len(values)), np.zeros(len(values))
    for t, x in enumerate(values.tolist()):
        known = values[max(t // renewal - 1, 0) * renewal : t]
        known = known[np.isfinite(known)]
        if math.isfinite(x) and len(known):
            distance[t], span[t] = np.abs(known - x).min(), known.max() - known.min()
    return distance, span


def surprises(distance: Floats, span: Floats, share: float, absolute: float) -> Floats:
    """The calibrated surprise of one channel's distances."""
    out, u, b = np.zeros(len(distance)), 0.0, 0.0
    for t in range(150, len(distance)):
        e, floor = distance[t] - u, max(b, share * span[t], absolute)
        k, kb = max(0.001, 1 / (t + 1)), max(0.05, min(1.0, 50 / (t + 1)))
        if e > 0:
            out[t] = -math.log(0.02) + e / floor
            u, b = u + 0.98 * k * (floor + u), b + kb * (min(e, 5 * floor) - b)
        else:
            u = max(0.0, u - 0.02 * k * (floor + u))
    return out


def alerts(surprise: Floats) -> tuple[Floats, list[bool]]:
    """The score and the alerts of a signal's surprise: an alert's cost is followed from one to all later rows."""
    score, found, raised, charged = np.zeros(len(surprise)), [], list[int](), list[int]()
    for t, total in enumerate(surprise.tolist()):
        heat = sum(math.exp(-(t - row) / 2000) for row in charged)
        score[t] = math.log(max(total, 1e-3)) - 0.45 * heat
        fresh = not raised or t - raised[-1] > 45
        free = fresh or total > 2 * surprise[raised[-1]]
        found.append(bool(score[t] >= 1.8 and free))
        if found[-1]:
            raised.append(t)
            charged += [t] * fresh
    return score, found
