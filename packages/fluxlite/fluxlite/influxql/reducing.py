"""A function of many points for the groups of a measurement: read, put into segments, and computed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fluxlite.influxql.budget import Budget
from fluxlite.influxql.functions import PUSHED, SELECTORS, Found, Points, apply
from fluxlite.influxql.groups import Groups
from fluxlite.influxql.lines import Line
from fluxlite.influxql.plan import Windows
from fluxlite.influxql.rows import Rows, by_kind, is_readable
from fluxlite.influxql.values import DTYPES, Array, Values, column, numbers_of
from fluxlite.seam import Aggregate, Kind

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Asked:
    """A function of a field over a range of time; `argument` is a percentile."""

    name: str
    field: str
    windows: Windows | None
    span: tuple[int, int]
    at: int
    """The time of what is no window's and no point's."""
    argument: float = 0.0


@dataclass(frozen=True, slots=True)
class _Segments:
    """Points by group and window: the segment of each point, and the group and window of each segment."""

    of_point: Ints
    groups: Ints
    windows: Ints


def from_rows(asked: Asked, groups: Groups, rows: Rows, *, own_time: bool) -> dict[int, Line]:
    """The line of each group, by number, from rows; with `own_time` a selector keeps the time of its point."""
    parts = _in_segments(asked, groups, rows)
    if parts is None:
        return {}
    segments, points, places = parts
    found = apply(asked.name, points, asked.argument)
    if found.picks is not None:
        found = replace(found, picks=places[found.picks])
    return _lines(asked, segments, found, rows.times if own_time else None)


def _in_segments(asked: Asked, groups: Groups, rows: Rows) -> tuple[_Segments, Points, Ints] | None:
    """The rows that have the field as points in segments, with their places among the rows; None where none has it."""
    values = rows.columns.get(asked.field)
    if values is None or not values.valid.any():
        return None
    there = np.flatnonzero(values.valid)
    times = rows.times[there]
    segments = _segmented(groups.of_place[rows.owners[there]], _numbers(asked.windows, times))
    return segments, Points(segments.of_point, times, values.take(there)), there


def distinct_counts(asked: Asked, groups: Groups, rows: Rows) -> dict[int, Line]:
    """How many different values each group has."""
    parts = _in_segments(asked, groups, rows)
    if parts is None:
        return {}
    segments, points, _ = parts
    different = apply("distinct", points)
    counted = apply("count", Points(different.segments, np.zeros(len(different.segments), np.int64), different.values))
    return _lines(asked, segments, counted, None)


def is_pushed(name: str, kind: Kind) -> bool:
    """Whether storage can compute a function for each series."""
    return name in PUSHED and not (kind is Kind.STRING and name not in ("count", "first", "last"))


def from_storage(asked: Asked, groups: Groups, budget: Budget, *, own_time: bool) -> dict[int, Line]:
    """As `from_rows`, put together from what storage computes for each series."""
    if asked.name == "mean":
        return _means(asked, groups, budget)
    parts = _parts(asked, groups, asked.name, budget)  # type: ignore[arg-type]
    if parts is None:
        return {}
    segments, times, values = parts
    together = "sum" if asked.name == "count" else asked.name
    found = apply(together, Points(segments.of_point, times, values))
    return _lines(asked, segments, found, times if own_time and asked.name in SELECTORS else None)


def _means(asked: Asked, groups: Groups, budget: Budget) -> dict[int, Line]:
    sums, counts = _parts(asked, groups, "sum", budget), _parts(asked, groups, "count", budget)
    if sums is None or counts is None:
        return {}
    segments, times, values = sums
    total = apply("sum", Points(segments.of_point, times, values))
    count = apply("sum", Points(counts[0].of_point, counts[1], counts[2]))
    means = column(Kind.DOUBLE, total.values.data.astype(np.float64) / count.values.data)
    return _lines(asked, segments, Found(total.segments, means), None)


def _parts(asked: Asked, groups: Groups, name: Aggregate, budget: Budget) -> tuple[_Segments, Ints, Values] | None:
    """What storage gives for each series, in segments; None for nothing."""
    measurement = groups.measurement
    field_kind = measurement.kinds[asked.field]
    kind = Kind.LONG if name == "count" else field_kind
    found: list[tuple[Ints, Ints, Ints, Array]] = []
    for stored, series, owners in by_kind(measurement, asked.field, groups.places):
        if not is_readable(stored, field_kind):
            continue
        if asked.windows is None:
            table = measurement.bucket.aggregate(series, *asked.span, name)
        else:
            windows = asked.windows
            table = measurement.bucket.window(series, *asked.span, windows.every, windows.offset, name)
        budget.take_values(table.num_rows)
        count = table.num_rows
        places = owners[numbers_of(table["series"], Kind.LONG)]
        starts = np.zeros(count, np.int64) if asked.windows is None else numbers_of(table["window"], Kind.LONG)
        times = np.asarray(table["time"].fill_null(0).to_numpy(), np.int64)
        data = numbers_of(table["value"], kind if name == "count" else stored)
        found.append((groups.of_place[places], _numbers(asked.windows, starts), times, _as(data, kind)))
    if not any(len(times) for _, _, times, _ in found):
        return None
    group, window, times, data = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return _segmented(group, window), times, column(kind, data)


def _as(data: Array, kind: Kind) -> Array:
    return data if kind is Kind.STRING else data.astype(DTYPES[kind])


def _numbers(windows: Windows | None, times: Ints) -> Ints:
    """The window of each time."""
    if windows is None:
        return np.zeros(len(times), np.int64)
    return np.asarray((times - windows.offset) // windows.every, np.int64)


def _segmented(groups: Ints, windows: Ints) -> _Segments:
    order = np.lexsort((windows, groups))
    fresh = np.ones(len(order), np.bool_)
    fresh[1:] = (np.diff(groups[order]) != 0) | (np.diff(windows[order]) != 0)
    of_point = np.empty(len(order), np.int64)
    of_point[order] = np.cumsum(fresh) - 1
    heads = order[fresh]
    return _Segments(of_point, groups[heads], windows[heads])


def _lines(asked: Asked, segments: _Segments, found: Found, point_times: Ints | None) -> dict[int, Line]:
    """What was found, as a line of each group."""
    groups = segments.groups[found.segments]
    if asked.windows is not None:
        times = segments.windows[found.segments] * asked.windows.every + asked.windows.offset
    elif found.picks is not None and point_times is not None:
        times = point_times[found.picks]
    else:
        times = np.full(len(groups), asked.at, np.int64)
    lines = {}
    for group, members in _members(groups):
        picks = None if found.picks is None else found.picks[members]
        lines[group] = Line(times[members], found.values.take(members), picks)
    return lines


def _members(groups: Ints) -> Sequence[tuple[int, Ints]]:
    """Each group with the places of what belongs to it; groups are sorted."""
    heads = np.flatnonzero(np.diff(groups, prepend=-1))
    return [(int(groups[part[0]]), part) for part in np.split(np.arange(len(groups)), heads[1:]) if len(part)]
