"""Browsers that have signed in before, and as whom: what their cookie says."""

import hashlib
import secrets

from itsdangerous import BadData, URLSafeTimedSerializer

from admin.auth import cookies

MOST_USERS = 8
"""So many users one browser is known of, as in a control room; the oldest is forgotten first."""


class Browsers:
    """Gives out cookies of known browsers and looks at them."""

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeTimedSerializer(secret, "browser")

    def key(self, cookie: str, user: str) -> str:
        """What a browser that has signed in as a user is counted by, "" for any other."""
        name, users = self._read(cookie)
        return f"browser {name} {_mark(user)}" if _mark(user) in users else ""

    def remember(self, cookie: str, user: str) -> str:
        """The cookie that says so from now on; those whom the old one knew stay."""
        name, users = self._read(cookie)
        others = [one for one in users if one != _mark(user)]
        return str(self._signer.dumps([name or secrets.token_urlsafe(18), [*others, _mark(user)][-MOST_USERS:]]))

    def _read(self, cookie: str) -> tuple[str, list[str]]:
        try:
            name, users = self._signer.loads(cookie, max_age=cookies.KNOWN_S)
        except BadData:
            return "", []
        return name, users


def _mark(user: str) -> str:
    # No name can be read from a cookie on a machine that several share.
    name = user.strip().casefold().encode(errors="surrogatepass")
    return hashlib.sha256(name).hexdigest()[:16]
