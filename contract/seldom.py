"""Telling of what may happen many times a second: at once, and then once a minute."""

import logging
import time

EVERY_S = 60.0


class Seldom:
    """A logger for one kind of trouble. What is kept back is counted in the next line."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._next, self._kept_back = 0.0, 0

    def error(self, message: str, *values: object) -> None:
        """Log an error, unless the last one is younger than a minute."""
        now = time.monotonic()
        if now < self._next:
            self._kept_back += 1
            return
        more = f" (and {self._kept_back} times more since the last report)" if self._kept_back else ""
        self._log.error(f"{message}{more}", *values)
        self._next, self._kept_back = now + EVERY_S, 0
