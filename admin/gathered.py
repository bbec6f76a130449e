"""Answers about single things that are asked for together: who comes while a question is open is in the next one."""

import asyncio
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeVar

from contract.errors import GatewayError

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

MOST_AT_ONCE = 100
"""Things in one question: a longer list is dear to match, and keeps the first of them waiting."""
MOST_KEPT = 500
"""Answers that are kept at most; the one begun first goes first."""
FRESH_S = 1.0
"""How old an answer may be, where nothing else is said."""
INTERNAL = 500
"""What a server says of a question that it cannot compute, without saying that it never will."""


@dataclass(frozen=True, slots=True)
class _Held(Generic[T]):
    """An answer that came or is to come, when its question was asked, and what had been written until then."""

    answer: "Future[T | None]"
    begun: float
    version: int


class Gathered(Generic[K, T]):
    """Answers to `ask` about some things at a time, one question at a time, whoever asks; safe to share.

    Whoever asks for the same waits for the same answer, which serves for `seconds`, unless `version` has changed since
    its question was asked. A failure is told to those who waited for it, and is not kept.
    """

    def __init__(
        self,
        ask: Callable[[Sequence[K]], Mapping[K, T]],
        version: Callable[[], int],
        clock: Callable[[], float] = time.monotonic,
        *,
        seconds: float = FRESH_S,
        most: int = MOST_KEPT,
    ) -> None:
        self._ask, self._version, self._clock, self._seconds, self._most = ask, version, clock, seconds, most
        self._lock = threading.Lock()
        # A thread of its own: a question asks through the store's helpers, and must not wait in one of them for others.
        self._thread = ThreadPoolExecutor(1, "gathered")
        self._waiting: OrderedDict[K, Future[T | None]] = OrderedDict()
        self._held: OrderedDict[K, _Held[T]] = OrderedDict()
        self._busy = False

    @property
    def waiting(self) -> int:
        """Things that the next question will be about."""
        with self._lock:
            return len(self._waiting)

    async def soon(self, key: K) -> T | None:
        """What is known of a thing, `None` for nothing; raises the `GatewayError` of its question."""
        # Who leaves before it has come must not take it from the others.
        return await asyncio.shield(asyncio.wrap_future(self._begin(key)))

    def get(self, key: K) -> T | None:
        """The same, for those who wait in a thread."""
        return self._begin(key).result()

    def close(self) -> None:
        """Let what is under way end."""
        self._thread.shutdown()

    def _begin(self, key: K) -> "Future[T | None]":
        with self._lock:
            held = self._held.get(key)
            if held and self._serves(held):
                return held.answer
            answer = self._waiting.setdefault(key, Future())
            if not self._busy:
                self._busy = True
                self._thread.submit(self._work)
            return answer

    def _serves(self, held: _Held[T]) -> bool:
        is_fresh = not held.answer.done() or self._clock() - held.begun < self._seconds
        return is_fresh and held.version == self._version()

    def _work(self) -> None:
        """Ask until nobody waits."""
        while asked := self._next():
            self._tell(asked)

    def _next(self) -> "dict[K, Future[T | None]]":
        """Those who wait, as many as one question takes; they are held from now on."""
        with self._lock:
            asked: dict[K, Future[T | None]] = {}
            begun, version = self._clock(), self._version()
            while self._waiting and len(asked) < MOST_AT_ONCE:
                key, answer = self._waiting.popitem(last=False)
                asked[key] = answer
                self._held.pop(key, None)
                self._held[key] = _Held(answer, begun, version)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
            self._busy = bool(asked)
            return asked

    def _tell(self, asked: "Mapping[K, Future[T | None]]") -> None:
        try:
            found = self._ask(list(asked))
        except Exception as error:  # noqa: BLE001  (those who wait are to hear of any)
            self._fail(asked, error)
        else:
            for key, answer in asked.items():
                answer.set_result(found.get(key))

    def _fail(self, asked: "Mapping[K, Future[T | None]]", error: Exception) -> None:
        if len(asked) > 1 and _may_be_of_one(error):
            keys = list(asked)
            for half in (keys[: len(keys) // 2], keys[len(keys) // 2 :]):
                self._tell({key: asked[key] for key in half})
            return
        with self._lock:
            failed = list(asked.values())
            for key in asked:
                self._held.pop(key, None)
            if isinstance(error, GatewayError) and error.status is None:
                # Of a store that does not answer nobody has to wait twice.
                failed += self._waiting.values()
                self._waiting.clear()
        for answer in failed:
            answer.set_exception(error)


def _may_be_of_one(error: Exception) -> bool:
    """Whether a failure may be due to one of the things asked about, which must not hurt the others."""
    return isinstance(error, GatewayError) and (error.permanent or error.status == INTERNAL)
