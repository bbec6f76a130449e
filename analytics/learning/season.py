"""The shape of the day of what a model leaves, of all symptoms of an asset at once.

Gaps are filled and what is wild for its slot is cut, a moving mean over a day takes the trend away, and the mean of
each slot of what is left is the shape (the classical decomposition of `statsmodels.tsa.seasonal.seasonal_decompose`).
How much it differs from day to day says how sure it is: it is shrunk by its share of noise, and it follows what is
shorter than an hour only where that is beyond doubt and no shadow of a faster cycle.
"""

from typing import TypeVar

import numpy as np
import numpy.typing as npt

from analytics.ground.columns import Bools, Floats, Ints
from analytics.layers.baseline.normal import PHASES
from analytics.learning.cycle import smooth
from analytics.learning.masked import NORMAL_MAD, quantile
from analytics.learning.stl import decompose

_Entry = TypeVar("_Entry", bound=np.generic)

SMOOTH, DETAIL = 7, 3
"""Phases over which the profile is averaged, about an hour, and over which its details are."""
LEAST_SLOTS = 4
"""Slots of a day below which they show no shape of it."""
SURE = 3.0
"""Standard errors from which on a detail is believed."""
CUT = 4.0
"""Robust standard deviations from the median of their slot at which wild values are cut."""


def profiles(left: Floats, use: Bools, local: Ints, slots: int) -> Floats:
    """(s, PHASES) shapes of the day; slots that history never shows keep what their neighbours say.

    Parameters
    ----------
    left : (s, n) what is left on an even grid, finite where it is in use
    use : (s, n) entries that count
    local : (n,) number of each row in local time; a change of clocks leaves some out, or gives some twice
    slots : rows a day
    """
    filled = fill(left, use, local, slots)
    half = slots // 2
    detrended = filled[:, half : filled.shape[1] - half] - _trend(filled, slots)
    return shapes(detrended, local[half : len(local) - half], slots)


def decomposed(left: Floats, use: Bools, local: Ints, slots: int) -> Floats:
    """As `profiles`, the trend taken away by seasonal-trend decomposition: dearer, and good up to the ends."""
    filled = fill(left, use, local, slots)
    trends = [decompose(row, slots)[0] for row in filled]
    return shapes(filled - np.array(trends).reshape(filled.shape), local, slots)


def shapes(detrended: Floats, local: Ints, slots: int) -> Floats:
    """(s, PHASES) shapes of a cycle of `slots` windows, of (s, n) values without gaps and trend."""
    days = detrended.shape[1] / slots
    mean = _slot_means(detrended, np.ones_like(detrended, np.bool_), local, slots)
    mean -= mean.mean(axis=1, keepdims=True)
    own = detrended - mean[:, local % slots]
    wide, narrow = (max(1, round(width * slots / PHASES)) for width in (SMOOTH, DETAIL))
    coarse, detail = _around(mean, wide), _around(mean, narrow)
    noise, doubt = (_error(own, width, days) for width in (wide, narrow))
    coarse *= np.maximum(0.0, 1 - noise**2 / np.maximum((coarse**2).mean(axis=1, keepdims=True), 1e-30))
    sure = (np.abs(detail - coarse) > SURE * doubt) & smooth(mean)[:, None]
    shape = coarse + np.where(sure, detail - coarse, 0.0)
    if slots % PHASES:
        return np.array([_drawn(row) for row in shape]).reshape(-1, PHASES)
    return np.asarray(shape.reshape(len(shape), PHASES, slots // PHASES).mean(axis=2))


def _drawn(points: Floats) -> Floats:
    """(PHASES,) a shape of fewer points, linear between them, around the day."""
    place = np.arange(PHASES) * (len(points) / PHASES)
    return np.asarray(np.interp(place, np.arange(len(points) + 1), np.append(points, points[0])))


def _error(own: Floats, width: int, days: float) -> Floats:
    """(s, 1) standard errors of means of `width` slots over the days: what each day has of its own, over their root."""
    return np.asarray(_around(own, width).std(axis=1, keepdims=True) / np.sqrt(max(days - 1, 1.0)))


def _around(rows: Floats, width: int) -> Floats:
    """Centred moving means of odd or even `width` along circular rows."""
    before = width // 2
    wrapped = np.concatenate((rows[:, -before:], rows, rows[:, : width - 1 - before]), axis=1) if width > 1 else rows
    sums = np.cumsum(np.concatenate((np.zeros((len(rows), 1)), wrapped), axis=1), axis=1)
    return np.asarray((sums[:, width:] - sums[:, :-width]) / width)


def _trend(values: Floats, slots: int) -> Floats:
    """The centred moving mean over `slots` (even) entries, half a window missing at both ends."""
    sums = np.cumsum(np.concatenate((np.zeros((len(values), 1)), values), axis=1), axis=1)
    whole = (sums[:, slots:] - sums[:, :-slots]) / slots
    return (whole[:, :-1] + whole[:, 1:]) / 2


def fill(left: Floats, use: Bools, local: Ints, slots: int) -> Floats:
    """Gaps filled with the mean of their slot over all days, or with 0; what is wild for its slot is cut."""
    cut = np.maximum(CUT * NORMAL_MAD * quantile(np.abs(left), use, 0.5), 1e-12)[:, None]
    middle = _slot_medians(left, use, local, slots)
    values = np.where(use, np.clip(left, middle - cut, middle + cut), 0.0)
    return np.where(use, values, _slot_means(values, use, local, slots)[:, local % slots])


def _slot_medians(left: Floats, use: Bools, local: Ints, slots: int) -> Floats:
    """(s, n) the median over all days of each entry's slot."""
    values, known = _by_day(left, local, slots).swapaxes(1, 2), _by_day(use, local, slots).swapaxes(1, 2)
    flat = (len(left) * slots, values.shape[2])
    medians = quantile(values.reshape(flat), known.reshape(flat), 0.5).reshape(len(left), slots)
    return np.asarray(medians[:, (local - local[0]) % slots])


def _slot_means(values: Floats, use: Bools, local: Ints, slots: int) -> Floats:
    """(s, slots) means of the entries in use of each slot, 0 where there are none."""
    sums, counts = _by_day(values * use, local, slots).sum(axis=1), _by_day(use, local, slots).sum(axis=1)
    return np.roll(sums / np.maximum(counts, 1), int(local[0] % slots), axis=1)


def _by_day(rows: npt.NDArray[_Entry], local: Ints, slots: int) -> npt.NDArray[_Entry]:
    """(s, days, slots) of (s, n) entries by their numbers in local time, days from the first entry on.

    What nothing is known of is 0: the end of the last day, and the hour that clocks leave out. Of the hour that they
    show twice, the second counts.
    """
    place = local - local[0]
    days = int(place.max()) // slots + 1
    laid = np.zeros((len(rows), days * slots), rows.dtype)
    laid[:, place] = rows
    return laid.reshape(len(rows), days, slots)
