"""A proposal to try, as a person types it into the form of a threshold, and as a program sends it."""

import re
import time
from datetime import datetime
from datetime import time as hour_of_day
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from admin.pages.forms import PageForm, Text, number
from admin.thresholds.forms import TRIAL_DAYS, PolicyForm
from analytics.policies.maintenance import Work
from analytics.policies.silence import Silence
from analytics.worker.trial import MOST_BUDGET, Order
from contract.catalogue import Direction
from contract.errors import ContractError
from contract.time import DAY, SECOND

MOST_WORKS = 100
MOST_SILENCES = 20
BESIDE = frozenset({"scope", "signal", "version", "why"})
"""What is typed and is no part of a policy."""
Number = Annotated[float, Field(allow_inf_nan=False)]
HOUR = "([01][0-9]|2[0-3]):[0-5][0-9]"
Hour = Annotated[str, Field(pattern=f"^{HOUR}$")]
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


class Hours(BaseModel):
    """The same hours of every day, `22:00`, in the zone of the site; those that end before they begin, the next day."""

    model_config = ConfigDict(extra="forbid")

    begin: Hour
    until: Hour


class Hush(BaseModel):
    """A silence: nobody is told of alarms of a scope (`default`, a class or an asset), and of one signal where that is
    named, from `begin` to `until`, or `daily`."""

    model_config = ConfigDict(extra="forbid")

    scope: Text
    signal: Text = ""
    begin: Moment | None = None
    until: Moment | None = None
    daily: Hours | None = None

    def silence(self) -> Silence:
        """The same as the process is told it; raises `ContractError`."""
        if (self.begin is None) != (self.until is None):
            raise ContractError("silences", f"the one of {self.scope[:100]!r} needs both begin and until")
        span = (ns(self.begin), ns(self.until)) if self.begin and self.until else None
        hours = (_hour(self.daily.begin), _hour(self.daily.until)) if self.daily else None
        return Silence(self.scope, self.signal, span, hours)


class Proposal(BaseModel):
    """Another policy for a signal in a scope (`default`, a class or an asset), work on assets, or both; and the span of
    history that it is tried on. With a `budget` of alarms an asset and week, policies are found for the class
    `scope`. `silences`, by themselves, say what they would have hidden of what was told."""

    model_config = ConfigDict(extra="forbid")

    start: Moment
    stop: Moment
    scope: Text = ""
    signal: Text = ""
    changes: Changes = Changes()
    works: Annotated[list[Window], Field(max_length=MOST_WORKS)] = []
    budget: Annotated[float, Field(ge=0, le=MOST_BUDGET, allow_inf_nan=False)] | None = None
    silences: Annotated[list[Hush], Field(max_length=MOST_SILENCES)] = []

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
            silences=[one.silence() for one in self.silences],
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


class SilenceForm(PageForm):
    """Hours of every day in which nobody is told of a scope, and on how many of the last days that is tried."""

    scope: str = ""
    begin: str = ""
    until: str = ""
    days: str = "7"

    def order(self) -> Order:
        """The same as the process is told it; raises `ContractError`."""
        start, stop = _last(self.days)
        hours = _typed_hour("begin", self.begin), _typed_hour("until", self.until)
        return Order(start=start, stop=stop, silences=[Silence(self.scope.strip(), hours=hours)])


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


def _typed_hour(field: str, text: str) -> hour_of_day:
    if not re.fullmatch(HOUR, text):
        raise ContractError(field, f"{text[:100]!r} is no time of the day such as 22:00")
    return _hour(text)


def _hour(text: str) -> hour_of_day:
    return hour_of_day.fromisoformat(text)


def ns(moment: datetime) -> int:
    """A moment in nanoseconds since 1970, to the second."""
    return int(moment.timestamp()) * SECOND
