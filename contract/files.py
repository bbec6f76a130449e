"""Files that must be whole: secrets, scenarios, snapshots, what was done by hand, batches of a spool, exports."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


def write_whole(path: Path, content: str | bytes | memoryview, mode: int = 0o644) -> None:
    """Put a text or bytes in the place of a file's content: the file has all of it, or stays as it was.

    Nobody whom `mode` leaves out can read it at any moment. Raises `OSError`, which leaves nothing behind.
    """
    with whole(path, mode) as handle:
        handle.write(content.encode() if isinstance(content, str) else content)


@contextmanager
def whole(path: Path, mode: int = 0o644) -> Iterator[BinaryIO]:
    """The same of what is written bit by bit: it takes the file's place once the block has ended without an error."""
    part = path.with_name(f"{path.name}.part")
    with suppress(FileNotFoundError):
        part.unlink()
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make a new name last; a file system that cannot do that has done what it can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
