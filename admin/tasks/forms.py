"""A task as a program sends it: a new one, a change of one, and what was found and done."""

from collections.abc import Callable
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from admin.pages.forms import MOMENT_OR_NONE, Text
from admin.tasks import said
from admin.tasks.iso14224 import ACTIVITIES, CAUSES, DETECTIONS, MECHANISMS
from contract.tasks import CANCELLED, CATEGORIES, IN_PROGRESS, OPEN, PLANNED

CHANGES = (OPEN, PLANNED, IN_PROGRESS, CANCELLED)
"""The states that a change may say; a task is done by closing it out."""
_A_DAY = "a day such as 2026-01-31"
_H = "hours"

Hours = float | None


class NewTask(BaseModel):
    """A task that people make; without `due` it has no date, and without `mode` its costs are not known."""

    model_config = ConfigDict(extra="forbid", strict=True)

    asset: Text
    title: Text
    action: Text = ""
    mode: Text = Field(default="", description="a failure mode of the class, or any other name")
    due: Text = Field(default="", json_schema_extra=MOMENT_OR_NONE)
    planned_on: Text = Field(default="", description=_A_DAY)
    assignee: Text = ""
    note: Text = ""
    why: Text = ""


class Change(BaseModel):
    """What to change of a task; what is left out stays as it is.

    A day makes it `planned`, an empty one `open`; an empty `due` is again what follows from what is known. `why` is for
    the audit, which without one says what was changed.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    state: Text = Field(OPEN, json_schema_extra={"enum": list(CHANGES)})
    planned_on: Text = Field(default="", description=_A_DAY)
    assignee: Text = ""
    due: Text = Field(default="", json_schema_extra=MOMENT_OR_NONE)
    note: Text = ""
    why: Text = ""

    def changes(self, today: date) -> dict[str, Any]:
        """What is named, as it is kept; raises `ContractError`."""
        kept: dict[str, Callable[[], Any]] = {
            "state": lambda: said.choice("state", self.state, CHANGES),
            "planned_on": lambda: said.day("planned_on", self.planned_on, today),
            "assignee": lambda: said.line("assignee", self.assignee),
            "due": lambda: said.moment("due", self.due),
            "note": lambda: said.note("note", self.note),
        }
        return {name: keep() for name, keep in kept.items() if name in self.model_fields_set}


class CloseOut(BaseModel):
    """What was found and done, in the terms of ISO 14224; "" and null are what nobody has said.

    `found` is the failure mode, of the class or any other name; the words of the others are those of the standard's
    tables, or any other. `closed` is when the work was finished, now where it is left out.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    category: Text = Field(json_schema_extra={"enum": list(CATEGORIES)})
    found: Text = ""
    root_cause: Text = Field(default="", examples=list(CAUSES[:3]))
    mechanism: Text = Field(default="", examples=list(MECHANISMS[:3]))
    detection: Text = Field(default="", examples=list(DETECTIONS[:3]))
    activity: Text = Field(default="", examples=list(ACTIVITIES[:3]))
    man_hours: Hours = Field(None, ge=0, le=said.MOST_H, allow_inf_nan=False, description=_H)
    downtime_h: Hours = Field(None, ge=0, le=said.MOST_H, allow_inf_nan=False, description=_H)
    closed: Text = Field(default="", json_schema_extra=MOMENT_OR_NONE)
    note: Text = ""
    why: Text = ""

    def fields(self) -> dict[str, Any]:
        """The fields of a task that is done, but for when; raises `ContractError`."""
        words = ("root_cause", "mechanism", "detection", "activity")
        return {
            "category": said.choice("category", self.category, CATEGORIES),
            "found": said.named("found", self.found),
            **{name: said.line(name, getattr(self, name)) for name in words},
            "man_hours": said.hours("man_hours", self.man_hours),
            "downtime_h": said.hours("downtime_h", self.downtime_h),
        }
