"""What was to be seen of simulated machines day by day, and when they then failed: what a model is trained on."""

from collections.abc import Callable, Sequence

from analytics.layers.courses import PART_NS
from analytics.prognosis.signs import names, signs
from analytics.prognosis.training import SETTLES, Day, Days, Fate, days_of
from contract.catalogue import CLASSES
from contract.time import DAY, HOUR, SECOND
from forewarn.rehearsal.lives import STEP, Course, Lives
from forewarn.rehearsal.run import rehearse, silent


def watch(lives: Lives, asset_class: str, tell: Callable[[float], None] = lambda _part: None) -> Days:
    """Live through the lives of machines of one class; `tell` hears how much of it is done, 0..1."""
    pipeline, symptoms = silent(), names(CLASSES[asset_class])
    own = {asset.name: [c for c in lives.courses if c.asset == asset.name] for asset in lives.scenario.assets}
    found: list[Day] = []
    pipeline.maintain(lives.works)
    for now, _ in rehearse(lives.scenario, pipeline, lives.begin, lives.end, STEP):
        tell((now - lives.begin) / (lives.end - lives.begin))
        if (now // PART_NS) % (DAY // PART_NS):
            continue
        for number, asset in enumerate(pipeline.state.fleet.assets):
            if (fate := fate_of(own[asset.name], now, lives.end)) is not None:
                shown = signs(pipeline.state, number, now - SECOND, symptoms)
                found.append(Day(asset.name, fate.course, shown, fate.life_h, fate.censored, fate.mode))
    return days_of(found, symptoms)


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
