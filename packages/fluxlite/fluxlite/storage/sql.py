"""The SQL that answers a reader: rows, aggregates and windows over the points on disk and those in memory.

All numbers in the text are ours; operands of conditions go in as parameters. A relation `points` has the columns
`series` (the position in the reader's list), `time` and `value`, each pair of series and time once.
"""

from collections.abc import Sequence

from fluxlite.seam import Aggregate, Comparison, Kind
from fluxlite.storage.columns import SQL_TYPES

_TWO_64 = 2**64
_MOST_TIMES = 100_000
"""DuckDB's `min(time, n)` keeps n times a series; beyond this, counting rows is the lesser evil."""
_OPERATORS = {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


def disk(table: str, ids: Sequence[int], start: int, stop: int) -> str:
    """The rows of a table on disk; with several ids, the relation `pick` gives each its position."""
    times = f"time >= {start} AND time < {stop}"
    if len(ids) == 1:
        return f"SELECT 0::INTEGER AS series, time, value FROM {table} WHERE series = {ids[0]} AND {times}"
    bounds = f"t.series BETWEEN {min(ids)} AND {max(ids)}"
    return (
        f"SELECT p.position AS series, t.time, t.value FROM {table} t JOIN pick p ON t.series = p.id "
        f"WHERE {bounds} AND {times}"
    )


def merged(on_disk: str | None, in_memory: bool, overlap: int | None) -> str:
    """Disk and memory (the relation `memory`) as one; a point in memory replaces the one of its time on disk.

    `overlap` is the earliest time at which that may be. Only what is on disk from there on is compared: writers side by
    side leave their last bodies on both sides of a flush, a few seconds of the end, and no query should pay for all.
    """
    if on_disk is None:
        return "SELECT series, time, value FROM memory"
    if not in_memory:
        return on_disk
    if overlap is not None:
        late = f"SELECT * FROM ({on_disk}) WHERE time >= {overlap}"
        kept = f"SELECT d.* FROM ({late}) d ANTI JOIN memory m ON d.series = m.series AND d.time = m.time"
        on_disk = f"SELECT * FROM ({on_disk}) WHERE time < {overlap} UNION ALL {kept}"
    return f"{on_disk} UNION ALL SELECT series, time, value FROM memory"


def conditions(where: Sequence[Comparison], kind: Kind) -> str:
    """The conditions on values, their operands as parameters $1, $2, ..."""
    terms = [f"value {_OPERATORS[c.op]} ${n}::{SQL_TYPES[kind]}" for n, c in enumerate(where, 1)]
    return " AND ".join(terms) or "true"


def rows(points: str, condition: str, limit: int | None) -> str:
    """All rows, or the first of each series, sorted by series, then time."""
    found = f"SELECT series, time, value FROM ({points}) WHERE {condition}"
    if limit is not None:
        found = _first_rows(found, limit)
    return f"{found} ORDER BY series, time"


def _first_rows(found: str, limit: int) -> str:
    """The first rows of each series: those up to the time of the last one. (A window would lose a zero's sign.)"""
    if limit > _MOST_TIMES:
        return f"{found} QUALIFY row_number() OVER (PARTITION BY series ORDER BY time) <= {limit}"
    ends = f"SELECT series, list_max(min(time, {limit})) AS stop FROM ({found}) GROUP BY series"
    return f"SELECT f.* FROM ({found}) f JOIN ({ends}) e ON f.series = e.series AND f.time <= e.stop"


def aggregate(points: str, condition: str, fn: Aggregate, kind: Kind) -> str:
    """One row a series: `series`, `time`, `value`."""
    source = f"SELECT series, time, value FROM ({points}) WHERE {condition}"
    return f"SELECT series, time, value FROM ({_grouped(source, 'series', fn, kind)}) ORDER BY series"


def window(points: str, condition: str, every: int, offset: int, fn: Aggregate, kind: Kind) -> str:
    """One row a series and window: `series`, `time`, `value` and the window's start."""
    shifted = f"(time - {offset % every})"
    begin = f"time - (({shifted} % {every} + {every}) % {every})"
    source = f"SELECT series, time, value, {begin} AS win FROM ({points}) WHERE {condition}"
    grouped = _grouped(source, "series, win", fn, kind)
    return f'SELECT series, time, value, win AS "window" FROM ({grouped}) ORDER BY series, win'


def _grouped(source: str, keys: str, fn: Aggregate, kind: Kind) -> str:
    if fn in ("min", "max"):
        return _extreme(source, keys, fn)
    value = _sum(kind) if fn == "sum" else _VALUES[fn]
    time = {"first": "min(time)", "last": "max(time)"}.get(fn, "NULL::BIGINT")
    return f"SELECT {keys}, {time} AS time, {value} AS value FROM ({source}) GROUP BY {keys}"


def _extreme(source: str, keys: str, fn: str) -> str:
    """The smallest or largest value with its earliest row: of equal values, the order by time decides.

    The row is looked up by the value: rows need not be compared as wholes, and what is read again keeps the sign of
    its zero.
    """
    names = [f"e.{key}" for key in keys.split(", ")]
    found = f"SELECT {keys}, {fn}(value) AS extreme FROM s GROUP BY {keys}"
    same = " AND ".join(f"s.{name[2:]} = {name}" for name in names)
    return (
        f"WITH s AS MATERIALIZED ({source}) "
        f"SELECT {', '.join(names)}, min(s.time) AS time, arg_min(s.value, s.time) AS value "
        f"FROM s JOIN ({found}) e ON {same} AND s.value = e.extreme GROUP BY {', '.join(names)}"
    )


def _sum(kind: Kind) -> str:
    """Sums of integers wrap around at 64 bits, as the server's do; DuckDB sums them in 128."""
    if kind is Kind.LONG:
        wrapped = f"((sum(value) % {_TWO_64} + {_TWO_64 + 2**63}) % {_TWO_64})"
        return f"({wrapped} - {2**63})::BIGINT"
    if kind is Kind.UNSIGNED:
        return f"(sum(value) % {_TWO_64})::UBIGINT"
    return "sum(value)"


_VALUES = {
    "count": "count(*)::BIGINT",
    "mean": "avg(value)::DOUBLE",
    "first": "arg_min(value, time)",
    "last": "arg_max(value, time)",
}
