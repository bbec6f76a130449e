"""Writing without losing: batches on a thread of its own, backoff while the store is away, and a spool on disk.

A line is safe once `write` has returned and a flush interval has passed: by then the store or the spool has it. While
neither takes any, lines wait in memory; only when that is full, too, the oldest are given up, counted and told.
What the store refuses for good (a type conflict, a malformed line) is counted and told; what stands beside it goes
through. Whatever else fails, the thread goes on.
"""

import logging
import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from contract.errors import GatewayError
from contract.seldom import Seldom
from contract.threads import endure
from store.delivery import Outcome, deliver
from store.gateway import Gateway
from store.spool import Spool

log = logging.getLogger(__name__)

BATCH_LINES = 5000
"""Lines of a request, at most."""
BATCHES_IN_MEMORY = 40
"""How many batches wait in memory before `write` blocks."""
RETRY_S = 0.5
"""Most time between two attempts to get rid of a batch that neither store nor spool took."""
PATIENT_TRIES = 5
"""How often a spooled batch may be answered with an error before others go first."""
NONE = (None, 0)
DRAIN_S = 1.0
"""How long spooled batches are sent in one go, so that new lines do not pile up behind them."""


@dataclass(frozen=True, slots=True)
class WriterStats:
    """Counts since the start, in lines, and what waits now."""

    written: int = 0
    refused: int = 0
    given_up: int = 0
    """Lines that neither the store nor the spool could take, or that a full spool gave up."""
    given_up_bytes: int = 0
    retries: int = 0
    queued: int = 0
    spooled_batches: int = 0
    last_error: str = ""
    cpu_s: float = 0.0
    """CPU time of the sending thread, seconds."""
    written_s: float = 0.0
    """Seconds since the store last took a line, or since the start where it took none."""
    unwritten_s: float = 0.0
    """Seconds that lines have waited without the store taking any; 0 where it has taken all that was given."""


class Writer:
    """Sends lines to one bucket in the background; use it as a context manager, or call `close`.

    `patience_s` is how long `write` may block. The spool is closed with the writer.
    """

    def __init__(
        self,
        gateway: Gateway,
        bucket: str,
        spool: Spool | None = None,
        *,
        batch_lines: int = BATCH_LINES,
        interval_s: float = 1.0,
        backoff_s: tuple[float, float] = (0.5, 15.0),
        patience_s: float = 10.0,
    ) -> None:
        self.gateway, self.bucket, self.spool = gateway, bucket, spool
        self.batch_lines, self.interval_s, self.backoff_s = batch_lines, interval_s, backoff_s
        self.patience_s = patience_s
        self._queue: list[str] = []
        self._batch: list[str] = []
        """What is being sent, or waits to be sent once more; it stands before the queue."""
        self._stats = WriterStats()
        self._lock = threading.Condition()
        self._closing = self._hurry = False
        self._failures = 0
        self._retry_at = 0.0
        self._answered = False
        """Whether the store's last failure was an answer, and not silence."""
        self._stubborn: tuple[Path | None, int] = NONE
        """The batch that the store failed with last, and how often in a row."""
        self._taken_at = time.monotonic()
        self._owed_since = self._taken_at if spool else None
        """Since when lines wait for the store's answer; None where it has taken all that was given."""
        self._refusals, self._losses, self._troubles = Seldom(log), Seldom(log), Seldom(log)
        self._thread = endure(f"writer-{bucket}", self._run)

    def write(self, lines: Sequence[str]) -> None:
        """Take lines for sending.

        Blocks while 40 batches wait in memory (a store slower than its input), but no longer than `patience_s`: then
        the oldest lines go into the spool for these, and are given up where that takes none.
        """
        sound = self._sound(lines)
        with self._lock:
            most = BATCHES_IN_MEMORY * self.batch_lines
            if not self._lock.wait_for(lambda: len(self._queue) < most or self._closing, self.patience_s):
                self._make_room(len(sound))
            if sound and self._owed_since is None:
                self._owed_since = time.monotonic()
            self._queue.extend(sound)
            if len(self._queue) >= self.batch_lines:
                self._lock.notify_all()

    def _make_room(self, lines: int) -> None:
        """Spool the oldest lines that wait; what stands before them is in the spool, or under way. The lock is held."""
        oldest, self._queue = self._queue[:lines], self._queue[lines:]
        self._spool_or_give_up(oldest)

    def flush(self, timeout_s: float = 60) -> bool:
        """Wait until the store or the spool has everything written so far; false if that took too long."""
        with self._lock:
            self._hurry = True
            self._lock.notify_all()
            return self._lock.wait_for(lambda: not self._queue and not self._batch, timeout_s)

    def settle(self, timeout_s: float) -> bool:
        """Wait until the store has everything, also what the spool kept; false if that took too long."""
        with self._lock:
            self._hurry = True
            self._lock.notify_all()
            return self._lock.wait_for(lambda: not (self._queue or self._batch or self.spool), timeout_s)

    def close(self, timeout_s: float = 10) -> None:
        """Send or spool what waits, end the thread and close the spool."""
        with self._lock:
            self._closing = True
            self._lock.notify_all()
        self._thread.join(timeout_s)
        if self._thread.is_alive():
            self._abandon()
        if self.spool is not None:
            self.spool.close()

    def stats(self) -> WriterStats:
        """A snapshot of the counters."""
        with self._lock:
            spool, now = self.spool, time.monotonic()
            return replace(
                self._stats,
                queued=len(self._batch) + len(self._queue),
                spooled_batches=0 if spool is None else len(spool),
                given_up=self._stats.given_up + (0 if spool is None else spool.given_up_lines),
                given_up_bytes=self._stats.given_up_bytes + (0 if spool is None else spool.given_up_bytes),
                written_s=now - self._taken_at,
                unwritten_s=0.0 if self._owed_since is None else now - self._owed_since,
            )

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _abandon(self) -> None:
        """Spool what waits behind a store that does not answer, and what it was sent: to send that twice is no harm."""
        with self._lock:
            left, self._queue = self._batch + self._queue, []
        self._spool_or_give_up(left)

    def _spool_or_give_up(self, lines: list[str]) -> None:
        for begin in range(0, len(lines), self.batch_lines):
            part = lines[begin : begin + self.batch_lines]
            if not self._keep(part):
                self._give_up(part)

    def _run(self) -> None:
        while True:
            try:
                ended = self._turn()
            except Exception as error:  # noqa: BLE001  (what was not foreseen must not end the thread either)
                self._failed(f"{type(error).__name__}: {error}")
                ended = self._closing
            with self._lock:
                self._stats = replace(self._stats, cpu_s=time.thread_time())
                self._lock.notify_all()
                if ended:
                    self._give_up(self._batch + self._queue)
                    self._batch, self._queue = [], []
                    return

    def _turn(self) -> bool:
        """Deal with one batch, and with some of the spool; says whether that was the last turn."""
        begun = time.monotonic()
        batch, last = self._next()
        done = not batch or self._dealt_with(batch)
        if done:
            with self._lock:
                self._batch = []
                self._lock.notify_all()
        self._drain()
        with self._lock:
            if self._taken_at >= begun:
                self._owed_since = self._taken_at if self._batch or self._queue or self.spool else None
        return last or (self._closing and not done)

    def _next(self) -> tuple[list[str], bool]:
        """The batch to deal with now, and whether none comes after it."""
        with self._lock:
            if self._batch:
                self._lock.wait_for(lambda: self._closing, max(0.0, min(self._retry_at - time.monotonic(), RETRY_S)))
            else:
                self._lock.wait_for(self._wanted, self.interval_s)
                self._hurry = False
                self._batch, self._queue = self._queue[: self.batch_lines], self._queue[self.batch_lines :]
                self._lock.notify_all()
            return self._batch, self._closing and not self._queue

    def _wanted(self) -> bool:
        return self._closing or self._hurry or len(self._queue) >= self.batch_lines

    def _dealt_with(self, batch: list[str]) -> bool:
        """Send a batch now, or spool it behind those that already wait; at the end, try both."""
        if self.spool is not None and (len(self.spool) or not self._due()):
            return self._keep(batch) or (self._closing and self._attempt(batch))
        return ((self._due() or self._closing) and self._attempt(batch)) or self._keep(batch)

    def _drain(self) -> None:
        """Send spooled batches, oldest first, as long as the store takes them."""
        deadline = time.monotonic() + DRAIN_S
        while self.spool is not None and self._due() and time.monotonic() < deadline:
            waiting = self.spool.oldest()
            if waiting is None or (self._closing and self._failures):
                return
            if not self._attempt(waiting[1]):
                self._put_off(self.spool, waiting[0])
                return
            self.spool.done(waiting[0])

    def _put_off(self, spool: Spool, path: Path) -> None:
        """Let others go first where it may be the batch: a store that answers has failed with it again and again."""
        self._stubborn = (path, self._stubborn[1] + 1 if self._stubborn[0] == path else 1) if self._answered else NONE
        if self._stubborn[1] >= PATIENT_TRIES:
            self._stubborn = NONE
            spool.later(path)

    def _attempt(self, batch: list[str]) -> bool:
        """Whether the batch is dealt with: stored, or refused for good and counted."""
        try:
            outcome = deliver(self.gateway, self.bucket, batch)
        except GatewayError as error:
            self._answered = error.status is not None
            self._failed(str(error))
            return False
        if self._failures:
            log.info("%s is back after %d attempts", self.gateway.url, self._failures)
        self._failures = 0
        self._note(outcome)
        return True

    def _note(self, outcome: Outcome) -> None:
        """Count what became of a batch."""
        if outcome.reason:
            self._refusals.error("the store refused %d lines for %s: %s", outcome.refused, self.bucket, outcome.reason)
        with self._lock:
            if outcome.written:
                self._taken_at = time.monotonic()
            self._count(written=outcome.written, refused=outcome.refused, error=outcome.reason)

    def _failed(self, reason: str) -> None:
        """Wait before the next attempt, longer each time."""
        self._failures += 1
        low, high = self.backoff_s
        pause = min(high, low * 2 ** min(self._failures - 1, 30))
        # Full jitter: many collectors must not come back in step with each other.
        self._retry_at = time.monotonic() + random.uniform(low / 2, pause)
        with self._lock:
            self._count(retries=1, error=reason)
        if self._failures == 1:
            log.warning("%s is away, keeping lines until it is back: %s", self.gateway.url, reason)

    def _keep(self, batch: list[str]) -> bool:
        """Whether the spool has the batch."""
        if self.spool is None:
            return False
        try:
            self.spool.put(batch)
        except OSError as error:
            self._troubles.error("the spool takes no lines, they wait in memory: %s", error)
            with self._lock:
                self._count(error=f"the spool takes no lines: {error.strerror}")
            return False
        return True

    def _due(self) -> bool:
        return time.monotonic() >= self._retry_at

    def _sound(self, lines: Sequence[str]) -> Sequence[str]:
        """The lines that can be sent at all: half a character of UTF-16 in one must not take its batch with it."""
        try:
            "\n".join(lines).encode()
        except UnicodeEncodeError as error:
            sound = [line for line in lines if not _broken(line)]
            self._note(Outcome(refused=len(lines) - len(sound), reason=f"a text is not Unicode: {error.reason}"))
            return sound
        return lines

    def _give_up(self, lines: Sequence[str]) -> None:
        """Count lines that are lost."""
        if not lines:
            return
        with self._lock:
            self._count(given_up=len(lines), given_up_bytes=sum(map(len, lines)))
            reason = self._stats.last_error
        self._losses.error("gave up %d lines for %s that nothing took in time: %s", len(lines), self.bucket, reason)

    def _count(self, *, error: str = "", **more: int) -> None:
        """Add to the counters; the lock is held."""
        old = self._stats
        sums = {name: getattr(old, name) + count for name, count in more.items()}
        self._stats = replace(old, last_error=error or old.last_error, **sums)


def _broken(line: str) -> bool:
    try:
        line.encode()
    except UnicodeEncodeError:
        return True
    return False
