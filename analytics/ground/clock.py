"""Time constants: how much of a new value an exponential mean takes, given the seconds since the last one.

Samples come at 1 Hz live and every minute in history, so every memory is measured in seconds, never in samples.
"""

import numpy as np

from analytics.ground.columns import Floats, Ints
from analytics.ground.kernel import kernel
from contract.time import SECOND


def gain(elapsed_s: Floats, tau_s: Floats | float) -> Floats:
    """The weight 1 - exp(-dt/tau) of a new value after `elapsed_s` seconds; 1 where there was none before (NaN).

    Two steps of dt/2 with the same value give what one step of dt gives, so the cadence of samples does not matter.
    """
    weight = -np.expm1(-np.maximum(elapsed_s, 0.0) / tau_s)
    return np.where(np.isnan(elapsed_s), 1.0, weight)


def seconds_since(times: Ints, last: Ints) -> Floats:
    """Seconds from `last` to `times`, both in nanoseconds; NaN where `last` is 0, which means never."""
    return _seconds(times, last)


@kernel
def _seconds(times: Ints, last: Ints) -> Floats:
    seconds = np.empty(len(times))
    for row in range(len(times)):
        seconds[row] = np.nan if last[row] == 0 else (times[row] - last[row]) / SECOND
    return seconds
