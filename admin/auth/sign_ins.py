"""Signing in, kept in the audit: who came in, and who was refused.

Nobody waits for an entry, as a door must open without the store. Nor may who hammers the door fill the audit: of a user
there are so many entries an hour, and the next one says how many were left out.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable

from admin.auth import repository
from admin.auth.accounts import Account, Denied
from admin.store import Store
from admin.users.service import UNKNOWN
from contract.errors import GatewayError

log = logging.getLogger(__name__)

MOST = 20
"""Entries of one kind and one user within `WINDOW_S`; all whom nobody knows count as one."""
WINDOW_S = 3600.0


class Bounded:
    """Lets so many through by key within a window, and counts the others; safe to share between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._times: dict[str, deque[float]] = {}
        self._left_out: dict[str, int] = {}

    def take(self, key: str) -> int | None:
        """How many of a key were left out before this one, `None` where this one is to be left out, too."""
        with self._lock:
            now, times = self._clock(), self._times.setdefault(key, deque(maxlen=MOST))
            if len(times) == MOST and times[0] > now - WINDOW_S:
                self._left_out[key] = self._left_out.get(key, 0) + 1
                return None
            times.append(now)
            return self._left_out.pop(key, 0)


class SignIns:
    """What the audit is told of the door."""

    def __init__(self, store: Store, bounded: Bounded | None = None) -> None:
        self._store, self._bounded = store, bounded or Bounded()

    def begin(self, account: Account, address: str) -> None:
        """Somebody came in from an address."""
        self._tell("sign_in", account.name, address, "signed in")

    def refuse(self, denied: Denied, address: str) -> None:
        """Somebody was refused; what was typed is kept only where it names a user, as it may be a password."""
        self._tell("sign_in_refused", denied.name or UNKNOWN, address, denied.why)

    def _tell(self, action: str, actor: str, address: str, why: str) -> None:
        left_out = self._bounded.take(f"{action} {actor}")
        if left_out is not None:
            more = f"; {left_out} more were left out before" if left_out else ""
            self._store.start(self._keep, action, actor, address, why + more)

    def _keep(self, action: str, actor: str, address: str, why: str) -> None:
        try:
            repository.tell(self._store, action, actor, address, why)
        except GatewayError as error:
            log.warning("%s of %s is not in the audit: %s", action, actor, error)
