"""Child processes of the launcher: started, watched, started again when they die, ended in order.

Each child is a `forewarn` command in a session of its own, so that Ctrl-C reaches only the launcher, which ends the
children one after the other: those that write first, the store last.
"""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

STOP_S = 30.0
"""How long a child may take to end on SIGTERM before it is killed."""
CALM_S = 60.0
"""A child that ran this long before it died is started again at once; a quicker one waits longer each time."""
LOG_LIMIT = 20 * 2**20
"""A log file larger than this is begun anew when its child starts."""


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
    due: float = field(default=0.0)


class Supervisor:
    """Runs children; call `watch` now and then, and `stop` at the end."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.children: dict[str, Child] = {}

    def start(self, name: str, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start `forewarn ARGUMENTS` under a name; what it prints goes to a log file of that name."""
        child = Child(name, arguments, {**os.environ, **environment}, self.logs / f"{name}.log")
        self.children[name] = child
        _spawn(child)

    def watch(self) -> list[str]:
        """Start children again that have died; returns a sentence for each death seen now."""
        news = []
        now = time.monotonic()
        for child in self.children.values():
            if child.process is not None and (status := child.process.poll()) is not None:
                child.deaths = child.deaths + 1 if now - child.started < CALM_S else 1
                child.due = now + min(30.0, 0.5 * 2 ** (child.deaths - 1))
                _release(child)
                news.append(f"{child.name} ended with status {status}; starting it again (see {child.log})")
            if child.process is None and now >= child.due:
                _spawn(child)
        return news

    def alive(self, name: str) -> bool:
        """Whether the child runs at this moment."""
        process = self.children[name].process
        return process is not None and process.poll() is None

    def pid(self, name: str) -> int | None:
        """The child's process id, None while it is down."""
        process = self.children[name].process
        return process.pid if process is not None else None

    def tail(self, name: str, lines: int = 12) -> str:
        """The last lines that the child printed."""
        return "\n".join(self.children[name].log.read_text(errors="replace").splitlines()[-lines:])

    def stop(self) -> list[str]:
        """End all children, the last started first; returns a sentence for each that did not end as it should."""
        return [news for child in reversed(self.children.values()) if (news := _end(child))]


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
    child.log.parent.mkdir(parents=True, exist_ok=True)
    if child.log.exists() and child.log.stat().st_size > LOG_LIMIT:
        child.log.unlink()
    with child.log.open("ab") as log:
        child.process = subprocess.Popen(
            [sys.executable, "-m", "forewarn", *child.arguments, "--with-parent"],
            env=dict(child.environment),
            stdin=subprocess.PIPE,  # closes when the launcher dies, which tells the child to end
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    child.started = time.monotonic()


def _release(child: Child) -> None:
    """Close what is left of a process that has ended."""
    if child.process is not None and child.process.stdin is not None:
        child.process.stdin.close()
    child.process = None
