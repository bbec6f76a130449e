"""The band: how far from what is expected a series may be, by what was learned of it and by the policy in force."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints
from analytics.ground.fleet import SeriesFacts
from analytics.ground.kernel import kernel
from analytics.layers.baseline.normal import SHORT
from analytics.policies.judging import Judging
from contract.levels import BAND_SIGMAS

if TYPE_CHECKING:
    from analytics.layers.baseline.columns import Baseline

NOISE_SIGMAS = 6.0
"""Scales of the log variance at which roughness reaches score 1; variances have long tails."""
FLOOR = 0.35
"""Least scale of smoothed residual and change, in standard deviations of the signal: no signal is that smooth."""


@dataclass(frozen=True, slots=True)
class Band:
    """How n series are judged now: half-widths (n,) of the band and of the other views, and the directions."""

    half: Floats
    change: Floats
    noise: Floats
    noise_span: Floats
    min_deviation: Floats
    above: Bools
    below: Bools


@kernel
def half_width(scale: float, sensitivity: float, min_deviation: float) -> float:
    """Half-width of a band: `BAND_SIGMAS` / sensitivity scales, and never below the least that matters.

    >>> half_width(0.1, 1.0, 0.0), half_width(0.1, 2.0, 0.5)
    (0.4, 0.5)
    """
    return _larger(BAND_SIGMAS / sensitivity * scale, min_deviation)


def band(baseline: "Baseline", judging: Judging, facts: SeriesFacts, at: Ints) -> Band:
    """How the series `at` are judged now."""
    normal, rolling = baseline.normal, baseline.rolling
    half, change, noise_span, min_deviation = np.empty((4, len(at)))
    _widths(
        at, normal.kind, normal.level, normal.scale, normal.above, normal.below, normal.change_scale,
        normal.noise_scale, rolling.scale, rolling.usual, facts.resolution, judging.min_deviation,
        judging.sensitivity, judging.above, judging.below, half, change, noise_span, min_deviation,
    )  # fmt: skip
    noise, above, below = normal.noise[at], judging.above[at], judging.below[at]
    return Band(half, change, noise, noise_span, min_deviation, above, below)


@kernel
def _widths(
    at: Ints, kind: Ints, level: Floats, scale: Floats, above: Floats, below: Floats, change_scale: Floats,
    noise_scale: Floats, lately: Floats, usual: Floats, resolution: Floats, matters: Floats,
    sensitivity: Floats, up: Bools, down: Bools, half: Floats, change: Floats, noise_span: Floats, least: Floats,
) -> None:  # fmt: skip
    for row, i in enumerate(at):
        # No band is narrower than what the sensor can tell apart, or than what matters.
        tiny = _larger(resolution[i], 1e-6 * abs(level[i])) + 1e-9
        least[row] = _larger(matters[i], tiny)
        width = scale[i]
        if kind[i] == SHORT:
            seen = FLOOR * lately[i]
            width = _larger(width, usual[i] if not seen >= usual[i] and usual[i] == usual[i] else seen)
        else:
            width = _larger(width, 0.0)
        ordinary = max(above[i] if up[i] else 0.0, below[i] if down[i] else 0.0) / sensitivity[i]
        half[row] = _larger(half_width(width, sensitivity[i], least[row]), ordinary)
        change[row] = half_width(change_scale[i], sensitivity[i], least[row])
        noise_span[row] = NOISE_SIGMAS / sensitivity[i] * noise_scale[i]


@kernel
def _larger(one: float, other: float) -> float:
    """The larger of two; NaN where one is not known."""
    return one if one >= other or one != one else other


def directed(value: Floats, own: Band) -> tuple[Floats, Floats]:
    """A signed value as (how far above, how far below), 0 in a direction that does not matter."""
    return np.where(own.above, np.maximum(value, 0), 0.0), np.where(own.below, np.maximum(-value, 0), 0.0)
