"""One asset: its risk and what it is made of, its signals, its faults, and their course over a span of time."""

from dataclasses import dataclass
from datetime import datetime

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
from admin.readings import learned, presence, risk, scores
from admin.readings.learned import Learned
from admin.readings.risk import Contribution, Risk, Sample
from admin.readings.scores import Band, Score
from admin.store import Store
from admin.thresholds import service as thresholds
from analytics.policies.policy import Policy
from web.errors import not_found


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An asset as it is now; `risk` is `None` while the worker is still learning it.

    `diagnosis` is `None` where the worker has named no failure mode within the last hour; `condition` and `prognosis`
    (when it will fail) are where nothing was said of them within a week. `incidents` are those that are open.
    """

    asset: str
    asset_class: str
    site: str
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


@dataclass(frozen=True, slots=True)
class Courses:
    """What the charts of an asset show."""

    risk: list[Sample]
    bands: dict[str, Band]
    policies: dict[str, Policy]
    past: Past


def report(store: Store, asset: str) -> Report:
    """What is known of an asset now; a 404 `ApiError` where nothing is."""
    signals, episodes = store.start(scores.scores, store, asset), store.start(faults.of_asset, store, asset)
    named, present = store.start(repository.diagnosis, store, asset), store.start(presence.of_asset, store, asset)
    asking = store.start(prognosis.of_asset, store, asset)
    going_on = store.start(incidents.chosen, store, "open", "", asset, incidents.DAYS)
    facts = store.start(learned.of_asset, store, asset)
    judged, parts = risk.of_asset(store, asset) or (None, [])
    seen = present.result()
    known = judged or seen
    if known is None:
        raise not_found("asset", asset)
    forecast, condition = asking.result()
    return Report(
        asset=asset,
        asset_class=known.asset_class,
        site=known.site,
        seen=seen.time if seen else None,
        due=seen.due if seen else None,
        risk=judged,
        diagnosis=named.result(),
        condition=condition,
        prognosis=forecast,
        contributions=parts,
        scores=signals.result(),
        learned=facts.result(),
        faults=episodes.result(),
        incidents=going_on.result(),
    )


def courses(store: Store, found: Report, span: Span, now: datetime) -> Courses:
    """The course of risk and of every signal, what each signal is judged by, and what led to what lies ahead."""
    asset = found.asset
    past = store.start(prognosis.past, store, asset, found.prognosis, now)
    bands = store.start(scores.bands, store, asset, *span.edges)
    course = store.start(risk.course, store, asset, *span.edges)
    policies = thresholds.policies(store, asset, found.asset_class)
    return Courses(course.result(), bands.result(), policies, past.result())
