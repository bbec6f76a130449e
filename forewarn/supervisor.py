"""Child processes of the launcher: started, watched, started again when they die, ended in order.

Each child is a `forewarn` command in a session of its own, so that Ctrl-C reaches only the launcher, which ends the
children one after the other: those that write first, the store last.
"""

import logging
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from contract.errors import ForewarnError

log = logging.getLogger(__name__)

STOP_S = 30.0
"""How long a child may take to end on SIGTERM before it is killed."""
CALM_S = 60.0
"""A child that ran this long before it died is started again at once; a quicker one waits longer each time."""
LONGEST_WAIT_S = 30.0
LOG_LIMIT = 20 * 2**20
"""A log file larger than this is begun anew; the one before is kept as `.1`."""
LONGEST_WORDS = 300
"""Characters of a child's last words that are told."""


@dataclass(slots=True)
class Child:
    """One child process and how often it has died."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    """How often in a row it has died soon."""
    due: float = 0.0
    logged: int = 0
    """The log's length when the child was started, bytes."""


class SupervisorError(ForewarnError):
    """A child cannot be started at all; the text says why."""


class Supervisor:
    """Runs children; call `watch` now and then, and `stop` at the end."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.children: dict[str, Child] = {}

    def start(self, name: str, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start `forewarn ARGUMENTS` under a name; what it prints goes to a log file of that name.

        Raises `SupervisorError` where that cannot be done.
        """
        child = Child(name, arguments, {**os.environ, **environment}, self.logs / f"{name}.log")
        self.children[name] = child
        try:
            _spawn(child)
        except OSError as error:
            raise SupervisorError(f"the {name} cannot be started: {error}") from error

    def watch(self) -> list[str]:
        """Start children again that have died, and keep logs short; returns a sentence for each death seen now."""
        return [news for child in self.children.values() for news in _watch(child, time.monotonic())]

    def alive(self, name: str) -> bool:
        """Whether the child runs at this moment."""
        process = self.children[name].process
        return process is not None and process.poll() is None

    def pid(self, name: str) -> int | None:
        """The child's process id, None while it is down."""
        process = self.children[name].process
        return process.pid if process is not None else None

    def last_words(self, name: str) -> str:
        """The last line that the child printed since it was started; "" where there is none."""
        return _last_words(self.children[name])

    def tail(self, name: str, lines: int = 12) -> str:
        """The last lines of the child's log."""
        return "\n".join(self.children[name].log.read_text(errors="replace").splitlines()[-lines:])

    def stop(self) -> list[str]:
        """End all children, the last started first; returns a sentence for each that did not end as it should."""
        return [news for child in reversed(self.children.values()) if (news := _end(child))]


def _watch(child: Child, now: float) -> Iterator[str]:
    """Whether the child has died, and a sentence for it; where it is time to, it is started again."""
    if child.process is not None and (status := child.process.poll()) is not None:
        _release(child)
        child.deaths = child.deaths + 1 if now - child.started < CALM_S else 1
        yield _died(child, now, f"ended with status {status}", _last_words(child))
    if child.process is None and now >= child.due:
        try:
            _spawn(child)
        except OSError as error:
            child.deaths += 1
            yield _died(child, now, "cannot be started", str(error))
    shorten(child.log)


def _died(child: Child, now: float, how: str, why: str) -> str:
    """Let a child wait before it is started again, longer the more often it dies; says so."""
    wait = min(LONGEST_WAIT_S, 0.5 * 2 ** min(child.deaths - 1, 10))
    child.due = now + wait
    again = f", {child.deaths} times in a row" if child.deaths > 1 else ""
    reason = f": {why}" if why else " without a word"
    return f"{child.name} {how}{again}{reason}; starting it again in {wait:g} s (see {child.log})"


def _last_words(child: Child) -> str:
    try:
        with child.log.open("rb") as written:
            size = child.log.stat().st_size
            written.seek(max(child.logged if child.logged <= size else 0, size - 64 * 1024))
            lines = written.read().decode(errors="replace").split("\n")
    except OSError:
        return ""
    return next((line.strip() for line in reversed(lines) if line.strip()), "")[:LONGEST_WORDS]


def shorten(file: Path, limit: int = LOG_LIMIT) -> None:
    """Begin a log anew that has become too long, while its child writes on: it always writes at the file's end."""
    with suppress(OSError):
        if file.stat().st_size <= limit:
            return
        try:
            shutil.copyfile(file, file.with_suffix(".log.1"))
        finally:
            # Even if there is no room for the copy: all the more so.
            os.truncate(file, 0)


def _end(child: Child) -> str:
    """Ask a child to end and wait; "" where it did so with status 0 or was down already."""
    if child.process is None:
        return ""
    child.process.terminate()
    try:
        status = child.process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        child.process.kill()
        child.process.wait()
        return f"{child.name} did not end within {STOP_S:.0f} s and was killed"
    finally:
        _release(child)
    return "" if status == 0 else f"{child.name} ended with status {status} (see {child.log})"


def _spawn(child: Child) -> None:
    with _log_of(child) as written:
        child.process = subprocess.Popen(
            [sys.executable, "-m", "forewarn", *child.arguments, "--with-parent"],
            env=dict(child.environment),
            stdin=subprocess.PIPE,  # closes when the launcher dies, which tells the child to end
            stdout=written,
            stderr=written,
            start_new_session=True,
        )
    child.started = time.monotonic()


def _log_of(child: Child) -> BinaryIO:
    """Its log, opened at the end; one that cannot be written keeps no child from running."""
    try:
        child.log.parent.mkdir(parents=True, exist_ok=True)
        shorten(child.log)
        opened = child.log.open("ab")
    except OSError as error:
        log.warning("%s runs without a log: %s", child.name, error)
        return Path(os.devnull).open("ab")
    child.logged = opened.tell()
    return opened


def _release(child: Child) -> None:
    """Close what is left of a process that has ended."""
    if child.process is not None and child.process.stdin is not None:
        child.process.stdin.close()
    child.process = None
