"""A query under way: what was asked, the outlet of its answer, and one attempt to compute it in a worker."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from fluxlite.flux import FluxError
from fluxlite.queries.wire import ClosedError
from fluxlite.queries.workers import Worker
from fluxlite.seam import Catalog
from fluxlite.storage.moment import Moment
from fluxlite.storage.reader import Collect

OpenCatalog = Callable[[Moment, Collect], Catalog]
Encode = Callable[[Iterable[bytes]], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Question:
    """A query request, decoded; `now` is in nanoseconds since 1970, `details` are the language's own."""

    language: Literal["flux", "influxql"]
    text: str
    now: int
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, whose it is, and what it may see; answers of at least `encode_from` bytes go through `encode`."""

    question: Question
    owner: str
    catalog: OpenCatalog
    encode: Encode | None = None
    encode_from: int = 0


class Verdict(StrEnum):
    """Why a query was ended from outside."""

    GONE = "gone"
    """Its client is."""
    TIME = "time"
    STALLED = "stalled"
    """Its client takes nothing of the answer."""
    DISPLACED = "displaced"
    """It is long, and small ones wait: it begins again behind them."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an answer."""

    data: bytes
    encoded: bool = False
    last: bool = False


class Outlet:
    """Hands parts of an answer from a thread to the event loop, not faster than they are taken."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._parts: asyncio.Queue[Part | FluxError] = asyncio.Queue()
        self._room = threading.Semaphore(2)
        self.is_closed = False

    def put(self, part: Part | FluxError) -> None:
        """Hand a part over; waits while two are not taken; raises ClosedError once nobody will take them."""
        self._room.acquire()
        if self.is_closed:
            raise ClosedError("nobody takes the answer")
        with suppress(RuntimeError):  # the loop has ended with the server
            self._loop.call_soon_threadsafe(self._parts.put_nowait, part)

    async def get(self) -> Part:
        """The next part; raises FluxError in its place."""
        part = await self._parts.get()
        self._room.release()
        if isinstance(part, FluxError):
            raise part
        return part

    def cut(self, error: FluxError) -> None:
        """No more will be given; for the event loop."""
        self._parts.put_nowait(error)
        self.close()

    def close(self) -> None:
        """Nobody will take any more."""
        self.is_closed = True
        self._room.release()


@dataclass(eq=False)
class Ticket:
    """A query until it is answered, however often it must begin."""

    asked: Asked
    outlet: Outlet
    is_long: bool = False
    is_taken: bool = False
    """Whether all of its answer was taken: who leaves then ends nothing."""
    run: "Run | None" = None


@dataclass(eq=False)
class Run:
    """One attempt at a query, by a worker and a thread that attends to it."""

    ticket: Ticket
    worker: Worker
    started: float = field(default_factory=time.monotonic)
    is_long: bool = False
    verdict: Verdict | None = None
    reusable: bool = False
    """Whether the worker is ready for another query."""
    outcome: str = "answered"
    may_stream: threading.Event = field(default_factory=threading.Event)
    is_fixed: bool = False
    """Whether it cannot begin again: something of it can be seen outside."""
    bytes_sent: int = 0
    """How much of the answer its client has taken."""
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _interrupt: Callable[[], None] | None = None
    _paused: float = 0.0
    _paused_since: float | None = None
    _offers_since: float | None = None

    def stop(self, verdict: Verdict) -> bool:
        """End it now: the worker, and the read that it may wait for; whether this was not too late."""
        with self._lock:
            if self.verdict is not None or (verdict is Verdict.DISPLACED and self.is_fixed):
                return False
            self.verdict = verdict
            if self._interrupt is not None:
                self._interrupt()
        self.worker.kill()
        self.may_stream.set()
        return True

    def fix(self) -> None:
        """From now on it cannot begin again; raises ClosedError if it was ended before."""
        with self._lock:
            if self.verdict is not None:
                raise ClosedError(self.verdict)
            self.is_fixed = True

    @contextmanager
    def reading(self, interrupt: Callable[[], None]) -> Iterator[None]:
        """What is read inside can be interrupted."""
        with self._lock:
            self._interrupt = interrupt
        try:
            yield
        finally:
            with self._lock:
                self._interrupt = None

    def put(self, part: Part) -> None:
        """Hand a part of the answer over; the time until it is taken is the client's."""
        self._offers_since = time.monotonic()
        try:
            with self.paused():
                self.ticket.outlet.put(part)
            self.bytes_sent += len(part.data)
        finally:
            self._offers_since = None

    @contextmanager
    def paused(self) -> Iterator[None]:
        """What is waited for inside is not the query's time."""
        self._paused_since = since = time.monotonic()
        try:
            yield
        finally:
            self._paused_since = None
            self._paused += time.monotonic() - since

    def seconds_computing(self) -> float:
        """Seconds since the start without those spent waiting."""
        now, since = time.monotonic(), self._paused_since
        return now - self.started - self._paused - (now - since if since is not None else 0)

    def is_slowly_taken(self, floor: float) -> bool:
        """Whether its client has taken less than this many bytes a second, over half a minute or more."""
        age = time.monotonic() - self.started
        return age > 30 and self.bytes_sent < floor * age

    def seconds_offering(self) -> float:
        """Seconds for which the client has taken nothing that was there for it."""
        since = self._offers_since
        return time.monotonic() - since if since is not None else 0.0
