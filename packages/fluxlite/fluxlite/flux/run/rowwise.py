"""Helpers of row functions: which columns they use, and the way row by row for the few that have no column form."""

from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager

import pyarrow as pa

from fluxlite.flux.blocks.kinds import NULL, plain
from fluxlite.flux.blocks.rows import single_row
from fluxlite.flux.blocks.values import Function, Record, Value, is_basic, nature, type_name
from fluxlite.flux.language import ast
from fluxlite.flux.language.errors import TableError
from fluxlite.flux.language.parser import children
from fluxlite.flux.run.context import Context
from fluxlite.flux.run.evaluate import NeedsRows


def uses_only(function: Value, columns: Container[str]) -> bool:
    """Whether a function of `r` reads no columns but these."""
    if not isinstance(function, Function) or len(function.parameters) != 1:
        return False
    row = function.parameters[0].key
    used = _used(row, function.node.body)
    return used is not None and all(name in columns for name in used)


def _used(row: str, body: ast.Node) -> set[str] | None:
    """The columns that a body reads of `row`; None if it uses the record as a whole."""
    found: set[str] = set()
    waiting = [body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.MemberExpression) and isinstance(node.record, ast.Identifier):
            if node.record.name == row:
                found.add(node.name)
        elif isinstance(node, ast.Identifier) and node.name == row:
            return None
        else:
            waiting.extend(children(node))
    return found


@contextmanager
def evaluating(what: str) -> Iterator[None]:
    """Say in errors that come with single values, not with types, which function was being evaluated."""
    try:
        yield
    except TableError as error:
        if error.typing or error.bare:
            raise
        raise TableError(f"failed to evaluate {what} function: {error.message}") from None


def by_row(context: Context, function: Callable[[Record], Value], record: Record, n: int) -> Value:
    """The function's value for all rows at once; where that cannot be, row by row."""
    outside, context.on_columns = context.on_columns, True
    try:
        return function(record)
    except NeedsRows:
        context.on_columns = False
        return _each_row(context, function, record, n)
    finally:
        context.on_columns = outside


def _each_row(context: Context, function: Callable[[Record], Value], record: Record, n: int) -> Value:
    results = []
    for row in range(n):
        if row % 1000 == 0:
            context.check_time()
        results.append(function(single_row(record.fields, row)))
    return gathered(results)


def gathered(results: list[Value]) -> Value:
    """Values of single rows as one value of columns."""
    results = [pa.scalar(None, NULL) if item is None else item for item in results]
    first = next((item for item in results if not is_basic(item) or item.type != NULL), None)
    if first is None:
        return pa.nulls(len(results), NULL)
    if isinstance(first, Record):
        names = list(first.fields)
        for name in names:
            if not is_basic(first.fields[name]):
                kind = nature(first.fields[name])
                text = f'map object property "{name}" is {kind} type which is not supported in a flux table'
                raise TableError(text, typing=True)
        return Record({name: gathered([item.fields.get(name) for item in results]) for name in names})
    if not is_basic(first):
        raise TableError(f"a value of type {type_name(first)} cannot be kept in a table")
    return pa.array([plain(item) for item in results], first.type)
