"""Rolling robust statistics: a location and a scale with bounded memory, which one wild value hardly moves.

Both are exponential means of clipped values (Huber's psi; P. J. Huber, "Robust Estimation of a Location Parameter",
1964): a value further than `CLIP` scales away pulls as if it were `CLIP` scales away. A floor keeps the scale of a
constant signal positive, so that its first movement is neither overlooked nor infinite.
"""

from dataclasses import dataclass

import numpy as np

from analytics.ground.columns import Floats, Ints, column
from analytics.ground.kept import PerSeries
from analytics.ground.kernel import kernel
from analytics.ground.scalar import clip, share

CLIP = 2.5
"""Scales at which a value's pull is cut off."""

CONSISTENT = 1 / 0.97756
"""Makes the clipped second moment that of a normal distribution: 1 / E[min(z², CLIP²)], by its integral."""


@dataclass(slots=True)
class Rolling(PerSeries):
    """Location and scale of each series, and how large its smoothed residual is while all is quiet, which a short
    history cannot tell yet; NaN before the first value."""

    location: Floats = column(np.nan)
    scale: Floats = column(np.nan)
    usual: Floats = column(np.nan)


def learn(state: Rolling, at: Ints, value: Floats, elapsed_s: Floats, tau_s: Floats | float, floor: Floats) -> None:
    """Let the series `at` see a value each, `elapsed_s` seconds after their last one, with memory `tau_s`.

    The first value becomes the location, and the scale starts at its `floor`, or keeps what it was given.

    >>> rolling, one = Rolling.of(1), np.array([0])
    >>> for value, elapsed in ((5.0, np.nan), (1e9, 1.0)):
    ...     learn(rolling, one, np.array([value]), np.array([elapsed]), 10.0, np.array([0.1]))
    >>> round(float(rolling.location[0]), 3)
    5.024
    """
    _learn(state.location, state.scale, at, value, elapsed_s, np.broadcast_to(tau_s, value.shape).copy(), floor)


@kernel
def _learn(
    location: Floats, scale: Floats, at: Ints, value: Floats, elapsed_s: Floats, tau_s: Floats, floor: Floats
) -> None:
    for row, number in enumerate(at):
        centre = value[row] if np.isnan(location[number]) else location[number]
        width = floor[row] if not scale[number] > floor[row] else scale[number]
        pull = clip(value[row] - centre, -CLIP * width, CLIP * width)
        weight = 0.0 if np.isnan(elapsed_s[row]) else share(elapsed_s[row], tau_s[row])
        # A scale cannot grow faster than its clip allows, so it starts low and finds its way up within a few tau.
        variance = width**2 + weight * (CONSISTENT * pull**2 - width**2)
        location[number] = centre + weight * pull
        scale[number] = max(np.sqrt(max(variance, 0.0)), floor[row])


def remember(state: Rolling, at: Ints, deviation: Floats, elapsed_s: Floats, tau_s: Floats) -> None:
    """Let the usual size of the smoothed residual, its root mean square with memory `tau_s`, take in what it is now.

    Parameters
    ----------
    deviation : (n,) smoothed residuals of the series `at`
    elapsed_s, tau_s : (n,) seconds since each series' last sample, NaN for none, and seconds of memory
    """
    _remember(state.usual, at, deviation, elapsed_s, tau_s)


@kernel
def _remember(usual: Floats, at: Ints, deviation: Floats, elapsed_s: Floats, tau_s: Floats) -> None:
    for row, number in enumerate(at):
        weight = 0.0 if np.isnan(elapsed_s[row]) else share(elapsed_s[row], tau_s[row])
        usual[number] = np.sqrt(usual[number] ** 2 + weight * (deviation[row] ** 2 - usual[number] ** 2))
