"""Incidents out of the points that the worker writes of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from admin.incidents.incident import Incident
from admin.records import moment, number, text
from admin.store import Store
from contract.failures.types import UNKNOWN
from contract.incidents import INCIDENT

Row = dict[str, Any]


def incidents(store: Store, days: int) -> list[Incident]:
    """Every incident with a point in the last days: open ones first, then the newest. Raises `GatewayError`."""
    return _newest(newest(store, days))


def of_assets(store: Store, assets: Sequence[str], days: int) -> list[Incident]:
    """Those of some assets."""
    return _newest(store.points("admin_asset_incidents", *INCIDENT.tags, start=f"-{days}d", assets=assets))


def newest(store: Store, days: int) -> list[Row]:
    """The newest point of every incident with one in the last days, the oldest first. Raises `GatewayError`."""
    return _sound(store.points("admin_incidents", *INCIDENT.tags, start=f"-{days}d"))


def since(store: Store, start: int) -> list[Row]:
    """All points of all incidents since a time (ns since 1970), the oldest first. Raises `GatewayError`."""
    return _sound(store.points("live_incidents", *INCIDENT.tags, start=start))


def _newest(rows: Iterable[Row]) -> list[Incident]:
    found = map(incident_of, {row["incident"]: row for row in _sound(rows)}.values())
    return sorted(found, key=lambda each: (not each.is_open, -each.opened.timestamp()))


def course(store: Store, incident: str, days: int) -> list[Row]:
    """The points of one incident, the oldest first; none where there is no such. Raises `GatewayError`."""
    return _sound(store.points("admin_incident", *INCIDENT.tags, start=f"-{days}d", incident=incident))


def incident_of(row: Row) -> Incident:
    """An incident as one of its points has it."""
    cause = text(row, "cause").replace(UNKNOWN, "")
    return Incident(
        id=row["incident"],
        asset=row["asset"],
        asset_class=row["asset_class"],
        site=row["site"],
        severity=row["severity"],
        opened=moment(row["opened"]),
        ended=_ended(row),
        code=text(row, "code"),
        signal=text(row, "signal"),
        description=text(row, "description"),
        recommendation=text(row, "recommendation"),
        risk=number(row, "risk"),
        observed=number(row, "observed"),
        limit=number(row, "limit"),
        cause=cause,
        confidence=number(row, "cause_confidence") if cause else None,
        codes=_items(row, "codes"),
        count=int(number(row, "count") or 0),
        open_count=int(number(row, "open_count") or 0),
        episodes=_items(row, "episodes"),
        like=text(row, "like"),
        answer=text(row, "answer"),
        quiet=row.get("quiet") is True,
        moved=text(row, "moved"),
    )


def _sound(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if _is_sound(row)]


def _is_sound(row: Row) -> bool:
    told = all(text(row, name) for name in (*INCIDENT.tags, "state", "severity"))
    return told and isinstance(row.get("opened"), int)


def _ended(row: Row) -> datetime | None:
    if row["state"] != "closed":
        return None
    ended = row.get("ended")
    return moment(ended if isinstance(ended, int) else row["_time"])


def _items(row: Row, name: str) -> list[str]:
    return [item for item in text(row, name).split(",") if item]
