"""What can befall an asset's lines on their way: a wrong clock, late, shuffled or doubled delivery.

When a line arrives is a pure function of the seed, the asset and the time at which it was sampled, so lines come in the
same order in whatever pieces a world is walked through, and after a restart. Readings stay as they are.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from collectors.episodes import Episode
from collectors.model import Times
from collectors.noise import Array, uniform
from contract.failures.sensors import CLOCK_S
from contract.time import SECOND

LONGEST_NS = 3610 * SECOND
"""No line is longer on its way."""
_RETRY_NS = 10 * SECOND
"""When a sender that has heard no answer sends again."""
_MILLISECOND = 10**6
_CLOCKS = frozenset({"clock_skew", "clock_drift"})


@dataclass(frozen=True, slots=True)
class Delivery:
    """What becomes of the lines of one asset, all (T,) and in ns since 1970."""

    stamped: Times
    """The time that a line bears."""
    due: Times
    """When it arrives."""
    again: Times
    """When it arrives a second time; 0 where it does not."""


def deliver(times: Times, episodes: Sequence[Episode]) -> Delivery:
    """How the lines that one asset samples at these moments, (T,), fare under its transport faults."""
    ahead, delay = np.zeros(len(times)), np.zeros(len(times), np.int64)
    twice = np.zeros(len(times), np.bool_)
    for episode in episodes:
        severity = episode.severity(times / SECOND)
        if episode.fault.mode in _CLOCKS:
            ahead += severity * episode.amount
        elif episode.fault.mode == "duplicate":
            twice |= (severity > 0) & (uniform(episode.key, times // _MILLISECOND) < episode.amount)
        else:
            delay = np.maximum(delay, np.where(severity > 0, _delay(episode, times), 0))
    due = times + delay
    return Delivery(times + _clock_error(ahead), due, np.where(twice, due + _RETRY_NS, 0))


def _clock_error(seconds: Array) -> Times:
    """Whole milliseconds, in ns: several wrong clocks together are no more wrong than one may be."""
    return np.rint(np.clip(seconds, *CLOCK_S) * 1e3).astype(np.int64) * _MILLISECOND


def _delay(episode: Episode, times: Times) -> Times:
    longest = round(episode.amount * SECOND)
    if episode.fault.mode == "out_of_order":
        return (uniform(episode.key, times // _MILLISECOND) * longest).astype(np.int64)
    wait = longest - (times - episode.onset) % longest
    # Whatever is still held is sent when the connection is repaired.
    return wait if episode.repaired is None else np.minimum(wait, np.maximum(episode.repaired - times, 0))


class Arrival(NamedTuple):
    """A line on its way; arrivals sort in the order in which they are delivered."""

    due: int
    asset: str
    sampled: int
    line: str


class InTransit:
    """The lines that were sampled and have not arrived yet."""

    def __init__(self) -> None:
        self._waiting: list[Arrival] = []

    def post(self, asset: str, times: Times, delivery: Delivery, lines: Sequence[str]) -> None:
        """Take what comes late or again of the lines that an asset sampled at these moments; "" is no line."""
        moments = zip(times.tolist(), delivery.due.tolist(), delivery.again.tolist(), lines, strict=True)
        for sampled, due, again, line in moments:
            for arrival in (due, again):
                if line and arrival > sampled:
                    heapq.heappush(self._waiting, Arrival(arrival, asset, sampled, line))

    def take(self, until: int) -> list[Arrival]:
        """Hand over what is due by then, in order."""
        arrived = []
        while self._waiting and self._waiting[0].due <= until:
            arrived.append(heapq.heappop(self._waiting))
        return arrived
