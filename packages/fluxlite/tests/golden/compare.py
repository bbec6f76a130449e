"""When two answers are equal: what a real server does not keep from run to run is left out.

The order of results, of tables in a result and of columns in a table is free. Floats may differ in their last digits,
as sums depend on the order of addition. The order of rows, every other cell, types and group keys count.
"""

import csv
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, TypeAlias

LAST_DIGITS = 1e-12

Cells: TypeAlias = tuple[str, ...]
Column: TypeAlias = tuple[str, str, str, Cells]
"""Name, type, whether it belongs to the group key, and cells."""


@dataclass
class _Section:
    """Rows under one header, with its annotations."""

    annotations: dict[str, list[str]] = field(default_factory=dict)
    header: list[str] | None = None
    rows: list[list[str]] = field(default_factory=list)


def difference(want: dict[str, Any], got: dict[str, Any]) -> str | None:
    """What makes two answers differ, None if nothing does."""
    for key in want:
        if key != "body" and want[key] != got[key]:
            return f"{key}: {want[key]!r} wanted, got {got[key]!r}: {got['body'][:300]!r}"
    if same_body(want["body"], got["body"]):
        return None
    pairs = zip(want["body"].split("\r\n"), got["body"].split("\r\n"), strict=False)
    left, right = next((pair for pair in pairs if pair[0] != pair[1]), (want["body"], got["body"]))
    return f"{left!r} wanted, got {right!r}"


def same_body(left: str, right: str) -> bool:
    """Two bodies say the same."""
    if left == right:
        return True
    try:
        a, b = tables(left), tables(right)
    except (ValueError, LookupError):
        return False
    return bool(a) and a.keys() == b.keys() and all(_close(a[name], b[name]) for name in a)


def tables(body: str) -> dict[str, list[tuple[Column, ...]]]:
    """The tables of each result of an annotated CSV, in an order of their own."""
    found: dict[str, list[tuple[Column, ...]]] = {}
    for section in _sections(body):
        for result, table in _tables_of(section):
            found.setdefault(result, []).append(table)
    return {result: sorted(found[result]) for result in found}


def _sections(body: str) -> Iterator[_Section]:
    section = _Section()
    for row in csv.reader(io.StringIO(body, newline="")):
        if not row:
            continue
        if row[0].startswith("#"):
            if section.header is not None:
                yield section
                section = _Section()
            section.annotations[row[0]] = row
        elif section.header is None:
            section.header = row
        else:
            section.rows.append(row)
    if section.header is not None:
        yield section


def _tables_of(section: _Section) -> Iterator[tuple[str, tuple[Column, ...]]]:
    header = section.header or []
    blank = [""] * len(header)
    kinds, groups, defaults = (section.annotations.get(key, blank) for key in ("#datatype", "#group", "#default"))
    default = dict(zip(header, defaults, strict=True))
    shape = [item for item in zip(header, kinds, groups, strict=True) if item[0] not in ("", "result", "table")]
    if default.get("table"):  # an empty table: its key stands in the defaults
        yield default["result"], _table(shape, {name: _key(group, default[name]) for name, _, group in shape})
    rows = [dict(zip(header, row, strict=True)) for row in section.rows]
    for (result, _), members in groupby(rows, lambda row: (row.get("result"), row.get("table"))):
        cells = list(members)
        columns = {name: tuple(row[name] for row in cells) for name, _, _ in shape}
        yield result or default.get("result", ""), _table(shape, columns)


def _key(group: str, value: str) -> Cells:
    return (value,) if group == "true" else ()


def _table(shape: list[tuple[str, str, str]], cells: dict[str, Cells]) -> tuple[Column, ...]:
    return tuple(sorted((name, kind, group, cells[name]) for name, kind, group in shape))


def _close(left: Sequence[tuple[Column, ...]], right: Sequence[tuple[Column, ...]]) -> bool:
    """The same tables, floats to their last digits."""
    if len(left) != len(right):
        return False
    return all(len(a) == len(b) and all(map(_same_column, a, b)) for a, b in zip(left, right, strict=True))


def _same_column(left: Column, right: Column) -> bool:
    if left == right:
        return True
    same_kind = left[:3] == right[:3] and len(left[3]) == len(right[3])
    return same_kind and left[1] in ("double", "") and all(map(_same_number, left[3], right[3]))


def _same_number(left: str, right: str) -> bool:
    if left == right:
        return True
    try:
        return math.isclose(float(left), float(right), rel_tol=LAST_DIGITS, abs_tol=0.0)
    except ValueError:
        return False
