"""Signing out, and knowing after a restart who did."""

import logging
import threading
import time

from admin.auth import repository
from admin.auth.sessions import Session, Sessions
from admin.store import Store
from contract.errors import GatewayError

log = logging.getLogger(__name__)

AGAIN_S = 2.0
"""How long to leave a store alone that could not say who signed out."""


class SignOuts:
    """The ends of sessions, in memory and in the store."""

    def __init__(self, sessions: Sessions, store: Store) -> None:
        self._sessions, self._store = sessions, store
        self._lock, self._next = threading.Lock(), 0.0

    def learn(self) -> None:
        """Ask the store who signed out before this process began; where it cannot say, that stays unknown."""
        try:
            self._sessions.learn(repository.ended(self._store))
        except GatewayError as error:
            log.warning("the store cannot say who signed out, so sessions of before have to wait: %s", error)

    def learn_soon(self) -> None:
        """The same in a thread of its own, unless that was just tried."""
        with self._lock:
            if time.monotonic() < self._next:
                return
            self._next = time.monotonic() + AGAIN_S
        self._store.start(self.learn)

    def end(self, session: Session, actor: str) -> None:
        """End a session at once; that it is kept in the store too is not waited for."""
        self._sessions.end(session)
        self._store.start(self._keep, session, actor)

    def _keep(self, session: Session, actor: str) -> None:
        try:
            repository.end(self._store, session.key, actor)
        except GatewayError as error:
            log.warning("a sign-out is not kept, and forgotten by a restart: %s", error)
