"""What a store answered, beside what it holds: whatever differs is a broken promise."""

from collections import Counter
from dataclasses import dataclass, field
from enum import Enum

Point = tuple[int, int]
"""A writer and the number of its point, each used once in a round."""


class Answer(Enum):
    """What became of a body, as far as its writer knows."""

    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    NONE = "without an answer"


@dataclass(frozen=True, slots=True)
class Body:
    """Points of one request, numbered from `first` to before `stop`."""

    writer: int
    first: int
    stop: int

    def points(self) -> set[Point]:
        """Its points."""
        return {(self.writer, number) for number in range(self.first, self.stop)}


@dataclass(slots=True)
class Ledger:
    """The bodies of some rounds by their answers, and what was found to be wrong."""

    points: Counter[Answer] = field(default_factory=Counter)
    found: int = 0
    lost: int = 0
    """Acknowledged, and not there."""
    twice: int = 0
    """There more than once."""
    seen: int = 0
    """Refused, and there."""
    torn: int = 0
    """Bodies that were not answered and are there in part."""
    strange: int = 0
    """Never sent, or with another value than was sent."""

    @property
    def is_kept(self) -> bool:
        """Whether every promise was kept."""
        return not (self.lost or self.twice or self.seen or self.torn or self.strange)

    def check(self, bodies: dict[Body, Answer], there: list[tuple[Point, bool]]) -> None:
        """Compare the bodies of a round with the points that are there, each with whether its value is right."""
        sent = {answer: [body for body in bodies if bodies[body] is answer] for answer in Answer}
        points = {answer: set[Point]().union(*(body.points() for body in each)) for answer, each in sent.items()}
        found = {point for point, _ in there}
        self.points.update({answer: len(each) for answer, each in points.items()})
        self.found += len(found)
        self.lost += len(points[Answer.ACKNOWLEDGED] - found)
        self.twice += len(there) - len(found)
        self.seen += len(points[Answer.REFUSED] & found)
        self.torn += sum(0 < len(body.points() & found) < body.stop - body.first for body in sent[Answer.NONE])
        self.strange += len(found.difference(*points.values())) + sum(not right for _, right in there)

    def check_bucket(self, answer: Answer, is_there: bool) -> None:
        """Compare the answer to the creation of a bucket with whether it is there."""
        self.lost += answer is Answer.ACKNOWLEDGED and not is_there
        self.seen += answer is Answer.REFUSED and is_there

    def check_count(self, wanted: int, counted: int) -> None:
        """Compare how many points there must be, all that had no answer sent again, with how many are counted."""
        self.lost += max(0, wanted - counted)
        self.twice += max(0, counted - wanted)
