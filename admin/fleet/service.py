"""The fleet at a glance: where every asset stands, ranked and counted, and some of them at a time with what is said."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Literal

from admin.incidents import service as incidents
from admin.incidents.incident import Incident
from admin.levels import RETIRED, STATES, is_silent, state_of
from admin.prognosis.outlook import Condition, Forecast
from admin.prognosis.service import Outlooks
from admin.readings import presence, risk
from admin.readings.importance import UNSAID, Importance
from admin.readings.presence import Presence
from admin.readings.risk import Details, Sample, Standing
from admin.store import Store

COURSE_HOURS = 6.0
COURSE_POINTS = 48
MOST_LEARNING = 100
"""Assets that are still learned and listed by name."""

Sort = Literal["risk", "due"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """An open incident in a line; `codes` is how many it holds."""

    id: str
    severity: str
    description: str
    codes: int
    opened: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One asset in the ranking.

    `state` is the name of its level, or `silent`; an asset that fell silent with a critical incident open stays
    critical. `weighted_risk` is its risk times the weight of its criticality (low 0.5, medium 1, high 2), by which the
    fleet is in order. `incidents` are its open ones, the newest first, and `since` is when the oldest of them began;
    `seen` is its newest sample.
    """

    asset: str
    asset_class: str
    site: str
    state: str
    silent: bool
    risk: float
    criticality: str
    weighted_risk: float
    level: int
    judged: datetime
    seen: datetime | None
    since: datetime | None
    incidents: list[Brief]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Place, Details):
    """One asset in the ranking, what is said of its risk, and what lies ahead of it: `None` where that is unknown."""

    condition: Condition | None
    prognosis: Forecast | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """All assets that were judged, the highest risk times criticality first, and those that only send yet.

    One that is retired has left the fleet as soon as it is silent.
    """

    counts: dict[str, int]
    places: list[Place]
    learning: list[Presence]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice among the assets; "" is all. `search` is in an asset's id or its site, whatever the case.

    With `sort` by `due` those come first that are to be looked after soonest, and last those of which no date is known.
    """

    asset_class: str = ""
    site: str = ""
    state: str = ""
    search: str = ""
    sort: Sort = "risk"

    def takes(self, item: Place) -> bool:
        """Whether an asset is to be shown."""
        return self.takes_home(item) and self.state in ("", item.state)

    def ordered(self, places: Sequence[Place], ahead: Outlooks) -> list[Place]:
        """The assets that are to be shown, in the order that was chosen; `places` come by weighted risk."""
        found = [place for place in places if self.takes(place)]
        return sorted(found, key=lambda place: ahead.due(place.asset)) if self.sort == "due" else found

    def takes_home(self, item: Place) -> bool:
        """Whether its class, site and name are to be shown, whatever its state."""
        is_of = self.asset_class in ("", item.asset_class) and self.site in ("", item.site)
        wanted = self.search.casefold()
        return is_of and (not wanted or wanted in item.asset.casefold() or wanted in item.site.casefold())


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """A part of the assets, the highest risk times criticality first.

    `counts` are of all assets by state, `total` is how many were chosen, of which `assets` are those from `offset` on,
    `limit` at most. `learning` are those that only send yet, a hundred at most of `learning_total`.
    """

    counts: dict[str, int]
    total: int
    offset: int
    limit: int
    assets: list[Entry]
    learning: list[Presence]
    learning_total: int


def ranking(store: Store, ask: Callable[[], Mapping[str, Importance]]) -> Ranking:
    """The fleet as it is now; `ask` says how much its assets matter."""
    risks, seen = store.start(risk.standings, store), store.start(presence.present, store)
    said = store.start(ask)
    going_on, present, matters = incidents.open_by_asset(store), seen.result(), said.result()
    found = [
        _place(item, present.get(item.asset), going_on.get(item.asset, ()), matters.get(item.asset, UNSAID))
        for item in risks.result()
    ]
    judged = {place.asset for place in found}
    places = sorted((place for place in found if place.state != RETIRED), key=_urgency)
    counts = Counter(place.state for place in places)
    return Ranking(
        counts={name: counts[name] for name in STATES},
        places=places,
        learning=[item for asset, item in sorted(present.items()) if asset not in judged],
    )


def part(
    found: Ranking,
    shown: Sequence[Place],
    said: Mapping[str, Details],
    ahead: Outlooks,
    total: int,
    offset: int,
    limit: int,
) -> Fleet:
    """The `shown` ones of the `total` assets that were chosen, with what is `said` of them and lies `ahead`."""
    return Fleet(
        counts=found.counts,
        total=total,
        offset=offset,
        limit=limit,
        assets=[_entry(place, said.get(place.asset, Details()), ahead) for place in shown],
        learning=found.learning[:MOST_LEARNING],
        learning_total=len(found.learning),
    )


def courses(store: Store, assets: Sequence[str]) -> dict[str, list[Sample]]:
    """The risk of some assets over the last `COURSE_HOURS`."""
    return risk.courses(store, assets, COURSE_HOURS, COURSE_POINTS)


def _entry(place: Place, said: Details, ahead: Outlooks) -> Entry:
    condition, forecast = ahead.conditions.get(place.asset), ahead.forecasts.get(place.asset)
    own = {part.name: getattr(place, part.name) for part in fields(place)}
    return Entry(**own, **asdict(said), condition=condition, prognosis=forecast)


def _urgency(place: Place) -> tuple[float, float, int, str]:
    return -place.weighted_risk, -place.risk, -place.level, place.asset


def _place(item: Standing, seen: Presence | None, going_on: Sequence[Incident], matters: Importance) -> Place:
    silent = is_silent(seen.due if seen else None)
    return Place(
        asset=item.asset,
        asset_class=item.asset_class,
        site=item.site,
        state=state_of(item.level, silent, any(each.is_critical for each in going_on), retired=matters.retired),
        silent=silent,
        risk=item.risk,
        criticality=matters.criticality,
        weighted_risk=item.risk * matters.weight,
        level=item.level,
        judged=item.time,
        seen=seen.time if seen else None,
        since=min((each.opened for each in going_on), default=None),
        incidents=[_brief(each) for each in going_on],
    )


def _brief(of: Incident) -> Brief:
    return Brief(id=of.id, severity=of.severity, description=of.description, codes=len(of.codes), opened=of.opened)
