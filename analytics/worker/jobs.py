"""Side jobs of a tick: what may fail without the tick, and must not hold it up.

Each asks the store with a short patience, and after a failure it is tried again later and later, so that a query that
hangs costs the loop a few seconds once in a while.
"""

import logging
from collections.abc import Callable
from typing import TypeVar

from contract.errors import ForewarnError, GatewayError
from contract.time import SECOND

log = logging.getLogger(__name__)

PATIENCE_S = 5.0
"""How long a side job waits for the store's answer."""
PAUSES_S = (10.0, 600.0)
"""How long a job that failed is left alone: at first, doubled with each further failure, and at most."""
SERVER_FAILED, TOOK_TOO_LONG = 500, 408
"""Statuses of a store that tried to answer and could not: from the first on, and the second."""

_Found = TypeVar("_Found")


class Job:
    """One side job, done every `every_s` seconds of the clock that it is told."""

    def __init__(self, what: str, every_s: float = 0.0) -> None:
        self.what, self.every_s = what, every_s
        self.failures = 0
        """How often it failed since it last succeeded."""
        self._tried = self._next = 0

    def due(self, now: int) -> bool:
        """Whether it is time for it; it is where the clock was set back, too."""
        return not self._tried <= now < self._next

    def hurry(self) -> None:
        """Try it at once: what it failed on has passed."""
        self._next = self._tried

    def attempt(self, work: Callable[[], _Found], now: int) -> _Found | None:
        """Do it where it is due; None where it is not, or where it failed: that is told, and no other job suffers."""
        if not self.due(now):
            return None
        self._tried, self._next = now, now + round(self.every_s * SECOND)
        try:
            found = work()
        except Exception as error:
            # A side job of any kind must not cost the judging.
            pause = min(PAUSES_S[0] * 2 ** min(self.failures, 10), PAUSES_S[1])
            self.failures += 1
            self._next = now + round(max(pause, self.every_s) * SECOND)
            # What our own errors and the system's say is enough for whoever reads it; anything else is a fault of ours.
            expected = isinstance(error, ForewarnError | OSError)
            log.warning("%s has to wait %.0f s: %s", self.what, pause, error, exc_info=None if expected else error)
            return None
        self.failures = 0
        return found


def time_heals(error: GatewayError) -> bool:
    """Whether the store was away or has to be told something yet, and did not try and fail."""
    return not error.permanent and (error.status or 0) < SERVER_FAILED and error.status != TOOK_TOO_LONG
