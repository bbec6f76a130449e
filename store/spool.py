"""Lines that the store could not take yet, kept on disk in order until it can.

One file a batch, named by a rising number; a file appears whole or not at all (written aside, synced, renamed), so a
killed process leaves no torn batch behind. Its first line, a comment of line protocol, holds a checksum of the rest.

One batch that is damaged or that cannot be read stands in nobody's way: a damaged one is set aside as `.damaged` and
counted as given up, an unreadable one is passed over and tried again with each look.
"""

import errno
import fcntl
import logging
import os
import re
import threading
import time
import weakref
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from contract.errors import SettingsError
from contract.files import write_whole

log = logging.getLogger(__name__)

LOCK_S = 10.0
"""How long a start waits for a process that is about to end and still holds the folder."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
"""What time can heal: a start on a full disk goes on, and tells."""
_NAME = re.compile(r"[0-9]+\.lp")
_HEAD = re.compile(rb"# forewarn spool: (\d+) lines, crc32 ([0-9a-f]{8})\n")


class Spool:
    """A folder of batches, oldest first. `limit_bytes` bounds it: past that the oldest batch is given up.

    It belongs to one process at a time, whose threads may share it; `close` lets go of it. Raises `SettingsError` where
    it cannot be used.
    """

    def __init__(self, folder: Path, limit_bytes: int = 2**30) -> None:
        self.folder, self.limit_bytes = folder, limit_bytes
        self.given_up_lines = self.given_up_bytes = 0
        """What was given up since the start: of a full spool the oldest, and what was damaged."""
        self._passed_over: set[Path] = set()
        self._sizes: dict[Path, int] = {}
        self._next = 1
        self._lock: _Lock | None = None
        self._turn = threading.Lock()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = _Lock(folder)
            self._look()
            self._try()
        except OSError as error:
            if error.errno not in _FULL:
                raise SettingsError(f"FOREWARN_SPOOL_DIR: {folder} cannot be used: {error}") from error
            log.warning("the spool in %s takes no lines until there is room: %s", folder, error.strerror)

    def __len__(self) -> int:
        return len(self._sizes)

    @property
    def size(self) -> int:
        """Bytes of everything that waits."""
        return sum(self._sizes.values())

    def put(self, lines: list[str]) -> None:
        """Keep one batch, and give older ones up where the spool is full; raises `OSError` where the disk fails."""
        body = _packed(lines)
        with self._turn:
            path = self.folder / f"{self._next:012d}.lp"
            self._write(path, body)
            self._next += 1
            self._sizes[path] = len(body)
            self._trim()

    def oldest(self) -> tuple[Path, list[str]] | None:
        """The batch to send next, or None where none waits that can be read."""
        with self._turn:
            for path in list(self._sizes):
                lines = self._read(path)
                if lines is not None:
                    return path, lines
        return None

    def done(self, path: Path) -> None:
        """Forget a batch that the store now has; where its file stays, the next start sends it once more."""
        with self._turn:
            self._sizes.pop(path, None)
            self._passed_over.discard(path)
            _unlink(path)

    def later(self, path: Path) -> None:
        """Let a batch that the store does not take stand behind all others."""
        with self._turn:
            self._sizes[path] = self._sizes.pop(path)

    def within(self, name: str) -> "Spool":
        """A spool of its own in a folder below this one, with the same bound, for lines that go elsewhere."""
        return Spool(self.folder / name, self.limit_bytes)

    def close(self) -> None:
        """Let another process have the folder."""
        if self._lock is not None:
            self._lock.release()

    def _look(self) -> None:
        """Find what an earlier process left, and take away what it had not finished."""
        for torn in self.folder.glob("*.part"):
            _unlink(torn)
        found = [path for path in self.folder.glob("*.lp") if _NAME.fullmatch(path.name)]
        for path in sorted(found, key=lambda path: int(path.stem)):
            with suppress(FileNotFoundError):
                self._sizes[path] = path.lstat().st_size
                self._next = int(path.stem) + 1

    def _try(self) -> None:
        """Write a little, as a folder that takes nothing should be known before it is needed."""
        probe = self.folder / "probe.part"
        self._write(probe, b"#\n")
        _unlink(probe)

    def _write(self, path: Path, body: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, body)

    def _read(self, path: Path) -> list[str] | None:
        """The lines of a batch; None where it is damaged or cannot be read."""
        try:
            body = path.read_bytes()
        except FileNotFoundError:
            self._give_up(path, 0, "it is gone")
        except OSError as error:
            self._pass_over(path, error)
        else:
            lines = _unpacked(body)
            if lines is None:
                self._set_aside(path, body)
            return lines
        return None

    def _trim(self) -> None:
        while len(self._sizes) > 1 and self.size > self.limit_bytes:
            path = next(iter(self._sizes))
            head = _HEAD.match(_beginning(path))
            self._give_up(path, int(head[1]) if head else 1, "the spool is full")
            _unlink(path)

    def _set_aside(self, path: Path, body: bytes) -> None:
        self._give_up(path, max(1, body.count(b"\n")), "it is damaged; what is left of it is kept as .damaged")
        with suppress(OSError):
            path.rename(path.with_suffix(".damaged"))

    def _give_up(self, path: Path, lines: int, reason: str) -> None:
        size = self._sizes.pop(path)
        self._passed_over.discard(path)
        self.given_up_lines += lines
        self.given_up_bytes += size
        log.error("gave up %d bytes that waited in %s: %s", size, path, reason)

    def _pass_over(self, path: Path, error: OSError) -> None:
        if path not in self._passed_over:
            log.error("%s cannot be read, it waits until it can: %s", path, error.strerror)
            self._passed_over.add(path)


@dataclass(frozen=True, slots=True)
class Census:
    """What lies in a spool: batches that wait, how long the oldest has (s, 0 where none waits), and damaged ones."""

    batches: int
    oldest_s: float
    damaged: int


def census(folder: Path) -> Census:
    """Look into a spool, and into those within, that another process may be using; raises `OSError` where it cannot."""
    files = [*folder.iterdir(), *(file for inner in folder.iterdir() if inner.is_dir() for file in inner.iterdir())]
    waiting = [file for file in files if _NAME.fullmatch(file.name)]
    now = oldest = time.time()
    for file in waiting:
        # The process that uses it may just have sent this one.
        with suppress(FileNotFoundError):
            oldest = min(oldest, file.lstat().st_mtime)
    return Census(len(waiting), now - oldest, sum(file.suffix == ".damaged" for file in files))


class _Lock:
    """The right to use a folder, as two processes would write over each other's batches."""

    def __init__(self, folder: Path) -> None:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        self.release = weakref.finalize(self, os.close, descriptor)
        deadline = time.monotonic() + LOCK_S
        while not _locked(descriptor):
            if time.monotonic() > deadline:
                self.release()
                raise SettingsError(f"FOREWARN_SPOOL_DIR: another process uses {folder}; give each process its own")
            time.sleep(0.1)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:  # some network file systems know no locks
        log.warning("the spool cannot be locked, take care that no other process uses it: %s", error.strerror)
    return True


def _packed(lines: list[str]) -> bytes:
    body = "\n".join(lines).encode()
    return b"# forewarn spool: %d lines, crc32 %08x\n" % (len(lines), zlib.crc32(body)) + body


def _unpacked(body: bytes) -> list[str] | None:
    """The lines of a file, None where it is damaged. Without a head it is one of an earlier version."""
    head = _HEAD.match(body)
    rest = body[head.end() :] if head else body
    if head and zlib.crc32(rest) != int(head[2], 16):
        return None
    try:
        lines = rest.decode().split("\n")
    except UnicodeDecodeError:
        return None
    if not rest or lines[0].startswith("#"):
        return None
    return lines if head is None or len(lines) == int(head[1]) else _rejoined(lines)


def _rejoined(parts: list[str]) -> list[str]:
    """Lines of which some have a text with line breaks: a quotation mark left open is closed in the next part."""
    lines: list[str] = []
    for part in parts:
        if lines and re.sub(r"\\.", "", lines[-1]).count('"') % 2:
            lines[-1] += f"\n{part}"
        else:
            lines.append(part)
    return lines


def _beginning(path: Path) -> bytes:
    try:
        with path.open("rb") as handle:
            return handle.readline(100)
    except OSError:
        return b""


def _unlink(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        log.warning("%s cannot be removed: %s", path, error.strerror)
