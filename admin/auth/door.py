"""The door for people: a name and a password, tried as often as it takes, and ever more slowly.

Tries are counted by address and name, by address, by name, and all together: who guesses is held up by himself, whether
he stays with one name or one address or changes them. A browser that has signed in before as the user who is tried
carries a cookie that says so; its tries are counted by themselves, so that no stranger's can hold it up.
"""

import asyncio
import hashlib

from admin.auth.accounts import Account, Accounts, Denied
from admin.auth.browsers import Browsers
from admin.auth.refusals import too_many
from admin.auth.throttle import Throttle
from contract.errors import GatewayError
from web.table import peer_of


class Door:
    """Tries of passwords; safe to share between threads. Each throttle may be another one than its default."""

    def __init__(
        self,
        accounts: Accounts,
        browsers: Browsers,
        *,
        own: Throttle | None = None,
        address: Throttle | None = None,
        name: Throttle | None = None,
        everybody: Throttle | None = None,
    ) -> None:
        self._accounts, self._browsers = accounts, browsers
        self._own = own or Throttle()
        # One address comes to some 60 tries in five minutes: alone it can hold up neither a name nor everybody.
        self._address = address or Throttle(limit=20)
        self._name = name or Throttle(limit=100)
        self._everybody = everybody or Throttle(limit=200, longest_s=1.0)

    async def try_password(self, user: str, password: str, address: str, browser: str) -> Account | Denied:
        """Who has that name and password, after the wait that earlier failures cost.

        `browser` is the cookie of a known one. Raises a 429 `ApiError` where too many others wait before it, and
        `GatewayError` where only the store could tell, and does not.
        """
        counted = self._counted(user, address, browser)
        # Who is turned away by one count must take no turn of another, where somebody else waits.
        for throttle, key in counted:
            if not throttle.is_open(key):
                raise too_many(throttle.turn(key))
        waits_s = [throttle.turn(key) for throttle, key in counted]
        # Counted before it is looked at: many that come at once must not all pass as the first one.
        for throttle, key in counted:
            throttle.failed(key)
        await asyncio.sleep(max(waits_s))
        try:
            found = await self._accounts.by_password(user, password)
        except GatewayError:
            self._forgive(counted)
            raise
        if isinstance(found, Account):
            self._forgive(counted)
            self._own.passed(counted[0][1])
        return found

    def knows(self, browser: str, user: str) -> bool:
        """Whether this is the cookie of a browser that has signed in as a user."""
        return bool(self._browsers.key(browser, user))

    def remember(self, browser: str, user: str) -> str:
        """The cookie of a browser that has signed in as a user, and as those of the cookie that it had."""
        return self._browsers.remember(browser, user)

    def _counted(self, user: str, address: str, browser: str) -> list[tuple[Throttle, str]]:
        """By what a try is counted, its own key first."""
        name = user.strip().casefold()
        if known := self._browsers.key(browser, name):
            return [(self._own, known)]
        peer, wanted = peer_of(address), hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()
        return [
            (self._own, f"{peer} {wanted}"),
            (self._address, peer),
            (self._name, wanted),
            (self._everybody, "everybody"),
        ]

    @staticmethod
    def _forgive(counted: list[tuple[Throttle, str]]) -> None:
        for throttle, key in counted:
            throttle.forgive(key)
