"""The queue of maintenance: which assets are to be looked after, by when, and what is to be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from admin.fleet.service import Place, Ranking
from admin.prognosis import repository
from admin.prognosis.outlook import Prognosis
from admin.prognosis.service import Outlooks
from admin.prognosis.words import Ahead, whole
from admin.store import Store
from contract.catalogue import CLASSES


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One asset to be looked after by `due`, the low end of the range; `None` where only a probability is known.

    `when` is the range from now on in words, `action` what to do: of the newest diagnosis, or else of the failure mode
    that the date follows from; "" where none is named. `because` is on what grounds.
    """

    asset: str
    asset_class: str
    site: str
    due: datetime | None
    when: str
    p_fail_30d: float | None
    health: float | None
    status: str
    risk: float
    action: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A part of the queue, what is due first first: `tasks` are those from `offset` on of `total`, `limit` at most."""

    total: int
    offset: int
    limit: int
    tasks: list[Task]


def queue(store: Store, found: Ranking, ahead: Outlooks, offset: int, limit: int) -> Queue:
    """The queue as it is now."""
    waiting = sorted(filter(ahead.waits, (place.asset for place in found.places)), key=ahead.urgency)
    shown = waiting[offset : offset + limit]
    places = {place.asset: place for place in found.places}
    return Queue(
        total=len(waiting), offset=offset, limit=limit, tasks=_tasks(store, [places[asset] for asset in shown], ahead)
    )


def _tasks(store: Store, shown: Sequence[Place], ahead: Outlooks) -> list[Task]:
    assets, now = [place.asset for place in shown], datetime.now(UTC)
    asking = store.start(repository.known, store, assets)
    actions, (known, _) = repository.actions(store, assets), asking.result()
    return [_task(place, ahead, known.get(place.asset), actions.get(place.asset, ""), now) for place in shown]


def _task(place: Place, ahead: Outlooks, known: Prognosis | None, action: str, now: datetime) -> Task:
    forecast, condition = known or ahead.forecasts[place.asset], ahead.conditions.get(place.asset)
    return Task(
        asset=place.asset,
        asset_class=place.asset_class,
        site=place.site,
        due=forecast.due,
        when=whole(Ahead.of(forecast, now)),
        p_fail_30d=forecast.p_fail_30d,
        health=condition.health if condition else None,
        status=condition.status if condition else "unknown",
        risk=place.risk,
        action=action or (_of_mode(place.asset_class, known.indicator) if known else ""),
        because=known.because if known else "",
    )


def _of_mode(asset_class: str, indicator: str) -> str:
    """What is to be done about a failure mode of a class; "" where an indicator is none."""
    modes = CLASSES[asset_class].modes if asset_class in CLASSES else {}
    return modes[indicator].action if indicator in modes else ""
