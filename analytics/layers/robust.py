"""Rolling robust statistics: a location and a scale with bounded memory, which one wild value hardly moves.

Both are exponential means of clipped values (Huber's psi; P. J. Huber, "Robust Estimation of a Location Parameter",
1964): a value further than `CLIP` scales away pulls as if it were `CLIP` scales away. A floor keeps the scale of a
constant signal positive, so that its first movement is neither overlooked nor infinite.
"""

from dataclasses import dataclass

import numpy as np

from analytics.engine.clock import gain
from analytics.engine.columns import Columns, Floats, Ints, column

CLIP = 2.5
"""Scales at which a value's pull is cut off."""

CONSISTENT = 1 / 0.97756
"""Makes the clipped second moment that of a normal distribution: 1 / E[min(z², CLIP²)], by its integral."""


@dataclass(slots=True)
class Rolling(Columns):
    """Location and scale of each series; NaN before the first value."""

    location: Floats = column(np.nan)
    scale: Floats = column(np.nan)


def learn(state: Rolling, at: Ints, value: Floats, elapsed_s: Floats, tau_s: Floats | float, floor: Floats) -> None:
    """Let the series `at` see a value each, `elapsed_s` seconds after their last one, with memory `tau_s`.

    The first value becomes the location, and the scale starts at its `floor`, or keeps what it was given.
    """
    location, scale = state.location[at], np.fmax(state.scale[at], floor)
    location = np.where(np.isnan(location), value, location)
    pull = np.clip(value - location, -CLIP * scale, CLIP * scale)
    weight = np.where(np.isnan(elapsed_s), 0.0, gain(elapsed_s, tau_s))
    # A scale cannot grow faster than its clip allows, so it starts low and finds its way up within a few tau.
    variance = scale**2 + weight * (CONSISTENT * pull**2 - scale**2)
    state.location[at] = location + weight * pull
    state.scale[at] = np.maximum(np.sqrt(np.maximum(variance, 0.0)), floor)
