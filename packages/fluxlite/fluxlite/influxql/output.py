"""Results as version 1 answers them: JSON, or CSV."""

import csv
import io
import json
import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from fluxlite.influxql.answer import Result, Table

_DIVISORS = {
    "u": 1_000,
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def as_json(results: Sequence[Result], epoch: str) -> str:
    """Results as JSON with a line end; times are RFC 3339, or counts of `epoch`, where that is not empty."""
    found = [_result(one, epoch) for one in results]
    text = json.dumps({"results": found} if found else {}, separators=(",", ":"), ensure_ascii=False)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text + "\n"


def _result(result: Result, epoch: str) -> dict[str, Any]:
    if result.error:
        return {"statement_id": result.number, "error": result.error}
    series = [_series(table, epoch) for table in result.tables]
    return {"statement_id": result.number, **({"series": series} if series else {})}


def _series(table: Table, epoch: str) -> dict[str, Any]:
    named = {"name": table.name} if table.name else {}
    tags = {"tags": table.tags} if table.tags else {}
    rows = [_row(row, epoch, timed=table.timed) for row in table.rows]
    return {**named, **tags, "columns": table.columns, **({"values": rows} if rows else {})}


def _row(row: list[Any], epoch: str, *, timed: bool) -> list[Any]:
    time = [_time(row[0], epoch)] if timed else [_number(row[0])]
    return time + [_number(cell) for cell in row[1:]]


def _number(cell: Any) -> Any:
    """A whole float without its point, as JSON has it in InfluxDB; what JSON cannot hold is null."""
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    return cell


def _time(time: int, epoch: str) -> int | str:
    if epoch:
        return _truncated(time, _DIVISORS.get(epoch, 1))
    seconds, fraction = divmod(time, 1_000_000_000)
    text = (_EPOCH + timedelta(seconds=seconds)).replace(tzinfo=None).isoformat()
    digits = f".{fraction:09}".rstrip("0") if fraction else ""
    return f"{text}{digits}Z"


def _truncated(time: int, divisor: int) -> int:
    """A quotient without its fraction, towards zero."""
    return -(-time // divisor) if time < 0 else time // divisor


def as_csv(results: Sequence[Result], epoch: str) -> str:
    """Results as CSV; an empty line stands before each header but the first. An error has a header of its own."""
    parts: list[str] = []
    for result in results:
        if result.error:
            parts.append(_lines([["error"], [result.error]]))
        header: list[str] = []
        for table in result.tables:
            if table.columns != header:
                header = table.columns
                parts.append(_lines([["name", "tags", *header]]))
            parts[-1] += _lines([[table.name, _tags(table), *_cells(table, row, epoch)] for row in table.rows])
    return "\n".join(parts)


def _cells(table: Table, row: list[Any], epoch: str) -> list[str]:
    cells = [_text(cell) for cell in row]
    if table.timed and epoch:
        cells[0] = str(_time(row[0], epoch))
    return cells


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    return _plain(cell) if isinstance(cell, float) else str(cell)


def _plain(number: float) -> str:
    """A float without an exponent, in the fewest digits that tell it from all others."""
    text = f"{number:.17f}" if abs(number) < 1e-5 and number else repr(number)
    if "e" in text:
        text = format(number, "f")
    return text.removesuffix(".0")


def _tags(table: Table) -> str:
    return ",".join(f"{key}={value}" for key, value in sorted(table.tags.items()) if value)


def _lines(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
