"""The store's thread: it flushes when there is reason to, tries again after a failure, and removes what has expired."""

import logging
import threading
import time
from collections.abc import Callable

from fluxlite.storage.trouble import Trouble
from fluxlite.unavailable import UnavailableError

log = logging.getLogger("fluxlite.storage")

EXPIRY_SECONDS = 300.0
RETRY_SECONDS = 1.0
"""How long after a failed flush the next one is tried."""


class Keeper:
    """Runs until `end`, whatever fails; `trouble` is that of flushes, and reason for another one."""

    def __init__(
        self, is_full: Callable[[], bool], flush: Callable[[], None], expire: Callable[[], int], trouble: Trouble
    ) -> None:
        self.is_ending = False
        self._is_full, self._flush, self._expire, self._trouble = is_full, flush, expire, trouble
        self._wake = threading.Condition()
        self._next_expiry = time.monotonic() + EXPIRY_SECONDS
        self._thread = threading.Thread(target=self._run, name="flush", daemon=True)
        self._thread.start()

    def tell(self) -> None:
        """Say that there may be reason to flush."""
        with self._wake:
            self._wake.notify()

    def end(self) -> None:
        """End the thread, and wait for it."""
        self.is_ending = True
        self.tell()
        self._thread.join()

    def _run(self) -> None:
        has_failed = False
        while not self.is_ending:
            self._rest(has_failed)
            has_failed = True
            try:
                self._work()
                has_failed = False
            except UnavailableError:
                pass  # it is in the log, and tried again
            except Exception as error:
                log.exception("a fault of ours in the thread of flushes, which goes on")
                self._trouble.begin(error)

    def _rest(self, has_failed: bool) -> None:
        """Wait for something to do; after a failure a moment."""
        with self._wake:
            if has_failed or self._trouble.message:
                self._wake.wait_for(lambda: self.is_ending, RETRY_SECONDS)
            else:
                self._wake.wait_for(self._has_work, self._next_expiry - time.monotonic())

    def _has_work(self) -> bool:
        return self.is_ending or self._is_full() or self._trouble.message is not None

    def _work(self) -> None:
        if self._is_full() or self._trouble.message:
            self._flush()
        if time.monotonic() >= self._next_expiry:
            self._next_expiry = time.monotonic() + EXPIRY_SECONDS
            self._expire()
