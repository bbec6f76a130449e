"""Answers of the store kept for a moment, so that many askers cost one question."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from functools import partial
from typing import Generic, TypeVar

from contract.errors import GatewayError

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

LONG_S = 0.25
"""Asking that takes longer is a burden to the store."""
FAILED_S = 1.0
"""A failure is kept no longer than this: a store that is back is to be seen at once."""
MOST_KEYS = 64
"""So many answers are kept at a time; past that the one not asked for longest goes first."""


class Kept(Generic[T]):
    """Asks again once the answer is `seconds` old; while one thread asks, the others wait for its answer.

    One that took longer than that to get is kept for as long as it took, so that asking takes half of the time at most.
    A failure of the store is an answer too, for `FAILED_S` at most: who waited for a store that hangs must not wait for
    it again in turn.
    """

    def __init__(self, ask: Callable[[], T], seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._ask, self._seconds, self._clock = ask, seconds, clock
        self._lock = threading.Lock()
        self._answer: Future[T] = Future()
        self._until = float("-inf")

    def get(self) -> T:
        """The answer; raises the `GatewayError` that was the answer."""
        with self._lock:
            if (begun := self._clock()) >= self._until:
                self._answer = self._new()
                self._until = self._clock() + self._serves(self._clock() - begun)
            answer = self._answer
        return answer.result()

    def _serves(self, took: float) -> float:
        """How long the answer is kept that took so long, both in seconds."""
        if self._answer.exception():
            return min(self._seconds, FAILED_S)
        return max(self._seconds, took) if took > LONG_S else self._seconds

    def _new(self) -> "Future[T]":
        answer: Future[T] = Future()
        try:
            answer.set_result(self._ask())
        except GatewayError as error:
            answer.set_exception(error)
        return answer


class KeptBy(Generic[K, T]):
    """The same for answers to a question about something, each kept by itself."""

    def __init__(self, ask: Callable[[K], T], seconds: float) -> None:
        self._ask, self._seconds = ask, seconds
        self._lock = threading.Lock()
        self._kept: OrderedDict[K, Kept[T]] = OrderedDict()

    def get(self, key: K) -> T:
        """The answer; raises the `GatewayError` that was the answer."""
        with self._lock:
            kept = self._kept.pop(key, None) or Kept(partial(self._ask, key), self._seconds)
            self._kept[key] = kept
            while len(self._kept) > MOST_KEYS:
                self._kept.popitem(last=False)
        return kept.get()
