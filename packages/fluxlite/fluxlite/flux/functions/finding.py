"""From tables to values: tableFind, findColumn, findRecord, and what they are made of."""

from typing import Any

from fluxlite.flux.blocks.rows import KeyColumns
from fluxlite.flux.blocks.tables import Stream, TableView
from fluxlite.flux.blocks.values import ArrayValue, Record, StreamValue, TableValue
from fluxlite.flux.functions.filtering import as_mask
from fluxlite.flux.language.errors import FluxError, invalid
from fluxlite.flux.language.registry import Call, function
from fluxlite.flux.run.context import Context
from fluxlite.flux.run.evaluate import call_function
from fluxlite.flux.run.plan import check_sources
from fluxlite.flux.run.rowwise import by_row

_FIND = "(<-tables: stream, fn: (key) => bool)"


def _found(context: Context, call: Call, tables: StreamValue, fn: Any) -> TableValue | None:
    """The first table whose group key meets the condition."""
    check_sources(context, tables)
    stream = _computed(context, call, tables)
    best: tuple[int, TableView] | None = None
    for block in stream:
        value = by_row(
            context, lambda key: call_function(fn, {"key": key}, context), Record(KeyColumns(block)), block.n_tables
        )
        for table in as_mask(value, block.n_tables).nonzero()[0]:
            if best is None or block.rank[table] < best[0]:
                best = int(block.rank[table]), TableView(block, int(table))
    if best is None:
        return None
    view = best[1]
    columns = {name: view.column(name) for name in view.block.names}
    return TableValue(columns, int(view.block.lengths[view.index]))


def _computed(context: Context, call: Call, tables: StreamValue) -> Stream:
    """The tables of a stream; what goes wrong in it goes wrong in the call that asks for it."""
    try:
        stream = context.whole(tables)
        if stream.error is None:
            return stream
        flaw = stream.error
    except FluxError as error:
        flaw = error
    if flaw.code == "unprocessable entity":
        raise flaw
    raise FluxError(flaw.code, f'error calling function "{call.name}" @{call.span}: {flaw.message}') from None


@function("universe", "tableFind", _FIND)
def table_find(context: Context, call: Call, tables: StreamValue, fn: Any) -> TableValue:
    """The first table whose group key meets a condition."""
    table = _found(context, call, tables, fn)
    if table is None:
        raise FluxError("not found", f'error calling function "tableFind" @{call.span}: no table found')
    return table


@function("universe", "getColumn", "(<-table: table, column: string)")
def get_column(_context: Context, call: Call, table: TableValue, column: str) -> ArrayValue:
    """A column of a table as an array."""
    if column not in table.columns:
        raise invalid(f'error calling function "getColumn" @{call.span}: cannot find column {column}')
    return ArrayValue(list(table.columns[column]))


@function("universe", "getRecord", "(<-table: table, idx: int)")
def get_record(_context: Context, call: Call, table: TableValue, idx: int) -> Record:
    """A row of a table as a record."""
    if not 0 <= idx < table.length:
        raise invalid(f'error calling function "getRecord" @{call.span}: index out of bounds: {idx}')
    return Record({name: column[idx] for name, column in table.columns.items()})


@function("universe", "findColumn", "(<-tables: stream, fn: (key) => bool, column: string)")
def find_column(context: Context, call: Call, tables: StreamValue, fn: Any, column: str) -> ArrayValue:
    """A column of the first table whose group key meets a condition; empty if there is none."""
    table = _found(context, call, tables, fn)
    if table is None or column not in table.columns:
        return ArrayValue([])
    return ArrayValue(list(table.columns[column]))


@function("universe", "findRecord", "(<-tables: stream, fn: (key) => bool, idx: int)")
def find_record(context: Context, call: Call, tables: StreamValue, fn: Any, idx: int) -> Record:
    """A row of the first table whose group key meets a condition; empty if there is none."""
    table = _found(context, call, tables, fn)
    if table is None or not 0 <= idx < table.length:
        return Record({})
    return Record({name: column[idx] for name, column in table.columns.items()})
