"""A case: what is told of an incident, how far that has come, and what its receiver says of it."""

import uuid
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Self

from admin.records import Record, number, text
from contract.measurements import COMMON_TAGS

PRIORITIES = ("low", "medium", "high")
OPEN, CLOSE = "open", "close"
"""What may be told of a case."""
_OURS = uuid.UUID("6f1f2f7c-2b57-5d0e-9b0a-6c4d1f0f9a31")
"""The name space of cases."""


class State(StrEnum):
    """How far a case has come; of one that is `sending` nobody knows yet whether it came there."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"
    DROPPED = "dropped"
    CLOSED = "closed"


UNDER_WAY = (State.WAITING, State.SENDING)
"""Those that are still to be sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case; times are nanoseconds since 1970, `probability` is 0 to 1, `time` is that of its newest row.

    `external` and `work_order` are what the receiver calls it and the work that came of it, `status` its word for both.
    """

    id: str
    asset: str
    asset_class: str
    site: str
    incident: str
    severity: str
    priority: str
    subject: str
    description: str
    url: str
    probability: float | None
    rul_days: float | None
    created: int
    actor: str
    state: State = State.WAITING
    action: str = OPEN
    since: int
    attempts: int = 0
    due: int
    receiver: str = ""
    external: str = ""
    work_order: str = ""
    status: str = ""
    status_at: int = 0
    reason: str = ""
    time: int = 0

    @property
    def key(self) -> str:
        """What a receiver knows a request by, whenever it comes again."""
        return self.id if self.action == OPEN else f"{self.id}-closed"

    @property
    def tags(self) -> dict[str, str]:
        """Those of its rows."""
        return {**{name: getattr(self, name) for name in COMMON_TAGS}, "case": self.id}

    @classmethod
    def of(cls, row: Record) -> Self | None:
        """The case that a row tells of; `None` where that is not whole."""
        whole = all(text(row, name) for name in ("case", *COMMON_TAGS)) and row.get("state") in set(State)
        if not whole or not isinstance(row.get("created"), int):
            return None
        values = {each.name: _read(row, each.name, each.type) for each in fields(cls) if each.name not in _NAMED}
        return cls(id=row["case"], state=State(row["state"]), time=int(row["_time"]), **values)


_NAMED = ("id", "state", "time")


def id_of(incident: str) -> str:
    """The id of an incident's case, the same for ever and everywhere."""
    return str(uuid.uuid5(_OURS, incident))


def _read(row: Record, name: str, kind: Any) -> Any:
    if kind is str:
        return text(row, name)
    found = number(row, name)
    return int(found or 0) if kind is int else found
