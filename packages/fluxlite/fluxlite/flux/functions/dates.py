"""Package `date`: parts of times, sums, cuts; in the location of the argument or of `option location`."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa

from fluxlite.flux.blocks.calendar import (
    DAY,
    SECOND,
    ZERO,
    Location,
    Windows,
    add_duration,
    add_durations,
    month_start,
    months_of,
)
from fluxlite.flux.blocks.kinds import INT, NULL, TIME, Ints, from_numpy, time_scalar, to_numpy, valid
from fluxlite.flux.blocks.values import Duration, Record, Value, is_basic, type_name
from fluxlite.flux.functions.windows import location_of
from fluxlite.flux.language.errors import TableError
from fluxlite.flux.language.registry import Call, constant, function
from fluxlite.flux.run.context import Context

_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
for _number, _name in enumerate(_DAYS):
    constant("date", _name, pa.scalar(_number, INT))
for _number, _name in enumerate(_MONTHS, start=1):
    constant("date", _name, pa.scalar(_number, INT))


def _on_times(context: Context, value: Value, change: Callable[[Ints], Ints], kind: pa.DataType) -> Value:
    """A function of times on a scalar, a column, or a duration from now."""
    if isinstance(value, Duration):
        value = time_scalar(add_duration(context.now, value))
    if is_basic(value) and value.type == NULL:
        raise TableError("invalid is not Timeable")
    if not is_basic(value) or value.type != TIME:
        raise TableError(f"expected time or duration, got {type_name(value)}")
    scalar = isinstance(value, pa.Scalar)
    if scalar and not value.is_valid:
        return value.cast(kind)
    column = pa.repeat(value, 1) if scalar else value
    result = from_numpy(change(to_numpy(column).astype(np.int64)), kind, ~valid(column))
    return result[0] if scalar else result


def _days(local: Ints) -> Ints:
    return local // DAY


def _year_start(local: Ints) -> Ints:
    return month_start(months_of(local) // 12 * 12)


def _iso_week(local: Ints) -> Ints:
    """The ISO 8601 week: the one that holds the day's Thursday counts from that Thursday's year."""
    weekday = (_days(local) + 3) % 7
    thursday = local + (3 - weekday) * DAY
    return (thursday - _year_start(thursday)) // DAY // 7 + 1


_PARTS: dict[str, Callable[[Ints], Ints]] = {
    "minute": lambda t: t // (60 * SECOND) % 60,
    "hour": lambda t: t // (3600 * SECOND) % 24,
    "weekDay": lambda t: (_days(t) + 4) % 7,
    "monthDay": lambda t: (t - month_start(months_of(t))) // DAY + 1,
    "yearDay": lambda t: (t - _year_start(t)) // DAY + 1,
    "month": lambda t: months_of(t) % 12 + 1,
    "year": lambda t: months_of(t) // 12 + 1970,
    "week": _iso_week,
    "quarter": lambda t: months_of(t) % 12 // 3 + 1,
}
_FINE: dict[str, Callable[[Ints], Ints]] = {
    "second": lambda t: t // SECOND % 60,
    "millisecond": lambda t: t // 1_000_000 % 1000,
    "microsecond": lambda t: t // 1000 % 1_000_000,
    "nanosecond": lambda t: t % SECOND,
}


def _part(name: str, part: Callable[[Ints], Ints]) -> None:
    def run(context: Context, _call: Call, t: Value, location: Record | None = None) -> Value:
        place = location_of(context, location)
        return _on_times(context, t, lambda times: part(place.to_local(times)), INT)

    run.__doc__ = f"The {name} of a time."
    signature = "(t: time)" if name in _FINE else "(t: time, ?location: record)"
    function("date", name, signature)(run)


for _name, _rule in {**_PARTS, **_FINE}.items():
    _part(_name, _rule)


def moved(times: Ints, duration: Duration, place: Location) -> Ints:
    """Times moved on the wall clock of a place."""
    if not duration.months:
        return times + duration.nanoseconds
    return place.to_utc(add_durations(place.to_local(times), duration))


@function("date", "add", "(d: duration, to: time, ?location: record)")
def add(context: Context, _call: Call, d: Duration, to: Value, location: Record | None = None) -> Value:
    """A time moved forward."""
    place = location_of(context, location)
    return _on_times(context, to, lambda times: moved(times, d, place), TIME)


@function("date", "sub", "(from: time, d: duration, ?location: record)")
def sub(context: Context, _call: Call, d: Duration, location: Record | None = None, **given: Value) -> Value:
    """A time moved back."""
    place = location_of(context, location)
    return _on_times(context, given["from"], lambda times: moved(times, -d, place), TIME)


@function("date", "truncate", "(t: time, unit: duration, ?location: record)")
def truncate(context: Context, _call: Call, t: Value, unit: Duration, location: Record | None = None) -> Value:
    """A time cut to whole units."""
    windows = Windows(unit, unit, ZERO, location_of(context, location))
    return _on_times(context, t, lambda times: windows.start(windows.index(times)), TIME)


@function("date", "time", "(t: time, ?location: record)")
def time(context: Context, _call: Call, t: Value, location: Record | None = None) -> Value:
    """A time, or a duration from now as a time; what the clocks of a location show then, as if it were UTC."""
    return _on_times(context, t, location_of(context, location).to_local, TIME)


@function("date", "scale", "(d: duration, n: int)")
def scale(_context: Context, _call: Call, d: Duration, n: int) -> Duration:
    """A duration several times over."""
    return Duration(d.months * n, d.nanoseconds * n)
