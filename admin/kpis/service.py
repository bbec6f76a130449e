"""Key figures of a day: how many alarms, how the fleet was, how long an asset was heard and what it averaged."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from admin.cache import KeptBy
from admin.faults import service as faults
from admin.faults.episode import Fault
from admin.incidents import service as incidents
from admin.incidents.incident import Incident
from admin.kpis import repository
from admin.kpis.repository import RiskDay, SignalDay
from admin.records import nanoseconds
from admin.store import Store
from admin.telemetry.intake import Home
from admin.v1.events import KEPT_DAYS
from contract.errors import ContractError
from contract.levels import SEVERITIES, WATCH
from contract.zones import Zones
from web.errors import not_found


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day of a zone, as a range of time."""

    date: date
    zone: str
    start: datetime
    stop: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetDay(Day):
    """What the fleet came to on a day.

    `incidents_open` were open at any time of it; `alarms` are the episodes that were raised at warning or
    worse. Of health, 0 to 100, the mean over assets and over the day; `worst` are assets by their highest risk.
    """

    assets_judged: int
    incidents_opened: int
    incidents_closed: int
    incidents_open: int
    alarms: int
    critical_alarms: int
    health_mean: float | None
    worst: list[RiskDay]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetDay(Day):
    """What an asset came to on a day; `heard_h` are the hours in which it sent anything."""

    asset: str
    asset_class: str
    site: str
    heard_h: float
    incidents_opened: int
    alarms: int
    critical_alarms: int
    risk_mean: float | None
    risk_max: float | None
    signals: list[SignalDay]


MOST_WORST = 10
SECONDS = 2.0
"""How old the figures of the fleet may be."""


def day(said: str, zone: str, now: datetime) -> Day:
    """The day that is asked for, such as 2026-11-30, today for ""; raises `ContractError`."""
    try:
        on = date.fromisoformat(said) if said else now.astimezone(ZoneInfo(zone)).date()
    except ValueError:
        raise ContractError("date", f"{said[:100]!r} is not a day such as 2026-11-30") from None
    start, stop = (datetime.combine(each, time(), ZoneInfo(zone)).astimezone(UTC) for each in _edges(on))
    if not now - timedelta(days=KEPT_DAYS) <= start <= now:
        raise ContractError("date", f"must be one of the last {KEPT_DAYS} days")
    return Day(date=on, zone=zone, start=start, stop=stop)


def of_fleet(store: Store, said: str, zones: Zones, now: datetime) -> FleetDay:
    """The fleet on a day of its zone. Raises `ContractError` and `GatewayError`."""
    on = day(said, zones.default, now)
    asking = store.start(repository.risks, store, *_range(on))
    told, raised = _told(store, on, now), faults.chosen(store, "all", "", "", _days(on, now))
    risks = asking.result()
    return FleetDay(
        **_fields(on),
        assets_judged=len(risks),
        incidents_opened=_within(on, (each.opened for each in told)),
        incidents_closed=_within(on, (each.ended for each in told if each.ended)),
        incidents_open=sum(each.opened < on.stop and (each.ended or on.stop) >= on.start for each in told),
        **_alarms(on, raised),
        health_mean=100 - sum(each.mean for each in risks) / len(risks) if risks else None,
        worst=risks[:MOST_WORST],
    )


def fleets(store: Store, zones: Zones) -> KeptBy[str, FleetDay]:
    """The same by the day that is asked for, made once for all who ask within `SECONDS`."""
    return KeptBy(lambda said: of_fleet(store, said, zones, datetime.now(UTC)), SECONDS)


def of_asset(store: Store, asset: str, home: Home | None, said: str, zones: Zones, now: datetime) -> AssetDay:
    """An asset on a day of its site. Raises `ContractError`, `GatewayError` and a 404 `ApiError`."""
    if home is None:
        raise not_found("asset", asset)
    on = day(said, zones.of(home.site), now)
    asking = store.start(repository.risks, store, *_range(on))
    signals = repository.signals(store, asset, home.asset_class, *_range(on))
    told = _told(store, on, now, asset)
    risk = next((each for each in asking.result() if each.asset == asset), None)
    return AssetDay(
        **_fields(on),
        asset=asset,
        asset_class=home.asset_class,
        site=home.site,
        heard_h=max((each.heard_h for each in signals), default=0.0),
        incidents_opened=_within(on, (each.opened for each in told)),
        **_alarms(on, faults.chosen(store, "all", "", asset, _days(on, now))),
        risk_mean=risk.mean if risk else None,
        risk_max=risk.max if risk else None,
        signals=signals,
    )


def _told(store: Store, on: Day, now: datetime, asset: str = "") -> list[Incident]:
    return incidents.chosen(store, "all", "", asset, _days(on, now))


def _edges(on: date) -> tuple[date, date]:
    return on, on + timedelta(days=1)


def _range(on: Day) -> tuple[int, int]:
    return nanoseconds(on.start), nanoseconds(on.stop)


def _days(on: Day, now: datetime) -> int:
    """How far back what was open or raised on a day is found."""
    return min(KEPT_DAYS, (now - on.start).days + 1)


def _fields(on: Day) -> dict[str, Any]:
    return {name: getattr(on, name) for name in Day.__dataclass_fields__}


def _within(on: Day, moments: Iterable[datetime]) -> int:
    return sum(on.start <= each < on.stop for each in moments)


def _alarms(on: Day, raised: Iterable[Fault]) -> dict[str, Any]:
    """Episodes that were raised on a day; an advisory is no alarm."""
    alarms = [each for each in raised if each.severity != SEVERITIES[WATCH] and on.start <= each.raised < on.stop]
    return {"alarms": len(alarms), "critical_alarms": sum(each.is_critical for each in alarms)}
