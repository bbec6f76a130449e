"""The store's folder: one process may own it."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path


class FolderInUseError(Exception):
    """Another process has the folder."""


class FolderLock:
    """Holds a folder until it is closed, or the process ends in any way."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            owner = os.read(self._file, 20).decode(errors="replace").strip()
            os.close(self._file)
            raise FolderInUseError(f"{folder} is in use by process {owner or 'unknown'}") from None
        with suppress(OSError):  # the number is for people: a full disk is told of by what needs room
            os.ftruncate(self._file, 0)
            os.write(self._file, str(os.getpid()).encode())

    def close(self) -> None:
        """Let the folder go."""
        os.close(self._file)
