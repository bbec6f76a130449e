"""Telemetry as programs ask for it, and as they send it."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from admin.fleet.service import Ranking
from admin.names import find_class
from admin.store import Store
from admin.telemetry import latest, recent, repository, trends
from admin.telemetry.frame import Frame, frame
from admin.telemetry.intake import MOST, Home, Judged, Status, read
from admin.telemetry.latest import Latest
from admin.telemetry.recent import Recent
from admin.telemetry.trends import Trend
from admin.v1 import paging
from admin.v1.paging import Page
from admin.v1.span import edges
from contract.errors import ContractError
from web.errors import ApiError, not_found

DAY, MONTH, YEAR = timedelta(days=1), timedelta(days=31), timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of samples: how many of each status, how many values were stored, and the samples that were not
    simply valid."""

    valid: int
    needs_review: int
    rejected: int
    stored_values: int
    samples: list[Judged]


def newest(store: Store, homes: Mapping[str, Home], wanted: Iterable[str], cursor: str, limit: int) -> Page[Latest]:
    """What some assets sent last, all that are known where none is named; those silent for a week are left out."""
    names = list(dict.fromkeys(wanted)) or list(homes)
    chosen = paging.page(names, lambda name: (name,), cursor, limit)
    found = latest.latest(store, chosen.items) if chosen.items else {}
    return Page(items=[found[name] for name in chosen.items if name in found], next=chosen.next)


def samples(store: Store, asset: str, signals: Sequence[str], begin: str, end: str, cursor: str, limit: int) -> Recent:
    """The newest samples of an asset within a range. Raises `ContractError`, and a 404 `ApiError`."""
    start, stop = edges(begin, end, MONTH, MONTH)
    stop = paging.before(cursor, stop)
    found = recent.recent(store, asset, signals, start, stop, limit) if start < stop else None
    if found is None:
        raise not_found("asset", asset)
    return found


def trend(
    store: Store, asset: str, home: Home | None, signals: Sequence[str], begin: str, end: str, every_s: int | None
) -> list[Trend]:
    """Trends of an asset's signals. Raises `ContractError`, and a 404 `ApiError`."""
    start, stop = edges(begin, end, DAY, YEAR)
    length_s = trends.window_s(start, stop, every_s)
    spec = find_class(home.asset_class) if home else None
    if spec is None:
        raise not_found("asset", asset)
    units = {name: signal.unit for name, signal in spec.signals.items()}
    return trends.trends(store, asset, trends.named(signals, units), start, stop, length_s)


def homes(ranking: Ranking) -> dict[str, Home]:
    """Where every asset belongs that was judged or sends."""
    found = {each.asset: Home(each.asset_class, each.site) for each in ranking.learning}
    return found | {each.asset: Home(each.asset_class, each.site) for each in ranking.places}


def of_class(homes: Mapping[str, Home], asset_class: str, site: str) -> dict[str, Home]:
    """Those of a class and of a site; "" is any."""
    return {
        name: home for name, home in homes.items() if asset_class in ("", home.asset_class) and site in ("", home.site)
    }


def take(store: Store, homes: Mapping[str, Home], sent: Sequence[Any]) -> Taken:
    """Judge samples and store what is sound. Raises `ContractError` and `GatewayError`."""
    if len(sent) > MOST:
        raise ContractError("body", f"holds {len(sent)} samples; at most {MOST} are taken at once")
    sound, judged = read(sent, homes.get, time.time_ns())
    if sound:
        repository.put(store, sound)
    count = Counter(each.status for each in judged)
    return Taken(
        valid=count[Status.VALID],
        needs_review=count[Status.REVIEW],
        rejected=count[Status.REJECTED],
        stored_values=sum(each.stored for each in judged),
        samples=[each for each in judged if each.status is not Status.VALID],
    )


def nothing_stored(taken: Taken) -> ApiError:
    """422: samples of which no value was sound, told by the first of them."""
    first = next((verdict for each in taken.samples for verdict in each.values), None)
    why = f": {first.field} {first.reason}" if first else ""
    return ApiError(422, "rejected", f"Nothing was stored{why}.", field=first.field if first else "body")


def frozen(store: Store, asset: str, at: datetime, before_s: int, after_s: int) -> Frame:
    """What an asset sent before and after a moment, and how it was judged at it. Raises `GatewayError`."""
    return frame(store, asset, at, before_s, after_s)
