"""Lone far values: one sample far off and the next back is no machine's doing. It is held back until the next one came.

How far is far follows how restless the series is from sample to sample, once that is known. A far value that the next
sample confirms is believed; in a signal of heat it may be a `step`, see there.
"""

from math import exp, isnan

from analytics.ground.kernel import in_place
from analytics.layers.quality.state import GAP_S, MIN_CHANGES, SPIKY, Facts, Memory

JUMP_DEVIATIONS, JUMP_WIDTH = 8.0, 0.5
"""A jump is this many smallest deviations that matter, and at min_deviation this part of the normal range ..."""
KNOWN_DEVIATIONS, KNOWN_STEPS = 3.0, 10.0
"""... or, where that is less and the series' ordinary steps are known, so many of each."""
SPIKES, SPIKES_S = 3.0, 3600.0
"""So many lone values within about this time are called spiky ..."""
FEW = 0.5
"""... until no more than this is left of them."""


@in_place
def far(memory: Memory, facts: Facts, i: int, unwell: bool) -> float:
    """How far from the last value a sample must be to be held back; a machine that is `unwell` may be restless."""
    limit = max(JUMP_DEVIATIONS * facts.min_deviation[i], JUMP_WIDTH * facts.width[i])
    if unwell or memory.steps[i] < MIN_CHANGES:
        return float(limit)
    return float(min(limit, max(KNOWN_DEVIATIONS * facts.min_deviation[i], KNOWN_STEPS * memory.rough[i])))


@in_place
def leaps(memory: Memory, facts: Facts, i: int, value: float, gap_s: float, unwell: bool) -> tuple[bool, bool, bool]:
    """(whether it is held back, whether it shows the one before to be alone, whether it confirms it)."""
    suspect, limit = memory.suspect[i], far(memory, facts, i, unwell)
    if not facts.symptom[i] or isnan(memory.value[i]) or gap_s > GAP_S:
        memory.suspect[i] = float("nan")
        return False, False, False
    away = abs(value - memory.value[i]) > limit
    confirmed = abs(value - suspect) <= limit
    held = away and not confirmed
    memory.suspect[i] = value if held else float("nan")
    return held, not isnan(suspect) and not confirmed and not away, away and confirmed


@in_place
def count(memory: Memory, i: int, lone: bool, passed_s: float) -> bool:
    """Keep count of lone values; returns whether the series has become spiky just now."""
    memory.spikes[i] = memory.spikes[i] * exp(-passed_s / SPIKES_S) + lone
    if memory.open[i] & SPIKY:
        if memory.spikes[i] < FEW:
            memory.open[i] &= ~SPIKY
        return False
    if memory.spikes[i] > SPIKES - 1:
        memory.open[i] |= SPIKY
        return True
    return False
