"""Where exports are read, and the audit of links to them."""

import json
import time
from collections.abc import Sequence

from admin.audit import audit
from admin.store import Store
from contract.measurements import AUDIT
from store.export.file import File
from store.export.order import Order
from store.gateway import Gateway

PATIENCE_S = 300
"""How long the store may take over one answer."""


class Files:
    """Files of one store, by a line that pages do not wait for."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway.patient(PATIENCE_S)

    def open(self, order: Order) -> File:
        """The file of an order, of which nothing is read but its columns. Raises `GatewayError`."""
        return File(self._gateway, order)


def note_link(store: Store, pairs: Sequence[tuple[str, str]], actor: str, expires: str) -> None:
    """Store that somebody made a link. Raises `GatewayError`."""
    what = dict(pairs)["what"]
    after = json.dumps({"export": pairs, "expires": expires})
    store.put(AUDIT.bucket, [audit("export_link", time.time_ns(), actor=actor, target=what, after=after, why="")])
