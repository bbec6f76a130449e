"""Slows guessing down and locks nobody out: after some failures within a window, further tries wait their turn."""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

MOST_KEYS = 10_000
"""So many keys are remembered; past that the longest known is forgotten first."""


@dataclass(slots=True)
class _Known:
    """When a key failed lately, and when its last try was let on."""

    failures: deque[float] = field(default_factory=deque)
    turn: float = float("-inf")


class Throttle:
    """Counts failures by key; safe to share between threads.

    From the `limit`th failure within `window_s` seconds on, tries of a key are a pause apart: a second at first, twice
    as long with each failure more, `longest_s` at most. Who would have to wait for several such tries is turned away.
    """

    def __init__(
        self,
        limit: int = 5,
        window_s: float = 300.0,
        longest_s: float = 8.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.limit, self.window_s, self.longest_s = limit, window_s, longest_s
        self._clock = clock
        self._known: dict[str, _Known] = {}
        self._lock = threading.Lock()

    @property
    def patience_s(self) -> float:
        """How long a try waits at most."""
        return 2 * self.longest_s

    def turn(self, key: str) -> float:
        """Seconds until a try of this key may go on; more than `patience_s` where it is not to wait at all."""
        with self._lock:
            known, now = self._recent(key), self._clock()
            pause = self._pause(len(known.failures))
            turn = max(now, known.turn + pause) if pause else now
            if turn - now <= self.patience_s:
                known.turn = turn
                self._keep(key, known)
            return turn - now

    def is_open(self, key: str) -> bool:
        """Whether a try of this key would be let wait; it takes no turn."""
        with self._lock:
            known, now = self._recent(key), self._clock()
            return known.turn + self._pause(len(known.failures)) - now <= self.patience_s

    def failed(self, key: str) -> None:
        """Count a failure."""
        with self._lock:
            known = self._recent(key)
            known.failures.append(self._clock())
            self._keep(key, known)

    def forgive(self, key: str) -> None:
        """Take back the newest failure, which was none."""
        with self._lock:
            known = self._known.get(key)
            if known and known.failures:
                known.failures.pop()

    def passed(self, key: str) -> None:
        """Forget the key's failures."""
        with self._lock:
            self._known.pop(key, None)

    def _pause(self, failures: int) -> float:
        more = failures - self.limit
        return 0.0 if more < 0 else min(2.0 ** min(more, 30), self.longest_s)

    def _recent(self, key: str) -> _Known:
        known = self._known.get(key) or _Known(deque(maxlen=self.limit + 10))
        while known.failures and known.failures[0] <= self._clock() - self.window_s:
            known.failures.popleft()
        return known

    def _keep(self, key: str, known: _Known) -> None:
        self._known.pop(key, None)
        self._known[key] = known
        while len(self._known) > MOST_KEYS:
            del self._known[next(iter(self._known))]
