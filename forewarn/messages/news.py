"""What a receiver is to be told of incidents, by what it was told before and how they are now; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict

from admin.incidents.incident import Incident
from admin.live.reader import AGAIN_NS
from contract.levels import SEVERITIES, WARNING

Kind = Literal["opened", "worse", "reminder", "resolved"]
_RANK = {severity: rank for rank, severity in SEVERITIES.items()}


class Known(BaseModel):
    """What a receiver was told of an incident last, and when (ns since 1970)."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    severity: str
    at: int


@dataclass(frozen=True, slots=True)
class Seen:
    """An incident by its newest point, and that point's time (ns since 1970)."""

    at: int
    incident: Incident


@dataclass(frozen=True, slots=True)
class Change:
    """Something to be told; its `id` is the same whoever tells it, and however often."""

    kind: Kind
    seen: Seen

    @property
    def id(self) -> str:
        """By the incident's point that says so."""
        return f"{self.seen.incident.id}@{self.seen.at}/{self.kind}"


@dataclass(frozen=True, slots=True)
class Moment:
    """When a look is (ns since 1970), when the one was after which nothing was left to tell, and when to remind."""

    now: int
    before: int
    remind_ns: int
    """0 is never."""


def news(told: Mapping[str, Known], seen: Iterable[Seen], moment: Moment) -> list[Change]:
    """What is to be told, the worst first, and of the same severity what began first.

    An incident is told when it is open at warning or critical, once more when it gets worse, when it is resolved, and a
    critical one again where nobody has answered it. One that people have excused is told no more, not even its end;
    where a snooze ends and it is still open, it is told anew. One that came and went while nobody could be told is
    told by its end alone.
    """
    found = [Change(kind, each) for each in seen if (kind := _kind(told.get(each.incident.id), each, moment))]
    return sorted(found, key=lambda each: (-_rank(each.seen.incident), each.seen.incident.opened, each.id))


def after(told: Mapping[str, Known], seen: Iterable[Seen], changes: Sequence[Change], now: int) -> dict[str, Known]:
    """What the receiver knows once it was told the changes; incidents that the store has no more are forgotten."""
    going_on = {each.incident.id for each in seen if each.incident.is_open and not each.incident.quiet}
    fresh = {each.seen.incident.id: Known(severity=each.seen.incident.severity, at=now) for each in changes}
    return {name: known for name, known in {**told, **fresh}.items() if name in going_on}


def _kind(known: Known | None, seen: Seen, moment: Moment) -> Kind | None:
    incident = seen.incident
    if incident.quiet or _rank(incident) < WARNING:
        return None
    if not incident.is_open:
        return "resolved" if known or seen.at > moment.before else None
    # What is open is written again hourly: what is older may be of a past that is judged just now.
    if moment.now - seen.at > AGAIN_NS:
        return None
    if known is None:
        return "opened"
    return "worse" if _rank(incident) > _RANK.get(known.severity, 0) else _reminder(known, incident, moment)


def _reminder(known: Known, incident: Incident, moment: Moment) -> Kind | None:
    is_due = moment.remind_ns and moment.now - known.at >= moment.remind_ns
    return "reminder" if incident.is_critical and not incident.answer and is_due else None


def _rank(incident: Incident) -> int:
    return _RANK.get(incident.severity, 0)
