"""Signs of life for container health checks: a file that a healthy loop touches, and the question how old it is.

A file and not a query, because the simulator's token may only write: it could not ask the store about itself. The
file lies in a folder that only the process's own account can write, so that two accounts of a machine neither share it
nor can lead each other astray with a link.
"""

import logging
import os
import stat
import tempfile
import time
from pathlib import Path

log = logging.getLogger(__name__)

STALE_S = 30.0

_told: set[str] = set()
"""The components whose beat could not be written the last time: told once, not at every turn of a loop."""


def folder() -> Path:
    """Where this account's signs of life lie: its run-time folder, else a folder of its own among temporary files.

    A container has temporary files of its own.
    """
    account = os.getuid()
    session = Path(os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{account}")
    return session / "forewarn" if _is_ours(session) else Path(tempfile.gettempdir()) / f"forewarn-{account}"


def path(component: str) -> Path:
    """The component's file."""
    return folder() / f"{component}.heartbeat"


def beat(component: str) -> None:
    """Say that the component's loop has come around once more; what keeps that from being said ends no loop."""
    try:
        _touch(path(component))
    except OSError as error:
        if component not in _told:
            log.warning("no sign of life can be given, `forewarn healthcheck %s` will miss it: %s", component, error)
        _told.add(component)
    else:
        _told.discard(component)


def age_s(component: str) -> float:
    """Seconds since the last beat; infinite where there never was one."""
    file = path(component)
    try:
        seen = file.lstat()
    except OSError:
        return float("inf")
    if not _is_ours(file.parent) or not stat.S_ISREG(seen.st_mode):
        return float("inf")
    # A beat of the future is from before the clock was set back: who lives will soon give another.
    return abs(time.time() - seen.st_mtime)


def _touch(file: Path) -> None:
    file.parent.mkdir(mode=0o700, exist_ok=True)
    if not _is_ours(file.parent):
        raise PermissionError(f"{file.parent} is no folder that this account alone can write")
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
    try:
        os.utime(descriptor)
    finally:
        os.close(descriptor)


def _is_ours(place: Path) -> bool:
    """Whether it is a folder, not a link to one, that belongs to this account and that no other can write."""
    try:
        seen = place.lstat()
    except OSError:
        return False
    return (
        stat.S_ISDIR(seen.st_mode) and seen.st_uid == os.getuid() and not seen.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    )
