"""What people were told, out of the points that the worker wrote of incidents; and which assets it judged meanwhile."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from analytics.backtest.silenced import Judged, Message
from contract.incidents import INCIDENT
from contract.levels import SEVERITIES, WARNING
from contract.time import DAY, HOUR
from store import queries
from store.gateway import Gateway
from store.rows import whole

Row = dict[str, Any]
_LEVELS = {word: level for level, word in SEVERITIES.items()}
_BEFORE = 2 * HOUR
"""What is open is written again hourly: so what was open when a span begins is known to be older."""


def judged(gateway: Gateway, start: int, stop: int) -> dict[str, Judged]:
    """The assets that were judged from `start` to before `stop` (ns), by name. Raises `GatewayError`."""
    found: dict[str, Judged] = {}
    for row in gateway.query(queries.render("worker_judged", start=start, stop=stop)).rows():
        name, time = str(row["asset"]), row["_time"].value
        known = found.get(name)
        edges = (known.first, known.last) if known else (time, time)
        kind = str(row["asset_class"])
        found[name] = Judged(asset_class=kind, first=min(edges[0], time), last=max(edges[1], time))
    return found


def messages(gateway: Gateway, start: int, stop: int) -> list[Message]:
    """What was told from `start` to before `stop` (ns), and what of before was open then, by time; it is looked a day
    further for what ended.

    Raises `GatewayError`.
    """
    flux = queries.render("admin_incident_rings", start=start - _BEFORE, stop=stop + DAY)
    by_incident: defaultdict[str, list[Row]] = defaultdict(list)
    for row in whole(gateway.blocks(flux), *INCIDENT.tags):
        by_incident[str(row.get("incident"))].append(row)
    found = (message for rows in by_incident.values() for message in _of_incident(rows))
    own = (one for one in found if one.told < stop and (one.closed is None or one.closed > start))
    return sorted(own, key=lambda one: (one.told, one.asset))


def _of_incident(rows: Iterable[Row]) -> Iterator[Message]:
    """The messages of one incident, out of rows by time that say what is new of it; one that lacks something is none.

    It is told of from a warning on, while it is open and nobody said that it is not to be told.
    """
    rows = list(rows)
    closed = next((row["_time"] for row in rows if row.get("state") == "closed"), None)
    known: Row = {}
    level = WARNING - 1
    for row in rows:
        begun = row.get("opened") if not known else None
        known |= row
        now = _LEVELS.get(str(known.get("severity")), 0)
        if known.get("state") != "open" or known.get("quiet") is True or now <= level:
            continue
        if all(isinstance(known.get(name), str) for name in (*INCIDENT.tags, "code")):
            level = now
            yield _message(known, now, begun if isinstance(begun, int) else row["_time"], closed)


def _message(known: Row, level: int, told: int, closed: int | None) -> Message:
    signal = known.get("signal")
    return Message(
        incident=known["incident"],
        asset=known["asset"],
        asset_class=known["asset_class"],
        site=known["site"],
        signal=signal if isinstance(signal, str) else "",
        code=known["code"],
        level=level,
        told=told,
        closed=closed,
    )
