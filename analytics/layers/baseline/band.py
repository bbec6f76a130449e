"""The band: how far from what is expected a series may be, by what was learned of it and by the policy in force."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints
from analytics.ground.fleet import SeriesFacts
from analytics.layers.baseline.normal import SHORT
from analytics.policies.judging import Judging
from analytics.policies.policy import BAND_SIGMAS

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


def half_width(scale: Floats, sensitivity: Floats, min_deviation: Floats) -> Floats:
    """Half-width of a band: `BAND_SIGMAS` / sensitivity scales, and never below the least that matters.

    >>> half_width(np.array([0.1, 0.1]), np.array([1.0, 2.0]), np.array([0.0, 0.5])).tolist()
    [0.4, 0.5]
    """
    return np.asarray(np.maximum(BAND_SIGMAS / sensitivity * scale, min_deviation))


def band(baseline: "Baseline", judging: Judging, facts: SeriesFacts, at: Ints) -> Band:
    """How the series `at` are judged now."""
    normal, rolling = baseline.normal, baseline.rolling
    # No band is narrower than what the sensor can tell apart, or than what matters.
    tiny = np.maximum(facts.resolution[at], 1e-6 * np.abs(normal.level[at])) + 1e-9
    min_deviation = np.maximum(judging.min_deviation[at], tiny)
    seen = np.where(normal.kind[at] == SHORT, np.fmax(FLOOR * rolling.scale[at], rolling.usual[at]), 0.0)
    sensitivity = judging.sensitivity[at]
    up, down = np.where(judging.above[at], normal.above[at], 0), np.where(judging.below[at], normal.below[at], 0)
    ordinary = np.maximum(up, down) / sensitivity
    learned = half_width(np.maximum(normal.scale[at], seen), sensitivity, min_deviation)
    return Band(
        half=np.maximum(learned, ordinary),
        change=half_width(normal.change_scale[at], sensitivity, min_deviation),
        noise=normal.noise[at],
        noise_span=NOISE_SIGMAS / sensitivity * normal.noise_scale[at],
        min_deviation=min_deviation,
        above=judging.above[at],
        below=judging.below[at],
    )


def directed(value: Floats, own: Band) -> tuple[Floats, Floats]:
    """A signed value as (how far above, how far below), 0 in a direction that does not matter."""
    return np.where(own.above, np.maximum(value, 0), 0.0), np.where(own.below, np.maximum(-value, 0), 0.0)
