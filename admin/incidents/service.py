"""Incidents: those that are open, a choice among all, and how one went."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from admin.incidents import repository
from admin.incidents.incident import Change, Incident
from admin.incidents.repository import Row
from admin.incidents.timeline import timeline
from admin.store import Store
from admin.v1.events import Choice, paged
from admin.v1.paging import Page
from web.errors import not_found

DAYS = 30
"""How far back an incident's newest point may lie; one that is open is written again at least hourly."""
KEPT_DAYS = 400
"""How far back an incident is found by its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An incident and how it went, the oldest change first."""

    incident: Incident
    timeline: list[Change]


def chosen(store: Store, state: str, severity: str, asset: str, days: int) -> list[Incident]:
    """Incidents in a state (open, closed or all), of a severity and an asset ("" is any)."""
    found = repository.of_assets(store, [asset], days) if asset else repository.incidents(store, days)
    wanted = [each for each in found if state == "all" or each.is_open == (state == "open")]
    return [each for each in wanted if severity in ("", each.severity)]


def page_of(store: Store, choice: Choice, cursor: str, limit: int) -> Page[Incident]:
    """Those of a choice, the newest first. Raises `ContractError`."""
    assets = [choice.asset] if choice.asset else []
    found = repository.of_assets(store, assets, choice.days) if assets else repository.incidents(store, choice.days)
    return paged(found, choice, lambda each: each.opened, lambda each: each.id, cursor, limit)


def open_by_asset(store: Store) -> dict[str, list[Incident]]:
    """The open incidents of the fleet, of each asset the newest first."""
    return _open(repository.incidents(store, DAYS))


def open_of(store: Store, assets: Sequence[str]) -> dict[str, list[Incident]]:
    """Those of some assets."""
    return _open(repository.of_assets(store, assets, DAYS))


def newest_points(store: Store) -> list[Row]:
    """The newest point of every incident of the last `DAYS`, the oldest first."""
    return repository.newest(store, DAYS)


def points_since(store: Store, start: int) -> list[Row]:
    """All points of all incidents since a time (ns since 1970), the oldest first."""
    return repository.since(store, start)


def told(point: Row) -> Incident:
    """An incident as one of its points has it."""
    return repository.incident_of(point)


def report(store: Store, incident: str) -> Report:
    """One incident. Raises a 404 `ApiError` where there is none of that id."""
    rows = repository.course(store, incident, KEPT_DAYS)
    if not rows:
        raise not_found("incident", incident)
    return Report(incident=repository.incident_of(rows[-1]), timeline=timeline(rows))


def _open(found: Iterable[Incident]) -> dict[str, list[Incident]]:
    by_asset: dict[str, list[Incident]] = defaultdict(list)
    for incident in found:
        if incident.is_open:
            by_asset[incident.asset].append(incident)
    return by_asset
