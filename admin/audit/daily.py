"""A checkpoint a day, made beside the requests."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from admin.audit.notary import Notary
from contract.errors import ForewarnError
from contract.threads import endure

log = logging.getLogger(__name__)

LOOK_S = 60.0
"""How often to see whether one is due."""
AGAIN_S = 600.0
"""How long to wait where none could be made."""


class Daily:
    """Makes one at the start where the last is older than a day, and one a day from then on, until it is stopped."""

    def __init__(self, notary: Notary, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._notary, self._clock = notary, clock
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, where there is a key to sign with."""
        if self._notary.signer is not None:
            self._thread = endure("admin-audit", self._go_on)

    def stop(self) -> None:
        """End; one that is being made is waited for."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _go_on(self) -> None:
        while not self._stop.wait(self._look()):
            pass

    def _look(self) -> float:
        """Make one if it is due; says how long to wait until the next look."""
        try:
            if self._notary.is_due(self._clock()):
                self._notary.seal()
        except ForewarnError as error:
            log.error("no checkpoint of the audit could be made: %s", error)
            return AGAIN_S
        return LOOK_S
