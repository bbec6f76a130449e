"""A proposal to try, as a person types it into the form of a threshold, and as a program sends it."""

import time
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from admin.pages.forms import PageForm, Text, number
from admin.thresholds.forms import TRIAL_DAYS, PolicyForm
from analytics.policies.maintenance import Work
from analytics.worker.trial import MOST_BUDGET, Order
from contract.catalogue import Direction
from contract.errors import ContractError
from contract.time import DAY, SECOND

MOST_WORKS = 100
BESIDE = frozenset({"scope", "signal", "version", "why"})
"""What is typed and is no part of a policy."""
Number = Annotated[float, Field(allow_inf_nan=False)]
Moment = Annotated[datetime, Field(description="RFC 3339, with its zone")]


class Changes(BaseModel):
    """What to change of what is in force: a field that is left out stays, and a limit that is null is none."""

    model_config = ConfigDict(extra="forbid")

    direction: Direction | None = None
    sensitivity: Number | None = None
    min_deviation: Number | None = None
    warn_low: Number | None = None
    warn_high: Number | None = None
    crit_low: Number | None = None
    crit_high: Number | None = None
    dwell_s: Number | None = None
    enabled: bool = True


class Window(BaseModel):
    """Work on an asset, in which nothing of it would have been told."""

    model_config = ConfigDict(extra="forbid")

    asset: Text
    begin: Moment
    until: Moment


class Proposal(BaseModel):
    """Another policy for a signal in a scope (`default`, a class or an asset), work on assets, or both; and the span of
    history that it is tried on. With a `budget` of alarms an asset and week, policies are found for the class
    `scope`."""

    model_config = ConfigDict(extra="forbid")

    start: Moment
    stop: Moment
    scope: Text = ""
    signal: Text = ""
    changes: Changes = Changes()
    works: Annotated[list[Window], Field(max_length=MOST_WORKS)] = []
    budget: Annotated[float, Field(ge=0, le=MOST_BUDGET, allow_inf_nan=False)] | None = None

    def order(self) -> Order:
        """The same as the process is told it."""
        works = [Work(one.asset, ns(one.begin), ns(one.until), relearn=False) for one in self.works]
        changes = self.changes.model_dump(exclude_unset=True)
        return Order(
            start=ns(self.start),
            stop=ns(self.stop),
            scope=self.scope,
            signal=self.signal,
            changes=changes,
            works=works,
            budget=self.budget,
        )


class CalmForm(PageForm):
    """A class for which calmer policies are looked for, under how many alarms an asset and week, on how many days."""

    asset_class: str = ""
    budget: str = "1"
    days: str = "7"

    def order(self) -> Order:
        """The same as the process is told it; raises `ContractError`."""
        start, stop = _last(self.days)
        budget = number("budget", self.budget)
        if budget is None or not 0 <= budget <= MOST_BUDGET:
            raise ContractError("budget", f"must be a number from 0 to {MOST_BUDGET:g}")
        return Order(start=start, stop=stop, scope=self.asset_class, budget=budget)


class TrialForm(PolicyForm):
    """A policy as it was typed, and on how many of the last days it is tried."""

    def order(self, scope: str, signal: str) -> Order:
        """The same as the process is told it; raises `ContractError`."""
        start, stop = _last(self.days)
        changes = {name: value for name, value in self.record(scope, signal).items() if name not in BESIDE}
        return Order(start=start, stop=stop, scope=scope, signal=signal, changes=changes)


def _last(days: str) -> tuple[int, int]:
    """The begin and the end (ns) of so many of the last days."""
    if days not in TRIAL_DAYS:
        raise ContractError("days", f"must be one of {', '.join(TRIAL_DAYS)}")
    stop = time.time_ns() // SECOND * SECOND
    return stop - int(days) * DAY, stop


def ns(moment: datetime) -> int:
    """A moment in nanoseconds since 1970, to the second."""
    return int(moment.timestamp()) * SECOND
