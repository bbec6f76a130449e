"""Rows of one measurement: the fields that were written with the same tags at the same time stand side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fluxlite.influxql.budget import Budget
from fluxlite.influxql.measurement import Measurement
from fluxlite.influxql.values import DTYPES, NUMBERS, Array, Values, column, nothing, numbers_of, zeros
from fluxlite.seam import Kind, Series

Times = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows sorted by time, then by the place of their tags in the measurement (`owners`)."""

    times: Times
    owners: Times
    columns: Mapping[str, Values]

    def __len__(self) -> int:
        return len(self.times)

    def take(self, chosen: Array) -> "Rows":
        """The rows at places, or where a mask is true."""
        taken = {name: values.take(chosen) for name, values in self.columns.items()}
        return Rows(self.times[chosen], self.owners[chosen], taken)


@dataclass(frozen=True, slots=True)
class _Points:
    """The points of one field, in no order."""

    times: Times
    owners: Times
    values: Values


def read_rows(
    measurement: Measurement,
    places: Sequence[int],
    fields: Sequence[str],
    span: tuple[int, int],
    budget: Budget,
    limit: int | None = None,
) -> Rows:
    """The rows of some sets of tags (by place), with these fields; `limit` is how many points a series must give."""
    known = [name for name in dict.fromkeys(fields) if name in measurement.fields]
    read = {name: _read(measurement, name, places, span, budget, limit) for name in known}
    return _join(read)


def _read(
    measurement: Measurement,
    name: str,
    places: Sequence[int],
    span: tuple[int, int],
    budget: Budget,
    limit: int | None,
) -> _Points:
    """The points of a field, all as values of its kind."""
    kind = measurement.kinds[name]
    parts: list[_Points] = []
    for stored, series, owners in by_kind(measurement, name, places):
        if not is_readable(stored, kind):
            continue
        table = measurement.bucket.read(series, *span, limit=limit)
        budget.take_values(table.num_rows)
        data = numbers_of(table["value"], stored)
        if stored is not kind:
            data = data.astype(DTYPES[kind])
        where = owners[numbers_of(table["series"], Kind.LONG)]
        parts.append(_Points(numbers_of(table["time"], Kind.LONG), where, column(kind, data)))
    if len(parts) == 1:
        return parts[0]
    times = np.concatenate([np.zeros(0, np.int64), *[part.times for part in parts]])
    owners = np.concatenate([np.zeros(0, np.int64), *[part.owners for part in parts]])
    data = np.concatenate([zeros(kind, 0), *[part.values.data for part in parts]])
    return _Points(times, owners, column(kind, data))


def by_kind(measurement: Measurement, name: str, places: Sequence[int]) -> list[tuple[Kind, list[Series], Times]]:
    """The series of a field for some sets of tags, by kind, each with the places of their tags."""
    found: dict[Kind, tuple[list[Series], list[int]]] = {}
    stored = measurement.fields[name]
    for place in places:
        for series in stored.get(place, ()):
            all_series, owners = found.setdefault(series.kind, ([], []))
            all_series.append(series)
            owners.append(place)
    return [(kind, series, np.array(owners, np.int64)) for kind, (series, owners) in found.items()]


def is_readable(stored: Kind, kind: Kind) -> bool:
    """Whether values of one kind can stand among those of another: numbers among numbers."""
    return stored is kind or (stored in NUMBERS and kind in NUMBERS)


def _join(read: Mapping[str, _Points]) -> Rows:
    """Rows of the points of several fields."""
    if not read:
        return Rows(np.zeros(0, np.int64), np.zeros(0, np.int64), {})
    times = np.concatenate([points.times for points in read.values()])
    owners = np.concatenate([points.owners for points in read.values()])
    order = np.lexsort((owners, times))
    fresh = np.ones(len(order), np.bool_)
    fresh[1:] = (np.diff(times[order]) != 0) | (np.diff(owners[order]) != 0)
    row_of = np.empty(len(order), np.int64)
    row_of[order] = np.cumsum(fresh) - 1
    heads = order[fresh]
    columns, begin = {}, 0
    for name, points in read.items():
        rows = row_of[begin : begin + len(points.times)]
        begin += len(points.times)
        columns[name] = _placed(points.values, rows, len(heads))
    return Rows(times[heads], owners[heads], columns)


def _placed(values: Values, rows: Times, count: int) -> Values:
    found = nothing(count, values.kind)
    found.data[rows] = values.data
    found.valid[rows] = values.valid
    return found
