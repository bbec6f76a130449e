"""How many lines a second are written, over the last seconds."""

import threading
import time
from collections import deque
from collections.abc import Callable

_WINDOW_S = 10.0


class Meter:
    """Counts in one thread, is read in others."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._counts: deque[tuple[float, int]] = deque()
        self._since = clock()

    def add(self, lines: int) -> None:
        """So many more were written now."""
        with self._lock:
            self._counts.append((self._clock(), lines))
            self._forget()

    def per_s(self) -> float:
        """Lines a second over the last ten seconds, or since the meter began where that is later."""
        with self._lock:
            self._forget()
            length = min(_WINDOW_S, self._clock() - self._since)
            return sum(lines for _, lines in self._counts) / max(length, 1.0)

    def _forget(self) -> None:
        while self._counts and self._counts[0][0] < self._clock() - _WINDOW_S:
            self._counts.popleft()
