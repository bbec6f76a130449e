"""What lies ahead of the assets, as the pages of all nouns ask for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from admin.prognosis import repository
from admin.prognosis.outlook import Checkup, Condition, Forecast, Prognosis
from admin.readings.risk import Sample
from admin.records import nanoseconds
from admin.store import Store

LEAST, MOST, USUAL = timedelta(days=2), timedelta(days=60), timedelta(days=30)
"""How much of the past is shown beside a future: as long as that is, but no less and no more; the last without one."""
LIKELY = 0.01
"""From this probability on an asset without a date is to be looked after: less is said as `under 1 %`."""
POINTS = 200
"""Windows of that past."""


@dataclass(frozen=True, slots=True)
class Outlooks:
    """Of every asset of which it was said: when it will fail, and how it is, by asset."""

    forecasts: Mapping[str, Forecast]
    conditions: Mapping[str, Condition]

    def due(self, asset: str) -> float:
        """When an asset is to be looked after at the latest, in seconds since 1970; infinite where no date is known."""
        known = self.forecasts.get(asset)
        due = known.due if known else None
        return due.timestamp() if due else float("inf")

    def waits(self, asset: str) -> bool:
        """Whether an asset is to be looked after: it has a date, or is likely enough to fail within 30 days."""
        known = self.forecasts.get(asset)
        return known is not None and (known.due is not None or (known.p_fail_30d or 0.0) >= LIKELY)

    def urgency(self, asset: str) -> tuple[float, float]:
        """What assets that wait are ordered by: what is due first, without a date what is likeliest."""
        return self.due(asset), -(self.forecasts[asset].p_fail_30d or 0.0)


@dataclass(frozen=True, slots=True)
class Past:
    """What led to what is said of an asset now, from `start` on: its indicator, and its health (0 to 100)."""

    start: datetime
    indicator: list[Sample]
    health: list[Sample]


def outlooks(store: Store) -> Outlooks:
    """That of the fleet as it is now."""
    return Outlooks(*repository.outlooks(store))


def known(store: Store, assets: Sequence[str]) -> tuple[dict[str, Prognosis], dict[str, Checkup]]:
    """When some assets will fail, and how they are, as said last, by asset, where that was within a week."""
    return repository.known(store, assets)


def of_asset(store: Store, asset: str) -> tuple[Prognosis | None, Checkup | None]:
    """The same of one asset; `None` where nothing was said."""
    when, how = known(store, [asset])
    return when.get(asset), how.get(asset)


def past(store: Store, asset: str, known: Prognosis | None, now: datetime) -> Past:
    """What led to a prognosis: as far back as it looks ahead, within `LEAST` and `MOST`."""
    last = known.last if known else None
    length = min(max(last - now, LEAST), MOST) if last else USUAL
    edges = nanoseconds(now - length), nanoseconds(now), length.total_seconds() / POINTS
    # One after the other: this waits in a thread of the store's own already, and those that wait must not use them up.
    followed = repository.indicator(store, asset, known.indicator, *edges) if known and known.indicator else []
    return Past(now - length, followed, repository.health(store, asset, *edges))
