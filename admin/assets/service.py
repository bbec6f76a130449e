"""One asset: its risk and what it is made of, its signals, its faults, and their course over a span of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from pydantic import TypeAdapter

from admin.assets import repository
from admin.assets.repository import Diagnosis
from admin.assets.span import Span
from admin.faults import service as faults
from admin.faults.episode import Fault
from admin.incidents import service as incidents
from admin.incidents.incident import Incident
from admin.prognosis import service as prognosis
from admin.prognosis.outlook import Checkup, Prognosis
from admin.prognosis.service import Past
from admin.readings import importance, learned, presence, risk, scores
from admin.readings.history import History
from admin.readings.history import history as judgements
from admin.readings.importance import UNSAID
from admin.readings.learned import Learned
from admin.readings.risk import Contribution, Risk, Sample
from admin.readings.scores import Band, Score
from admin.store import Store
from admin.thresholds import service as thresholds
from admin.v1.paging import before
from admin.v1.span import edges
from analytics.policies.policy import Policy
from web.errors import not_found

KEPT_DAYS = 400
"""How long judgements are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An asset as it is now; `risk` is `None` while the worker is still learning it.

    `diagnosis` is `None` where the worker has named no failure mode within the last hour; `condition` and `prognosis`
    (when it will fail) are where nothing was said of them within a week. `incidents` are those that are open.
    """

    asset: str
    asset_class: str
    site: str
    criticality: str
    retired: bool
    seen: datetime | None
    due: datetime | None
    risk: Risk | None
    diagnosis: Diagnosis | None
    condition: Checkup | None
    prognosis: Prognosis | None
    contributions: list[Contribution]
    scores: list[Score]
    learned: list[Learned]
    faults: list[Fault]
    incidents: list[Incident]

    @property
    def open_faults(self) -> list[Fault]:
        """Those of the faults that have not cleared."""
        return [fault for fault in self.faults if fault.is_open]


_JSON = TypeAdapter(Report)


@dataclass(frozen=True)  # without slots, so that a property can be kept
class Told:
    """A report, and the same as JSON, made once for all who ask."""

    report: Report

    @cached_property
    def json(self) -> bytes:
        """The report as the API tells it."""
        return _JSON.dump_json(self.report)


@dataclass(frozen=True, slots=True)
class Courses:
    """What the charts of an asset show."""

    risk: list[Sample]
    bands: dict[str, Band]
    policies: dict[str, Policy]
    past: Past


@dataclass(frozen=True, slots=True, kw_only=True)
class Wellbeing:
    """How an asset is and what lies ahead of it, without its signals; see `Report`."""

    asset: str
    asset_class: str
    site: str
    seen: datetime | None
    risk: Risk | None
    diagnosis: Diagnosis | None
    condition: Checkup | None
    prognosis: Prognosis | None
    incidents: list[Incident]


def wellbeing(found: Told) -> Wellbeing:
    """That part of a report."""
    report = found.report
    return Wellbeing(**{name: getattr(report, name) for name in Wellbeing.__dataclass_fields__})


def history(store: Store, asset: str, begin: str, end: str, cursor: str, limit: int) -> History:
    """The newest judgements of an asset within a range. Raises `ContractError`, and a 404 `ApiError`."""
    start, stop = edges(begin, end, timedelta(days=KEPT_DAYS), timedelta(days=KEPT_DAYS))
    stop = before(cursor, stop)
    found = judgements(store, asset, start, stop, limit) if start < stop else None
    if found is None:
        raise not_found("asset", asset)
    return found


def told(store: Store, assets: Sequence[str]) -> dict[str, Told]:
    """What is known of some assets now, by asset; those of which nothing is are left out."""
    return {asset: Told(report) for asset, report in reports(store, assets).items()}


def known(asset: str, found: Told | None) -> Told:
    """What was found of an asset; a 404 `ApiError` where that is nothing."""
    if found is None:
        raise not_found("asset", asset)
    return found


def reports(store: Store, assets: Sequence[str]) -> dict[str, Report]:
    """The same as reports."""
    signals, episodes = store.start(scores.of_assets, store, assets), store.start(faults.by_asset, store, assets)
    named, present = store.start(repository.diagnoses, store, assets), store.start(presence.of_assets, store, assets)
    asking, going_on = store.start(prognosis.known, store, assets), store.start(incidents.open_of, store, assets)
    facts = store.start(learned.of_assets, store, assets)
    said = store.start(importance.of_assets, store, assets)
    judged, matters = risk.of_assets(store, assets), said.result()
    seen, (forecasts, conditions) = present.result(), asking.result()
    return {
        asset: Report(
            asset=asset,
            asset_class=home.asset_class,
            site=home.site,
            criticality=matters.get(asset, UNSAID).criticality,
            retired=matters.get(asset, UNSAID).retired,
            seen=seen[asset].time if asset in seen else None,
            due=seen[asset].due if asset in seen else None,
            risk=judged[asset][0] if asset in judged else None,
            diagnosis=named.result().get(asset),
            condition=conditions.get(asset),
            prognosis=forecasts.get(asset),
            contributions=judged[asset][1] if asset in judged else [],
            scores=signals.result().get(asset, []),
            learned=facts.result().get(asset, []),
            faults=episodes.result().get(asset, []),
            incidents=going_on.result().get(asset, []),
        )
        for asset in assets
        if (home := judged[asset][0] if asset in judged else seen.get(asset))
    }


def courses(store: Store, found: Report, span: Span, now: datetime) -> Courses:
    """The course of risk and of every signal, what each signal is judged by, and what led to what lies ahead."""
    asset = found.asset
    past = store.start(prognosis.past, store, asset, found.prognosis, now)
    bands = store.start(scores.bands, store, asset, *span.edges)
    course = store.start(risk.course, store, asset, *span.edges)
    policies = thresholds.policies(store, asset, found.asset_class)
    return Courses(course.result(), bands.result(), policies, past.result())
