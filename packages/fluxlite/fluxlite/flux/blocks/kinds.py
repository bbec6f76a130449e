"""The basic types of Flux and the Arrow types that hold them: a value's Arrow type *is* its Flux type."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

BOOL = pa.bool_()
INT = pa.int64()
UINT = pa.uint64()
FLOAT = pa.float64()
STRING = pa.string()
TIME = pa.timestamp("ns")
NULL = pa.null()
"""Of a null whose type nothing has decided: a column that a table does not have."""

_NAMES = {BOOL: "bool", INT: "int", UINT: "uint", FLOAT: "float", STRING: "string", TIME: "time", NULL: "null"}
_TYPES = {name: kind for kind, name in _NAMES.items()}
_CSV_NAMES = {
    BOOL: "boolean", INT: "long", UINT: "unsignedLong", FLOAT: "double", STRING: "string", TIME: "dateTime:RFC3339",
}  # fmt: skip


Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[Any]


def kind_name(kind: pa.DataType) -> str:
    """The Flux name of an Arrow type."""
    return _NAMES[kind]


def kind_of_name(name: str) -> pa.DataType:
    """The Arrow type of a Flux name."""
    return _TYPES[name]


def csv_name(kind: pa.DataType) -> str:
    """The name of a type in the datatype annotation of CSV."""
    return _CSV_NAMES[kind]


def time_scalar(nanoseconds: int) -> pa.Scalar:
    """A time, from nanoseconds since 1970; one beyond 64 bits wraps around, as InfluxDB has it."""
    return pa.scalar((nanoseconds + 2**63) % 2**64 - 2**63, INT).cast(TIME)


def plain(value: pa.Scalar) -> Any:
    """A value as Python has it; a time in nanoseconds since 1970, for which Arrow itself would need pandas."""
    return value.value if value.type == TIME else value.as_py()


def plain_values(column: pa.Array) -> list[Any]:
    """The same for a whole column."""
    return (column.view(INT) if column.type == TIME else column).to_pylist()  # type: ignore[no-any-return]


def to_numpy(column: pa.Array) -> Numbers:
    """The values of a column without nulls in mind: a null's place holds some value of the type (zero)."""
    if column.null_count:
        column = pc.fill_null(column, _zero(column.type))
    if column.type == TIME:
        column = column.view(INT)
    return np.asarray(column.to_numpy(zero_copy_only=False))


def valid(column: pa.Array) -> Bools:
    """Where a column is not null."""
    if not column.null_count:
        return np.ones(len(column), bool)
    return np.asarray(pc.is_valid(column).to_numpy(zero_copy_only=False))


def from_numpy(values: Numbers, kind: pa.DataType, mask: Bools | None = None) -> pa.Array:
    """A column of a type; `mask` is true where it is to be null."""
    if kind == TIME:
        return pa.array(values.astype(np.int64, copy=False), INT, mask=mask).view(TIME)
    return pa.array(values, kind, mask=mask)


def one_array(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """A column in one piece."""
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _zero(kind: pa.DataType) -> pa.Scalar:
    if kind == STRING:
        return pa.scalar("", STRING)
    return pa.scalar(0, INT).cast(kind)
