"""Moving averages."""

import numpy as np

from fluxlite.flux.blocks.kinds import FLOAT, INT, UINT, Bools, Numbers, kind_name, to_numpy, valid
from fluxlite.flux.blocks.neighbours import place_in_table
from fluxlite.flux.blocks.reductions import each_block, floats
from fluxlite.flux.blocks.tables import Block, Stream
from fluxlite.flux.language.errors import TableError, invalid
from fluxlite.flux.language.registry import Call, Flow, transformation
from fluxlite.flux.run.context import Context


@transformation("universe", "movingAverage", "(<-tables: stream, n: int)", streaming=True, flow=Flow.IN_CHUNKS)
def moving_average(_context: Context, call: Call, tables: Stream, n: int) -> Stream:
    """The mean of the last `n` rows; of all rows in a table that has fewer than `n - 1`."""
    _check_period(call, n)

    def change(block: Block) -> Block:
        values, present = _averaged(block, "cannot take moving average")
        means = np.full(block.n_rows, np.nan)
        counts = np.zeros(block.n_rows)
        for start, stop in zip(block.offsets[:-1], block.offsets[1:], strict=True):
            width = min(n, int(stop - start))
            if width:
                tail = slice(start + width - 1, stop)
                window = np.lib.stride_tricks.sliding_window_view
                counts[tail] = window(present[start:stop].astype(float), width).sum(axis=1)
                means[tail] = window(values[start:stop], width).sum(axis=1)
        with np.errstate(all="ignore"):
            column = floats(means / counts, counts == 0)
        last = np.where(block.lengths == n - 1, n, np.minimum(n, block.lengths))[block.table_of_row] - 1
        return block.with_rows({"_value": column}).filter_rows(place_in_table(block) >= last)

    return each_block(tables, change)


@transformation("universe", "exponentialMovingAverage", "(<-tables: stream, n: int)", flow=Flow.GATHERS)
def exponential_moving_average(_context: Context, call: Call, tables: Stream, n: int) -> Stream:
    """The exponential mean: the mean of the first `n` values, then `2 / (n + 1)` of each value."""
    _check_period(call, n)

    def change(block: Block) -> Block:
        values, present = _averaged(block, "cannot take exponential moving average")
        result, null = np.zeros(block.n_rows), np.zeros(block.n_rows, bool)
        for start, stop in zip(block.offsets[:-1], block.offsets[1:], strict=True):
            result[start:stop], null[start:stop] = _exponential(values[start:stop], present[start:stop], n)
        return _from_nth(block.with_rows({"_value": floats(result, null)}), n)

    return each_block(tables, change)


def _exponential(values: Numbers, present: Bools, n: int) -> tuple[Numbers, Bools]:
    factor = 2.0 / (n + 1)
    head = values[:n][present[:n]]
    average, count = (float(head.mean()), len(head)) if len(head) else (0.0, 0)
    result, null = np.full(len(values), average), np.zeros(len(values), bool)
    null[:n] = count == 0
    for place in range(n, len(values)):
        if present[place]:
            average = float(values[place]) * factor + average * (1 - factor) if count else float(values[place])
            count += 1
        result[place] = average
        null[place] = count == 0
    return result, null


def _check_period(call: Call, n: int) -> None:
    if n <= 0:
        raise invalid(
            f'error calling function "{call.name}" @{call.span}: '
            f"cannot take moving average with a period of {n} (must be greater than 0)"
        )


def _averaged(block: Block, what: str) -> tuple[Numbers, Bools]:
    kind = block.kind("_value")
    if kind is None:
        raise TableError("cannot find _value column")
    if kind not in (INT, UINT, FLOAT):
        raise TableError(f"{what} of column _value (type {kind_name(kind)})")
    column = block.column("_value")
    return to_numpy(column).astype(np.float64), valid(column)


def _from_nth(block: Block, n: int) -> Block:
    """Rows from the n-th of each table on; the last row of a table that has fewer."""
    last = np.minimum(n, block.lengths)[block.table_of_row] - 1
    return block.filter_rows(place_in_table(block) >= last)
