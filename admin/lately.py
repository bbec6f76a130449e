"""What the store said a moment ago, for those who must not wait in a thread: one question at a time, whoever asks."""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

T = TypeVar("T")

FRESH_S = 2.0
"""How old an answer may be: so long a change that another process made may take to be seen."""


class Lately(Generic[T]):
    """Awaits the answer that `ask` begins to get; one that was begun less than `seconds` ago serves everybody.

    A failure of the store is an answer too, so that a store that fails is not asked at every request. With `renew_s`
    the next answer is begun that early, and nobody waits for it as long as the one before serves.
    """

    def __init__(
        self,
        ask: Callable[[], Future[T]],
        seconds: float = FRESH_S,
        clock: Callable[[], float] = time.monotonic,
        *,
        renew_s: float | None = None,
    ) -> None:
        self._ask, self._seconds, self._clock = ask, seconds, clock
        self._renew_s = seconds if renew_s is None else renew_s
        self._lock = threading.Lock()
        self._answer: Future[T] | None = None
        self._before: Future[T] | None = None
        self._begun = self._before_begun = 0.0

    async def get(self) -> T:
        """The answer; raises the `GatewayError` that was the answer."""
        answer = self._current()
        if answer.done():
            return answer.result()
        # Who leaves before it has come must not take it from the others.
        return await asyncio.shield(asyncio.wrap_future(answer))

    def forget(self) -> None:
        """Ask anew: this process has just changed what the answer is about."""
        with self._lock:
            self._answer = self._before = None

    def _current(self) -> "Future[T]":
        with self._lock:
            now = self._clock()
            answer = self._answer
            if answer is None or (answer.done() and now - self._begun >= self._renew_s):
                self._before, self._before_begun = answer, self._begun
                answer, self._begun = self._ask(), now
                self._answer = answer
            serves = self._before is not None and now - self._before_begun < self._seconds
            return self._before if self._before and serves and not answer.done() else answer
