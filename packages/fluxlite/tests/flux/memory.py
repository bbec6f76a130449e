"""A small, real store in memory: line protocol in, the seam's bucket out. The language's tests run on it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fluxlite.seam import Aggregate, BucketInfo, Comparison, Kind, Series

_TYPES = {
    Kind.DOUBLE: pa.float64(),
    Kind.LONG: pa.int64(),
    Kind.UNSIGNED: pa.uint64(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.STRING: pa.string(),
}
_COMPARE = {
    "==": pc.equal,
    "!=": pc.not_equal,
    "<": pc.less,
    "<=": pc.less_equal,
    ">": pc.greater,
    ">=": pc.greater_equal,
}
_FIELD = re.compile(r'((?:[^\\ ,=]|\\.)+)=("(?:[^"\\]|\\.)*"|[^ ,]+)', re.DOTALL)
_LINE = re.compile(r'((?:[^\\ "]|\\.)+) ((?:"(?:[^"\\]|\\.)*"|[^ "]|\\.)+) (-?\d+)(?:\n|$)', re.DOTALL)


def plain(text: str) -> str:
    """A name of line protocol without its escapes."""
    return re.sub(r"\\([,= ])", r"\1", text)


def field_value(text: str) -> tuple[Kind, object]:
    """The kind and value of a field."""
    if text[0] == '"':
        return Kind.STRING, re.sub(r'\\(["\\])', r"\1", text[1:-1])
    if text[-1] in "iu":
        return (Kind.LONG if text[-1] == "i" else Kind.UNSIGNED), int(text[:-1])
    if text[0] in "tTfF":
        return Kind.BOOLEAN, text[0] in "tT"
    return Kind.DOUBLE, float(text)


Key = tuple[str, tuple[tuple[str, str], ...], str]


@dataclass
class MemoryBucket:
    """Points by series; the last write of a time wins."""

    name: str
    id: str = "00000000000000aa"
    points: dict[Key, tuple[Kind, dict[int, object]]] = field(default_factory=dict)

    def write(self, lines: str) -> None:
        """Store line protocol with nanosecond times."""
        position = 0
        while position < len(lines):
            found = _LINE.match(lines, position)
            if found is None:
                raise ValueError(f"cannot read {lines[position : position + 60]!r}")
            position = found.end()
            name, *tags = re.split(r"(?<!\\),", found.group(1))
            pairs = tuple(sorted((plain(k), plain(v)) for k, v in (re.split(r"(?<!\\)=", tag) for tag in tags)))
            for key, text in _FIELD.findall(found.group(2)):
                kind, value = field_value(text)
                series = (plain(name), pairs, plain(key))
                self.points.setdefault(series, (kind, {}))[1][int(found.group(3))] = value

    def series(self) -> Sequence[Series]:
        """All series by measurement, tags, field."""
        keys = sorted(self.points)
        return [
            Series(number, name, tags, field_key, self.points[name, tags, field_key][0])
            for number, (name, tags, field_key) in enumerate(keys)
        ]

    def read(
        self,
        series: Sequence[Series],
        start: int,
        stop: int,
        where: Sequence[Comparison] = (),
        limit: int | None = None,
    ) -> pa.Table:
        """Rows of series, by series and time."""
        tables = [self._one(number, item, start, stop, where) for number, item in enumerate(series)]
        tables = [table if limit is None else table.slice(0, limit) for table in tables]
        return pa.concat_tables(tables) if tables else self._table(0, [], [], pa.float64())

    def _one(self, number: int, item: Series, start: int, stop: int, where: Sequence[Comparison]) -> pa.Table:
        kind, points = self.points[item.measurement, item.tags, item.field]
        times = sorted(time for time in points if start <= time < stop)
        table = self._table(number, times, [points[time] for time in times], _TYPES[kind])
        for comparison in where:
            operand = pa.scalar(comparison.operand, _TYPES[kind])
            table = table.filter(_COMPARE[comparison.op](table["value"], operand))
        return table

    @staticmethod
    def _table(number: int, times: list[int], values: list[object], kind: pa.DataType) -> pa.Table:
        return pa.table(
            {
                "series": pa.array([number] * len(times), pa.int32()),
                "time": pa.array(times, pa.int64()),
                "value": pa.array(values, kind),
            }
        )

    def aggregate(
        self,
        series: Sequence[Series],
        start: int,
        stop: int,
        fn: Aggregate,
        where: Sequence[Comparison] = (),
    ) -> pa.Table:
        """One row for each series that has rows."""
        found = self.window(series, start, stop, 2**62, -(2**61), fn, where)
        return found.drop_columns(["window"])

    def window(
        self,
        series: Sequence[Series],
        start: int,
        stop: int,
        every: int,
        offset: int,
        fn: Aggregate,
        where: Sequence[Comparison] = (),
    ) -> pa.Table:
        """One row for each series and window that has rows."""
        rows = self.read(series, start, stop, where).to_pydict()
        groups: dict[tuple[int, int], list[tuple[int, object]]] = {}
        for number, time, value in zip(rows["series"], rows["time"], rows["value"], strict=True):
            begin = (time - offset) // every * every + offset
            groups.setdefault((number, begin), []).append((time, value))
        kind = _TYPES[series[0].kind] if series else pa.float64()
        reduced = {key: _reduce(fn, points) for key, points in groups.items()}
        result_kind = {"count": pa.int64(), "mean": pa.float64()}.get(fn, kind)
        return pa.table(
            {
                "series": pa.array([number for number, _ in reduced], pa.int32()),
                "time": pa.array([time for time, _ in reduced.values()], pa.int64()),
                "value": pa.array([value for _, value in reduced.values()], result_kind),
                "window": pa.array([begin for _, begin in reduced], pa.int64()),
            }
        )


def _reduce(fn: str, points: list[tuple[int, object]]) -> tuple[int | None, object]:
    values = [value for _, value in points]
    if fn in ("first", "last"):
        return points[0 if fn == "first" else -1]
    if fn in ("min", "max"):
        best = (min if fn == "min" else max)(values)  # type: ignore[type-var]
        return next(point for point in points if point[1] == best)
    if fn == "count":
        return None, len(values)
    if isinstance(values[0], float):
        total = float(np.cumsum(np.array(values))[-1])
        return None, total if fn == "sum" else total / len(values)
    whole = sum(int(value) for value in values)  # type: ignore[call-overload]
    return None, whole if fn == "sum" else whole / len(values)


@dataclass
class MemoryCatalog:
    """Buckets by name; whatever is asked for is found here or not at all."""

    found: dict[str, MemoryBucket] = field(default_factory=dict)

    def add(self, name: str, lines: str = "") -> MemoryBucket:
        """A new bucket with some points."""
        bucket = MemoryBucket(name, f"{len(self.found) + 1:016x}")
        bucket.write(lines)
        self.found[name] = bucket
        return bucket

    def bucket(self, name: str | None = None, bucket_id: str | None = None) -> MemoryBucket | None:
        """A bucket by name or id."""
        if name is not None:
            return self.found.get(name)
        return next((bucket for bucket in self.found.values() if bucket.id == bucket_id), None)

    def buckets(self) -> Sequence[BucketInfo]:
        """All buckets, by name."""
        return [BucketInfo(self.found[name].id, name, "00000000000000ff", 0) for name in sorted(self.found)]

    def write(self, bucket: str, lines: bytes) -> None:
        """Store line protocol."""
        if bucket not in self.found:
            raise LookupError(f'bucket "{bucket}" not found')
        self.found[bucket].write(lines.decode())
