"""Slows guessing down: after some failures within a window, an address has to wait until the oldest is forgotten."""

import threading
import time
from collections import deque
from collections.abc import Callable

MOST_KEYS = 10_000
"""So many addresses are remembered; past that the longest known is forgotten first."""


class Throttle:
    """Counts failures by key; safe to share between threads."""

    def __init__(self, limit: int = 5, window_s: float = 300.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.limit, self.window_s = limit, window_s
        self._clock = clock
        self._failures: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def wait_s(self, key: str) -> float:
        """Seconds until this key may try again; 0 where it may now."""
        with self._lock:
            recent = self._recent(key)
            if len(recent) < self.limit:
                return 0.0
            return max(0.0, recent[-self.limit] + self.window_s - self._clock())

    def failed(self, key: str) -> None:
        """Count a failure."""
        with self._lock:
            recent = self._recent(key)
            recent.append(self._clock())
            self._failures[key] = recent
            while len(self._failures) > MOST_KEYS:
                del self._failures[next(iter(self._failures))]

    def passed(self, key: str) -> None:
        """Forget the key's failures."""
        with self._lock:
            self._failures.pop(key, None)

    def _recent(self, key: str) -> deque[float]:
        recent = self._failures.get(key, deque(maxlen=self.limit))
        while recent and recent[0] <= self._clock() - self.window_s:
            recent.popleft()
        return recent
