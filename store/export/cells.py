"""Long answers into wide tables: values are numbered by row and column, then put into columns, some rows at a time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from contract.measurements import NO_SITE
from store.annotated_csv import Block
from store.export.kinds import TIME
from store.frame import Frame, is_number

Ints = npt.NDArray[np.int64]
Who = tuple[str, ...]

_NONE: Ints = np.zeros(0, np.int64)

MOST_CELLS = 2**20
"""Cells of a batch: rows times columns, so that wide tables take no more memory than narrow ones."""


class Numbering:
    """Numbers for whose values come: combinations of tags, in the order in which they are met."""

    def __init__(self) -> None:
        self.known: dict[Who, int] = {}

    def numbers(self, names: Iterable[Who]) -> Ints:
        """The number of each, which those that were not met yet get here."""
        return np.array([self.known.setdefault(name, len(self.known)) for name in names], np.int64)

    def ranks(self) -> Ints:
        """The place of each number in the order of the names."""
        ranks = np.empty(len(self.known), np.int64)
        ranks[[number for _, number in sorted(self.known.items())]] = np.arange(len(self.known))
        return ranks


@dataclass(frozen=True, slots=True)
class Cells:
    """Values of one type, a cell each: its moment (ns), whose it is (a number), the number of its column."""

    time: Ints
    who: Ints
    column: Ints
    values: pa.Array


def cells(blocks: Iterable[Block], tags: Sequence[str], whose: Numbering, schema: pa.Schema) -> Iterator[Cells]:
    """The values that have a column of their own type in a schema; a whole number is a number, too."""
    for block in blocks:
        frame = Frame(block.rows)
        if not len(frame):
            continue
        codes, names = frame.codes(*tags)
        fields, labels = frame.codes("_field")
        who, times = whose.numbers(_sited(names, tags))[codes], frame.times()
        values = frame.table.column("_value").combine_chunks()
        for kind in {field.type for field in schema if _fits(values.type, field.type)}:
            places = {field.name: at for at, field in enumerate(schema) if field.type == kind}
            column = np.array([places.get(label, -1) for (label,) in labels], np.int64)[fields]
            kept = np.flatnonzero(column >= 0)
            taken = pc.cast(values.take(kept), kind, safe=False)
            yield Cells(times[kept], who[kept], column[kept], taken)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows in the order of time and then of names; `key` holds both in a number, by which a row is found."""

    times: Ints
    names: Sequence[Who]
    ranks: Ints
    key: Ints

    @classmethod
    def of(cls, found: Sequence[Cells], whose: Numbering) -> Self:
        """One for each moment of each who has a value."""
        times = np.unique(np.concatenate([_NONE, *(each.time for each in found)]))
        empty = cls(times, sorted(whose.known), whose.ranks(), _NONE)
        keys = [empty.keys(each.time, each.who) for each in found]
        return replace(empty, key=np.unique(np.concatenate([_NONE, *keys])))

    def __len__(self) -> int:
        return len(self.key)

    @property
    def moment(self) -> Ints:
        """The number of each row's time."""
        return self.key // max(1, len(self.names))

    def of_names(self, values: Sequence[Any]) -> npt.NDArray[Any]:
        """For each row, what there is for its name; `values` has one for each name."""
        return np.array(values)[self.key % max(1, len(self.names))] if len(self) else np.zeros(0)

    def keys(self, time: Ints, who: Ints) -> Ints:
        """The key of each, whose time must be known."""
        return np.searchsorted(self.times, time) * len(self.names) + self.ranks[who]

    def find(self, time: Ints, who: Ints) -> Ints:
        """The number of each one's row; -1 where it has none."""
        row, known = np.full(len(time), -1, np.int64), np.flatnonzero(np.isin(time, self.times))
        if len(self):
            key = self.keys(time[known], who[known])
            place = np.minimum(np.searchsorted(self.key, key), len(self) - 1)
            row[known] = np.where(self.key[place] == key, place, -1)
        return row


def batches(rows: Rows, found: Sequence[Cells], schema: pa.Schema, tags: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """The rows as record batches: their time, their tags, and the columns of the cells behind these."""
    placed = [_Placed.of(rows, each, len(schema)) for each in found if len(each.values)]
    step = max(1, MOST_CELLS // len(schema))
    for begin in range(0, len(rows), step):
        end = min(begin + step, len(rows))
        nothing = {kind: pa.nulls(end - begin, kind) for kind in {field.type for field in schema}}
        columns = [_moments(rows, begin, end), *(_texts(rows, tag, begin, end) for tag in range(len(tags)))]
        places = list(enumerate(schema.types))[len(columns) :]
        columns += [_column(placed, at, begin, end, nothing[kind]) for at, kind in places]
        yield pa.RecordBatch.from_arrays(columns, schema=schema)


@dataclass(frozen=True, slots=True)
class _Placed:
    """Cells in the order of columns and then of rows; those of column n are from `starts[n]` to before the next."""

    row: Ints
    starts: Ints
    values: pa.Array

    @classmethod
    def of(cls, rows: Rows, found: Cells, columns: int) -> Self:
        row = rows.find(found.time, found.who)
        order = np.lexsort((row, found.column))
        starts = np.searchsorted(found.column[order], np.arange(columns + 1))
        return cls(row[order], starts, found.values.take(pa.array(order)))

    def between(self, column: int, begin: int, end: int) -> slice:
        """Where the cells of a column lie whose rows are from `begin` to before `end`."""
        first, last = self.starts[column : column + 2]
        low, high = np.searchsorted(self.row[first:last], (begin, end))
        return slice(int(first + low), int(first + high))


def _moments(rows: Rows, begin: int, end: int) -> pa.Array:
    times = rows.times[rows.key[begin:end] // len(rows.names)]
    return pc.cast(pa.array(times, pa.timestamp("ns", tz="UTC")), TIME, safe=False)


def _texts(rows: Rows, tag: int, begin: int, end: int) -> pa.Array:
    texts = pa.array([name[tag] or None for name in rows.names], pa.string())
    return texts.take(pa.array(rows.key[begin:end] % len(rows.names)))


def _column(placed: Sequence[_Placed], at: int, begin: int, end: int, nothing: pa.Array) -> pa.Array:
    made = nothing
    for each in placed:
        part = each.between(at, begin, end)
        if part.start == part.stop:
            continue
        index = np.full(end - begin, -1, np.int64)
        index[each.row[part] - begin] = np.arange(part.start, part.stop)
        taken = each.values.take(pa.array(index, mask=index < 0))
        made = taken if made is nothing else pc.coalesce(taken, made)
    return made


def _sited(names: Iterable[Who], tags: Sequence[str]) -> list[Who]:
    """The names, in which an asset whose lines name no site gets the word for that, as the worker gives it."""
    if "site" not in tags:
        return list(names)
    site = tags.index("site")
    return [(*name[:site], name[site] or NO_SITE, *name[site + 1 :]) for name in names]


def _fits(kind: pa.DataType, wanted: pa.DataType) -> bool:
    return bool(kind == wanted or (is_number(kind) and pa.types.is_floating(wanted)))
