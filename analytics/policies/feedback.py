"""What people say of incidents: right or wrong, expected, mended, not now. It never changes what was seen.

A row of config/feedback is one answer; of each incident the newest holds, and `none` takes back what was said before.
A confirmed incident with a named cause is a signature: what had moved then is kept with the answer, and what moves on
other machines of its class from then on is compared with it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from analytics.policies.patterns import Moved, pattern, similarity
from contract.checks import text
from contract.errors import ContractError
from contract.failures.types import UNKNOWN
from contract.time import SECOND

LONGEST_NAME, LONGEST_NOTE = 100, 500


class Verdict(StrEnum):
    """What is said of an incident."""

    TRUE = "true"
    """Something was wrong; `cause` may say what."""
    FALSE = "false"
    """Nothing was wrong."""
    EXPECTED = "expected"
    """It was known beforehand, as of a test or a cleaning."""
    MAINTENANCE = "maintenance"
    """It was mended."""
    SNOOZE = "snooze"
    """Not now: until a time, or until it is over."""
    NONE = "none"
    """What was said before is taken back."""


QUIET = frozenset({Verdict.FALSE, Verdict.EXPECTED, Verdict.MAINTENANCE, Verdict.SNOOZE})
"""Of an incident that was answered so nobody is told any more, until it gets worse."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The newest answer to an incident, told at `time` (ns); a snooze lasts until `until` (ns), or until it is over."""

    incident: str
    asset: str
    asset_class: str
    time: int
    verdict: Verdict
    cause: str = ""
    until: int | None = None
    moved: Moved = field(default_factory=dict)
    instead_of: str = ""
    """The cause that had been named, where people said that it was another."""

    def silences(self, worse: int, now: int) -> bool:
        """Whether nobody is to be told at a time (ns) of its incident, which got worse last at a time (ns)."""
        is_over = self.until is not None and now >= self.until
        return self.verdict in QUIET and self.time >= worse and not is_over


@dataclass(frozen=True, slots=True)
class Likeness:
    """An incident that was confirmed, and how much what moves now is like it, 0 to 1; how sure its cause is then."""

    answer: Answer
    similarity: float
    confidence: float


class Answers:
    """The newest answer to each incident, and what they teach."""

    LIKE = 0.8
    """From which similarity on an incident is like another."""

    def __init__(self, answers: Iterable[Answer] = ()) -> None:
        newest = {answer.incident: answer for answer in sorted(answers, key=lambda each: each.time)}
        self.by_incident: Mapping[str, Answer] = newest
        self._taught: dict[str, list[Answer]] = defaultdict(list)
        for answer in newest.values():
            if answer.verdict is Verdict.TRUE and answer.cause and answer.moved:
                self._taught[answer.asset_class].append(answer)

    def like(self, asset_class: str, moved: Moved, time: int, itself: str) -> Likeness | None:
        """The confirmed incident of the class, told before a time (ns), that what moved is most like; None for none."""
        known = [one for one in self._taught.get(asset_class, ()) if one.time <= time and one.incident != itself]
        found = max(
            ((similarity(moved, one.moved), one.time, one) for one in known), default=None, key=lambda it: it[:2]
        )
        if found is None or found[0] < self.LIKE:
            return None
        return Likeness(found[2], found[0], self._sure(asset_class, found[2].cause, time))

    def _sure(self, asset_class: str, cause: str, time: int) -> float:
        """How often a cause is right, by the rule of succession: of so many that people have confirmed."""
        count = sum(one.cause == cause and one.time <= time for one in self._taught[asset_class])
        return (count + 1) / (count + 2)


def parse(record: Mapping[str, object]) -> Answer:
    """A row from untyped data, `_time` in nanoseconds. Raises `ContractError` that names the field and the reason."""
    verdict = record.get("verdict")
    if verdict not in set(Verdict):
        raise ContractError("verdict", f"{str(verdict)[:100]!r} is none of {', '.join(Verdict)}")
    time = record.get("_time")
    if not isinstance(time, int):
        raise ContractError("_time", "is no time in nanoseconds")
    cause = _said(record, "cause", LONGEST_NAME)
    if cause == UNKNOWN:
        raise ContractError("cause", f"{UNKNOWN} is no cause; leave it empty")
    return Answer(
        incident=_named(record, "incident"),
        asset=_named(record, "asset"),
        asset_class=_named(record, "asset_class"),
        time=time,
        verdict=Verdict(str(verdict)),
        cause=cause,
        until=_moment(_said(record, "until", LONGEST_NAME)),
        moved=pattern(_said(record, "moved", 10_000)),
        instead_of=_said(record, "instead_of", LONGEST_NAME),
    )


def standing(records: Sequence[Mapping[str, object]]) -> tuple[Answers, list[str]]:
    """The answers of rows, and what is wrong with each of the others."""
    found, refused = [], []
    for record in records:
        try:
            found.append(parse(record))
        except ContractError as error:
            refused.append(f"feedback on {str(record.get('incident'))[:100]} is refused: {error}")
    return Answers(found), refused


def _named(record: Mapping[str, object], name: str) -> str:
    value = record.get(name)
    if not isinstance(value, str) or not value:
        raise ContractError(name, "must not be empty")
    return value


def _said(record: Mapping[str, object], name: str, longest: int) -> str:
    value = record.get(name)
    return "" if value is None else text(name, value, longest).strip()


def _moment(said: str) -> int | None:
    if not said:
        return None
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        raise ContractError("until", f"{said!r} is not a moment such as 2026-11-21T08:00:00Z") from None
    if at.tzinfo is None:
        raise ContractError("until", f"{said!r} does not say its time zone")
    return int(at.timestamp()) * SECOND
