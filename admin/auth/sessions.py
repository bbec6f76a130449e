"""Sessions: signed cookies that hold for a shift, and which of them were signed out.

A cookie proves by itself that it was given out and when; that its session has ended, only the server can know. The ends
are kept in memory and in the store, so that a restart forgets none.
"""

import hashlib
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from itsdangerous import BadSignature, TimestampSigner

from admin.auth.credentials import Credentials

SESSION_S = 12 * 3600
"""How long a session holds that nobody uses: a shift and its handover."""
RENEW_S = 300
"""A cookie older than this is renewed by the next request."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session that holds: `key` names it without letting anybody into it, `age_s` is its cookie's."""

    id: str
    key: str
    signed: float
    age_s: float


class _Signer(TimestampSigner):
    """Signs by a clock of our own."""

    def __init__(self, key: str, clock: Callable[[], float]) -> None:
        super().__init__(key, salt="session")
        self._clock = clock

    def get_timestamp(self) -> int:
        """Seconds since 1970."""
        return int(self._clock())


class Sessions:
    """Gives out cookies and looks at them; safe to share between threads. `clock` is seconds since 1970."""

    def __init__(self, credentials: Credentials, clock: Callable[[], float] = time.time) -> None:
        # With a new name or password the key is another, and the sessions of the old one end.
        self._signer = _Signer(credentials.stamp, clock)
        self._clock, self._begun = clock, int(clock())
        self._ended: dict[str, float] = {}
        self._knows = False
        self._lock = threading.Lock()

    def open(self) -> str:
        """The cookie of a new session."""
        return self.cookie(secrets.token_urlsafe(18))

    def cookie(self, session: str) -> str:
        """The cookie of a session, signed now."""
        return self._signer.sign(session).decode()

    def find(self, cookie: str) -> Session | None:
        """The session of a cookie; `None` where it is forged, too old, or has ended."""
        try:
            name, signed = self._signer.unsign(cookie, max_age=SESSION_S, return_timestamp=True)
        except BadSignature:
            return None
        key = hashlib.sha256(name).hexdigest()[:32]
        with self._lock:
            if key in self._ended:
                return None
        at = signed.timestamp()
        return Session(name.decode(), key, at, self._clock() - at)

    def is_sure(self, session: Session) -> bool:
        """Whether it is known that it has not ended: before `learn`, only of those that this process signed."""
        with self._lock:
            return self._knows or session.signed >= self._begun

    def end(self, session: Session) -> None:
        """Let no cookie of a session in any more."""
        with self._lock:
            self._ended[session.key] = self._clock()
            self._forget()

    def learn(self, ended: Mapping[str, float]) -> None:
        """Know what ended before this process began: sessions by their keys, with the time in seconds since 1970."""
        with self._lock:
            self._ended = {**ended, **self._ended}
            self._knows = True
            self._forget()

    def _forget(self) -> None:
        """What ended so long ago that no cookie of it holds any more."""
        oldest = self._clock() - SESSION_S
        self._ended = {key: at for key, at in self._ended.items() if at > oldest}
