"""Tasks of maintenance: what people have decided of what is to be done."""

from contract.measurements import ACTOR, COMMON_TAGS, REASON, Field, Measurement
from contract.registry import UNKNOWN_COST

PREDICTED, MANUAL = "predicted", "manual"
KINDS = (PREDICTED, MANUAL)
OPEN, PLANNED, IN_PROGRESS, DONE, CANCELLED = "open", "planned", "in_progress", "done", "cancelled"
TO_DO = (OPEN, PLANNED, IN_PROGRESS)
STATES = (*TO_DO, DONE, CANCELLED)
"""The states of a task; those of `TO_DO` are still to be done."""
CATEGORIES = ("corrective", "preventive")
"""Categories of maintenance, ISO 14224: after it has failed, or before."""
UNKNOWN_H = UNKNOWN_COST
"""Hours that nobody has said."""

_MONEY = "in the currency; -1: not known"
_HOURS = "hours; -1: not known"
_OF_THE_MODE = "of the failure mode"

TASK = Measurement(
    bucket="config",
    name="task",
    says="A version of a task of maintenance that somebody has touched. Rows are only ever added, each is whole, and"
    " the newest holds. A task that follows from an incident or a prognosis, and that nobody has touched, has no row.",
    tags=(*COMMON_TAGS, "task"),
    fields={
        "kind": Field(str, "predicted: of an incident or a prognosis; manual: made by people"),
        "state": Field(str, "open, planned, in_progress, done or cancelled"),
        "title": Field(str, "what is wrong, or wanted"),
        "action": Field(str, "what is to be done; empty where nobody knows"),
        "mode": Field(str, "the failure mode that it is for; empty where none is named"),
        "incident": Field(str, "the incident that it is for; empty for none"),
        "criticality": Field(str, "of the asset, when this was written: low, medium or high"),
        "due": Field(int, "when it is to be done at the latest, nanoseconds since 1970; 0: no date is known"),
        "due_by": Field(str, "rule: it follows from what is known, and moves with that; person: somebody said so"),
        "because": Field(str, "why it is due then"),
        "planned_on": Field(str, "the day on which it is planned, such as 2026-01-31; empty while nobody said one"),
        "assignee": Field(str, "who does it; empty for nobody yet"),
        "note": Field(str, "what else there is to say"),
        "created": Field(int, "since when there is such a task, nanoseconds since 1970"),
        "closed": Field(int, "when it was done or cancelled, likewise; 0 while it is to be done"),
        "cost_early": Field(float, f"what it costs {_OF_THE_MODE} mended in time, {_MONEY}"),
        "cost_deferred": Field(float, f"what it costs once it has failed, {_MONEY}"),
        "currency": Field(str, "currency of both, ISO 4217; empty where they are not known"),
        "downtime_early_h": Field(float, f"how long it stands where it is mended in time, {_HOURS}"),
        "downtime_deferred_h": Field(float, f"how long it stands once it has failed, {_HOURS}"),
        "cost_source": Field(str, "where these figures are from"),
        "found": Field(str, "of one that is done, ISO 14224: the failure mode that was found, or any other name"),
        "root_cause": Field(str, "likewise: failure cause"),
        "mechanism": Field(str, "likewise: failure mechanism"),
        "detection": Field(str, "likewise: detection method"),
        "activity": Field(str, "likewise: maintenance activity"),
        "category": Field(str, "likewise: corrective or preventive"),
        "man_hours": Field(float, f"likewise: work, {_HOURS}"),
        "downtime_h": Field(float, f"likewise: how long it stood, {_HOURS}"),
        "version": Field(int, "counts up from 1"),
        "actor": ACTOR,
        "why": REASON,
    },
)

QUEUE_TIME = 0
"""The time of every point of the queue: what is told anew stands in the place of what was told before."""
TOLD_S = 300
"""How often the admin tells it."""

TASK_QUEUE = Measurement(
    bucket="config",
    name="task_queue",
    says="The tasks that are to be done, those that nobody has touched among them, as the admin sees them every five"
    " minutes, for dashboards. Every point has the time 0, so that each task has one. One that is over is told no more,"
    " as its `told` says.",
    tags=(*COMMON_TAGS, "task"),
    fields={
        **{
            name: TASK.fields[name]
            for name in (
                "kind", "state", "title", "action", "mode", "criticality", "due", "because", "assignee", "cost_early",
                "cost_deferred", "currency",
            )
        },
        "day": Field(str, "the day on which it is done, as people said it or as it follows from capacity"),
        "given": Field(bool, "whether people said that day"),
        "late": Field(bool, "whether that is after it is due, or over"),
        "cost_of_waiting": Field(float, f"what is expected to be lost by not doing it, {_MONEY}"),
        "p_fail_30d": Field(float, "how likely the asset is to fail within 30 days, 0 to 1; -1: not known"),
        "told": Field(int, "when this was told, nanoseconds since 1970"),
    },
)  # fmt: skip
