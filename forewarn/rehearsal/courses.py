"""What was to be seen of simulated machines day by day, and when they then failed: what a model is trained on."""

from collections.abc import Callable, Iterator, Sequence

from analytics.engine.pipeline import Pipeline
from analytics.layers.courses import PART_NS, PARTS
from analytics.prognosis.signs import names, signs
from analytics.prognosis.training import SETTLES, Day, Days, Fate, days_of
from contract.catalogue import CLASSES
from contract.time import HOUR, SECOND
from forewarn.rehearsal.lives import STEP, Course, Lives
from forewarn.rehearsal.run import rehearse, silent


def watch(lives: Lives, asset_class: str, tell: Callable[[float], None] = lambda _part: None) -> Days:
    """Live through the lives of machines of one class; `tell` hears how much of it is done, 0..1."""
    pipeline, symptoms = silent(), names(CLASSES[asset_class])
    found = [
        Day(
            pipeline.state.fleet.assets[number].name,
            fate.course,
            signs(pipeline.state, number, now, symptoms),
            fate.life_h,
            fate.censored,
            fate.mode,
        )
        for number, now, fate in day_by_day(lives, pipeline, tell)
    ]
    return days_of(found, symptoms)


def day_by_day(
    lives: Lives, pipeline: Pipeline, tell: Callable[[float], None] = lambda _part: None
) -> Iterator[tuple[int, int, Fate]]:
    """Live through lives, and stop once a day at each machine: its number in the pipeline, which stands at that time
    (ns), the time, and what becomes of it. Each machine has its own quarter of the day, as people ask at any hour."""
    own = {asset.name: [c for c in lives.courses if c.asset == asset.name] for asset in lives.scenario.assets}
    pipeline.maintain(lives.works)
    for now, _ in rehearse(lives.scenario, pipeline, lives.begin, lives.end, STEP, lives.heard):
        tell((now - lives.begin) / (lives.end - lives.begin))
        for number, asset in enumerate(pipeline.state.fleet.assets):
            if (now // PART_NS + number) % PARTS:
                continue
            if (fate := fate_of(own[asset.name], now, lives.end)) is not None:
                yield number, now - SECOND, fate


def fate_of(courses: Sequence[Course], now: int, end: int) -> Fate | None:
    """What becomes of a machine with these courses that is watched until `end`, ns; None while it is repaired, and
    until that is forgotten."""
    if any(course.repaired <= now < course.repaired + SETTLES for course in courses):
        return None
    number = next((number for number, course in enumerate(courses) if course.repaired > now), None)
    if number is None:
        return Fate((end - now) / HOUR, True, "", len(courses))
    course = courses[number]
    mode = course.mode if course.onset <= now else ""
    last = min(course.failed, course.repaired, end)
    return Fate((last - now) / HOUR, last < course.failed, mode, number)
