"""Creep: a deviation too small to leave the band, but there all the time (E. S. Page, "Continuous inspection
schemes", 1954: the cumulative sum).

The sum grows by what the deviation, in half-widths of the band, exceeds `ALLOWANCE`, times hours, and shrinks where it
does not. It is capped, so that a repaired machine is forgiven within the hour, however long its fault lasted.
"""

from dataclasses import dataclass

import numpy as np

from analytics.engine.columns import Columns, Floats, Ints, column

ALLOWANCE = 0.6
DECISION_H = 0.5
"""Half-widths times hours at which the score reaches 1: a deviation of a whole half-width lasts 1 h 15 min by then."""
CAP = 1.5
"""Highest score of creep."""
LONGEST_S = 300.0
"""A gap in the data counts as this much time at most: nothing is known of the rest."""


@dataclass(slots=True)
class Creep(Columns):
    """The sums above and below the expected value, in half-widths times hours."""

    above: Floats = column(0.0)
    below: Floats = column(0.0)


def step(state: Creep, at: Ints, deviation: Floats, elapsed_s: Floats) -> tuple[Floats, Floats]:
    """Take one deviation (in half-widths, signed) of each series; gives the scores of creep above and below."""
    hours = np.clip(np.nan_to_num(elapsed_s), 0.0, LONGEST_S) / 3600
    for sums, sign in ((state.above, 1.0), (state.below, -1.0)):
        # One sample far outside is the band's business; here only its lasting counts.
        excess = np.clip(sign * deviation, -1.0, 2.0) - ALLOWANCE
        sums[at] = np.clip(sums[at] + excess * hours, 0.0, CAP * DECISION_H)
    return state.above[at] / DECISION_H, state.below[at] / DECISION_H
