"""Steps of heat: a temperature that moves from one sample to the next as it never did in health, and stays there.

Heat and mass have inertia, so no fault of a machine does that: the sensor's zero has moved. It is taken for healed when
the signal steps back as far, or after a day, when nobody knows any more what it should read. Signals that can move at
once (pressures, flows, currents, vibration) are not looked at: there it may be the machine.
"""

from analytics.ground.kernel import in_place
from analytics.layers.quality.state import MIN_CHANGES, SPIKY, STEP, Facts, Memory

LARGEST = 4.0
"""A step is this many times the largest that the series has shown from sample to sample in health."""
SOON_S = 120.0
"""Only between samples no further apart than this: in longer, heat can go anywhere."""
FORGET_S = 86_400.0


@in_place
def watch(memory: Memory, facts: Facts, i: int, moved: float, gap_s: float, leapt: bool, troubled: bool) -> bool:
    """A good sample that moved by so much, in a confirmed leap or not; returns whether a step begins with it.

    One that ends an alarm is a repair.
    """
    if not facts.inert[i] or gap_s > SOON_S:
        return False
    if memory.open[i] & STEP:
        if leapt and abs(moved + memory.offset[i]) < 0.5 * abs(memory.offset[i]):
            memory.open[i] &= ~STEP
        return False
    believed = not leapt or troubled or memory.open[i] & SPIKY or memory.steps[i] < MIN_CHANGES
    if not believed and abs(moved) >= LARGEST * memory.swing[i]:
        memory.open[i] |= STEP
        memory.offset[i], memory.stepped[i] = moved, 0.0
        return True
    memory.swing[i] = max(memory.swing[i], abs(moved))
    return False


@in_place
def age(memory: Memory, i: int, passed_s: float) -> None:
    """Let a step grow old."""
    if memory.open[i] & STEP:
        memory.stepped[i] += passed_s
        if memory.stepped[i] > FORGET_S:
            memory.open[i] &= ~STEP
