"""Slow charts: the mean residual of a series over many windows, for what is too small to leave the band of one sample.

An exponentially weighted moving average chart (S. W. Roberts, "Control chart tests based on geometric moving averages",
1959) over the means of nine-minute windows, with three memories. A deviation that lasts is seen at a fraction of the
size at which a single sample stands out. A chart may watch one operating condition alone ("above 60 km/h"): its windows
hold the samples of that condition only.

Each memory is measured in windows that held samples, so that a machine that works little is not forgotten overnight.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints, column
from analytics.ground.fleet import Fleet, renumbered
from analytics.ground.kept import PerFleet, PerSeries, Sized, Together, part, within
from analytics.ground.kernel import kernel
from analytics.layers.conditions import of_signal, table
from contract.time import SECOND

WINDOW_S = 540
"""Length of a window: no round number of minutes, as machines do things on the hour and every ten minutes."""
WINDOW_NS = WINDOW_S * SECOND
SPANS = (4, 16, 64)
"""Memories in windows: about half an hour, two hours and a half, ten hours of work."""
CLIP = 6.0
"""A window counts as this many ordinary deviations of a window at most: one wild quarter of an hour does not last."""
DOUBT = 2.0
"""A scale learned from n independent means is widened by this much over the root of n: its own standard error is
0.7 / sqrt(n) of it, and of many charts some are learned from a lucky history."""
ALWAYS = -1
"""The condition of a chart that watches all samples."""


@dataclass(slots=True)
class Charts(Sized):
    """One chart an entry: its series and condition, its open window, its means and their scales in the signal's unit.

    `offset` is what the residual is anyway under the condition, `unit` the ordinary deviation of one window and `scale`
    that of each mean, NaN until they have been learned. `distance` is what the means were last found to say, 1 at the
    edge of normal.
    """

    series: Ints = column(0, np.int64)
    condition: Ints = column(ALWAYS, np.int64)
    window: Ints = column(-1, np.int64)
    total: Floats = column(0.0)
    count: Ints = column(0, np.int64)
    mean: Floats = column(0.0, lead=len(SPANS))
    offset: Floats = column(0.0)
    unit: Floats = column(np.nan)
    scale: Floats = column(np.nan, lead=len(SPANS))
    distance: Floats = column(np.nan)


@dataclass(slots=True)
class Places(PerSeries):
    """Where the charts of each series are: the first of them, and how many."""

    first: Ints = column(0, np.int64)
    number: Ints = column(0, np.int64)


@dataclass(slots=True)
class Lasting(PerSeries):
    """Per series how far its charts are above and below what is expected, 1 at the edge of normal, and how far its
    peers are off together, in the signal's unit."""

    high: Floats = column(0.0)
    low: Floats = column(0.0)
    shared: Floats = column(0.0)


@dataclass(slots=True)
class Judged(PerFleet):
    """When all charts were last judged together, ns."""

    time: Ints = column(-1, np.int64)


@dataclass(slots=True)
class EwmaCharts(Together):
    """The charts of all series, where those of each are, what they were last found to say, and when that was.

    `group` is looked up: the number of each chart's group of peers.
    """

    charts: Charts = part(Charts)
    places: Places = part(Places)
    lasting: Lasting = part(Lasting)
    judged: Judged = part(lambda: Judged.of(1))
    group: Ints = field(default_factory=lambda: np.zeros(0, np.int64))

    def fit(self, fleet: Fleet) -> None:
        """Give new symptoms their charts, and find who is whose peer."""
        self.places.fit(fleet)
        self.lasting.fit(fleet)
        conditions = {}
        for number in np.flatnonzero((self.places.number == 0) & fleet.facts.symptom).tolist():
            spec = fleet.assets[int(fleet.facts.asset[number])].spec
            conditions[number] = of_signal(spec, fleet.signals[number].name)
        open_charts(self.charts, self.places, conditions)
        self.group = _groups(fleet, self.charts)

    def only(self, series: Ints, assets: Ints) -> "EwmaCharts":
        """See `Kept`; the charts are renumbered with their series."""
        own = np.flatnonzero(np.isin(self.charts.series, series))
        charts, places = self.charts.entries(own), self.places.only(series, assets)
        charts.series = renumbered(series, len(self.places))[charts.series]
        first = np.append(renumbered(own, len(self.charts)), 0)[places.first]
        places.first = np.where(places.number > 0, first, 0)
        return EwmaCharts(charts, places, self.lasting.only(series, assets), self.judged)

    def check(self, fleet: Fleet) -> None:
        """Also that every chart is of a series, and every place of a chart."""
        Together.check(self, fleet)
        size, places = len(self.charts), self.places
        within("charts.series", self.charts.series, 0, len(fleet))
        within("charts.condition", self.charts.condition, ALWAYS, len(table().conditions))
        within("places.first", places.first, 0, size + 1)
        within("places.number", places.number, 0, size + 1)
        within("places.first and number", places.first + places.number, 0, size + 1)

    def of(self, series: Iterable[int]) -> Ints:
        """The charts of some series, series by series."""
        first, number = self.places.first, self.places.number
        return np.array([at for n in series for at in range(first[n], first[n] + number[n])], np.int64)


def _groups(fleet: Fleet, charts: Charts) -> Ints:
    """The number of each chart's group of peers: one signal under one condition in assets with the same signals."""
    names: dict[int, list[str]] = {}
    for number, found in enumerate(fleet.signals):
        names.setdefault(int(fleet.facts.asset[number]), []).append(found.name)
    kind = {
        asset: (fleet.assets[asset].spec.name, fleet.company(asset), *sorted(signals))
        for asset, signals in names.items()
    }
    known: dict[tuple[object, ...], int] = {}
    keys = (
        (kind[int(fleet.facts.asset[series])], fleet.signals[series].name, condition)
        for series, condition in zip(charts.series.tolist(), charts.condition.tolist(), strict=True)
    )
    return np.array([known.setdefault(key, len(known)) for key in keys], np.int64)


def open_charts(charts: Charts, places: Places, conditions: Mapping[int, Sequence[int]]) -> None:
    """Give series, by number, their charts: one for all samples and one for each condition that matters to it."""
    first = len(charts)
    charts.grow(first + sum(1 + len(of_series) for of_series in conditions.values()))
    for series, of_series in conditions.items():
        end = first + 1 + len(of_series)
        charts.series[first:end] = series
        charts.condition[first + 1 : end] = of_series
        places.first[series], places.number[series] = first, 1 + len(of_series)
        first = end


def add(charts: Charts, places: Places, at: Ints, residual: Floats, time: Ints, row: Ints, holds: Bools) -> None:
    """Take a residual of each series `at` into its charts.

    Parameters
    ----------
    residual, time : (n,) in the signal's unit; nanoseconds
    row : (n,) column of `holds` that belongs to each residual's asset
    holds : (conditions, m) which conditions hold for each asset of the round
    """
    _add(
        charts.condition, charts.window, charts.total, charts.count, charts.mean, charts.offset, charts.unit,
        places.first, places.number, at, residual, time, row, holds,
    )  # fmt: skip


@kernel
def _add(
    condition: Ints, window: Ints, total: Floats, count: Ints, mean: Floats, offset: Floats, unit: Floats,
    first: Ints, number: Ints, at: Ints, residual: Floats, time: Ints, row: Ints, holds: Bools,
) -> None:  # fmt: skip
    for i in range(len(at)):
        series = at[i]
        now = time[i] // WINDOW_NS
        for entry in range(first[series], first[series] + number[series]):
            if condition[entry] >= 0 and not holds[condition[entry], row[i]]:
                continue
            if window[entry] != now:
                if count[entry] > 0:
                    follow(mean[:, entry], total[entry] / count[entry] - offset[entry], unit[entry])
                window[entry], total[entry], count[entry] = now, 0.0, 0
            total[entry] += residual[i]
            count[entry] += 1


@kernel
def follow(mean: Floats, value: float, unit: float) -> None:
    """Move the means, (SPANS,), by the value of one window, clipped where the ordinary size of windows is known.

    >>> mean = np.zeros(len(SPANS))
    >>> follow(mean, 1.0, np.nan)
    >>> mean.tolist()
    [0.25, 0.0625, 0.015625]
    """
    if unit == unit:
        value = min(max(value, -CLIP * unit), CLIP * unit)
    for j in range(len(SPANS)):
        mean[j] += (value - mean[j]) / SPANS[j]


def forget(charts: Charts, entries: Ints | Bools) -> None:
    """Start charts anew, as after a repair or with a new baseline."""
    charts.window[entries], charts.total[entries], charts.count[entries] = -1, 0.0, 0
    charts.mean[:, entries] = 0.0


def learn(residuals: Floats) -> tuple[float, Floats, Floats]:
    """What is ordinary, from (n,) residuals of n windows of history, NaN where there were none.

    Returns the deviation of one window, the scale of each mean, (SPANS,), and how the means went, (SPANS, n). A scale
    is a robust standard deviation that heavy tails widen, and never below what independent windows would give. It is
    wider where history held few spans: a handful of means that went well says little of how far the next may go.
    """
    known = residuals[np.isfinite(residuals)]
    unit = max(spread(known), 1e-12)
    course = _course(known, unit)
    spans = np.array(SPANS, np.float64)
    settled = [course[j, min(span, len(known) // 2) :] for j, span in enumerate(SPANS)]
    least = unit / np.sqrt(2 * spans - 1)
    few = 1 + DOUBT / np.sqrt(np.maximum(len(known) / (2 * spans), 1.0))
    scale = np.maximum([spread(part) for part in settled], least) * few
    everywhere = np.full((len(SPANS), len(residuals)), np.nan)
    everywhere[:, np.isfinite(residuals)] = course
    return unit, scale, everywhere


def spread(values: Floats) -> float:
    """A robust standard deviation about 0: by the median of the sizes, or by their 95 % quantile if that says more."""
    if not len(values):
        return 0.0
    size = np.abs(values)
    return float(max(1.4826 * np.median(size), np.quantile(size, 0.95) / 1.96))


@kernel
def _course(values: Floats, unit: float) -> Floats:
    course = np.zeros((len(SPANS), len(values)))
    mean = np.zeros(len(SPANS))
    for i in range(len(values)):
        follow(mean, values[i], unit)
        course[:, i] = mean
    return course
