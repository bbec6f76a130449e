"""A store in memory, for tests of what reads and writes the rows of `config`: no process, no port, no wait.

`tests/store/test_any_gateway.py` holds it to the real one. It runs no Flux: it knows a few shipped queries by their
text, each with a plain reading in Python, and fails for any other. It forgets nothing: no bucket has a retention.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

import pyarrow as pa

from contract.errors import GatewayError
from contract.measurements import BUCKETS, Value
from store.annotated_csv import Block
from store.gateway import Gateway
from store.queries import source

_WORD, _TEXT = r"(?:\\.|[^\\,= ])+", r'"(?:\\.|[^"\\])*"'
_FIELD = rf'({_WORD})=({_TEXT}|[^, "]+)'
_FIELDS = rf'{_WORD}=(?:{_TEXT}|[^, "]+)'
_LINE = re.compile(rf"((?:\\.|[^\\, ])+)((?:,{_WORD}={_WORD})*) ({_FIELDS}(?:,{_FIELDS})*) (-?\d+)", re.DOTALL)
_TRUTH = {"t": True, "T": True, "true": True, "f": False, "F": False, "false": False}
_ARROW = {str: pa.string(), bool: pa.bool_(), int: pa.int64(), float: pa.float64()}

Row = dict[str, Any]
"""A row of an answer; all but `_time` and `_value` are its table's key."""


class Cell(NamedTuple):
    """Where a value lies; `time` is in ns since 1970."""

    measurement: str
    tags: tuple[tuple[str, str], ...]
    field: str
    time: int


class MemoryGateway(Gateway):
    """A gateway to nothing but this object, which keeps the value that each cell was given last."""

    def __init__(self) -> None:
        super().__init__("http://memory.invalid", "token", "forewarn")
        self._cells: dict[str, dict[Cell, Value]] = {bucket: {} for bucket in BUCKETS}
        self._types: dict[tuple[str, str, str], type] = {}

    def write(self, bucket: str, lines: Iterable[str]) -> None:
        """Keep all lines or, where one is malformed, none; a field of another type than before is left out."""
        kept, given = self._bucket(bucket), [cell for line in lines for cell in _parsed(line)]
        dropped = 0
        for cell, value in given:
            if self._types.setdefault((bucket, cell.measurement, cell.field), type(value)) is type(value):
                kept[cell] = value
            else:
                dropped += 1
        if dropped:
            raise _refusal(422, f"partial write: field type conflict dropped={dropped}")

    def knock(self, bucket: str) -> None:
        """Whether there is such a bucket."""
        self._bucket(bucket)

    def blocks(self, flux: str) -> list[Block]:
        """The answer to a query that it knows; raises `NotImplementedError` for any other."""
        name = next((name for name in READINGS if _pattern(name).fullmatch(flux)), None)
        if name is None:
            raise NotImplementedError(f"the store in memory does not know {flux}")
        since = _since(flux)
        return list(_blocks(READINGS[name]({c: v for c, v in self._bucket("config").items() if c.time >= since})))

    def _bucket(self, name: str) -> dict[Cell, Value]:
        if name not in self._cells:
            raise _refusal(404, f'bucket "{name}" not found', permanent=False)
        return self._cells[name]


Reading = Callable[[dict[Cell, Value]], list[Row]]


def _all_of(measurement: str) -> Reading:
    """Every value of a measurement."""
    return lambda cells: [
        {"_time": cell.time, "_value": value, "_field": cell.field, **dict(cell.tags)}
        for cell, value in cells.items()
        if cell.measurement == measurement
    ]


def _count_of(measurement: str, field: str) -> Reading:
    """How many values there are of a field; no row for none."""

    def read(cells: dict[Cell, Value]) -> list[Row]:
        count = sum((cell.measurement, cell.field) == (measurement, field) for cell in cells)
        return [{"_value": count}] if count else []

    return read


def _sign_outs(cells: dict[Cell, Value]) -> list[Row]:
    return [
        {"_time": cell.time, "_value": value}
        for cell, value in cells.items()
        if (cell.measurement, cell.field, dict(cell.tags).get("action")) == ("audit", "target", "sign_out")
    ]


def _audit_heads(cells: dict[Cell, Value]) -> list[Row]:
    return [row for row in _all_of("audit")(cells) if "chain" in row and row["_field"] in ("sequence", "hash")]


READINGS: dict[str, Reading] = {
    "thresholds": _all_of("threshold"),
    "maintenance": _all_of("maintenance"),
    "failures": _all_of("failure"),
    "admin_users": _all_of("user"),
    "admin_tokens": _all_of("api_token"),
    "worker_threshold_count": _count_of("threshold", "version"),
    "worker_maintenance_count": _count_of("maintenance", "until"),
    "admin_sign_outs": _sign_outs,
    "admin_audit": _all_of("audit"),
    "admin_checkpoints": _all_of("checkpoint"),
    "admin_audit_heads": _audit_heads,
}
"""The shipped queries that it knows, and what each finds in `config`."""


def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"v\\\.timeRange(Start|Stop)", ".+", re.escape(source(name))))


def _since(flux: str) -> int:
    """The beginning of a query's range: 0, or a length of time before now."""
    found = re.search(r"range\(start: (?:0|-(\d+)([smh]))\W", flux)
    assert found, flux
    return 0 if found[1] is None else time.time_ns() - int(found[1]) * {"s": 1, "m": 60, "h": 3600}[found[2]] * 10**9


def _blocks(rows: list[Row]) -> Iterator[Block]:
    """Rows as the real answer brings them: those of one schema in a block, and a number for each table."""
    rows = sorted(rows, key=lambda row: (_schema(row), _key(row), row.get("_time", 0)))
    numbers = {key: number for number, key in enumerate(dict.fromkeys(map(_key, rows)))}
    for (names, _), group in groupby(rows, _schema):
        found = list(group)
        tables = [numbers[_key(row)] for row in found]
        columns = {"result": pa.array(["_result"] * len(found)), "table": pa.array(tables)}
        for name in names:
            values = [_told(row[name]) for row in found]
            kind = pa.timestamp("ns", tz="UTC") if name == "_time" else _ARROW[type(values[0])]
            columns[name] = pa.array(values, kind)
        yield Block(pa.table(columns), frozenset(names) - {"_time", "_value"})


def _told(value: Any) -> Any:
    # The answer is CSV whose lines end so, also those inside a text.
    return value.replace("\r", "").replace("\n", "\r\n") if isinstance(value, str) else value


def _schema(row: Row) -> tuple[tuple[str, ...], str]:
    return tuple(row), type(row["_value"]).__name__


def _key(row: Row) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in row.items() if name not in ("_time", "_value"))


def _parsed(line: str) -> Iterator[tuple[Cell, Value]]:
    """The values of a line of line protocol."""
    whole = _LINE.fullmatch(line)
    if whole is None:
        raise _refusal(400, f"unable to parse '{line}'")
    measurement, tags, fields, moment = whole.groups()
    pairs = tuple(sorted((_bare(name), _bare(value)) for name, value in re.findall(rf",({_WORD})=({_WORD})", tags)))
    for name, text in re.findall(_FIELD, fields, re.DOTALL):
        try:
            yield Cell(_bare(measurement), pairs, _bare(name), int(moment)), _value(text)
        except ValueError as error:
            raise _refusal(400, f"unable to parse '{line}': {error}") from error


def _value(text: str) -> Value:
    if text.startswith('"'):
        return re.sub(r'\\(["\\])', r"\1", text[1:-1])
    if text in _TRUTH:
        return _TRUTH[text]
    return int(text[:-1]) if text.endswith("i") else float(text)


def _bare(word: str) -> str:
    return re.sub(r"\\([,= ])", r"\1", word)


def _refusal(status: int, words: str, *, permanent: bool = True) -> GatewayError:
    return GatewayError(f"{status} {words}", permanent=permanent, status=status, answer=words)
