"""One asset: its risk and what it is made of, its signals, its faults, and their course over a span of time."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from admin.assets import diagnosis, presence, risk
from admin.assets.diagnosis import Diagnosis
from admin.assets.presence import Presence
from admin.assets.risk import Contribution, Risk, Sample
from admin.faults import repository as faults
from admin.faults.repository import Fault
from admin.records import nanoseconds
from admin.signals import repository as signals
from admin.signals.repository import Band, Score
from admin.store import Store
from admin.thresholds import service as thresholds
from analytics.policies.maintenance import FIRST, LAST
from analytics.policies.policy import Policy
from contract.errors import ContractError
from web.errors import not_found

MOST_DAYS = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An asset as it is now; `risk` is `None` while the worker is still learning it.

    `diagnosis` is `None` where the worker has named no failure mode within the last hour.
    """

    asset: str
    asset_class: str
    site: str
    seen: datetime | None
    risk: Risk | None
    diagnosis: Diagnosis | None
    contributions: list[Contribution]
    scores: list[Score]
    faults: list[Fault]


@dataclass(frozen=True, slots=True)
class Span:
    """A span of time and the length of the windows that it is looked at in."""

    start: datetime
    stop: datetime
    points: int

    @property
    def every_s(self) -> float:
        """Seconds a window."""
        return (self.stop - self.start).total_seconds() / self.points

    @property
    def edges(self) -> tuple[int, int, float]:
        """Start and stop in nanoseconds since 1970, and seconds a window: what a query takes."""
        return nanoseconds(self.start), nanoseconds(self.stop), self.every_s


@dataclass(frozen=True, slots=True)
class Courses:
    """What the charts of an asset show."""

    risk: list[Sample]
    bands: dict[str, Band]
    policies: dict[str, Policy]


def report(store: Store, asset: str) -> Report:
    """What is known of an asset now; a 404 `ApiError` where nothing is."""
    scores, episodes = store.start(signals.scores, store, asset), store.start(faults.of_asset, store, asset)
    named = store.start(diagnosis.of_asset, store, asset)
    present, found = store.start(presence.of_asset, store, asset), risk.of_asset(store, asset)
    seen = present.result()
    judged, parts = found or (None, [])
    known = _home(asset, judged, seen)
    return Report(
        asset=asset,
        asset_class=known.asset_class,
        site=known.site,
        seen=seen.time if seen else None,
        risk=judged,
        diagnosis=named.result(),
        contributions=parts,
        scores=scores.result(),
        faults=episodes.result(),
    )


def home(store: Store, asset: str) -> Risk | Presence:
    """Where an asset belongs; a 404 `ApiError` where nothing is known of it."""
    present, found = store.start(presence.of_asset, store, asset), risk.of_asset(store, asset)
    return _home(asset, found[0] if found else None, present.result())


def courses(store: Store, asset: str, asset_class: str, span: Span) -> Courses:
    """The course of risk and of every signal, and what each signal is judged by."""
    bands = store.start(signals.bands, store, asset, *span.edges)
    course = store.start(risk.course, store, asset, *span.edges)
    rules = thresholds.policies(store, asset, asset_class)
    return Courses(course.result(), bands.result(), rules)


def span(start: str | None, stop: str | None, points: int) -> Span:
    """A span from a query string: RFC 3339 times, by default the last hour. Raises `ContractError`."""
    end = _time("stop", stop) if stop else datetime.now(UTC)
    begin = _time("start", start) if start else max(end - timedelta(hours=1), FIRST)
    if begin >= end:
        raise ContractError("start", "must be before stop")
    if end - begin > timedelta(days=MOST_DAYS):
        raise ContractError("start", f"is more than {MOST_DAYS} days before stop")
    return Span(begin, end, points)


def _home(asset: str, judged: Risk | None, seen: Presence | None) -> Risk | Presence:
    known = judged or seen
    if known is None:
        raise not_found("asset", asset)
    return known


def _time(field: str, text: str) -> datetime:
    try:
        # A `+` of an offset that a client did not encode arrives as a space.
        time = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        raise ContractError(field, f"{text[:100]!r} is not a time such as 2026-01-31T12:00:00Z") from None
    if time.tzinfo is None:
        raise ContractError(field, f"{text!r} does not say its offset from UTC; end it in Z")
    if not FIRST <= time < LAST:
        raise ContractError(field, f"{text!r} is not between {FIRST:%Y} and {LAST:%Y}")
    return time.astimezone(UTC)
