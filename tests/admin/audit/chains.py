"""Chains to test, and what one who rewrites a store does to them."""

from collections.abc import Iterable
from dataclasses import replace

from admin.audit import audit
from admin.chain.entry import GENESIS, Entry, digest
from admin.chain.ledger import Head, link


def chain(count: int, name: str = "admin", begin: int = 1000) -> list[Entry]:
    """So many entries as the ledger chains them, one a nanosecond."""
    points = [
        audit("threshold", begin + place, actor="ada", target=f"PUMP-{place}", why="it shook", after=str(place))
        for place in range(count)
    ]
    linked, _ = link(points, name, Head())
    return [Entry.of({**point.fields, **point.tags, "_time": point.time}) for point in linked]


def recomputed(entries: Iterable[Entry]) -> list[Entry]:
    """The entries, all hashes made anew so that each follows the one before it."""
    made: list[Entry] = []
    for place, entry in enumerate(entries, 1):
        fresh = replace(entry, sequence=place, previous=made[-1].hash if made else GENESIS)
        made.append(replace(fresh, hash=digest(fresh)))
    return made
