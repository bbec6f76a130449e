"""An export as the bytes of a file."""

from collections.abc import Generator

from store.export.formats import FORMATS, encoded
from store.export.order import Order
from store.export.table import Done, Table
from store.gateway import Gateway


def nothing(_done: int, _all: int) -> None:
    """Tells nobody how far it is."""


class File:
    """The file of an order; making it asks the store for its columns. Raises `GatewayError`, as reading it does."""

    def __init__(self, gateway: Gateway, order: Order) -> None:
        self._table, self._form = Table(gateway, order), order.form
        self.name, self.media_type = order.file_name, FORMATS[order.form].media_type

    def parts(self, done: Done = nothing) -> Generator[bytes]:
        """Its bytes, part by part. One that ends by an error is no whole file, and must not look like one."""
        return encoded(self._form, self._table.schema, self._table.batches(done))
