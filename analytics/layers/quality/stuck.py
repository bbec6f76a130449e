"""Stuck: the same value, to the last digit, for many times as long as the series ever rested in health."""

from math import isnan

from analytics.ground.kernel import in_place
from analytics.layers.quality.state import GAP_S, MIN_CHANGES, STUCK, Memory, pace_of

STUCK_RUNS = 5.0
"""A series is stuck after this many times the longest rest that it has shown in health ..."""
STUCK_S = 600.0
"""... and not before this many seconds."""


@in_place
def watch(memory: Memory, i: int, value: float, elapsed_s: float, seen: bool) -> bool:
    """Measure how long a series that is `seen` rests; returns whether it is found stuck by this sample."""
    if not seen:
        return False
    pace = pace_of(memory, i)
    passed = 0.0 if isnan(elapsed_s) else min(elapsed_s, GAP_S * pace)
    if value != memory.value[i]:
        # A rest that was called a fault is no measure of health.
        if not memory.open[i] & STUCK:
            memory.longest[i] = max(memory.longest[i], memory.rest[i] + passed)
        memory.rest[i] = 0.0
        memory.changes[i] += 1
        memory.open[i] &= ~STUCK
        return False
    memory.rest[i] += passed
    if memory.open[i] & STUCK or memory.changes[i] < MIN_CHANGES:
        return False
    if memory.rest[i] < max(STUCK_RUNS * memory.longest[i], STUCK_S * pace):
        return False
    memory.open[i] |= STUCK
    return True
