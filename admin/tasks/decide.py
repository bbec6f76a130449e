"""What becomes of a task by what people decide: which state follows from which. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from admin.tasks.task import PERSON, RULE, Task
from contract.errors import ContractError
from contract.tasks import CANCELLED, DONE, IN_PROGRESS, OPEN, PLANNED
from web.errors import conflict


def changed(task: Task, changes: Mapping[str, Any], actor: str, now: datetime) -> Task:
    """The task after a change; `changes` are fields as they are kept.

    Raises `ContractError` where it makes no sense, and a 409 `ApiError` where the task is over.
    """
    if not changes:
        raise ContractError("state", "nothing is to be changed")
    _check_goes_on(task, changes)
    after = task.model_copy(update={name: changes[name] for name in ("assignee", "note") if name in changes})
    if "due" in changes:
        at = changes["due"]
        because = f"{actor} said so" if at else ""
        after = after.model_copy(update={"due": at, "due_by": PERSON if at else RULE, "because": because})
    return after.model_copy(update=_state(task, changes, now))


def closed(task: Task, found: Mapping[str, Any], at: datetime | None, now: datetime) -> Task:
    """The task once it is done, with what was found; `at` is when, now without one. Raises as `changed` does."""
    _check_goes_on(task, {})
    if at is not None and at > now:
        raise ContractError("closed", "is yet to come")
    return task.model_copy(update={**found, "state": DONE, "closed": at or now})


def in_words(before: Task, after: Task) -> str:
    """What a change comes to, for an audit whose writer gave no reason."""
    names = ("state", "planned_on", "assignee", "due", "note")
    said = [
        f"{name.replace('_', ' ')} {getattr(after, name) or 'none'}"
        for name in names
        if getattr(before, name) != getattr(after, name)
    ]
    return "; ".join(said)[:500] or "as it was"


def _check_goes_on(task: Task, changes: Mapping[str, Any]) -> None:
    if task.state == DONE:
        raise conflict("This task is done: what was found stays as it was said.", "state")
    if task.state == CANCELLED and changes.get("state") != OPEN:
        raise conflict("This task is cancelled: open it again first.", "state")


def _state(task: Task, changes: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The state, the day and the end that follow."""
    day = changes.get("planned_on", task.planned_on)
    state = changes.get("state") or (PLANNED if day else OPEN)
    if "state" not in changes and task.state == IN_PROGRESS:
        state = IN_PROGRESS
    if state == PLANNED and day is None:
        raise ContractError("planned_on", "say the day on which it is planned")
    if state == OPEN and changes.get("planned_on"):
        raise ContractError("state", "a task that has its day is planned")
    return {
        "state": state,
        "planned_on": None if state == OPEN else day,
        "closed": now if state == CANCELLED else None,
    }
