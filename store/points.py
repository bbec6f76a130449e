"""Line protocol: points and columns of points into the text that InfluxDB takes, timestamps in nanoseconds."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from contract.errors import ContractError
from contract.measurements import Value

_NAME = str.maketrans({",": r"\,", " ": r"\ ", "=": r"\=", "\n": r"\n", "\r": r"\r", "\t": r"\t"})
_MEASUREMENT = str.maketrans({",": r"\,", " ": r"\ ", "\n": r"\n", "\r": r"\r", "\t": r"\t"})
_STRING = str.maketrans({'"': r"\"", "\\": r"\\"})
_INT64 = range(-(2**63), 2**63)


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a measurement; `time` is nanoseconds since 1970, UTC."""

    measurement: str
    tags: Mapping[str, str]
    fields: Mapping[str, Value]
    time: int = field(default=0)


def encode(points: Iterable[Point]) -> list[str]:
    """One line a point; `ContractError` for NaN, infinity, an integer past 64 bits, or a point without fields."""
    return [_line(point) for point in points]


def key(measurement: str, tags: Mapping[str, str]) -> str:
    """The part of a line that names the series: the measurement and its tags in order; empty tags are left out."""
    head = measurement.translate(_MEASUREMENT)
    pairs = (f",{_name(name)}={_name(value)}" for name, value in sorted(tags.items()) if value)
    return head + "".join(pairs)


def encode_columns(
    keys: Sequence[str], times: npt.NDArray[np.int64], columns: Mapping[str, npt.NDArray[Any]]
) -> list[str]:
    """One line a row, from columns: the fast path of the simulators and the worker.

    Parameters
    ----------
    keys : series keys of the rows (see `key`), n of them
    times : (n,) nanoseconds since 1970
    columns : field name to n values; float columns may hold NaN, which means that the row has no such field,
        and string columns may hold None or "" for the same. A row without any field gives no line.

    Raises
    ------
    ContractError
        A float is infinite; the error names the field.
    """
    parts = [_cells(name, np.asarray(column)) for name, column in columns.items()]
    if not parts:
        return []
    bodies = map("".join, zip(*parts, strict=True))
    rows = zip(keys, bodies, times.tolist(), strict=True)
    return [f"{head} {body[:-1]} {time}" for head, body, time in rows if body]


def _cells(name: str, column: npt.NDArray[Any]) -> list[str]:
    """`name=value,` for each row, "" where the row has none."""
    label = _name(name)
    if column.dtype.kind == "f":
        if np.isinf(column).any():
            raise ContractError(name, "infinity is not a value")
        return _float_cells(label, np.asarray(column, np.float64))
    if column.dtype.kind in "iu":
        return [f"{label}={value}i," for value in column.tolist()]
    if column.dtype.kind == "b":
        return [f"{label}={'true' if value else 'false'}," for value in column.tolist()]
    values = column.tolist()
    texts = {value: f"{label}={_string(value)}," if value else "" for value in set(values)}
    return [texts[value] for value in values]


def _float_cells(label: str, column: npt.NDArray[np.float64]) -> list[str]:
    """Each different value is written once: sensors of one kind repeat each other in steps of their resolution."""
    different, places = np.unique(column.view(np.int64), return_inverse=True)  # by bits: -0.0 is not 0.0 on the wire
    values = different.view(np.float64).tolist()
    texts = [f"{label}={value!r}," if value == value else "" for value in values]  # NaN is not itself
    found: list[str] = np.array(texts, dtype=object)[places].tolist()
    return found


def _line(point: Point) -> str:
    if not point.fields:
        raise ContractError(point.measurement, "a point needs at least one field")
    body = ",".join(f"{_name(name)}={_value(name, value)}" for name, value in point.fields.items())
    return f"{key(point.measurement, point.tags)} {body} {point.time}"


def _value(name: str, value: Value) -> str:
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, int | np.integer):
        if int(value) not in _INT64:
            raise ContractError(name, f"{value} does not fit in 64 bits")
        return f"{int(value)}i"
    if isinstance(value, float | np.floating):
        if not math.isfinite(value):
            raise ContractError(name, f"{value} is not a finite number")
        return repr(float(value))
    return _string(value)


def _string(value: str) -> str:
    return f'"{value.translate(_STRING)}"'


def _name(text: str) -> str:
    # A trailing backslash would escape what follows it, and line protocol has no way to write one there.
    return text.translate(_NAME).rstrip("\\")
