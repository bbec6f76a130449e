"""Silences, as Grafana and Alertmanager have them: nobody is told of some alarms; what is judged stays as it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from analytics.policies.policy import DEFAULT_SCOPE
from contract.errors import ContractError
from contract.time import SECOND

Span = tuple[int, int]
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Silence:
    """Nobody is told of alarms of a scope (`default`, a class or an asset), of one signal where that is named: within
    one `span` (ns), or within the same `hours` of every day, in the zone of their site; hours that end before they
    begin end on the next day.

    Raises `ContractError` where it has neither, or both, or lasts for no time.
    """

    scope: str
    signal: str = ""
    span: Span | None = None
    hours: tuple[time, time] | None = None

    def __post_init__(self) -> None:
        """See whether it says when."""
        if not self.scope:
            raise ContractError("silences", "a silence needs a scope: default, a class or an asset")
        if (self.span is None) == (self.hours is None):
            raise ContractError("silences", f"{self.scope[:100]!r} needs either a span or hours of the day")
        if self.span is not None and self.span[0] >= self.span[1]:
            raise ContractError("silences", f"the one of {self.scope[:100]!r} ends before it begins")
        if self.hours is not None and self.hours[0] == self.hours[1]:
            raise ContractError("silences", f"the one of {self.scope[:100]!r} ends when it begins")

    def hides(self, asset: str, asset_class: str, signal: str) -> bool:
        """Whether it is one of such an alarm."""
        return self.scope in (DEFAULT_SCOPE, asset_class, asset) and self.signal in ("", signal)

    def spans(self, zone: str, start: int, stop: int) -> list[Span]:
        """When it lasts (ns) where a zone is kept, as far as that touches a span from `start` to before `stop`."""
        own = [self.span] if self.span else self._daily(ZoneInfo(zone), start, stop)
        return [(begin, end) for begin, end in own if begin < min(end, stop) and end > start]

    def words(self) -> str:
        """What it is of, and when."""
        of = f"{self.scope}, {self.signal}" if self.signal else self.scope
        if self.hours:
            return f"{of}, {self.hours[0]:%H:%M} to {self.hours[1]:%H:%M}"
        begin, end = (datetime.fromtimestamp(edge // SECOND, UTC) for edge in self.span or (0, 0))
        return f"{of}, {begin:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC"

    def _daily(self, zone: ZoneInfo, start: int, stop: int) -> list[Span]:
        begin, end = self.hours or (time(), time())
        first, last = (datetime.fromtimestamp(edge // SECOND, zone).date() for edge in (start, stop))
        days = [first + _DAY * number for number in range(-1, (last - first).days + 1)]
        later = _DAY if end < begin else timedelta()
        return [
            (_ns(datetime.combine(day, begin, zone)), _ns(datetime.combine(day + later, end, zone))) for day in days
        ]


def over(spans: Iterable[Span], moment: int) -> int:
    """When it is silent no more (ns): the moment itself where none of the spans, by their begins, holds it."""
    for begin, end in spans:
        if begin <= moment < end:
            moment = end
    return moment


def _ns(moment: datetime) -> int:
    return int(moment.timestamp()) * SECOND
