"""Writing without losing: batches on a thread of its own, backoff while the store is away, and a spool on disk.

A line is safe once `write` has returned and a flush interval has passed: by then the store or the spool has it.
What the store refuses for good (a type conflict, a malformed line) is reported and dropped; what stands beside it goes
through, because a refused batch is sent again in halves until the refused line stands alone.
"""

import logging
import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from telemetry.errors import GatewayError
from telemetry.gateway import Gateway
from telemetry.spool import Spool

log = logging.getLogger(__name__)

PARTIAL_WRITE = 422
"""InfluxDB's status for "the other points of this batch were written"."""


@dataclass(frozen=True, slots=True)
class WriterStats:
    """Counts since the start, in lines, and what waits now."""

    written: int = 0
    refused: int = 0
    given_up_bytes: int = 0
    retries: int = 0
    queued: int = 0
    spooled_batches: int = 0
    last_error: str = ""
    cpu_s: float = 0.0
    """CPU time of the sending thread, seconds."""


class Writer:
    """Sends lines to one bucket in the background; use it as a context manager, or call `close`."""

    def __init__(
        self,
        gateway: Gateway,
        bucket: str,
        spool: Spool | None = None,
        *,
        batch_lines: int = 5000,
        interval_s: float = 1.0,
        backoff_s: tuple[float, float] = (0.5, 15.0),
    ) -> None:
        self.gateway, self.bucket, self.spool = gateway, bucket, spool
        self.batch_lines, self.interval_s, self.backoff_s = batch_lines, interval_s, backoff_s
        self._queue: list[str] = []
        self._stats = WriterStats()
        self._lock = threading.Condition()
        self._sending = self._closing = self._hurry = False
        self._failures = 0
        self._retry_at = 0.0
        self._thread = threading.Thread(target=self._run, name=f"writer-{bucket}", daemon=True)
        self._thread.start()

    def write(self, lines: Sequence[str]) -> None:
        """Take lines for sending; blocks only while 40 batches wait in memory (a store slower than its input)."""
        with self._lock:
            self._lock.wait_for(lambda: len(self._queue) < 40 * self.batch_lines or self._closing)
            self._queue.extend(lines)
            if len(self._queue) >= self.batch_lines:
                self._lock.notify_all()

    def flush(self, timeout_s: float = 60) -> bool:
        """Wait until the store or the spool has everything written so far; false if that took too long."""
        with self._lock:
            self._hurry = True
            self._lock.notify_all()
            return self._lock.wait_for(lambda: not self._queue and not self._sending, timeout_s)

    def close(self, timeout_s: float = 10) -> None:
        """Send or spool what waits and end the thread."""
        with self._lock:
            self._closing = True
            self._lock.notify_all()
        self._thread.join(timeout_s)

    def stats(self) -> WriterStats:
        """A snapshot of the counters."""
        with self._lock:
            spooled = len(self.spool) if self.spool else 0
            return replace(self._stats, queued=len(self._queue), spooled_batches=spooled)

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(self) -> None:
        while True:
            with self._lock:
                self._lock.wait_for(self._wanted, self.interval_s)
                self._hurry = False
                batch, self._queue = self._queue[: self.batch_lines], self._queue[self.batch_lines :]
                self._sending = bool(batch)
                closing = self._closing and not self._queue
            if batch:
                self._deliver(batch)
            self._drain()
            with self._lock:
                self._sending = False
                self._stats = replace(self._stats, cpu_s=time.thread_time())
                self._lock.notify_all()
                if closing and not self._queue:
                    return

    def _wanted(self) -> bool:
        return self._closing or self._hurry or len(self._queue) >= self.batch_lines

    def _deliver(self, batch: list[str]) -> None:
        """Send a batch now, or spool it behind those that already wait; without a spool, wait for the store."""
        if self.spool is not None and (len(self.spool) or not self._due()):
            self._keep(batch)
            return
        while not self._attempt(batch):
            if self.spool is not None:
                self._keep(batch)
                return
            if self._closing:
                self._count(refused=len(batch), error="the store is away and there is no spool")
                return
            time.sleep(max(0.0, min(self._retry_at - time.monotonic(), 0.2)))

    def _drain(self) -> None:
        """Send spooled batches, oldest first, as long as the store takes them."""
        while self.spool is not None and self._due() and not (self._closing and self._failures):
            waiting = self.spool.oldest()
            if waiting is None:
                return
            path, batch = waiting
            if not self._attempt(batch):
                return
            self.spool.done(path)

    def _attempt(self, batch: list[str]) -> bool:
        """Whether the batch is dealt with: stored, or refused for good and reported."""
        if not self._due():
            return False
        try:
            self._send(batch)
        except GatewayError as error:
            self._failures += 1
            low, high = self.backoff_s
            pause = min(high, low * 2 ** (self._failures - 1))
            # Full jitter: many collectors must not come back in step with each other.
            self._retry_at = time.monotonic() + random.uniform(low / 2, pause)
            self._count(retries=1, error=str(error))
            if self._failures == 1:
                log.warning("%s is away, keeping lines until it is back: %s", self.gateway.url, error)
            return False
        if self._failures:
            log.info("%s is back after %d attempts", self.gateway.url, self._failures)
        self._failures = 0
        return True

    def _send(self, batch: list[str]) -> None:
        try:
            self.gateway.write(self.bucket, batch)
            self._count(written=len(batch))
        except GatewayError as error:
            if not error.permanent:
                raise
            if error.status == PARTIAL_WRITE or len(batch) == 1:
                log.error("the store refused lines for %s: %s", self.bucket, error)
                self._count(refused=1, written=len(batch) - 1, error=str(error))
                return
            middle = len(batch) // 2
            self._send(batch[:middle])
            self._send(batch[middle:])

    def _keep(self, batch: list[str]) -> None:
        assert self.spool is not None
        lost = self.spool.put(batch)
        if lost:
            log.error("the spool is full: gave up %d bytes of the oldest lines", lost)
        self._count(given_up_bytes=lost)

    def _due(self) -> bool:
        return time.monotonic() >= self._retry_at

    def _count(
        self, *, written: int = 0, refused: int = 0, given_up_bytes: int = 0, retries: int = 0, error: str | None = None
    ) -> None:
        with self._lock:
            old = self._stats
            self._stats = replace(
                old,
                written=old.written + written,
                refused=old.refused + refused,
                given_up_bytes=old.given_up_bytes + given_up_bytes,
                retries=old.retries + retries,
                last_error=old.last_error if error is None else error,
            )
