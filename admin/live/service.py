"""Who listens, and the one task that looks for all of them."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from admin.live.board import Board
from admin.live.message import Message
from admin.live.reader import Reader
from admin.store import Store
from contract.errors import ForewarnError
from web.errors import ApiError, not_found

log = logging.getLogger(__name__)

EVERY_S = 0.5
"""How often the store is asked, as often as the worker looks; where it is slow, half of the time at most."""
MOST_STREAMS = 600
"""Streams at a time: each costs the buffers of a connection, and a share of the loop that serves pages."""
QUIET_S = 5.0
"""After so long without a message a stream says that it is there, and looks whether its client may stay."""
IDLE_S = 30.0
"""So long after the last stream has ended the store is still asked: who comes back has missed nothing."""
RETRY_S = 10


class Live:
    """The streams of one process; for the event loop, which must be the same in all calls."""

    def __init__(self, store: Store, most: int = MOST_STREAMS) -> None:
        self._store, self.most = store, most
        self._streams: set[Stream] = set()
        self._board: Board | None = None
        self._task: asyncio.Task[None] | None = None
        # A thread of its own: slow pages may have all others.
        self._thread = ThreadPoolExecutor(1, "live")
        self._begun = self._ended = 0
        """Looks that have begun, and that are over."""
        self._followed: set[str] = set()
        """Assets whose samples were asked for in the last look."""
        self.is_closing = False
        self._changed, self._looked = asyncio.Event(), asyncio.Event()
        """Set, and replaced by another, when there is something to tell, and when a look is over."""
        self._error: ForewarnError | None = None

    @property
    def streams(self) -> int:
        """How many there are."""
        return len(self._streams)

    async def join(self, asset: str, since: int | None) -> "Stream":
        """A stream of an asset ("": of the fleet), to be left; after the message `since`, or with a snapshot first.

        Raises a 503 `ApiError` where there are too many, a 404 one for an asset of which nothing is known, and what
        the store failed with where nothing is known of the fleet yet.
        """
        if self.is_closing or len(self._streams) >= self.most:
            message = f"There are {len(self._streams)} streams already; try again in {RETRY_S} s."
            raise ApiError(503, "too_many", message, retry_after_s=RETRY_S)
        stream = Stream(self, asset, since)
        self._streams.add(stream)
        try:
            await self._prepare(asset)
        except BaseException:
            self.leave(stream)
            raise
        return stream

    def leave(self, stream: "Stream") -> None:
        """Forget a stream; one that has left is no fault."""
        self._streams.discard(stream)

    def close(self) -> None:
        """End all streams, and take no more."""
        self.is_closing = True
        self._wake()

    async def stop(self) -> None:
        """End the task, once all streams have ended."""
        self.close()
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])
        self._thread.shutdown()

    async def wait(self) -> None:
        """Wait for something to tell, for `QUIET_S` at most."""
        with suppress(TimeoutError):
            async with asyncio.timeout(QUIET_S):
                await self._changed.wait()

    def after(self, cursor: int | None, asset: str) -> Message | None:
        """What a stream sends next; see `Board`."""
        return self._board.after(cursor, asset) if self._board else None

    def cursor(self, since: int) -> int:
        """Where a stream goes on whose client has the message `since`."""
        return self._board.cursor(since) if self._board else since

    async def _prepare(self, asset: str) -> None:
        """Wait until something is known of the fleet, and what the asset sends is asked for."""
        if self._task is None or self._task.done():
            self._board, self._task = None, asyncio.create_task(self._look_again())
        if self._board is None or (asset and asset not in self._followed):
            wanted = self._begun + 1
            while self._ended < wanted:
                await self._looked.wait()
        if self._board is None:
            raise self._error or ForewarnError("nothing is known of the fleet")
        if asset and not self._board.knows(asset):
            raise not_found("asset", asset)

    async def _look_again(self) -> None:
        """Look as long as somebody listens, and a little longer."""
        reader, left_at = Reader(self._store), time.monotonic()
        while self._streams or time.monotonic() - left_at < IDLE_S:
            if self._streams:
                left_at = time.monotonic()
            begun = time.monotonic()
            await self._look(reader)
            took = time.monotonic() - begun
            await asyncio.sleep(max(EVERY_S - took, took))

    async def _look(self, reader: Reader) -> None:
        # Messages have the time of the look: what came later is in the next one, whichever process tells it.
        now, assets = time.time_ns(), {stream.asset for stream in self._streams if stream.asset}
        self._begun += 1
        try:
            news = await asyncio.get_running_loop().run_in_executor(self._thread, reader.read, assets)
        except Exception as error:  # noqa: BLE001  (whatever it is, it must not end all streams)
            self._fail(error, now)
        else:
            self._error, self._followed = None, assets
            if self._board is None:
                self._board = Board(news, now)
            elif self._board.take(news, now):
                self._wake()
        self._ended = self._begun
        looked, self._looked = self._looked, asyncio.Event()
        looked.set()

    def _fail(self, error: Exception, now: int) -> None:
        known = error if isinstance(error, ForewarnError) else None
        if self._error is None:
            log.warning("live streams stand still: %s", error, exc_info=None if known else error)
        self._error = known or ForewarnError(str(error))
        if self._board and self._board.lose(now):
            self._wake()

    def _wake(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()


class Stream:
    """One client's: what it has sent is all that it keeps."""

    def __init__(self, live: Live, asset: str, since: int | None) -> None:
        self.asset, self._live, self._since = asset, live, since

    def leave(self) -> None:
        """End it."""
        self._live.leave(self)

    @property
    def is_closing(self) -> bool:
        """Whether it ends as the server does."""
        return self._live.is_closing

    async def messages(self, may_stay: Callable[[], Awaitable[bool]]) -> AsyncIterator[Message | None]:
        """Messages as they come, and `None` every `QUIET_S`, until the server or `may_stay` ends it."""
        cursor = None if self._since is None else self._live.cursor(self._since)
        due = time.monotonic() + QUIET_S
        while not self._live.is_closing:
            if message := self._live.after(cursor, self.asset):
                cursor = message.id
                yield message
            else:
                await self._live.wait()
            if time.monotonic() >= due:
                if not await may_stay():
                    return
                due = time.monotonic() + QUIET_S
                yield None
