"""The open connections of one server: who holds how many, and who has to go when there are too many."""

import ipaddress
from collections.abc import Iterable
from typing import Protocol

from fluxlite.edge.limits import Limits

_SHARE = 16
"""When the table is full, a sixteenth of it is shed at once: to look for the right ones costs more than to close."""


class Connection(Protocol):
    """What the table needs of a connection."""

    peer: str
    """Who holds it, as `peer_of` names him."""
    waited: int
    """Seconds that it has waited for its client."""

    def waits(self) -> bool:
        """Whether it is the client's turn to do something."""

    def rests(self) -> bool:
        """Whether nothing of a request has come since the last answer."""

    def leave(self) -> None:
        """End at once."""

    def tick(self) -> None:
        """A second has passed."""


class Table:
    """All connections of a server. Sheds the ones that wait for their client longest, resting ones first."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._clients: dict[str, dict[Connection, None]] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, new: Connection) -> bool:
        """Note a connection, shedding others where it is one too many; False where there is no room even so."""
        mine = self._clients.setdefault(new.peer, {})
        mine[new] = None
        self._count += 1
        if len(mine) > self.limits.per_client:
            return self._shed(mine, new)
        if self._count > self.limits.connections:
            return self._shed((one for client in self._clients.values() for one in client), new)
        return True

    def discard(self, old: Connection) -> None:
        """Forget a connection; one that is not noted any more is no fault."""
        client = self._clients.get(old.peer, {})
        if old not in client:
            return
        del client[old]
        self._count -= 1
        if not client:
            del self._clients[old.peer]

    def sweep(self) -> None:
        """Tell all connections that a second has passed.

        Seconds are counted and not read off a clock: while this process itself was held up, no client was late.
        """
        for one in [one for client in self._clients.values() for one in client]:
            one.tick()

    def _shed(self, candidates: Iterable[Connection], new: Connection) -> bool:
        """End some connections that wait for their client; False where there are none but the new one."""
        waiting = [one for one in candidates if one is not new and one.waits()]
        waiting.sort(key=self._rank, reverse=True)
        for one in waiting[: max(1, len(waiting) // _SHARE)]:
            self.discard(one)
            one.leave()
        return bool(waiting)

    def _rank(self, one: Connection) -> tuple[bool, int, int]:
        """How much sooner than others a connection is shed: a resting one, of a client with many, for long."""
        return one.rests(), len(self._clients[one.peer]), one.waited


def peer_of(address: str) -> str:
    """Who is counted as one client: an address, of IPv6 the network that one household or machine is given (/64)."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        return str(found.ipv4_mapped or ipaddress.IPv6Network((found, 64), strict=False))
    return str(found)
