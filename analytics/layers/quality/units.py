"""Wrong units: a value that is at once what it was before in another unit, and stays so.

A sample far from the last one, which a conversion brings back next to it, is held back; after `AGREED` such samples in
a row the unit is wrong, until a sample comes that is next to the last one as it stands. Meanwhile the converted values
are remembered, so that it is seen when the unit is right again.

A jump tells nothing of units where the machine may have made it: where its run state or its duty changed within a
minute before the last good value or since, and where it leads to what the signal has shown at work, as at each start.
A change that comes to be known a little later takes the guess back.
"""

from math import isnan, nan

from analytics.ground.kernel import in_place
from analytics.layers.quality.state import GAP_S, UNIT, Facts, Memory
from contract.units import FACTORS, OFFSETS

AGREED = 3
"""Samples in a row that must agree with the same conversion."""
ORDINARY = 30
"""Samples in a row that lie in the normal range as they stand, and not when converted, after which the unit is right
again, where the moment of its return was missed."""
STEADY_S = 60.0
"""A change of state or duty so shortly before a jump, or after, may have made it."""
NEAR = 4.0
"""A converted value is next to the last one within this many of its ordinary steps, or a deviation that matters."""


@in_place
def convert(
    memory: Memory, facts: Facts, i: int, value: float, gap_s: float, after_s: float
) -> tuple[bool, float, bool]:
    """(whether the value is held back, what it is in the right unit, whether a wrong unit was found just now).

    `after_s` is how long after the last good value the machine's state or duty changed, below 0 where that was before
    it, NaN where neither ever did.
    """
    last = memory.value[i]
    if isnan(last):
        return False, value, False
    if memory.open[i] & UNIT:
        if -STEADY_S <= after_s <= STEADY_S + AGREED * memory.interval[i]:
            return _end(memory, i, value)
        return _go_on(memory, facts, i, value, gap_s)
    near = _near(memory, facts, i)
    found = 0
    if _odd(memory, facts, i, value, near) and gap_s <= GAP_S and not after_s >= -STEADY_S:
        found = _which(facts, i, value, last, near)
    if found == 0:
        memory.mixed[i], memory.agreed[i] = 0, 0
        return False, value, False
    memory.agreed[i] = memory.agreed[i] + 1 if found == memory.mixed[i] else 1
    memory.mixed[i] = found
    begun = memory.agreed[i] >= AGREED
    if begun:
        memory.open[i] |= UNIT
    return True, _back(facts, i, value, found), begun


@in_place
def _odd(memory: Memory, facts: Facts, i: int, value: float, near: float) -> bool:
    """Whether a symptom has left where it ordinarily is for where it never was at work."""
    last, seen = memory.value[i], memory.least[i] <= value <= memory.most[i]
    return bool(facts.symptom[i] and _ordinary(facts, i, last) and not seen and abs(value - last) > 2 * near)


@in_place
def explains(memory: Memory, facts: Facts, i: int, value: float, last: float) -> bool:
    """Whether a step from the last value to this one is one to another unit."""
    return _which(facts, i, value, last, _near(memory, facts, i)) > 0


@in_place
def is_ordinary_elsewhere(facts: Facts, i: int, value: float) -> bool:
    """Whether a value is not ordinary as it stands, but in another unit."""
    return not _ordinary(facts, i, value) and _which(facts, i, value, facts.middle[i], 0.6 * facts.width[i]) > 0


@in_place
def _end(memory: Memory, i: int, value: float) -> tuple[bool, float, bool]:
    """The unit is right, or right again: go on from the value as it stands."""
    memory.open[i] &= ~UNIT
    memory.mixed[i], memory.agreed[i] = 0, 0
    memory.value[i], memory.before[i] = value, nan
    return False, value, False


@in_place
def _go_on(memory: Memory, facts: Facts, i: int, value: float, gap_s: float) -> tuple[bool, float, bool]:
    """A sample while the unit is wrong: is it next to the last one, or ordinary for long, as it stands?"""
    back = _back(facts, i, value, memory.mixed[i])
    last = memory.value[i] if gap_s <= GAP_S else facts.middle[i]
    nearer = abs(value - last) < abs(back - last)
    ordinary, odd = _ordinary(facts, i, value), not _ordinary(facts, i, back)
    memory.agreed[i] = memory.agreed[i] + 1 if ordinary and odd else 0
    if (nearer and (gap_s > GAP_S or abs(value - last) <= _near(memory, facts, i))) or memory.agreed[i] >= ORDINARY:
        return _end(memory, i, value)
    return True, back, False


@in_place
def _ordinary(facts: Facts, i: int, value: float) -> bool:
    return bool(abs(value - facts.middle[i]) <= 0.6 * facts.width[i])


@in_place
def _near(memory: Memory, facts: Facts, i: int) -> float:
    step = 0.0 if isnan(memory.rough[i]) else memory.rough[i]
    return float(max(facts.min_deviation[i], NEAR * step, 2 * facts.resolution[i]))


@in_place
def _which(facts: Facts, i: int, value: float, last: float, near: float) -> int:
    """The number, from 1, of the conversion that brings the value next to the last one; 0 where none does."""
    for place in range(FACTORS.shape[1]):
        factor = FACTORS[facts.unit[i], place]
        # What the wire cannot show of a small unit cannot be recognised either.
        if isnan(factor) or factor * near < facts.resolution[i]:
            continue
        if abs((value - OFFSETS[facts.unit[i], place]) / factor - last) <= near:
            return place + 1
    return 0


@in_place
def _back(facts: Facts, i: int, value: float, mixed: int) -> float:
    unit = facts.unit[i]
    back: float = (value - OFFSETS[unit, mixed - 1]) / FACTORS[unit, mixed - 1]
    return back
