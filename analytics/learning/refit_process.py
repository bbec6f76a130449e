"""Learning in a process of its own: it reads history itself, and leaves what it learned as a snapshot in a folder."""

import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from analytics.engine import snapshot
from analytics.engine.state import State
from analytics.ground.local_time import LocalTime
from analytics.ground.source import Telemetry
from analytics.learning.beside import Beside, Task, opened, task_of, work
from analytics.learning.learn import learn_all
from contract.errors import ForewarnError
from contract.zones import Zones
from store.gateway import Gateway


class LearningError(ForewarnError):
    """Nothing was learned; the text says why."""


class RefitProcess:
    """One learning under way, started by being made; call `close` when it is done with.

    Raises `OSError` where there is no room for its folder, or no process to be had.
    """

    def __init__(
        self, gateway: Gateway, now: int, limit_s: float, zones: Zones, places: Sequence[Telemetry] = ()
    ) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="forewarn-learning-")
        self._limit_s, self._deadline = limit_s, time.monotonic() + limit_s
        try:
            self._child = Beside(__name__, {**task_of(gateway, places, zones), "now": now, "folder": self._folder.name})
        except OSError:
            self._folder.cleanup()
            raise

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._child.pid

    def result(self) -> State | None:
        """What was learned, None while that is under way. Raises `LearningError` where there will be nothing."""
        failure = self._child.failure()
        if failure is None:
            if time.monotonic() < self._deadline:
                return None
            raise LearningError(f"it was given up after {self._limit_s:.0f} s")
        if failure:
            raise LearningError(failure)
        try:
            found = snapshot.load(Path(self._folder.name))
        except snapshot.SnapshotError as error:
            raise LearningError(str(error)) from error
        return found[0] if found else State()

    def wait(self, timeout_s: float) -> None:
        """Wait for the child's end, but no longer than that."""
        self._child.wait(timeout_s)

    def close(self) -> None:
        """End the child, where it has not ended, and take away what it left."""
        self._child.close()
        # What a full or broken disk does not let go costs the worker nothing but the room.
        with suppress(OSError):
            self._folder.cleanup()


def _learn(task: Task) -> None:
    with opened(task) as (gateway, places, zones):
        learned = State(clocks=LocalTime(zones))
        learn_all(gateway, places, learned, task["now"], lambda _what, _part: None)
    snapshot.save(Path(task["folder"]), learned, {}, {})


if __name__ == "__main__":
    raise SystemExit(work(_learn))
