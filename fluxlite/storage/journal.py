"""The journal: an append-only log of what was written, so that an acknowledged write survives a kill at any moment.

It is a row of segment files. A segment is a magic word and records; a record is its payload's length and CRC-32, then
the payload. A writer hands its record over and is told when it is on the disk; one thread writes and syncs whatever
has come in meanwhile, so that many small writes share one sync.
"""

import logging
import os
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

log = logging.getLogger("fluxlite.journal")

MAGIC = b"FLJ1"
_HEADER = struct.Struct("<II")
Done = Callable[[OSError | None], None]
"""Called in the journal's thread when the record is on the disk, or with the reason why it is not."""


class Journal:
    """Writes segment number `number` and those after it."""

    def __init__(self, folder: Path, number: int) -> None:
        self.number = number
        self.size = 0
        """Bytes in the open segment, those on their way included."""
        self.syncs = 0
        self._folder = folder
        self._wanted = threading.Condition()
        self._waiting: list[tuple[bytes, Done]] = []
        self._writing = threading.Lock()
        self._closed = False
        self.failure: OSError | None = None
        """Why nothing can be written any more."""
        self._file = self._open(number)
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def append(self, payload: bytes, done: Done, *, alone: bool = False) -> None:
        """Queue a record; `done` is called once it is synced. Records keep the order of the calls.

        `alone` is a promise to call `hurry` next.
        """
        record = _HEADER.pack(len(payload), zlib.crc32(payload)) + payload
        with self._wanted:
            if self.failure is not None:
                raise self.failure
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

    def rotate(self) -> int:
        """Sync what is queued, begin the next segment, and give the number of the finished one."""
        with self._writing:
            self._write_waiting()
            os.close(self._file)
            finished, self.number, self.size = self.number, self.number + 1, 0
            self._file = self._open(self.number)
            return finished

    def drop(self, last: int) -> None:
        """Remove the segments up to `last`: their records are in the columns on disk."""
        for number, path in segments(self._folder):
            if number <= last:
                path.unlink()
        _sync_folder(self._folder)

    def close(self) -> None:
        """Sync what is queued and end the thread."""
        with self._wanted:
            self._closed = True
            self._wanted.notify()
        self._thread.join()
        os.close(self._file)

    def _run(self) -> None:
        while True:
            with self._wanted:
                self._wanted.wait_for(lambda: self._waiting or self._closed)
                if not self._waiting:
                    return
            with self._writing:
                self._write_waiting()

    def _write_waiting(self) -> None:
        """Write, sync and acknowledge all queued records; the caller holds the writing lock."""
        with self._wanted:
            records, self._waiting = self._waiting, []
        if not records:
            return
        try:
            _write_all(self._file, b"".join(record for record, _ in records))
            os.fdatasync(self._file)
            self.syncs += 1
        except OSError as error:
            # After a failed sync nobody knows what is on the disk: no later write may be acknowledged.
            self.failure = error
        for _, done in records:
            done(self.failure)

    def _open(self, number: int) -> int:
        file = os.open(_path(self._folder, number), os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        if os.fstat(file).st_size == 0:
            _write_all(file, MAGIC)
            os.fdatasync(file)
            _sync_folder(self._folder)
        return file


def segments(folder: Path) -> list[tuple[int, Path]]:
    """The segments in a folder by number, oldest first."""
    return sorted((int(path.stem.rpartition("-")[2]), path) for path in folder.glob("journal-*.log"))


def payloads(path: Path) -> Iterator[bytes]:
    """The records of a segment, oldest first.

    A kill can leave a torn record at the end; it was never acknowledged. It is cut off, so that later records do not
    come to stand behind it.
    """
    data = path.read_bytes()
    position = len(MAGIC)
    while (payload := _record(data, position)) is not None:
        yield payload
        position += _HEADER.size + len(payload)
    if position < len(data):
        log.warning("%s: %d bytes behind its last sound record are cut off", path.name, len(data) - position)
    if position != len(data):  # also where a kill came before the file had its first bytes
        _cut(path, position)


def _record(data: bytes, position: int) -> bytes | None:
    """The whole and sound record at a position, or nothing; an empty one is not ours (zeros after a power cut)."""
    begin = position + _HEADER.size
    if begin > len(data):
        return None
    length, checksum = _HEADER.unpack_from(data, position)
    payload = data[begin : begin + length]
    return payload if 0 < len(payload) == length and zlib.crc32(payload) == checksum else None


def _cut(path: Path, size: int) -> None:
    with path.open("r+b") as file:
        file.truncate(max(size, len(MAGIC)))
        file.seek(0)
        file.write(MAGIC)
        file.flush()
        os.fsync(file.fileno())


def _path(folder: Path, number: int) -> Path:
    return folder / f"journal-{number:010d}.log"


def _write_all(file: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
