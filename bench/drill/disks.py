"""Disks of the drill: a folder on the disk that is there, and a small one of its own that is filled and emptied."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SIZE_MB = 96
"""Of the small disk; what stands on it for good takes some of that."""
_BALLAST = "ballast"


def may_mount() -> bool:
    """Whether a small disk can be had: mounting one needs root."""
    return os.geteuid() == 0


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Mount a tmpfs on a new folder while the block runs."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path, leave: int) -> None:
    """Fill a disk to the last page, and then give back some bytes; others may write to it meanwhile."""
    with (disk / _BALLAST).open("wb", buffering=0) as file:
        size = 0
        for step in (2**22, 2**12):
            with suppress(OSError):
                while True:
                    os.posix_fallocate(file.fileno(), size, step)
                    size += step
        file.truncate(max(0, size - leave))


def make_room(disk: Path) -> None:
    """Take away what `fill` put there."""
    (disk / _BALLAST).unlink(missing_ok=True)
