"""Facts of a signal that nobody wrote, learned of each series by itself: resolution, normal range, smallest deviation
that matters.

They are taken from what is known to be ordinary: the samples of a short history, or the healthy working hours of a
long one. Order statistics do it, so that an eighth of the values may be wild, or of a machine that fails, and little
changes; and all of them follow a change of unit.

- The normal range is that between the octiles (12.5 and 87.5 %), widened on both sides by `BEYOND` of itself: of
  normally distributed values it holds what lies within three standard deviations.
- The resolution is the least distance of values that come again; where fewer than half do, the values have no steps.
- A deviation matters if it stands out of the ordinary scatter of the series about what is expected: `SIGMAS` robust
  standard deviations, the limits of W. A. Shewhart's charts ("Economic Control of Quality of Manufactured Product",
  1931). It is never below `RANGE_PART` of the normal range: of the signals that ship, whose smallest deviation
  engineers have written down, a tenth have less. Nor below `STEPS` steps of the value, nor below `CLASS_PART` of the
  value itself, the accuracy class of an industrial transmitter.
- Of a switch, which rests at one of two places nearly always (a damper open or shut), each place is normal, and no
  model knows when it moves: what matters lies `SWITCH` times as far off as the two are apart.

Of a series that has never moved nothing can be said: its facts stay unknown.
"""

from dataclasses import dataclass

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints, column
from analytics.ground.fleet import Fleet, SeriesFacts
from analytics.ground.kept import PerSeries

OCTILES = (0.125, 0.875)
BEYOND = 0.8
SIGMAS = 3.0
RANGE_PART = 0.05
STEPS = 2.0
CLASS_PART = 0.005
SWITCH, AT_REST = 2.5, 0.05
"""The second is how near to its place a switch rests, as a part of how far its places are apart."""
SPAN_PART = 0.5
"""Of a series that rests nearly always, a deviation matters from this part of all that it was ever seen to span."""
EQUAL = 1e-6
"""Values closer than this part of their size are one value."""


@dataclass(slots=True)
class LearnedFacts(PerSeries):
    """What was learned of each series, in the signal's unit: NaN where nothing is known. It is kept of all series; in
    force is what of it the catalogue does not say."""

    min_deviation: Floats = column(np.nan)
    resolution: Floats = column(np.nan)
    low: Floats = column(np.nan)
    high: Floats = column(np.nan)

    def fit(self, fleet: Fleet) -> None:
        """Make room for every series, and tell the fleet what is known of those about which the catalogue is silent."""
        PerSeries.fit(self, fleet)
        self.tell(fleet.facts)

    def tell(self, facts: SeriesFacts) -> None:
        """Put what was learned in force where nobody wrote it."""
        _fill(facts.min_deviation, facts.learns_deviation, self.min_deviation)
        _fill(facts.resolution, facts.learns_resolution, self.resolution)
        _fill(facts.normal_middle, facts.learns_normal, (self.low + self.high) / 2)
        _fill(facts.normal_width, facts.learns_normal, self.high - self.low)

    def put(self, at: Ints, found: "Found") -> None:
        """Know of the series `at` what was found of them."""
        self.min_deviation[at], self.resolution[at] = found.min_deviation, found.resolution
        self.low[at], self.high[at] = found.low, found.high

    def widen(self, at: Ints, found: "Found") -> None:
        """Know of the series `at` also what was found under another duty: ranges hold both, the greater deviation
        counts, and the finer step."""
        self.min_deviation[at] = np.fmax(self.min_deviation[at], found.min_deviation)
        self.resolution[at] = np.fmin(self.resolution[at], found.resolution)
        self.low[at], self.high[at] = np.fmin(self.low[at], found.low), np.fmax(self.high[at], found.high)


@dataclass(frozen=True, slots=True)
class Found:
    """Facts of n series, (n,) each, in the unit of each signal; see `LearnedFacts`."""

    min_deviation: Floats
    resolution: Floats
    low: Floats
    high: Floats


def find(values: Floats, scale: Floats) -> Found:
    """The facts of n series.

    Parameters
    ----------
    values : (n, m) ordinary values, NaN where there are none
    scale : (n,) robust standard deviation about what is expected

    >>> found = find(np.array([[20.0, 20.5, 21.0, 20.5] * 30]), np.array([0.5]))
    >>> found.resolution.tolist(), found.min_deviation.tolist()
    ([0.5], [1.5])
    """
    each = [_of_one(row[np.isfinite(row)], size) for row, size in zip(values, scale.tolist(), strict=True)]
    return Found(*np.array(each).reshape(-1, 4).T)


def _of_one(values: Floats, scale: float) -> tuple[float, float, float, float]:
    """(smallest deviation, resolution, low, high) of one series; NaN for what cannot be known."""
    if not len(values):
        return np.nan, np.nan, np.nan, np.nan
    lower, middle, upper = np.quantile(values, (OCTILES[0], 0.5, OCTILES[1]))
    room = BEYOND * (upper - lower)
    low, high, step, level = lower - room, upper + room, resolution(values), abs(float(middle))
    least = max(SIGMAS * scale, RANGE_PART * (high - low), STEPS * step, CLASS_PART * level)
    if _is_switch(values, float(lower), float(upper)):
        least = max(least, SWITCH * float(upper - lower))
    if scale <= EQUAL * level and upper - lower <= EQUAL * level:
        least = max(least, SPAN_PART * float(np.ptp(values)))
    return least if np.ptp(values) > EQUAL * level else np.nan, step, float(low), float(high)


def _is_switch(values: Floats, lower: float, upper: float) -> bool:
    """Whether (m,) values rest nearly always at one of two places, which are the octiles."""
    near = AT_REST * (upper - lower)
    resting = (np.abs(values - lower) <= near) | (np.abs(values - upper) <= near)
    return upper > lower and float(resting.mean()) >= OCTILES[1] - OCTILES[0]


def resolution(values: Floats) -> float:
    """The step of (m,) values, in their unit, 0 where there is none: the least distance of those that come again.

    >>> resolution(np.array([1.0, 3.0, 3.0, 2.5, 1.0, 2.5])), resolution(np.array([0.11, 0.3, 0.27, 0.2]))
    (0.5, 0.0)
    """
    found, counts = np.unique(values, return_counts=True)
    again = found[counts > 1]
    if counts[counts > 1].sum() < len(values) / 2 or len(again) < 2:
        return 0.0
    apart = np.diff(again)
    apart = apart[apart > EQUAL * np.abs(again).max()]
    return float(apart.min()) if len(apart) else 0.0


def _fill(known: Floats, learns: Bools, learned: Floats) -> None:
    """Let `known` be what was learned of the series that are to learn it; what is not known yet stays as it is."""
    learned = learned[: len(known)]
    take = learns[: len(learned)] & np.isfinite(learned)
    known[take] = learned[take]
