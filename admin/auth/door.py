"""The door for people: a name and a password, tried as often as it takes, and ever more slowly.

Tries are counted by address, and those of all addresses together. A browser that has signed in before carries a cookie
that says so; its tries are counted by themselves, so that no stranger's can hold it up.
"""

import asyncio
import hashlib
import secrets

from itsdangerous import BadSignature, TimestampSigner

from admin.auth import cookies
from admin.auth.credentials import Credentials
from admin.auth.refusals import too_many
from admin.auth.throttle import Throttle
from web.table import peer_of

_EVERYBODY = "everybody"


class Door:
    """Tries of the one password; safe to share between threads."""

    def __init__(
        self, credentials: Credentials, own: Throttle | None = None, everybody: Throttle | None = None
    ) -> None:
        self._credentials = credentials
        self._signer = TimestampSigner(credentials.stamp, salt="browser")
        self._own = own or Throttle()
        self._everybody = everybody or Throttle(limit=100, longest_s=1.0)

    async def try_password(self, user: str, password: str, address: str, browser: str) -> bool:
        """Whether name and password are right, after the wait that earlier failures cost.

        `browser` is the cookie of a known one. Raises a 429 `ApiError` where too many others wait before it.
        """
        known = self._known(browser)
        counted = [(self._own, known or peer_of(address)), *([] if known else [(self._everybody, _EVERYBODY)])]
        for throttle, key in counted:
            wait_s = throttle.turn(key)
            if wait_s > throttle.patience_s:
                raise too_many(wait_s)
            await asyncio.sleep(wait_s)
        fits = self._credentials.password_fits(user, password)
        for throttle, key in counted:
            if not fits:
                throttle.failed(key)
            elif throttle is self._own:
                throttle.passed(key)
        return fits

    def knows(self, browser: str) -> bool:
        """Whether this is the cookie of a known browser."""
        return bool(self._known(browser))

    def remember(self) -> str:
        """The cookie of a browser that has signed in."""
        return self._signer.sign(secrets.token_urlsafe(18)).decode()

    def _known(self, browser: str) -> str:
        """The key of a known browser, "" for any other."""
        try:
            name = self._signer.unsign(browser, max_age=cookies.KNOWN_S)
        except BadSignature:
            return ""
        return f"browser {hashlib.sha256(name).hexdigest()}"
