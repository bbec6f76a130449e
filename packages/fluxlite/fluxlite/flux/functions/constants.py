"""Names of Flux that are no functions, and functions without arguments worth a file."""

import numpy as np
import pyarrow as pa

from fluxlite.flux.blocks.calendar import DAY, INFINITE, ZERO, Windows, zone_info
from fluxlite.flux.blocks.kinds import INT, plain, plain_values, time_scalar
from fluxlite.flux.blocks.values import ArrayValue, DictValue, Duration, Record, Value
from fluxlite.flux.functions.windows import location_of
from fluxlite.flux.language.errors import FluxError, invalid
from fluxlite.flux.language.registry import Call, constant, elementwise, function
from fluxlite.flux.run.context import Context

_DAY = Duration(0, DAY)

constant("universe", "inf", INFINITE)
constant("universe", "location", Record({"zone": pa.scalar("UTC"), "offset": Duration(0, 0)}))
constant("timezone", "utc", Record({"zone": pa.scalar("UTC"), "offset": Duration(0, 0)}))


@function("universe", "now", "()")
def now(context: Context, _call: Call) -> Value:
    """The time of the query."""
    return time_scalar(context.now)


@function("system", "time", "()")
def system_time(context: Context, _call: Call) -> Value:
    """The time of the query."""
    return time_scalar(context.now)


@function("universe", "today", "()")
def today(context: Context, _call: Call) -> Value:
    """Midnight of the query's day, in the place of `option location`."""
    days = Windows(_DAY, _DAY, ZERO, location_of(context, None))
    return time_scalar(int(days.start(days.index(np.array([context.now], np.int64)))[0]))


@function("timezone", "fixed", "(offset: duration)")
def fixed(_context: Context, _call: Call, offset: Duration) -> Record:
    """A location with a fixed offset from UTC."""
    return Record({"zone": pa.scalar("UTC"), "offset": offset})


@function("timezone", "location", "(name: string)")
def location(_context: Context, call: Call, name: str) -> Record:
    """A location of the zone database."""
    try:
        zone_info(name)
    except FluxError as error:
        raise invalid(f'error calling function "location" @{call.span}: {error.message}') from None
    return Record({"zone": pa.scalar(name), "offset": Duration(0, 0)})


@elementwise("universe", "length", "(arr: array)")
def length(arr: ArrayValue) -> Value:
    """The number of elements of an array."""
    return pa.scalar(len(arr.elements), INT)


@elementwise("dict", "get", "(dict: dict, key: any, default: any)")
def dict_get(key: Value, default: Value, **given: DictValue) -> Value:
    """The value of a key of a dictionary, or the default."""
    items = given["dict"].items
    if isinstance(key, pa.Array):
        found = [plain(items.get(item, default)) for item in plain_values(key)]
        return pa.array(found, default.type)
    return items.get(plain(key), default)
