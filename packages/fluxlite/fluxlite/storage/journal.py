"""The journal: an append-only log of what was written, so that an acknowledged write survives a kill at any moment.

It is a row of segment files. A writer hands its record over and is told when it is on the disk; one thread writes and
syncs whatever has come in meanwhile, so that many small writes share one sync. What cannot be written is refused, and
leaves nothing in the file; from then on all is refused at once, and each second the thread tries whether it goes again.
"""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from fluxlite.storage.segment import Segment, framed, new_marker, segments, sync_folder
from fluxlite.storage.trouble import Trouble
from fluxlite.unavailable import UnavailableError

log = logging.getLogger("fluxlite.journal")

MEND_SECONDS = 1.0
_ROOM, _MOST_ROOM = 2**16, 2**20
"""Bytes that must be free before a full disk counts as mended: as many as were refused, within these bounds."""
Done = Callable[[UnavailableError | None], None]
"""Called when the record is on the disk, or with the reason why it is not; one at a time, in the records' order."""


class Journal:
    """Writes segment number `number` and those after it. Raises OSError where the first cannot be made."""

    def __init__(self, folder: Path, number: int) -> None:
        self.size = 0
        """Bytes in the open segment, those on their way included."""
        self.syncs = 0
        self.trouble = Trouble("the journal cannot be written")
        self._folder = folder
        self._marker = new_marker()
        self._wanted = threading.Condition()
        self._waiting: list[tuple[bytes, Done]] = []
        self._writing = threading.Lock()
        self._closed = False
        self._room = _ROOM
        self._segment = Segment(folder, number, self._marker)
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def append(self, payload: bytes, done: Done, *, alone: bool = False) -> None:
        """Queue a record; `done` is called once it is synced. Records keep the order of the calls.

        `alone` is a promise to call `hurry` next. Raises UnavailableError while nothing can be written.
        """
        self.trouble.check()
        record = framed(payload, self._marker)
        with self._wanted:
            self._waiting.append((record, done))
            self.size += len(record)
            if not alone:
                self._wanted.notify()

    def hurry(self) -> None:
        """Write and sync what is queued in this thread: for who has nobody to share a sync with.

        Waking the journal's thread and being woken by it takes as long as the sync itself.
        """
        if not self._writing.acquire(blocking=False):
            with self._wanted:
                self._wanted.notify()
            return
        try:
            self._write_waiting()
        finally:
            self._writing.release()

    def rotate(self, between: Callable[[], None]) -> int:
        """Begin the next segment, and give the number of the finished one.

        `between` is called when all records of the finished one are done and none of the next one is. The new segment
        is whole before anything changes: where it cannot be made (OSError) the old one goes on.
        """
        with self._writing:
            self.trouble.check()
            finished = self._segment
            fresh = Segment(self._folder, finished.number + 1, self._marker)
            try:
                self._write_waiting()
                self.trouble.check()
            except UnavailableError:
                fresh.remove()
                raise
            between()
            with self._wanted:
                self._segment, self.size = fresh, sum(len(record) for record, _ in self._waiting)
        finished.close()
        return finished.number

    def drop(self, last: int) -> None:
        """Remove the segments up to `last`: their records are in the columns on disk."""
        for number, path in segments(self._folder):
            if number <= last:
                path.unlink()
        sync_folder(self._folder)

    def close(self) -> None:
        """Sync what is queued and end the thread."""
        with self._wanted:
            self._closed = True
            self._wanted.notify()
        self._thread.join()
        self._segment.close()

    def _run(self) -> None:
        while not self._is_at_end():
            with self._writing:
                if self.trouble.message is None:
                    self._write_waiting()
                else:
                    self._mend()

    def _is_at_end(self) -> bool:
        """Wait for something to do; true where nothing more can come."""
        with self._wanted:
            if self.trouble.message is None:
                self._wanted.wait_for(lambda: self._waiting or self._closed or self.trouble.message)
            else:
                self._wanted.wait_for(lambda: self._closed, MEND_SECONDS)
            return self._closed and not self._waiting

    def _write_waiting(self) -> None:
        """Write, sync and acknowledge all queued records; the caller holds the writing lock."""
        with self._wanted:
            records, self._waiting = self._waiting, []
        if not records:
            return
        refusal = self._written([record for record, _ in records])
        for _, done in records:
            try:
                done(refusal)
            except Exception:
                log.exception("who waited for a record could not be told")

    def _written(self, records: list[bytes]) -> UnavailableError | None:
        """Put records on the disk, or tell why they are not."""
        size = sum(map(len, records))
        try:
            self.trouble.check()
            self._segment.append(b"".join(records))
        except (OSError, MemoryError) as error:
            self._room = min(max(size, _ROOM), _MOST_ROOM)
            refusal = self.trouble.begin(error)
        except UnavailableError as error:
            refusal = error
        else:
            self.syncs += 1
            return None
        with self._wanted:
            self.size -= size
            self._wanted.notify()
        return refusal

    def _mend(self) -> None:
        """Try whether writing goes again."""
        try:
            self._segment.mend(self._room)
        except OSError:
            self._write_waiting()
        else:
            self.trouble.end()
