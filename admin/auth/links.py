"""Links that need no sign-in: a query with who made it, until when it holds, and a signature of all of that.

Programs that show tables or calendars can be given an address, and seldom a header with a token. Whoever has a link may
read what it names and nothing else. It holds for no longer than its maker may come in as then.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from itsdangerous import Signer

from admin.auth.accounts import Account
from contract.time import DAY_S
from web.errors import ApiError

_BY, _EXPIRES, _SIGNATURE = "by", "expires", "signature"
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A link that somebody comes with: `pairs` say what it is to, `by` its maker, `expires` seconds since 1970."""

    pairs: Pairs
    by: str
    expires: int
    signature: str


class Links:
    """Signs links to one path and looks at them; those of another `kind` are none of theirs."""

    def __init__(self, secret: str, kind: str, path: str) -> None:
        self._secret, self._kind, self._path = secret, kind, path

    def make(self, pairs: Pairs, account: Account, days: int) -> tuple[str, int]:
        """The path and query of a link, and when it expires, seconds since 1970."""
        expires = int(time.time()) + days * DAY_S
        signature = self._signature(Asked(pairs, account.name, expires, ""), account)
        own = [(_BY, account.name), (_EXPIRES, str(expires)), (_SIGNATURE, signature)]
        return f"{self._path}?{urlencode([*pairs, *own])}", expires

    def check(self, asked: Asked, account: Account | None) -> None:
        """Raises a 403 `ApiError` where it is not as it was made, its time is over, or its maker may not come in."""
        if account is None or not self._signer(account).verify_signature(_said(asked), asked.signature.encode()):
            message = "This link is not as it was made, or who made it may not come in any more, or not as then."
            raise ApiError(403, "forbidden", message, field=_SIGNATURE)
        if asked.expires <= time.time():
            raise ApiError(403, "expired", "This link has expired: make another one.", field=_EXPIRES)

    def _signature(self, asked: Asked, account: Account) -> str:
        return self._signer(account).get_signature(_said(asked)).decode()

    def _signer(self, account: Account) -> Signer:
        # With another password or token of its maker, links of the old one hold no longer, as sessions do not.
        return Signer(self._secret, salt=f"{self._kind} {account.stamp}")


def read(query: Pairs) -> Asked:
    """What a link's query says, whoever wrote it. Raises a 403 `ApiError` where it cannot be one."""
    own = {name: value for name, value in query if name in (_BY, _EXPIRES, _SIGNATURE)}
    expires = own.get(_EXPIRES, "")
    if not (len(own) == 3 and expires.isascii() and expires.isdecimal() and len(expires) < 12):
        raise ApiError(403, "forbidden", "This link is not whole.", field=_SIGNATURE)
    pairs = [(name, value) for name, value in query if name not in own]
    return Asked(pairs, own[_BY], int(expires), own[_SIGNATURE])


def _said(asked: Asked) -> bytes:
    return urlencode([*sorted(asked.pairs), (_BY, asked.by), (_EXPIRES, str(asked.expires))]).encode()
