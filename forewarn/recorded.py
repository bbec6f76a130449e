"""What was to be seen of machines before failures that people told of, out of their own telemetry."""

from collections.abc import Callable, Mapping, Sequence

from analytics.backtest.straight import How, Straight
from analytics.engine.state import State
from analytics.ground.course import Course
from analytics.prognosis.signs import names, signs
from analytics.prognosis.training import CAP_H, SETTLES, Day, Days, Fate, days_of
from analytics.worker.ends import End
from contract.catalogue import CLASSES
from contract.time import DAY, HOUR

UNKNOWN, UNNAMED = "unknown", "failure"
"""The mode of days of which nobody knows whether a failure followed, and of a failure without one."""


def watch_recorded(
    courses: Sequence[Course],
    ends: Mapping[str, Sequence[End]],
    asset_class: str,
    how: How,
    tell: Callable[[float], None] = lambda _part: None,
) -> Days:
    """Judge telemetry of machines of one class in its own time, as a worker would have, and look once a day; `ends` are
    those of the lives of each, the first first. `tell` hears how much of it is done, 0..1."""
    symptoms = names(CLASSES[asset_class])
    straight, found, days = Straight(courses, how), list[Day](), {0}

    def look(done: int, whole: int) -> None:
        tell(done / whole)
        now = straight.start + done
        if now // DAY not in days:
            days.add(now // DAY)
            found.extend(_seen(straight.pipeline.state, ends, symptoms, now, straight.stop))

    straight.run(look)
    found.sort(key=lambda day: day.machine)
    return days_of(found, symptoms)


def _seen(state: State, ends: Mapping[str, Sequence[End]], symptoms: Sequence[str], now: int, stop: int) -> list[Day]:
    """The day of each machine that was heard on it."""
    found = []
    for number, asset in enumerate(state.fleet.assets):
        fate = fate_of(ends.get(asset.name, ()), now, stop)
        if fate is not None and state.assets.time[number] > now - DAY:
            shown = signs(state, number, now - 1, symptoms)
            found.append(Day(asset.name, fate.course, shown, fate.life_h, fate.censored, fate.mode))
    return found


def fate_of(ends: Sequence[End], now: int, stop: int) -> Fate | None:
    """What became of a machine whose lives ended so, seen at a time and watched until `stop`, ns; None where it was
    just mended. When a fault began to grow nobody knows: it counts as at work for as long as a model can tell of."""
    known = [end for end in ends if not end.withdrawn]
    if any(end.time <= now < end.time + SETTLES for end in known):
        return None
    after = next((end for end in known if end.time > now), None)
    failed = after is not None and after.failed
    life = ((after.time if after else stop) - now) / HOUR
    mode = (after.mode or UNNAMED) if after and failed else UNKNOWN
    return Fate(life, not failed, mode if life < CAP_H else "", sum(end.time <= now for end in known))
