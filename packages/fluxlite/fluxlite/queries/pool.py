"""The worker processes of a store: how many there are, and who may take one. Only the event loop uses a pool."""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import Executor

from fluxlite.queries.workers import Worker

log = logging.getLogger("fluxlite.query")

IDLE_SECONDS = 300.0
"""A worker that nobody needs for so long ends, if there are more than `KEPT`."""
KEPT = 2
"""One that works, and one that can take its place at once when it is ended."""


class Pool:
    """At most `most` workers; `on_ready` is called when one waits for work, `on_failure` when one cannot start."""

    def __init__(
        self, most: int, threads: Executor, on_ready: Callable[[], None], on_failure: Callable[[], None]
    ) -> None:
        self._most, self._threads, self._on_ready, self._on_failure = most, threads, on_ready, on_failure
        self._idle: list[Worker] = []
        self._taken: set[Worker] = set()
        self._starting = 0
        self._unready: list[Worker] = []
        self._cold: list[Worker] = []
        self._timer: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._idle) + len(self._taken) + self._starting

    @property
    def idle(self) -> int:
        """How many workers wait for work."""
        return len(self._idle)

    def warm(self) -> None:
        """Begin to start a worker, before there is an event loop."""
        self._cold.append(Worker())

    def take(self) -> Worker:
        """A worker that waits; the last one that worked, as its memory is warm."""
        worker = self._idle.pop()
        self._taken.add(worker)
        return worker

    def give_back(self, worker: Worker) -> None:
        """It has answered, and can answer more."""
        self._taken.discard(worker)
        self._rest(worker)

    def discard(self, worker: Worker) -> None:
        """It has ended, or must."""
        self._taken.discard(worker)
        worker.kill()
        self._threads.submit(worker.end)

    def want(self, free: int) -> None:
        """See to it that so many workers are idle or starting, as far as there may be."""
        while len(self._idle) + self._starting < free and len(self) < self._most:
            self._starting += 1
            starting = asyncio.get_running_loop().run_in_executor(self._threads, self._make)
            starting.add_done_callback(self._made)

    def kill_all(self) -> None:
        """End every process, with the store."""
        workers = [*self._idle, *self._taken, *self._unready, *self._cold]
        for worker in workers:
            worker.kill()
        for worker in workers:
            worker.end()

    def _make(self) -> Worker:
        worker = self._cold.pop() if self._cold else Worker()
        self._unready.append(worker)
        try:
            worker.wait_until_ready()
        except BaseException:
            worker.kill()
            worker.end()
            raise
        finally:
            self._unready.remove(worker)
        return worker

    def _made(self, made: "asyncio.Future[Worker]") -> None:
        self._starting -= 1
        error = made.exception()
        if error is None:
            self._rest(made.result())
            return
        log.error("a process for queries did not start: %s", error)
        self._on_failure()

    def _rest(self, worker: Worker) -> None:
        worker.idle_since = time.monotonic()
        self._idle.append(worker)
        self._plan_to_end_idle()
        self._on_ready()

    def _plan_to_end_idle(self) -> None:
        if self._timer is None and len(self) > KEPT:
            self._timer = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._end_idle)

    def _end_idle(self) -> None:
        """End the workers that rested too long; those that worked last stay."""
        self._timer = None
        before = time.monotonic() - IDLE_SECONDS
        while len(self) > KEPT and self._idle and self._idle[0].idle_since < before:
            self.discard(self._idle.pop(0))
        self._plan_to_end_idle()
