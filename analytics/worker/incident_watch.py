"""Incidents as the store has them: put together from the episodes that were told, and kept up with what is raised.

What is written follows from the episodes alone. So it is looked back at the start, and when the past has been judged:
what was missed is made good, and an incident of which nothing is known any more is ended.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from analytics.verdict.incidents import LINGER_NS, Incidents
from analytics.worker.answer_watch import AnswerWatch
from analytics.worker.jobs import Job
from analytics.worker.seam import raised
from contract.incidents import INCIDENT
from contract.measurements import FAULT
from contract.time import DAY, SECOND
from store import queries
from store.gateway import Gateway
from store.points import Point
from store.rows import whole

EVERY_S = 1.0
BACK_NS = 30 * DAY
"""How far back it is looked."""
ANSWERS_S = 5.0
"""How often it is asked whether people have said something new."""
SETTLES_NS = 60 * SECOND
"""What was raised so lately may still be on its way into the store."""
_WORDS = ("state", "signal", "mode", "description", "recommendation")


class IncidentWatch:
    """The incidents of one store."""

    def __init__(self, gateway: Gateway) -> None:
        self.job, self._asking = Job("telling of incidents", EVERY_S), Job("looking for answers", ANSWERS_S)
        self._gateway, self._incidents, self._answers = gateway, Incidents(), AnswerWatch(gateway)
        self._has_looked, self._heard = False, list[Point]()

    def hear(self, events: Iterable[Point]) -> None:
        """Take in events of episodes as they are written."""
        self._heard += [event for event in events if event.measurement == FAULT.name]

    def again(self) -> None:
        """Look back anew: more is known of the past."""
        self._has_looked = False

    def points(self, now: int) -> Iterator[Point]:
        """What is to be written at a time (ns), as far as it was not yet. Raises `GatewayError`."""
        looked: Iterable[Point] = ()
        if (answers := self._asking.attempt(self._answers.changed, now)) is not None:
            self._incidents.answers = answers
        if not self._has_looked:
            looked = self._look_back(now)
        heard, self._heard = self._heard, []
        return chain(looked, self._incidents.take(heard), self._incidents.settle(now))

    def _look_back(self, now: int) -> list[Point]:
        """All incidents anew. What was just heard may not lie in the store yet: it is taken in after it."""
        start, stop = now - BACK_NS, now + DAY
        events = events_of(self._rows("worker_fault_events", FAULT.tags, start, stop))
        stored = self._rows("admin_incidents", INCIDENT.tags, start, stop)
        recent = [event for event in self._open_events() if event.time > now - SETTLES_NS]
        self._incidents, self._has_looked = Incidents(self._incidents.answers), True
        found = [*self._incidents.take(events), *self._incidents.take(recent)]
        newest = {point.tags["incident"]: point for point in found}
        told = {row["incident"] for row in stored if _is_told(row, newest.get(row["incident"]))}
        ended = (_ended(row, now) for row in stored if row.get("state") == "open" and row["incident"] not in newest)
        return [*(point for point in found if point.tags["incident"] not in told), *ended]

    def _open_events(self) -> Iterator[Point]:
        for incident in chain.from_iterable(self._incidents.open.values()):
            yield from (incident.episodes[name] for name in incident.open)

    def _rows(self, query: str, tags: Sequence[str], start: int, stop: int) -> list[dict[str, Any]]:
        return whole(self._gateway.blocks(queries.render(query, start=start, stop=stop)), *tags)


def events_of(rows: Iterable[Mapping[str, Any]]) -> list[Point]:
    """Events of episodes by time, ends first, out of rows of the store; what is no event of ours is left out.

    The first of an episode is told as of when it was raised, also where that is longer ago than was asked for.
    """
    events, begun = [], set[str]()
    for row in rows:
        if not all(isinstance(row.get(name), str) for name in (*FAULT.tags, *_WORDS)):
            continue
        time, episode = int(row["_time"]), row["episode"]
        if row["state"] == "raised" and episode not in begun:
            began = raised(episode) * SECOND
            time = began if 0 < began <= time - SECOND else time
            begun.add(episode)
        fields = {name: row[name] for name in FAULT.fields if row.get(name) is not None}
        events.append(Point(FAULT.name, {name: row[name] for name in FAULT.tags}, {"confidence": 0.0, **fields}, time))
    return sorted(events, key=lambda event: (event.time, event.fields["state"] != "cleared"))


def _is_told(row: Mapping[str, Any], point: Point | None) -> bool:
    """Whether the newest that the store has of an incident is no older than a point of it, and says the same."""
    if point is None or int(row["_time"]) < point.time:
        return False
    # An empty text comes back as nothing.
    return all(("" if row.get(name) is None else row[name]) == value for name, value in point.fields.items())


def _ended(row: Mapping[str, Any], now: int) -> Point:
    """The end of an incident that is open in the store, and of whose episodes nothing is known."""
    time = int(row["_time"])
    fields = {name: row[name] for name in INCIDENT.fields if row.get(name) is not None}
    fields |= {"state": "closed", "open_count": 0, "ended": time}
    tags = {name: row[name] for name in INCIDENT.tags if name in row}
    return Point(INCIDENT.name, tags, fields, min(now, time + LINGER_NS))
