"""Incidents: the episodes of an asset that one cause explains are one thing to a person, told once.

It follows from the events of episodes alone, in the order of their times: whoever reads them again finds the same
incidents under the same ids. An incident is open while one of its episodes is, and for a while after (`LINGER_NS`), as
what comes back so soon is the same. A worse severity is told once; it never gets better while the incident is open.

What belongs together is asked of the catalogue's signatures. An episode carries the diagnosis of its asset when it was
raised. It belongs to an incident of that mode, and to one whose mode moves its signal, unless that mode is known to
leave the signal alone. What nobody can name is one incident an asset, until a mode that is named explains it. What is
a driver's doing has nothing to do with the machine: it is an incident by itself, a code each.

What people said counts from when they said it: what is like a confirmed incident says so, and takes its cause where no
mode of the catalogue is surer; of what was answered so nobody is told, until it gets worse.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from analytics.policies.feedback import Answers, Likeness
from analytics.policies.patterns import listed, pattern, widest
from contract.catalogue import CLASSES
from contract.failures import FailureMode, Sense
from contract.failures.types import UNKNOWN
from contract.incidents import INCIDENT
from contract.levels import SEVERITIES
from contract.measurements import COMMON_TAGS, Value
from contract.time import HOUR, SECOND
from store.points import Point

LINGER_NS = HOUR
"""For so long an incident waits for more after its last episode has cleared."""
REPEAT_NS = HOUR
"""How often an open incident is written again, at moments counted from its beginning."""
MOST_LISTED = 200
"""So many episodes of an incident are named at most, the newest: one that flutters for days has more."""
_LEVELS = {name: level for level, name in SEVERITIES.items()}


@dataclass(slots=True)
class Incident:
    """One incident: since when (ns), the event whose words it is told in, which is that of its beginning or of its last
    escalation, its cause so far by diagnosis, what has moved, the confirmed incident that it is like, its episodes by
    name, those that are open, when it last changed (ns), and what was written of it last."""

    opened: int
    lead: Point
    cause: str
    confidence: float
    moved: dict[str, float] = field(default_factory=dict)
    like: Likeness | None = None
    named: tuple[str, float] = (UNKNOWN, 0.0)
    """What it was like when it began or got worse, as a message says it: that must not change in between."""
    episodes: dict[str, Point] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)
    changed: int = 0
    written: int = 0
    is_quiet: bool = False

    @property
    def owner(self) -> tuple[str, str]:
        """The asset and its class."""
        return self.lead.tags["asset"], self.lead.tags["asset_class"]

    @property
    def first(self) -> Point:
        """The event that it began with."""
        return next(iter(self.episodes.values()))

    @property
    def name(self) -> str:
        """Its id: the asset, the code that it began with, and the second when that was."""
        return f"{self.first.tags['asset']}-{self.first.tags['code']}-{self.opened // SECOND}"

    @property
    def signals(self) -> set[str]:
        """The signals of its episodes."""
        return {str(event.fields["signal"]) for event in self.episodes.values()}

    @property
    def codes(self) -> list[str]:
        """The codes of its episodes, as they came."""
        return list(dict.fromkeys(event.tags["code"] for event in self.episodes.values()))

    def over(self, now: int) -> bool:
        """Whether it has ended by a time (ns)."""
        return not self.open and now >= self.changed + LINGER_NS

    def belongs(self, event: Point) -> bool:
        """Whether an episode that is raised now is explained by the same cause."""
        signal, mode = str(event.fields["signal"]), str(event.fields["mode"])
        if event.tags["code"] in self.codes:
            return True
        kind = self.owner[1]
        if any(_of_driver(kind, each) for each in (signal, *self.signals)):
            return False
        if self.cause == UNKNOWN:
            return mode == UNKNOWN or not self.signals.isdisjoint(_moves(kind, mode))
        if signal in _moves(kind, self.cause):
            return True
        return mode == self.cause and signal not in _spares(kind, self.cause)

    @property
    def explained(self) -> tuple[str, float]:
        """Its cause, and how sure that is: what people have confirmed, where no mode of the catalogue is surer, but for
        one that they said it was not."""
        if self.like is None:
            return self.cause, self.confidence
        is_surer = self.like.confidence > self.confidence or self.cause in (UNKNOWN, self.like.answer.instead_of)
        return (self.like.answer.cause, self.like.confidence) if is_surer else (self.cause, self.confidence)

    def join(self, event: Point, answers: Answers) -> None:
        """Take in the event that raised an episode."""
        name, (mode, sure) = event.tags["episode"], (str(event.fields["mode"]), float(event.fields["confidence"]))
        self.episodes.setdefault(name, event)
        self.open.add(name)
        self.changed = event.time
        self.moved = widest(self.moved, pattern(str(event.fields.get("moved", ""))))
        self.like = answers.like(self.owner[1], self.moved, event.time, self.name)
        if mode != UNKNOWN and (self.cause == UNKNOWN or sure > self.confidence):
            self.cause, self.confidence = mode, sure
        if event is self.lead or _LEVELS[event.tags["severity"]] > _LEVELS[self.lead.tags["severity"]]:
            self.lead, self.named = event, self.explained

    def point(self, time: int, answers: Answers, *, is_open: bool = True) -> Point:
        """It as it is written, at a time in nanoseconds."""
        told = {name: self.lead.fields[name] for name in _TOLD if name in self.lead.fields}
        answer = answers.by_incident.get(self.name)
        self.is_quiet, (cause, sure) = self.silenced(answers, time), self.explained
        fields: dict[str, Value] = {
            "state": "open" if is_open else "closed",
            "severity": self.lead.tags["severity"],
            "opened": self.opened,
            "code": self.lead.tags["code"],
            **told,
            "mode": self.named[0],
            "confidence": self.named[1],
            "moved": listed(self.moved),
            "cause": cause,
            "cause_confidence": sure,
            "like": _likeness(self.like) if self.like else "",
            "answer": str(answer.verdict) if answer else "",
            "quiet": self.is_quiet,
            "codes": ",".join(self.codes),
            "count": len(self.episodes),
            "open_count": len(self.open),
            "episodes": ",".join(list(self.episodes)[-MOST_LISTED:]),
        }
        if not is_open:
            fields["ended"] = self.changed
        tags = {name: self.first.tags[name] for name in COMMON_TAGS}
        return Point(INCIDENT.name, {**tags, "incident": self.name}, fields, time)

    def silenced(self, answers: Answers, now: int) -> bool:
        """Whether nobody is to be told of it at a time (ns)."""
        answer = answers.by_incident.get(self.name)
        return answer is not None and answer.silences(self.lead.time, now)


_TOLD = ("signal", "description", "recommendation", "against", "risk", "observed", "limit", "danger")


class Incidents:
    """The incidents that are open, by asset; feed it the events of episodes by time."""

    def __init__(self, answers: Answers | None = None) -> None:
        self.answers = answers or Answers()
        self.open: dict[tuple[str, str], list[Incident]] = {}

    def take(self, events: Iterable[Point]) -> Iterator[Point]:
        """Take in events of episodes, those of each asset by time; what is to be written of incidents."""
        for event in events:
            yield from self._take(event)

    def settle(self, now: int) -> Iterator[Point]:
        """What is to be written as time has passed up to `now` (ns): ends, and what is open once more."""
        for owner in list(self.open):
            yield from self._settle(owner, now)

    def _take(self, event: Point) -> Iterator[Point]:
        owner = event.tags["asset"], event.tags["asset_class"]
        yield from self._settle(owner, event.time)
        episode, own = event.tags["episode"], self.open.get(owner, [])
        known = next((each for each in own if episode in each.open), None)
        if event.fields["state"] == "cleared":
            if known is None:
                return
            known.open.discard(episode)
            known.changed = event.time
        elif known is not None:
            return
        else:
            known = self._find(own, event)
            known.join(event, self.answers)
            if known not in own:
                self.open[owner] = [*own, known]
        # An earlier moment would be hidden by what was written of a later one.
        known.written = max(event.time, known.written + 1)
        yield known.point(known.written, self.answers)

    def _find(self, own: Iterable[Incident], event: Point) -> Incident:
        """The incident that an episode belongs to, the newest where several would do; a new one where none does."""
        alike = [each for each in own if each.belongs(event)]
        if alike:
            return max(alike, key=lambda each: each.opened)
        return Incident(event.time, event, str(event.fields["mode"]), float(event.fields["confidence"]))

    def _settle(self, owner: tuple[str, str], now: int) -> Iterator[Point]:
        left = []
        for each in self.open.get(owner, []):
            if each.over(now):
                yield each.point(max(each.changed + LINGER_NS, each.written + 1), self.answers, is_open=False)
                continue
            left.append(each)
            again = each.opened + (now - each.opened) // REPEAT_NS * REPEAT_NS
            is_new = each.silenced(self.answers, now) != each.is_quiet
            if is_new or again >= each.written + REPEAT_NS:
                each.written = max(now if is_new else again, each.written + 1)
                yield each.point(each.written, self.answers)
        if left:
            self.open[owner] = left
        else:
            self.open.pop(owner, None)


def _likeness(like: Likeness) -> str:
    day = datetime.fromtimestamp(like.answer.time / SECOND, UTC)
    return f"as on {like.answer.asset} on {day.day} {day:%B %Y}, confirmed: {like.answer.cause.replace('_', ' ')}"


def _moves(asset_class: str, mode: str) -> set[str]:
    """The signals that a failure mode moves; none of one that is not known."""
    found = _mode(asset_class, mode)
    return set(found.signals) if found else set()


def _spares(asset_class: str, mode: str) -> set[str]:
    """The signals that a failure mode is known to leave as they are."""
    found = _mode(asset_class, mode)
    return {effect.signal for effect in found.spares if effect.sense is Sense.STAYS} if found else set()


def _mode(asset_class: str, mode: str) -> FailureMode | None:
    spec = CLASSES.get(asset_class)
    return spec.modes.get(mode) if spec else None


def _of_driver(asset_class: str, signal: str) -> bool:
    """Whether the limits of a signal are a driver's business."""
    spec = CLASSES.get(asset_class)
    found = spec.signals.get(signal) if spec else None
    return found is not None and found.driver
