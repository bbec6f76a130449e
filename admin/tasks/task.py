"""A task of maintenance as a row of the store says it, and as people and programs see it."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from admin.records import Record, moment, nanoseconds, number, text
from contract.errors import ContractError
from contract.measurements import COMMON_TAGS, Value
from contract.registry import MEDIUM
from contract.tasks import CATEGORIES, KINDS, OPEN, PREDICTED, STATES, TASK, TO_DO, UNKNOWN_H

RULE, PERSON = "rule", "person"
COSTS = ("cost_early", "cost_deferred", "downtime_early_h", "downtime_deferred_h")
HOURS = ("man_hours", "downtime_h")
TIMES = ("due", "created", "closed")
_NOT_SAID = ("version", "actor", "why", "planned_on", *COSTS, *HOURS, *TIMES)
_TEXTS = tuple(name for name in TASK.fields if name not in _NOT_SAID)
_CHOICES = {"kind": KINDS, "state": STATES, "category": ("", *CATEGORIES), "due_by": (RULE, PERSON)}


class Task(BaseModel):
    """One task; "" and null are what nobody has said. Version 0 is one that nobody has touched yet.

    `due` is when it is to be done at the latest, `because` why then; with `due_by` of `person` somebody said so.
    `cost_early` is what it costs mended in time, `cost_deferred` once it has failed, in `currency`, the hours it stands
    meanwhile beside them, of a failure mode and from `cost_source`. From `found` on it is what was closed out, by
    ISO 14224.
    """

    model_config = ConfigDict(frozen=True)

    task: str
    kind: str = PREDICTED
    state: str = OPEN
    asset: str
    asset_class: str
    site: str
    title: str
    action: str = ""
    mode: str = ""
    incident: str = ""
    criticality: str = MEDIUM
    due: datetime | None = None
    due_by: str = RULE
    because: str = ""
    planned_on: date | None = None
    assignee: str = ""
    note: str = ""
    created: datetime
    closed: datetime | None = None
    cost_early: float | None = None
    cost_deferred: float | None = None
    currency: str = ""
    downtime_early_h: float | None = None
    downtime_deferred_h: float | None = None
    cost_source: str = ""
    found: str = ""
    root_cause: str = ""
    mechanism: str = ""
    detection: str = ""
    activity: str = ""
    category: str = ""
    man_hours: float | None = None
    downtime_h: float | None = None
    version: int = 0
    actor: str = ""
    why: str = ""

    @property
    def is_to_do(self) -> bool:
        """Whether it is still to be done."""
        return self.state in TO_DO

    @property
    def is_of_prognosis(self) -> bool:
        """Whether it follows from a prognosis alone, and not from an incident."""
        return self.kind == PREDICTED and not self.incident


class Row(Task):
    """One as it stands in the store; `time` is nanoseconds since 1970."""

    time: int


def parse(row: Record) -> Row:
    """The task of a row; raises `ContractError` where it is not whole, as when it is just being written."""
    if missing := [name for name in TASK.fields if name not in row]:
        raise ContractError(missing[0], "is missing")
    if (version := number(row, "version") or 0) < 1:
        raise ContractError("version", "does not count from 1")
    said: dict[str, Any] = {name: text(row, name) for name in (*TASK.tags, *_TEXTS, "actor", "why")}
    for name, choice in _CHOICES.items():
        if said[name] not in choice:
            raise ContractError(name, f"{said[name][:100]!r} is not one of {', '.join(choice)}")
    # A line break comes back as that of CSV.
    said["note"] = said["note"].replace("\r\n", "\n")
    said |= {name: _known(row, name) for name in (*COSTS, *HOURS)}
    said |= {name: _moment(row, name) for name in TIMES}
    if said["created"] is None:
        raise ContractError("created", "is no time")
    return Row(**said, planned_on=_day(text(row, "planned_on")), version=int(version), time=row["_time"])


def tags(task: Task) -> dict[str, str]:
    """The tags of its row."""
    return {name: getattr(task, name) for name in (*COMMON_TAGS, "task")}


def fields(task: Task) -> dict[str, Value]:
    """What a row says of a task, beside its tags."""
    return {
        **{name: getattr(task, name) for name in (*_TEXTS, "version", "actor", "why")},
        **{name: _or_unknown(getattr(task, name)) for name in (*COSTS, *HOURS)},
        **{name: nanoseconds(at) if (at := getattr(task, name)) else 0 for name in TIMES},
        "planned_on": task.planned_on.isoformat() if task.planned_on else "",
    }


def _or_unknown(value: float | None) -> float:
    return UNKNOWN_H if value is None else value


def _known(row: Record, name: str) -> float | None:
    found = number(row, name)
    return None if found is None or found < 0 else float(found)


def _moment(row: Record, name: str) -> datetime | None:
    found = row[name]
    return moment(found) if isinstance(found, int) and not isinstance(found, bool) and found > 0 else None


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise ContractError("planned_on", f"{said[:100]!r} is not a day such as 2026-01-31") from None
