"""What a function gives for one group: a value at some times, and how gaps between windows are filled."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from fluxlite.influxql.values import NUMBERS, Values, nothing
from fluxlite.seam import Kind

Ints = npt.NDArray[np.int64]
Fill = Literal["null", "none", "previous", "linear"] | float


@dataclass(frozen=True, slots=True)
class Line:
    """Values by time, ascending; `picks` are the rows that a selector took them from."""

    times: Ints
    values: Values
    picks: Ints | None = None

    def __len__(self) -> int:
        return len(self.times)

    def there(self) -> "Line":
        """Only where there is a value."""
        valid = self.values.valid
        return Line(self.times[valid], self.values.take(valid))


def filled(line: Line, times: Ints, fill: Fill, *, backwards: bool = False) -> Line:
    """A line at all of these times. `backwards` fills from the newest on, as it is told in that order."""
    places = np.searchsorted(times, line.times)
    values = nothing(len(times), line.values.kind)
    values.data[places], values.valid[places] = line.values.data, line.values.valid
    picks = np.full(len(times), -1, np.int64)
    if line.picks is not None:
        picks[places] = line.picks
    missing = np.ones(len(times), np.bool_)
    missing[places] = False
    _fill(values, missing, times, fill, backwards)
    return Line(times, values, picks if line.picks is not None else None)


def _fill(values: Values, missing: npt.NDArray[np.bool_], times: Ints, fill: Fill, backwards: bool) -> None:
    """Put values into the gaps."""
    if fill == "previous":
        _previous(values, backwards)
    elif fill == "linear":
        _linear(values, missing, times)
    elif isinstance(fill, float):
        if values.kind in NUMBERS:  # texts become empty, and booleans false
            values.data[missing] = fill if values.kind is Kind.DOUBLE else int(fill)
        values.valid[missing] = True


def _previous(values: Values, backwards: bool) -> None:
    count = len(values)
    places = np.where(values.valid, np.arange(count), count if backwards else -1)
    source = np.minimum.accumulate(places[::-1])[::-1] if backwards else np.maximum.accumulate(places)
    known = (source >= 0) & (source < count)
    values.data[known] = values.data[source[known]]
    values.valid[known] = True


def _linear(values: Values, missing: npt.NDArray[np.bool_], times: Ints) -> None:
    """A straight line between the neighbours of a gap; integers are cut to whole numbers."""
    known = np.flatnonzero(values.valid)
    if values.kind not in NUMBERS or len(known) < 2:
        return
    gaps = np.flatnonzero(missing)
    gaps = gaps[(gaps > known[0]) & (gaps < known[-1])]
    right = np.searchsorted(known, gaps)
    before, after = known[right - 1], known[right]
    share = (times[gaps] - times[before]) / (times[after] - times[before])
    low, high = values.data[before].astype(np.float64), values.data[after].astype(np.float64)
    values.data[gaps] = (low + (high - low) * share).astype(values.data.dtype)
    values.valid[gaps] = True
