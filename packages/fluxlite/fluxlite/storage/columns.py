"""The columns on disk: a DuckDB file with a table of (series, time, value) for each bucket and kind.

A table a bucket, so that dropping a bucket is dropping its tables, and retention and deletion touch nothing else; a
table a kind, so that a column has one type. Rows come in large batches sorted by series, then time: DuckDB keeps the
smallest and largest value of each row group, and a query for some series or a short range skips most of the others.
A pair (series, time) is there at most once. The transaction that adds a batch also notes the journal's segment that
it covers, so that recovery knows exactly what is missing.
"""

import json
import logging
import shutil
import threading
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from fluxlite.seam import MIN_TIME, Kind, Series
from fluxlite.storage import torn
from fluxlite.storage.memtable import Block, Ids, Times
from fluxlite.storage.trouble import first_line
from fluxlite.unavailable import UnavailableError

SQL_TYPES = {
    Kind.DOUBLE: "DOUBLE",
    Kind.LONG: "BIGINT",
    Kind.UNSIGNED: "UBIGINT",
    Kind.BOOLEAN: "BOOLEAN",
    Kind.STRING: "VARCHAR",
}
ARROW_TYPES = {
    Kind.DOUBLE: pa.float64(),
    Kind.LONG: pa.int64(),
    Kind.UNSIGNED: pa.uint64(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.STRING: pa.string(),
}
_SPILL = "4GB"
log = logging.getLogger("fluxlite.storage")

Key = tuple[str, Kind]
"""A table: the bucket's id and the kind."""
NEVER = MIN_TIME - 1
"""The newest time of a series that has no point on disk."""


def table_name(key: Key) -> str:
    """The name of a bucket's table of one kind; both parts are ours, so it needs no quotes."""
    return f"{key[1].value.lower()}_{key[0]}"


def arrow(block: Block, kind: Kind) -> pa.Table:
    """A block as an Arrow table with the columns of a table on disk."""
    values = pa.array(block.values, ARROW_TYPES[kind])
    return pa.table({"series": pa.array(block.ids), "time": pa.array(block.times), "value": values})


def newest_of(newest: Times, ids: Ids) -> Times:
    """The newest times on disk of some series; NEVER for a series that is not there."""
    found = np.full(len(ids), NEVER, np.int64)
    known = ids < len(newest)
    found[known] = newest[ids[known]]
    return found


def advanced(newest: Times, ids: Ids, times: Times) -> Times:
    """The newest time of each series, by id, once more points are on disk; a new array, as readers keep the old."""
    size = max(len(newest), int(ids.max(initial=-1)) + 1)
    after = np.full(size, NEVER, np.int64)
    after[: len(newest)] = newest
    np.maximum.at(after, ids, times)
    return after


_PATIENCE = 8
"""How many times longer than else DuckDB's log may become on a disk that says it is full."""
_NOTHING: Times = np.empty(0, np.int64)


class Columns:
    """The DuckDB file. One thread at a time may change it; any number may read, each by a cursor of its own."""

    def __init__(self, path: Path, memory: str, threads: int) -> None:
        """Raises OSError with a sentence where the file cannot be opened: damaged, locked, or on a full disk."""
        self._path = path
        try:
            if torn.put_back(path):
                log.warning("%s: a checkpoint that was cut off is taken back", path)
            self._open(path, memory, threads)
        except (duckdb.Error, RuntimeError, MemoryError) as error:
            reason = f"{path} cannot be opened: {first_line(error)}"
            raise OSError(f"{reason}; nothing was changed: if it is damaged, put it back from a backup") from error

    def _open(self, path: Path, memory: str, threads: int) -> None:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory,
            "threads": threads,
            "checkpoint_threshold": "1TB",  # never in a commit, which others wait for: see `checkpoint`
            "temp_directory": str(path.with_suffix(".tmp")),
            "max_temp_directory_size": _SPILL,  # no query may fill the disk that writes need
        }
        self._lending = threading.Lock()
        self._spare: list[duckdb.DuckDBPyConnection] = []
        self._lent = 0
        self._is_given_up = False
        self._log = path.with_name(f"{path.name}.wal")
        _make(path, self._log)
        self._connection = duckdb.connect(str(path), config=settings)
        self._connection.execute("PRAGMA disable_checkpoint_on_shutdown")  # only where blocks are copied before
        self._connection.execute("CREATE TABLE IF NOT EXISTS flushed (segment BIGINT NOT NULL)")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS series "
            "(bucket VARCHAR, id INTEGER, measurement VARCHAR, tags VARCHAR, field VARCHAR, kind VARCHAR)"
        )
        self.keys = self._existing_keys()
        self.newest = {key: _find_newest(self._connection, key) for key in self.keys}
        """The newest time of each series on disk, by id: a point after it cannot be there yet."""

    def borrow(self) -> duckdb.DuckDBPyConnection:
        """A connection for one reader, to be given back. Raises UnavailableError once the file is given up."""
        with self._lending:
            if self._is_given_up:
                raise UnavailableError("the columns cannot be read now: they are opened again after a failure")
            cursor = self._spare.pop() if self._spare else self._connection.cursor()
            self._lent += 1
            return cursor

    def give_back(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Take a connection back, whatever state it is in."""
        with suppress(duckdb.Error):
            cursor.rollback()
        with self._lending:
            self._lent -= 1
            self._spare.append(cursor)
            if self._is_given_up:
                self._let_go()

    def is_sound(self) -> bool:
        """Whether it can be used: DuckDB gives a database up for good when it cannot write a checkpoint, say."""
        try:
            with closing(self._connection.cursor()) as cursor:
                cursor.execute("SELECT 1")
        except duckdb.Error:
            return False
        return True

    def give_up(self) -> bool:
        """Lend nothing any more, and let the file go, as it is, once no reader has a connection; whether that is now.

        Closing the file closes every connection, which must not happen under a reader's hands.
        """
        with self._lending:
            self._is_given_up = True
            return self._let_go()

    def _let_go(self) -> bool:
        while self._spare:
            self._spare.pop().close()
        if not self._lent:
            self._connection.close()
        return not self._lent

    def segment(self) -> int:
        """The last journal segment that is covered; 0 at first."""
        ((segment,),) = self._connection.execute("SELECT coalesce(max(segment), 0) FROM flushed").fetchall()
        return int(segment)

    def series(self) -> dict[str, list[Series]]:
        """All persisted series by bucket."""
        found: dict[str, list[Series]] = {}
        for bucket, *rest in self._connection.execute("SELECT * FROM series ORDER BY id").fetchall():
            found.setdefault(bucket, []).append(_series(*rest))
        return found

    def close(self) -> None:
        """Write everything into the main file, where the disk allows it, and close it."""
        with suppress(duckdb.Error, OSError):  # the log beside the file is as good
            self.checkpoint(0)
        self.give_up()

    def checkpoint(self, log_bytes: int) -> None:
        """Move DuckDB's own log into the main file once it is this long; readers go on meanwhile.

        Without room for that, DuckDB would only find out midway, and give the database up: then it waits, but not for
        ever, as what a disk says of its room is not always true.
        """
        size = self._log.stat().st_size if self._log.exists() else 0
        has_room = shutil.disk_usage(self._log.parent).free > size
        if size >= max(1, log_bytes if has_room else _PATIENCE * log_bytes):
            with suppress(duckdb.TransactionException):
                torn.keep(self._path, self._connection)
                self._connection.execute("CHECKPOINT")
            torn.forget(self._path)

    def begin_flush(self) -> "Flush":
        """Begin a transaction that adds a batch."""
        return Flush(self, self._connection.cursor())

    def drop_bucket(self, bucket: str) -> None:
        """Remove a bucket's tables and series."""
        with closing(self._connection.cursor()) as cursor:
            cursor.begin()
            for key in [key for key in self.keys if key[0] == bucket]:
                cursor.execute(f"DROP TABLE {table_name(key)}")
            cursor.execute("DELETE FROM series WHERE bucket = $1", [bucket])
            cursor.commit()
        self.keys = {key for key in self.keys if key[0] != bucket}
        self.newest = {key: newest for key, newest in self.newest.items() if key[0] != bucket}

    def expire(self, bucket: str, before: int) -> int:
        """Remove the points of a bucket that are older than a time; returns how many there were."""
        removed = 0
        with closing(self._connection.cursor()) as cursor:
            for key in [key for key in self.keys if key[0] == bucket]:
                ((count,),) = cursor.execute(f"DELETE FROM {table_name(key)} WHERE time < $1", [before]).fetchall()
                removed += int(count)
                newest = self.newest[key]
                self.newest[key] = np.where(newest < before, NEVER, newest)
        return removed

    def _existing_keys(self) -> set[Key]:
        rows = self._connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
        kinds = {kind.value.lower(): kind for kind in Kind}
        parts = [name.partition("_") for (name,) in rows]
        return {(bucket, kinds[kind]) for kind, _, bucket in parts if kind in kinds}


class Flush:
    """One transaction that adds points to the columns, and may delete some."""

    def __init__(self, columns: Columns, cursor: duckdb.DuckDBPyConnection) -> None:
        self._columns, self._cursor = columns, cursor
        self._keys: set[Key] = set()
        self._added: list[tuple[Key, Block]] = []
        self._recount: set[Key] = set()
        cursor.begin()

    def add(self, key: Key, block: Block) -> None:
        """Add points, sorted and each pair of series and time once; they replace what is there."""
        name = table_name(key)
        self._cursor.execute(
            f"CREATE TABLE IF NOT EXISTS {name} "
            f"(series INTEGER NOT NULL, time BIGINT NOT NULL, value {SQL_TYPES[key[1]]} NOT NULL)"
        )
        self._keys.add(key)
        if key in self._columns.newest:
            self._remove_overwritten(name, block, self._columns.newest[key])
        self._cursor.register("batch", arrow(block, key[1]))
        self._cursor.execute(f"INSERT INTO {name} SELECT series, time, value FROM batch")
        self._cursor.unregister("batch")
        self._added.append((key, block))

    def remove_series(self, bucket: str, ids: Iterable[int]) -> None:
        """Remove series from the persisted index; before others with their ids are added."""
        self._cursor.register("gone", pa.table({"id": pa.array(ids, pa.int32())}))
        self._cursor.execute("DELETE FROM series WHERE bucket = $1 AND id IN (SELECT id FROM gone)", [bucket])
        self._cursor.unregister("gone")

    def add_series(self, bucket: str, series: Sequence[Series]) -> None:
        """Add series to the persisted index."""
        rows = [(bucket, s.id, s.measurement, json.dumps(s.tags), s.field, s.kind.value) for s in series]
        columns = list(zip(*rows, strict=True))
        names = ("bucket", "id", "measurement", "tags", "field", "kind")
        self._cursor.register("batch", pa.table(dict(zip(names, map(list, columns), strict=True))))
        self._cursor.execute("INSERT INTO series SELECT * FROM batch")
        self._cursor.unregister("batch")

    def delete(self, bucket: str, start: int, stop: int, ids: Sequence[int] | None) -> None:
        """Delete the points of some series (None: of all) with start <= time <= stop, after what was added."""
        for key in sorted(self._columns.keys | self._keys):
            if key[0] == bucket:
                self._delete_from(table_name(key), [start, stop], ids)
                self._recount.add(key)

    def commit(self, segment: int) -> None:
        """Make it durable, together with the number of the journal's segment that it covers."""
        newest = {key: _find_newest(self._cursor, key) for key in self._recount}
        self._cursor.execute("DELETE FROM flushed")
        self._cursor.execute("INSERT INTO flushed VALUES ($1)", [segment])
        self._cursor.commit()
        self._cursor.close()
        self._columns.keys |= self._keys
        for key, block in self._added:
            before = self._columns.newest.get(key, _NOTHING)
            self._columns.newest[key] = advanced(before, block.ids, block.times)
        self._columns.newest.update(newest)

    def abandon(self) -> None:
        """Undo everything."""
        with suppress(duckdb.Error):
            self._cursor.rollback()
        self._cursor.close()

    def _remove_overwritten(self, name: str, block: Block, newest: Times) -> None:
        late = block.times <= newest_of(newest, block.ids)
        if not late.any():
            return
        ids, times = block.ids[late], block.times[late]
        self._cursor.register("late", pa.table({"series": ids, "time": times}))
        self._cursor.execute(
            f"DELETE FROM {name} USING late WHERE {name}.series = late.series AND {name}.time = late.time "
            f"AND {name}.time BETWEEN {times.min()} AND {times.max()}"
        )
        self._cursor.unregister("late")

    def _delete_from(self, name: str, bounds: list[int], ids: Sequence[int] | None) -> None:
        if ids is None:
            self._cursor.execute(f"DELETE FROM {name} WHERE time BETWEEN $1 AND $2", bounds)
            return
        self._cursor.register("chosen", pa.table({"series": pa.array(ids, pa.int32())}))
        self._cursor.execute(
            f"DELETE FROM {name} WHERE time BETWEEN $1 AND $2 AND series IN (SELECT series FROM chosen)", bounds
        )
        self._cursor.unregister("chosen")


def _make(path: Path, log: Path) -> None:
    """Make the file where there is none, whole or not at all."""
    if path.exists():
        return
    if log.exists():
        raise OSError(f"{path} is missing, but {log.name} is here: put it back from a backup")
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    try:
        duckdb.connect(str(draft)).close()
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _series(number: int, measurement: str, tags: str, field: str, kind: str) -> Series:
    pairs: Iterable[tuple[str, str]] = (tuple(pair) for pair in json.loads(tags))
    return Series(number, measurement, tuple(pairs), field, Kind(kind))


def _find_newest(cursor: duckdb.DuckDBPyConnection, key: Key) -> Times:
    """The newest time of each series of a table, by id."""
    found = cursor.execute(f"SELECT series, max(time) FROM {table_name(key)} GROUP BY series").fetchnumpy()
    ids, times = found.values()
    return advanced(_NOTHING, np.asarray(ids, np.int32), np.asarray(times, np.int64))
