"""Exports that run, a few at a time, and the links to them."""

from datetime import UTC, datetime
from threading import BoundedSemaphore

from pydantic import BaseModel

from admin.auth import links
from admin.auth.accounts import Account, Accounts
from admin.auth.links import Links, Pairs
from admin.exports import repository
from admin.exports.download import Download
from admin.exports.forms import LinkForm, order_of
from admin.exports.repository import Files
from admin.outside import Outside
from admin.store import Store
from store.export.order import Order
from web.errors import ApiError

PATH = "/api/v1/export/link"
MOST = 2
"""Exports at a time: each asks the store for all that it gives, and the pages ask it, too."""
RETRY_S = 10


class Link(BaseModel):
    """An address that gives the export to whoever has it, until it expires."""

    url: str
    expires: datetime


class Exports:
    """The exports of one admin; safe to share between threads."""

    def __init__(self, files: Files, secret: str) -> None:
        self.links = Links(secret, "export link", PATH)
        self._files, self._free = files, BoundedSemaphore(MOST)

    def start(self, order: Order) -> Download:
        """Begin to read. Raises `GatewayError`, and a 429 `ApiError` where as many as may be run already."""
        if not self._free.acquire(blocking=False):
            message = f"{MOST} exports run already, and no more may: try again in {RETRY_S} s."
            raise ApiError(429, "too_many", message, retry_after_s=RETRY_S)
        try:
            return Download(self._files.open(order), self._free.release)
        except BaseException:
            self._free.release()
            raise


def make_link(exports: Exports, store: Store, form: LinkForm, account: Account, outside: Outside) -> Link:
    """A link by which others read what its maker may. Raises `ContractError` and `GatewayError`."""
    pairs = form.pairs()
    path, expires = exports.links.make(pairs, account, form.days)
    until = datetime.fromtimestamp(expires, UTC)
    repository.note_link(store, pairs, account.name, until.isoformat())
    return Link(url=f"{outside.address}{path}", expires=until)


async def ordered(exports: Exports, accounts: Accounts, query: Pairs) -> Order:
    """What a link is to. Raises a 403 `ApiError` for one that does not hold, `ContractError` and `GatewayError`."""
    asked = links.read(query)
    exports.links.check(asked, await accounts.by_actor(asked.by))
    return order_of(asked.pairs)
