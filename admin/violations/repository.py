"""Events of driving, as the board of drives shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from admin.records import records, text
from admin.store import Store

WINDOW_S = 10.0
"""How exact begin and duration are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One event: how bad it was at worst, and the limit there, in `unit`; `place` is latitude and longitude."""

    asset: str
    kind: str
    begin: datetime
    duration_s: float
    worst: float
    limit: float
    unit: str
    road: str
    place: str


def violations(store: Store, sites: Sequence[str], start: int, stop: int) -> list[Violation]:
    """All events of some sites that happened between two times (ns), the newest first. Raises `GatewayError`."""
    rows = records(store.ask("panel_drive_events", start=start, stop=stop, every_s=WINDOW_S, site=sites))
    sound = store.sound(rows, "asset", "event", numbers=("duration_s", "worst", "limit"))
    return [
        Violation(
            asset=row["asset"],
            kind=row["event"].lower(),
            begin=row["begin"],
            duration_s=row["duration_s"],
            worst=row["worst"],
            limit=row["limit"],
            unit=text(row, "unit"),
            road=text(row, "road"),
            place=text(row, "place"),
        )
        for row in sound
    ]
