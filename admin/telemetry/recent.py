"""Samples of an asset as it sent them, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from admin.names import find_signal
from admin.records import moment
from admin.store import Store
from admin.telemetry import repository
from admin.telemetry.latest import STATE, Origin, is_number
from admin.telemetry.repository import TAGS
from admin.v1.newest import newest
from admin.v1.paging import write

MOST = 2000
"""Samples at once at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What an asset sent at a moment; `run_state` is "" where it sent none then."""

    time: datetime
    run_state: str
    values: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """Samples, the newest first; `units` are those of the signals that are in any of them.

    `origin` is `minute` where these are a minute's means, as the samples lie in a bucket of others. `next` is the
    cursor of what is older, null where there is none.
    """

    asset: str
    asset_class: str
    site: str
    origin: Origin
    units: dict[str, str]
    items: list[Sample]
    next: str | None


def recent(store: Store, asset: str, signals: Sequence[str], start: int, stop: int, limit: int) -> Recent | None:
    """The newest samples between two times (ns), of some signals where any are named; `None` where there are none."""
    origins: tuple[tuple[str, Origin], ...] = (("api_samples", "sample"), ("api_minutes", "minute"))
    for query, origin in origins:
        ask = partial(repository.samples, store, query, asset, signals, stop, limit + 1)
        if rows := newest(ask, start, stop, limit + 1):
            return _recent(asset, origin, rows, limit)
    return None


def _own(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in (*TAGS, "_time")}


def _recent(asset: str, origin: Origin, rows: Sequence[dict[str, Any]], limit: int) -> Recent:
    chosen, last = rows[:limit], rows[0]
    asset_class = str(last.get("asset_class", ""))
    samples = [_sample(row) for row in chosen]
    names = sorted({name for sample in samples for name in sample.values})
    return Recent(
        asset=asset,
        asset_class=asset_class,
        site=str(last.get("site", "")),
        origin=origin,
        units={name: known.unit for name in names if (known := find_signal(asset_class, name))},
        items=samples,
        next=write((chosen[-1]["_time"],)) if len(rows) > limit else None,
    )


def _sample(row: dict[str, Any]) -> Sample:
    own, state = _own(row), row.get(STATE)
    return Sample(
        time=moment(row["_time"]),
        run_state=state if isinstance(state, str) else "",
        values={name: value for name, value in sorted(own.items()) if is_number(value)},
    )
