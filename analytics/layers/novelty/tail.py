"""Surprise: how far beyond its own usual distances a channel's novelty is, the same scale for every signal.

Above the running 98 % quantile of the distances, the excess over its mean is taken as exponential, as the tails of
light-tailed distributions are (J. Pickands, "Statistical inference using extreme order statistics", 1975).
The surprise is -ln of the probability of that much.
"""

import math
from dataclasses import dataclass

import numpy as np

from analytics.ground.columns import Floats, Ints, column
from analytics.ground.kept import PerSeries
from analytics.ground.kernel import kernel
from analytics.layers.novelty.channels import CHANNELS

START_ROW = 150
"""No surprise before this row: early distances are large, as little was seen."""
TAIL = 0.02
BASE = -math.log(TAIL)
FLOOR = np.array([0.0005, 0.005, 0.005, 0.005, 0.005, 0.0])
"""Of each channel the unit mean excess, as a share of the range remembered."""
FLOOR_ABSOLUTE = np.array([1e-12, 1e-12, 1e-12, 1e-12, 1e-12, 0.2])
"""The same in the channel's unit; the roughness is a logarithm, which has no range of its own."""
QUANTILE_RATE, EXCESS_RATE = 0.001, 0.05
"""Least steps of the running quantile, a row, and of the running mean excess, a row beyond the quantile."""
OUTLIER = 5.0
"""One excess counts as so many mean excesses at most in the mean."""


@dataclass(slots=True)
class Tail(PerSeries):
    """Of each channel the running 98 % quantile of the distances and the mean excess above it."""

    quantile: Floats = column(0.0, lead=len(CHANNELS), order="F")
    excess: Floats = column(0.0, lead=len(CHANNELS), order="F")


def surprise(state: Tail, at: Ints, row: Ints, distance: Floats, span: Floats) -> Floats:
    """The surprise of each distance [channel, sample], 0 or above 3.9; `span` is the range remembered."""
    out = np.zeros_like(distance)
    _surprise(state.quantile, state.excess, at, row, distance, span, out)
    return out


@kernel
def _surprise(
    quantile: Floats, excess: Floats, at: Ints, row: Ints, distance: Floats, span: Floats, out: Floats
) -> None:
    for k in range(len(at)):
        i, t = at[k], row[k]
        if t < START_ROW:
            continue
        rate, excess_rate = max(QUANTILE_RATE, 1.0 / (t + 1)), max(EXCESS_RATE, min(1.0, 50.0 / (t + 1)))
        for c in range(len(FLOOR)):
            u, b = quantile[c, i], excess[c, i]
            over = distance[c, k] - u
            unit = max(b, FLOOR[c] * span[c, k], FLOOR_ABSOLUTE[c])
            if over > 0.0:
                out[c, k] = BASE + over / unit
                quantile[c, i] = u + (1.0 - TAIL) * rate * (unit + u)
                excess[c, i] = b + excess_rate * (min(over, OUTLIER * unit) - b)
            else:
                quantile[c, i] = max(0.0, u - TAIL * rate * (unit + u))
