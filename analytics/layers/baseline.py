"""What is normal for each series: the expected value, and how far from it ordinary samples lie.

`learning`   nothing is expected yet
`short`      a level learned from the first samples; it follows slowly while quiet and freezes in alarm
`seasonal`   a profile over the day and a linear dependence on duty, fitted on history and then kept
"""

from dataclasses import dataclass

import numpy as np

from analytics.engine.clock import SECOND
from analytics.engine.columns import Columns, Floats, Ints, column
from analytics.layers.duty import FEATURES

LEARNING, SHORT, SEASONAL = 0, 1, 2
PHASES = 160
"""Profile points a day, nine minutes apart."""
_DAY_S = 86_400


@dataclass(slots=True)
class Baseline(Columns):
    """The baseline of each series; scales are robust standard deviations of the smoothed residual, in its unit.

    `above` and `below` are how far from what is expected an ordinary day goes at most.
    `cadence` is seconds between samples while a short baseline was learned; its time constants are counted in it.
    `profile` is [phase, series], as a step reads one phase of all series; so is `beta`, [feature, series].
    """

    kind: Ints = column(LEARNING, np.int64)
    level: Floats = column(np.nan)
    scale: Floats = column(np.nan)
    spread: Floats = column(np.nan)
    above: Floats = column(0.0)
    below: Floats = column(0.0)
    change_scale: Floats = column(np.nan)
    noise: Floats = column(np.nan)
    noise_scale: Floats = column(np.nan)
    cadence: Floats = column(1.0)
    profile: Floats = column(0.0, lead=PHASES)
    beta: Floats = column(0.0, lead=FEATURES)


def seasonal(baseline: Baseline, at: Ints, time: Ints) -> Floats:
    """The profile of the series `at` at each time (nanoseconds), linear between its points."""
    place = (time // SECOND % _DAY_S) * (PHASES / _DAY_S)
    first = place.astype(np.int64)
    part = place - first
    return np.asarray(
        baseline.profile[first, at] * (1 - part) + baseline.profile[(first + 1) % PHASES, at] * part,
    )


def expected(baseline: Baseline, at: Ints, time: Ints, features: Floats) -> Floats:
    """The expected value of the series `at`, NaN where nothing is expected yet.

    Parameters
    ----------
    at, time : (n,) numbers of the series, nanoseconds
    features : (FEATURES, n) duty features of each series' asset, centred and clipped
    """
    duty = np.einsum("kn,kn->n", baseline.beta[:, at], features)
    return np.asarray(baseline.level[at] + seasonal(baseline, at, time) + duty)
