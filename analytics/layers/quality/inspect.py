"""Every sample is inspected before anything else looks at it: one pass over a round, detector by detector."""

from dataclasses import dataclass
from math import isfinite, isnan

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints
from analytics.ground.fleet import SeriesFacts
from analytics.ground.kernel import in_place
from analytics.layers.quality import dropout, jump, noise, step, stuck, units
from analytics.layers.quality.noise import alone
from analytics.layers.quality.state import (
    IMPOSSIBLE,
    JUMP,
    NOISY,
    RESET,
    SCALED,
    SPIKY,
    STEP,
    STUCK,
    UNIT,
    Facts,
    Memory,
    Quality,
    facts_of,
    memory,
    pace_of,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """For n samples: which are good, and the data faults that each shows or that begin with it, as bits."""

    good: Bools
    found: Ints

    def shows(self, issue: int) -> Bools:
        """Which samples show a data fault."""
        return np.asarray((self.found & issue) != 0)


def inspect(
    state: Quality,
    facts: SeriesFacts,
    at: Ints,
    value: Floats,
    elapsed_s: Floats,
    working: Bools,
    troubled: Bools,
    changed_s: Floats,
) -> Verdict:
    """Judge one new sample of each series `at` and remember it.

    Parameters
    ----------
    at, value : (n,) numbers of the series, their samples
    elapsed_s : (n,) seconds since each series' last good sample, NaN for the first
    working : (n,) whether the asset works; only then must a signal move
    troubled : (series,) whether each series of the fleet is out of order as a machine's symptom
    changed_s : (n,) seconds since the run state or the duty of each sample's asset last changed, NaN for never

    >>> from analytics.ground.fleet import Fleet
    >>> fleet, no, one, never = Fleet(), np.array([False]), np.array([0]), np.array([np.nan])
    >>> _ = fleet.series(fleet.asset("PUMP-001", "machine", "north"), "vibration_mm_s")
    >>> found = inspect(Quality.of(1), fleet.facts, one, np.array([-5.0]), never, no, no, never)
    >>> found.good.tolist(), found.shows(IMPOSSIBLE).tolist()
    ([False], [True])
    """
    found, good = np.zeros(len(at), np.int64), np.zeros(len(at), np.bool_)
    unwell = _unwell(facts.asset, at, troubled)
    _inspect(memory(state), facts_of(facts), at, value, elapsed_s, working, troubled, unwell, changed_s, found, good)
    found[alone(state, facts.asset, at, troubled)] |= NOISY
    return Verdict(good, found)


def _unwell(owner: Ints, at: Ints, troubled: Bools) -> Bools:
    """Whether the asset of each of the series `at` has one that is out of order."""
    if not troubled.any():
        return np.zeros(len(at), np.bool_)
    assets = np.zeros(int(owner.max()) + 1, np.bool_)
    assets[owner[troubled]] = True
    return assets[owner[at]]


@in_place
def _inspect(
    memory: Memory,
    facts: Facts,
    at: Ints,
    value: Floats,
    elapsed_s: Floats,
    working: Bools,
    troubled: Bools,
    unwell: Bools,
    changed_s: Floats,
    found: Ints,
    good: Bools,
) -> None:
    for n in range(len(at)):
        i = at[n]
        found[n], good[n] = _sample(
            memory, facts, i, value[n], elapsed_s[n], working[n], troubled[i], unwell[n], changed_s[n]
        )


@in_place
def _sample(
    memory: Memory,
    facts: Facts,
    i: int,
    value: float,
    elapsed_s: float,
    working: bool,
    troubled: bool,
    unwell: bool,
    changed_s: float,
) -> tuple[int, bool]:
    """(data faults, whether it is good) of one sample. What cannot be leaves no trace."""
    if not isfinite(value) or value < facts.low[i] or value > facts.high[i]:
        return IMPOSSIBLE, False
    gap = 0.0 if isnan(elapsed_s) else max(elapsed_s - memory.waited[i], 0.0)
    usual_gap = gap / pace_of(memory, i)
    held, value, mixed = units.convert(memory, facts, i, value, usual_gap, elapsed_s - changed_s)
    found = UNIT * mixed
    if held:
        if memory.open[i] & UNIT:
            memory.value[i], memory.before[i] = value, np.nan
        memory.waited[i] = 0.0 if isnan(elapsed_s) else elapsed_s
        return found, False
    step.age(memory, i, gap)
    held, lone, confirmed = jump.leaps(memory, facts, i, value, usual_gap, unwell)
    found |= JUMP * lone | SPIKY * jump.count(memory, i, lone, usual_gap)
    if held:
        memory.waited[i] = 0.0 if isnan(elapsed_s) else elapsed_s
        return found, False
    return found | _accept(memory, facts, i, value, elapsed_s, gap, working, troubled, confirmed), True


@in_place
def _accept(
    memory: Memory,
    facts: Facts,
    i: int,
    value: float,
    elapsed_s: float,
    gap_s: float,
    working: bool,
    troubled: bool,
    confirmed: bool,
) -> int:
    """Remember a good sample; returns the data faults that begin with it."""
    last, found = memory.value[i], 0
    found |= STUCK * stuck.watch(memory, i, value, elapsed_s, working and facts.symptom[i])
    if not isnan(last):
        stepped = step.watch(memory, facts, i, value - last, gap_s, confirmed, troubled)
        found |= STEP * stepped
        _scale(memory, facts, i, value, stepped and units.explains(memory, facts, i, value, last))
        if facts.counter[i] and value < last - 2 * facts.resolution[i]:
            found |= RESET
        if working and facts.symptom[i] and not confirmed:
            noise.listen(memory, facts, i, value, elapsed_s)
        dropout.hear(memory, i, elapsed_s)
    memory.before[i], memory.value[i], memory.waited[i] = last, value, 0.0
    if working:
        memory.least[i], memory.most[i] = min(value, memory.least[i]), max(value, memory.most[i])
    return found


@in_place
def _scale(memory: Memory, facts: Facts, i: int, value: float, begins: bool) -> None:
    """Note whether an open step leads to another unit: the machine may have changed its duty with it, so that it is not
    called a wrong unit, but no limit can be held against what is read."""
    if begins:
        memory.open[i] |= SCALED
    elif memory.open[i] & SCALED and not (memory.open[i] & STEP and units.is_ordinary_elsewhere(facts, i, value)):
        memory.open[i] &= ~SCALED
