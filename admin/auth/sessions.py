"""Sessions: signed cookies that hold for a shift, and which of them were signed out.

A cookie proves by itself to whom it was given, and when; that its session has ended, only the server can know. The ends
are kept in memory and in the store, so that a restart forgets none. Each carries the stamp that its user had:
whoever is given another one, as with a new password, has lost the sessions of before.
"""

import hashlib
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer

SESSION_S = 12 * 3600
"""How long a session holds that nobody uses: a shift and its handover."""
RENEW_S = 300
"""A cookie older than this is renewed by the next request."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session of a user: `key` names it without letting anybody into it, `age_s` is its cookie's."""

    id: str = field(repr=False)
    user: str
    stamp: str = field(repr=False)
    key: str
    signed: float
    age_s: float


class _Signer(TimestampSigner):
    """Signs by a clock of our own."""

    def __init__(self, *args: Any, clock: Callable[[], float], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._clock = clock

    def get_timestamp(self) -> int:
        """Seconds since 1970."""
        return int(self._clock())


class Sessions:
    """Gives out cookies and looks at them; safe to share between threads. `clock` is seconds since 1970."""

    def __init__(self, secret: str, clock: Callable[[], float] = time.time) -> None:
        self._signer = URLSafeTimedSerializer(secret, "session", signer=_Signer, signer_kwargs={"clock": clock})
        self._clock, self._begun = clock, int(clock())
        self._ended: dict[str, float] = {}
        self._knows = False
        self._lock = threading.Lock()

    def open(self, user: str, stamp: str) -> str:
        """The cookie of a new session."""
        return self._sign(secrets.token_urlsafe(18), user, stamp)

    def again(self, session: Session) -> str:
        """The cookie of a session, signed now."""
        return self._sign(session.id, session.user, session.stamp)

    def find(self, cookie: str) -> Session | None:
        """The session of a cookie; `None` where it is forged, too old, or has ended."""
        try:
            said, signed = self._signer.loads(cookie, max_age=SESSION_S, return_timestamp=True)
        except BadData:
            return None
        name, user, stamp = said
        key = hashlib.sha256(name.encode()).hexdigest()[:32]
        with self._lock:
            if key in self._ended:
                return None
        at = signed.timestamp()
        return Session(name, user, stamp, key, at, self._clock() - at)

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

    def _sign(self, *said: str) -> str:
        return str(self._signer.dumps(said))

    def _forget(self) -> None:
        """What ended so long ago that no cookie of it holds any more."""
        oldest = self._clock() - SESSION_S
        self._ended = {key: at for key, at in self._ended.items() if at > oldest}
