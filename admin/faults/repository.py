"""Fault episodes: what was raised, when, whether it has cleared, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from admin.assets.diagnosis import parts
from admin.records import Record, newest, number, records, text
from admin.store import Store
from store.frame import Frame

UNKNOWN = "unknown"
"""What the worker writes as a mode where nothing points at one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One episode; `cleared` is `None` while it is open. All but that is as it was when the episode was raised.

    `mode` is the failure mode that it looked like, "" where it looked like none; `confidence` in that is 0 to 1.
    """

    asset: str
    asset_class: str
    site: str
    code: str
    severity: str
    episode: str
    raised: datetime
    cleared: datetime | None
    risk: float | None
    observed: float | None
    limit: float | None
    description: str
    recommendation: str
    mode: str
    confidence: float | None
    against: list[str]

    @property
    def is_open(self) -> bool:
        """Whether it has not cleared yet."""
        return self.cleared is None


def episodes(store: Store, days: int = 30) -> list[Fault]:
    """Every episode with a point in the last days: open ones first, of each kind the newest first."""
    start = f"-{days}d"
    return _episodes(store, store.ask("admin_fault_onsets", start=start), store.ask("admin_faults", start=start))


def of_asset(store: Store, asset: str, days: int = 30) -> list[Fault]:
    """Those of one asset."""
    start = f"-{days}d"
    onsets = store.ask("admin_asset_fault_onsets", start=start, asset=asset)
    return _episodes(store, onsets, store.ask("admin_asset_faults", start=start, asset=asset))


def _episodes(store: Store, first: Frame, last: Frame) -> list[Fault]:
    onsets = {_key(row): row["_time"] for row in store.sound(records(first), "asset", "episode")}
    rows = newest(records(last), "asset", "episode")
    found = [_fault(row, onsets) for row in store.sound(rows, "asset", "episode", "state")]
    return sorted(found, key=lambda fault: (not fault.is_open, -fault.raised.timestamp()))


def _key(row: Record) -> tuple[str, str]:
    return row["asset"], row["episode"]


def _fault(row: Record, onsets: Mapping[tuple[str, str], datetime]) -> Fault:
    mode = text(row, "mode") or UNKNOWN
    return Fault(
        asset=row["asset"],
        asset_class=text(row, "asset_class"),
        site=text(row, "site"),
        code=text(row, "code"),
        severity=text(row, "severity"),
        episode=row["episode"],
        raised=onsets.get(_key(row), row["_time"]),
        cleared=row["_time"] if row["state"] == "cleared" else None,
        risk=number(row, "risk"),
        observed=number(row, "observed"),
        limit=number(row, "limit"),
        description=text(row, "description"),
        recommendation=text(row, "recommendation"),
        mode=mode if mode != UNKNOWN else "",
        confidence=number(row, "confidence") if mode != UNKNOWN else None,
        against=parts(row, "against"),
    )
