"""CUSUM: a deviation too small to leave the band, but there all the time (E. S. Page, "Continuous inspection
schemes", 1954: the cumulative sum).

The sum grows by what the deviation, in half-widths of the band, exceeds `ALLOWANCE`, times hours, and shrinks where it
does not. It is capped, so that a repaired machine is forgiven within the hour, however long its fault lasted.
"""

from dataclasses import dataclass

import numpy as np

from analytics.ground.columns import Floats, Ints, column
from analytics.ground.kept import PerSeries
from analytics.ground.kernel import kernel
from analytics.ground.scalar import clip
from analytics.layers.baseline.normal import SEASONAL
from analytics.layers.contract import Cause, Layer, View
from analytics.layers.moment import Moment

ALLOWANCE = 0.6
DECISION_H = 0.5
"""Half-widths times hours at which the score reaches 1: a deviation of a whole half-width lasts 1 h 15 min by then."""
CAP = 1.5
"""Highest score."""
LONGEST_S = 300.0
"""A gap in the data counts as this much time at most: nothing is known of the rest."""
ONE_S = 1500.0
"""Of a slow series, each sample counts as this much time at most: one by itself tells of nothing that lasts."""


@dataclass(slots=True)
class Sums(PerSeries):
    """The sums above and below the expected value, in half-widths times hours."""

    above: Floats = column(0.0)
    below: Floats = column(0.0)


class Cusum(Layer[Sums]):
    """Whether a series has been a little off all the time; only where a baseline is kept for long enough to tell."""

    name = "cusum"
    columns = Sums
    causes = (Cause("cusum", "creeping above what is expected", "creeping below what is expected", slow=True),)

    def step(self, columns: Sums, moment: Moment) -> list[View]:
        """One view, 0 for short baselines."""
        rows, band = moment.learned, moment.band
        kept = rows.kind == SEASONAL
        high, low = np.zeros((2, len(rows.at)))
        longest = np.minimum(LONGEST_S * moment.pace[rows.at[kept]], ONE_S)
        up, down = add(columns, rows.at[kept], (moment.deviation / band.half)[kept], rows.since[kept], longest)
        high[kept] = np.where(band.above[kept], up, 0)
        low[kept] = np.where(band.below[kept], down, 0)
        return [(high, low)]

    def forget(self, columns: Sums, series: Ints) -> None:
        """Begin the sums anew."""
        columns.above[series] = columns.below[series] = 0.0


def add(
    state: Sums, at: Ints, deviation: Floats, elapsed_s: Floats, longest_s: Floats | float = LONGEST_S
) -> tuple[Floats, Floats]:
    """Take one deviation (in half-widths, signed) of each series; gives the scores above and below.

    `elapsed_s` (n,) is seconds since the last one, NaN for none; it counts as `longest_s` at most.

    >>> sums, one = Sums.of(1), np.array([0])
    >>> for minute in range(75):
    ...     high, low = add(sums, one, np.array([1.0]), np.array([60.0]))
    >>> round(float(high[0]), 3), float(low[0])
    (1.0, 0.0)
    """
    return _add(state.above, state.below, at, deviation, np.minimum(elapsed_s, longest_s))


@kernel
def _add(above: Floats, below: Floats, at: Ints, deviation: Floats, elapsed_s: Floats) -> tuple[Floats, Floats]:
    up, down = np.empty(len(at)), np.empty(len(at))
    for row, number in enumerate(at):
        hours = 0.0 if np.isnan(elapsed_s[row]) else max(elapsed_s[row], 0.0) / 3600
        above[number] = _grown(above[number], deviation[row], hours)
        below[number] = _grown(below[number], -deviation[row], hours)
        up[row], down[row] = above[number] / DECISION_H, below[number] / DECISION_H
    return up, down


@kernel
def _grown(total: float, deviation: float, hours: float) -> float:
    # One sample far outside is the band's business; here only its lasting counts.
    return clip(total + (clip(deviation, -1.0, 2.0) - ALLOWANCE) * hours, 0.0, CAP * DECISION_H)
