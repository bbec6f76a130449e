"""What the lists of episodes and of incidents have in common: which of them, and in what order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal, Protocol, TypeVar

from fastapi import Depends, Query

from admin.pages.forms import Text
from admin.records import moment, nanoseconds
from admin.v1.paging import Cursor, Limit, Page, page
from admin.v1.span import From, To, edges

DAYS, KEPT_DAYS = 30, 400
Severity = Literal["advisory", "warning", "critical"]
Before = Annotated[int, Query(ge=0, le=3600, description="seconds before it")]
After = Annotated[int, Query(ge=0, le=3600, description="seconds after it")]


class Event(Protocol):
    """What an episode and an incident have in common."""

    @property
    def asset(self) -> str:
        """Whose it is."""

    @property
    def asset_class(self) -> str:
        """Its class."""

    @property
    def site(self) -> str:
        """Where that is."""

    @property
    def severity(self) -> str:
        """How bad it is."""

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""


E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which events: those that began in a range of time, by default of the last 30 days; "" and [] are all."""

    start: datetime
    stop: datetime
    asset: str
    asset_class: str
    site: str
    state: str
    severities: tuple[str, ...]

    @property
    def days(self) -> int:
        """How far back one must look for them."""
        return min(KEPT_DAYS, (datetime.now(self.start.tzinfo) - self.start).days + 1)

    def takes(self, event: Event, began: datetime) -> bool:
        """Whether it is one of them."""
        is_there = self.start <= began < self.stop and self.state in ("all", "open" if event.is_open else "ended")
        is_whose = self.asset in ("", event.asset) and self.site in ("", event.site)
        is_kind = self.asset_class in ("", event.asset_class) and event.severity in (self.severities or event.severity)
        return is_there and is_whose and is_kind


def _choice(
    severities: Annotated[list[Severity], Query(default_factory=list, alias="severity", max_length=3)],
    begin: From = "",
    end: To = "",
    asset: Text = "",
    asset_class: Text = "",
    site: Text = "",
    state: Literal["open", "ended", "all"] = "all",
) -> Choice:
    kept = timedelta(days=KEPT_DAYS)
    start, stop = edges(begin, end, timedelta(days=DAYS), kept)
    return Choice(moment(start), moment(stop), asset, asset_class, site, state, tuple(severities))


Chosen = Annotated[Choice, Depends(_choice)]


def paged(
    events: Iterable[E],
    choice: Choice,
    began: Callable[[E], datetime],
    name: Callable[[E], str],
    cursor: Cursor,
    limit: Limit,
) -> "Page[E]":  # as a text, or pydantic would want to know what an event is
    """Those of the events that are chosen, the newest first. Raises `ContractError`."""
    chosen = (event for event in events if choice.takes(event, began(event)))
    return page(chosen, lambda event: (-nanoseconds(began(event)), name(event)), cursor, limit)
