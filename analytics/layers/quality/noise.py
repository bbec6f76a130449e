"""Noise: how restless a series is from sample to sample, against health.

The second difference of three samples in a row is small where a machine moves along and large where a sensor scatters:
for white noise of standard deviation s, its size is 1.95 s on average. Its running mean is compared with what it was
in health, on a logarithmic scale, once that is known. A series is restless when the mean is far above that, and what it
adds could pass for a deviation that matters. Whether the sensor or the machine does it, the asset's other signals tell
(`alone`): cavitation shakes flow, pressure and current together.
"""

from math import isfinite, isnan, log

import numpy as np

from analytics.ground.columns import Bools, Ints
from analytics.ground.kernel import in_place
from analytics.layers.quality.state import GAP_S, NOISY, Facts, Memory, Quality, pace_of

WHITE = 1.954
"""Mean size of the second difference of white noise of standard deviation 1: sqrt(6) sqrt(2 / pi)."""
SAMPLES = 30.0
"""Memory of the running mean, in samples."""
HEALTH_S = 86_400.0
"""Memory of what is ordinary, in seconds."""
MIN_STEPS = 300
"""Steps that must have been seen before a series can be called restless."""
FLOOR = 0.02
"""Noise below this part of the smallest deviation that matters is none."""
TINY = 1e-30
TIMES, SPREADS = np.log(2.5), 4.0
"""Restless is this much above the ordinary logarithm, and this many of its standard deviations."""
MATTERS, SMOOTH = 0.35, 0.1
"""Noise of this many smallest deviations that matter could pass for one; a series is smooth in health with less than
that. In one that is not, as it follows a restless duty, a fault of the machine is as restless as one of the sensor."""


@in_place
def listen(memory: Memory, facts: Facts, i: int, value: float, elapsed_s: float) -> None:
    """Take in a good sample of a working asset, not yet remembered as `value`."""
    usual = memory.interval[i]
    even = elapsed_s <= GAP_S * pace_of(memory, i) and 0.5 * usual <= elapsed_s <= 2 * usual
    if not even or isnan(memory.before[i]):
        return
    size = abs(value - 2 * memory.value[i] + memory.before[i])
    memory.steps[i] += 1
    old = memory.rough[i]
    memory.rough[i] = size if isnan(old) else old + max(1 / SAMPLES, 1 / memory.steps[i]) * (size - old)
    _compare(memory, facts, i, elapsed_s)


@in_place
def _compare(memory: Memory, facts: Facts, i: int, elapsed_s: float) -> None:
    """Judge how restless the series is, and learn from it where that is ordinary."""
    # Where nobody knows yet what matters, no noise is too small to be known.
    floor = max(FLOOR * facts.min_deviation[i], TINY) if isfinite(facts.min_deviation[i]) else TINY
    now = log(max(memory.rough[i], floor))
    if memory.steps[i] <= SAMPLES:
        memory.calm[i] = now
        return
    # What was learned meanwhile may be more than what was calm before.
    memory.calm[i] = max(memory.calm[i], log(floor))
    above = now - memory.calm[i]
    known = memory.steps[i] >= MIN_STEPS
    limit = max(TIMES, SPREADS * memory.spread[i] ** 0.5)
    matter = WHITE * facts.min_deviation[i]
    smooth = memory.calm[i] <= log(SMOOTH * matter)
    matters = smooth and memory.rough[i] >= MATTERS * matter
    # Once restless it stays so until it is half way down: noise comes and goes.
    part = 0.5 if memory.restless[i] else 1.0
    memory.restless[i] = known and above > part * limit and (matters or memory.restless[i])
    if not known or above < 0.5 * limit:
        weight = max(1 / memory.steps[i], min(1.0, elapsed_s / (HEALTH_S * pace_of(memory, i))))
        memory.calm[i] += weight * above
        memory.spread[i] += weight * (above * above - memory.spread[i])


def alone(state: Quality, owner: Ints, at: Ints, troubled: Bools) -> Bools:
    """Call the restless of the series `at` noisy where nothing else of their asset is out of order.

    Parameters
    ----------
    owner : (series,) the asset of every series
    troubled : (series,) whether each is out of order otherwise

    Returns
    -------
    (n,) which have become noisy just now
    """
    was = (state.open[at] & NOISY) != 0
    restless = state.restless[at]
    if not (restless.any() or was.any()):
        return np.zeros(len(at), np.bool_)
    odd = np.flatnonzero(troubled | state.restless)
    mine = (troubled[at] | restless).astype(np.int64)
    others = np.bincount(owner[odd], minlength=int(owner.max()) + 1)[owner[at]] - mine
    noisy = restless & (others == 0)
    state.open[at] = np.where(noisy, state.open[at] | NOISY, state.open[at] & ~NOISY)
    return np.asarray(noisy & ~was)
