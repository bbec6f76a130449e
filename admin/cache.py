"""One answer of the store kept for a moment, so that many askers cost one question."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

from telemetry.errors import GatewayError

T = TypeVar("T")


class Kept(Generic[T]):
    """Asks again once the answer is `seconds` old; while one thread asks, the others wait for its answer.

    A failure of the store is an answer too: who waited for a store that hangs must not wait for it again in turn.
    """

    def __init__(self, ask: Callable[[], T], seconds: float) -> None:
        self._ask, self._seconds = ask, seconds
        self._lock = threading.Lock()
        self._answer: Future[T] = Future()
        self._until = 0.0

    def get(self) -> T:
        """The answer; raises the `GatewayError` that was the answer."""
        with self._lock:
            if time.monotonic() >= self._until:
                self._answer = self._new()
                self._until = time.monotonic() + self._seconds
            answer = self._answer
        return answer.result()

    def _new(self) -> "Future[T]":
        answer: Future[T] = Future()
        try:
            answer.set_result(self._ask())
        except GatewayError as error:
            answer.set_exception(error)
        return answer
