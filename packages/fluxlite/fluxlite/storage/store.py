"""The store: writes, reads, deletions and recovery over journal, memory and columns.

Three moments matter. A *write* is put into the journal, and once that is synced, in the same order, into memory, and
then acknowledged: what the disk refuses is never seen. A *flush* begins a new journal segment and sets the memory
aside, adds what was set aside to the columns in one transaction that notes the finished segment, and then drops both.
A *start* replays the segments that the columns do not note. So at any moment each acknowledged point is in the columns
or in a segment that will be replayed, and never counts twice: the same series and time is the same point.

Locks are taken in this order: flushing, the journal's writing, the store's.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import duckdb

from fluxlite.lineprotocol import Batch
from fluxlite.seam import MIN_TIME, Kind, Series
from fluxlite.storage.apply import Outcome, Retention, blocks, too_late
from fluxlite.storage.columns import Columns, Flush
from fluxlite.storage.folder import FolderLock
from fluxlite.storage.forgetting import bounds, count_older, save_series
from fluxlite.storage.index import Index
from fluxlite.storage.journal import Journal
from fluxlite.storage.keeper import Keeper
from fluxlite.storage.known import Known
from fluxlite.storage.limits import Limits
from fluxlite.storage.memtable import Memtable, join
from fluxlite.storage.moment import Moment
from fluxlite.storage.reader import BucketReader, View
from fluxlite.storage.records import Deletion, WriteRecord
from fluxlite.storage.recovery import replay
from fluxlite.storage.trouble import Trouble, first_line
from fluxlite.unavailable import UnavailableError

log = logging.getLogger("fluxlite.storage")

ROOM = 3
"""How many times the flush limit may gather in memory before writers wait for a flush."""
Done = Callable[[Outcome | UnavailableError], None]
"""Told once what became of a write: what was stored and dropped, or why nothing was."""


class Store:
    """All buckets' points in one folder. Methods may be called from any thread."""

    def __init__(
        self,
        folder: Path,
        retention: Callable[[], dict[str, int]],
        limits: Limits | None = None,
        dropped: Collection[str] = (),
        clock: Callable[[], int] = time.time_ns,
    ) -> None:
        """`retention` gives the ids of all buckets with their retention in nanoseconds (0: for ever).

        `dropped` are the ids of deleted buckets: what is left of them is removed. Points of other unknown buckets stay
        where they are. `clock` gives the time, in nanoseconds since 1970, by which points become too old. Raises
        OSError, ValueError or duckdb.Error where the folder cannot be used.
        """
        self._lock_file = FolderLock(folder)
        self._retention, self._clock = retention, clock
        self._limits = limits or Limits()
        self._lock = threading.RLock()
        self._flushing = threading.Lock()
        self._active, self._frozen = Memtable(), Memtable()
        self._frozen_segment = 0
        """The last segment of the journal with points that are set aside."""
        self._saved: list[tuple[Index, int]] = []
        """How many fresh series of each index are in the columns once what is set aside is there."""
        self._flushes = Trouble("the columns cannot be written")
        self._open_columns = partial(
            Columns, folder / "columns.duckdb", self._limits.columns_memory, self._limits.threads
        )
        self._columns = self._open_columns()
        self._doomed = set(dropped)
        """Deleted buckets that may still have something in the columns or the journal."""
        self._known = Known(
            {bucket: Index(series) for bucket, series in self._columns.series().items() if bucket not in self._doomed}
        )
        last = replay(folder, self._columns.segment(), self._apply_again, self._forget_series)
        if self._active.rows:
            log.info("replayed %d points from the journal", self._active.rows)
        self._is_replayed = last > self._columns.segment()
        """Whether the next start would find the same in the journal again."""
        self._journal = Journal(folder, last + 1)
        self._keeper = Keeper(self._is_full, self.flush, self.expire, self._flushes)

    def parse(self, bucket: str, text: bytes, now: int, unit: int) -> Batch:
        """The points of a body of line protocol for a bucket; raises LineError. Changes nothing."""
        return self._known.read(bucket, text, now, unit)

    def write(self, record: WriteRecord, batch: Batch, done: Done, *, alone: bool = False) -> None:
        """Store the points of a record, parsed; `done` is called when they are durable and seen, or refused.

        With `alone` the caller knows of no other writer, and waits for the disk itself. Raises UnavailableError where
        the disk takes nothing now.
        """
        self._wait_for_room()
        record = replace(record, kept=self._retention().get(record.bucket, 0))
        self._journal.append(record.encode(), partial(self._settle, record, batch, done), alone=alone)
        if alone:
            self._journal.hurry()

    def failure(self) -> str | None:
        """What the disk does not allow now, and why; None while all is well."""
        return self._journal.trouble.message or self._flushes.message

    def is_busy(self) -> bool:
        """Whether a write may have to wait for a flush."""
        return self._is_full(ROOM)

    @contextmanager
    def moment(self) -> Iterator[Moment]:
        """All points as they are now; the lock keeps a flush from falling between the columns and the memory."""
        with self._lock:  # not while the columns are opened again
            columns = self._columns
            cursor = columns.borrow()
        try:
            with self._lock, self._reading_columns():
                moment = self._open_moment(cursor)
            yield moment
        finally:
            columns.give_back(cursor)

    def bucket(self, bucket: str, name: str) -> BucketReader:
        """A reader of a bucket, each of whose reads sees a moment of its own."""
        with self._lock:
            return BucketReader(bucket, name, self._known.index(bucket), self._view)

    def series(self, bucket: str) -> list[Series]:
        """All series of a bucket."""
        with self._lock:
            return self._known.index(bucket).series()

    def delete(self, deletion: Deletion) -> None:
        """Delete points; returns when that is durable. Raises UnavailableError where it cannot be, and is not done.

        Series that have no points left are forgotten.
        """
        self._flush(deletion)
        with suppress(UnavailableError):  # the deletion itself is done
            self._forget(deletion.bucket)

    def drop_bucket(self, bucket: str) -> None:
        """Remove everything of a bucket that the registry has given up.

        What the disk does not allow now is done by a later flush, or after the next start.
        """
        with self._flushing:
            with self._lock:
                self._active.forget(bucket)
                self._frozen.forget(bucket)
                self._known.forget(bucket)
                self._doomed.add(bucket)
            with suppress(UnavailableError), self._changing_columns():
                self._drop_doomed()

    def strangers(self) -> set[str]:
        """The ids of buckets that have points here and are neither known nor deleted."""
        with self._lock:
            found = {bucket for bucket, _ in self._columns.keys} | self._known.indexes.keys()
            return found - self._retention().keys() - self._doomed

    def flush(self) -> None:
        """Move what is in memory to the columns. Raises UnavailableError where that cannot be; nothing is lost."""
        self._flush(None)

    def expire(self) -> int:
        """Remove the points that are older than their bucket's retention, and then series that have no point.

        Returns how many points. Raises UnavailableError where the disk does not allow it.
        """
        known = self._retention()
        oldest = bounds(known, self._clock())
        removed = self._flush_expired(oldest)
        for bucket, before in oldest.items():
            with self._flushing, self._changing_columns():
                removed += self._columns.expire(bucket, before)
        self._forget(*known)
        self._known.forget_lines(self._retention())
        return removed

    def statistics(self) -> dict[str, int]:
        """Figures for /metrics."""
        with self._lock:
            return {
                "points_in_memory": self._active.rows + self._frozen.rows,
                "journal_bytes": self._journal.size,
                "journal_syncs": self._journal.syncs,
                "series": sum(map(len, self._known.indexes.values())),
            }

    def close(self) -> None:
        """Flush, and let the folder go. What the disk does not take now stays in the journal for the next start."""
        self._keeper.end()
        with suppress(UnavailableError):
            self.flush()
        self._journal.close()
        self._columns.close()
        self._lock_file.close()

    # -- writing -------------------------------------------------------------------------------------------------

    def _settle(self, record: WriteRecord, batch: Batch, done: Done, refusal: UnavailableError | None) -> None:
        """What follows once a record is on the disk, or is not; in the journal's order."""
        if refusal is not None:
            done(refusal)
            return
        try:
            with self._lock:
                outcome = (
                    self._apply(record, batch) if record.bucket in self._retention() else too_late(record.bucket, batch)
                )
        except Exception as error:
            log.exception("a record of the journal cannot be applied")
            done(UnavailableError(f"the points cannot be stored: {error}"))
        else:
            done(outcome)
        if self._is_full():
            self._keeper.tell()

    def _apply(self, record: WriteRecord, batch: Batch) -> Outcome:
        """Put a batch into memory; the caller holds the lock."""
        kept = self._retention().get(record.bucket, 0) if record.kept is None else record.kept
        index = self._known.index(record.bucket)
        outcome = Outcome(record.bucket)
        for kind, block in blocks(batch, index, Retention(kept, record.now), outcome):
            self._active.append(record.bucket, kind, block)
        return outcome

    def _apply_again(self, record: WriteRecord) -> None:
        """Do again what the journal says."""
        if record.bucket not in self._doomed:
            self._apply(record, self.parse(record.bucket, record.text(), record.now, record.unit))

    def _is_full(self, times: int = 1) -> bool:
        return self._limits.reached(self._active, self._journal.size, times)

    def _wait_for_room(self) -> None:
        """Wait for a flush that makes room, but not for ever; where flushes fail there is none to wait for."""
        deadline = time.monotonic() + self._limits.patience_seconds
        while self._is_full(ROOM) and not self._keeper.is_ending:
            self._flushes.check()
            if time.monotonic() > deadline:
                raise UnavailableError("memory is full, and a flush takes too long")
            time.sleep(0.002)  # the flush thread was told; it frees the memory at the start of its next flush

    # -- flushing ------------------------------------------------------------------------------------------------

    def _flush(self, deletion: Deletion | None) -> None:
        """Move memory to the columns, first what an earlier flush could not move, and delete points there."""
        with self._flushing, self._changing_columns():
            self._mend_columns()
            self._columns.checkpoint(self._limits.checkpoint_bytes)
            self._drop_doomed()
            if self._frozen.rows:
                self._flush_frozen(None)
            self._frozen_segment = self._journal.rotate(self._set_aside)
            self._flush_frozen(deletion)
            self._is_replayed = False
            self._flushes.end()

    @contextmanager
    def _changing_columns(self) -> Iterator[None]:
        """Turns what the disk does not allow into UnavailableError; the keeper tries again from then on."""
        try:
            yield
        except (duckdb.Error, OSError, MemoryError) as error:
            refusal = self._flushes.begin(error)
            with suppress(duckdb.Error, OSError):
                self._mend_columns()
            raise refusal from error
        finally:
            if self._flushes.message:
                self._keeper.tell()

    def _mend_columns(self) -> None:
        """Open the columns again if DuckDB gave them up; the caller holds the flush lock. Raises OSError."""
        if self._columns.is_sound():
            return
        with self._lock:
            if not self._columns.give_up():
                raise OSError("DuckDB gave the columns up, and queries still hold them")
            self._columns = self._open_columns()
            if self._columns.segment() >= self._frozen_segment:  # the commit that failed had gone through
                self._note_flush()

    def _note_flush(self) -> None:
        """What was set aside is in the columns; the caller holds the lock."""
        self._frozen = Memtable()
        for index, fresh in self._saved:
            index.saved(fresh)
        self._saved = []

    def _drop_doomed(self) -> None:
        with self._lock:
            for bucket in sorted(self._doomed):
                self._columns.drop_bucket(bucket)
                self._doomed.discard(bucket)

    def _set_aside(self) -> None:
        with self._lock:
            self._frozen, self._active = self._active, Memtable()
            self._forget_series()

    def _flush_frozen(self, deletion: Deletion | None) -> None:
        """Write what was set aside in one transaction; the caller holds the flush lock."""
        transaction = self._columns.begin_flush()
        oldest = bounds(self._retention(), self._clock())
        try:
            self._saved = self._save_series(transaction)
            for (bucket, kind), table in self._frozen.tables.items():
                block = join(table.snapshot(), kind).newest_writes()
                block = block.take(block.times >= oldest.get(bucket, MIN_TIME))
                if len(block):
                    transaction.add((bucket, kind), block)
            if deletion is not None:
                self._delete(transaction, deletion)
            with self._lock:
                transaction.commit(self._frozen_segment)
                self._note_flush()
        except BaseException:
            transaction.abandon()
            raise
        self._journal.drop(self._frozen_segment)
        self._columns.checkpoint(self._limits.checkpoint_bytes)

    def _delete(self, transaction: Flush, deletion: Deletion) -> None:
        series = self.series(deletion.bucket)
        chosen = [one.id for one in series if deletion.matches(one)]
        ids = chosen if deletion.conditions else None
        transaction.delete(deletion.bucket, deletion.start, deletion.stop, ids)

    def _save_series(self, transaction: Flush) -> list[tuple[Index, int]]:
        with self._lock:
            indexes = dict(self._known.indexes)
        return save_series(transaction, indexes)

    # -- forgetting ----------------------------------------------------------------------------------------------

    def _flush_expired(self, oldest: dict[str, int]) -> int:
        """Flush if points in memory have become too old, which leaves them out; gives how many there were.

        Also where a start would replay a finished segment: it must find the series that there were then.
        """
        with self._lock:
            expired = count_older(self._frozen, oldest) + count_older(self._active, oldest)
        if expired or self._flushes.message or self._is_replayed:
            self.flush()
        return expired

    def _forget(self, *buckets: str) -> None:
        """Forget the series of buckets that have no point, if there are any: that needs a new segment."""
        with self._lock:
            memories = (self._frozen, self._active)
            found = any(len(self._known.lifeless(bucket, self._columns.newest, memories)) for bucket in buckets)
        if found:
            self.flush()

    def _forget_series(self) -> None:
        """Forget the series that have no point, between two segments of the journal.

        Only there, and so does a start: what a body's points meet when they are stored again must be what they met.
        """
        self._known.forget_lifeless(self._columns.newest, (self._frozen, self._active))

    # -- reading -------------------------------------------------------------------------------------------------

    @contextmanager
    def _view(self, bucket: str, kind: Kind) -> Iterator[View]:
        with self.moment() as moment, moment.view(bucket, kind) as view:
            yield view

    def _open_moment(self, cursor: duckdb.DuckDBPyConnection) -> Moment:
        cursor.begin()
        cursor.execute("SELECT segment FROM flushed").fetchall()  # only now does the transaction see its moment
        keys = self._frozen.tables.keys() | self._active.tables.keys()
        blocks = {key: self._frozen.snapshot(*key) + self._active.snapshot(*key) for key in keys}
        oldest = bounds(self._retention(), self._clock())
        indexes, newest = dict(self._known.indexes), dict(self._columns.newest)
        return Moment(cursor, indexes, newest, blocks, oldest, self._reading_columns)

    @contextmanager
    def _reading_columns(self) -> Iterator[None]:
        """Turns what the disk does not allow into UnavailableError; a database that is given up is opened again."""
        try:
            yield
        except (duckdb.FatalException, duckdb.IOException, duckdb.ConnectionException) as error:
            if isinstance(error, duckdb.FatalException):
                self._flushes.begin(error)
                self._keeper.tell()
            raise UnavailableError(f"the columns cannot be read now: {first_line(error)}") from error
