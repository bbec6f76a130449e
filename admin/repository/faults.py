"""Fault episodes: what was raised, when, whether it has cleared, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from admin.repository.diagnosis import parts
from admin.repository.records import Record, newest, records
from admin.repository.store import Store

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
    onsets = {_key(row): row["_time"] for row in records(store.ask("admin_fault_onsets", start=start))}
    rows = newest(records(store.ask("admin_faults", start=start)), "asset", "episode")
    found = [_fault(row, onsets) for row in rows if row.get("state")]
    return sorted(found, key=lambda fault: (not fault.is_open, -fault.raised.timestamp()))


def _key(row: Record) -> tuple[str, str]:
    return row["asset"], row["episode"]


def _fault(row: Record, onsets: Mapping[tuple[str, str], datetime]) -> Fault:
    mode = row.get("mode") or UNKNOWN
    return Fault(
        asset=row["asset"],
        asset_class=row.get("asset_class") or "",
        site=row.get("site") or "",
        code=row.get("code") or "",
        severity=row.get("severity") or "",
        episode=row.get("episode") or "",
        raised=onsets.get(_key(row), row["_time"]),
        cleared=row["_time"] if row.get("state") == "cleared" else None,
        risk=row.get("risk"),
        observed=row.get("observed"),
        limit=row.get("limit"),
        description=row.get("description") or "",
        recommendation=row.get("recommendation") or "",
        mode=mode if mode != UNKNOWN else "",
        confidence=row.get("confidence") if mode != UNKNOWN else None,
        against=parts(row.get("against")),
    )
