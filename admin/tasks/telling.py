"""The queue told to dashboards, which see only what is in the store, beside the requests."""

import logging
import threading
import time

from admin.prognosis import service as prognosis
from admin.registry import service as registry
from admin.store import Store
from admin.tasks import repository
from admin.tasks.service import Desk
from contract.capacity import Capacity
from contract.errors import ForewarnError
from contract.tasks import TOLD_S
from contract.threads import endure
from contract.zones import Zones

log = logging.getLogger(__name__)

FIRST_S = 20.0
"""How long after the start it is told first: who looks at pages comes before."""


class Telling:
    """Tells it every `TOLD_S` until it is stopped; `store` is its own, so that nobody waits for it."""

    def __init__(self, store: Store, zones: Zones, capacity: Capacity) -> None:
        self._store, self._zones, self._capacity = store, zones, capacity
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin."""
        self._thread = endure("admin-tasks", self._go_on)

    def stop(self) -> None:
        """End; what is being told is waited for."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
        self._store.close()

    def tell(self) -> None:
        """Tell it now. Raises `GatewayError`."""
        ahead, rows = prognosis.outlooks(self._store), registry.rows_of(self._store)
        desk = Desk(self._store, ahead, rows, self._zones, self._capacity)
        repository.tell_queue(self._store, desk.tasks(), time.time_ns())

    def _go_on(self) -> None:
        wait = FIRST_S
        while not self._stop.wait(wait):
            wait = TOLD_S
            try:
                self.tell()
            except ForewarnError as error:
                log.warning("the queue of tasks was not told to dashboards: %s", error)
