"""The loop of one broker: look, send until it is sent, note how far that is."""

import logging
import threading
import time
from collections.abc import Callable

from admin.live.reader import KEPT_NS, Reader
from admin.store import Store
from contract.errors import ForewarnError
from contract.time import MINUTE
from forewarn.publish.cursor import Cursor
from forewarn.publish.letter import Broker, Letter, letters

log = logging.getLogger(__name__)

LONGEST_PAUSE_S = 60.0
"""Between two tries; the first is as long as one look is from the next."""


class Publisher:
    """Tells one broker what is new, each thing once at least. What it could not send it keeps, and looks no further."""

    def __init__(self, store: Store, broker: Broker, cursor: Cursor, every_s: float) -> None:
        begun = cursor.read()
        # What came late while nobody looked has a time before the cursor's.
        self._reader = Reader(store, since=None if begun is None else begun - KEPT_NS)
        self._broker, self._cursor, self._every_s = broker, cursor, every_s
        self._waiting: list[Letter] = []
        self._at = self._noted = 0
        """When the look began whose letters wait, and that which is noted as told."""
        self._pause_s = every_s
        self.sent = 0
        """Letters that the broker has taken."""

    def run(self, stop: threading.Event, alive: Callable[[], None] = lambda: None) -> None:
        """Go on until told to stop; `alive` is called whenever all is sent."""
        while not stop.is_set():
            if self.step():
                alive()
            stop.wait(self._pause_s)
        self._broker.close()

    def step(self) -> bool:
        """Look and send once, and say whether that went well; what fails is logged, and tried again after a pause."""
        try:
            self._look()
            self._send()
        except Exception as error:
            self._pause_s = min(max(1.0, 2 * self._pause_s), LONGEST_PAUSE_S)
            unknown = None if isinstance(error, ForewarnError | OSError) else error
            log.warning("%s: %s; again in %.0f s", self._broker.name, error, self._pause_s, exc_info=unknown)
            return False
        self._pause_s = self._every_s
        return True

    def _look(self) -> None:
        if not self._at:
            at = time.time_ns()
            self._waiting = list(letters(self._reader.read(())))
            self._at = at

    def _send(self) -> None:
        if self._waiting:
            self._broker.send(self._waiting)
            self.sent += len(self._waiting)
        if self._waiting or self._at - self._noted >= MINUTE:
            self._cursor.write(self._at)
            self._noted = self._at
        self._waiting, self._at = [], 0


def brokers_wanted(found: list[Broker]) -> list[Broker]:
    """The brokers that settings name; raises `ForewarnError` where that is none."""
    if not found:
        raise ForewarnError("no broker is named: set FOREWARN_PUBLISH_MQTT_URL or FOREWARN_PUBLISH_KAFKA_SERVERS")
    return found
