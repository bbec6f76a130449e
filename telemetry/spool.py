"""Lines that the store could not take yet, kept on disk in order until it can.

One file a batch, named by a rising number; a file appears whole or not at all (written aside, synced, renamed), so a
killed process leaves no torn batch behind.
"""

import os
from pathlib import Path

from telemetry.errors import SettingsError


class Spool:
    """A folder of batches, oldest first. `limit_bytes` bounds it: past that the oldest batch is given up."""

    def __init__(self, folder: Path, limit_bytes: int = 2**30) -> None:
        self.folder, self.limit_bytes = folder, limit_bytes
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for torn in folder.glob("*.part"):
                torn.unlink()
        except OSError as error:
            raise SettingsError(f"FOREWARN_SPOOL_DIR: {folder} cannot be used: {error}") from error
        files = sorted(folder.glob("*.lp"))
        self._sizes = {path: path.stat().st_size for path in files}
        self._next = int(files[-1].stem) + 1 if files else 1

    def __len__(self) -> int:
        return len(self._sizes)

    @property
    def bytes(self) -> int:
        """Size of everything that waits."""
        return sum(self._sizes.values())

    def put(self, lines: list[str]) -> int:
        """Keep one batch; returns how many bytes of older batches had to be given up for it."""
        path = self.folder / f"{self._next:012d}.lp"
        body = "\n".join(lines).encode()
        part = path.with_suffix(".part")
        with part.open("wb") as handle:
            handle.write(body)
            handle.flush()
            os.fsync(handle.fileno())
        part.rename(path)
        self._next += 1
        self._sizes[path] = len(body)
        return self._trim()

    def oldest(self) -> tuple[Path, list[str]] | None:
        """The batch to send next, or None where nothing waits."""
        for path in self._sizes:
            return path, path.read_text(encoding="utf-8").split("\n")
        return None

    def done(self, path: Path) -> None:
        """Forget a batch that the store now has."""
        path.unlink()
        del self._sizes[path]

    def _trim(self) -> int:
        lost = 0
        while len(self._sizes) > 1 and self.bytes > self.limit_bytes:
            path = next(iter(self._sizes))
            lost += self._sizes[path]
            self.done(path)
        return lost
