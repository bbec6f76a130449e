"""What data quality remembers of each series, and which data faults are open."""

from dataclasses import dataclass
from math import isnan
from typing import NamedTuple

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints, column
from analytics.ground.fleet import SeriesFacts
from analytics.ground.kept import PerSeries
from analytics.ground.kernel import in_place
from contract.data_faults import DataFault

IMPOSSIBLE, JUMP, SPIKY, UNIT, STEP, STUCK, NOISY, DROPOUT, RESET, ALONE = (1 << bit for bit in range(10))
SCALED = 1 << 10
"""Beside `STEP`, and no issue of its own: what is read since is ordinary in another unit."""
ISSUES: dict[int, str] = {
    IMPOSSIBLE: DataFault.IMPOSSIBLE, JUMP: DataFault.JUMP, SPIKY: DataFault.SPIKY, UNIT: DataFault.UNIT,
    STEP: DataFault.STEP, STUCK: DataFault.STUCK, NOISY: DataFault.NOISY, DROPOUT: DataFault.DROPOUT,
    RESET: DataFault.RESET, ALONE: DataFault.ALONE,
}  # fmt: skip
"""The issue of each bit; those of one sample are added up."""
BROKEN = UNIT | DROPOUT | SCALED
"""The data faults under which a signal is not judged at all while they are open."""
UNTRUE = BROKEN | STEP | STUCK
"""Those under which it is not compared with what is expected; a stuck or a stepped one is still held against its hard
limits, as nobody can be sure enough that it is the sensor, but where another unit explains the step."""
DOUBTED = UNTRUE | NOISY | ALONE
"""Those under which one sample by itself tells nothing of the machine, unless it is beyond a hard limit."""

GAP_S = 300.0
"""A gap in the data is no rest: it counts as this much at most. After one, a value may be anywhere."""
ORDINARY_S = 100.0
"""Lengths of time here are meant for series that come at least so often; where one comes more seldom, they are longer
by its `pace`."""
MIN_CHANGES = 100
"""Changes that must have been seen before a rest can be called long, where history has not told."""


@dataclass(slots=True)
class Quality(PerSeries):
    """What is remembered of each series; times are in seconds.

    `value` and `before` are the last good values, in the signal's own unit; `waited` is how long ago `value` was when
    the last sample came. `open` is the data faults that are open, as bits. `least` and `most` are
    the lowest and the highest good value at work.
    """

    value: Floats = column(np.nan)
    before: Floats = column(np.nan)
    waited: Floats = column(0.0)
    interval: Floats = column(np.nan)
    heard: Ints = column(0, np.int64)
    regular: Floats = column(1.0)
    open: Ints = column(0, np.int64)
    rest: Floats = column(0.0)
    longest: Floats = column(0.0)
    changes: Ints = column(0, np.int64)
    suspect: Floats = column(np.nan)
    spikes: Floats = column(0.0)
    least: Floats = column(np.inf)
    most: Floats = column(-np.inf)
    mixed: Ints = column(0, np.int64)
    agreed: Ints = column(0, np.int64)
    swing: Floats = column(0.0)
    offset: Floats = column(0.0)
    stepped: Floats = column(0.0)
    rough: Floats = column(np.nan)
    calm: Floats = column(np.nan)
    spread: Floats = column(0.0)
    steps: Ints = column(0, np.int64)
    restless: Bools = column(False, np.bool_)


class Memory(NamedTuple):
    """The columns of `Quality` as kernels take them, in the same order."""

    value: Floats
    before: Floats
    waited: Floats
    interval: Floats
    heard: Ints
    regular: Floats
    open: Ints
    rest: Floats
    longest: Floats
    changes: Ints
    suspect: Floats
    spikes: Floats
    least: Floats
    most: Floats
    mixed: Ints
    agreed: Ints
    swing: Floats
    offset: Floats
    stepped: Floats
    rough: Floats
    calm: Floats
    spread: Floats
    steps: Ints
    restless: Bools


@in_place
def pace_of(memory: Memory, i: int) -> float:
    """How many times more seldom than `ORDINARY_S` a series comes, at least 1."""
    usual = memory.interval[i]
    return 1.0 if isnan(usual) else max(1.0, usual / ORDINARY_S)


class Facts(NamedTuple):
    """What kernels need of `SeriesFacts`."""

    symptom: Bools
    counter: Bools
    inert: Bools
    unit: Ints
    low: Floats
    high: Floats
    middle: Floats
    width: Floats
    min_deviation: Floats
    resolution: Floats


def memory(state: Quality) -> Memory:
    """The columns of a state."""
    return Memory(**state.pack())


def facts_of(facts: SeriesFacts) -> Facts:
    """The columns of the facts."""
    return Facts(
        facts.symptom, facts.counter, facts.inert, facts.unit, facts.physical_low, facts.physical_high,
        facts.normal_middle, facts.normal_width, facts.min_deviation, facts.resolution,
    )  # fmt: skip


def pace(state: Quality, at: Ints | slice) -> Floats:
    """(n,) how many times more seldom than `ORDINARY_S` each of the series `at` comes, at least 1: lengths of time
    that are not the machine's own are longer by that."""
    return np.fmax(state.interval[at] / ORDINARY_S, 1.0)


def broken(state: Quality, at: Ints) -> Bools:
    """Whether each of the series `at` has an open data fault that keeps it from being judged."""
    return np.asarray((state.open[at] & BROKEN) != 0)


def untrue(state: Quality, at: Ints) -> Bools:
    """Whether each of the series `at` has an open data fault that forbids to compare it with what is expected."""
    return np.asarray((state.open[at] & UNTRUE) != 0)


def doubted(state: Quality, at: Ints) -> Bools:
    """Whether each of the series `at` has an open data fault under which one sample by itself tells nothing."""
    return np.asarray((state.open[at] & DOUBTED) != 0)


def noisy(state: Quality, at: Ints) -> Bools:
    """Whether each of the series `at` scatters by its sensor's doing."""
    return np.asarray((state.open[at] & NOISY) != 0)


def names(state: Quality, number: int) -> list[str]:
    """The open data faults of a series in words."""
    return [name for bit, name in ISSUES.items() if state.open[number] & bit]


def know_rest(state: Quality, number: int, longest_s: float) -> None:
    """Take the longest rest of a healthy day from history."""
    state.longest[number] = max(longest_s, float(state.longest[number]))
    state.changes[number] = max(MIN_CHANGES, int(state.changes[number]))


def know_range(state: Quality, number: int, least: float, most: float) -> None:
    """Take from history between which values a series was seen at work; infinities where nothing was."""
    state.least[number], state.most[number] = min(least, state.least[number]), max(most, state.most[number])
