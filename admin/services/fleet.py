"""The fleet at a glance: every asset with its risk, ranked, and how many stand at which level."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from admin.levels import LEVELS, SILENT, is_silent, level_name
from admin.repository import faults, presence, quality, risk
from admin.repository.faults import Fault
from admin.repository.presence import Presence
from admin.repository.quality import Issue
from admin.repository.risk import Risk, Sample
from admin.repository.store import Store

COURSE_HOURS = 6.0
COURSE_POINTS = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One asset in the ranking.

    `state` is the name of its level, or `silent`; `since` is when its oldest open fault was raised; `seen` is its
    newest sample.
    """

    asset: str
    asset_class: str
    site: str
    state: str
    silent: bool
    risk: float
    level: int
    band: str
    health: float | None
    top_signal: str
    reason: str
    judged: datetime
    seen: datetime | None
    since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """All assets that were judged, highest risk first, and those that only send yet."""

    counts: dict[str, int]
    assets: list[Entry]
    learning: list[Presence]


def overview(store: Store) -> Fleet:
    """The fleet as it is now."""
    risks, seen, episodes = store.start(risk.ranked, store), store.start(presence.present, store), _open(store)
    present = seen.result()
    entries = [_entry(item, present.get(item.asset), episodes.get(item.asset, [])) for item in risks.result()]
    judged = {entry.asset for entry in entries}
    counts = Counter(entry.state for entry in entries)
    return Fleet(
        counts={name: counts[name] for name in (*reversed(LEVELS), SILENT)},
        assets=entries,
        learning=[item for asset, item in sorted(present.items()) if asset not in judged],
    )


def courses(store: Store) -> dict[str, list[Sample]]:
    """Every asset's risk over the last `COURSE_HOURS`."""
    return risk.courses(store, COURSE_HOURS, COURSE_POINTS)


def issues(store: Store) -> list[Issue]:
    """Data faults of the last day."""
    return quality.issues(store)


def _open(store: Store) -> dict[str, list[Fault]]:
    found: dict[str, list[Fault]] = {}
    for fault in faults.episodes(store):
        if fault.is_open:
            found.setdefault(fault.asset, []).append(fault)
    return found


def _entry(item: Risk, seen: Presence | None, episodes: list[Fault]) -> Entry:
    newest = seen.time if seen else None
    silent = is_silent(newest)
    return Entry(
        asset=item.asset,
        asset_class=item.asset_class,
        site=item.site,
        state=SILENT if silent else level_name(item.level),
        silent=silent,
        risk=item.risk,
        level=item.level,
        band=item.band,
        health=item.health,
        top_signal=item.top_signal,
        reason=item.reason,
        judged=item.time,
        seen=newest,
        since=min((fault.raised for fault in episodes), default=None),
    )
