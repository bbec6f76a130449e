"""The fleet at a glance: where every asset stands, ranked and counted, and some of them at a time with what is said."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from admin.assets import presence, risk
from admin.assets.presence import Presence
from admin.assets.risk import Details, Sample, Standing
from admin.faults import repository as faults
from admin.faults.repository import Fault
from admin.levels import SILENT, is_silent, level_name
from admin.store import Store
from contract.levels import LEVELS

COURSE_HOURS = 6.0
COURSE_POINTS = 48
CRITICAL = LEVELS[-1]
MOST_LEARNING = 100
"""Assets that are still learned and listed by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One asset in the ranking.

    `state` is the name of its level, or `silent`; an asset that fell silent with a critical fault open stays critical.
    `since` is when its oldest open fault was raised; `seen` is its newest sample.
    """

    asset: str
    asset_class: str
    site: str
    state: str
    silent: bool
    risk: float
    level: int
    judged: datetime
    seen: datetime | None
    since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Place, Details):
    """One asset in the ranking, with what is said of its risk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """All assets that were judged, highest risk first, and those that only send yet."""

    counts: dict[str, int]
    places: list[Place]
    learning: list[Presence]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice among the assets; "" is all. `search` is in an asset's id or its site, whatever the case."""

    asset_class: str = ""
    site: str = ""
    state: str = ""
    search: str = ""

    def takes(self, item: Place) -> bool:
        """Whether an asset is to be shown."""
        return self.takes_home(item) and self.state in ("", item.state)

    def takes_home(self, item: Place) -> bool:
        """Whether its class, site and name are to be shown, whatever its state."""
        is_of = self.asset_class in ("", item.asset_class) and self.site in ("", item.site)
        wanted = self.search.casefold()
        return is_of and (not wanted or wanted in item.asset.casefold() or wanted in item.site.casefold())


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """A part of the assets, highest risk first.

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


def ranking(store: Store) -> Ranking:
    """The fleet as it is now."""
    risks, seen, episodes = store.start(risk.ranked, store), store.start(presence.present, store), _open(store)
    present = seen.result()
    places = [_place(item, present.get(item.asset), episodes.get(item.asset, [])) for item in risks.result()]
    judged = {place.asset for place in places}
    counts = Counter(place.state for place in places)
    return Ranking(
        counts={name: counts[name] for name in (*reversed(LEVELS), SILENT)},
        places=places,
        learning=[item for asset, item in sorted(present.items()) if asset not in judged],
    )


def part(found: Ranking, said: Mapping[str, Details], chosen: Sequence[Place], offset: int, limit: int) -> Fleet:
    """A part of the chosen assets, with what is `said` of them."""
    return Fleet(
        counts=found.counts,
        total=len(chosen),
        offset=offset,
        limit=limit,
        assets=[
            Entry(**asdict(place), **asdict(said.get(place.asset, Details()))) for place in cut(chosen, offset, limit)
        ],
        learning=found.learning[:MOST_LEARNING],
        learning_total=len(found.learning),
    )


def cut(chosen: Sequence[Place], offset: int, limit: int) -> Sequence[Place]:
    """Those of a part."""
    return chosen[offset : offset + limit]


def courses(store: Store, assets: Sequence[str]) -> dict[str, list[Sample]]:
    """The risk of some assets over the last `COURSE_HOURS`."""
    return risk.courses(store, assets, COURSE_HOURS, COURSE_POINTS)


def _open(store: Store) -> dict[str, list[Fault]]:
    found: dict[str, list[Fault]] = {}
    for fault in faults.episodes(store):
        if fault.is_open:
            found.setdefault(fault.asset, []).append(fault)
    return found


def state_of(level: int, silent: bool, episodes: Sequence[Fault]) -> str:
    """The name of a level, or `silent`: but a critical fault that is open is no less so for want of news."""
    if silent:
        return CRITICAL if any(fault.is_open and fault.severity == CRITICAL for fault in episodes) else SILENT
    return level_name(level)


def _place(item: Standing, seen: Presence | None, episodes: list[Fault]) -> Place:
    newest = seen.time if seen else None
    silent = is_silent(newest)
    return Place(
        asset=item.asset,
        asset_class=item.asset_class,
        site=item.site,
        state=state_of(item.level, silent, episodes),
        silent=silent,
        risk=item.risk,
        level=item.level,
        judged=item.time,
        seen=newest,
        since=min((fault.raised for fault in episodes), default=None),
    )
