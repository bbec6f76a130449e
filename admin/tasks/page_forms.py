"""A task as a person types it on a page; days as `2026-11-21`, times as `2026-11-21T08:00` in UTC."""

from typing import Any, Self

from admin.pages.forms import LOCAL, PageForm, number
from admin.tasks.forms import Change, CloseOut, NewTask
from admin.tasks.task import PERSON, Task


class NewForm(PageForm):
    """The form of a new task."""

    asset: str = ""
    title: str = ""
    action: str = ""
    mode: str = ""
    due: str = ""
    planned_on: str = ""
    assignee: str = ""
    note: str = ""

    def order(self) -> NewTask:
        """The same as a program would send it."""
        return NewTask(**self.model_dump() | {"due": _utc(self.due)})


class CalendarForm(PageForm):
    """Whose tasks a calendar is to show, "" for all."""

    site: str = ""
    assignee: str = ""


class PlanForm(PageForm):
    """The form that says who does a task and when; an empty `due` is what follows from what is known."""

    version: int = 0
    planned_on: str = ""
    assignee: str = ""
    due: str = ""
    note: str = ""
    why: str = ""

    @classmethod
    def of(cls, task: Task) -> Self:
        """The form of a task as it is."""
        return cls(
            version=task.version,
            planned_on=task.planned_on.isoformat() if task.planned_on else "",
            assignee=task.assignee,
            due=f"{task.due:{LOCAL}}" if task.due and task.due_by == PERSON else "",
            note=task.note,
        )

    def order(self, task: Task) -> Change:
        """What was changed of the task: a day that is over already may stay."""
        now = self.of(task)
        typed: dict[str, Any] = {
            name: getattr(self, name)
            for name in ("planned_on", "assignee", "due", "note")
            if getattr(self, name) != getattr(now, name)
        }
        if "due" in typed:
            typed["due"] = _utc(self.due)
        return Change(**typed, why=self.why)


class StateForm(PageForm):
    """A button that starts a task, cancels it or opens it again."""

    version: int = 0
    state: str = ""
    why: str = ""

    def order(self) -> Change:
        """The same as a program would send it."""
        return Change(state=self.state, why=self.why)


class CloseForm(PageForm):
    """The form that closes a task out."""

    version: int = 0
    category: str = ""
    found: str = ""
    root_cause: str = ""
    mechanism: str = ""
    detection: str = ""
    activity: str = ""
    man_hours: str = ""
    downtime_h: str = ""
    closed: str = ""
    note: str = ""

    def order(self) -> CloseOut:
        """The same as a program would send it; raises `ContractError` for what is no number."""
        typed: dict[str, Any] = self.model_dump(exclude={"version"})
        typed |= {name: number(name, typed[name]) for name in ("man_hours", "downtime_h")}
        # What is no number of hours that is kept is told beside its field, not as a fault of the form.
        return CloseOut.model_construct(**typed | {"closed": _utc(self.closed)})


def _utc(local: str) -> str:
    return f"{local}Z" if local else ""
