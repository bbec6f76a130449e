"""Whether two streams are the same, by the rules of the acceptance cases.

Tables are matched by group key, in any order; rows must come in the same order. A column that one side lacks is null
there. Floats may differ by a millionth, and NaN equals NaN.
"""

import math
from collections.abc import Mapping
from typing import Any

from fluxlite.flux.blocks.kinds import INT, TIME, kind_name
from fluxlite.flux.blocks.tables import Block, Stream

EPSILON = 1e-6
_NANOSECONDS = {TIME: INT}
Key = frozenset[tuple[str, str, Any]]
Row = dict[str, tuple[str, Any]]
"""The cells of a row that are not null, each with its type."""


def difference(got: Stream, want: Stream) -> str | None:
    """The first difference between two streams, None if they are the same."""
    found, expected = _tables(got), _tables(want)
    for key in sorted({*expected, *found}, key=_shown):
        text = _row_difference(found.get(key, []), expected.get(key, []))
        if text is not None:
            return f"table {_shown(key)}: {text}"
    return None


def _row_difference(got: list[Row], want: list[Row]) -> str | None:
    if len(got) != len(want):
        return f"{len(got)} rows, wanted {len(want)}: {got[:3]} instead of {want[:3]}"
    for index, (row, wanted) in enumerate(zip(got, want, strict=True)):
        if not _same_row(row, wanted):
            return f"row {index} is {row}, wanted {wanted}"
    return None


def _same_row(got: Row, want: Row) -> bool:
    return got.keys() == want.keys() and all(_same_cell(got[name], want[name]) for name in want)


def _same_cell(got: tuple[str, Any], want: tuple[str, Any]) -> bool:
    (kind, value), (wanted_kind, wanted) = got, want
    if kind != wanted_kind:
        return False
    if kind != "float" or value == wanted:
        return bool(value == wanted)
    return abs(value - wanted) <= EPSILON or (math.isnan(value) and math.isnan(wanted))


def _tables(stream: Stream) -> Mapping[Key, list[Row]]:
    """The rows of each table that has some."""
    found: dict[Key, list[Row]] = {}
    for block in stream:
        columns = {name: column for name, column in block.rows.items() if name not in block.keys}
        cells = {name: (kind_name(column.type), _plain(column)) for name, column in columns.items()}
        for table, key in enumerate(_keys(block)):
            rows = range(int(block.offsets[table]), int(block.offsets[table + 1]))
            if rows:
                found.setdefault(key, []).extend(_row(cells, row) for row in rows)
    return found


def _row(cells: Mapping[str, tuple[str, list[Any]]], row: int) -> Row:
    return {name: (kind, values[row]) for name, (kind, values) in cells.items() if values[row] is not None}


def _keys(block: Block) -> list[Key]:
    columns = {name: (kind_name(column.type), _plain(column)) for name, column in block.keys.items()}
    return [
        frozenset((name, kind, values[table]) for name, (kind, values) in columns.items())
        for table in range(block.n_tables)
    ]


def _plain(column: Any) -> list[Any]:
    return list(column.view(_NANOSECONDS.get(column.type, column.type)).to_pylist())


def _shown(key: Key) -> str:
    return "{" + ", ".join(f"{name}={value}" for name, _, value in sorted(key, key=lambda item: item[0])) + "}"
