"""Read access to one bucket: `fluxlite.seam.Bucket` over the columns on disk and the points in memory."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from fluxlite.seam import MIN_TIME, Aggregate, Comparison, Kind, Series
from fluxlite.storage import sql
from fluxlite.storage.columns import ARROW_TYPES, arrow, newest_of, table_name
from fluxlite.storage.index import Index
from fluxlite.storage.memtable import Block, Ids, Times, join

_RESULTS = {"count": pa.int64(), "mean": pa.float64()}


@dataclass(frozen=True, slots=True)
class View:
    """One moment of one bucket and kind: a transaction on the columns, and the points that are not in them."""

    cursor: duckdb.DuckDBPyConnection
    newest: Times | None
    """The newest time of each series in the columns, by id; None where there is no table."""
    blocks: list[Block]
    oldest: int = MIN_TIME
    """The bucket's retention ends here: what is older is not there, though it may not have been removed yet."""


OpenView = Callable[[str, Kind], AbstractContextManager[View]]
Collect = Callable[[duckdb.DuckDBPyRelation], pa.Table]
"""Takes the rows of an answer; it may hand them on as they come, and give a table without them."""


def whole(relation: duckdb.DuckDBPyRelation) -> pa.Table:
    """All rows as one table."""
    return relation.to_arrow_table()


class BucketReader:
    """Reads one bucket; each call sees one consistent moment, with all that was acknowledged before it."""

    def __init__(self, bucket_id: str, name: str, index: Index, open_view: OpenView, collect: Collect = whole) -> None:
        self.id, self.name = bucket_id, name
        self._index, self._open_view, self._collect = index, open_view, collect

    def series(self) -> Sequence[Series]:
        """All series, ordered by measurement, then tags, then field."""
        return self._index.ordered()

    def read(
        self,
        series: Sequence[Series],
        start: int,
        stop: int,
        where: Sequence[Comparison] = (),
        limit: int | None = None,
    ) -> pa.Table:
        """Rows of series of one kind, sorted by series, then time."""
        kind = _kind(series)
        condition = sql.conditions(where, kind)
        query = _Query(series, start, stop, where)
        if limit is not None and limit < 1:
            return _empty(kind)
        found = self._answer(query, lambda points: sql.rows(points, condition, limit))
        return found if found is not None else _empty(kind)

    def aggregate(
        self, series: Sequence[Series], start: int, stop: int, fn: Aggregate, where: Sequence[Comparison] = ()
    ) -> pa.Table:
        """One row for each series that has rows."""
        kind = _kind(series)
        condition = sql.conditions(where, kind)
        query = _Query(series, start, stop, where, newest_only=fn == "last" and not where)
        found = self._answer(query, lambda points: sql.aggregate(points, condition, fn, kind))
        return found if found is not None else _empty(kind, fn)

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
        if every <= 0:
            raise ValueError(f"every must be positive, not {every}")
        kind = _kind(series)
        condition = sql.conditions(where, kind)
        query = _Query(series, start, stop, where)
        found = self._answer(query, lambda points: sql.window(points, condition, every, offset, fn, kind))
        if found is not None:
            return found
        return _empty(kind, fn).append_column("window", pa.array([], pa.int64()))

    def _answer(self, query: "_Query", text: Callable[[str], str]) -> pa.Table | None:
        """The answer to a query as SQL over the relation of its points; None where there can be none."""
        if not query.series or query.start >= query.stop:
            return None
        kind = query.series[0].kind
        with self._open_view(self.id, kind) as view:
            query.start = max(query.start, view.oldest)
            memory, overlap = self._in_memory(query, view)
            on_disk = self._on_disk(query, view)
            if on_disk is None and not len(memory):
                return None
            points = sql.merged(on_disk, len(memory) > 0, overlap)
            relations = {"pick": query.pick(), "memory": arrow(memory, kind)}
            operands = [comparison.operand for comparison in query.where]
            with _registered(view.cursor, relations):
                return self._collect(view.cursor.sql(text(points), params=operands))

    def _in_memory(self, query: "_Query", view: View) -> tuple[Block, int | None]:
        """The points in memory, by position in the query, and the earliest time of one that may replace one on disk."""
        positions = query.positions(self._index.size)
        chosen = [_select(block, positions, query) for block in view.blocks]
        found = join([block for block in chosen if len(block)], query.series[0].kind).newest_writes()
        late = found.times[:0] if view.newest is None else found.times[found.times <= newest_of(view.newest, found.ids)]
        overlap = int(late.min()) if len(late) else None
        return Block(positions[found.ids], found.times, found.values), overlap

    def _on_disk(self, query: "_Query", view: View) -> str | None:
        """SQL of the rows on disk; for the newest points only, from the oldest of the newest times on."""
        if view.newest is None:
            return None
        start = query.start
        if query.newest_only:
            newest = newest_of(view.newest, query.ids)
            if newest.max() < start:
                return None
            if newest.max() < query.stop:
                start = max(start, int(newest.min()))
        return sql.disk(table_name((self.id, query.series[0].kind)), query.ids.tolist(), start, query.stop)


@dataclass(slots=True)
class _Query:
    """Which points are asked for."""

    series: Sequence[Series]
    start: int
    stop: int
    where: Sequence[Comparison]
    newest_only: bool = False

    @property
    def ids(self) -> Ids:
        return np.fromiter((one.id for one in self.series), np.int32, len(self.series))

    def positions(self, known: int) -> Ids:
        """For each id of the bucket its place among the series asked for, or -1."""
        places = np.full(known, -1, np.int32)
        places[self.ids] = np.arange(len(self.series), dtype=np.int32)
        return places

    def pick(self) -> pa.Table:
        """The relation that gives each id its position."""
        return pa.table({"id": self.ids, "position": np.arange(len(self.series), dtype=np.int32)})


@contextmanager
def _registered(cursor: duckdb.DuckDBPyConnection, relations: dict[str, pa.Table]) -> Iterator[None]:
    """Tables as relations of a cursor, for as long as they are needed: the cursor will be used again."""
    for name, table in relations.items():
        cursor.register(name, table)
    try:
        yield
    finally:
        for name in relations:
            with suppress(duckdb.Error):
                cursor.unregister(name)


def _select(block: Block, positions: Ids, query: _Query) -> Block:
    """The points of a block that a query asks for."""
    known = block.ids < len(positions)
    chosen = known & (positions[np.where(known, block.ids, 0)] >= 0)
    return block.take(chosen & (block.times >= query.start) & (block.times < query.stop))


def _kind(series: Sequence[Series]) -> Kind:
    """The one kind of the series asked for."""
    kinds = {one.kind for one in series}
    if len(kinds) > 1:
        raise ValueError(f"series of one kind are needed, not of {', '.join(sorted(kinds))}")
    return kinds.pop() if kinds else Kind.DOUBLE


def _empty(kind: Kind, fn: Aggregate | None = None) -> pa.Table:
    """No rows, with the columns of an answer."""
    value = _RESULTS.get(fn or "", ARROW_TYPES[kind])
    schema = pa.schema([("series", pa.int32()), ("time", pa.int64()), ("value", value)])
    return schema.empty_table()
