"""The child that judges one side of a trial, while its parent judges the other: two cores do what one did."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from analytics.backtest.found import Episode
from analytics.backtest.lessons import Lessons
from analytics.backtest.shelf import Shelf
from analytics.backtest.side import Drawn, Judged, judge
from analytics.backtest.straight import How, Progress
from analytics.backtest.trial import Trial, end_of
from analytics.learning.beside import Beside, Task, work
from analytics.policies.maintenance import Work
from analytics.policies.policy import Threshold
from contract.catalogue import CLASSES
from contract.catalogue.reading import classes
from contract.errors import ForewarnError
from contract.files import write_whole
from contract.zones import Zones

MODULE = __name__
"""What `Beside` runs."""
DONE, FAR = "after.json", "after"
"""The files of what the child came to, and of how far it is."""
LOOK_S = 0.1
"""How often it is looked whether the child has ended."""


class TrialError(ForewarnError):
    """A trial came to nothing; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """How the proposed side is judged, as the child is told it."""

    start: int
    since: int
    zones: Zones
    rows: Sequence[Threshold] = field(default_factory=tuple)
    works: Sequence[Work] = field(default_factory=tuple)
    drawing: str = ""

    @property
    def how(self) -> How:
        """The same for the judge."""
        works: dict[str, tuple[Work, ...]] = {}
        for work_ in self.works:
            works[work_.asset] = (*works.get(work_.asset, ()), work_)
        return How(self.zones, {(row.scope, row.signal): row for row in self.rows}, works, since=self.since)


_PROPOSED = TypeAdapter(Proposed)


def side_by_side(
    folder: Path, start: int, in_force: How, proposed: How, progress: Progress, drawing: str = ""
) -> Trial:
    """What `tried` comes to, of the courses that lie in a folder, each side by a process of its own; `drawing` is the
    signal that is to be drawn.

    Raises `TrialError` where the child cannot do its part, `OSError` where the folder cannot be used, `ValueError`
    where nothing lies in the span.
    """
    courses = Shelf(folder).all()
    stop = end_of(courses, start)
    child = Beside(MODULE, _task(folder, start, proposed, drawing))
    try:
        lessons = Lessons(folder)
        before = judge(
            courses, in_force, start, lessons.teach, lambda done, of: progress(*_both(folder, done, of)), drawing
        )
        while child.failure() is None:
            progress(*_both(folder, 1, 1))
            child.wait(LOOK_S)
        if failure := child.failure():
            raise TrialError(failure)
        return Trial(start, stop, before, _loaded(folder / DONE))
    finally:
        child.close()


def _task(folder: Path, start: int, how: How, drawing: str) -> dict[str, Any]:
    works = [one for own in how.works.values() for one in own]
    rows = list(how.thresholds.values())
    told = Proposed(start=start, since=how.since, zones=how.zones, rows=rows, works=works, drawing=drawing)
    machines = [str(path) for path in CLASSES.folders]
    return {"proposed": _PROPOSED.dump_python(told, mode="json"), "folder": str(folder), "machines": machines}


def _both(folder: Path, done: int, of: int) -> tuple[int, int]:
    """How much of both sides is done."""
    try:
        beside = float((folder / FAR).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        beside = 0.0
    return round(1000 * (done / max(of, 1) + beside)), 2000


def _loaded(path: Path) -> Judged:
    told = json.loads(path.read_text(encoding="utf-8"))
    told["assets"] = {name: tuple(what) for name, what in told["assets"].items()}
    told["drawn"] = {name: [Drawn(**one) for one in own] for name, own in told["drawn"].items()}
    return Judged(**{**told, "episodes": [Episode(**one) for one in told["episodes"]]})


def _judge(task: Task) -> None:
    folder, proposed = Path(task["folder"]), _PROPOSED.validate_python(task["proposed"])
    machines = [Path(path) for path in task["machines"]]
    CLASSES.swap(classes(machines), machines)
    # The parent begins with the first asset.
    lessons, courses = Lessons(folder, backwards=True), Shelf(folder).all()
    found = judge(
        courses,
        proposed.how,
        proposed.start,
        lessons.teach,
        lambda done, of: _note(folder, done / of),
        proposed.drawing,
    )
    write_whole(folder / DONE, json.dumps(asdict(found)))


def _note(folder: Path, part: float) -> None:
    (folder / FAR).write_text(f"{part:.3f}", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(work(_judge))
