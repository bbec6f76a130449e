"""Conversions between basic types: `int(v:)` and the like, and `toInt()` and the like for `_value`."""

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fluxlite.flux.blocks.kinds import (
    BOOL,
    FLOAT,
    INT,
    NULL,
    STRING,
    TIME,
    UINT,
    from_numpy,
    kind_name,
    to_numpy,
    valid,
)
from fluxlite.flux.blocks.reductions import each_block
from fluxlite.flux.blocks.tables import Block, Stream
from fluxlite.flux.blocks.values import Duration, Regex, Value, is_basic, type_name
from fluxlite.flux.fidelity.pieces import PIECES
from fluxlite.flux.fidelity.text import as_text, full_times
from fluxlite.flux.language.errors import TableError
from fluxlite.flux.language.literals import parse_duration, parse_time
from fluxlite.flux.language.registry import Call, Flow, elementwise, transformation
from fluxlite.flux.run.context import Context
from fluxlite.flux.run.evaluate import NeedsRows

_DURATION = re.compile(r"-?(\d+(?:y|mo|w|d|h|m|s|ms|us|µs|ns))+")


def on_array(function: Callable[[pa.Array], pa.Array], value: Value) -> Value:
    """A function of columns on a scalar or a column."""
    if isinstance(value, pa.Scalar):
        column = pa.nulls(1, value.type) if not value.is_valid else pa.repeat(value, 1)
        return function(column)[0]
    return function(value)


def to_string(value: Value) -> Value:
    """A value as text, as `string(v:)` and `"${}"` write it."""
    if is_basic(value):
        if value.type == NULL:
            return value.cast(STRING)
        return on_array(string_column, value)
    if isinstance(value, Duration):
        return pa.scalar(str(value))
    if isinstance(value, Regex):
        return pa.scalar(value.pattern)
    raise TableError(f"{type_name(value)} is not Stringable")


_ENDINGS = {BOOL: "", TIME: " due to invalid syntax: cannot parse date"}


def _flaw(kind: pa.DataType, target: str) -> TableError:
    return TableError(f"cannot convert {kind_name(kind)} to {target}")


def _parsed(column: pa.Array, target: pa.DataType, read: Callable[[str], object]) -> pa.Array:
    """Texts as values, each distinct text read once."""
    encoded = column.dictionary_encode()
    values = []
    for text in encoded.dictionary.to_pylist():
        try:
            values.append(read(text))
        except ValueError:
            ending = _ENDINGS.get(target, " due to invalid syntax")
            raise TableError(f'cannot convert string "{text}" to {kind_name(target)}{ending}') from None
    made = pa.array(values, INT).view(TIME) if target == TIME else pa.array(values, target)
    return made.take(encoded.indices)


def _whole(text: str) -> int:
    if not re.fullmatch(r"[+-]?\d+", text) or not -(2**63) <= int(text) < 2**63:
        raise ValueError(text)
    return int(text)


def _natural(text: str) -> int:
    if not re.fullmatch(r"\d+", text) or int(text) >= 2**64:
        raise ValueError(text)
    return int(text)


def _real(text: str) -> float:
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?(?i:inf(inity)?|nan)", text):
        raise ValueError(text)
    return float(text)


def _truth(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(text)
    return text == "true"


def _truncated(column: pa.Array, dtype: type, kind: pa.DataType) -> pa.Array:
    with np.errstate(all="ignore"):
        return from_numpy(np.trunc(to_numpy(column)).astype(dtype), kind, ~valid(column))


def int_column(column: pa.Array) -> pa.Array:
    """A column as int: floats are cut, times are nanoseconds."""
    kind = column.type
    if kind == FLOAT:
        return _truncated(column, np.int64, INT)
    if kind == TIME:
        return column.view(INT)
    if kind == STRING:
        return _parsed(column, INT, _whole)
    return pc.cast(column, INT, safe=False)


def uint_column(column: pa.Array) -> pa.Array:
    """A column as uint."""
    kind = column.type
    if kind == FLOAT:
        return _truncated(column, np.int64, INT).view(UINT)
    if kind == TIME:
        return column.view(INT).view(UINT)
    if kind == STRING:
        return _parsed(column, UINT, _natural)
    return pc.cast(column, UINT, safe=False)


def float_column(column: pa.Array) -> pa.Array:
    """A column as float."""
    if column.type == TIME:
        raise _flaw(column.type, "float")
    if column.type == STRING:
        return _parsed(column, FLOAT, _real)
    return pc.cast(column, FLOAT, safe=False)


def bool_column(column: pa.Array) -> pa.Array:
    """A column as bool: numbers only 0 and 1."""
    if column.type == TIME:
        raise _flaw(column.type, "bool")
    if column.type == STRING:
        return _parsed(column, BOOL, _truth)
    if column.type in (INT, UINT, FLOAT):
        numbers = to_numpy(column)
        odd = valid(column) & (numbers != 0) & (numbers != 1)
        if odd.any():
            shown = f"{numbers[odd][0]:f}".replace("nan", "NaN") if column.type == FLOAT else str(numbers[odd][0])
            raise TableError(f"cannot convert {kind_name(column.type)} {shown} to bool, must be 0 or 1")
    return pc.cast(column, BOOL)


def time_column(column: pa.Array) -> pa.Array:
    """A column as time: integers are nanoseconds since 1970."""
    kind = column.type
    if kind in (INT, UINT):
        return pc.cast(column, INT, safe=False).view(TIME)
    if kind == STRING:
        return _parsed(column, TIME, parse_time)
    if kind != TIME:
        raise _flaw(kind, "time")
    return column


def string_column(column: pa.Array) -> pa.Array:
    """A column as text; times always with nine decimals."""
    return full_times(column) if column.type == TIME else as_text(column)


_COLUMNS: dict[str, tuple[pa.DataType, Callable[[pa.Array], pa.Array]]] = {
    "int": (INT, int_column),
    "uint": (UINT, uint_column),
    "float": (FLOAT, float_column),
    "bool": (BOOL, bool_column),
    "time": (TIME, time_column),
    "string": (STRING, string_column),
}


def convert(target: str, value: Value) -> Value:
    """A basic value as another type; null stays null."""
    kind, function = _COLUMNS[target]
    if not is_basic(value):
        raise TableError(f"cannot convert {type_name(value)} to {target}")
    if value.type == NULL:
        return value.cast(kind)
    return on_array(function, value)


@elementwise("universe", "int", "(v: any)")
def int_(v: Value) -> Value:
    """A value as int."""
    if isinstance(v, Duration):
        return pa.scalar(v.nanoseconds, INT)
    return convert("int", v)


@elementwise("universe", "uint", "(v: any)")
def uint(v: Value) -> Value:
    """A value as uint."""
    return pa.scalar(v.nanoseconds, UINT) if isinstance(v, Duration) else convert("uint", v)


@elementwise("universe", "float", "(v: any)")
def float_(v: Value) -> Value:
    """A value as float."""
    return convert("float", v)


@elementwise("universe", "bool", "(v: any)")
def bool_(v: Value) -> Value:
    """A value as bool."""
    return convert("bool", v)


@elementwise("universe", "time", "(v: any)")
def time_(v: Value) -> Value:
    """A value as time."""
    return convert("time", v)


@elementwise("universe", "string", "(v: any)")
def string(v: Value) -> Value:
    """A value as text."""
    return to_string(v)


@elementwise("universe", "duration", "(v: any)")
def duration(v: Value) -> Value:
    """A value as duration: text as it is written in Flux, integers as nanoseconds."""
    if isinstance(v, Duration):
        return v
    if isinstance(v, pa.Array):
        raise NeedsRows
    if not is_basic(v) or not v.is_valid:
        raise TableError(f"cannot convert {type_name(v)} to duration")
    if v.type in (INT, UINT):
        return Duration(0, v.as_py())
    if v.type != STRING:
        raise TableError(f"cannot convert {type_name(v)} to duration")
    text = v.as_py()
    if not _DURATION.fullmatch(text):
        raise TableError(f'cannot convert string "{text}" to duration due to invalid syntax')
    found = Duration(*parse_duration(text.removeprefix("-")))
    return -found if text[0] == "-" else found


def _converting(name: str, target: str) -> None:
    kind, function = _COLUMNS[target]

    @transformation("universe", name, "(<-tables: stream)", flow=Flow.ROWS)
    def to_type(_context: Context, _call: Call, tables: Stream) -> Stream:
        def change(block: Block) -> Block:
            # InfluxDB maps rows for all of these, which sorts columns by name, but columns for `toFloat`.
            if block.kind("_value") is None:
                return block.with_rows({"_value": pa.nulls(block.n_rows, kind)})
            try:
                if "_value" in block.keys:
                    result = block.with_keys({"_value": function(block.keys["_value"])})
                else:
                    result = block.with_rows({"_value": function(block.column("_value"))})
                return result if name == "toFloat" else replace(result, names=tuple(sorted(result.names)))
            except TableError as flaw:
                if name == "toFloat":
                    text = flaw.message.replace("to float", "to Float")
                    raise TableError(f"runtime error: {text}", bare=True) from None
                raise TableError(f"failed to evaluate map function: {flaw.message}") from None

        changed = each_block(tables.non_empty(), change)
        if name != "toFloat":
            changed = each_block(changed, lambda block: replace(block, names=tuple(sorted(block.names))))
        return replace(changed, origin=PIECES)

    to_type.__doc__ = f"`_value` as {target}."


for _name, _target in {
    "toInt": "int", "toUInt": "uint", "toFloat": "float", "toBool": "bool", "toTime": "time", "toString": "string",
}.items():  # fmt: skip
    _converting(_name, _target)
