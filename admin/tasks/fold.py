"""The tasks that there are: those that people have touched, and those that follow from what is known now.

A pure function of open incidents, prognoses, the registry and the rows of the store. What nobody has touched is not
stored, so that it cannot be out of date: it comes with its incident and goes with it. What somebody has touched stays
until it is done or cancelled; what it says of the asset is renewed for as long as what it follows from goes on.

One task an incident, and one an asset that has a date or is likely to fail (`Outlooks.waits`) without an incident; an
incident of the same failure mode belongs to that task, where somebody has touched it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from admin.incidents.incident import Incident
from admin.prognosis.outlook import Checkup, Prognosis
from admin.registry.asset import Asset
from admin.tasks.costs import costs
from admin.tasks.due import Known, due
from admin.tasks.ids import following
from admin.tasks.task import PERSON, Task
from admin.tasks.words import action_of, title_of
from analytics.policies.feedback import Verdict
from contract.catalogue import CLASSES
from contract.registry import MEDIUM
from contract.tasks import PREDICTED

SETTLES = timedelta(days=7)
"""What is foretold so soon after a predicted task of its asset was over tells of what was before that."""
OVER = frozenset({Verdict.FALSE, Verdict.EXPECTED, Verdict.MAINTENANCE})
"""An incident that was answered so needs no task, until it gets worse."""
_RENEWED = (
    "asset_class", "site", "title", "action", "mode", "criticality", "cost_early", "cost_deferred", "currency",
    "downtime_early_h", "downtime_deferred_h", "cost_source",
)  # fmt: skip
"""What a task that goes on says of its asset."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known now, by asset: open incidents, prognoses, conditions, what the registry says, and which wait."""

    incidents: Mapping[str, Sequence[Incident]] = field(default_factory=dict)
    prognoses: Mapping[str, Prognosis] = field(default_factory=dict)
    conditions: Mapping[str, Checkup] = field(default_factory=dict)
    registry: Mapping[str, Asset] = field(default_factory=dict)
    waiting: frozenset[str] = frozenset()

    def criticality(self, asset: str) -> str:
        """What the registry says of it, `medium` of one that it does not know."""
        return found.criticality if (found := self.registry.get(asset)) else MEDIUM

    def is_retired(self, asset: str) -> bool:
        """Whether it was taken out of service."""
        return bool((found := self.registry.get(asset)) and found.retired_on)


def fold(stored: Iterable[Task], known: Evidence) -> list[Task]:
    """All tasks, in no order."""
    rows = {task.task: task for task in stored}
    follow = {task.task: task for task in _following(list(rows.values()), known)}
    untouched = [task for name, task in follow.items() if name not in rows]
    return [*(_renewed(task, follow.get(name), known) for name, task in rows.items()), *untouched]


def _following(stored: Sequence[Task], known: Evidence) -> Iterator[Task]:
    held = {
        task.asset: task
        for task in stored
        if task.is_to_do and task.is_of_prognosis and task.asset in known.waiting and task.asset in known.prognoses
    }
    closed = Counter(task.asset for task in stored if not task.is_to_do and task.is_of_prognosis)
    last = _last_closed(stored)
    for asset in sorted({*known.incidents, *known.waiting}):
        if known.is_retired(asset):
            continue
        own, joined = _parted(known.incidents.get(asset, ()), held.get(asset))
        yield from (_of_incident(each, known) for each in own)
        prognosis = known.prognoses.get(asset) if asset in known.waiting else None
        is_new = not own and (asset not in last or (prognosis and prognosis.time > last[asset] + SETTLES))
        if prognosis and (asset in held or is_new):
            yield _of_prognosis(asset, closed[asset], prognosis, joined, known)


def _last_closed(stored: Iterable[Task]) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for task in stored:
        if task.closed and not task.is_to_do and task.kind == PREDICTED:
            found[task.asset] = max(task.closed, found.get(task.asset, task.closed))
    return found


def _parted(incidents: Iterable[Incident], held: Task | None) -> tuple[list[Incident], list[Incident]]:
    """The incidents that have a task of their own, and those that belong to the one of the prognosis."""
    mine = [each for each in incidents if not (each.quiet and each.answer in OVER)]
    joined = [each for each in mine if held and held.mode and each.cause == held.mode]
    return [each for each in mine if each not in joined], joined


def _of_incident(incident: Incident, known: Evidence) -> Task:
    asset = incident.asset
    found = due(
        Known(
            since=incident.opened,
            severity=incident.severity,
            criticality=known.criticality(asset),
            forecast=known.prognoses.get(asset),
            condition=known.conditions.get(asset),
        )
    )
    return Task(
        task=following("incident", incident.id), incident=incident.id, asset=asset, asset_class=incident.asset_class,
        site=incident.site, title=title_of(incident), action=action_of(incident), mode=incident.cause,
        criticality=known.criticality(asset), due=found.at, because=found.because, created=incident.opened,
        **costs(incident.asset_class, incident.cause),
    )  # fmt: skip


def _of_prognosis(asset: str, number: int, prognosis: Prognosis, joined: Sequence[Incident], known: Evidence) -> Task:
    worst = min(joined, key=lambda each: (not each.is_critical, each.opened), default=None)
    since = worst.opened if worst else prognosis.time
    found = due(
        Known(
            since=since,
            severity=worst.severity if worst else "",
            criticality=known.criticality(asset),
            forecast=prognosis,
            condition=known.conditions.get(asset),
        )
    )
    mode = prognosis.indicator if prognosis.indicator in _modes(prognosis.asset_class) else ""
    return Task(
        task=following("prognosis", asset, number), asset=asset, asset_class=prognosis.asset_class, site=prognosis.site,
        title=title_of(prognosis), action=action_of(prognosis), mode=mode, criticality=known.criticality(asset),
        due=found.at, because=found.because, created=since, **costs(prognosis.asset_class, mode),
    )  # fmt: skip


def _modes(asset_class: str) -> Mapping[str, object]:
    return CLASSES[asset_class].modes if asset_class in CLASSES else {}


def _renewed(task: Task, now: Task | None, known: Evidence) -> Task:
    """A task that somebody has touched, with what is known of its asset now."""
    if not task.is_to_do:
        return task
    if now is None:
        matters = known.criticality(task.asset) if task.asset in known.registry else task.criticality
        return task.model_copy(update={"criticality": matters})
    names = _RENEWED if task.due_by == PERSON else (*_RENEWED, "due", "because")
    return task.model_copy(update={name: getattr(now, name) for name in names})
