"""The door: a question in, its answer out, piece by piece, under the limits of all queries. Lives in the event loop.

A query starts when a worker is free; whose turn it is, `lanes` decides. One that has run for a second is long: at most
half of the workers may be held by long ones while others wait, and one too many begins again in the lane of the long
ones. An answer that is larger than what is handed on in one part takes a place among the long ones for its rest.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from fluxlite.flux import FluxError
from fluxlite.queries.attendant import attend
from fluxlite.queries.book import Book
from fluxlite.queries.lanes import Waiting
from fluxlite.queries.limits import QueryLimits
from fluxlite.queries.pool import Pool
from fluxlite.queries.run import Asked, Outlet, Run, Ticket, Verdict
from fluxlite.storage.store import Store

LONG_SECONDS = 1.0
STALLED_SECONDS = 30.0
"""A client that takes nothing of an answer for so long gets no more of it."""
SLOWEST = 65_536
"""Bytes a second that a client must take of a large answer while others wait for its place."""
_TICK = 0.25
BUSY = "the store has too many queries in line, try again later"


@dataclass(frozen=True, slots=True)
class Answer:
    """The beginning of an answer, and its rest, if there is any."""

    first: bytes
    encoded: bool
    rest: AsyncIterator[bytes] | None
    leave: Callable[[], None]
    """To be called when nobody will take the rest."""


class Queries:
    """All queries of a store."""

    def __init__(
        self,
        store: Store,
        limits: QueryLimits,
        on_end: Callable[[str], None],
        stalled_seconds: float = STALLED_SECONDS,
    ) -> None:
        """`on_end` gets a word on how a query ended, for each."""
        self.limits, self._stalled_seconds = limits, stalled_seconds
        self._on_end = on_end
        self._store, self._book = store, Book()
        self._waiting: Waiting[Ticket] = Waiting(limits.queue_size)
        self._running: set[Run] = set()
        self._streaming: set[Run] = set()
        self._to_stream: list[Run] = []
        self._threads = ThreadPoolExecutor(2 * limits.concurrency + 2, thread_name_prefix="query")
        self._pool = Pool(limits.concurrency + 1, self._threads, self._dispatch, self._fail_one)
        self._tick: asyncio.TimerHandle | None = None

    def warm(self) -> None:
        """Begin to start the first worker."""
        self._pool.warm()

    def figures(self) -> dict[str, float]:
        """Gauges for /metrics."""
        return {
            "queries_running": len(self._running),
            "queries_queued": len(self._waiting),
            "query_workers": len(self._pool),
        }

    async def answer(self, asked: Asked) -> Answer:
        """The answer to a question; raises FluxError. Whoever is cancelled here ends the query."""
        ticket = Ticket(asked, Outlet(asyncio.get_running_loop()))
        refused = self._waiting.admit(asked.owner, ticket)
        if refused is not None:
            self._refuse(refused)
        self._dispatch()
        try:
            first = await ticket.outlet.get()
        except asyncio.CancelledError:
            self._leave(ticket)
            raise
        ticket.is_taken = first.last
        return Answer(
            first.data, first.encoded, None if first.last else self._rest(ticket), partial(self._leave, ticket)
        )

    def close(self) -> None:
        """End all queries and their processes, with the store; the event loop has ended before."""
        for run in list(self._running):
            self._leave(run.ticket)
        self._pool.kill_all()
        self._threads.shutdown(wait=True, cancel_futures=True)

    # -- starting ------------------------------------------------------------------------------------------------

    def _dispatch(self) -> None:
        """Start what can be started, and make room for what cannot."""
        while self._pool.idle and (ticket := self._next()) is not None:
            self._start(ticket)
        self._make_room()
        self._pool.want(1 + len(self._waiting))

    def _next(self) -> Ticket | None:
        if len(self._running) == self.limits.concurrency:
            return None
        busy = Counter(run.ticket.asked.owner for run in self._running)
        if self._pool.idle == 1 and not self._waiting.quick.has_newcomer(busy):
            return None  # the last one is kept for a token that has nothing under way
        if len(self._waiting.quick):
            return self._waiting.quick.pop(busy)
        if len(self._waiting.long) and len(self._long_runs()) < self.limits.long_ones:
            return self._waiting.long.pop(busy)
        return None

    def _start(self, ticket: Ticket) -> None:
        run = ticket.run = Run(ticket, self._pool.take(), is_long=ticket.is_long)
        self._running.add(run)
        loop = asyncio.get_running_loop()

        def ask_to_stream() -> None:
            loop.call_soon_threadsafe(self._admit_to_stream, run)

        work = partial(attend, run, self._store, self._book, self.limits, ask_to_stream)
        done = loop.run_in_executor(self._threads, work)
        done.add_done_callback(lambda _: self._ended(run))
        if self._tick is None:
            self._tick = loop.call_later(_TICK, self._look)

    def _ended(self, run: Run) -> None:
        """A query has ended, or this attempt at it."""
        self._running.discard(run)
        self._streaming.discard(run)
        run.ticket.run = None
        self._on_end(run.outcome)
        if run.verdict is Verdict.DISPLACED and not run.ticket.outlet.is_closed:
            run.ticket.is_long = True
            self._waiting.long.push(run.ticket.asked.owner, run.ticket)
        waiting, self._to_stream = self._to_stream, []
        for other in waiting:
            self._admit_to_stream(other)
        if run.reusable and run.verdict is None:
            self._pool.give_back(run.worker)
        else:
            self._pool.discard(run.worker)
            self._dispatch()

    def _refuse(self, ticket: Ticket) -> None:
        self._on_end("refused")
        ticket.outlet.put(FluxError("unavailable", BUSY))

    def _fail_one(self) -> None:
        """No worker could be started; unless another is there, nobody would ever answer who waits."""
        if len(self._pool) or not len(self._waiting):
            return
        lane = self._waiting.quick if len(self._waiting.quick) else self._waiting.long
        lane.pop({}).outlet.put(FluxError("unavailable", "the store could not start a process for this query"))
        self._dispatch()

    # -- watching ------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Look after all that runs, some times a second."""
        self._tick = None
        for run in list(self._running):
            self._look_after(run)
        self._dispatch()
        if self._running:
            self._tick = asyncio.get_running_loop().call_later(_TICK, self._look)

    def _look_after(self, run: Run) -> None:
        seconds = run.seconds_computing()
        if seconds > LONG_SECONDS:
            run.is_long = True
        if seconds > self.limits.seconds:
            run.stop(Verdict.TIME)
        wanted = bool(self._to_stream) or len(self._waiting.long) > 0
        slow = wanted and run in self._streaming and run.is_slowly_taken(SLOWEST)
        if slow or run.seconds_offering() > self._stalled_seconds:
            run.stop(Verdict.STALLED)
            run.ticket.outlet.cut(FluxError("unavailable", "the answer was taken too slowly"))

    def _long_runs(self) -> list[Run]:
        return [run for run in self._running if run.is_long and run.verdict is None]

    def _make_room(self) -> None:
        """Send long queries that are too many back behind those that wait."""
        ending = sum(run.verdict is not None for run in self._running)
        free = self.limits.concurrency - len(self._running) + ending
        for _ in range(len(self._waiting.quick) - free):
            self._displace_one()

    def _displace_one(self) -> None:
        """The youngest of the token that has most, if there are more long ones than there may be."""
        long_runs = self._long_runs()
        movable = [run for run in long_runs if not run.is_fixed]
        if len(long_runs) > self.limits.long_ones and movable:
            held = Counter(run.ticket.asked.owner for run in long_runs)
            max(movable, key=lambda run: (held[run.ticket.asked.owner], run.started)).stop(Verdict.DISPLACED)

    def _admit_to_stream(self, run: Run) -> None:
        """An answer is large: its rest goes out when there is a place among the long ones."""
        if run not in self._running or run.verdict is not None:
            run.may_stream.set()
        elif len(self._streaming) < self.limits.long_ones:
            self._streaming.add(run)
            run.is_long = True
            run.may_stream.set()
        else:
            run.is_long = True
            self._to_stream.append(run)

    async def _rest(self, ticket: Ticket) -> AsyncIterator[bytes]:
        while not (part := await ticket.outlet.get()).last:
            yield part.data
        ticket.is_taken = True

    def _leave(self, ticket: Ticket) -> None:
        """Nobody waits for the answer any more."""
        self._waiting.remove(ticket.asked.owner, ticket)
        if ticket.run is not None and not ticket.is_taken:
            ticket.run.stop(Verdict.GONE)
        ticket.outlet.close()
