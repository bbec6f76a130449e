"""Aggregates: one row for each table, with its key and one computed column."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa

from fluxlite.flux.blocks.kinds import BOOL, FLOAT, INT, STRING, TIME, UINT, from_numpy, kind_name, to_numpy, valid
from fluxlite.flux.blocks.reductions import Values, column_kind, each_block, floats, one_row_each, values_of
from fluxlite.flux.blocks.tables import Block, Stream
from fluxlite.flux.fidelity import tdigest
from fluxlite.flux.fidelity.table_order import READ
from fluxlite.flux.functions.selectors import select_rows, with_null_rows, without_nulls
from fluxlite.flux.language.errors import TableError, invalid
from fluxlite.flux.language.registry import Call, Flow, transformation
from fluxlite.flux.run.context import Context

NUMBERS = (FLOAT, INT, UINT)
_STREAM = "(<-tables: stream, ?column: string)"
STORAGE_NAMES = {FLOAT: "float", INT: "integer", UINT: "unsigned", STRING: "string", BOOL: "boolean"}


def aggregate(
    stream: Stream,
    column: str,
    kinds: tuple[pa.DataType, ...],
    compute: Callable[[Values, pa.DataType], pa.Array],
    in_storage: str = "",
) -> Stream:
    """The stream with each table reduced to one row; `in_storage` names functions that InfluxDB leaves to storage."""

    stored = bool(in_storage and stream.origin)

    def reduce(block: Block) -> Block:
        if in_storage and stream.origin in READ and column == "_value":
            check_stored(block, in_storage)
        kind = column_kind(block, column, kinds)
        return one_row_each(block, {column: compute(values_of(block, column), kind)}, in_place=stored)

    return each_block(stream, reduce)


def check_stored(block: Block, name: str) -> None:
    """Raise what storage says where it is to compute numbers of a series that has none."""
    kind = block.kind("_value")
    if kind not in NUMBERS:
        raise TableError(f"unsupported input type for {name} aggregate: {STORAGE_NAMES[kind]}", bare=True)


def count_values(values: Values, _kind: pa.DataType) -> pa.Array:
    """The number of values."""
    return from_numpy(values.lengths, INT)


def sum_values(values: Values, kind: pa.DataType) -> pa.Array:
    """The sum of values, of their own type; null for a table without values."""
    return from_numpy(values.reduce(np.add), kind, values.lengths == 0)


def mean_values(values: Values, _kind: pa.DataType) -> pa.Array:
    """The mean of values; null for a table without values. The sum of integers may overflow, as it does in InfluxDB."""
    lengths = values.lengths
    return floats(values.reduce(np.add) / np.maximum(lengths, 1), lengths == 0)


@transformation("universe", "count", _STREAM, streaming=True, flow=Flow.FROM_STORAGE)
def count(_context: Context, _call: Call, tables: Stream, column: str = "_value") -> Stream:
    """The number of rows of each table; nulls count."""

    def reduce(block: Block) -> Block:
        column_kind(block, column, (BOOL, INT, UINT, FLOAT, STRING))
        return one_row_each(block, {column: from_numpy(block.lengths, INT)}, in_place=bool(tables.origin))

    return each_block(tables, reduce)


@transformation("universe", "sum", _STREAM, streaming=True, flow=Flow.FROM_STORAGE)
def sum_(_context: Context, _call: Call, tables: Stream, column: str = "_value") -> Stream:
    """The sum of a column."""
    return aggregate(tables, column, NUMBERS, sum_values, "sum")


@transformation("universe", "mean", _STREAM, streaming=True, flow=Flow.GATHERS | Flow.STORED_ALONE)
def mean(_context: Context, _call: Call, tables: Stream, column: str = "_value") -> Stream:
    """The mean of a column."""
    return aggregate(tables, column, NUMBERS, mean_values, "mean")


@transformation("universe", "spread", _STREAM, flow=Flow.GATHERS)
def spread(_context: Context, _call: Call, tables: Stream, column: str = "_value") -> Stream:
    """The difference between the largest and the smallest value."""

    def compute(values: Values, kind: pa.DataType) -> pa.Array:
        return from_numpy(values.reduce(np.maximum) - values.reduce(np.minimum), kind, values.lengths == 0)

    return aggregate(tables, column, NUMBERS, compute)


@transformation("universe", "stddev", "(<-tables: stream, ?column: string, ?mode: string)", flow=Flow.GATHERS)
def stddev(_context: Context, call: Call, tables: Stream, column: str = "_value", mode: str = "sample") -> Stream:
    """The standard deviation, of a sample (n - 1) or of the population (n)."""
    if mode not in ("sample", "population"):
        raise invalid(f'error calling function "stddev" @{call.span}: "{mode}" is not a valid standard deviation mode')

    def compute(values: Values, _kind: pa.DataType) -> pa.Array:
        n = values.lengths - (1 if mode == "sample" else 0)
        squares = squared_deviations(values.as_float())
        with np.errstate(all="ignore"):
            result = np.where(n < 1, np.nan, np.sqrt(squares / n))
        return floats(result, values.lengths == 0)

    return aggregate(tables, column, NUMBERS, compute)


def centred(values: Values) -> Values:
    """Values less their table's mean; the first value is taken off before, so that constants give exact zeros."""
    filled = values.lengths > 0
    first = np.zeros(len(values.lengths))
    first[filled] = values.values[values.offsets[:-1][filled]]
    table = values.table_of_value
    shifted = Values(values.values - first[table], values.offsets, values.rows)
    means = shifted.reduce(np.add) / np.maximum(values.lengths, 1)
    return Values(shifted.values - means[table], values.offsets, values.rows)


def squared_deviations(values: Values) -> np.ndarray:
    """The sum of squared deviations from the mean, a table each."""
    deviations = centred(values)
    return Values(deviations.values**2, values.offsets, values.rows).reduce(np.add)


@transformation("universe", "skew", _STREAM, flow=Flow.GATHERS)
def skew(_context: Context, _call: Call, tables: Stream, column: str = "_value") -> Stream:
    """The skew of a column: the third central moment over the standard deviation cubed."""

    def compute(values: Values, _kind: pa.DataType) -> pa.Array:
        deviations = centred(values.as_float())
        cubes = Values(deviations.values**3, values.offsets, values.rows).reduce(np.add)
        n = values.lengths
        with np.errstate(all="ignore"):
            result = np.sqrt(n) * cubes / squared_deviations(values.as_float()) ** 1.5
        return floats(np.where(n < 2, np.nan, result), n == 0)

    return aggregate(tables, column, NUMBERS, compute)


_QUANTILE = "(<-tables: stream, ?column: string, q: float, ?compression: float, ?method: string)"
_MEDIAN = "(<-tables: stream, ?column: string, ?compression: float, ?method: string)"


@transformation("universe", "quantile", _QUANTILE, flow=Flow.GATHERS)
def quantile(
    _context: Context,
    call: Call,
    tables: Stream,
    q: float,
    column: str = "_value",
    compression: float = 0.0,
    method: str = "estimate_tdigest",
) -> Stream:
    """The value below which a share `q` of the values lies."""
    where = f'error calling function "{call.name}" @{call.span}: '
    if not 0 <= q <= 1:
        raise invalid(f"{where}quantile must be between 0 and 1")
    if compression > 0 and method != "estimate_tdigest":
        raise invalid(f"{where}compression parameter is only valid for method estimate_tdigest")
    if method == "exact_selector":
        return _quantile_rows(tables, column, q)
    if method == "exact_mean":
        return aggregate(tables, column, (FLOAT,), lambda values, _kind: _exact_mean(values, q))
    if method != "estimate_tdigest":
        raise invalid(f"{where}unknown method {method}")

    def estimate(values: Values, _kind: pa.DataType) -> pa.Array:
        numbers = values.values.astype(np.float64)
        found = tdigest.quantiles(numbers, values.offsets, q, compression or tdigest.COMPRESSION)
        return floats(found, values.lengths == 0)

    return aggregate(tables, column, NUMBERS, estimate)


@transformation("universe", "median", _MEDIAN, flow=Flow.GATHERS)
def median(
    context: Context,
    call: Call,
    tables: Stream,
    column: str = "_value",
    compression: float = 0.0,
    method: str = "estimate_tdigest",
) -> Stream:
    """The value in the middle: the quantile 0.5."""
    return quantile(context, call, tables, 0.5, column, compression, method)


def _sorted(values: Values) -> np.ndarray:
    return values.values[np.lexsort((values.values, values.table_of_value))]


def _exact_mean(values: Values, q: float) -> pa.Array:
    """Linear between the two values around the place `q * (n - 1)`."""
    ordered, n, starts = _sorted(values), values.lengths, values.offsets[:-1]
    filled = n > 0
    place = q * (n[filled] - 1)
    low, high = np.floor(place), np.ceil(place)
    y0, y1 = (ordered[starts[filled] + side.astype(np.int64)] for side in (low, high))
    result = np.zeros(len(n))
    result[filled] = np.where(low == high, y0, y0 * (high - place) + y1 * (place - low))
    return floats(result, ~filled)


def _quantile_rows(stream: Stream, column: str, q: float) -> Stream:
    def choose(block: Block) -> Block:
        kind = block.kind(column)
        if kind is None:
            raise TableError(f'no column "{column}" exists')
        if kind not in (*NUMBERS, STRING, TIME, BOOL):
            raise TableError(f"unsupported selector type {kind_name(kind)}")
        values = values_of(block, column)
        order = np.lexsort((np.arange(len(values.values)), values.values, values.table_of_value))
        tables = np.flatnonzero(values.lengths)
        place = np.maximum(np.ceil(q * values.lengths[tables]).astype(np.int64) - 1, 0)
        chosen = select_rows(block, tables, values.rows[order[values.offsets[:-1][tables] + place]])
        return with_null_rows(without_nulls(chosen))

    return each_block(stream, choose)


@transformation(
    "universe",
    "covariance",
    "(<-tables: stream, columns: [string], ?pearsonr: bool, ?valueDst: string)",
    flow=Flow.GATHERS,
)
def covariance(
    _context: Context,
    call: Call,
    tables: Stream,
    columns: list[str],
    pearsonr: bool = False,
    valueDst: str = "_value",  # noqa: N803
) -> Stream:
    """The covariance of two columns (n - 1), or their correlation; rows without one of the values do not count."""
    if len(columns) != 2:
        raise invalid(f'error calling function "covariance" @{call.span}: must provide exactly two columns')

    def reduce(block: Block) -> Block:
        for name in columns:
            _check_float(block, name)
        block = block.filter_rows(valid(block.column(columns[0])) & valid(block.column(columns[1])))
        first, second = (to_numpy(block.column(name)) for name in columns)
        x, y = (centred(Values(side, block.offsets, np.arange(block.n_rows))) for side in (first, second))
        total = Values(x.values * y.values, x.offsets, x.rows).reduce(np.add)
        n = block.lengths
        with np.errstate(all="ignore"):
            if pearsonr:
                squares = [Values(side.values**2, x.offsets, x.rows).reduce(np.add) for side in (x, y)]
                result = total / np.sqrt(squares[0] * squares[1])
            else:
                result = total / (n - 1)
        return one_row_each(block, {valueDst: floats(np.where(n < 1, np.nan, result), np.zeros(len(n), bool))})

    return each_block(tables, reduce)


def _check_float(block: Block, name: str) -> None:
    kind = block.kind(name)
    if kind is None:
        raise TableError(f"specified column does not exist in table: {name}")
    if kind != FLOAT:
        raise TableError(f"covariance does not support {kind_name(kind)}")


@transformation(
    "universe",
    "histogram",
    "(<-tables: stream, ?column: string, ?upperBoundColumn: string, ?countColumn: string, bins: [float], "
    "?normalize: bool)",
    flow=Flow.GATHERS,
)
def histogram(
    _context: Context,
    _call: Call,
    tables: Stream,
    bins: list[float],
    column: str = "_value",
    upperBoundColumn: str = "le",  # noqa: N803
    countColumn: str = "_value",  # noqa: N803
    normalize: bool = False,
) -> Stream:
    """How many values lie at or below each upper bound."""
    edges = np.sort(np.array(bins, np.float64))

    def reduce(block: Block) -> Block:
        if block.kind(column) is None:
            raise TableError(f'column "{column}" is missing')
        if block.kind(column) != FLOAT:
            raise TableError(f'column "{column}" must be a float got {kind_name(block.kind(column))}')
        values = values_of(block, column)
        place = np.searchsorted(edges, values.values, side="left")
        beyond = np.flatnonzero(place == len(edges))
        if len(beyond):
            n, odd = len(edges), values.values[beyond[0]]
            raise TableError(f"found value greater than any bin, {n} {n} {odd:.6f} {edges[-1]:.6f}")
        counts = np.zeros((block.n_tables, len(edges)))
        np.add.at(counts, (values.table_of_value, place), 1)
        totals = np.cumsum(counts, axis=1)
        if normalize:
            totals = totals / values.lengths[:, None]
        rows = {
            upperBoundColumn: pa.array(np.tile(edges, block.n_tables)),
            countColumn: pa.array(totals.ravel()),
        }
        offsets = np.arange(block.n_tables + 1, dtype=np.int64) * len(edges)
        names = (*dict.fromkeys((*(name for name in block.names if name in block.keys), *block.keys)), *rows)
        return Block(names, block.keys, rows, offsets, block.rank)

    return each_block(tables, reduce)
