"""Rows of one kind of bucket config: read when there is a new one, each refused or taken whole."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from analytics.worker.refused import Refused
from store import queries
from store.gateway import Gateway
from store.rows import whole

Found = TypeVar("Found")
Take = Callable[[list[dict[str, Any]]], tuple[Found, list[str]]]
"""What rows come to, and what is wrong with each that is refused."""


class ConfigRows:
    """Watches for new rows by two queries: how many there are, as rows are only ever added, and what they are."""

    def __init__(self, gateway: Gateway, count: str, read: str, tags: Sequence[str]) -> None:
        self.refused = Refused()
        self._gateway, self._counting, self._reading, self._tags = gateway, count, read, tags
        self._count = -1

    def changed(self, take: Take[Found]) -> Found | None:
        """What all rows come to, where there is one that the last call did not see; None where there is not.

        A row that is refused is told of once. Raises `GatewayError`.
        """
        counts = self._gateway.query(queries.render(self._counting)).floats("_value")
        count = int(counts[0]) if len(counts) else 0
        if count == self._count:
            return None
        found, refused = take(whole(self._gateway.blocks(queries.render(self._reading)), *self._tags))
        self.refused.tell(refused)
        self._count = count
        return found
