"""Novelty, one signal at a time and from its first sample on: what was never seen is surprising, and nothing else is.

Four steps, a file each: six channels of the signal (`channels`); how far each is from every value that it has taken
(`memory`); how surprising that distance is for this signal (`tail`); whether that is worth an alert (`budget`).

A caller keeps one `Novelty`, grows it with the fleet, and calls `watch` once for each round of samples, which makes
rows of five minutes of them, or `look` with rows of its own: the numbers of the series, their values, and their times.
Of a series, rows are always of the same kind, as all lengths here are rows. Nothing is scored in a series' first 150
rows. A value that is not finite is skipped. Times only tell the time of the day, so that late and repeated ones do no
harm; but rows count in the order in which they come. State takes about 3.1 kB a series.
"""

from dataclasses import dataclass

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints
from analytics.ground.kept import Together, part
from analytics.layers.contract import Layer
from analytics.layers.moment import Moment
from analytics.layers.novelty.budget import Budget, spend
from analytics.layers.novelty.channels import PROFILE, VALUE, Channels, channels
from analytics.layers.novelty.memory import Memory, recall
from analytics.layers.novelty.rows import Rows, close
from analytics.layers.novelty.tail import Tail, surprise
from contract.time import SECOND

MEMORY_S = 3600
"""For how long an alert supports what other layers see."""
SUPPORT = 1.1
"""A signal that is also unlike anything that it has done before is this much further away."""


@dataclass(slots=True)
class Novelty(Together):
    """The state of the four steps and the open rows, arrays over series."""

    channels: Channels = part(Channels)
    memory: Memory = part(Memory)
    tail: Tail = part(Tail)
    budget: Budget = part(Budget)
    rows: Rows = part(Rows)

    @classmethod
    def of(cls, size: int) -> "Novelty":
        """A state of `size` series that have seen nothing."""
        return cls(Channels.of(size), Memory.of(size), Tail.of(size), Budget.of(size), Rows.of(size))


class NeverSeen(Layer[Novelty]):
    """Whether a series is unlike all that it has done before: that supports other layers, and raises nothing alone."""

    name = "novelty"
    columns = Novelty

    def step(self, columns: Novelty, moment: Moment) -> tuple[()]:
        """Sets `support`."""
        rows = moment.learned
        watch(columns, rows.at, rows.value, rows.time, rows.local)
        found = recent(columns, rows.at, rows.time, moment.pace[rows.at])
        if found.any():
            moment.support = np.where(found, SUPPORT, 1.0)
        return ()


@dataclass(frozen=True, slots=True)
class Novel:
    """What `look` found of each sample: the surprise of each channel [channel, sample] and their sum, in nats (0 where
    all is ordinary); the score, which is the logarithm of the sum less what earlier alerts cost; whether it alerts."""

    channel: Floats
    surprise: Floats
    score: Floats
    alert: Bools


def look(state: Novelty, at: Ints, value: Floats, time_ns: Ints) -> Novel:
    """Take one sample of each of the series `at` (numbers of series; one may come again, its samples in order).

    >>> count = 400
    >>> value = np.sin(np.arange(count) / 9)
    >>> value[350] = 40.0
    >>> found = look(Novelty.of(1), np.zeros(count, np.int64), value, np.arange(count) * 300 * 10**9)
    >>> found.alert[349:352].tolist()
    [False, True, False]
    """
    row, found = channels(state.channels, at, value, time_ns)
    distance, span = recall(state.memory, at, row, found)
    # The residual has no range of its own before the profile is known: then any would be a wonder.
    span[PROFILE] = span[VALUE]
    each = surprise(state.tail, at, row, distance, span)
    total: Floats = np.sum(each, axis=0)
    score, alert = spend(state.budget, at, row, total)
    return Novel(each, total, score, alert)


def watch(state: Novelty, at: Ints, value: Floats, time_ns: Ints, local_ns: Ints) -> None:
    """Take one sample of each of the series `at`, at any cadence: each row that is over is looked at.

    `local_ns` are the same times on the clocks that the daily rhythm follows.
    """
    over, mean, start = close(state.rows, at, value, time_ns)
    if len(mean):
        ended = at[over]
        alert = look(state, ended, mean, start + (local_ns - time_ns)[over]).alert
        state.rows.alerted[ended[alert]] = time_ns[over][alert]


def recent(state: Novelty, at: Ints, time_ns: Ints, pace: Floats | float = 1.0) -> Bools:
    """Whether each of the series `at` was unlike anything that it had done before, within `MEMORY_S` times `pace`."""
    alerted = state.rows.alerted[at]
    return np.asarray((alerted > 0) & (time_ns - alerted <= MEMORY_S * pace * SECOND))
