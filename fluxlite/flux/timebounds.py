"""The time range that a step of the plan covers: windows are clipped to it and, where wanted, fill it."""

from dataclasses import dataclass

from fluxlite.flux.calendar import add_duration
from fluxlite.flux.context import Context
from fluxlite.flux.functions.sources import range_bounds
from fluxlite.flux.values import StreamValue


@dataclass(frozen=True, slots=True)
class TimeBounds:
    """From `start` to `stop` (excluded), nanoseconds since 1970."""

    start: int
    stop: int


def bounds_of(context: Context, step: StreamValue) -> TimeBounds | None:
    """The bounds of a step: those of its range, or of all its parents together; None if nothing bounds it."""
    found: dict[int, TimeBounds | None] = {}
    for item in context.steps([step]):
        found[id(item)] = _own(context, item, [found[id(parent)] for parent in item.parents])
    return found[id(step)]


def _own(context: Context, step: StreamValue, above: list[TimeBounds | None]) -> TimeBounds | None:
    known = [bounds for bounds in above if bounds is not None]
    merged = None
    if known:
        merged = TimeBounds(min(item.start for item in known), max(item.stop for item in known))
    if step.builtin.package != "universe":
        return merged
    if step.builtin.name == "range":
        start, stop = range_bounds(context, step)
        if merged is None:
            return TimeBounds(start, stop)
        return TimeBounds(max(start, merged.start), min(stop, merged.stop))
    if step.builtin.name == "timeShift" and merged is not None:
        shift = step.call.arguments["duration"]
        return TimeBounds(add_duration(merged.start, shift), add_duration(merged.stop, shift))
    return merged
