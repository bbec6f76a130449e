"""A freeze frame: what an asset sent before and after a moment, and how each signal was judged at it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from admin.records import nanoseconds, number, records
from admin.store import Store
from admin.telemetry.recent import MOST, Recent, Sample, recent
from contract.time import SECOND

LONGEST_S = 3600
_JUDGED = timedelta(hours=1)
"""How old the judgement of a signal may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """A signal at the moment: its newest value until then, and what was normal then; score 1 is the edge of normal."""

    signal: str
    observed: float | None
    expected: float | None
    lower: float | None
    upper: float | None
    score: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What led to a moment, and what came after: `signals` at it, the furthest off first, and samples, oldest first."""

    asset: str
    at: datetime
    signals: list[Frozen]
    units: dict[str, str]
    samples: list[Sample]


def frame(store: Store, asset: str, at: datetime, before_s: int, after_s: int) -> Frame:
    """The freeze frame of an asset at a moment; what is not kept any more is left out. Raises `GatewayError`."""
    asking = store.start(_signals, store, asset, at)
    begin, end = nanoseconds(at) - before_s * SECOND, nanoseconds(at) + after_s * SECOND + 1
    found: Recent | None = recent(store, asset, (), begin, end, MOST)
    return Frame(
        asset=asset,
        at=at,
        signals=asking.result(),
        units=found.units if found else {},
        samples=found.items[::-1] if found else [],
    )


def _signals(store: Store, asset: str, at: datetime) -> list[Frozen]:
    edges = nanoseconds(at - _JUDGED), nanoseconds(at) + 1
    rows = records(store.ask("panel_freeze_frame", start=edges[0], stop=edges[1], asset=asset, units="metric"))
    names = ("observed", "expected", "lower", "upper", "score")
    return [
        Frozen(signal=row["signal"], **{name: number(row, name) for name in names})
        for row in store.sound(rows, "signal")
    ]
