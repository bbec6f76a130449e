"""Who sends cases where several admins have one store: the one that holds the lease.

The store knows no compare-and-set. Who takes a free lease writes it, waits, and reads it back: of those that did so at
the same time the last writer has it. An admin that stalls in between may still send what another one sends, too; both
do so with the same key, and a receiver that honours it holds one case.
"""

import time
from collections.abc import Callable

from admin.cases import repository
from admin.store import Store
from contract.time import SECOND

LASTS = 60 * SECOND
"""How long an admin has it that does not renew it: longer than any one case takes."""
RENEWED = 40 * SECOND
"""It is renewed once less than this is left."""
SETTLE_S = 1.0
"""How long who takes it from another waits before reading it back."""


class Lease:
    """The lease as one admin sees it, named so that it knows itself again after a restart; for one thread."""

    def __init__(
        self,
        store: Store,
        holder: str,
        *,
        clock: Callable[[], int] = time.time_ns,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._store, self._holder, self._clock, self._sleep = store, holder, clock, sleep
        self._until = 0

    def is_ours(self) -> bool:
        """Whether this admin sends cases now; takes the lease where it is free. Raises `GatewayError`."""
        if self._until - self._clock() >= RENEWED:
            return True
        holder, until = repository.lease(self._store)
        if holder not in ("", self._holder) and until > self._clock():
            self._until = 0
            return False
        self._take()
        if holder == self._holder:
            return True
        self._sleep(SETTLE_S)
        if repository.lease(self._store)[0] == self._holder:
            return True
        self._until = 0
        return False

    def give_up(self) -> None:
        """Leave it to another at once. Raises `GatewayError`."""
        if self._until > self._clock():
            repository.take_lease(self._store, self._holder, 0)
        self._until = 0

    def _take(self) -> None:
        until = self._clock() + LASTS
        repository.take_lease(self._store, self._holder, until)
        self._until = until
