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

    A failure of the store is an answer too, so that a store that fails is not asked at every request.
    """

    def __init__(
        self, ask: Callable[[], Future[T]], seconds: float = FRESH_S, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._ask, self._seconds, self._clock = ask, seconds, clock
        self._lock = threading.Lock()
        self._answer: Future[T] | None = None
        self._begun = 0.0

    async def get(self) -> T:
        """The answer; raises the `GatewayError` that was the answer."""
        # Who leaves before it has come must not take it from the others.
        return await asyncio.shield(asyncio.wrap_future(self._current()))

    def forget(self) -> None:
        """Ask anew: this process has just changed what the answer is about."""
        with self._lock:
            self._answer = None

    def _current(self) -> "Future[T]":
        with self._lock:
            now = self._clock()
            answer = self._answer
            if answer is None or (answer.done() and now - self._begun >= self._seconds):
                answer, self._begun = self._ask(), now
                self._answer = answer
            return answer
