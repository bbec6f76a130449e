"""The time range that a step of the plan covers: windows are clipped to it and, where wanted, fill it."""

from dataclasses import dataclass

from fluxlite.flux.blocks.calendar import add_duration
from fluxlite.flux.blocks.kinds import INT, TIME
from fluxlite.flux.blocks.values import Duration, StreamValue, Value, is_basic, type_name
from fluxlite.flux.language.errors import invalid
from fluxlite.flux.run.context import Context
from fluxlite.seam import MAX_TIME, MIN_TIME


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


def range_bounds(context: Context, step: StreamValue) -> tuple[int, int]:
    """The bounds of a `range` step, nanoseconds since 1970."""
    arguments = step.call.arguments
    start = to_time(context, arguments["start"])
    stop = to_time(context, arguments["stop"]) if arguments.get("stop") is not None else context.now
    return max(start, MIN_TIME), min(stop, MAX_TIME)


def to_time(context: Context, value: Value) -> int:
    """A time, or a duration from now, or seconds since 1970, as nanoseconds since 1970."""
    if isinstance(value, Duration):
        return add_duration(context.now, value)
    if is_basic(value) and value.is_valid:
        if value.type == TIME:
            return int(value.cast(INT).as_py())
        if value.type == INT:
            return int(value.as_py()) * 1_000_000_000
    raise invalid(f"value is not a time, got {type_name(value)}")
